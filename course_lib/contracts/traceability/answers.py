"""Answers to the four who ask: a partner, a recall manager, a consumer, a regulator.

Each gets what it needs and no more. A consumer learns origin, batch, dates and temperature,
nothing about prices, orders or other customers; the regulator sees the whole file with the
alerts (the report, chapter 2: "carry out batch tracing and inspection").

An answer is plain JSON, ready for a page. Temperatures are texts, for JSON on the ledger has no
fractions.

Left out of the real thing: languages, pictures of certificates, and proof that the answer is
complete (a replica could leave events out; ask two).
"""

from __future__ import annotations

from course_lib.canonical import JSON
from course_lib.contracts.traceability.alerts import (
    Lookup,
    alerts,
    highest_temperature,
    retires,
    retracted,
    step_of,
)
from course_lib.contracts.traceability.documents import Event
from course_lib.contracts.traceability.graph import TraceGraph
from course_lib.contracts.traceability.tracing import Trace, Tracer
from course_lib.errors import InvalidValue
from course_lib.units import iso

ZONE = "+08:00"
LIMIT_C = 4
"""The highest temperature of chilled pork in the pilot, degrees Celsius (synthetic)."""


def traced(trace: Trace) -> JSON:
    """Where a thing came from: its origins with their places, and every event on the way."""
    origins: JSON = [{"thing": end, "place": place} for end, place in trace.places.items()]
    return {
        "thing": trace.start,
        "origins": origins,
        "events": [_fields(event) for event in trace.events],
    }


def recalled(index: Tracer, trace: Trace) -> JSON:
    """What contains a thing, and where each product is now or was sold."""
    products: list[JSON] = []
    for thing in trace.ends:
        history = index.history(thing)
        last = index.whereabouts(thing)
        sold = any(retires(event, thing) for event in history)
        products.append({"thing": thing, "place": last.place if last else "", "sold": sold})
    return {"thing": trace.start, "things": list(trace.things), "products": products}


def for_consumer(index: Tracer, code: str, lookup: Lookup) -> JSON:
    """What a consumer learns from the code on a box.

    Raises:
        InvalidValue: nothing is known of this code.
    """
    history = index.history(code)
    if not history:
        raise InvalidValue(f"nothing is recorded under the code {code}: ask the shop")
    back = index.trace_back(code)
    origins = sorted({_who(index.history(end)[0], lookup) for end in back.ends})
    made = next((event for event in history if code in event.outputs), history[0])
    sold = [event for event in history if retires(event, code)]
    return {
        "code": code,
        "origins": list[JSON](origins),
        "made": iso(made.time_ms, ZONE)[:10],
        "made_by": _who(made, lookup),
        **_master_data(made),
        "highest_celsius": _text(highest_temperature(history)),
        "sold": iso(sold[0].time_ms, ZONE)[:16] if sold else "no sale recorded",
    }


def for_regulator(index: TraceGraph, thing: str, lookup: Lookup, limit_c: int = LIMIT_C) -> JSON:
    """The whole file on a thing: every event with its recorder, what was taken back, the alerts.

    Both histories are looked at, as things stand and had nothing been taken back; each reaches
    through pallets and trucks. ``taken_back`` is the difference, with the ``reason`` declared;
    ``None`` where only the link to the thing was taken back, a packing say.
    """
    history, before = index.history(thing), index.with_nothing_taken_back().history(thing)
    records = {event.hash: lookup(event.hash) for event in (*history, *before)}
    found = list(alerts(thing, history, records, limit_c))
    gone = set(before) - set(history)
    reasons = {event.hash: _reason(index, event) for event in gone}
    by = {event.hash: _who(event, lookup) for event in gone if reasons[event.hash]}
    found += retracted(alerts(thing, before, records, limit_c), tuple(found), by)
    return {
        "thing": thing,
        "taken_back": [
            {**_fields(event), "record": records[event.hash], "reason": reasons[event.hash]}
            for event in before
            if event in gone
        ],
        "events": [{**_fields(event), "record": records[event.hash]} for event in history],
        "alerts": [alert.to_json() for alert in found],
    }


def _reason(index: TraceGraph, event: Event) -> str | None:
    """Why an event was declared wrong; None if it was not."""
    named = {*index.find(event.hash), *(index.find(event.id) if event.id else ())}
    declared = (other.error_declaration for other in named)
    return next((said.reason or "no reason given" for said in declared if said), None)


def _fields(event: Event) -> dict[str, JSON]:
    """One event in a few words: when, what, where, how warm."""
    return {
        "time": iso(event.time_ms, ZONE),
        "kind": event.kind,
        "step": step_of(event),
        "place": event.place,
        "things": list[JSON](event.things),
        "celsius": _text(highest_temperature([event])),
        "hash": event.hash,
    }


def _master_data(made: Event) -> dict[str, JSON]:
    """Batch and best-before date, where the event carries them (ilmd, EPCIS 2.0 section 7.3.8)."""
    ilmd = made.raw.get("ilmd", {})
    return {
        "batch": str(ilmd.get("cbvmda:lotNumber", "")),
        "best_before": str(ilmd.get("cbvmda:bestBeforeDate", "")),
    }


def _who(event: Event, lookup: Lookup) -> str:
    record = lookup(event.hash)
    return str(record["by"]) if isinstance(record, dict) else "somebody unknown"


def _text(value: object) -> str | None:
    return None if value is None else str(value)
