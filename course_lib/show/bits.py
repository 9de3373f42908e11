"""The avalanche 雪崩效应: change one character, and about half of a digest's bits change."""

from __future__ import annotations

from course_lib.hashing import digest
from course_lib.show.picture import BLUE, INK, PALE, Picture, blank
from course_lib.show.view import View, choice

COLUMNS = 32
LONGEST = 32
"""Characters of a text that the words below the picture repeat."""


def avalanche(first: str, second: str, algorithm: str = "sha256") -> Picture:
    """Show the bits in which the digests of two texts differ.

    Args:
        first, second: any two texts.
        algorithm: ``sha256`` or ``sm3``; both give 256 bits.
    """
    differ = _bits(first, algorithm) ^ _bits(second, algorithm)
    changed = differ.bit_count()
    pairs = enumerate(zip(first, second, strict=False))
    start = next((place for place, (a, b) in pairs if a != b), 0)
    words = (
        f"{changed} of 256 bits differ ({changed / 2.56:.0f} %) between the digests of "
        f"{_near(first, start)!r} and {_near(second, start)!r}"
    )
    title = f"{algorithm}: {changed} of 256 bits differ (blue 1 = differs, grey · = the same)"
    figure, axes = blank(6.4, 2.4, title)
    for position in range(256):
        on = differ >> (255 - position) & 1
        row, column = divmod(position, COLUMNS)
        axes.text(
            column,
            -row,
            "1" if on else "·",
            ha="center",
            va="center",
            color="white" if on else INK,
            bbox={"boxstyle": "square,pad=0.25", "fc": BLUE if on else PALE, "ec": "white"},
        )
    axes.set_xlim(-0.8, COLUMNS - 0.2)
    axes.set_ylim(-7.8, 0.8)
    return Picture(figure, words)


def avalanche_view(text: str = "box 1: 12.5 kg", second: str | None = None) -> View:
    """Type into the second field and watch the bits turn; it begins with a full stop more."""
    import ipywidgets as widgets

    controls = {
        "first": widgets.Text(value=text, description="First"),
        "second": widgets.Text(
            value=text + "." if second is None else second, description="Second"
        ),
        "algorithm": choice(["sha256", "sm3"], "Algorithm"),
    }
    return View(controls, avalanche)


def _near(text: str, start: int) -> str:
    """A short text, or the part of a long one around the first difference."""
    if len(text) <= LONGEST:
        return text
    first = max(0, start - LONGEST // 2)
    part = text[first : first + LONGEST]
    return ("…" if first else "") + part + ("…" if first + LONGEST < len(text) else "")


def _bits(text: str, algorithm: str) -> int:
    return int.from_bytes(digest(text.encode(), algorithm), "big")
