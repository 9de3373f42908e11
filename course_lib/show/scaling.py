"""Messages for a decision against members 规模: four protocols, measured when the chart is drawn.

Both axes are logarithmic, so that a line's slope says how a cost grows: ten times the members cost
ten times the messages on a gentle line, a hundred times on a steep one. Every point is a run of
:func:`course_lib.consensus.scale.measure`.

Left out of the real thing: time, bytes and signatures; the chart counts messages, nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course_lib.consensus.scale import Measure, measure
from course_lib.errors import InvalidValue, shown
from course_lib.show.picture import AMBER, BLUE, GREEN, INK, PALE, RED, Picture
from course_lib.show.view import View, choice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MEMBERS = (4, 7, 10, 16, 25, 40, 100, 400)
IN_LINE = 8
CURVES = {
    "PBFT": ("PBFT", 1, RED, "s", "-"),
    "HotStuff, one request": ("HotStuff", 1, BLUE, "o", "-"),
    "HotStuff, eight in line": ("HotStuff", IN_LINE, BLUE, "^", "--"),
    "Raft": ("Raft", 1, AMBER, "D", "-."),
    "authority": ("authority", 1, GREEN, "v", ":"),
}
"""For each curve: protocol, requests at once, colour, mark and line."""
LIFTED = {"HotStuff, one request": 3, "Raft": 1, "HotStuff, eight in line": -5}
"""How many points a label is moved up, so that none covers another."""


def scaling_chart(members: int = 40, protocol: str = "PBFT") -> Picture:
    """Draw what a decision costs in messages, with one protocol and one size marked.

    Args:
        members: one of :data:`MEMBERS`.
        protocol: one of :data:`CURVES`.

    Raises:
        InvalidValue: a size or a protocol that the chart does not have.
    """
    from matplotlib.figure import Figure

    point = cost(protocol, members)
    figure = Figure(figsize=(8.6, 4.6), dpi=110, facecolor="#ffffff", layout="constrained")
    axes = figure.add_subplot()
    for name in CURVES:
        _draw_curve(axes, name, name == protocol)
    axes.plot([members], [point.each], "o", ms=15, mfc="none", mec=INK, mew=1.8, zorder=5)
    box = {"boxstyle": "round,pad=0.3", "fc": "#ffffff", "ec": INK}
    axes.annotate(f"{point.each:,}", (members, point.each), (-14, 16), fontsize=11, color=INK,
                  textcoords="offset points", ha="right", bbox=box, zorder=6)  # fmt: skip
    _draw_frame(axes, f"Messages for one decision (synthetic): {protocol}, {members} members")
    return Picture(figure, _words(point, protocol))


def scaling_view() -> View:
    """Choose the number of members and the protocol (arrow keys)."""
    controls = {
        "members": choice(MEMBERS, "Members", "30em"),
        "protocol": choice(CURVES, "Protocol", "34em"),
    }
    return View(controls, scaling_chart)


def cost(curve: str, members: int) -> Measure:
    """The measurement behind a point of the chart.

    Raises:
        InvalidValue: as :func:`scaling_chart`.
    """
    if curve not in CURVES:
        raise InvalidValue(f"there is no protocol {shown(curve)}; there are: {', '.join(CURVES)}")
    if type(members) is not int or members not in MEMBERS:
        known = ", ".join(map(str, MEMBERS))
        raise InvalidValue(f"the chart has no {shown(members)} members; it has {known}")
    protocol, requests, *_ = CURVES[curve]
    return measure(protocol, members, requests)


def _draw_curve(axes: Axes, name: str, chosen: bool) -> None:
    _, _, colour, mark, line = CURVES[name]
    costs = [cost(name, members).each for members in MEMBERS]
    width, size = (3.0, 8) if chosen else (1.4, 5)
    axes.plot(MEMBERS, costs, color=colour, marker=mark, ls=line, lw=width, ms=size)
    place: dict[str, Any] = {"textcoords": "offset points", "va": "center"}
    place["xytext"] = (9, LIFTED.get(name, 0))
    end, size = (MEMBERS[-1], costs[-1]), 10 if chosen else 9
    axes.annotate(name, end, color=colour, fontsize=size, **place)


def _draw_frame(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", fontsize=11, color=INK)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(MEMBERS, [str(members) for members in MEMBERS])
    axes.set_xticks([], minor=True)
    ticks = (1, 10, 100, 1_000, 10_000, 100_000)
    axes.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.set_xlim(2.4, 2_400)
    axes.set_ylim(1.5, 900_000)
    axes.set_xlabel("members, n", color=INK, loc="left")
    axes.set_ylabel("messages between members", color=INK)
    axes.grid(color=PALE, lw=0.7)
    axes.spines[["top", "right"]].set_visible(False)


def _words(point: Measure, curve: str) -> str:
    n = point.members
    others = ", ".join(f"{name} {cost(name, n).each:,}" for name in CURVES if name != curve)
    least = cost(curve, MEMBERS[0]).each
    grown = ""
    if n > MEMBERS[0]:
        grown = f" That is {point.each / least:.3g} times its {least:,} for {MEMBERS[0]} members,"
        grown += f" with {n / MEMBERS[0]:g} times the members."
    told = f"{curve}, {n} members: {point.each:,} messages for a decision."
    return f"{told}{grown} {_bears(point.protocol, n)} Others at {n}: {others}."


def _bears(protocol: str, n: int) -> str:
    if protocol == "Raft":
        return f"Bears {(n - 1) // 2} crashed, no liar."
    if protocol == "authority":
        return f"Goes on with {(n - 1) // 2} gone; no block is ever final."
    f = (n - 1) // 3
    return f"Bears {f} crashed or lying; a quorum is {n - f}."
