"""Merkle trees: the official vectors, every proof up to 130 records, refusals."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course_lib.errors import InvalidProof, InvalidValue
from course_lib.merkle import (
    MerkleTree,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

SIZE = 130
RECORDS = [b"record %d" % number for number in range(SIZE)]
TREE = MerkleTree(RECORDS)
# The eight records and roots that Certificate Transparency's implementations share.
CT_RECORDS = [bytes.fromhex(text) for text in
              ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
               "606162636465666768696a6b6c6d6e6f")]  # fmt: skip


def slow_root(records: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, word for word."""
    if not records:
        return hashlib.sha256(b"").digest()
    if len(records) == 1:
        return hashlib.sha256(b"\x00" + records[0]).digest()
    k = 1
    while k * 2 < len(records):
        k *= 2
    return hashlib.sha256(b"\x01" + slow_root(records[:k]) + slow_root(records[k:])).digest()


def is_accepted(case: dict[str, Any]) -> bool:
    """Whether our checks accept a case of the official vectors."""
    unpacked = {
        name: base64.b64decode(value) if isinstance(value, str) else value
        for name, value in case.items()
        if name != "desc"
    }
    proof = [base64.b64decode(text) for text in case["proof"] or []]
    sizes_and_roots = (
        "size1",
        "size2",
        "root1",
        "root2",
        "leafHash",
        "leafIdx",
        "treeSize",
        "root",
    )
    old, new, old_root, new_root, leaf, index, size, top = map(unpacked.get, sizes_and_roots)
    try:
        if "leafIdx" in case:
            verify_inclusion(leaf, index, size, proof, top)
        else:
            verify_consistency(old, new, proof, old_root, new_root)
    except InvalidProof:
        return False
    return True


@pytest.mark.vectors
def test_official_vectors(vectors: Callable[[str], Path]) -> None:
    paths = sorted(vectors("crypto/rfc6962").rglob("*.json"))
    valid = 0
    for path in paths:
        case = json.loads(path.read_text())
        assert is_accepted(case) is not case["wantErr"], path
        valid += not case["wantErr"]
    print(f"RFC 6962: {valid} proofs accepted, {len(paths) - valid} refused, as they should be")
    assert valid >= 5
    assert len(paths) - valid >= 40


def test_known_roots() -> None:
    assert root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    known = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    assert root(CT_RECORDS).hex() == known


def test_every_root_and_proof_up_to_130_records() -> None:
    for size in range(SIZE + 1):
        top = slow_root(RECORDS[:size])
        assert root(RECORDS[:size]) == MerkleTree(RECORDS[:size]).root == TREE.root_at(size) == top
        for index in range(size):
            proof = TREE.inclusion_proof(index, size)
            assert len(proof) <= (size - 1).bit_length()
            verify_inclusion(leaf_hash(RECORDS[index]), index, size, proof, top)


def test_proofs_of_the_whole_and_of_a_part_agree() -> None:
    """The quick way through the levels and RFC 6962's recursion give the same proof."""
    for size in range(1, SIZE):
        whole = MerkleTree(RECORDS[:size])
        for index in range(size):
            assert whole.inclusion_proof(index) == TREE.inclusion_proof(index, size)


def test_every_growth_up_to_130_records() -> None:
    for new in range(1, SIZE + 1):
        for old in range(1, new + 1):
            proof = TREE.consistency_proof(old, new)
            verify_consistency(old, new, proof, TREE.root_at(old), TREE.root_at(new))


def test_sm3_trees() -> None:
    tree = MerkleTree(RECORDS[:7], "sm3")
    assert tree.root == root(RECORDS[:7], "sm3") != root(RECORDS[:7])
    leaf, proof = leaf_hash(RECORDS[2], "sm3"), tree.inclusion_proof(2)
    verify_inclusion(leaf, 2, 7, proof, tree.root, "sm3")
    with pytest.raises(InvalidProof):
        verify_inclusion(leaf, 2, 7, proof, tree.root)
    growth = tree.consistency_proof(3)
    verify_consistency(3, 7, growth, tree.root_at(3), tree.root, "sm3")


def test_a_node_is_no_leaf() -> None:
    """The second-preimage attack: a record that spells out a node hashes to something else."""
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert root([b"a", b"b"]) == node_hash(left, right)
    assert leaf_hash(left + right) != node_hash(left, right)
    with pytest.raises(InvalidProof):
        verify_inclusion(leaf_hash(left + right), 0, 1, [], root([b"a", b"b"]))


def test_a_proof_holds_for_its_own_place_only() -> None:
    leaf, proof, top = leaf_hash(RECORDS[5]), TREE.inclusion_proof(5, 13), TREE.root_at(13)
    verify_inclusion(leaf, 5, 13, proof, top)
    for index in set(range(13)) - {5}:
        with pytest.raises(InvalidProof):
            verify_inclusion(leaf, index, 13, proof, top)


def test_rewritten_history_is_not_consistent() -> None:
    forged = MerkleTree([b"forged", *RECORDS[1:]])
    for old in range(1, 20):
        with pytest.raises(InvalidProof):
            verify_consistency(
                old, 20, forged.consistency_proof(old, 20), TREE.root_at(old), forged.root_at(20)
            )


GOOD = (leaf_hash(RECORDS[2]), 2, 7, TREE.inclusion_proof(2, 7), TREE.root_at(7))
BAD = [
    (0, None), (0, "leaf"), (0, b""), (0, 5), (0, bytes(31)),
    (1, -1), (1, 7), (1, 3), (1, True), (1, None), (1, "2"), (1, 2.0), (1, 2**70),
    (2, 0), (2, -7), (2, 2), (2, 9), (2, None), (2, 7.0), (2, 2**70), (2, 10**5000),
    (3, None), (3, 5), (3, []), (3, "abc"), (3, [b""] * 3), (3, [None] * 3),
    (3, [bytes(32)] * 2000),    (3, [*GOOD[3], bytes(32)]), (3, GOOD[3][:2]), (3, GOOD[3][::-1]),
    (4, None), (4, b""), (4, bytes(32)), (4, "root"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value"), BAD, ids=lambda value: type(value).__name__)
def test_malformed_inclusion_proofs(place: int, value: object) -> None:
    verify_inclusion(*GOOD)
    arguments: list[Any] = list(GOOD)
    arguments[place] = value
    with pytest.raises(InvalidProof):
        verify_inclusion(*arguments)


GROWTH = (5, 13, TREE.consistency_proof(5, 13), TREE.root_at(5), TREE.root_at(13))
BAD_GROWTH = [
    (0, 0), (0, 4), (0, 14), (0, None), (0, True), (0, -5), (0, 2**70),
    (1, 0), (1, 4), (1, 17), (1, None), (1, 2**64 - 1), (1, 10**5000),
    (2, None), (2, []), (2, [None]), (2, "abc"), (2, [*GROWTH[2], bytes(32)]), (2, GROWTH[2][1:]),
    (2, [bytes(32)] * 2000), (3, None), (3, bytes(32)), (3, b""), (4, None), (4, bytes(32)),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value"), BAD_GROWTH, ids=lambda value: type(value).__name__)
def test_malformed_consistency_proofs(place: int, value: object) -> None:
    verify_consistency(*GROWTH)
    arguments: list[Any] = list(GROWTH)
    arguments[place] = value
    with pytest.raises(InvalidProof):
        verify_consistency(*arguments)


def test_equal_sizes_need_equal_roots_and_no_proof() -> None:
    top = TREE.root_at(4)
    verify_consistency(4, 4, [], top, top)
    with pytest.raises(InvalidProof):
        verify_consistency(4, 4, [], top, TREE.root_at(5))
    with pytest.raises(InvalidProof, match="1 of 1 digests are not needed"):
        verify_consistency(4, 4, [top], top, top)


def test_trees_refuse() -> None:
    with pytest.raises(InvalidValue, match=r"record 1 is 'text'"):
        MerkleTree([b"a", "text"])
    with pytest.raises(InvalidValue, match="record 0 is None"):
        root([None])
    with pytest.raises(InvalidValue, match="use one of"):
        root([], "md5")
    with pytest.raises(InvalidValue, match="is not a digest"):
        node_hash(b"short", bytes(32))
    for index, size in ((-1, None), (SIZE, None), (3, 3), (0, SIZE + 1), (0, -1), ("0", None)):
        with pytest.raises(InvalidValue):
            TREE.inclusion_proof(index, size)
    for old, new in ((0, None), (5, 4), (1, SIZE + 1), (None, None), (1, 2.0)):
        with pytest.raises(InvalidValue):
            TREE.consistency_proof(old, new)
    with pytest.raises(InvalidValue):
        TREE.root_at(SIZE + 1)
