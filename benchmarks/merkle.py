"""Merkle trees: roots, proofs and their checks."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from benchmarks.harness import Row, alternate, compare, installed
from course_lib.merkle import MerkleTree, root, verify_inclusion

ROOT_RECORDS = 2**16
PROOF_RECORDS = 1_000_000
PROOFS = 500


def rows() -> Iterator[Row]:
    """The root of 2^16 records; proofs in a tree of a million."""
    yield _root_row()
    records = _records(PROOF_RECORDS)
    tree, tools = MerkleTree(records), _merkletools(records)
    places = [index * 7919 % PROOF_RECORDS for index in range(PROOFS)]
    yield _proof_row(tree, tools, places)
    yield _check_row(tree, tools, places)


def _records(count: int) -> list[bytes]:
    return [hashlib.sha256(b"%d" % index).digest() for index in range(count)]


def _root_row() -> Row:
    records = _records(ROOT_RECORDS)
    functions: list[Callable[[], object]] = [lambda: root(records), lambda: bare_root(records)]
    if bare_root(records) != root(records):
        raise AssertionError("the bare loop computes another root")
    if installed("pymerkle"):
        functions.append(lambda: _pymerkle_root(records))
        if _pymerkle_root(records) != root(records):
            raise AssertionError("pymerkle computes another root")
    ours, limit, *peer = alternate(*functions, rounds=5)
    return compare(
        "Merkle root, 2^16 records",
        ours,
        unit="ms",
        peer=("pymerkle", peer[0] if peer else None),
        limit=("bare loop", limit),
        at_least=8,
        at_most=1.25,
    )


def bare_root(records: list[bytes]) -> bytes:
    """The tree without any interface: the floor for pure Python."""
    sha256 = hashlib.sha256
    level = [sha256(b"\0" + record).digest() for record in records]
    while len(level) > 1:
        nodes = iter(level)
        level = [sha256(b"\1" + left + right).digest() for left, right in zip(nodes, nodes)]  # noqa: B905
    return level[0]


def _pymerkle_root(records: list[bytes]) -> bytes:
    tree = import_module("pymerkle").InmemoryTree(algorithm="sha256")
    for record in records:
        tree.append_entry(record)
    state: bytes = tree.get_state()
    return state


def _merkletools(records: list[bytes]) -> Any:
    """merkletools' tree over the same leaves; its nodes could pass as leaves."""
    if not installed("merkletools"):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that its SHA-3 is missing, which is not used
        tools = import_module("merkletools").MerkleTools(hash_type="sha256")
    tools.leaves = [bytearray(record) for record in records]
    tools.make_tree()
    return tools


def _proof_row(tree: MerkleTree, tools: Any, places: list[int]) -> Row:
    levels = [list(level) for level in tree._levels[:-1]]
    functions: list[Callable[[], object]] = [
        lambda: [tree.inclusion_proof(index) for index in places],
        lambda: [bare_proof(levels, index) for index in places],
    ]
    if tools is not None:
        functions.append(lambda: [tools.get_proof(index) for index in places])
    ours, limit, *peer = (seconds / PROOFS for seconds in alternate(*functions, loops=10))
    return compare(
        "inclusion proof, 1e6 records",
        ours,
        unit="µs",
        peer=("merkletools", peer[0] if peer else None),
        limit=("bare loop", limit),
        at_least=3,
    )


def bare_proof(levels: list[list[bytes]], index: int) -> list[bytes]:
    """The partners on the way up, without any check."""
    proof = []
    for level in levels:
        try:  # noqa: SIM105
            proof.append(level[index ^ 1])
        except IndexError:
            pass
        index >>= 1
    return proof


def _check_row(tree: MerkleTree, tools: Any, places: list[int]) -> Row:
    leaves, top = tree._levels[0], tree.root
    work = [(leaves[index], index, tree.inclusion_proof(index)) for index in places]
    functions: list[Callable[[], object]] = [
        lambda: [verify_inclusion(leaf, i, PROOF_RECORDS, proof, top) for leaf, i, proof in work],
        lambda: [bare_check(leaf, i, proof) for leaf, i, proof in work],
    ]
    if tools is not None:
        top_hex = tools.get_merkle_root()
        theirs = [(tools.get_proof(index), tools.get_leaf(index)) for index in places]
        functions.append(lambda: [tools.validate_proof(p, leaf, top_hex) for p, leaf in theirs])
        if not all(tools.validate_proof(p, leaf, top_hex) for p, leaf in theirs):
            raise AssertionError("merkletools refuses its own proof")
    ours, limit, *peer = (seconds / PROOFS for seconds in alternate(*functions, loops=10))
    return compare(
        "inclusion check, 1e6 records",
        ours,
        unit="µs",
        peer=("merkletools", peer[0] if peer else None),
        limit=("bare loop", limit),
        at_least=1.2,
    )


def bare_check(node: bytes, index: int, proof: list[bytes]) -> bytes:
    """The hashing alone (right for complete trees, the same work for others)."""
    sha256 = hashlib.sha256
    for partner in proof:
        node = sha256(b"\1" + partner + node if index & 1 else b"\1" + node + partner).digest()
        index >>= 1
    return node
