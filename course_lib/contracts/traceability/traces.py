"""What a walk along the chain brings home: the trace, its hops, its ends and their places.

Left out of the real thing: how sure each hop is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from course_lib.contracts.traceability.documents import Event


class Step:
    """One transformation: everything that went in, everything that came out.

    Args:
        inputs, outputs: canonical ids.
        events: order numbers of the events that make up the step.
    """

    __slots__ = ("events", "inputs", "outputs")

    def __init__(
        self, inputs: Sequence[str], outputs: Sequence[str], events: Sequence[int]
    ) -> None:
        self.inputs = inputs
        self.outputs = outputs
        self.events = events


@dataclass(frozen=True, slots=True)
class Link:
    """One hop of a trace: ``source`` went into ``target`` by this event."""

    source: str
    target: str
    event: Event


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The last known place of a thing, since when, and the event that says so."""

    place: str
    time_ms: int
    event: Event


class _Index(Protocol):
    def numbers(self, thing: str) -> set[int]: ...

    def in_order(self, numbers: Iterable[int]) -> tuple[Event, ...]: ...

    def links(self, things: Sequence[str], steps: Iterable[Step]) -> tuple[Link, ...]: ...

    def made_by(self, thing: str) -> Sequence[Step]: ...

    def used_in(self, thing: str) -> Sequence[Step]: ...


class Trace:
    """The answer to one question. The walk is done; details are looked up when asked for.

    Args:
        direction: ``back`` or ``forward``.
        things: canonical ids in the order in which they were reached, the start first.
        steps: those on the way; None if they are just the steps of ``things``.
        containers: those of ``things`` that matter only for what was inside them.
    """

    __slots__ = ("_index", "_steps", "containers", "direction", "things")

    def __init__(
        self,
        index: _Index,
        direction: str,
        things: tuple[str, ...],
        steps: Sequence[Step] | None,
        containers: tuple[str, ...],
    ) -> None:
        self._index = index
        self._steps = steps
        self.direction = direction
        self.things = things
        self.containers = containers

    @property
    def start(self) -> str:
        """The canonical id that was asked about."""
        return self.things[0]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The transformations on the way."""
        if self._steps is not None:
            return tuple(self._steps)
        look = self._index.made_by if self.direction == "back" else self._index.used_in
        return tuple(dict.fromkeys(step for thing in self.things for step in look(thing)))

    @property
    def links(self) -> tuple[Link, ...]:
        """Every hop between two things of the trace, in time order."""
        return self._index.links(self.things, self.steps)

    @property
    def ends(self) -> tuple[str, ...]:
        """Where the trace stops: first origins (back), last products (forward); no containers."""
        back = self.direction == "back"
        passed = {t for step in self.steps for t in (step.outputs if back else step.inputs)}
        passed.update(self.containers)
        return tuple(thing for thing in self.things if thing not in passed)

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything that happened to the things of the trace, in time order.

        A container's events count only while something of the trace was inside.
        """
        boxes = set(self.containers) - {self.start}
        inner = [thing for thing in self.things if thing not in boxes]
        return self._index.in_order(n for thing in inner for n in self._index.numbers(thing))

    @property
    def places(self) -> dict[str, str]:
        """Each end with its place: where it first was (back), where it last was (forward).

        An end of which no place is known has the empty text.
        """
        found = {}
        for thing in self.ends:
            history = self._index.in_order(self._index.numbers(thing))
            known = [event.place for event in history if event.place] or [""]
            found[thing] = known[0] if self.direction == "back" else known[-1]
        return found

    def __repr__(self) -> str:
        return f"Trace({self.direction} from {self.start}: {len(self.things)} things)"
