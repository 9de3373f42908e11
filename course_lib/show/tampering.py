"""A chain explorer 区块链浏览器 in which a block can be edited, and what gives the edit away.

Every sign is computed from real blocks: link, root and signature as a member checks them, and the
hash that an outside witness kept. Colours only repeat what words and signs say.

Left out of the real thing: chains of more than a handful of blocks, which break in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from course_lib.blocks import Block
from course_lib.errors import InvalidValue, shown
from course_lib.ledger.tampering import boxes_of, edited, faults, remade, told
from course_lib.show.picture import AMBER, BLUE, GREEN, INK, PAPER, RED, Picture, arrow, blank
from course_lib.show.view import View, choice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 7
SHORT = 6
WIDTH = 1.24
STEP = 1.5
NONE, THIS, ALL = "none", "this block's", "this and all after"
REMADE = (NONE, THIS, ALL)


def edited_chain(
    blocks: Sequence[Block],
    height: int = 1,
    boxes: int | None = None,
    signed_again: bool = False,
    headers: str = NONE,
    witness: int | None = None,
) -> Picture:
    """Draw a chain after an edit, and whatever does not fit any more.

    Args:
        blocks: a chain of transfers, such as :func:`course_lib.ledger.tampering.week`.
        height: the block whose first transfer is edited, at least 1.
        boxes: the number that the transfer says now; the true one by default.
        signed_again: whether its seller signs the new number.
        headers: which headers are made anew: one of :data:`REMADE`.
        witness: the height whose hash somebody outside kept before the edit; None if nobody did.

    Raises:
        InvalidValue: if there is no such block or choice, or there are too many blocks to draw.
    """
    _check(blocks, headers, witness)
    now = _after(blocks, height, boxes, signed_again, headers)
    found = [faults(block, now[i - 1].header if i else None) for i, block in enumerate(now)]
    figure, axes = blank(STEP * len(now) + 0.2, 3.0, "Blocks 区块, from the oldest to the newest")
    for place, block in enumerate(now):
        _draw_block(axes, place, block, blocks[place], found[place], place == height)
    if witness is not None:
        _draw_witness(axes, witness, blocks[witness].hash, now[witness].hash)
    axes.set_xlim(-0.1, STEP * len(now) - 0.02)
    axes.set_ylim(-0.3, 2.45)
    chosen = f"Block {height} is chosen, of 0 to {len(now) - 1}."
    return Picture(figure, f"{chosen} {_words(blocks, now, found, witness)}")


def tamper_view(blocks: Sequence[Block]) -> View:
    """Edit a transfer, sign it again, make headers anew, and see who notices."""
    import ipywidgets as widgets

    _check(blocks, NONE, None)
    newest = len(blocks) - 1
    narrow, style = {"width": "20em"}, {"description_width": "7.5em"}
    kept = [("nobody", 0), *((f"block {n}", n) for n in range(1, newest + 1))]
    shared: dict[str, Any] = {"layout": narrow, "style": style}
    controls: dict[str, Any] = {
        "height": choice(range(1, newest + 1), "Block"),
        "boxes": widgets.BoundedIntText(
            value=boxes_of(blocks[1].transactions[0]), max=999, description="Boxes", **shared
        ),
        "signed_again": widgets.Checkbox(
            description="seller signs again", indent=False, layout=narrow
        ),
        "headers": choice(REMADE, "New headers"),
        "witness": choice(kept, "Witness kept"),
    }

    def choose(change: dict[str, Any]) -> None:
        controls["boxes"].value = boxes_of(blocks[change["new"]].transactions[0])

    controls["height"].observe(choose, names="value")

    def draw(witness: int, **chosen: Any) -> Picture:
        return edited_chain(blocks, witness=witness or None, **chosen)

    return View(controls, draw)


def _check(blocks: Sequence[Block], headers: str, witness: int | None) -> None:
    if not 2 <= len(blocks) <= MOST:
        raise InvalidValue(f"cannot draw {len(blocks)} blocks: give 2 to {MOST}")
    if headers not in REMADE:
        raise InvalidValue(f"no choice {shown(headers)} of headers: use one of {', '.join(REMADE)}")
    if witness is not None and witness not in range(len(blocks)):
        raise InvalidValue(f"no block {shown(witness)} to keep: 0 to {len(blocks) - 1}, or None")


def _after(
    blocks: Sequence[Block], height: int, boxes: int | None, signed_again: bool, headers: str
) -> tuple[Block, ...]:
    """The chain after the deeds; it is the true one if the number is."""
    if boxes is None:
        boxes = boxes_of(blocks[height].transactions[0]) if 0 < height < len(blocks) else 0
    now = edited(blocks, height, boxes, signed_again=signed_again)
    if headers == NONE:
        return now
    return remade(now, height, height if headers == THIS else None)


def _draw_block(
    axes: Axes, place: int, block: Block, true: Block, found: dict[str, str], chosen: bool
) -> None:
    from matplotlib.patches import Rectangle

    left, header = STEP * place, block.header
    edge = RED if found else BLUE
    axes.add_patch(Rectangle((left, 0.3), WIDTH, 1.7, fc=PAPER, ec=edge, lw=2.8 if chosen else 1.4))
    changed = "" if block.hash == true.hash else "  (new)"
    lines = [
        (f"block {header.height}", INK),
        (f"hash {header.hash[:SHORT]}…{changed}", AMBER if changed else INK),
        (f"previous {header.previous[:SHORT]}…", RED if "link" in found else INK),
        (f"root {header.transactions_root[:SHORT]}…", RED if "root" in found else INK),
    ]
    for signed, before in zip(block.transactions, true.transactions, strict=True):
        lines.append((_brief(told(signed)), INK if signed == before else AMBER))
    for number, (line, colour) in enumerate(lines):
        axes.text(left + 0.06, 1.84 - 0.28 * number, line, color=colour, fontsize=7.8, va="center")
    marks = [f"× {name}" for name in ("link", "root", "signature") if name in found] or ["✓ fits"]
    for number, mark in enumerate(marks):
        colour, lower = RED if found else GREEN, 0.1 - 0.22 * number
        axes.text(left + 0.06, lower, mark, color=colour, fontsize=8.5, va="center")
    if place:
        bad = "link" in found
        arrow(axes, (left, 1.28), (left - STEP + WIDTH, 1.28), RED if bad else GREEN)
        sign = "×" if bad else "✓"
        middle = left - (STEP - WIDTH) / 2
        axes.text(middle, 1.42, sign, ha="center", color=RED if bad else GREEN, fontsize=10)


def _brief(transfer: str) -> str:
    """``Anhe to Boda: 40`` as it fits into a block."""
    return transfer.replace(" to ", "→").replace("Chenguang", "Cheng.")


def _draw_witness(axes: Axes, height: int, kept: str, offered: str) -> None:
    same = kept == offered
    colour, verdict = (GREEN, "= ✓") if same else (RED, "≠ ×")
    text = f"witness kept {kept[:SHORT]}…  {verdict}"
    middle, frame = STEP * height + WIDTH / 2, {"fc": PAPER, "ec": colour, "lw": 2.2}
    axes.text(middle, 2.24, text, ha="center", color=colour, fontsize=8, bbox=frame)


def _words(
    blocks: Sequence[Block],
    now: Sequence[Block],
    found: list[dict[str, str]],
    witness: int | None,
) -> str:
    said = []
    for height, (block, true) in enumerate(zip(now, blocks, strict=True)):
        for signed, before in zip(block.transactions, true.transactions, strict=True):
            if told(signed) != told(before):
                said.append(f"Block {height} says '{told(signed)}' instead of '{told(before)}'.")
    new = [str(n) for n, block in enumerate(now) if block.hash != blocks[n].hash]
    if new:
        said.append(f"New headers: {', '.join(new)}.")
    for height, each in enumerate(found):
        said += [f"Block {height}, {name} ×: {why}" for name, why in each.items()]
    if not any(found):
        said.append("Inside the chain everything fits ✓.")
    return " ".join([*said, _witness_words(blocks, now, witness)])


def _witness_words(blocks: Sequence[Block], now: Sequence[Block], witness: int | None) -> str:
    if witness is None:
        return "Nobody outside kept a hash."
    kept = f"The witness kept the hash {blocks[witness].hash[:SHORT]}… of block {witness}"
    if blocks[witness].hash == now[witness].hash:
        return f"{kept}: it is the same ✓."
    return f"{kept}, but is shown {now[witness].hash[:SHORT]}…: rewritten ×."
