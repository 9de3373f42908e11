"""The same requests here and on a virtual machine; without it, our side and how to bring it."""

from __future__ import annotations

import pytest

from course_lib.consortium import Consortium
from course_lib.contracts.context import Context
from course_lib.contracts.contract import Contract, action
from course_lib.keys import generate, teaching_seed
from course_lib.show import machine
from course_lib.show.sources import Source

NEEDS_EVM = "vyper and pyrevm are not installed: run 'python3 kit.py setup evm'"
COUNTER = Source("""
cash: public(HashMap[address, uint256])
@external
def give(to: address, fen: uint256):
    assert fen != 7, "seven is unlucky"
    self.cash[msg.sender] -= 0
    self.cash[to] += fen
@external
def take(fen: uint256):
    self.cash[msg.sender] -= fen
""")
ASKED = (
    ("Mei", "give", {"to": "Tom", "fen": 5}),
    ("Tom", "give", {"to": "Mei", "fen": 7}),
    ("Tom", "take", {"fen": 6}),
)


class Counter(Contract):
    """The same in the course's own form."""

    name = "counter"

    @action()
    def give(self, ctx: Context, to: str, fen: int):
        """Add to a member's card."""
        ctx.require(fen != 7, "seven is unlucky")
        ctx.put(f"cash/{to}", ctx.get(f"cash/{to}", 0) + fen)

    @action()
    def take(self, ctx: Context, fen: int):
        """Take from the caller's card."""
        left = ctx.get(f"cash/{ctx.caller.name}", 0) - fen
        ctx.require(left >= 0, "too little")
        ctx.put(f"cash/{ctx.caller.name}", left)


@pytest.fixture
def chain() -> Consortium:
    made = Consortium("counter", [Counter()], generate(seed=teaching_seed("Founder")))
    for name in ("Mei", "Tom"):
        made.admit(name, "buyer", generate(seed=teaching_seed(name)))
    return made


def rows(table: str) -> list[list[str]]:
    return [[line[:17].strip(), line[17:62].strip(), line[62:]] for line in table.splitlines()]


def test_without_the_machine_our_side_stands_alone(
    chain: Consortium, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "find_spec", lambda name: None)
    table = machine.side_by_side(chain, "counter", COUNTER, ASKED, ["cash/Tom", "cash/Mei"])
    assert rows(table.removesuffix(machine.SKIPPED)) == [
        ["", "here", ""],
        ["Mei give", "done, 1 step", ""],
        ["Tom give", "refused: seven is unlucky, 1 step", ""],
        ["Tom take", "refused: too little, 1 step", ""],
        ["cash/Tom", "5", ""],
        ["cash/Mei", "0", ""],
    ]
    assert table.endswith("run 'python3 kit.py setup evm', then restart the kernel.")


def test_with_the_machine_both_say_the_same(chain: Consortium) -> None:
    for name in machine.PACKAGES:
        pytest.importorskip(name, reason=NEEDS_EVM)
    table = machine.side_by_side(chain, "counter", COUNTER, ASKED, ["cash/Tom", "cash/Mei"])
    there = [row[2].partition(",")[0] for row in rows(table)]
    wanted = ["on the EVM", "done", "refused: seven is unlucky"]
    assert there == [*wanted, "refused: by the machine itself", "5", "0"]
    assert all(row[2].endswith(" gas") for row in rows(table)[1:4])
