"""The chain explorer: each step of a rewrite shows where the library's own checks find it."""

from __future__ import annotations

import io
from html import unescape
from itertools import product

import chains
import pytest
from PIL import Image

from course_lib import show
from course_lib.blocks import Block, validate_block
from course_lib.errors import InvalidBlock, InvalidTransaction, InvalidValue
from course_lib.ledger import Ledger
from course_lib.ledger.tampering import WEEK, boxes_of, edited, faults, remade, told, week
from course_lib.show.tampering import ALL, NONE, THIS


def found(blocks: tuple[Block, ...]) -> list[tuple[int, str]]:
    """All faults of a chain: height and name."""
    parents = [None, *(block.header for block in blocks)]
    pairs = enumerate(zip(blocks, parents, strict=False))
    return [(height, name) for height, (block, above) in pairs for name in faults(block, above)]


def test_the_week_is_a_ledger_that_holds() -> None:
    ledger = Ledger.in_memory("boxes")
    for block in week():
        ledger.append(block)
    ledger.verify()
    said = [told(signed) for block in week() for signed in block.transactions]
    assert said == [f"{a} to {b}: {n}" for day in WEEK for a, b, n in day]
    assert found(week()) == []


@pytest.mark.parametrize("height", range(1, 6))
def test_each_step_of_a_rewrite_leaves_its_own_trace(height: int) -> None:
    plain = edited(week(), height, 7)
    assert found(plain) == [(height, "root"), (height, "signature")]
    helped = edited(week(), height, 7, signed_again=True)
    assert found(helped) == [(height, "root")]
    one = remade(helped, height, height)
    assert found(one) == ([(height + 1, "link")] if height < 5 else [])
    whole = remade(helped, height)
    assert found(whole) == []
    assert [a.hash == b.hash for a, b in zip(week(), whole, strict=True)] == [
        n < height for n in range(6)
    ]
    assert boxes_of(whole[height].transactions[0]) == 7
    assert found(remade(plain, height)) == [(height, "signature")]


def test_the_faults_are_those_of_full_validation() -> None:
    for height, again, last in product(range(1, 6), (False, True), (0, 1, 5)):
        chain = edited(week(), height, 9, signed_again=again)
        chain = remade(chain, height, min(5, height + last - 1)) if last else chain
        for number, block in enumerate(chain):
            parent = chain[number - 1].header if number else None
            if faults(block, parent):
                with pytest.raises(InvalidBlock, match=r"previous|transactions_root|signature"):
                    validate_block(block, parent)
            else:
                validate_block(block, parent)


def test_nothing_edited_nothing_changed() -> None:
    assert edited(week(), 3, 60, signed_again=True) == week()
    assert remade(week(), 1) == week()
    assert show.edited_chain(week()).words == (
        "Block 1 is chosen, of 0 to 5. "
        "Inside the chain everything fits ✓. Nobody outside kept a hash."
    )


def test_the_words_name_what_breaks_and_who_notices() -> None:
    words = show.edited_chain(week(), 2, 4, witness=5).words
    assert "Block 2 says 'Boda to Chenguang: 4' instead of 'Boda to Chenguang: 40'." in words
    assert "Block 2, root ×:" in words
    assert "Block 2, signature ×: the seller did not sign 'Boda to Chenguang: 4'." in words
    assert words.endswith("of block 5: it is the same ✓.")
    words = show.edited_chain(week(), 2, 4, True, THIS).words
    assert "New headers: 2. Block 3, link ×:" in words
    assert "root ×" not in words
    words = show.edited_chain(week(), 2, 4, True, ALL, 5).words
    assert "New headers: 2, 3, 4, 5. Inside the chain everything fits ✓." in words
    assert words.endswith("rewritten ×.")


def test_a_witness_answers_only_for_what_came_before() -> None:
    for height, kept in product(range(1, 6), repeat=2):
        words = show.edited_chain(week(), height, 3, True, ALL, kept).words
        assert ("rewritten ×" in words) == (kept >= height)


def test_the_picture_marks_the_same_as_the_words() -> None:
    def texts(*chosen: object) -> list[str]:
        axes = show.edited_chain(week(), *chosen).figure.axes[0]
        return [text.get_text() for text in axes.texts]

    assert texts().count("✓ fits") == 6
    marks = texts(2, 4, True, THIS)
    assert (marks.count("✓ fits"), marks.count("× link"), marks.count("×")) == (5, 1, 1)
    assert {"× root", "× signature"} <= set(texts(2, 4))
    assert any("witness" in text and "≠ ×" in text for text in texts(2, 4, True, ALL, 4))


def test_the_view_follows_its_controls() -> None:
    view = show.tamper_view(week())
    assert "Inside the chain everything fits ✓" in view.picture.words
    controls = view.controls
    controls["boxes"].value = 4
    assert "Block 1, root ×" in view.picture.words
    controls["height"].value = 4
    assert controls["boxes"].value == 20
    assert "fits ✓" in view.picture.words
    controls["boxes"].value = 200
    controls["signed_again"].value = True
    controls["headers"].value = THIS
    assert "Block 5, link ×" in view.picture.words
    controls["headers"].value = ALL
    assert "everything fits ✓. Nobody outside kept a hash." in view.picture.words
    controls["witness"].value = 3
    assert "of block 3: it is the same ✓" in view.picture.words
    controls["witness"].value = 5
    assert "rewritten ×" in view.picture.words
    assert view.picture.words in unescape(view.box.children[1].value)


def test_what_cannot_be_drawn_is_refused_by_name() -> None:
    with pytest.raises(InvalidValue, match="cannot draw 1 blocks"):
        show.tamper_view(week()[:1])
    with pytest.raises(InvalidValue, match="no block 6: choose one from 1 to 5"):
        show.edited_chain(week(), 6)
    with pytest.raises(InvalidValue, match="no block 0: choose one from 1 to 5"):
        remade(week(), 0)
    with pytest.raises(InvalidValue, match="no choice 'some' of headers"):
        show.edited_chain(week(), headers="some")
    with pytest.raises(InvalidValue, match="no block 9 to keep"):
        show.edited_chain(week(), witness=9)
    stranger = chains.signed()
    for ask in (told, boxes_of):
        with pytest.raises(InvalidTransaction):
            ask(stranger)
    empty = (*week()[:2], Block(week()[2].header, ()))
    with pytest.raises(InvalidValue, match="block 2 holds no transfer"):
        edited(empty, 2, 1)


def test_the_picture_is_the_same_each_time_and_small() -> None:
    once, again = (show.edited_chain(week(), 3, 1, False, NONE, 5).png() for _ in range(2))
    assert once == again
    assert len(once) < 40_000
    assert Image.open(io.BytesIO(once)).width > 800
