"""Raft under random crashes, partitions and bad links: every promise after every event.

An ordinary run tries 300 schedules, a long one (LIANKE_LONG=1) 4,000. Servers that break one rule
of the protocol are caught by the same watch, so that it is known to see.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

import pytest

from course_lib.consensus.raft import (
    AddServer,
    ClientRequest,
    Promises,
    RemoveServer,
    Role,
    Server,
)
from course_lib.network import (
    BrokenPromise,
    Crash,
    Deliver,
    Fault,
    Restart,
    Run,
    Scenario,
    random_faults,
    random_link,
    run,
)

LONG = os.environ.get("LIANKE_LONG") == "1"
SCHEDULES = 4_000 if LONG else 300
CHUNK = SCHEDULES // 20
QUIET_MS, END_MS = 2_000, 6_000


def requests(names: tuple[str, ...]) -> list[Fault]:
    """Every 100 ms a client asks all servers; whoever leads takes it."""
    return [
        Deliver(time, name, ClientRequest(f"command {time}"))
        for time in range(100, END_MS - 500, 100)
        for name in names
    ]


def changes(seed: int, names: tuple[str, ...]) -> list[Fault]:
    """In every other schedule, members leave and come back."""
    if seed % 2:
        return []
    times = range(300, QUIET_MS, 300)
    kinds = [RemoveServer, AddServer]
    return [
        Deliver(time, name, kinds[number % 2](names[(number // 2 + seed) % len(names)]), "operator")
        for number, time in enumerate(times)
        for name in names
    ]


def scenario(seed: int, server: type[Server] = Server, shortest_ms: int = 300) -> Scenario:
    names = tuple(f"n{number}" for number in range(1, 4 + seed % 3))
    faults = random_faults(seed, names, QUIET_MS, at_once=2)
    schedule = (*faults, *requests(names), *changes(seed, names))
    times = {"election_ms": (shortest_ms, 2 * shortest_ms), "heartbeat_ms": shortest_ms // 3}
    make = partial(server, members=names, **times)
    return Scenario(dict.fromkeys(names, make), END_MS, seed, random_link(seed), schedule=schedule)


def check_outcome(done: Run) -> None:
    """Only what was asked is applied; once it is quiet, every member applies what is asked."""
    servers = list(done.nodes.values())
    asked = {f.message.command for f in done.scenario.schedule if _asks(f)}
    assert all(set(server.applied) <= asked for server in servers)
    furthest = max(servers, key=lambda server: server.commit_index)
    late = f"command {END_MS - 1_000}"
    for name in furthest.durable.log.members:
        assert late in done.nodes[name].applied, f"seed {done.scenario.seed}: {name}"


def _asks(fault: Fault) -> bool:
    return isinstance(fault, Deliver) and isinstance(fault.message, ClientRequest)


@pytest.mark.parametrize("chunk", range(20))
def test_raft_keeps_its_promises_under_random_faults(chunk: int) -> None:
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        check_outcome(run(scenario(seed), traced=False, observe=Promises()))
    print(f"{CHUNK} schedules of {SCHEDULES} in this {'long' if LONG else 'ordinary'} run")


class Forgetful(Server):
    """Forgets on restart whom it voted for."""

    def start(self) -> None:
        super().start()
        self.durable.voted_for = None


class Unread(Server):
    """Votes for candidates whatever they have in their logs (without 5.4.1)."""

    def on_request_vote(self, sender: str, request: object) -> None:
        object.__setattr__(request, "last_log_term", 10**6)
        super().on_request_vote(sender, request)


class Hasty(Server):
    """Calls an entry committed as soon as it is in its own log."""

    def is_majority(self, names: set[str]) -> bool:
        return super().is_majority(names) or self.role is Role.LEADER


class Trusting(Server):
    """Stores entries without looking what is before them (without figure 2, step 2)."""

    def on_append_entries(self, sender: str, append: object) -> None:
        before = self.durable.log.term_at(append.prev_log_index)
        if before >= 0:
            object.__setattr__(append, "prev_log_term", before)
        super().on_append_entries(sender, append)


def nervous(seed: int, server: type[Server]) -> Scenario:
    """Elections begin so early that many are in vain (against section 5.6)."""
    return scenario(seed, server, shortest_ms=150)


def hectic(seed: int, server: type[Server]) -> Scenario:
    """Two candidates in most terms, and a quick restart in the middle of many elections."""
    names = ("n1", "n2", "n3", "n4", "n5")
    faults = [
        fault
        for time in range(150 + seed % 20, END_MS, 60)
        for fault in (Crash(time, names[time % 5]), Restart(time + 1, names[time % 5]))
    ]
    make = partial(server, members=names, election_ms=(150, 170))
    return Scenario(dict.fromkeys(names, make), END_MS, seed, schedule=tuple(faults))


@pytest.mark.parametrize(
    ("wrong", "made"),
    [(Forgetful, hectic), (Unread, nervous), (Hasty, nervous), (Trusting, nervous)],
)
def test_the_watch_catches_a_server_that_breaks_a_rule(
    wrong: type[Server], made: Callable[[int, type[Server]], Scenario]
) -> None:
    for seed in range(300):
        try:
            run(made(seed, wrong), traced=False, observe=Promises())
        except BrokenPromise as broken:
            print(f"{wrong.__name__}, seed {seed}: {broken}")
            return
    raise AssertionError(f"{wrong.__name__} was not caught in 300 schedules")


def test_a_server_that_remembers_survives_the_same_hectic() -> None:
    for seed in range(20):
        run(hectic(seed, Server), traced=False, observe=Promises())
