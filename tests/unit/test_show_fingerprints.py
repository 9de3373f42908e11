"""The walk of a Merkle proof: it ends where the library's own check says, whatever is presented."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from course_lib import show
from course_lib.errors import InvalidProof, InvalidValue
from course_lib.merkle import MerkleTree, leaf_hash, node_hash, verify_inclusion

RECORDS = [f"box {n}".encode() for n in range(7)]


@pytest.mark.parametrize("size", range(2, 9))
def test_every_walk_names_the_partners_of_the_proof(size: int) -> None:
    records = [bytes([n]) for n in range(size)]
    tree = MerkleTree(records)
    for index in range(size):
        words = show.proof_walk(records, index).words
        partners = [digest.hex()[:6] for digest in tree.inclusion_proof(index)]
        assert [part[:6] for part in words.split("joined with ")[1:]] == partners
        assert words.endswith(f"The published root is {tree.root.hex()[:6]}…: the same ✓.")


def test_sides_are_those_of_the_tree() -> None:
    words = show.proof_walk(RECORDS, 2).words
    sides = [part.split()[3] for part in words.split("joined with ")[1:]]
    assert [side.strip(",") for side in sides] == ["right", "left", "right"]
    assert show.proof_walk(RECORDS, 6).words.count("on its left") == 2


def test_a_wrong_record_ends_elsewhere() -> None:
    tree = MerkleTree(RECORDS)
    picture = show.proof_walk(RECORDS, 4, presented=b"box 9")
    assert "another digest ×" in picture.words
    first, second, third = proof = tree.inclusion_proof(4)
    with pytest.raises(InvalidProof):
        verify_inclusion(leaf_hash(b"box 9"), 4, 7, proof, tree.root)
    reached = node_hash(third, node_hash(node_hash(leaf_hash(b"box 9"), first), second))
    assert picture.words.split("it gives ")[-1].startswith(reached.hex()[:6])
    assert any("≠" in text.get_text() for text in picture.figure.axes[0].texts)


def test_steps_reveal_one_computed_digest_each() -> None:
    counted = []
    for step in range(4):
        texts = show.proof_walk(RECORDS, 0, step).figure.axes[0].texts
        counted.append(sum("computed" in text.get_text() for text in texts))
    assert counted == [1, 2, 3, 4]
    assert show.proof_walk(RECORDS, 0, 99).words == show.proof_walk(RECORDS, 0).words
    assert "Step 0 of 2" in show.proof_walk(RECORDS, 6, -3).words


def test_the_view_follows_its_controls() -> None:
    view = show.proof_view(RECORDS, [f"B{n}" for n in range(7)])
    controls = view.controls
    assert "Step 0 of 3: the record presented as B0" in view.picture.words
    controls["step"].value = 3
    assert "the same ✓" in view.picture.words
    controls["presented"].value = "box 0, edited"
    assert "another digest ×" in view.picture.words
    controls["index"].value = 6
    assert (controls["step"].max, controls["step"].value) == (2, 2)
    assert controls["presented"].value == "box 6"
    assert "as B6" in view.picture.words
    assert "the same ✓" in view.picture.words
    assert view.picture.words in view.box.children[1].value


def test_the_avalanche_begins_with_two_given_texts() -> None:
    view = show.avalanche_view("12480 g", "12481 g")
    assert view.picture.words == show.avalanche("12480 g", "12481 g").words
    assert show.avalanche_view("12480 g").controls["second"].value == "12480 g."


def test_what_cannot_be_drawn_is_refused_by_name() -> None:
    with pytest.raises(InvalidValue, match="1 records"):
        show.proof_walk(RECORDS[:1], 0)
    with pytest.raises(InvalidValue, match="9 records"):
        show.proof_view([*RECORDS, b"h", b"i"])
    with pytest.raises(InvalidValue, match="no record 7 among 7"):
        show.proof_walk(RECORDS, 7)
    with pytest.raises(InvalidValue, match="with 2 names"):
        show.proof_walk(RECORDS, 0, names=["a", "b"])


def test_the_picture_is_the_same_each_time_and_small() -> None:
    once, again = (show.proof_walk(RECORDS, 3).png() for _ in range(2))
    assert once == again
    assert len(once) < 40_000
    assert Image.open(io.BytesIO(once)).width > 800
