"""What looks wrong in a thing's history. An alert is a question to ask, not a verdict.

================ ===================================================================
``warm``         a temperature above the limit
``late``         recorded long after it happened
``after_sale``   something happened to the thing after it was sold: a copied label?
``two_places``   seen at two places with nothing in between that moved it
``no_origin``    used, but never brought into being: a lost link
``retracted``    it looked wrong, and does not since somebody took an event back
================ ===================================================================

Left out of the real thing: limits by product and law, travel times from maps, scores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from course_lib.canonical import JSON
from course_lib.contracts.traceability.documents import CONTAINING, Event
from course_lib.contracts.traceability.vocabulary import bare

MOVING = frozenset({"shipping", "departing", "transporting", "loading", "arriving", "receiving"})
"""Business steps (CBV 2.0 section 7.1) that explain a change of place."""

Lookup = Callable[[str], JSON]
"""From an event hash to its record (who, when, late), or None."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that looks wrong: its kind, in words, and the event that shows it."""

    kind: str
    words: str
    event: Event

    def to_json(self) -> JSON:
        """The alert as a JSON object."""
        return {"kind": self.kind, "words": self.words, "event": self.event.hash}


def step_of(event: Event) -> str:
    """The business step as a bare CBV word; empty where the event names none."""
    return bare("bizStep", event.biz_step) if event.biz_step else ""


def retires(event: Event, thing: str) -> bool:
    """True where the event takes the thing out of the chain: sold, used up, destroyed."""
    return event.kind == "ObjectEvent" and event.action == "DELETE" and thing in event.things


def highest_temperature(events: Iterable[Event]) -> Decimal | None:
    """The highest temperature that any event reports, degrees Celsius; None if none does."""
    values = (
        value
        for event in events
        for reading in event.sensor_readings
        if reading.type.endswith("Temperature") and reading.uom == "CEL"
        for value in (reading.value, reading.maximum)
        if value is not None
    )
    return max(values, default=None)


def alerts(
    thing: str,
    history: Iterable[Event],
    records: Mapping[str, JSON],
    limit_c: int,
) -> Iterator[Alert]:
    """Everything that looks wrong in a thing's history.

    Args:
        thing: its canonical identifier.
        history: its events in time order, those of its containers included.
        records: for each event hash, who recorded it and whether late.
        limit_c: the highest temperature allowed, whole degrees Celsius.
    """
    events = list(history)
    for event in events:
        highest = highest_temperature([event])
        if highest is not None and highest > limit_c:
            yield Alert("warm", f"{highest} °C measured, limit {limit_c} °C", event)
        record = records.get(event.hash)
        if isinstance(record, dict) and record.get("late"):
            yield Alert("late", f"recorded late by {record['by']}", event)
    own = [event for event in events if thing in event.things]
    yield from _after_sale(thing, own)
    yield from _two_places(own)
    yield from _no_origin(thing, own)


def retracted(
    before: Iterable[Alert], standing: Iterable[Alert], taken_back: Mapping[str, str]
) -> Iterator[Alert]:
    """Alerts that went away because an event was taken back, each as an alert of its own.

    Whoever may correct a record may also correct an unpleasant truth. An honest correction can
    raise this alert too; the reader of the file decides.

    Args:
        before: the alerts, had nothing been taken back.
        standing: the alerts as things stand.
        taken_back: for the hash of each event taken back, who recorded it.
    """
    kept = set(standing)
    for alert in before:
        if alert not in kept:
            own = taken_back.get(alert.event.hash)
            who = own or ", ".join(sorted(set(taken_back.values())))
            yield Alert("retracted", f"{alert.kind}, until {who} took it back: {alert.words}",
                        alert.event)  # fmt: skip


def _after_sale(thing: str, own: list[Event]) -> Iterator[Alert]:
    sold: Event | None = None
    for event in own:
        if sold is not None:
            yield Alert("after_sale", f"{step_of(event)} after it was sold: a copied label?", event)
        elif retires(event, thing):
            sold = event


def _two_places(own: list[Event]) -> Iterator[Alert]:
    before: Event | None = None
    for event in own:
        if before is not None and event.place and before.place not in ("", event.place):
            moved = {step_of(before), step_of(event)} & MOVING
            if not moved and not {before.kind, event.kind} & set(CONTAINING):
                words = f"at {before.place}, then at {event.place}, and nothing moved it"
                yield Alert("two_places", words, event)
        before = event if event.place else before


def _no_origin(thing: str, own: list[Event]) -> Iterator[Alert]:
    created = any(
        thing in event.outputs or (event.kind == "ObjectEvent" and event.action == "ADD")
        for event in own
    )
    if own and not created:
        yield Alert("no_origin", "it was never brought into being: a lost link", own[0])
