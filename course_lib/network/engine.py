"""The engine: a clock that jumps from event to event, and the network between the nodes.

Events wait in an agenda: for each millisecond, a queue in the order in which they were posted. A
heap holds the milliseconds. An event is ``(receiver, sender, message)``; a timer is a message to
oneself that cannot get lost, a fault a message to nobody.

Left out of the real thing: see :mod:`course_lib.network`.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush
from typing import Any

from course_lib.errors import InvalidValue, shown
from course_lib.network.message import Message
from course_lib.network.node import Node, Timer
from course_lib.network.scenario import (
    Crash,
    Deliver,
    Fault,
    Heal,
    Link,
    Partition,
    Restart,
    Scenario,
)
from course_lib.network.story import Happening, groups_text

NOBODY = ""
Event = tuple[str, str, Any]
Observer = Callable[["Network"], None]


class Network:
    """A scenario in motion.

    Args:
        scenario: what decides the run.
        traced: whether to write down what happens; leave it out for speed.

    Attributes:
        now_ms: the virtual time.
        nodes: all nodes by name, also those that are down, as they were when they crashed.
        up: the nodes that are up.
        sent: how many messages of each class were sent.
        signed: who signed what; nobody can sign for another.
        trace: what happened so far.
        random: draws a number from 0 to 1, the run's only source of chance.
    """

    def __init__(self, scenario: Scenario, traced: bool = True) -> None:
        self.scenario = scenario
        self.traced = traced
        self.now_ms = 0
        self.random = random.Random(scenario.seed).random
        self.sent: Counter[type] = Counter()
        self.signed: set[tuple[str, Message]] = set()
        self.trace: list[Happening] = []
        self.nodes: dict[str, Node] = {}
        self.up: dict[str, Node] = {}
        self._others = {me: tuple(n for n in scenario.nodes if n != me) for me in scenario.nodes}
        self._agenda: dict[int, deque[Event]] = {}
        self._times: list[int] = []
        self._side: dict[str, int] = {}
        self._calm = self._is_calm()
        for fault in scenario.schedule:
            self.post(fault.at_ms, NOBODY, NOBODY, fault)
        for name in scenario.nodes:
            self._boot(name)

    # Sending

    def send(self, sender: str, to: str, message: Message) -> None:
        """Put one message on its way."""
        self.broadcast(sender, message, (to,))

    def broadcast(self, sender: str, message: Message, to: Iterable[str] | None = None) -> None:
        """Put the same message on its way to many; by default to all but the sender."""
        names = self._others[sender] if to is None else tuple(to)
        self.sent[type(message)] += len(names)
        if not self._calm:
            for name in names:
                self._send_through_trouble(sender, name, message)
            return
        chance, link = self.random, self.scenario.link
        earliest, span = self.now_ms + link.least_ms, link.most_ms - link.least_ms + 1
        for name in names:
            self.post(earliest + int(chance() * span), name, sender, message)

    def post(self, at_ms: int, to: str, sender: str, message: Message | Timer | Fault) -> None:
        """Write an event into the agenda."""
        events = self._agenda.get(at_ms)
        if events is None:
            if type(at_ms) is not int or at_ms < self.now_ms:
                raise InvalidValue(
                    f"it is {self.now_ms} ms: {shown(at_ms)} is no integer from now on"
                )
            self._agenda[at_ms] = events = deque()
            heappush(self._times, at_ms)
        events.append((to, sender, message))

    def _send_through_trouble(self, sender: str, to: str, message: Message) -> None:
        link = self.scenario.links.get((sender, to), self.scenario.link)
        chance = self.random
        if self._is_cut(sender, to):
            self.record("cut", sender, to, message)
        elif link.loss and chance() < link.loss:
            self.record("lost", sender, to, message)
        else:
            copies = 2 if link.duplication and chance() < link.duplication else 1
            for _ in range(copies):
                self.post(self.now_ms + self._delay(link), to, sender, message)

    def _is_cut(self, sender: str, to: str) -> bool:
        side = self._side
        return bool(side) and to in self.nodes and side.get(sender) != side.get(to)

    def _delay(self, link: Link) -> int:
        delay = link.least_ms + int(self.random() * (link.most_ms - link.least_ms + 1))
        if link.reordering and self.random() < link.reordering:
            delay += int(self.random() * (3 * link.most_ms + 1))
        return delay

    def _is_calm(self) -> bool:
        return not self._side and not self.scenario.links and self.scenario.link.is_clean

    # Running

    def run(self, observe: Observer | None = None) -> None:
        """Let everything happen until the scenario ends; ``observe`` looks after every event."""
        up, traced = self.up, self.traced
        for to, sender, message in self._events():
            if traced or to not in up:
                self._happen(to, sender, message)
            else:  # the same in one line, for speed
                up[to].handlers[type(message)](up[to], sender, message)
            if observe is not None:
                observe(self)

    def run_until(self, done: Callable[[Network], bool], at_most_ms: int) -> bool:
        """Let events happen until ``done(network)``; False if it is not within ``at_most_ms``."""
        end = self.now_ms + at_most_ms
        for event in self._events():
            self._happen(*event)
            if done(self) or self.now_ms > end:
                break
        return done(self)

    def step(self) -> tuple[Happening, ...]:
        """Let events happen until there is something to tell; empty when the run is over.

        Raises:
            InvalidValue: the run is not traced, so that there is nothing to tell.
        """
        if not self.traced:
            raise InvalidValue("this run is not traced: make it with traced=True to step through")
        before = len(self.trace)
        for event in self._events():
            self._happen(*event)
            if len(self.trace) > before:
                break
        return tuple(self.trace[before:])

    @property
    def under_way(self) -> tuple[tuple[int, str, str, Message], ...]:
        """The messages that will arrive: (arrival in ms, sender, receiver, message)."""
        return tuple(
            (time, sender, to, message)
            for time in sorted(self._agenda)
            for to, sender, message in self._agenda[time]
            if isinstance(message, Message)
        )

    def _events(self) -> Iterator[Event]:
        """The events in their order, until the scenario's duration has passed.

        Whoever stops in the middle can ask for the rest later.
        """
        agenda, times = self._agenda, self._times
        while times and times[0] <= self.scenario.duration_ms:
            self.now_ms = now = times[0]
            events = agenda[now]
            while events:  # also what is posted for this very millisecond meanwhile
                yield events.popleft()
            del agenda[now]
            heappop(times)

    def _happen(self, to: str, sender: str, message: Any) -> None:
        """One event: a node handles a message or a timer, or a fault strikes."""
        node = self.up.get(to)
        if node is None:
            self._happen_to_nobody(to, sender, message)
            return
        if self.traced and type(message) is not Timer:
            self.record("message", sender, to, message)
        node.handlers[type(message)](node, sender, message)

    def _happen_to_nobody(self, to: str, sender: str, message: Any) -> None:
        if isinstance(message, Fault):
            self.strike(message)
        elif isinstance(message, Message):
            self.record("down" if to in self.nodes else "message", sender, to, message)

    def strike(self, fault: Fault) -> None:
        """Let a fault happen now, whatever its ``at_ms``; for views that ask the learner."""
        match fault:
            case Crash(node=name) if name in self.up:
                self.record("crash", name, "", "crashes")
                del self.up[name]
            case Restart(node=name) if name not in self.up:
                self.record("restart", name, "", "restarts")
                self._boot(name)
            case Partition(groups=groups):
                self.record("partition", "", "", f"partition: {groups_text(groups)}")
                self._side = {name: side for side, group in enumerate(groups, 1) for name in group}
            case Heal():
                self.record("heal", "", "", "the partition heals")
                self._side = {}
            case Deliver(to=to, message=message, sender=sender):
                self.signed.add((sender, message))
                self._happen(to, sender, message)
        self._calm = self._is_calm()

    def _boot(self, name: str) -> None:
        node = self.scenario.nodes[name](name)
        if not isinstance(node, Node) or node.name != name:
            raise InvalidValue(
                f"{shown(node)} is no Node named {name!r}: the scenario must make one"
            )
        if name in self.nodes:
            node.durable = self.nodes[name].durable
        node.network = self
        self.nodes[name] = self.up[name] = node
        node.start()

    def record(self, kind: str, source: str, target: str, what: Message | str) -> None:
        """Write a line of the story."""
        if self.traced:
            self.trace.append(Happening(self.now_ms, kind, source, target, what))
