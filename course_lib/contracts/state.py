"""World state 世界状态: what the ledger's transactions add up to.

Three small classes. :class:`WorldState` holds the present value of every key. A
:class:`Journal` collects what one action wants to change, on top of a state that it cannot
touch; the change is taken over as a whole, or dropped as a whole. :class:`ReadOnly` is what a
query sees.

Values are kept as canonical bytes (:mod:`course_lib.canonical`), so whoever reads a value gets
a copy of their own, and two replicas that hold the same values hold the same bytes.

The **state root** is one digest for all keys. Keys are dealt into 256 drawers by the first
byte of their own digest; a drawer's digest covers its sorted entries, and the root is the
Merkle root over the 256 drawers. A change costs one drawer, not the whole cabinet.
Source of the idea: the bucket tree of Hyperledger Fabric 0.6.

Left out of the real thing: states on disk, pruning, proofs of absence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Protocol, TypeAlias

from course_lib import merkle
from course_lib.canonical import JSON, encode, reread
from course_lib.errors import ContractError, InvalidValue
from course_lib.hashing import tagged

Changes: TypeAlias = dict[str, bytes | None]

DRAWERS = 256


class State(Protocol):
    """What an action or a query may ask of a state."""

    def read(self, key: str) -> bytes | None:
        """The canonical bytes under ``key``, or None."""
        ...

    def keys(self, prefix: str) -> Iterator[str]:
        """Every key that starts with ``prefix``, in code point order."""
        ...


class WorldState:
    """The present value of every key; changed only by :meth:`apply`."""

    def __init__(self) -> None:
        self._values: dict[str, bytes] = {}
        self._sorted: list[str] | None = []  # None: to be sorted when next asked for
        self._drawers: list[dict[str, bytes]] = [{} for _ in range(DRAWERS)]
        self._digests: list[bytes] = [_empty_drawer()] * DRAWERS
        self._unfiled: Changes = {}  # what apply() has not put into its drawer yet
        self._versions: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._values)

    def read(self, key: str) -> bytes | None:
        """The canonical bytes under ``key``, or None."""
        return self._values.get(key)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Every key that starts with ``prefix``, in code point order."""
        if self._sorted is None:
            self._sorted = sorted(self._values)
        for position in range(bisect_left(self._sorted, prefix), len(self._sorted)):
            key = self._sorted[position]
            if not key.startswith(prefix):
                return
            yield key

    def version(self, key: str) -> str:
        """The place of the transaction that last wrote ``key``; ``""`` where nobody has."""
        return self._versions.get(key, "")

    def apply(self, changes: Changes, versions: Mapping[str, str] | None = None) -> None:
        """Take over a journal's changes; None removes a key.

        Args:
            changes: the new values.
            versions: who wrote each key (:mod:`course_lib.contracts.versions`), where it matters.
        """
        values = self._values
        for key, value in changes.items():
            if value is None:
                if values.pop(key, None) is not None:
                    self._sorted = None
                continue
            if key not in values:
                self._sorted = None
            values[key] = value
        self._unfiled.update(changes)
        if versions:
            self._versions.update(versions)

    def root(self) -> str:
        """The state root, 64 hexadecimal digits."""
        return self.root_after({})

    def root_after(self, changes: Changes) -> str:
        """The root that :meth:`apply` would lead to; the state stays as it is."""
        for drawer, filed in _by_drawer(self._unfiled).items():
            self._drawers[drawer] = _filed(self._drawers[drawer], filed)
            self._digests[drawer] = _drawer_digest(self._drawers[drawer])
        self._unfiled = {}
        digests = list(self._digests)
        for drawer, changed in _by_drawer(changes).items():
            digests[drawer] = _drawer_digest(_filed(self._drawers[drawer], changed))
        return merkle.root(digests).hex()


def _by_drawer(changes: Changes) -> dict[int, Changes]:
    drawers: dict[int, Changes] = {}
    for key, value in changes.items():
        drawers.setdefault(_drawer_of(key), {})[key] = value
    return drawers


def _filed(entries: dict[str, bytes], changes: Changes) -> dict[str, bytes]:
    after = {**entries, **changes}
    return {key: value for key, value in after.items() if value is not None}


def _drawer_of(key: str) -> int:
    return tagged("state-key", key.encode())[0]


@lru_cache(maxsize=1)
def _empty_drawer() -> bytes:
    return tagged("state-drawer", b"")


def _drawer_digest(entries: dict[str, bytes]) -> bytes:
    if not entries:
        return _empty_drawer()
    listing: JSON = [[key, entries[key].decode()] for key in sorted(entries)]
    return tagged("state-drawer", encode(listing))


class Journal:
    """One action's changes, on top of a state that stays as it was.

    Args:
        base: the state underneath; never written.
    """

    __slots__ = ("_base", "changes")

    def __init__(self, base: State) -> None:
        self._base = base
        self.changes: Changes = {}

    def read(self, key: str) -> bytes | None:
        """The value as this action sees it: its own change first, then the base."""
        if key in self.changes:
            return self.changes[key]
        return self._base.read(key)

    def write(self, key: str, value: JSON) -> None:
        """Note a change.

        Raises:
            InvalidValue: the key is not a non-empty text.
            NotCanonical: the value has no single encoding, such as a float.
        """
        self.changes[_checked(key)] = encode(value)

    def remove(self, key: str) -> None:
        """Note a removal; removing what is not there changes nothing."""
        if self.read(_checked(key)) is not None:
            self.changes[key] = None

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Keys as this action sees them, in code point order."""
        own = {key for key in self.changes if key.startswith(prefix)}
        merged = own.union(self._base.keys(prefix))
        return (key for key in sorted(merged) if self.read(key) is not None)


class ReadOnly:
    """A state that refuses changes: what a query is given."""

    def __init__(self, base: State) -> None:
        self.read = base.read
        self.keys = base.keys

    def write(self, key: str, value: JSON) -> None:
        """Always refused."""
        raise ContractError(f"a query cannot write: it tried to set {key!r}; use an action")

    def remove(self, key: str) -> None:
        """Always refused."""
        raise ContractError(f"a query cannot write: it tried to remove {key!r}; use an action")


def _checked(key: str) -> str:
    if not isinstance(key, str) or not key:
        raise InvalidValue(f"a state key is a text that is not empty, got {key!r}")
    return key


def value_of(data: bytes | None, default: JSON = None) -> JSON:
    """Decode a stored value; ``default`` where nothing is stored."""
    return default if data is None else reread(data)
