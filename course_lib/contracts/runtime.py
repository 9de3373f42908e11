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
  and nothing else. Code that reaches for more is refused when it is registered
  (:mod:`course_lib.contracts.determinism`).
* An action that fails changes nothing: its journal is dropped with its events, and the
  receipt 回执 carries the error.
* An action has a budget of steps (:mod:`course_lib.contracts.meter`); an endless one fails.
* A query cannot write.
* A new version takes over by a transaction (:mod:`course_lib.contracts.lifecycle`).

Left out of the real thing: an isolated virtual machine (our contracts are trusted Python, checked
against mistakes and not against malice), fees, calls between contracts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from course_lib.blocks import Transaction
from course_lib.canonical import JSON, decode
from course_lib.contracts.context import Caller, Context, Event, Receipt
from course_lib.contracts.contract import Contract, action, query
from course_lib.contracts.lifecycle import LIFECYCLE
from course_lib.contracts.meter import BUDGET, Meter
from course_lib.contracts.state import Journal, ReadOnly, State
from course_lib.errors import ContractError, CourseError, InvalidValue, NotAuthorised, NotInstalled

if TYPE_CHECKING:
    from course_lib.contracts.loading import Entry, Loaded

__all__ = ["Caller", "Context", "Contract", "Event", "Receipt", "Runtime", "action", "query"]


class Runtime:
    """Executes transactions against a world state.

    Args:
        contracts: one instance of each contract.
        budget: steps that one action or query may take.

    Raises:
        InvalidValue: a contract without a name, or two of the same name and version.
        ContractError: a contract's code could make replicas differ.
    """

    def __init__(self, contracts: Iterable[Contract], budget: int = BUDGET) -> None:
        self._meter = Meter(budget)
        self._installed: dict[str, dict[int, Loaded]] = {}  # by version, the lowest first
        for contract in contracts:
            self.install(contract)

    def install(self, contract: Contract) -> str:
        """Make one more contract, or one more version of a contract, ready to run.

        Returns:
            The digest of its code, 64 hexadecimal digits.
        """
        name, version = contract.name, contract.version
        versions = self._installed.get(name, {})
        if not name or "/" in name or version in versions:
            raise InvalidValue(f"contract name {name!r} is empty, taken or contains '/'")
        if type(version) is not int or version < 1:
            raise InvalidValue(f"version {version!r} of contract {name!r}: give an integer from 1")
        from course_lib.contracts.loading import load

        loaded = load(contract, self._meter)
        self._installed[name] = dict(sorted({**versions, version: loaded}.items()))
        return loaded.code

    def execute(
        self, state: State, tx: Transaction, caller: Caller, journal: Journal | None = None
    ) -> tuple[Receipt, Journal]:
        """Run one transaction's action on a journal above ``state``.

        Args:
            state: what the action reads; never written.
            tx: the transaction.
            caller: who sent it.
            journal: where its changes are noted; by default a new one above ``state``.

        Returns:
            The receipt, and the journal whose changes the caller may apply (empty on failure).

        Raises:
            NotInstalled: the ledger puts code in charge that this replica does not have.
        """
        journal = Journal(state) if journal is None else journal
        self._meter.start()
        name = tx.id
        try:
            context = Context(tx.contract, caller, journal, tx.time_ms, name)
            result = self._call("action", context, state, tx.contract, tx.action, tx.arguments)
            if tx.contract == LIFECYCLE:
                self._migrate(journal, context, str(tx.arguments["contract"]))
        except NotInstalled:
            raise
        except CourseError as error:
            return Receipt(name, None, error, (), self._meter.used), Journal(state)
        return Receipt(name, result, None, tuple(context.events), self._meter.used), journal

    def query(
        self, state: State, caller: Caller, contract: str, name: str, arguments: Mapping[str, Any]
    ) -> JSON:
        """Answer a query; nothing is recorded.

        Raises:
            ContractError: no such contract or query, or the query refused.
        """
        self._meter.start()
        context = Context(contract, caller, ReadOnly(state), 0, "")
        return self._call("query", context, state, contract, name, arguments)

    def active(self, state: State, contract: str) -> Loaded:
        """The version of a contract that is in charge: the lowest, until it is upgraded.

        Raises:
            ContractError: there is no such contract.
            NotInstalled: it is not installed here, or its code is another one.
        """
        versions = self._installed.get(contract)
        if versions is None:
            known = ", ".join(sorted(self._installed))
            raise ContractError(f"there is no contract {contract!r}; there are: {known}")
        record = state.read(f"{LIFECYCLE}/active/{contract}")
        if record is None:
            return next(iter(versions.values()))
        wanted = decode(record)
        loaded = versions.get(wanted["version"])
        if loaded is None or loaded.code != wanted["code"]:
            raise NotInstalled(
                f"the ledger puts version {wanted['version']} of {contract!r} in charge, code "
                f"{wanted['code'][:16]}…; this replica has not installed it: call install() first"
            )
        return loaded

    def _call(
        self,
        kind: str,
        context: Context,
        state: State,
        contract: str,
        name: str,
        arguments: Mapping[str, Any],
    ) -> JSON:
        entry = _find(kind, self.active(state, contract), name)
        if entry.roles or arguments.keys() != entry.known:  # most calls need no closer look
            _check_call(entry, f"{contract}.{name}", context.caller, arguments)
        try:
            result = entry.method(context, **arguments)
        except CourseError:
            raise
        except (Exception, RecursionError) as error:
            _blame(f"{contract}.{name}", error)
        self._meter.step(0)  # fails here if the contract itself caught the error
        return result

    def _migrate(self, journal: Journal, context: Context, contract: str) -> None:
        """Let the version that has just been put in charge take over the data."""
        loaded = self.active(journal, contract)
        inner = Context(contract, context.caller, journal, context.time_ms, context.transaction)
        try:
            loaded.migrate(inner)
        except CourseError:
            raise
        except (Exception, RecursionError) as error:
            _blame(f"{contract}.migrate", error)
        self._meter.step(0)
        context.events += inner.events


def _find(kind: str, loaded: Loaded, name: str) -> Entry:
    entry = loaded.entries.get(name)
    if entry is None or entry.kind != kind:
        known = ", ".join(sorted(n for n, e in loaded.entries.items() if e.kind == kind))
        raise ContractError(f"{loaded.name!r} has no {kind} {name!r}; it has: {known}")
    return entry


def _check_call(entry: Entry, called: str, caller: Caller, arguments: Mapping[str, Any]) -> None:
    """May this caller call, and does the call name the arguments that are needed?"""
    if entry.roles and caller.role not in entry.roles:
        raise NotAuthorised(
            f"{caller.name!r} has the role {caller.role!r}; "
            f"{called} is for {', '.join(entry.roles)}"
        )
    given = arguments.keys()
    if not entry.needed <= given <= entry.known:
        missing, more = sorted(entry.needed - given), sorted(given - entry.known)
        words = [f"missing: {', '.join(missing)}"] * bool(missing)
        words += [f"unexpected: {', '.join(more)}"] * bool(more)
        raise ContractError(f"{called}: arguments {'; '.join(words)}; give {entry.signature}")


def _blame(called: str, error: BaseException) -> NoReturn:
    """A fault of the contract's own code ends as a failed action like any other."""
    what = f"{called} is faulty: {type(error).__name__}: {error}"
    raise ContractError(f"{what}; nothing was changed") from error
