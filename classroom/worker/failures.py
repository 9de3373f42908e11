"""Exceptions as plain data: a test must be able to catch what a learner's function raised.

An exception crosses as the names of its classes, its arguments and its text. On the other side it
becomes the first of those classes that is one of Python's own or of the course's family; a class
of the learner's making becomes one of the same name without anything of theirs in it.

What this leaves out: causes, notes and attributes of an exception.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Sequence
from typing import Any

KNOWN = ("course_lib.", "classroom.closed_book", "json.decoder")
MAX_TEXT = 10_000
MOST_LINES = 100


def disassemble(error: BaseException) -> list[Any]:
    """Addresses of its classes, its arguments and its text."""
    classes = [f"{kind.__module__}:{kind.__qualname__}" for kind in type(error).__mro__[:-1]]
    return [classes[:20], list(error.args), text_of(error)]


def ends(lines: Sequence[Any]) -> list[Any]:
    """A traceback's beginning and end; a recursion has thousands of frames between them."""
    if len(lines) <= 2 * MOST_LINES:
        return list(lines)
    return [*lines[:MOST_LINES], *lines[-MOST_LINES:]]


def as_output(name: str, told: str) -> dict[str, Any]:
    """An error without frames, as a cell's output."""
    return {"output_type": "error", "ename": name, "evalue": told, "traceback": [f"{name}: {told}"]}


def text_of(error: BaseException) -> str:
    """What the error says; an error that cannot even say that is not let through."""
    try:
        return str(error)[:MAX_TEXT]
    except Exception as problem:
        return f"<an error whose text cannot be read: {type(problem).__name__}>"


def assemble(classes: list[str], arguments: list[Any], text: str) -> BaseException:
    """An exception of the nearest known class, with that text.

    Raises:
        ValueError: there is no name of a class.
    """
    base = next((kind for kind in map(_known, classes) if kind is not None), Exception)
    name = str(classes[0]).rpartition(":")[2].rpartition(".")[2]
    kind = base if base.__name__ == name else _renamed(base, name)
    try:
        made = kind.__new__(kind, *arguments)
        made.args = tuple(arguments)
        told = str(made)
    except Exception:
        told = ""
    if told != text:
        made = _renamed(base, name).__new__(_renamed(base, name), text)
        made.args = (text,)
    return made


def _known(address: str) -> type[BaseException] | None:
    module, _, name = str(address).partition(":")
    if module == "builtins":
        found = getattr(builtins, name, None)
    elif module.startswith(KNOWN):
        found = getattr(sys.modules.get(module), name, None)
    else:
        return None
    is_error = isinstance(found, type) and issubclass(found, BaseException)
    return found if is_error and found not in (GeneratorExit, BaseExceptionGroup) else None


def _renamed(base: type[BaseException], name: str) -> type[BaseException]:
    """A class of that name that behaves like ``base`` and says its text."""
    told = name if name.isidentifier() and len(name) <= 80 else "Exception"
    say = {"__str__": lambda self: str(self.args[0]) if self.args else ""}
    plain = base if base.__init__ is Exception.__init__ else Exception
    return type(told, (plain,), {**say, "__module__": "__main__"})
