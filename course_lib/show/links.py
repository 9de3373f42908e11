"""A chain of blocks 区块链, drawn from real blocks: what each holds, and whether its link holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from course_lib.blocks import Block, validate_block
from course_lib.errors import CourseError, InvalidValue
from course_lib.show.picture import BLUE, GREEN, INK, PAPER, RED, Picture, arrow, blank
from course_lib.show.view import View

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NEWEST = 5
SHORT = 8


def chain(blocks: Iterable[Block], newest: int = NEWEST, chosen: int | None = None) -> Picture:
    """Draw the newest blocks and check each against the one before.

    Args:
        blocks: a ledger, or any blocks in their order (an edited copy, say).
        newest: how many of them to draw, at least 1.
        chosen: the height of a block whose transactions are told in words.
    """
    kept = list(blocks)
    if not kept or newest < 1:
        raise InvalidValue(f"a picture needs at least one block, got {len(kept)} (newest={newest})")
    first = max(0, len(kept) - newest) if chosen is None else _window(chosen, newest, len(kept))
    faults = {i: _fault(kept, i) for i in range(first, min(first + newest, len(kept)))}
    figure, axes = blank(1.75 * len(faults) + 0.3, 2.1, "Blocks 区块 and their links")
    for place, (index, fault) in enumerate(faults.items()):
        _draw_block(axes, place, kept[index], fault, index == chosen)
    axes.set_xlim(-0.3, len(faults) - 0.1)
    axes.set_ylim(0, 1)
    return Picture(figure, _words(kept, faults, chosen))


def chain_view(blocks: Iterable[Block]) -> View:
    """Walk the chain with a slider; the chosen block's transactions are told below it."""
    import ipywidgets as widgets

    kept = list(blocks)
    slider = widgets.IntSlider(
        value=len(kept) - 1, min=0, max=len(kept) - 1, description="Block", continuous_update=False
    )
    return View({"chosen": slider}, lambda chosen: chain(kept, chosen=chosen))


def _window(chosen: int, size: int, length: int) -> int:
    return max(0, min(chosen - size // 2, length - size))


def _fault(blocks: list[Block], index: int) -> str | None:
    if index == 0:
        return None
    try:
        validate_block(blocks[index], blocks[index - 1].header)
    except CourseError as error:
        return str(error)
    return None


def _draw_block(axes: Axes, place: int, block: Block, fault: str | None, chosen: bool) -> None:
    from matplotlib.patches import Rectangle

    edge = RED if fault else BLUE
    box = Rectangle((place, 0.1), 0.8, 0.8, fc=PAPER, ec=edge, lw=3 if chosen else 1.4)
    axes.add_patch(box)
    header = block.header
    lines = (
        f"block {header.height}",
        f"digest {header.hash[:SHORT]}…",
        f"previous {header.previous[:SHORT]}…",
        f"{len(block.transactions)} transaction(s)",
        f"state {header.state_root[:SHORT]}…",
    )
    for number, line in enumerate(lines):
        axes.text(place + 0.04, 0.8 - 0.155 * number, line, color=INK, fontsize=8)
    if place or header.height:
        colour = RED if fault else GREEN
        arrow(axes, (place, 0.5), (place - 0.2, 0.5), colour)
        sign = "× broken" if fault else "✓"
        axes.text(place - 0.1, 0.58, sign, ha="center", color=colour, fontsize=8)


def _words(blocks: list[Block], faults: dict[int, str | None], chosen: int | None) -> str:
    first, last = blocks[0].header.height, blocks[-1].header.height
    told = [f"Blocks {first} to {last}; {len(faults)} of them drawn."]
    told += [f"Block {index} is broken: {fault}." for index, fault in faults.items() if fault]
    if not any(faults.values()):
        told.append("Every link drawn holds.")
    if chosen is not None:
        told.append(f"Block {chosen} holds {_transactions(blocks[chosen])}.")
    return " ".join(told)


def _transactions(block: Block) -> str:
    calls = [f"{s.transaction.contract}.{s.transaction.action}" for s in block.transactions]
    return f"{len(calls)} transaction(s)" + (f": {', '.join(calls)}" if calls else "")
