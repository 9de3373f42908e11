"""Checking proofs: all that a light client needs, who keeps nothing but a root.

Left out of the real thing: see :mod:`course_lib.merkle`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeGuard

from course_lib.errors import InvalidProof, shown
from course_lib.hashing import DIGEST_BYTES, Hash, hasher
from course_lib.merkle.tree import NODE, split

MAX_SIZE = 2**64 - 1  # a tree's size has 64 bits (RFC 6962, 3.5)


def verify_inclusion(
    leaf: bytes,
    index: int,
    size: int,
    proof: Sequence[bytes],
    root: bytes,
    algorithm: str = "sha256",
) -> None:
    """Return if ``proof`` leads from the leaf at ``index`` to the root of ``size`` records.

    Args:
        leaf: the leaf's digest, ``leaf_hash(record)``, not the record itself.
        index: the record's place, from 0.
        size: the number of records below the root; to be trusted as the root is, for a proof alone
            does not show it.
        proof: as :meth:`MerkleTree.inclusion_proof` makes it.
        root: the root, known from a trusted source.
        algorithm: a name of :data:`course_lib.hashing.ALGORITHMS`.

    Raises:
        InvalidProof: if it does not.
    """
    start = hasher(algorithm)
    _check_place(index, size)
    _check_digests(proof, leaf, root)
    # Up to the level where the way of the last leaf joins, the index's bits tell whether a partner
    # stands left or right. Above it the way runs along the right edge: partners stand left.
    inner = (index ^ (size - 1)).bit_length()
    if len(proof) != inner + (index >> inner).bit_count():
        raise InvalidProof(f"{len(proof)} digests cannot prove leaf {index} of {size}")
    node = leaf
    for partner in proof[:inner]:
        node = start(NODE + partner + node if index & 1 else NODE + node + partner).digest()
        index >>= 1
    for partner in proof[inner:]:
        node = start(NODE + partner + node).digest()
    _check_reached(node, root)


def verify_consistency(
    old_size: int,
    new_size: int,
    proof: Sequence[bytes],
    old_root: bytes,
    new_root: bytes,
    algorithm: str = "sha256",
) -> None:
    """Return if the tree of ``new_size`` begins with the very records of the tree of ``old_size``.

    The same proof, joined in two ways, must give both roots.

    Raises:
        InvalidProof: if it does not.
    """
    _check_digests(proof, old_root, new_root)
    if not _is_size(old_size) or not _is_size(new_size) or not 1 <= old_size <= new_size:
        raise InvalidProof(f"no tree of {shown(new_size)} grows from one of {shown(old_size)}")
    left = list(proof)
    old, new = _both_roots(old_size, new_size, left, old_root, hasher(algorithm))
    if left:
        raise InvalidProof(f"{len(left)} of {len(proof)} digests are not needed by this proof")
    _check_reached(old, old_root)
    _check_reached(new, new_root)


def _both_roots(
    old: int, size: int, left: list[bytes], known: bytes | None, start: Callable[[bytes], Hash]
) -> tuple[bytes, bytes]:
    """SUBPROOF(m, D[n], b) of RFC 6962, 2.1.2, walked backwards: the old and the new root.

    ``left`` holds the digests not yet used; ``known`` is the old root as long as the subtree is
    the old tree as a whole (RFC: ``b`` is true), and so need not be in the proof.
    """
    if old == size and known is not None:
        return known, known
    if not left:
        raise InvalidProof("the proof has too few digests")
    digest = left.pop()
    if old == size:
        return digest, digest
    middle = split(size)
    if old <= middle:
        old_root, new_root = _both_roots(old, middle, left, known, start)
        return old_root, start(NODE + new_root + digest).digest()
    old_root, new_root = _both_roots(old - middle, size - middle, left, None, start)
    return start(NODE + digest + old_root).digest(), start(NODE + digest + new_root).digest()


def _check_place(index: object, size: object) -> None:
    if not _is_size(index) or not _is_size(size) or index >= size:
        raise InvalidProof(f"there is no leaf {shown(index)} in a tree of {shown(size)}")


def _is_size(number: object) -> TypeGuard[int]:
    return type(number) is int and 0 <= number <= MAX_SIZE


def _check_digests(proof: Sequence[bytes], *ends: bytes) -> None:
    """Digests that only together have the right length need no check: they lead to no root."""
    try:
        digests = (*ends, *proof)
        fits = len(b"".join(digests)) == DIGEST_BYTES * len(digests)
    except TypeError:
        fits = False
    if not fits:
        raise InvalidProof(f"{shown(proof)} is not a list of digests of {DIGEST_BYTES} bytes")


def _check_reached(reached: bytes, root: bytes) -> None:
    if reached != root:
        raise InvalidProof(f"the proof leads to {shown(reached)}, not to the root {shown(root)}")
