"""PBFT under bad links, crashes, partitions and up to f liars: agreement and validity throughout.

An ordinary run tries 300 schedules, a long one (LIANKE_LONG=1) 6,000. Replicas that break one rule
of the protocol, and a cluster with one replica too few, are caught by the same watch.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from functools import partial

import pytest

from course_lib.consensus.pbft import (
    Agreement,
    Client,
    Equivocator,
    Forger,
    Replica,
    stories,
)
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
SCHEDULES = 6_000 if LONG else 300
CHUNK = SCHEDULES // 20
QUIET_MS, END_MS = 1_500, 20_000
OPERATIONS = ("pay 1", "pay 2", "pay 3", "pay 4")


class Mute(Silent):
    """A silent one that takes a replica's arguments."""

    def __init__(self, name: str, **settings: object) -> None:
        super().__init__(name)


class Late(Delaying, Replica):
    """An otherwise honest replica whose messages are 400 ms late."""

    delay_ms = 400


class Dividing(stories.Divider):
    """An equivocator that tells every third backup nothing."""


LIARS: tuple[Callable[..., object], ...] = (Equivocator, Dividing, Forger, Mute, Late)


def scenario(seed: int, honest: Callable[..., object] = Replica) -> Scenario:
    """4 or 7 replicas, up to f of them liars, two clients; crashes hit the honest ones too."""
    rng = random.Random(f"pbft {seed}")
    size = 4 if seed % 3 else 7
    names = tuple(f"r{number}" for number in range(size))
    liars = rng.sample(names, rng.randrange(0, (size - 1) // 3 + 1)) if seed % 5 else []
    nodes: dict[str, Make] = {}
    for name in names:
        kind = rng.choice(LIARS) if name in liars else honest
        nodes[name] = partial(kind, replicas=names, checkpoint_every=2)
    for number, name in enumerate(("c1", "c2", "c3")):
        nodes[name] = partial(Client, replicas=names, operations=OPERATIONS, begin_ms=100 * number)
    faults = random_faults(seed, names, QUIET_MS, at_once=1)
    return Scenario(nodes, END_MS, seed, random_link(seed), schedule=faults)


def check_outcome(done: Run) -> None:
    """Once it is quiet, every client is served, exactly once for each operation.

    PBFT leaves it to the channels to repeat what is lost (section 2); these do not, so that
    links that go on losing messages may delay it for long, and only safety is asked there.
    """
    for name in ("c1", "c2", "c3") if done.scenario.link.loss == 0 else ():
        served = len(done.nodes[name].results)
        assert served == len(OPERATIONS), f"seed {done.scenario.seed}: {name} got {served} results"
    longest = max((n.durable.history for n in done.nodes.values() if _is_honest(n)), key=len)
    believed = sorted(int(r) for n in done.nodes.values() for r in getattr(n, "results", ()))
    assert believed == sorted(set(believed))
    executed = {request for request in longest if request.client}
    assert len(believed) <= len(executed) <= 3 * len(OPERATIONS)


def _is_honest(node: object) -> bool:
    return isinstance(node, Replica) and node.honest


@pytest.mark.parametrize("chunk", range(20))
def test_pbft_keeps_its_promises_under_random_faults_and_liars(chunk: int) -> None:
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        check_outcome(run(scenario(seed), traced=False, observe=Agreement()))
    print(f"{CHUNK} schedules of {SCHEDULES} in this {'long' if LONG else 'ordinary'} run")


class Forgetful(Replica):
    """Does not tell in a view change what was prepared."""

    def start_view_change(self, view: int) -> None:
        self.durable.prepared.clear()
        super().start_view_change(view)


class Impatient(Replica):
    """Commits as soon as it has prepared, without waiting for the others' commits."""

    def _check_committed(self, key: tuple[int, int, str]) -> None:
        self.durable.commits[key].update(self.replicas)
        super()._check_committed(key)


class Modest(Replica):
    """Is content with quorums of 2f."""

    def __init__(self, name: str, **settings: object) -> None:
        super().__init__(name, **settings)
        self.quorum -= 1


class Credulous(Replica):
    """Believes certificates without asking whether they are signed."""

    def _is_valid(self, sender: str, demand: object) -> bool:
        return True


@pytest.mark.parametrize("wrong", [Forgetful, Impatient, Modest, Credulous])
def test_the_watch_catches_a_replica_that_breaks_a_rule(wrong: type[Replica]) -> None:
    for seed in range(600):
        try:
            run(scenario(seed, wrong), traced=False, observe=Agreement())
        except BrokenPromise as broken:
            print(f"{wrong.__name__}, seed {seed}: {broken}")
            return
    raise AssertionError(f"{wrong.__name__} was not caught in 600 schedules")
