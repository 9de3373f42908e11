"""What the judge hands to the learner's functions: arguments, packed by pickle.

Only the trusted side packs, so unpacking is safe; the other way only :mod:`classroom.worker.wire`
is used. Functions of a test travel as callbacks: the learner's code gets something to call, and
the call comes back to the judge with plain arguments.

What this leaves out: arguments that hold open files, threads or classes made inside a test.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any

from classroom.worker import keys


class Cannot(Exception):
    """An argument that cannot travel; the message is for the author of the test."""


class _Packer(pickle.Pickler):
    def __init__(self, to: io.BytesIO, mark: Callable[[Any], tuple[str, int] | None]) -> None:
        super().__init__(to, protocol=pickle.HIGHEST_PROTOCOL)
        self._mark = mark

    def persistent_id(self, obj: Any) -> tuple[str, int] | None:
        return self._mark(obj)

    def reducer_override(self, obj: Any) -> Any:
        return keys.reduce(obj)


def pack(value: Any, mark: Callable[[Any], tuple[str, int] | None]) -> bytes:
    """Pack a value; ``mark`` names handles and callbacks in it.

    Raises:
        Cannot: a part of it cannot travel.
    """
    to = io.BytesIO()
    try:
        _Packer(to, mark).dump(value)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as problem:
        raise Cannot(
            f"a test hands the learner's function something that cannot travel: {problem}"
        ) from None
    return to.getvalue()


class _Unpacker(pickle.Unpickler):
    def __init__(self, source: io.BytesIO, find: Callable[[str, int], Any]) -> None:
        super().__init__(source)
        self._find = find

    def persistent_load(self, pid: tuple[str, int]) -> Any:
        return self._find(*pid)


def unpack(body: bytes, find: Callable[[str, int], Any]) -> Any:
    """Unpack what :func:`pack` packed; ``find`` resolves handles and callbacks."""
    return _Unpacker(io.BytesIO(body), find).load()


def is_code(value: Any) -> bool:
    """Whether a value is code of a test that must stay where it is."""
    if isinstance(value, FunctionType | MethodType):
        owner = value.__func__ if isinstance(value, MethodType) else value
        return owner.__module__ == "__main__" or "<" in owner.__qualname__
    return False
