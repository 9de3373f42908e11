"""Scenarios that the lessons step through; ``tests/traces`` keeps their stories.

Left out of the real thing: see :mod:`course_lib.consensus.raft`.
"""

from __future__ import annotations

from functools import partial

from course_lib.consensus.raft.messages import ClientRequest
from course_lib.consensus.raft.server import Server
from course_lib.network import Crash, Deliver, Fault, Heal, Partition, Restart, Scenario


def cluster(size: int, duration_ms: int, schedule: tuple[Fault, ...], seed: int) -> Scenario:
    """Servers n1, n2, ... with heartbeats every 100 ms and elections after 200 to 400 ms."""
    names = tuple(f"n{number}" for number in range(1, size + 1))
    make = partial(Server, members=names, election_ms=(200, 400), heartbeat_ms=100)
    return Scenario(dict.fromkeys(names, make), duration_ms, seed, schedule=schedule)


def crashed_leader() -> Scenario:
    """Three servers elect n3, take a command, lose n3, elect another; n3 returns and follows."""
    schedule = (
        Deliver(320, "n3", ClientRequest("pay 10")),
        Crash(380, "n3"),
        Deliver(700, "n1", ClientRequest("pay 20")),
        Restart(800, "n3"),
    )
    return cluster(3, 1_000, schedule, seed=6)


def partition() -> Scenario:
    """Five servers are cut 2 to 3: the old leader can commit nothing, the larger side goes on."""
    schedule = (
        Partition(400, (("n1", "n2"), ("n3", "n4", "n5"))),
        Deliver(450, "n1", ClientRequest("lost with the minority")),
        Deliver(800, "n3", ClientRequest("kept by the majority")),
        Heal(900),
    )
    return cluster(5, 1_100, schedule, seed=3)
