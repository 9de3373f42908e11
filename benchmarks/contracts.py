"""Contract calls: transfers with receipt, undo, event and canonical id, beside a real EVM in Rust.

The comparison favours what it measures: ``pyrevm`` runs untrusted bytecode in isolation and hashes
with Keccak; we run Python that is checked against mistakes and trusted otherwise. It says what a
class feels when it waits, not which of the two a bank should choose. Our time includes the id of
the call, which ``pyrevm`` is not asked for; a row of its own tells what it costs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from importlib import import_module

import orjson

from benchmarks.harness import Row, alternate, compare, installed
from course_lib.blocks import Transaction
from course_lib.canonical import JSON
from course_lib.contracts.runtime import Caller, Context, Contract, Runtime, action
from course_lib.contracts.state import WorldState
from course_lib.keys import generate, teaching_seed

CALLS = 1000
START = 10**15
KEY = generate(seed=teaching_seed("Alice")).public_key.to_text()
ALICE = Caller("alice", "member", KEY)

# Vyper 0.4.3's output for the same contract: a balance for each address, a guard, an event.
#     event Moved: sender: indexed(address); to: indexed(address); fen: uint256
#     def transfer(to: address, fen: uint256): assert self.balance_of[msg.sender] >= fen, ...
TOKEN = bytes.fromhex(
    "3461002a5766038d7ea4c680005f336020525f5260405f205561017e61002e6100003961017e610000f35b5f80"
    "fd5f3560e01c60026003820660011b61017801601e395f51565b63a9059cbb8118610170576044361034176101"
    "74576004358060a01c610174576040526024355f336020525f5260405f205410156100c15760208060c052600a"
    "6060527f746f6f206c6974746c650000000000000000000000000000000000000000000060805260608160c001"
    "602a82825e8051806020830101601f825f03163682375050601f19601f82516020010116905090508101905063"
    "08c379a060a0528060040160bcfd5b5f336020525f5260405f2080546024358082038281116101745790509050"
    "8155505f6040516020525f5260405f2080546024358082018281106101745790509050815550604051337e0e6e"
    "1d52477156459d942cdb0bc0970a404c1ea857ab5b75b5ad32f334dfc160243560605260206060a3005b63b144"
    "adfb811861017057602436103417610174576004358060a01c610174576040525f6040516020525f5260405f20"
    "5460605260206060f35b5f5ffd5b5f80fd01360018017085582079d977bb24215c7659e237af7a1d9fe1340920"
    "d280ff7c7bc3878569e603a71619017e810600a1657679706572830004030036"
)  # fmt: skip


class Token(Contract):
    """Balances in fen, and one action."""

    name = "token"

    @action()
    def transfer(self, ctx: Context, to: str, fen: int) -> JSON:
        """Move ``fen`` from the caller to another."""
        balance = ctx.get(ctx.caller.name, 0)
        ctx.require(balance >= fen, "too little")
        ctx.put(ctx.caller.name, balance - fen)
        ctx.put(to, ctx.get(to, 0) + fen)
        ctx.emit("Moved", to=to, fen=fen)
        return None


def rows() -> Iterator[Row]:
    """One thousand transfers, each to one of a hundred receivers."""
    peer = ("pyrevm", evm() if installed("pyrevm") else None)
    times = alternate(*(f for f in (ours(), bare(), peer[1]) if f), loops=1)
    per_call = [time / CALLS for time in times] + [None]
    yield compare(
        "contract transfer, with its id",
        times[0] / CALLS,
        unit="µs",
        peer=(peer[0], per_call[2]),
        limit=("bare loop", per_call[1]),
        at_least=3,
    )
    ids, hashes = (time / CALLS for time in alternate(our_ids(), bare_ids(), loops=1))
    yield compare("of this, the id", ids, unit="µs", limit=("hash and hex", hashes))


def requests() -> list[Transaction]:
    """The calls, made before the clock runs."""
    return [
        Transaction(
            chain="bench",
            contract="token",
            action="transfer",
            arguments={"fen": 1, "to": f"member-{n % 100}"},
            sender=KEY,
            nonce=n,
            time_ms=n,
        )
        for n in range(CALLS)
    ]


def ours() -> Callable[[], None]:
    """Through the runtime: every call leaves a receipt, and its changes are applied."""
    runtime, calls = Runtime([Token()]), requests()

    def run() -> None:
        state = WorldState()
        state.apply({"token/alice": b"%d" % START})
        for call in calls:
            receipt, journal = runtime.execute(state, call, ALICE)
            assert receipt.ok
            state.apply(journal.changes)
        assert state.read("token/alice") == b"%d" % (START - CALLS)

    return run


def our_ids() -> Callable[[], list[str]]:
    """The calls' ids alone: the arguments can be edited in place, so an id is never kept."""
    calls = requests()
    return lambda: [call.id for call in calls]


def bare_ids() -> Callable[[], list[str]]:
    """The same calls' bytes, made before: hashed, and written in hexadecimal digits."""
    payloads = [call.payload() for call in requests()]
    return lambda: [hashlib.sha256(data).hexdigest() for data in payloads]


def bare() -> Callable[[], None]:
    """The same effects in a plain loop: undo list, event, receipt, id of the call's bytes."""

    def run() -> None:
        balances, receipts = {"alice": START}, []
        for n in range(CALLS):
            call = {"action": "transfer", "fen": 1, "nonce": n, "to": f"member-{n % 100}"}
            name = hashlib.sha256(orjson.dumps(call, option=orjson.OPT_SORT_KEYS)).hexdigest()
            to, fen = call["to"], call["fen"]
            undo = [("alice", balances["alice"]), (to, balances.get(to))]
            assert balances["alice"] >= fen
            balances["alice"] -= fen
            balances[to] = balances.get(to, 0) + fen
            receipts.append((name, True, [("Moved", to, fen)], undo))

    return run


def evm() -> Callable[[], None]:
    """The same contract, compiled by Vyper, in revm."""
    pyrevm = import_module("pyrevm")
    sender = "0x" + "11" * 20
    machine = pyrevm.EVM()
    machine.set_balance(sender, 10**24)
    token = machine.deploy(sender, TOKEN)
    calls = [
        bytes.fromhex("a9059cbb") + (n % 100 + 2).to_bytes(32, "big") + (1).to_bytes(32, "big")
        for n in range(CALLS)
    ]

    def run() -> None:
        for data in calls:
            machine.message_call(caller=sender, to=token, calldata=data)
            assert machine.result.is_success

    return run
