"""The tree itself: hashes, roots, and the making of proofs (RFC 6962, 2.1).

Left out of the real thing: see :mod:`course_lib.merkle`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from course_lib.errors import InvalidValue, shown
from course_lib.hashing import DIGEST_BYTES, Hash, hasher

LEAF = b"\x00"
NODE = b"\x01"


def leaf_hash(record: bytes, algorithm: str = "sha256") -> bytes:
    """The digest of one record as a leaf: ``hash(00 + record)``.

    Raises:
        InvalidValue: if the record is not bytes or the algorithm is unknown.
    """
    return _leaf_level([record], hasher(algorithm))[0]


def node_hash(left: bytes, right: bytes, algorithm: str = "sha256") -> bytes:
    """The digest of a node above two others: ``hash(01 + left + right)``.

    Raises:
        InvalidValue: if the two are not digests of 32 bytes or the algorithm is unknown.
    """
    for child in (left, right):
        if type(child) is not bytes or len(child) != DIGEST_BYTES:
            raise InvalidValue(f"{shown(child)} is not a digest: give {DIGEST_BYTES} bytes")
    return hasher(algorithm)(NODE + left + right).digest()


def root(records: Iterable[bytes], algorithm: str = "sha256") -> bytes:
    """The root of the tree over ``records``; without any, the hash of the empty string.

    Raises:
        InvalidValue: if a record is not bytes or the algorithm is unknown.
    """
    start = hasher(algorithm)
    level = _leaf_level(records, start)
    while len(level) > 1:
        level = _level_above(level, start)
    return level[0] if level else start(b"").digest()


class MerkleTree:
    """The tree over a list of records, with every level kept, so that proofs cost no hashing.

    Args:
        records: the records, each bytes; a tree of n keeps about 2n digests.
        algorithm: a name of :data:`course_lib.hashing.ALGORITHMS`.

    Raises:
        InvalidValue: if a record is not bytes or the algorithm is unknown.
    """

    def __init__(self, records: Iterable[bytes], algorithm: str = "sha256") -> None:
        self.algorithm = algorithm
        self._start = hasher(algorithm)
        self._levels = [_leaf_level(records, self._start)]
        while len(self._levels[-1]) > 1:
            self._levels.append(_level_above(self._levels[-1], self._start))

    def __len__(self) -> int:
        return len(self._levels[0])

    @property
    def root(self) -> bytes:
        """The root over all records."""
        return self.root_at(len(self))

    def root_at(self, size: int) -> bytes:
        """The root over the first ``size`` records.

        Raises:
            InvalidValue: if the tree has fewer.
        """
        self._check_size(size)
        return self._root_of(0, size) if size else self._start(b"").digest()

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """What must be joined to leaf ``index`` to reach the root (RFC 6962, 2.1.1).

        Args:
            index: the record's place, from 0.
            size: the tree over the first ``size`` records; all of them by default.

        Returns:
            Digests of 32 bytes, from the bottom up; at most log2(size), rounded up.

        Raises:
            InvalidValue: if there is no such leaf or the tree has fewer records.
        """
        size = len(self) if size is None else self._check_size(size)
        if type(index) is not int or not 0 <= index < size:
            raise InvalidValue(f"no leaf {shown(index)} in a tree of {size}: count from 0")
        if size != len(self):
            return self._path(index, 0, size)
        proof = []
        for level in self._levels[:-1]:
            try:  # noqa: SIM105 (fast, as nearly every node has a partner)
                proof.append(level[index ^ 1])
            except IndexError:  # the last one of a level without a partner: it moved up as it is
                pass
            index >>= 1
        return proof

    def consistency_proof(self, old_size: int, new_size: int | None = None) -> list[bytes]:
        """Proof that the first ``old_size`` records were only added to (RFC 6962, 2.1.2).

        Raises:
            InvalidValue: unless 1 <= old_size <= new_size <= the number of records.
        """
        new_size = len(self) if new_size is None else self._check_size(new_size)
        if type(old_size) is not int or not 1 <= old_size <= new_size:
            raise InvalidValue(f"old size {shown(old_size)} must lie between 1 and {new_size}")
        return self._subproof(old_size, 0, new_size, whole=True)

    def _check_size(self, size: int) -> int:
        if type(size) is not int or not 0 <= size <= len(self):
            raise InvalidValue(f"size {shown(size)} must lie between 0 and {len(self)}")
        return size

    def _root_of(self, begin: int, end: int) -> bytes:
        """MTH(D[begin:end]): read from the levels where the subtree is complete, else joined."""
        width = end - begin
        if width & (width - 1) == 0:
            return self._levels[width.bit_length() - 1][begin // width]
        middle = begin + split(width)
        left, right = self._root_of(begin, middle), self._root_of(middle, end)
        return self._start(NODE + left + right).digest()

    def _path(self, index: int, begin: int, end: int) -> list[bytes]:
        """PATH(m, D[begin:end]) of RFC 6962, 2.1.1, with ``index`` counted from the very left."""
        if end - begin == 1:
            return []
        middle = begin + split(end - begin)
        if index < middle:
            return [*self._path(index, begin, middle), self._root_of(middle, end)]
        return [*self._path(index, middle, end), self._root_of(begin, middle)]

    def _subproof(self, old: int, begin: int, end: int, whole: bool) -> list[bytes]:
        """SUBPROOF(m, D[begin:end], b) of RFC 6962, 2.1.2, with ``old`` counted likewise."""
        if old == end:
            return [] if whole else [self._root_of(begin, end)]
        middle = begin + split(end - begin)
        if old <= middle:
            return [*self._subproof(old, begin, middle, whole), self._root_of(middle, end)]
        return [*self._subproof(old, middle, end, False), self._root_of(begin, middle)]


def _leaf_level(records: Iterable[bytes], start: Callable[[bytes], Hash]) -> list[bytes]:
    records = list(records)
    try:
        return [start(LEAF + record).digest() for record in records]
    except TypeError:
        index, bad = next((i, r) for i, r in enumerate(records) if type(r) is not bytes)
        raise InvalidValue(f"record {index} is {shown(bad)}: give bytes") from None


def _level_above(level: list[bytes], start: Callable[[bytes], Hash]) -> list[bytes]:
    """Nodes joined in pairs; a last one without a partner moves up as it is."""
    nodes = iter(level)
    pairs = zip(nodes, nodes, strict=False)
    above = [start(NODE + left + right).digest() for left, right in pairs]
    if len(level) % 2:
        above.append(level[-1])
    return above


def split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << (size - 1).bit_length() - 1
