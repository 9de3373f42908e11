"""A new version of a contract: who may put it in charge, and what becomes of the data."""

from __future__ import annotations

import pytest

from course_lib.canonical import JSON
from course_lib.consortium import Consortium
from course_lib.contracts.lifecycle import Lifecycle
from course_lib.contracts.members import Members
from course_lib.contracts.runtime import Context, Contract, Runtime, action, query
from course_lib.errors import ContractError, InvalidBlock, InvalidValue, NotAuthorised, NotInstalled
from course_lib.keys import generate, teaching_seed


class Counter(Contract):
    """Version 1 keeps a number."""

    name = "counter"

    @action()
    def add(self, ctx: Context) -> JSON:
        before = ctx.get("total", 0)
        ctx.put("total", before + 1)
        return before + 1

    @query()
    def total(self, ctx: Context) -> JSON:
        return ctx.get("total", 0)


class CounterByMember(Counter):
    """Version 2 keeps a number for each member; what was counted before belongs to nobody."""

    version = 2

    def migrate(self, ctx: Context) -> None:
        ctx.put("by/nobody", ctx.get("total", 0))
        ctx.delete("total")
        ctx.emit("Migrated", to=2)

    @action()
    def add(self, ctx: Context) -> JSON:
        key = f"by/{ctx.caller.name}"
        ctx.put(key, ctx.get(key, 0) + 1)
        return ctx.get(key)

    @query()
    def total(self, ctx: Context) -> JSON:
        return sum(ctx.get(key) for key in ctx.keys("by/"))


class BrokenUpgrade(Counter):
    """Version 3 loses its way while it migrates."""

    version = 3

    def migrate(self, ctx: Context) -> None:
        ctx.delete("total")
        ctx.require(False, "the data is not in the shape that version 2 left")


class EndlessUpgrade(Counter):
    """Version 4 never finishes."""

    version = 4

    def migrate(self, ctx: Context) -> None:
        ctx.delete("total")
        while True:
            pass


@pytest.fixture
def chain() -> Consortium:
    """A consortium that has counted to two."""
    founder = generate(seed=teaching_seed("Founder"))
    chain = Consortium("counting", [Counter()], founder)
    mei = chain.admit("Mei", "member", generate(seed=teaching_seed("Mei")))
    mei.invoke("counter", "add")
    mei.invoke("counter", "add")
    return chain


def upgrade(chain: Consortium, contract: Contract) -> None:
    code = chain.runtime.install(contract)
    chain.founder.invoke(
        "lifecycle", "upgrade", contract=contract.name, version=contract.version, code=code
    )


def test_the_new_version_takes_over_code_and_data(chain: Consortium) -> None:
    assert chain.founder.query("lifecycle", "active", contract="counter") is None
    upgrade(chain, CounterByMember())
    assert [event.name for event in chain.events][-2:] == ["Upgraded", "Migrated"]
    assert chain.founder.query("counter", "total") == 2
    assert chain.founder.invoke("counter", "add").unwrap() == 1
    assert chain.founder.query("counter", "total") == 3
    assert chain.founder.query("lifecycle", "active", contract="counter")["version"] == 2


def test_a_replica_that_comes_later_executes_each_block_with_its_own_version(
    chain: Consortium,
) -> None:
    upgrade(chain, CounterByMember())
    chain.founder.invoke("counter", "add")
    tom = chain.admit("Tom", "member", generate(seed=teaching_seed("Tom")))
    assert tom.query("counter", "total") == 3
    roots = {chain.replica(name).state.root() for name in chain.organisations}
    assert len(roots) == 1


def test_a_replica_without_the_code_stops_and_says_so(chain: Consortium) -> None:
    code = chain.runtime.install(CounterByMember())
    chain.replica("Mei").runtime = Runtime([Members(), Lifecycle(), Counter()])
    with pytest.raises(InvalidBlock, match=r"Mei.*has not installed it"):
        chain.founder.invoke("lifecycle", "upgrade", contract="counter", version=2, code=code)
    assert chain.replica("Mei").ledger.height == 3


@pytest.mark.parametrize(
    ("contract", "words"),
    [(BrokenUpgrade(), "not in the shape"), (EndlessUpgrade(), "steps is used up")],
)
def test_an_upgrade_that_fails_changes_nothing(
    chain: Consortium, contract: Contract, words: str
) -> None:
    root = chain.replica("founder").state.root()
    with pytest.raises(ContractError, match=words):
        upgrade(chain, contract)
    assert chain.replica("founder").state.root() == root
    assert chain.founder.query("counter", "total") == 2


def test_only_the_founder_upgrades_upwards_and_to_known_code(chain: Consortium) -> None:
    code = chain.runtime.install(CounterByMember())
    mei = chain.admit("Mei 2", "member", generate(seed=teaching_seed("Mei 2")))
    call = {"contract": "counter", "version": 2, "code": code}
    with pytest.raises(NotAuthorised, match="for founder"):
        mei.invoke("lifecycle", "upgrade", **call)
    with pytest.raises(NotInstalled, match="version 7"):
        chain.founder.invoke("lifecycle", "upgrade", **{**call, "version": 7})
    with pytest.raises(NotInstalled, match="code 0000"):
        chain.founder.invoke("lifecycle", "upgrade", **{**call, "code": "0" * 64})
    with pytest.raises(ContractError, match="give a higher one"):
        chain.founder.invoke("lifecycle", "upgrade", **{**call, "version": 1})
    with pytest.raises(ContractError, match="no contract 'other'"):
        chain.founder.invoke("lifecycle", "upgrade", **{**call, "contract": "other"})
    assert chain.founder.query("lifecycle", "active", contract="counter") is None


def test_the_digest_covers_the_text_of_everything_reached(chain: Consortium) -> None:
    first, second = Runtime([]), Runtime([])
    assert first.install(Counter()) == second.install(Counter())
    assert first.install(CounterByMember()) != second.install(BrokenUpgrade())
    with pytest.raises(InvalidValue, match="taken"):
        first.install(Counter())
    wrong = type("Wrong", (Counter,), {"version": 0})
    with pytest.raises(InvalidValue, match="from 1"):
        first.install(wrong())
