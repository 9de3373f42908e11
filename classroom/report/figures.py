"""The report's figures as inline SVG whose colours follow the page, light or dark.

matplotlib draws each with the course's colours; in the SVG they become the page's CSS variables.
Text stays text, so that it can be read out, searched and printed sharp.

What this leaves out: anything interactive; the numbers stand in a table below each figure.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from classroom.report.items import Analysis
from classroom.report.spread import Bar, Spread
from course_lib.show.picture import AMBER, BLUE, GREEN, INK, PALE, PAPER, RED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GREY = "#5a6672"
_VARIABLES = {
    INK: "ink", PAPER: "paper", PALE: "pale", BLUE: "blue", RED: "red", AMBER: "amber",
    GREEN: "green", GREY: "grey",
}  # fmt: skip
WIDTH = 8.0


def histogram(found: Sequence[Bar], middle: Spread, unit: str, words: str) -> str:
    """Bars with a line at the median and a band from quartile to quartile."""
    figure, axes = _empty(2.9)
    axes.axvspan(middle.lower, middle.upper, color=PALE, lw=0, zorder=0)
    for bar in found:
        width = bar.end - bar.start
        axes.bar(bar.start + width / 2, bar.count, width * 0.92, color=BLUE, zorder=2)
        if bar.count:
            place = (bar.start + width / 2, bar.count)
            here = bar.start <= middle.median < bar.end
            box = {"facecolor": PALE, "lw": 0, "pad": 1} if here else None
            axes.annotate(str(bar.count), place, (0, 4), textcoords="offset points",
                          ha="center", color=INK, fontsize=9, bbox=box, zorder=4)  # fmt: skip
    axes.axvline(middle.median, color=RED, lw=2, ls="--", zorder=1)
    tallest = max(bar.count for bar in found)
    axes.set_ylim(0, tallest * 1.25 + 0.5)
    axes.set_xlim(found[0].start, found[-1].end)
    axes.set_xticks([found[0].start, *(bar.end for bar in found)])
    axes.set_xlabel(unit, color=INK)
    axes.set_ylabel("submissions", color=INK)
    told = f"median {middle.median:g}"
    side = "right" if middle.median > (found[0].start + found[-1].end) / 2 else "left"
    axes.annotate(told, (middle.median, tallest * 1.25), (-5 if side == "right" else 5, -4),
                  textcoords="offset points", ha=side, color=RED, fontsize=9)  # fmt: skip
    return _svg(figure, words)


def items_chart(found: Sequence[Analysis], words: str) -> str:
    """Each item a row: its share of points as a bar, its discrimination as a mark on the right."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, 1.1 + 0.34 * len(found)), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
    rows = range(len(found))
    for row, item in zip(rows, found, strict=True):
        _row(left, right, row, item)
    left.set_yticks(list(rows), [item.item for item in found], parse_math=False)
    left.set_ylim(len(found) - 0.4, -0.6)
    left.set_xlim(0, 112)
    left.set_xticks(range(0, 101, 20))
    left.set_xlabel("mean share of points, %", color=INK)
    right.set_xlim(-1.05, 1.05)
    right.axvline(0, color=INK, lw=1)
    for edge in (0.2, 0.3, 0.4):
        right.axvline(edge, color=PALE, lw=1.2, zorder=0)
    right.set_xticks([-1, -0.5, 0, 0.2, 0.4, 1])
    right.set_xlabel("discrimination, r", color=INK)
    for axes in (left, right):
        _plain(axes)
    right.tick_params(left=False)
    right.spines["left"].set_visible(False)
    return _svg(figure, words)


def _row(left: Axes, right: Axes, row: int, item: Analysis) -> None:
    if item.difficulty is None:
        left.annotate("waits for a person", (2, row), va="center", color=GREY, fontsize=9)
    else:
        share = 100 * item.difficulty
        left.barh(row, share, 0.62, color=BLUE, zorder=2)
        left.annotate(f"{share:.0f}", (share, row), (4, 0), textcoords="offset points",
                      va="center", color=INK, fontsize=9)  # fmt: skip
    if item.discrimination is None:
        right.annotate("no figure", (0.05, row), va="center", color=GREY, fontsize=9)
        return
    colour, mark = _look(item.discrimination)
    right.plot([0, item.discrimination], [row, row], color=colour, lw=2, zorder=2)
    right.plot(item.discrimination, row, mark, color=colour, ms=8, zorder=3)
    side = -1 if item.discrimination < 0 else 1
    right.annotate(f"{item.discrimination:.2f}", (item.discrimination, row), (8 * side, 0),
                   textcoords="offset points", va="center", color=INK, fontsize=9,
                   ha="right" if side < 0 else "left")  # fmt: skip


def _look(r: float) -> tuple[str, str]:
    """Colour and shape by band, so that neither carries the meaning alone."""
    return (RED, "X") if r < 0 else (AMBER, "s") if r < 0.2 else (GREEN, "o")


def _empty(height: float) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = figure.add_subplot()
    _plain(axes)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    return figure, axes


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GREY)
    axes.tick_params(colors=INK, labelsize=9)


def _svg(figure: Figure, words: str) -> str:
    """The figure as an ``svg`` element with ``words`` for whoever cannot see it."""
    import matplotlib

    figure.patch.set_visible(False)
    for axes in figure.axes:
        axes.patch.set_visible(False)
    out = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": words[:40]}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    assert size is not None
    _, _, body = text[text.index("<svg") :].partition(">")
    body = re.sub(r"<metadata>.*?</metadata>|<style .*?</style>", "", body, flags=re.S)
    body = re.sub(r'(<g) id="[\w.]+"', r"\1", body)
    body = re.sub(r"font-family: [^;\"]+", "font-family: inherit", body)
    body = re.sub(r"#[0-9a-f]{6}\b", _coloured, body)
    opened = f'<svg role="img" aria-label="{escape(words)}" viewBox="0 0 {size[1]} {size[2]}">'
    return opened + body


def _coloured(found: re.Match[str]) -> str:
    name = _VARIABLES.get(found[0])
    return f"var(--{name})" if name else found[0]
