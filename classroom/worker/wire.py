"""Answers as plain data: what may cross from the learner's process to the judge's.

Values of Python's own types and records of the course's library cross by value; everything else
crosses as a handle, a number that only the learner's side can resolve. Nothing that arrives is
ever run: there is no pickle here, and an object that claims to equal everything arrives as a
handle that equals nothing.

The form is JSON. Numbers, text, true, false and null stand for themselves; anything else is a
list whose first member names its kind. Lists, dictionaries and sets are numbered in the order in
which they are met, so that the same list twice is the same list on the other side. Parts of what
the other side handed over (:mod:`classroom.worker.given`) go back as their numbers.

What this leaves out: classes of other libraries, apart from those in :mod:`classroom.worker.kinds`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from classroom.worker import kinds

SAFE_INT = 10**4000
MAX_DEPTH = 200


class Unreadable(Exception):
    """What arrived is not in this form."""


class Encoder:
    """Writes values; objects that cannot cross by value go to ``handle`` and become numbers."""

    def __init__(self, handle: Callable[[object], int], parts: Sequence[Any] = ()) -> None:
        self._handle = handle
        self._parts = {id(part): number for number, part in enumerate(parts)}
        self._seen: dict[int, int] = {}
        self._kept: list[object] = []

    def encode(self, value: Any, depth: int = 0) -> Any:
        """The JSON form of a value."""
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        if kind is int:
            return value if -SAFE_INT < value < SAFE_INT else ["int", hex(value)]
        if kind is float:
            return value if math.isfinite(value) else ["float", repr(value)]
        if id(value) in self._parts:
            return ["given", self._parts[id(value)]]
        if depth > MAX_DEPTH:
            return self._by_handle(value)
        if kind in (list, set, dict, bytearray):
            return self._numbered(value, kind, depth)
        if kind in (tuple, frozenset):
            return [kind.__name__, [self.encode(one, depth + 1) for one in value]]
        if kind is bytes:
            return ["bytes", value.hex()]
        form = kinds.disassemble(value)
        if form is None:
            return self._by_handle(value)
        name, parts = form
        return [name, *(self.encode(part, depth + 1) for part in parts)]

    def _numbered(self, value: Any, kind: type, depth: int) -> Any:
        if id(value) in self._seen:
            return ["again", self._seen[id(value)]]
        self._seen[id(value)] = len(self._kept)
        self._kept.append(value)  # an id is only good while its object lives
        if kind is bytearray:
            return ["bytearray", value.hex()]
        if kind is dict:
            pairs = [
                [self.encode(k, depth + 1), self.encode(v, depth + 1)] for k, v in value.items()
            ]
            return ["dict", pairs]
        return [kind.__name__, [self.encode(one, depth + 1) for one in value]]

    def _by_handle(self, value: object) -> list[Any]:
        return ["handle", self._handle(value), type(value).__name__[:80]]


class Decoder:
    """Reads what an :class:`Encoder` wrote, or something that only pretends to be that."""

    def __init__(self, remote: Callable[[int, str], object], parts: Sequence[Any] = ()) -> None:
        self._remote = remote
        self._parts = parts
        self._met: list[Any] = []

    def decode(self, form: Any) -> Any:
        """The value.

        Raises:
            Unreadable: the form is not one that an encoder writes.
        """
        try:
            return self._value(form)
        except Exception as e:  # constructors of records check what they are given
            raise Unreadable(f"{type(e).__name__}: {e}") from None

    def _value(self, form: Any) -> Any:
        if not isinstance(form, list):
            if isinstance(form, dict):
                raise Unreadable("a JSON object stands for no value")
            return form
        name, *rest = form
        reader = getattr(self, f"_read_{name}", None) if isinstance(name, str) else None
        if reader is not None:
            return reader(*rest)
        return kinds.assemble(name, [self._value(part) for part in rest])

    def _read_int(self, text: str) -> int:
        return int(text, 16)

    def _read_float(self, text: str) -> float:
        return float(text)

    def _read_bytes(self, text: str) -> bytes:
        return bytes.fromhex(text)

    def _read_bytearray(self, text: str) -> bytearray:
        self._met.append(bytearray.fromhex(text))
        return self._met[-1]

    def _read_given(self, number: int) -> Any:
        return self._parts[number]

    def _read_again(self, number: int) -> Any:
        return self._met[number]

    def _read_handle(self, number: int, name: str) -> object:
        if type(number) is not int or type(name) is not str:
            raise Unreadable("a handle is a number and the name of a type")
        return self._remote(number, name[:80])

    def _read_tuple(self, members: list[Any]) -> tuple[Any, ...]:
        return tuple([self._value(one) for one in members])

    def _read_frozenset(self, members: list[Any]) -> frozenset[Any]:
        return frozenset([self._value(one) for one in members])

    def _read_list(self, members: list[Any]) -> list[Any]:
        made: list[Any] = []
        self._met.append(made)
        made.extend([self._value(one) for one in members])
        return made

    def _read_set(self, members: list[Any]) -> set[Any]:
        made: set[Any] = set()
        self._met.append(made)
        made.update([self._value(one) for one in members])
        return made

    def _read_dict(self, pairs: list[Any]) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        self._met.append(made)
        for key, value in pairs:
            read = self._value(key)
            made[read] = self._value(value)
        return made
