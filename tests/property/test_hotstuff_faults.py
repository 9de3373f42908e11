"""HotStuff under bad links, crashes, partitions and up to f liars: agreement throughout.

An ordinary run tries 100 schedules, a long one (LIANKE_LONG=1) 2,000. Replicas that break one rule
of the protocol are caught by the same watch.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from functools import partial

import pytest

from course_lib.consensus.hotstuff import Agreement, Block, Equivocator, Forger, Replica, Vote
from course_lib.consensus.pbft import Client
from course_lib.network import (
    BrokenPromise,
    Delaying,
    Make,
    Run,
    Scenario,
    Silent,
    random_faults,
    random_link,
    run,
)

LONG = os.environ.get("LIANKE_LONG") == "1"
SCHEDULES = 2_000 if LONG else 100
CHUNK = SCHEDULES // 10
QUIET_MS, END_MS = 1_500, 90_000
OPERATIONS = ("pay 1", "pay 2", "pay 3")


class Mute(Silent):
    """A silent one that takes a replica's arguments."""

    def __init__(self, name: str, **settings: object) -> None:
        super().__init__(name)


class Late(Delaying, Replica):
    """An otherwise honest replica whose messages are 400 ms late."""

    delay_ms = 400


LIARS: tuple[Callable[..., object], ...] = (Equivocator, Forger, Mute, Late)


def scenario(seed: int, honest: Callable[..., object] = Replica) -> Scenario:
    """4 or 7 replicas, up to f of them liars, two clients; crashes hit the honest ones too."""
    rng = random.Random(f"hotstuff {seed}")
    size = 4 if seed % 3 else 7
    names = tuple(f"r{number}" for number in range(size))
    liars = rng.sample(names, rng.randrange(0, (size - 1) // 3 + 1)) if seed % 5 else []
    nodes: dict[str, Make] = {}
    for name in names:
        kind = rng.choice(LIARS) if name in liars else honest
        nodes[name] = partial(kind, replicas=names)
    for number, name in enumerate(("c1", "c2")):
        nodes[name] = partial(Client, replicas=names, operations=OPERATIONS, begin_ms=100 * number)
    faults = random_faults(seed, names, QUIET_MS, at_once=1)
    return Scenario(nodes, END_MS, seed, random_link(seed), schedule=faults)


def check_outcome(done: Run) -> None:
    """Once it is quiet and nothing is lost, every client is served, once for each operation."""
    if done.scenario.link.loss == 0:
        for name in ("c1", "c2"):
            served = len(done.nodes[name].results)
            assert served == len(OPERATIONS), f"seed {done.scenario.seed}: {name} got {served}"
    believed = sorted(int(r) for n in done.nodes.values() for r in getattr(n, "results", ()))
    assert believed == sorted(set(believed))


@pytest.mark.parametrize("chunk", range(10))
def test_hotstuff_keeps_its_promises_under_random_faults_and_liars(chunk: int) -> None:
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        check_outcome(run(scenario(seed), traced=False, observe=Agreement()))
    print(f"{CHUNK} schedules of {SCHEDULES} in this {'long' if LONG else 'ordinary'} run")


class Hasty(Replica):
    """Commits a block as soon as it has a certificate."""

    def learn(self, sender: str, certificate: object) -> None:
        super().learn(sender, certificate)
        if certificate.block in self.durable.blocks:
            self._commit(certificate.block)


class Unlocked(Replica):
    """Votes for any proposal, whatever it is locked on, and as often as it is asked."""

    def _vote(self, name: str, block: Block) -> None:
        self.vote(Vote(block.view, name))
        self.enter(block.view + 1)


class Modest(Replica):
    """Is content with quorums of 2f."""

    def __init__(self, name: str, **settings: object) -> None:
        super().__init__(name, **settings)
        self.quorum -= 1


class Credulous(Replica):
    """Believes certificates without asking who signed them."""

    def is_certificate(self, certificate: object) -> bool:
        return True


@pytest.mark.parametrize("wrong", [Hasty, Unlocked, Modest, Credulous])
def test_the_watch_catches_a_replica_that_breaks_a_rule(wrong: type[Replica]) -> None:
    for seed in range(600):
        try:
            run(scenario(seed, wrong), traced=False, observe=Agreement())
        except BrokenPromise as broken:
            print(f"{wrong.__name__}, seed {seed}: {broken}")
            return
    raise AssertionError(f"{wrong.__name__} was not caught in 600 schedules")
