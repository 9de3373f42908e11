"""Contracts: what an action may do, and what is left of one that fails."""

from __future__ import annotations

from typing import Any

import pytest

from course_lib.blocks import Transaction
from course_lib.canonical import JSON
from course_lib.contracts.runtime import Caller, Context, Contract, Runtime, action, query
from course_lib.contracts.state import Journal, WorldState
from course_lib.errors import ContractError, InvalidValue, NotAuthorised, NotCanonical


class Till(Contract):
    """A till for the tests: deposits, a faulty action, a query that tries to write."""

    name = "till"

    @action(roles=("clerk",))
    def deposit(self, ctx: Context, fen: int) -> JSON:
        """Add money; announces it; refuses to go above 100."""
        total = (ctx.get("total") or 0) + fen
        ctx.put("total", total)
        ctx.emit("Deposited", fen=fen)
        ctx.require(total <= 100, f"the till holds 100 at most, got {total}")
        return total

    @action()
    def broken(self, ctx: Context, how: str) -> JSON:
        """Fail after writing, in different ways."""
        ctx.put("total", 0)
        ctx.delete("total")
        return {"float": lambda: ctx.put("x", 0.5), "key": lambda: {}["no"]}[how]()

    @action()
    def remember(self, ctx: Context, listed: JSON) -> JSON:
        """Store a list, then try to change it through the copy."""
        ctx.put("listed", listed)
        copy = ctx.get("listed")
        copy.append("changed")
        return ctx.get("listed")

    @query()
    def sneaky(self, ctx: Context) -> JSON:
        """A query that writes."""
        ctx.put("total", 1_000_000)
        return None

    @query(roles=("auditor",))
    def total(self, ctx: Context) -> JSON:
        """What is in the till; for auditors."""
        return ctx.get("total", 0)

    @query()
    def whoami(self, ctx: Context) -> JSON:
        """The caller as the contract sees it."""
        return [ctx.caller.name, ctx.caller.role]


CLERK = Caller("Li", "clerk", "key-of-li")
AUDITOR = Caller("Wang", "auditor", "key-of-wang")


def transaction(name: str, contract: str = "till", **arguments: Any) -> Transaction:
    """A transaction as the runtime sees it; signatures are not its business."""
    return Transaction(
        chain="test", contract=contract, action=name, arguments=arguments,
        sender="ed25519:" + "0" * 64, nonce=1, time_ms=0,
    )  # fmt: skip


@pytest.fixture
def runtime() -> Runtime:
    """One till."""
    return Runtime([Till()])


@pytest.fixture
def state() -> WorldState:
    """A till that holds 40."""
    world = WorldState()
    world.apply({"till/total": b"40"})
    return world


def test_an_action_changes_its_journal_and_nothing_else(
    runtime: Runtime, state: WorldState
) -> None:
    before = state.root()
    receipt, journal = runtime.execute(state, transaction("deposit", fen=2), CLERK)
    assert receipt.ok
    assert receipt.unwrap() == 42
    assert [(e.name, e.payload) for e in receipt.events] == [("Deposited", {"fen": 2})]
    for record, field in ((receipt, "error"), (receipt.events[0], "payload")):
        with pytest.raises(AttributeError):
            setattr(record, field, None)
    assert journal.changes == {"till/total": b"42"}
    assert state.root() == before
    state.apply(journal.changes)
    assert state.root() != before


@pytest.mark.parametrize(
    ("call", "caller", "error", "words"),
    [
        (transaction("deposit", fen=61), CLERK, ContractError, "100 at most, got 101"),
        (transaction("deposit", fen=1), AUDITOR, NotAuthorised, "'auditor'.*for clerk"),
        (transaction("deposit"), CLERK, ContractError, "missing.*fen"),
        (transaction("deposit", fen=1, more=2), CLERK, ContractError, "unexpected.*more"),
        (transaction("total"), AUDITOR, ContractError, "no action 'total'; it has: .*deposit"),
        (transaction("steal"), CLERK, ContractError, "no action 'steal'"),
        (transaction("deposit", "safe", fen=1), CLERK, ContractError, "no contract 'safe'.*till"),
        (transaction("broken", how="float"), CLERK, NotCanonical, "float"),
        (transaction("broken", how="key"), CLERK, ContractError, "faulty: KeyError"),
    ],
)
def test_a_failed_action_leaves_no_trace_but_its_error(
    runtime: Runtime,
    state: WorldState,
    call: Transaction,
    caller: Caller,
    error: type[Exception],
    words: str,
) -> None:
    receipt, journal = runtime.execute(state, call, caller)
    assert not receipt.ok
    assert receipt.events == ()
    assert journal.changes == {}
    with pytest.raises(error, match=words):
        receipt.unwrap()


def test_a_value_that_was_read_is_a_copy(runtime: Runtime, state: WorldState) -> None:
    receipt, _ = runtime.execute(state, transaction("remember", listed=["a"]), CLERK)
    assert receipt.unwrap() == ["a"]


def test_queries_read_and_cannot_write(runtime: Runtime, state: WorldState) -> None:
    assert runtime.query(state, AUDITOR, "till", "total", {}) == 40
    assert runtime.query(state, CLERK, "till", "whoami", {}) == ["Li", "clerk"]
    with pytest.raises(ContractError, match="query cannot write"):
        runtime.query(state, CLERK, "till", "sneaky", {})
    with pytest.raises(NotAuthorised):
        runtime.query(state, CLERK, "till", "total", {})
    with pytest.raises(ContractError, match="no query 'deposit'"):
        runtime.query(state, CLERK, "till", "deposit", {"fen": 1})


@pytest.mark.parametrize("name", ["", "a/b", "till"])
def test_contracts_need_names_of_their_own(name: str) -> None:
    other = type("Other", (Contract,), {"name": name})
    with pytest.raises(InvalidValue, match="contract name"):
        Runtime([Till(), other()])


def test_a_journal_sees_its_own_changes_first(state: WorldState) -> None:
    journal = Journal(state)
    journal.write("till/a", 1)
    journal.remove("till/total")
    journal.remove("till/never")
    assert list(journal.keys("till/")) == ["till/a"]
    assert journal.read("till/total") is None
    inner = Journal(journal)
    inner.write("till/b", 2)
    assert list(inner.keys()) == ["till/a", "till/b"]
    assert list(state.keys("till/")) == ["till/total"]
    with pytest.raises(InvalidValue, match="not empty"):
        journal.write("", 1)
