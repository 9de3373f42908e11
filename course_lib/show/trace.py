"""Where goods went: a map of the supply chain 供应链 drawn from EPCIS events.

A column for each stage, a node for each organisation, an arrow for each way that goods took.
An arrow into or out of a carrier carries the highest temperature measured on the way; above
the limit it is red, thicker, and says so in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from course_lib.contracts.traceability.documents import Event
from course_lib.contracts.traceability.identifiers import canonical, parse
from course_lib.errors import InvalidValue
from course_lib.show.picture import AMBER, BLUE, GREEN, INK, PALE, PAPER, RED, Picture, arrow, blank
from course_lib.show.view import View
from course_lib.units import iso

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STAGES = ("farm", "processor", "carrier", "distributor", "shop")
STAGE_ZH = dict(zip(STAGES, ("养殖", "加工", "运输", "配送", "销售"), strict=True))
WIDTH, HEIGHT = 0.74, 0.5
Spot = tuple[float, float]


class Place(Protocol):
    """What the map must know of an organisation."""

    @property
    def name(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def location(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Flow:
    """Goods that went from one organisation to the next."""

    source: str
    target: str
    kind: str


def trace_map(
    events: Iterable[Event],
    parties: Sequence[Place],
    title: str = "Where it went 追溯",
    limit_c: float = 4,
    now: Event | None = None,
    things: Iterable[str] = (),
) -> Picture:
    """Draw the way that goods took.

    Args:
        events: EPCIS events, in any order; a trace's, or a whole ledger's.
        parties: the organisations, each with name, zh, role and location (an SGLN).
        title: shown above; say *synthetic* where the data are.
        limit_c: the highest temperature allowed, degrees Celsius.
        now: an event whose place is marked.
        things: canonical ids, such as a trace's; only these and what carries them count on the
            arrows. None given: everything does.
    """
    ordered = sorted(events, key=lambda event: event.time_ms)
    if not ordered or not parties:
        raise InvalidValue(f"a map needs events and parties, got {len(ordered)}, {len(parties)}")
    at = {canonical(party.location): party for party in parties}
    flows = _flows(ordered, at, frozenset(things))
    visited = [party.name for event in ordered if (party := _party(event, at))]
    highest = _highest(ordered)
    spots = _spots(parties)
    figure, axes = blank(8.4, 3.6, title)
    for party in parties:
        if party.name in spots:
            active = now is not None and _party(now, at) is party
            _draw_node(axes, party, spots[party.name], party.name in visited, active)
    for flow, count in flows.items():
        _draw_flow(axes, spots, flow, count, _warm(flow, parties, highest, limit_c))
    _label(axes, highest, limit_c)
    return Picture(figure, now_words(now, at) if now else _words(flows, highest, limit_c))


def trace_view(
    events: Iterable[Event],
    parties: Sequence[Place],
    title: str = "Step by step 追溯",
    things: Iterable[str] = (),
) -> View:
    """Step through the events with a slider (arrow keys) or let them play."""
    import ipywidgets as widgets

    counted = tuple(things)
    ordered = sorted(events, key=lambda event: event.time_ms)
    last = len(ordered) - 1
    slider = widgets.IntSlider(value=last, max=last, description="Event", continuous_update=False)
    play = widgets.Play(value=last, max=last, interval=900)
    widgets.jslink((play, "value"), (slider, "value"))

    def draw(step: int) -> Picture:
        return trace_map(ordered[: step + 1], parties, title, now=ordered[step], things=counted)

    view = View({"step": slider}, draw)
    view.box.children[0].children = (play, slider)
    return view


def now_words(event: Event, at: Mapping[str, Place]) -> str:
    """One event as a sentence: when, who, what, how warm."""
    party = _party(event, at)
    who = f"{party.name} {party.zh}" if party else str(event.read_point)
    things = len(event.things)
    warm = "".join(f", {r.value} °C" for r in event.sensor_readings)
    step = str(event.biz_step or event.kind).rpartition("BizStep-")[2]
    return f"{iso(event.time_ms, '+08:00')[:16]}: {who}, {step}, {things} thing(s){warm}."


def _party(event: Event, at: Mapping[str, Place]) -> Place | None:
    return at.get(canonical(event.read_point)) if event.read_point else None


def _flows(
    ordered: list[Event], at: Mapping[str, Place], only: frozenset[str] = frozenset()
) -> Counter[Flow]:
    """For each thing, the organisations that it was seen at one after the other.

    Args:
        only: things that count, besides containers; empty for all.
    """
    counted = only | {event.parent for event in ordered if event.children}
    last: dict[str, str] = {}
    flows: Counter[Flow] = Counter()
    for event in ordered:
        party = _party(event, at)
        if party is None:
            continue
        for thing in event.things:
            if only and thing not in counted:
                continue
            before = last.get(thing)
            if before and before != party.name:
                flows[Flow(before, party.name, _kind(thing))] += 1
            last[thing] = party.name
        if event.action == "ADD":  # what is packed travels as its container
            for child in event.children:
                last.pop(child, None)
    return flows


def _kind(thing: str) -> str:
    return {"sscc": "pallet"}.get(parse(thing).scheme, "item")


def _highest(ordered: list[Event]) -> Decimal | None:
    readings = (reading for event in ordered for reading in event.sensor_readings)
    return max((r.value for r in readings if r.value is not None), default=None)


def _spots(parties: Sequence[Place]) -> dict[str, Spot]:
    """A column for each stage, the stage's organisations spread evenly over its height."""
    spots: dict[str, Spot] = {}
    for column, stage in enumerate(STAGES):
        inside = [party for party in parties if party.role == stage]
        for row, party in enumerate(inside):
            spots[party.name] = (column * 1.25, (len(inside) - 1) / 2 - row)
    return spots


def _draw_node(axes: Axes, party: Place, spot: Spot, visited: bool, active: bool) -> None:
    from matplotlib.patches import FancyBboxPatch

    x, y = spot
    edge = AMBER if active else (BLUE if visited else PALE)
    axes.add_patch(
        FancyBboxPatch(
            (x - WIDTH / 2, y - HEIGHT / 2),
            WIDTH,
            HEIGHT,
            boxstyle="round,pad=0.03",
            fc=PAPER,
            ec=edge,
            lw=3 if active else 1.6,
        )
    )
    axes.text(x, y + 0.1, party.zh, ha="center", va="center", color=INK, fontsize=9)
    axes.text(x, y - 0.12, party.name, ha="center", va="center", color=INK, fontsize=6.5)


def _draw_flow(axes: Axes, spots: dict[str, Spot], flow: Flow, count: int, warm: bool) -> None:
    if flow.source not in spots or flow.target not in spots:
        return
    (x0, y0), (x1, y1) = spots[flow.source], spots[flow.target]
    start, end = (x0 + WIDTH / 2 + 0.04, y0), (x1 - WIDTH / 2 - 0.04, y1)
    colour, width = (RED, 2.6) if warm else (GREEN, 1.4)
    arrow(axes, start, end, colour, width)
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    label = {"boxstyle": "square,pad=0.1", "fc": PAPER, "ec": "none"}
    text = axes.text(x, y + 0.12, _amount(flow, count), color=INK, fontsize=6.5, bbox=label)
    text.set(ha="center", va="center")


def _amount(flow: Flow, count: int) -> str:
    return f"{count} {flow.kind}{'' if count == 1 else 's'}"


def _warm(flow: Flow, parties: Sequence[Place], highest: Decimal | None, limit: float) -> bool:
    carriers = {party.name for party in parties if party.role == "carrier"}
    return highest is not None and highest > limit and bool(carriers & {flow.source, flow.target})


def _label(axes: Axes, highest: Decimal | None, limit: float) -> None:
    for column, stage in enumerate(STAGES):
        axes.text(
            column * 1.25, 1.62, f"{STAGE_ZH[stage]} {stage}", ha="center", color=INK, fontsize=8
        )
    if highest is not None:
        colour, text = _temperature(highest, limit)
        axes.text(2.5, -0.55, text, ha="center", color=colour, fontsize=8)
    axes.set_xlim(-0.5, 5.5)
    axes.set_ylim(-1.5, 1.8)


def _temperature(highest: Decimal, limit: float) -> tuple[str, str]:
    if highest > limit:
        return RED, f"! up to {highest} °C, limit {limit:g} °C"
    return GREEN, f"up to {highest} °C, within {limit:g} °C"


def _words(flows: Counter[Flow], highest: Decimal | None, limit: float) -> str:
    ways = [f"{f.source} to {f.target}: {_amount(f, count)}" for f, count in flows.items()]
    warm = "" if highest is None else f" Temperature {_temperature(highest, limit)[1]}."
    return f"Goods went {'; '.join(ways) or 'nowhere yet'}.{warm}"
