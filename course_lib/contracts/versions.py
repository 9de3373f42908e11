"""Versions of keys: multi-version concurrency control (MVCC 多版本并发控制).

Two officers look at the same balance and both spend it. Each of the two transactions is right by
itself; together they are wrong. Fabric's answer: a transaction carries the version of every key
that it read. When its turn comes and a version is no longer the one it read, it fails.

A version is the place of the transaction that last wrote the key: ``"7.0"`` is block 7, first
transaction. A key that is not there has the version ``""``. A range of keys that was listed stands
as ``"/prefix*"`` (no key begins with ``/``); its version is a digest of the keys found, so that a
key that has been added since (a *phantom*) is seen too.

Left out of the real thing: keeping old values, so that a query could read the state as of a block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from course_lib.canonical import encode
from course_lib.contracts.state import Changes, Journal, State
from course_lib.hashing import tagged


class Versioned(State, Protocol):
    """A state that knows which transaction wrote each key."""

    def version(self, key: str) -> str:
        """The place of the transaction that last wrote ``key``; ``""`` if it is not there."""
        ...


class BlockJournal(Journal):
    """What a block's transactions add up to, and which of them wrote each key.

    Args:
        base: the state that the block follows.
        height: the block's height.
    """

    __slots__ = ("_height", "_versioned", "versions")

    def __init__(self, base: Versioned, height: int) -> None:
        super().__init__(base)
        self._versioned = base
        self._height = height
        self.versions: dict[str, str] = {}

    def take(self, changes: Changes, index: int) -> None:
        """Take over the changes of the transaction at ``index``."""
        self.changes.update(changes)
        place = f"{self._height}.{index}"
        self.versions.update((key, "" if changes[key] is None else place) for key in changes)

    def version(self, key: str) -> str:
        """The version of ``key`` at this point of the block."""
        return self.versions[key] if key in self.versions else self._versioned.version(key)


class RecordingJournal(Journal):
    """An action's changes, and what it read of the state underneath.

    Args:
        base: the state underneath; never written.
    """

    __slots__ = ("_versioned", "reads")

    def __init__(self, base: Versioned) -> None:
        super().__init__(base)
        self._versioned = base
        self.reads: dict[str, str] = {}

    def read(self, key: str) -> bytes | None:
        """The value, whose version is noted unless this action wrote it itself."""
        if key not in self.changes:
            self.reads[key] = self._versioned.version(key)
        return super().read(key)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """The keys with this prefix; that exactly these were there is noted."""
        self.reads[f"/{prefix}*"] = range_version(self._versioned, prefix)
        return super().keys(prefix)


def range_version(state: State, prefix: str) -> str:
    """The version of a range: a digest of the keys that are there."""
    return tagged("state-range", encode(tuple(state.keys(prefix)))).hex()


def stale_reads(state: Versioned, reads: Mapping[str, str]) -> list[str]:
    """The keys (or ranges) whose version is no longer the one that was read, sorted."""
    return sorted(key for key, version in reads.items() if _version(state, key) != version)


def _version(state: Versioned, key: str) -> str:
    return range_version(state, key[1:-1]) if key.startswith("/") else state.version(key)


def writes_digest(changes: Changes) -> str:
    """A digest of changes, whatever their order."""
    written = {key: None if value is None else value.decode() for key, value in changes.items()}
    return tagged("state-writes", encode(written)).hex()
