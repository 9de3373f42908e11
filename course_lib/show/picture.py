"""Pictures: a matplotlib figure with the course's font, and its description in words."""

from __future__ import annotations

import base64
import io
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 110
COLOURS = 64
INK, PAPER, PALE = "#1f2933", "#ffffff", "#d5dbe1"
BLUE, RED, AMBER, GREEN = "#1f5fa8", "#b3261e", "#9a5b00", "#1b7a43"
"""Each has a contrast of at least 5:1 on white (WCAG 2.2, 1.4.3); none carries a meaning alone."""


@cache
def font_family() -> list[str]:
    """Register the course's Chinese font with matplotlib and name it."""
    from matplotlib import font_manager

    path = files("course_lib.show") / "fonts" / "lianke-sans-sc.ttf"
    font_manager.fontManager.addfont(str(path))
    return [font_manager.FontProperties(fname=str(path)).get_name()]


def blank(width: float, height: float, title: str) -> tuple[Figure, Axes]:
    """An empty figure of ``width`` by ``height`` inches without axes, with a title."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=DPI, facecolor=PAPER, layout="constrained")
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_title(title, loc="left", fontsize=11, color=INK)
    return figure, axes


def arrow(
    axes: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    width: float = 1.5,
) -> None:
    """An arrow from ``start`` to ``end``, in data coordinates."""
    from matplotlib.patches import FancyArrowPatch

    axes.add_patch(
        FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=11, color=colour, lw=width)
    )


class Picture:
    """What a cell shows: an image, and the same in words.

    Args:
        figure: a matplotlib figure that is in no pyplot window.
        words: the description; shown where images are not, read out by screen readers.
    """

    def __init__(self, figure: Figure, words: str) -> None:
        from matplotlib.text import Text

        self.figure = figure
        self.words = words
        for text in figure.findobj(Text):
            text.set_fontfamily(font_family())

    def png(self) -> bytes:
        """The image as PNG, reduced to few colours so that notebooks stay small."""
        from PIL import Image

        raw, small = io.BytesIO(), io.BytesIO()
        self.figure.savefig(raw, format="png", metadata={"Software": None})
        image = Image.open(raw).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        image.save(small, "png", optimize=True)
        return small.getvalue()

    def html(self) -> str:
        """The image for a web page or a widget, with its words as alternative text."""
        data = base64.b64encode(self.png()).decode()
        fitted = "max-width: 100%; height: auto"
        words = escape(self.words)
        return f'<img alt="{words}" style="{fitted}" src="data:image/png;base64,{data}">'

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        data = base64.b64encode(self.png()).decode()
        return {"image/png": data, "text/plain": self.words}, {"image/png": {"alt": self.words}}
