"""Closed book: withhold library functions while a test calls the learner's own.

An item that asks for what the library already does would be solved by one import. A test may
therefore close modules while it runs the learner's function::

    with closed_book("course_lib.contracts.traceability.tracing"):
        got = trace_back(events, box)

Every Python function and method that a closed module defines then raises :class:`ClosedBook`,
whoever holds it and under whatever name; afterwards all is as before. The exercise says which
modules are withheld. What this leaves out: a learner who copies the library's source.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import CodeType, FunctionType, ModuleType


class ClosedBook(AssertionError):
    """The item asks for your own code; the library's function for it is withheld."""


def _refuse(*_: object, **__: object) -> object:
    from classroom.closed_book import ClosedBook

    raise ClosedBook("this item is closed book: write it yourself, without the library's function")


_closed: list[str] = []


def closed_now() -> tuple[str, ...]:
    """The modules that are closed at this moment; a grader closes them where answers run."""
    return tuple(_closed)


@contextmanager
def closed_book(*modules: str) -> Iterator[None]:
    """Close modules for the time of a ``with`` block.

    Args:
        modules: full names; each is imported if it was not.
    """
    for name in modules:
        import_module(name)
    kept: list[tuple[FunctionType, CodeType]] = []
    before = len(_closed)
    _closed.extend(modules)
    try:
        for name in modules:
            for function in functions_of(sys.modules[name]):
                if not function.__code__.co_freevars:
                    kept.append((function, function.__code__))
                    function.__code__ = _refuse.__code__
        yield
    finally:
        del _closed[before:]
        for function, code in kept:
            function.__code__ = code


def functions_of(module: ModuleType) -> Iterator[FunctionType]:
    """The functions and methods that a module itself defines, each once."""
    seen = set()
    members = list(vars(module).values())
    for value in list(members):
        if isinstance(value, type) and value.__module__ == module.__name__:
            members += vars(value).values()
    for value in members:
        inner = value.fget if isinstance(value, property) else value
        inner = getattr(inner, "__func__", getattr(inner, "__wrapped__", inner))
        mine = isinstance(inner, FunctionType) and inner.__module__ == module.__name__
        if mine and id(inner) not in seen:
            seen.add(id(inner))
            yield inner
