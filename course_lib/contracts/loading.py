"""Making a contract ready to run: its code is read, checked, given a digest, and metered.

What runs afterwards is a copy made at this moment. A function of the same name that a notebook
defines later changes nothing: the replicas agreed on the code that was registered.

Left out of the real thing: see :mod:`course_lib.contracts.source`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CellType, FunctionType
from typing import Any

from course_lib.canonical import JSON, encode
from course_lib.contracts.contract import Contract
from course_lib.contracts.determinism import Fault, faults, is_own, names, uncounted
from course_lib.contracts.meter import Meter
from course_lib.contracts.metering import metered
from course_lib.contracts.source import MISSING, inner_function, methods, read, value_of
from course_lib.errors import ContractError
from course_lib.hashing import tagged


@dataclass(frozen=True, slots=True)
class Entry:
    """An action or a query, ready to be called; ``needed`` and ``known`` name its arguments."""

    kind: str
    roles: tuple[str, ...]
    method: Callable[..., JSON]
    needed: frozenset[str]
    known: frozenset[str]
    signature: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """One version of a contract, ready to run; ``code`` is the digest of its text."""

    name: str
    version: int
    code: str
    entries: dict[str, Entry]
    migrate: Callable[..., None]


def load(contract: Contract, meter: Meter) -> Loaded:
    """Check a contract and make its metered copy.

    Raises:
        ContractError: its code could make replicas differ; every such line is named.
    """
    texts = _check(contract)
    ready = _Copier(contract, meter).copy()
    entries = {}
    for name, method in inspect.getmembers(type(contract), inspect.isfunction):
        if (marked := getattr(method, "_lianke", None)) is not None:
            kind, roles = marked
            entries[name] = _entry(kind, roles, method, getattr(ready, name))
    code = tagged("contract-code", encode(tuple(sorted(texts)))).hex()
    return Loaded(contract.name, contract.version, code, entries, ready.migrate)


def _entry(
    kind: str, roles: tuple[str, ...], method: Callable[..., JSON], ready: Callable[..., JSON]
) -> Entry:
    parameters = list(inspect.signature(method).parameters.values())[2:]
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD, p.POSITIONAL_ONLY) for p in parameters):
        raise ContractError(f"{method.__qualname__} takes arguments without names: name each one")
    needed = frozenset(p.name for p in parameters if p.default is p.empty)
    known = frozenset(p.name for p in parameters)
    return Entry(kind, roles, ready, needed, known, f"({', '.join(map(str, parameters))})")


def _check(contract: Contract) -> list[str]:
    """The texts of all functions that the contract can reach; raises if one is at fault."""
    seen: dict[FunctionType, str] = {}
    found: list[str] = []

    def visit(function: FunctionType, of: str) -> None:
        if function in seen:
            return
        source = read(function.__code__)
        seen[function] = source.text
        wrong = {*faults(function, source, of == "contract"), *_others(function, type(contract))}
        wrong |= {*uncounted(source)} if of == "class" else set()
        name = function.__qualname__.split("<locals>.")[-1]
        found.extend(f"  {name}, line {n}: `{source.line(n)}`: {what}" for n, what in sorted(wrong))
        for value in _reached(function):
            follow(value)

    def follow(value: Any) -> None:
        value = inner_function(value)
        if isinstance(value, FunctionType) and is_own(value):
            visit(value, "module")
        elif isinstance(value, type) and is_own(value) and not issubclass(value, Contract):
            for method in methods(value).values():
                visit(method, "class")

    for method in methods(type(contract)).values():
        visit(method, "contract")
    if found:
        title = f"contract {contract.name!r} is refused, its replicas could differ:"
        raise ContractError("\n".join([title, *found]))
    return list(seen.values())


def _others(function: FunctionType, own: type) -> Iterator[Fault]:
    """Other contracts that a function names: their methods would be neither read nor counted."""
    for name, line in names(function):
        value = value_of(function, name)
        if not isinstance(value, type) or value is own:
            continue
        if issubclass(value, Contract) and is_own(value):
            remedy = "give the parent's method a name of its own and call it with self"
            yield line, f"{name} is another contract: {remedy}"


def _reached(function: FunctionType) -> list[Any]:
    """The values of the outside names that a function uses, and its defaults."""
    values = [value_of(function, name) for name, _ in names(function)]
    return [*values, *(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]


class _Copier:
    """Copies a contract with its functions metered."""

    def __init__(self, contract: Contract, meter: Meter) -> None:
        self._contract = contract
        self._kind = type(contract)
        self._made = type(self._kind.__name__, (self._kind,), {})
        self._meter = meter
        self._ready: dict[FunctionType, FunctionType] = {}

    def copy(self) -> Any:
        """An instance of a subclass whose methods are metered."""
        for name, method in methods(self._kind).items():
            wrapped = inspect.getattr_static(self._kind, name)
            ready: Any = self._metered(method)
            if isinstance(wrapped, staticmethod | classmethod | property):
                ready = type(wrapped)(ready)
            setattr(self._made, name, ready)
        instance: Any = object.__new__(self._made)
        vars(instance).update(vars(self._contract))
        return instance

    def _metered(self, function: FunctionType) -> FunctionType:
        if function in self._ready:
            return self._ready[function]
        code = metered(function.__code__)
        space: dict[str, Any] = {"__name__": function.__module__, **self._meter.names()}
        cells = {name: CellType() for name in code.co_freevars}
        made = FunctionType(code, space, function.__name__, None, tuple(cells.values()))
        self._ready[function] = made  # before its names: it may call itself
        made.__defaults__ = function.__defaults__ and tuple(map(self._own, function.__defaults__))
        made.__kwdefaults__ = function.__kwdefaults__
        for name, _ in names(function):
            value = value_of(function, name)
            if value is not MISSING and name in cells:
                cells[name].cell_contents = self._own(value)
            elif value is not MISSING:
                space[name] = self._own(value)
        return made

    def _own(self, value: Any) -> Any:
        """What stands in the copy for an outside value."""
        if value is self._kind:
            return self._made
        inner = inner_function(value)
        return self._metered(inner) if isinstance(inner, FunctionType) and is_own(inner) else value
