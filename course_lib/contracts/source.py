"""Reading a contract's own code: its text, its syntax tree, and the outside names it uses.

Left out of the real thing: code that arrives as bytes and is run by an isolated machine. Here the
code is Python in a file or a notebook cell, and its text must be readable.
"""

from __future__ import annotations

import ast
import builtins
import dataclasses
import dis
import inspect
import reprlib
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from types import CodeType, FunctionType
from typing import Any

from course_lib.errors import ContractError

MISSING = object()


@dataclass(frozen=True, slots=True)
class Source:
    """One function's text and tree; the tree's line numbers are those of its file or cell."""

    text: str
    tree: ast.FunctionDef
    first: int

    def line(self, number: int) -> str:
        """The text of one line, without its indentation."""
        lines = self.text.splitlines()
        index = number - self.first
        return lines[index].strip() if 0 <= index < len(lines) else ""


@lru_cache(maxsize=1024)
def read(code: CodeType) -> Source:
    """The source of the function with this code.

    Raises:
        ContractError: the text is not to be had, or is no ``def``.
    """
    try:
        lines, first = inspect.getsourcelines(code)
        text = textwrap.dedent("".join(lines))
        tree = ast.parse(text).body[0]
    except (OSError, TypeError, SyntaxError):
        tree, text, first = ast.Pass(), "", 0
    if not isinstance(tree, ast.FunctionDef):
        raise ContractError(
            f"the source of {code.co_qualname} cannot be read: "
            "write it with `def`, in a file or a notebook cell"
        )
    ast.increment_lineno(tree, first - 1)
    return Source(text, tree, first)


def outer_names(code: CodeType) -> Iterator[tuple[str, int]]:
    """Names that the code takes from its module or the builtins, each with its line."""
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield step.argval, _line(step, code)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from outer_names(inner)


def imports(code: CodeType) -> Iterator[tuple[str, int]]:
    """Modules that the code imports when it runs, each with its line."""
    for step in dis.get_instructions(code):
        if step.opname == "IMPORT_NAME":
            yield step.argval, _line(step, code)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from imports(inner)


def _line(step: dis.Instruction, code: CodeType) -> int:
    line = step.positions.lineno if step.positions else None
    return line or code.co_firstlineno


def value_of(function: FunctionType, name: str) -> Any:
    """What an outside name of the function stands for now, or :data:`MISSING`."""
    cells = enclosed(function)
    if name in cells:
        return cells[name]
    if name in function.__globals__:
        return function.__globals__[name]
    return getattr(builtins, name, MISSING)


def enclosed(function: FunctionType) -> dict[str, Any]:
    """The names that the function takes from an enclosing function, and their values."""
    found = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # not assigned yet
            found[name] = MISSING
    return found


def inner_function(value: Any) -> Any:
    """The function behind a cache or a partial call; any other value as it is."""
    while isinstance(value, partial):
        value = value.func
    return getattr(value, "__wrapped__", value) if hasattr(value, "cache_info") else value


def methods(kind: type) -> dict[str, FunctionType]:
    """The functions of a class and of its own bases, by name; generated ones are left out.

    A contract's ``__init__`` is left out too: it runs before the contract is registered.
    """
    found = {}
    for base in reversed(kind.__mro__):
        if base.__module__.split(".")[0] in ("builtins", "abc", "typing", "enum"):
            continue
        for name, item in vars(base).items():
            function = getattr(item, "__func__", getattr(item, "fget", item))
            if isinstance(function, FunctionType) and not _is_generated(name, function):
                found[name] = function
    return found


def _is_generated(name: str, function: FunctionType) -> bool:
    """Whether ``@dataclass`` wrote this method, or it is ``__init__``."""
    made_in = ("<string>", dataclasses.__file__, reprlib.__file__)
    special = name.startswith("__") and name.endswith("__")
    return special and (name == "__init__" or function.__code__.co_filename in made_in)
