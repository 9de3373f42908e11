"""Scenarios that the lessons step through; ``tests/traces`` keeps their stories.

Left out of the real thing: see :mod:`course_lib.consensus.hotstuff`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from course_lib.consensus.hotstuff.replica import Replica
from course_lib.consensus.pbft.client import Client
from course_lib.network import Crash, Fault, Link, Make, Scenario


def cluster(
    size: int,
    duration_ms: int,
    *,
    operations: tuple[str, ...] = ("pay 10",),
    schedule: Sequence[Fault] = (),
    liars: Mapping[str, Callable[..., Replica]] | None = None,
    link: Link | None = None,
    seed: int = 0,
) -> Scenario:
    """Replicas r0, r1, ... and one client c1; ``liars`` stand in for some replicas."""
    replicas = tuple(f"r{number}" for number in range(size))
    kinds: dict[str, Callable[..., Replica]] = dict.fromkeys(replicas, Replica) | dict(liars or {})
    makes: dict[str, Make] = {
        name: partial(kind, replicas=replicas) for name, kind in kinds.items()
    }
    makes["c1"] = partial(Client, replicas=replicas, operations=operations)
    return Scenario(makes, duration_ms, seed, link or Link(), schedule=tuple(schedule))


def one_decision() -> Scenario:
    """Four replicas decide one request: three more views bury its block."""
    return cluster(4, 400)


def failed_leader() -> Scenario:
    """The first leader is down; its turn is given up and the next leader takes over."""
    return cluster(4, 1_500, operations=("pay 10", "pay 20"), schedule=[Crash(0, "r0")])
