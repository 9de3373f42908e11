"""Walking the chain: where a thing came from, what else contains it, where it has been.

:class:`Tracer` answers these questions from a few look-ups that an index must offer; the index in
memory is :class:`.graph.TraceGraph`, the one in a file :class:`.store.TraceStore`. Both give the
same answers. Three rules decide what belongs to a trace:

* A transformation leads from each input to each output (EPCIS 2.0, section 7.4.6). Events that
  share a ``transformationID`` are one step.
* What happens to a container happens to what is inside at that time (:mod:`.containment`). A
  recall climbs from the child to its containers, but never down to the other children: they only
  travelled along. Only a container that is itself asked about, or used up in a step, is opened.
* A lot is one thing: whatever went into the lot may be in all of it.

Left out of the real thing: quantities (how much of the lot is in this box), and the moment up to
which a lot was open.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence

from course_lib.contracts.traceability.containment import ALWAYS, Contents, around, inside
from course_lib.contracts.traceability.documents import CONTAINING, Event
from course_lib.contracts.traceability.identifiers import canonical
from course_lib.contracts.traceability.traces import Link, Step, Trace, Whereabouts

__all__ = ["Link", "Step", "Trace", "Tracer", "Whereabouts"]


class Tracer(ABC):
    """Answers questions about the chain from an index of its events.

    Events are known by their order number, in order of arrival. Events declared wrong are left
    out of all look-ups but :meth:`event`.
    """

    @abstractmethod
    def made_by(self, thing: str) -> Sequence[Step]:
        """The steps that put out ``thing``."""

    @abstractmethod
    def used_in(self, thing: str) -> Sequence[Step]:
        """The steps that took in ``thing``."""

    @abstractmethod
    def contents(self, parent: str) -> Contents:
        """Each child that ``parent`` ever held, with the times it was inside."""

    @abstractmethod
    def containers(self, child: str) -> Sequence[str]:
        """The parents that ever held ``child``."""

    @abstractmethod
    def mentions(self, thing: str) -> Sequence[int]:
        """Order numbers of the valid events that name ``thing``."""

    @abstractmethod
    def event(self, number: int) -> Event:
        """The event with this order number."""

    @abstractmethod
    def find(self, name: str) -> tuple[Event, ...]:
        """Events with this eventID or event hash, declarations and wrong ones too."""

    def corrections(self, event: Event) -> tuple[Event, ...]:
        """The events that take the place of one declared wrong, as far as they have arrived."""
        named = self.find(event.id or event.hash)
        ids = [i for e in named if e.error_declaration for i in e.error_declaration.corrective_ids]
        return tuple({e.hash + e.id: e for i in ids for e in self.find(i)}.values())

    def trace_back(self, thing: str) -> Trace:
        """What ``thing`` came from, up to the first origins.

        Args:
            thing: any spelling of its identifier; of an unknown thing nothing but itself is found.
        """
        queue, seen, steps, opened = self._start(thing)
        made_by, contents = self.made_by, self.contents
        for current in queue:
            for step in made_by(current):
                if step in steps:
                    continue
                steps[step] = None
                for source in step.inputs:
                    if source not in seen:
                        seen.add(source)
                        queue.append(source)
                    if contents(source):
                        opened[source] = None
                        self._extend(queue, seen, self._unpacked(source, step))
        return Trace(self, "back", tuple(queue), tuple(steps), tuple(opened))

    def recall_forward(self, thing: str) -> Trace:
        """What ``thing`` went into: products, and the containers that held them meanwhile.

        Args:
            thing: any spelling of an item, a lot or a logistic unit.
        """
        queue, seen, steps, held = self._start(thing)
        used_in, containers = self.used_in, self.containers
        for current in queue:
            found = used_in(current)
            for parent in containers(current):
                held[parent] = None
                if containers(parent) or used_in(parent):
                    found = (*found, *self._used_while_held(current, held))
            for step in found:
                if step not in steps:
                    steps[step] = None
                    for product in step.outputs:
                        if product not in seen:
                            seen.add(product)
                            queue.append(product)
        things = (*queue, *(parent for parent in held if parent not in seen))
        return Trace(self, "forward", things, tuple(steps), tuple(held))

    def history(self, thing: str) -> tuple[Event, ...]:
        """Everything that happened to ``thing``, also through its containers, in time order."""
        return self.in_order(self.numbers(canonical(thing)))

    def whereabouts(self, thing: str) -> Whereabouts | None:
        """The last known place of ``thing``; None if no event tells one."""
        for event in reversed(self.history(thing)):
            if event.place:
                return Whereabouts(event.place, event.time_ms, event)
        return None

    def numbers(self, thing: str) -> set[int]:
        """Order numbers of the events in the history of ``thing`` (a canonical id)."""
        found = set(self.mentions(thing))
        for parent, (first, last) in around(self.containers, self.contents, thing, ALWAYS):
            during = (n for n in self.mentions(parent) if first <= self.event(n).time_ms <= last)
            found.update(during)
        return found

    def in_order(self, numbers: Iterable[int]) -> tuple[Event, ...]:
        """The events with these numbers, by time, then by arrival."""
        pairs = sorted((self.event(n).time_ms, n) for n in set(numbers))
        return tuple(self.event(n) for _, n in pairs)

    def links(self, things: Sequence[str], steps: Iterable[Step]) -> tuple[Link, ...]:
        """Every hop between two of ``things``, through steps or into containers, by time."""
        known = set(things)
        found = [link for step in steps for link in self._step_links(step, known)]
        for child in things:
            for parent in self.containers(child):
                if parent in known:
                    found += self._packing_links(child, parent)
        return tuple(sorted(found, key=_in_time))

    def _start(self, thing: str) -> tuple[list[str], set[str], dict[Step, None], dict[str, None]]:
        """Where a walk begins: the thing, and all it ever held if it is a container."""
        start = canonical(thing)
        queue, seen = [start], {start}
        if not self.contents(start):
            return queue, seen, {}, {}
        self._extend(queue, seen, (child for child, _ in inside(self.contents, start, ALWAYS)))
        return queue, seen, {}, {start: None}

    @staticmethod
    def _extend(queue: list[str], seen: set[str], things: Iterable[str]) -> None:
        for thing in things:
            if thing not in seen:
                seen.add(thing)
                queue.append(thing)

    def _unpacked(self, parent: str, step: Step) -> Iterator[str]:
        """What was inside ``parent`` at the moment the step used it."""
        for number in step.events:
            event = self.event(number)
            if parent in event.inputs:
                moment = (event.time_ms, event.time_ms)
                yield from (child for child, _ in inside(self.contents, parent, moment))

    def _used_while_held(self, child: str, held: dict[str, None]) -> Iterator[Step]:
        """Steps that used up a container while ``child`` was inside; notes the containers."""
        for parent, (first, last) in around(self.containers, self.contents, child, ALWAYS):
            held[parent] = None
            for step in self.used_in(parent):
                events = (self.event(number) for number in step.events)
                if any(parent in e.inputs and first <= e.time_ms <= last for e in events):
                    yield step

    def _step_links(self, step: Step, known: set[str]) -> Iterator[Link]:
        event = self.in_order(step.events)[-1]
        for source in step.inputs:
            if source in known:
                yield from (Link(source, out, event) for out in step.outputs if out in known)

    def _packing_links(self, child: str, parent: str) -> Iterator[Link]:
        for number in self.mentions(child):
            event = self.event(number)
            packed = event.kind in CONTAINING and event.action != "DELETE"
            if packed and event.parent == parent:
                yield Link(child, parent, event)


def _in_time(link: Link) -> tuple[int, str, str, str]:
    return (link.event.time_ms, link.source, link.target, link.event.hash)
