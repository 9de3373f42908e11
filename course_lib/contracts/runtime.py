"""The runtime that executes smart contracts 智能合约 (GB/T 43572: a program on the ledger).

A contract is a class; its actions 动作 change the world state, its queries only read::

    class Guestbook(Contract):
        name = "guestbook"

        @action(roles=("guest",))
        def sign(self, ctx: Context, text: str) -> JSON:
            ctx.require(text != "", "an entry needs a text")
            ctx.put(f"entry/{ctx.caller.name}", text)
            ctx.emit("Signed", by=ctx.caller.name)
            return None

Rules of the runtime:

* An action sees its caller's identity, the transaction's time and its contract's own keys,
  and nothing else.
* An action that fails changes nothing: its journal is dropped with its events, and the
  receipt 回执 carries the error.
* A query cannot write.

Left out of the real thing: an isolated virtual machine (our contracts are trusted Python),
fees, calls between contracts.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NoReturn, TypeVar

from course_lib.blocks import Transaction
from course_lib.canonical import JSON
from course_lib.contracts.state import Journal, ReadOnly, State, value_of
from course_lib.errors import ContractError, CourseError, InvalidValue, NotAuthorised

Method = TypeVar("Method", bound=Callable[..., JSON])


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a member's name, role, public key and profile, as the ledger knows them."""

    name: str
    role: str
    key: str
    profile: dict[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """What an action announces to those who watch the ledger."""

    contract: str
    name: str
    payload: dict[str, JSON]
    transaction: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one transaction. ``error`` is None exactly when it took effect."""

    transaction: str
    result: JSON
    error: CourseError | None
    events: tuple[Event, ...]

    @property
    def ok(self) -> bool:
        """True where the action took effect."""
        return self.error is None

    def unwrap(self) -> JSON:
        """The action's result; raises its error where it failed."""
        if self.error is not None:
            raise self.error
        return self.result


class Context:
    """An action's only window on the world."""

    def __init__(
        self, contract: str, caller: Caller, state: Journal | ReadOnly, time_ms: int, tx: str
    ) -> None:
        self.caller = caller
        self.time_ms = time_ms
        self.transaction = tx
        self.events: list[Event] = []
        self._prefix = f"{contract}/"
        self._contract = contract
        self._state = state

    def get(self, key: str, default: JSON = None) -> JSON:
        """The value under ``key`` (a copy), or ``default``."""
        return value_of(self._state.read(self._prefix + key), default)

    def put(self, key: str, value: JSON) -> None:
        """Set ``key``; the value must have one canonical encoding."""
        self._state.write(self._prefix + key, value)

    def delete(self, key: str) -> None:
        """Remove ``key``."""
        self._state.remove(self._prefix + key)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """This contract's keys that start with ``prefix``, sorted."""
        skip = len(self._prefix)
        return (key[skip:] for key in self._state.keys(self._prefix + prefix))

    def emit(self, event: str, **payload: JSON) -> None:
        """Announce an event; it is published only if the action succeeds."""
        self.events.append(Event(self._contract, event, payload, self.transaction))

    def require(self, condition: bool, otherwise: str) -> None:
        """A guard 守卫: go on only if ``condition`` holds.

        Raises:
            ContractError: with the text ``otherwise``.
        """
        if not condition:
            raise ContractError(otherwise)


class Contract:
    """Base of every contract. Subclasses set ``name`` and mark their actions and queries."""

    name: ClassVar[str] = ""


def action(roles: Iterable[str] = ()) -> Callable[[Method], Method]:
    """Mark a method as an action; ``roles`` limits who may call it (nobody named: everyone)."""

    def mark(method: Method) -> Method:
        method._lianke = ("action", tuple(roles))  # type: ignore[attr-defined]
        return method

    return mark


def query(roles: Iterable[str] = ()) -> Callable[[Method], Method]:
    """Mark a method as a query: it reads, and any attempt to write is refused."""

    def mark(method: Method) -> Method:
        method._lianke = ("query", tuple(roles))  # type: ignore[attr-defined]
        return method

    return mark


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    roles: tuple[str, ...]
    method: Callable[..., JSON]
    signature: inspect.Signature


class Runtime:
    """Executes transactions against a world state.

    Args:
        contracts: one instance of each contract.

    Raises:
        InvalidValue: a contract without a name, or two with the same.
    """

    def __init__(self, contracts: Iterable[Contract]) -> None:
        self._entries: dict[str, dict[str, _Entry]] = {}
        for contract in contracts:
            name = contract.name
            if not name or "/" in name or name in self._entries:
                raise InvalidValue(f"contract name {name!r} is empty, taken or contains '/'")
            self._entries[name] = _entries_of(contract)

    def execute(self, state: State, tx: Transaction, caller: Caller) -> tuple[Receipt, Journal]:
        """Run one transaction's action on a journal above ``state``.

        Returns:
            The receipt, and the journal whose changes the caller may apply (empty on failure).
        """
        journal = Journal(state)
        try:
            context = Context(tx.contract, caller, journal, tx.time_ms, tx.id)
            result = self._call("action", context, tx.contract, tx.action, tx.arguments)
        except CourseError as error:
            return Receipt(tx.id, None, error, ()), Journal(state)
        return Receipt(tx.id, result, None, tuple(context.events)), journal

    def query(
        self, state: State, caller: Caller, contract: str, name: str, arguments: Mapping[str, Any]
    ) -> JSON:
        """Answer a query; nothing is recorded.

        Raises:
            ContractError: no such contract or query, or the query refused.
        """
        context = Context(contract, caller, ReadOnly(state), 0, "")
        return self._call("query", context, contract, name, arguments)

    def _call(
        self, kind: str, context: Context, contract: str, name: str, arguments: Mapping[str, Any]
    ) -> JSON:
        entry = self._find(kind, contract, name)
        role = context.caller.role
        if entry.roles and role not in entry.roles:
            raise NotAuthorised(
                f"{context.caller.name!r} has the role {role!r}; "
                f"{contract}.{name} is for {', '.join(entry.roles)}"
            )
        try:
            bound = entry.signature.bind(context, **arguments)
        except TypeError as error:
            raise ContractError(f"{contract}.{name}: {error}; give {entry.signature}") from None
        try:
            return entry.method(*bound.args, **bound.kwargs)
        except CourseError:
            raise
        except (Exception, RecursionError) as error:
            _blame(contract, name, error)

    def _find(self, kind: str, contract: str, name: str) -> _Entry:
        entries = self._entries.get(contract)
        if entries is None:
            known = ", ".join(sorted(self._entries))
            raise ContractError(f"there is no contract {contract!r}; there are: {known}")
        entry = entries.get(name)
        if entry is None or entry.kind != kind:
            known = ", ".join(sorted(n for n, e in entries.items() if e.kind == kind))
            raise ContractError(f"{contract!r} has no {kind} {name!r}; it has: {known}")
        return entry


def _entries_of(contract: Contract) -> dict[str, _Entry]:
    entries = {}
    for name, method in inspect.getmembers(contract):
        marked = getattr(method, "_lianke", None)
        if marked is not None:
            entries[name] = _Entry(marked[0], marked[1], method, inspect.signature(method))
    return entries


def _blame(contract: str, name: str, error: BaseException) -> NoReturn:
    """A fault of the contract's own code ends as a failed action like any other."""
    what = f"{contract}.{name} is faulty: {type(error).__name__}: {error}"
    raise ContractError(f"{what}; nothing was changed") from error
