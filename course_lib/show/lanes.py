"""A film of messages as a sequence diagram 时序图: a lane for each node, time downwards.

The newest events of a run stand as rows: an arrow for a message that arrives, a broken one for
what is lost, a box for what a node decides, a cross for a crash. Below each lane stands the node's
state after the last row. Liars are marked as such, and a broken promise is told below them.

Left out of the real thing: when a message was sent; its row is the moment when it arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_lib.errors import InvalidValue
from course_lib.network.film import Film, Frame
from course_lib.network.story import FATES, Happening
from course_lib.show.picture import AMBER, BLUE, GREEN, INK, PALE, PAPER, RED, Picture, arrow, blank
from course_lib.show.view import View, choice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROWS = 9
ROW, LINE, WIDE, LEFT = 0.4, 0.25, 28, -1.4
GREY = "#5b6670"
Say = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where everything stands: the lanes' places, and how messages are called."""

    axes: Axes
    x: Mapping[str, float]
    say: Say


def message_lanes(
    film: Film,
    say: Say,
    step: int | None = None,
    title: str = "Messages",
    zh: Mapping[str, str] | None = None,
) -> Picture:
    """Draw a run after some of its events.

    Args:
        film: the run.
        say: tells a message in a few words.
        step: the frame shown last, from 0; the last of all by default or if there are fewer.
        title: shown above; say *synthetic* where the data are.
        zh: the nodes' Chinese names, as far as they have any.
    """
    last = len(film.frames) - 1
    at = last if step is None else max(0, min(step, last))
    frame, rows = film.frames[at], _rows(film, at)
    lanes = _lanes(film)
    deepest = max(len(lines) for one in film.frames for lines in one.states.values())
    height = ROW * (ROWS + 1) + LINE * deepest + 0.5
    figure, axes = blank(8.6, height * 0.75 + 0.35, f"{title}: step {at + 1} of {last + 1}")
    stage = Stage(axes, {name: number * 2.0 for number, name in enumerate(lanes)}, say)
    _draw_lanes(stage, film, frame, zh or {})
    for number, (happening, new) in enumerate(rows):
        _draw_row(stage, -ROW * (number + 1), happening, new)
    _draw_states(stage, frame)
    if frame.broken:
        told = f"× PROMISE BROKEN: {frame.broken}"
        axes.text(LEFT, -height + 0.42, told, color=RED, fontsize=8.5, va="center")
    axes.set_xlim(LEFT - 0.05, 2.0 * (len(lanes) - 1) + 0.95)
    axes.set_ylim(-height + 0.3, 0.5)
    return Picture(figure, _words(film, at, say))


def film_view(
    films: Mapping[str, Film],
    say: Say,
    title: str,
    zh: Mapping[str, str] | None = None,
    begin: int | None = None,
) -> View:
    """Choose what goes wrong, then step with the slider (arrow keys) or let it play.

    Args:
        films: a run for each choice, by what the choice is called; the first is shown first.
        say: as for :func:`message_lanes`; so are ``title`` and ``zh``.
        begin: the step of the first film that is shown first, from 1; its last by default.

    Raises:
        InvalidValue: there is no film.
    """
    if not films:
        raise InvalidValue("a view needs at least one film, got 0")
    trouble, step, play = _controls(films, begin)

    def choose(change: dict[str, Any]) -> None:
        step.max = len(films[change["new"]].frames)
        step.value = step.max

    trouble.observe(choose, names="value")

    def draw(trouble: str, step: int) -> Picture:
        return message_lanes(films[trouble], say, step - 1, f"{title}, trouble: {trouble}", zh)

    view = View({"trouble": trouble, "step": step}, draw)
    view.box.children[0].children = (trouble, play, step)
    view.box.children[1].layout.min_height = "8.5em"  # so that the picture keeps its place
    return view


def _controls(films: Mapping[str, Film], begin: int | None) -> tuple[Any, Any, Any]:
    """What to choose the trouble, set the step and play with."""
    import ipywidgets as widgets

    last = len(next(iter(films.values())).frames)
    first = last if begin is None else max(1, min(begin, last))
    trouble = choice(films, "Trouble", "32em")
    step = widgets.IntSlider(first, 1, last, description="Step", layout={"width": "26em"})
    step.continuous_update = False
    play = widgets.Play(value=first, min=1, max=last, interval=700)
    widgets.jslink((play, "value"), (step, "value"))
    widgets.jslink((step, "max"), (play, "max"))
    return trouble, step, play


def _lanes(film: Film) -> tuple[str, ...]:
    """The nodes, and a lane for the outside if a message came from there or went there."""
    ends = {end for f in film.frames for h in f.happenings for end in (h.source, h.target)}
    outside = sorted(ends - {"", *film.names})
    return (*film.names, *outside)


def _rows(film: Film, at: int) -> list[tuple[Happening, bool]]:
    """The newest happenings up to a frame, each with whether it belongs to that frame."""
    rows = [
        (happening, number == at)
        for number, frame in enumerate(film.frames[: at + 1])
        for happening in frame.happenings
    ]
    return rows[-ROWS:]


def _draw_lanes(stage: Stage, film: Film, frame: Frame, zh: Mapping[str, str]) -> None:
    bottom = -ROW * (ROWS + 0.6)
    for name, x in stage.x.items():
        lies, down = name in film.liars, name in frame.down
        label = f"{name} {zh.get(name, '')}".strip()
        label += " (lies)" if lies else ""
        label += " (down)" if down else ""
        colour = RED if lies else (GREY if down else INK)
        box = {"boxstyle": "round,pad=0.25", "fc": PAPER, "ec": colour, "lw": 1.6}
        stage.axes.text(x, 0.15, label, color=colour, fontsize=9, ha="center", bbox=box)
        style = ":" if down else "-"
        stage.axes.plot([x, x], [0, bottom], color=PALE, lw=1.6, ls=style, zorder=0)


def _draw_row(stage: Stage, y: float, happening: Happening, new: bool) -> None:
    time = f"{happening.time_ms} ms"
    stage.axes.text(LEFT, y, time, color=INK if new else GREY, fontsize=7, va="center")
    if happening.target:
        _draw_message(stage, y, happening, new)
        return
    colour = RED if happening.kind == "crash" else (GREEN if new else GREY)
    if not happening.source:  # a partition or its end concerns all
        ends = [-0.9, max(stage.x.values()) + 0.9]
        stage.axes.plot(ends, [y, y], color=AMBER, lw=1.4, ls="--", zorder=0)
        _label(stage, sum(ends) / 2, y, str(happening.what), AMBER)
        return
    mark = "× " if happening.kind == "crash" else ""
    text = f"{mark}{_short(str(happening.what))}"
    box = {"boxstyle": "square,pad=0.2", "fc": PAPER, "ec": colour, "lw": 1.8 if new else 0.9}
    place = stage.axes.text(
        stage.x[happening.source], y, text, color=colour, fontsize=7.5, bbox=box
    )
    place.set(ha="center", va="center", zorder=4)


def _draw_message(stage: Stage, y: float, happening: Happening, new: bool) -> None:
    start, end = stage.x[happening.source], stage.x[happening.target]
    lost = happening.kind in FATES
    colour = RED if lost else (BLUE if new else GREY)
    text = stage.say(happening.what)
    if lost:
        end = start + (end - start) * 0.75
        stage.axes.plot([start, end], [y, y], color=colour, lw=1.2, ls="--", zorder=1)
        stage.axes.text(end, y, "×", color=colour, fontsize=11, ha="center", va="center")
    else:
        arrow(stage.axes, (start, y), (end, y), colour, 2.2 if new else 1.0)
    side = 1 if end > start else -1
    _label(stage, start + side * 0.98, y + 0.13, text, colour)


def _label(stage: Stage, x: float, y: float, text: str, colour: str) -> None:
    box = {"boxstyle": "square,pad=0.05", "fc": PAPER, "ec": "none"}
    place = stage.axes.text(x, y, _short(text, 30), color=colour, fontsize=7.5, bbox=box, zorder=3)
    place.set(ha="center", va="center")


def _draw_states(stage: Stage, frame: Frame) -> None:
    top = -ROW * (ROWS + 1)
    stage.axes.text(LEFT, top, "state\n✓ final\n? not yet", color=INK, fontsize=7, va="top")
    for name, lines in frame.states.items():
        for number, line in enumerate(lines):
            text = "down" if name in frame.down and number == 0 else _short(line, WIDE)
            colour = GREEN if text.startswith("✓") else INK
            place = stage.axes.text(stage.x[name], top - LINE * number, text, color=colour)
            place.set(fontsize=7.5, ha="center", va="top")


def _short(text: str, width: int = 34) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _told(happening: Happening, say: Say) -> str:
    """One happening as a sentence."""
    what = happening.what if isinstance(happening.what, str) else say(happening.what)
    if not happening.target:
        return f"{happening.source} {what}".strip() + "."
    fate = f" ({FATES[happening.kind]})" if happening.kind in FATES else ""
    return f"{happening.source} to {happening.target}: {what}{fate}."


def _words(film: Film, at: int, say: Say) -> str:
    frame = film.frames[at]
    happened = " ".join(_told(happening, say) for happening in frame.happenings)
    states = [_state(name, lines, name in frame.down) for name, lines in frame.states.items()]
    liars: Sequence[str] = sorted(film.liars)
    lies = f" {', '.join(liars)} lies." if liars else ""
    broken = f" PROMISE BROKEN: {frame.broken}." if frame.broken else ""
    head = f"Step {at + 1} of {len(film.frames)}, {frame.time_ms} ms. {happened}"
    return f"{head}{lies}{broken} States: {'; '.join(states)}."


def _state(name: str, lines: Sequence[str], down: bool) -> str:
    told = ", ".join(("down", *lines[1:]) if down else lines)
    return f"{name}: {told}"
