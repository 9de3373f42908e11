"""Scenarios that the lessons step through; ``tests/traces`` keeps their stories.

Left out of the real thing: see :mod:`course_lib.consensus.pbft`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from course_lib.consensus.pbft.client import Client
from course_lib.consensus.pbft.faulty import Equivocator
from course_lib.consensus.pbft.view_change import Replica
from course_lib.network import Make, Scenario


class Divider(Equivocator):
    """An equivocator that tells every third backup nothing."""

    sides = 3


def cluster(
    size: int,
    duration_ms: int,
    *,
    f: int | None = None,
    operations: tuple[str, ...] = ("pay 10",),
    clients: int = 1,
    liars: Mapping[str, Callable[..., Replica]] | None = None,
) -> Scenario:
    """Replicas r0, r1, ... and clients c1, c2, ...; ``liars`` stand in for some replicas."""
    replicas = tuple(f"r{number}" for number in range(size))
    makes: dict[str, Make] = dict.fromkeys(replicas, partial(Replica, replicas=replicas, f=f))
    for name, liar in (liars or {}).items():
        makes[name] = partial(liar, replicas=replicas, f=f)
    for number in range(1, clients + 1):
        makes[f"c{number}"] = partial(Client, replicas=replicas, operations=operations, f=f)
    return Scenario(makes, duration_ms)


def normal_decision() -> Scenario:
    """Four replicas decide one request: 24 messages between them, a request and four replies."""
    return cluster(4, 200)


def equivocating_primary() -> Scenario:
    """The primary r0 tells r1 and r2 different things and r3 nothing; the view changes to r1."""
    return cluster(4, 1_000, clients=2, liars={"r0": Divider})


def three_are_too_few() -> Scenario:
    """Three replicas of which one may lie, and does: n = 3f. The honest two disagree."""
    return cluster(3, 1_000, f=1, clients=2, liars={"r0": Equivocator})
