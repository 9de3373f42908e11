"""The chain of events in memory: an index that grows with every event.

Nothing is ever deleted. An event declared wrong (EPCIS 2.0, section 7.4.1: the same event again
with an ``errorDeclaration``, the same eventID or, where it has none, the same content and so the
same hash) stays recorded and visible in :attr:`TraceGraph.declared_wrong`, but no longer counts;
the events that correct it are events like any other. Late events, in whatever order they arrive,
lead to the same answers.

Left out of the real thing: queries by place, time or business step (EPCIS 2.0, section 8.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from course_lib.contracts.traceability.containment import Contents, contents_of
from course_lib.contracts.traceability.documents import CONTAINING, Event
from course_lib.contracts.traceability.traces import Step
from course_lib.contracts.traceability.tracing import Tracer

_NOTHING: dict[str, list[tuple[int, int]]] = {}


class TraceGraph(Tracer):
    """The index in memory.

    Args:
        events: added at once, in this order.
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._events: list[Event] = []
        self._numbers: dict[str, list[int]] = {}
        self._known: set[tuple[str, str, bool]] = set()
        self._wrong: set[str] = set()
        self._made_by: dict[str, list[Step]] = {}
        self._used_in: dict[str, list[Step]] = {}
        self._steps: dict[str, Step] = {}
        self._mentions: dict[str, list[int]] = {}
        self._packings: dict[str, list[int]] = {}
        self._containers: dict[str, list[str]] = {}
        self._contents: dict[str, Contents] = {}
        for event in events:
            self.add(event)

    def __len__(self) -> int:
        return len(self._events)

    @property
    def events(self) -> tuple[Event, ...]:
        """Every event recorded, declarations and wrong ones too, in order of arrival."""
        return tuple(self._events)

    @property
    def declared_wrong(self) -> tuple[Event, ...]:
        """The events that no longer count."""
        return tuple(e for e in self._events if not e.error_declaration and self._is_wrong(e))

    def with_nothing_taken_back(self) -> TraceGraph:
        """Another graph, in which every event counts, those declared wrong included.

        An event that was never recorded but in its own error declaration is taken from there.
        """
        plain = [event for event in self._events if not event.error_declaration]
        known = {name for event in plain for name in (event.id, event.hash)} - {""}
        plain += [
            replace(event, error_declaration=None)
            for event in self._events
            if event.error_declaration and (event.id or event.hash) not in known
        ]
        return TraceGraph(plain)

    def add(self, event: Event) -> bool:
        """Record an event; False if the very same was recorded before.

        Args:
            event: valid, as :func:`.documents.parse` gives it.
        """
        declares = event.error_declaration is not None
        key = (event.id, event.hash, declares)
        if key in self._known:
            return False
        self._known.add(key)
        number = len(self._events)
        self._events.append(event)
        if declares:
            self._declare_wrong(event)
        elif not self._is_wrong(event):
            self._index(number, event)
        for name in {event.id, event.hash} - {""}:
            self._numbers.setdefault(name, []).append(number)
        return True

    def find(self, name: str) -> tuple[Event, ...]:
        """Events with this eventID or event hash, declarations too."""
        return tuple(self._events[n] for n in self._numbers.get(name, ()))

    def made_by(self, thing: str) -> Sequence[Step]:
        return self._made_by.get(thing, ())

    def used_in(self, thing: str) -> Sequence[Step]:
        return self._used_in.get(thing, ())

    def containers(self, child: str) -> Sequence[str]:
        return self._containers.get(child, ())

    def mentions(self, thing: str) -> Sequence[int]:
        return self._mentions.get(thing, ())

    def event(self, number: int) -> Event:
        return self._events[number]

    def contents(self, parent: str) -> Contents:
        if parent not in self._packings:
            return _NOTHING
        if parent not in self._contents:
            self._contents[parent] = contents_of(self.in_order(self._packings[parent]))
        return self._contents[parent]

    def _is_wrong(self, event: Event) -> bool:
        return event.id in self._wrong or event.hash in self._wrong

    def _declare_wrong(self, declaration: Event) -> None:
        name = declaration.id or declaration.hash
        if name in self._wrong:
            return
        for number in self._numbers.get(name, ()):
            event = self._events[number]
            if not event.error_declaration and not self._is_wrong(event):
                self._forget(number, event)
        self._wrong.add(name)

    def _index(self, number: int, event: Event) -> None:
        for thing in event.things:
            self._mentions.setdefault(thing, []).append(number)
        if event.kind == "TransformationEvent":
            self._join_step(number, event)
        elif event.kind in CONTAINING and event.parent:
            self._packings.setdefault(event.parent, []).append(number)
            self._contents.pop(event.parent, None)
            for child in event.children:
                parents = self._containers.setdefault(child, [])
                if event.parent not in parents:
                    parents.append(event.parent)

    def _forget(self, number: int, event: Event) -> None:
        """Take an event out of the index; it stays recorded."""
        for thing in event.things:
            self._mentions[thing].remove(number)
        if event.kind == "TransformationEvent":
            self._leave_step(number, event)
        elif event.kind in CONTAINING and event.parent:
            self._packings[event.parent].remove(number)
            self._contents.pop(event.parent, None)
            held = self.contents(event.parent)
            for child in event.children:
                if child not in held and event.parent in self._containers[child]:
                    self._containers[child].remove(event.parent)

    def _join_step(self, number: int, event: Event) -> None:
        step = self._steps.get(event.transformation_id)
        if step is None:
            step = Step(event.inputs, event.outputs, (number,))
            self._connect(step)
            if event.transformation_id:
                self._steps[event.transformation_id] = step
            return
        self._rebuild(step, (*step.events, number))

    def _leave_step(self, number: int, event: Event) -> None:
        steps = {s for thing in event.inputs for s in self.used_in(thing)}
        steps.update(s for thing in event.outputs for s in self.made_by(thing))
        shared = self._steps.get(event.transformation_id)
        for step in {shared} if shared else steps:
            if number in step.events:
                self._rebuild(step, tuple(n for n in step.events if n != number))

    def _rebuild(self, step: Step, numbers: Sequence[int]) -> None:
        for thing in step.inputs:
            self._used_in[thing].remove(step)
        for thing in step.outputs:
            self._made_by[thing].remove(step)
        events = [self._events[n] for n in numbers]
        step.events = tuple(numbers)
        step.inputs = tuple(dict.fromkeys(t for e in events for t in e.inputs))
        step.outputs = tuple(dict.fromkeys(t for e in events for t in e.outputs))
        self._connect(step)

    def _connect(self, step: Step) -> None:
        for thing in step.inputs:
            self._used_in.setdefault(thing, []).append(step)
        for thing in step.outputs:
            self._made_by.setdefault(thing, []).append(step)
