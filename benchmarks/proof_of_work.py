"""Proof of work: tries on one core, against the loop of the best-known teaching chain.

dvf (Daniel van Flymen's ``blockchain``) is a program, not a package: its loop is rebuilt here
as it works there: a function call, a text and a hexadecimal digest for each try. Both hash inputs
of the same length, once or, for Bitcoin's headers, twice. The limit is the bare loop over a copied
midstate.

The network of 100 racing miners is compared with the same model in SimPy, built as its own example
"Event latency" is: a process for each message under way, a store for each receiver. BlockSim, the
simulator made for such networks, is a program too; it made 9,600 events a second where SimPy
handled 92,000 messages, so that 5 times SimPy is about 50 times BlockSim.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from hashlib import sha256
from importlib import import_module
from math import log
from typing import Any

from benchmarks.harness import Row, alternate, compare, installed
from course_lib.consensus.proof_of_work import REALISTIC, BitcoinHeader, find_nonce, mine
from course_lib.consensus.proof_of_work.miners import mining_scenario
from course_lib.network import Link, run

TRIES = 50_000
HEADER = BitcoinHeader(1, "00" * 32, "ab" * 32, 1_700_000_000, REALISTIC.limit_bits, 0)
WORK = HEADER.to_bytes()[:72]  # and 8 bytes of nonce


MINERS, SPACING_MS, BLOCKS = 100, 600_000, 200
RACE = mining_scenario(
    {f"miner{number}": 1 / MINERS for number in range(MINERS)},
    duration_ms=SPACING_MS * BLOCKS,
    seed=1,
    link=Link(500, 5000),
)


class Dvf:
    """The peer's loop; ``last_hash`` brings its text to the length of a header."""

    last_hash = "ab" * 32

    def proof_of_work(self, valid: Callable[[int, int, str], bool], last_proof: int) -> int:
        """Count up until a proof is valid, or all tries are used."""
        proof = 0
        while valid(last_proof, proof, self.last_hash) is False and proof < TRIES:
            proof += 1
        return proof

    @staticmethod
    def valid_once(last_proof: int, proof: int, last_hash: str) -> bool:
        """One hash of a text; the target is out of reach."""
        guess = f"{last_proof}{proof}{last_hash}".encode()
        return hashlib.sha256(guess).hexdigest()[:16] == "0" * 16

    @staticmethod
    def valid_twice(last_proof: int, proof: int, last_hash: str) -> bool:
        """The same with Bitcoin's hash."""
        guess = f"{last_proof}{proof}{last_hash}".encode()
        once = hashlib.sha256(guess).digest()
        return hashlib.sha256(once).hexdigest()[-16:] == "0" * 16


def rows() -> Iterator[Row]:
    """The time of one try."""
    dvf = Dvf()
    ours, peer, limit = alternate(
        lambda: find_nonce(WORK, 2**192, tries=TRIES),
        lambda: dvf.proof_of_work(dvf.valid_once, 2**31),
        _bare_once,
    )
    yield _row("proof of work, one SHA-256 of 80 B", ours, peer, limit, at_least=2)
    hard = replace(HEADER, bits=0x03000001)
    ours, peer, limit = alternate(
        lambda: mine(hard, tries=TRIES),
        lambda: dvf.proof_of_work(dvf.valid_twice, 2**31),
        _bare_twice,
    )
    yield _row("proof of work, Bitcoin header", ours, peer, limit)
    yield _race()


def _race() -> Row:
    """The time of one block's arrival at one miner."""
    arrivals = sum(run(RACE, traced=False).sent.values())
    simpy = SimPyRace() if installed("simpy") else None
    ours, *peer = alternate(
        lambda: run(RACE, traced=False), *([simpy.run] if simpy else []), rounds=5
    )
    return compare(
        f"{MINERS} miners, a block's arrival",
        ours / arrivals,
        unit="µs",
        peer=("simpy", peer[0] / simpy.arrivals if simpy else None),
        at_least=5,
    )


class SimPyRace:
    """The same miners, links and handling of blocks in SimPy."""

    def __init__(self) -> None:
        self.simpy = import_module("simpy")
        self.arrivals = 0

    def run(self) -> None:
        """One race from the beginning."""
        self.env, self.chance, self.arrivals = self.simpy.Environment(), random.Random(1), 0
        self.stores = [self.simpy.Store(self.env) for _ in range(MINERS)]
        self.known: list[dict[str, tuple[str, int]]] = [{"": ("", 0)} for _ in range(MINERS)]
        self.tips = [("", 0)] * MINERS
        for me in range(MINERS):
            self.env.process(self.mine(me))
            self.env.process(self.listen(me))
        self.env.run(until=SPACING_MS * BLOCKS)

    def mine(self, me: int) -> Generator[Any, Any, None]:
        """Wait as long as it takes, then tell everybody."""
        while True:
            wait = -log(1 - self.chance.random()) * SPACING_MS * MINERS
            yield self.env.timeout(int(wait) + 1)
            block = f"{me}#{len(self.known[me])}", self.tips[me][0], self.tips[me][1] + 1
            self.take(me, block)
            for other in range(MINERS):
                if other != me:
                    self.env.process(self.travel(other, block))

    def travel(self, to: int, block: tuple[str, str, int]) -> Generator[Any, Any, None]:
        """A message under way."""
        yield self.env.timeout(self.chance.randint(500, 5000))
        self.stores[to].put(block)

    def listen(self, me: int) -> Generator[Any, Any, None]:
        """Take in what arrives."""
        while True:
            block = yield self.stores[me].get()
            self.arrivals += 1
            self.take(me, block)

    def take(self, me: int, block: tuple[str, str, int]) -> None:
        """Follow the longer branch."""
        name, parent, height = block
        self.known[me][name] = parent, height
        if height > self.tips[me][1]:
            self.tips[me] = name, height


def _row(name: str, ours: float, peer: float, limit: float, at_least: float | None = None) -> Row:
    return compare(
        name,
        ours / TRIES,
        unit="ns",
        peer=("dvf's loop", peer / TRIES),
        limit=("bare loop", limit / TRIES),
        at_least=at_least,
        at_most=1.25,
    )


def _bare_once() -> None:
    copy, limit = sha256(WORK).copy, bytes(8)
    for nonce in range(TRIES):
        state = copy()
        state.update(nonce.to_bytes(8, "big"))
        if state.digest() < limit:
            return


def _bare_twice() -> None:
    copy, zero = sha256(HEADER.to_bytes()[:-4]).copy, bytes(8)
    for nonce in range(TRIES):
        state = copy()
        state.update(nonce.to_bytes(4, "little"))
        if sha256(state.digest()).digest() == zero:
            return
