"""The simulated network: timers, messages, and PBFT decisions, beside simpy and bare loops.

simpy is the discrete-event simulator that most Python simulations stand on. Its PBFT here is as
lean as we could make it: one process and one store for each replica, a timeout for each message,
the three phases and the counting of votes in sets, without digests, checks, views or clients. Ours
runs the whole of :mod:`course_lib.consensus.pbft`.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from importlib import import_module
from typing import Any

from benchmarks.harness import Row, alternate, compare, installed
from course_lib.consensus.pbft.stories import cluster
from course_lib.network import Message, Node, Scenario, handles, run

NODES = 100
PHASES = ("PrePrepare", "Prepare", "Commit")


def rows() -> Iterator[Row]:
    """Timers and messages, then one PBFT decision of 4 to 256 replicas."""
    has_simpy = installed("simpy")
    yield _beside_simpy(
        "event engine: 100,000 timers", timers, simpy_timers if has_simpy else None, heap_timers
    )
    yield _beside_simpy(
        "event engine: 100,000 messages", messages, simpy_messages if has_simpy else None
    )
    for n in (4, 16, 64, 256):
        yield _pbft(n, has_simpy and n <= 64)


def _beside_simpy(
    name: str,
    ours: Callable[[], object],
    theirs: Callable[[], object] | None,
    limit: Callable[[], object] | None = None,
) -> Row:
    others = [other for other in (theirs, limit) if other]
    mine, *times = alternate(ours, *others, rounds=5)
    peer = ("simpy", times[0] if theirs else None)
    bare = ("heapq loop", times[-1]) if limit else ("", None)
    return compare(name, mine, unit="ms", peer=peer, limit=bare, at_least=1.6)


def _pbft(n: int, beside_simpy: bool) -> Row:
    name = f"PBFT, n = {n}: a decision, {2 * n * (n - 1):,} messages"
    if not beside_simpy:
        (mine,) = alternate(lambda: pbft(n), rounds=3)
        return compare(name, mine, unit="ms", limit=("half a second", 0.5), at_most=1)
    mine, theirs = alternate(lambda: pbft(n), lambda: simpy_pbft(n), rounds=5)
    at_least = 6 if n == 64 else None
    return compare(name, mine, unit="ms", peer=("simpy stores", theirs), at_least=at_least)


# Timers: 100 nodes wait 1 to 7 ms, again and again, for 4 s


class Clock(Node):
    """Waits 1, 2, ..., 7 ms and begins again."""

    def start(self) -> None:
        self.count = 0
        self.tick()

    def tick(self) -> None:
        self.count += 1
        self.after(1 + self.count % 7, self.tick)


def timers() -> None:
    """Ours."""
    run(Scenario({f"n{number}": Clock for number in range(NODES)}, 4_000), traced=False)


def simpy_timers() -> None:
    """simpy's processes and timeouts."""
    environment = import_module("simpy").Environment()

    def clock() -> Iterator[Any]:
        count = 0
        while True:
            count += 1
            yield environment.timeout(1 + count % 7)

    for _ in range(NODES):
        environment.process(clock())
    environment.run(4_000)


def heap_timers() -> None:
    """A heap of tuples, and nothing that could be called an interface."""
    heap = [(1, number, 1) for number in range(NODES)]
    order = NODES
    while heap[0][0] <= 4_000:
        now, _, count = heappop(heap)
        order += 1
        heappush(heap, (now + 1 + count % 7, order, count + 1))


# Messages: 100 nodes pass a token on, with 5 to 15 ms on the way, for 10 s


@dataclass(frozen=True, slots=True)
class Token(Message):
    """What is passed on."""

    number: int


class Passer(Node):
    """Passes every token on."""

    def start(self) -> None:
        self.next = f"n{(int(self.name[1:]) + 1) % NODES}"
        self.send(self.next, Token(1))

    @handles(Token)
    def on_token(self, sender: str, token: Token) -> None:
        self.send(self.next, token)


def messages() -> None:
    """Ours."""
    run(Scenario({f"n{number}": Passer for number in range(NODES)}, 10_000), traced=False)


def simpy_messages() -> None:
    """A process and a store for each node, a timeout for each message."""
    environment, stores, send = _simpy_network(NODES)

    def passer(number: int) -> Iterator[Any]:
        send((number + 1) % NODES, 1)
        while True:
            token = yield stores[number].get()
            send((number + 1) % NODES, token)

    for number in range(NODES):
        environment.process(passer(number))
    environment.run(10_000)


def _simpy_network(size: int) -> tuple[Any, list[Any], Callable[[int, object], None]]:
    simpy = import_module("simpy")
    environment, chance = simpy.Environment(), random.Random(0).random
    stores = [simpy.Store(environment) for _ in range(size)]

    def send(to: int, message: object) -> None:
        event = environment.timeout(5 + int(chance() * 11), message)
        event.callbacks.append(lambda event: stores[to].put(event.value))

    return environment, stores, send


# PBFT


def pbft(n: int) -> None:
    """Ours: one request, decided by all replicas, believed by its client."""
    done = run(cluster(n, 200), traced=False)
    assert done.nodes["c1"].results == ["1"]
    assert sum(done.sent[phase] for phase in PHASES) == 2 * n * (n - 1)


def simpy_pbft(n: int) -> None:
    """The bare protocol in simpy."""
    environment, stores, send = _simpy_network(n)
    committed: list[int] = []
    for number in range(n):
        environment.process(_replica(number, n, stores[number], send, committed))
    for number in range(1, n):
        send(number, ("pre-prepare", 0, 1))
    environment.run()
    assert len(committed) == n


def _replica(
    me: int, n: int, store: Any, send: Callable[[int, object], None], committed: list[int]
) -> Iterator[Any]:
    votes: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    quorum, prepared, done = n - (n - 1) // 3, False, False
    accepted = me == 0

    def tell(kind: str, sequence: int) -> None:
        votes[kind, sequence].add(me)
        for number in range(n):
            if number != me:
                send(number, (kind, me, sequence))

    while True:
        kind, sender, sequence = yield store.get()
        if kind == "pre-prepare":
            accepted = True
            tell("prepare", sequence)
        else:
            votes[kind, sequence].add(sender)
        if accepted and not prepared and len(votes["prepare", sequence]) >= quorum - 1:
            prepared = True
            tell("commit", sequence)
        if prepared and not done and len(votes["commit", sequence]) >= quorum:
            done = True
            committed.append(me)
