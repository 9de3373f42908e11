"""Refusing, before it is registered, a contract whose replicas could arrive at different states.

Every replica executes every action by itself, perhaps years later. An action must therefore depend
on nothing but its arguments, its context and the state. What makes two replicas differ:

- a clock, a random number, a file, a network, the environment: anything outside the ledger;
- the order of a ``set``, and ``hash()`` of a text, which change with each Python process;
- ``id()`` and other traces of where an object lies in memory;
- what an earlier call left behind in ``self`` or in a module instead of the state.

:func:`faults` reads the code of an action and of every function it can reach, and names each line
that does one of these. Code of the course's own library is trusted, as the precompiled contracts
of a virtual machine are (Ethereum Yellow Paper, appendix E).

Left out of the real thing: proof. Python is too free a language to be checked completely: a set
that arrives as an argument without an annotation is not recognised. Platforms that must be certain
run a virtual machine that has no clock to read.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any, TypeAlias

from course_lib.contracts.source import (
    MISSING,
    Source,
    enclosed,
    imports,
    inner_function,
    outer_names,
    value_of,
)
from course_lib.contracts.unordered import unordered_uses

Fault: TypeAlias = tuple[int, str]
"""A line number, and what is wrong there and what would be right."""

TRUSTED = "course_lib"
ALLOWED = frozenset(
    """__future__ abc bisect collections dataclasses decimal enum fractions functools heapq math
    numbers operator string typing""".split()  # noqa: SIM905
)
CLOCK = "use ctx.time_ms, the transaction's own time"
CHANCE = "let the caller bring the number as an argument"
OUTSIDE = "an action sees its arguments, its context and the state, nothing else"
MEMORY = "it differs from one process to the next"
REMEDIES = {
    **dict.fromkeys(("time", "datetime", "calendar", "zoneinfo"), CLOCK),
    **dict.fromkeys(("random", "secrets", "uuid", "numpy"), CHANCE),
}
REFUSED_BUILTINS = {
    **dict.fromkeys(("open", "input", "__import__", "breakpoint"), OUTSIDE),
    **dict.fromkeys(("eval", "exec", "compile"), "code that is made at run time cannot be checked"),
    **dict.fromkeys(("id", "hash"), MEMORY),
    **dict.fromkeys(("globals", "locals", "vars", "dir"), "name what you need"),
    **dict.fromkeys(("getattr", "setattr", "delattr"), "spell the attribute"),
    "print": "announce it with ctx.emit",
    "super": "call the method by a name of its own, so that its steps are counted",
}


def faults(function: FunctionType, source: Source, method: bool) -> Iterator[Fault]:
    """What is wrong in one function; the functions that it calls are checked by themselves.

    Args:
        function: the function.
        source: its text and tree.
        method: whether its first argument is the contract.
    """
    yield from _faults_of_code(function.__code__)
    for name, line in names(function):
        problem = problem_of(name, value_of(function, name))
        if problem:
            yield line, problem
    for unordered, problem in unordered_uses(source.tree):
        yield unordered.lineno, problem
    own = source.tree.args.args[0].arg if method and source.tree.args.args else ""
    for node in ast.walk(source.tree):
        problem = _problem_of_node(node, own)
        if problem:
            yield getattr(node, "lineno", source.first), problem


def uncounted(source: Source) -> Iterator[Fault]:
    """Loops in a class that is no contract: its methods are not metered."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.While) or (isinstance(node, ast.Name) and node.id == "range"):
            yield node.lineno, "turns are not counted in a class: move the loop to a function"


def names(function: FunctionType) -> Iterator[tuple[str, int]]:
    """Every outside name that the function uses, with its line."""
    yield from outer_names(function.__code__)
    for name in enclosed(function):
        yield name, function.__code__.co_firstlineno


def _faults_of_code(code: CodeType) -> Iterator[Fault]:
    for module, line in imports(code):
        if module.split(".")[0] not in ALLOWED | {TRUSTED}:
            yield line, _outside(f"it imports {module}", module)


def problem_of(name: str, value: Any) -> str:
    """What is wrong with using an outside name, or an empty text."""
    if value is MISSING:
        return f"the name {name!r} is not defined (yet)"
    value = inner_function(value)
    home = home_of(value)
    if home == "builtins":
        remedy = REFUSED_BUILTINS.get(getattr(value, "__name__", name))
        return f"{name}() is refused: {remedy}" if callable(value) and remedy else ""
    if home.split(".")[0] in ALLOWED | {TRUSTED} or is_own(value):
        return ""
    return _outside(f"{name} comes from {home}", home)


def home_of(value: Any) -> str:
    """The module that a value comes from, or the module of its type."""
    if isinstance(value, MethodType):
        value = value.__func__
    if isinstance(value, ModuleType):
        return value.__name__
    if isinstance(value, BuiltinFunctionType) and not isinstance(value.__self__, ModuleType):
        return type(value.__self__).__module__
    if isinstance(value, FunctionType | BuiltinFunctionType | type):
        return value.__module__ or "builtins"
    return type(value).__module__


def is_own(value: Any) -> bool:
    """Whether a function or class was written by the contract's author, not by a library."""
    kind = value if isinstance(value, FunctionType | type) else type(value)
    home = getattr(kind, "__module__", "") or ""
    return bool(home) and not is_library(home)


def is_library(module: str) -> bool:
    """Whether a module belongs to Python itself or to an installed package."""
    import sys
    from sysconfig import get_paths

    root = module.split(".")[0]
    if root in sys.stdlib_module_names and root != "__main__":
        return True
    file = getattr(sys.modules.get(module), "__file__", None) or ""
    return root == TRUSTED or file.startswith((get_paths()["purelib"], get_paths()["platlib"]))


def _outside(what: str, module: str) -> str:
    return f"{what}: {REMEDIES.get(module.split('.')[0], OUTSIDE)}"


def _problem_of_node(node: ast.AST, own: str) -> str:
    match node:
        case ast.AsyncFunctionDef() | ast.Await() | ast.AsyncFor() | ast.AsyncWith():
            return "an action cannot wait: nothing in it is asynchronous"
        case ast.Global():
            return f"{node.names[0]!r} would live outside the ledger: keep it with ctx.put"
        case ast.Attribute(attr=name) if name.startswith("__"):
            return f".{name} reaches behind the language: {OUTSIDE}"
        case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()) if name == own:
            return f"{name}.{node.attr} would live outside the ledger: keep it with ctx.put"
        case ast.AugAssign(op=ast.Pow() | ast.LShift(), target=target):
            if not isinstance(target, ast.Name):
                return "its length cannot be checked here: write x = x ** y instead"
    return ""
