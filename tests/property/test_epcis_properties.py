"""What holds for any event, any identifier and any chain."""

from __future__ import annotations

import json
import random
import string
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.contracts.traceability import identifiers as ids
from course_lib.contracts.traceability.documents import ErrorDeclaration, Event, from_dict, parse
from course_lib.contracts.traceability.event_hash import event_hash
from course_lib.contracts.traceability.graph import TraceGraph
from course_lib.contracts.traceability.store import TraceStore
from course_lib.contracts.traceability.tracing import Trace, Tracer
from course_lib.errors import InvalidDocument, InvalidValue

digits = st.text(string.digits, min_size=1, max_size=17)
serials = st.text(
    string.ascii_letters + string.digits + "!\"%&'()*+,-./:;<=>?_", min_size=1, max_size=6
)


@given(digits, st.integers(0, 17), st.integers(1, 9))
def test_a_check_digit_finds_every_single_wrong_digit(body: str, place: int, shift: int) -> None:
    key = body + ids.check_digit(body)
    place %= len(body)
    other = str((int(body[place]) + shift) % 10)
    changed = body[:place] + other + body[place + 1 :]
    assert changed + ids.check_digit(changed) != key
    assert ids.check_digit(changed) != key[-1]


@given(st.integers(6, 12), st.randoms(use_true_random=False), serials, st.sampled_from("sl"))
def test_items_and_lots_survive_both_spellings(
    length: int, pick: random.Random, serial: str, kind: str
) -> None:
    body = "".join(pick.choice(string.digits) for _ in range(13))
    build = ids.sgtin if kind == "s" else ids.lgtin
    link = build(body[:length], body[length:], serial)
    urn = ids.to_urn(link, length)
    assert ids.canonical(urn) == ids.canonical(link) == link
    assert ids.parse(link).qualifiers[0][1] == serial
    assert ids.same_thing(urn, link.replace("https://id.gs1.org", "https://pork.example") + "?a=1")


@given(st.text(max_size=60))
def test_any_text_is_an_identifier_or_refused(text: str) -> None:
    assert ids.canonical(ids.canonical(text)) == ids.canonical(text)
    with suppress(InvalidValue):
        assert ids.parse(text).uri == ids.canonical(text)


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_text_is_a_document_or_refused(text: str | bytes) -> None:
    with pytest.raises(InvalidDocument):
        parse(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = (
    *("type", "eventTime", "action", "epcList", "readPoint", "quantityList", "bizStep"),
    *("errorDeclaration", "@context", "ilmd", "example:x", "persistentDisposition"),
    *("sensorElementList", "certificationInfo", "eventID", "unknown"),
)


def event(**more: Any) -> dict[str, Any]:
    """A valid event with fields replaced."""
    return {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
                     {"example": "https://example.com/ns/"}],
        "type": "ObjectEvent",
        "eventTime": "2020-10-13T08:00:00+08:00",
        "eventTimeZoneOffset": "+08:00",
        "epcList": ["urn:epc:id:sgtin:0614141.107346.1", "urn:epc:id:sgtin:0614141.107346.2"],
        "action": "OBSERVE",
        **more,
    }  # fmt: skip


@given(st.sampled_from(FIELDS), json_values)
def test_any_value_in_any_field_is_accepted_or_refused_with_a_path(name: str, value: Any) -> None:
    try:
        events = from_dict(event(**{name: value})).events
    except InvalidDocument as error:
        refusal = error.path
    else:
        refusal = "$" * len(events)
    assert refusal.startswith("$")


times = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1))


@given(times, st.integers(-13 * 60, 13 * 60), st.randoms(use_true_random=False), serials)
def test_the_hash_depends_on_what_is_said_only(
    time: datetime, offset: int, pick: random.Random, note: str
) -> None:
    """Zone of writing, order of fields and lists, spelling of identifiers change nothing."""
    utc = time.replace(tzinfo=UTC, microsecond=time.microsecond // 1000 * 1000)
    one = event(eventTime=utc.isoformat().replace("+00:00", "Z"), **{"example:x": ["a", note]})
    other = dict(pick.sample(list(one.items()), len(one)))
    other["eventTime"] = utc.astimezone(timezone(timedelta(minutes=offset))).isoformat()
    other["epcList"] = [ids.canonical(uri) for uri in reversed(one["epcList"])]
    other["example:x"] = [note, "a"]
    assert from_dict(one).events[0].hash == from_dict(other).events[0].hash
    later = {**one, "eventTime": (utc + timedelta(milliseconds=1)).isoformat()}
    assert event_hash(later) != event_hash(one)


@given(st.decimals(-1000, 1000, places=4), st.integers(0, 5))
def test_a_document_keeps_its_numbers(value: Any, zeros: int) -> None:
    text = json.dumps(event(sensorElementList=[
        {"sensorReport": [{"type": "Temperature", "value": "NUMBER"}]}
    ])).replace('"NUMBER"', f"{value}" + "0" * zeros)  # fmt: skip
    (found,) = parse(text).events
    assert found.sensor_readings[0].value == value
    assert f"{value}" + "0" * zeros in found.text()


NAMES = "abcdefg"


@st.composite
def chains(draw: st.DrawFn) -> list[Event]:
    """A few random events over seven things: steps, packings, sightings, declarations."""
    events: list[Event] = []
    for number in range(draw(st.integers(1, 12))):
        time = draw(st.integers(0, 9))
        some = st.lists(st.sampled_from(NAMES), max_size=3, unique=True).map(tuple)
        kind = draw(st.sampled_from(("make", "make", "pack", "pack", "unpack", "look", "wrong")))
        if kind == "wrong" and events:
            events.append(declared_wrong(draw(st.sampled_from(events))))
        elif kind in ("pack", "unpack"):
            action = "ADD" if kind == "pack" else "DELETE"
            events.append(packing(number, time, action, draw(st.sampled_from(NAMES)), draw(some)))
        elif kind == "make":
            shared = draw(st.sampled_from(("", "", "urn:t:1")))
            events.append(making(number, time, draw(some), draw(some), shared))
        else:
            events.append(sighting(number, time, draw(some), draw(st.sampled_from("xyz"))))
    return events


def stamped(time: int) -> str:
    return f"1970-01-01T00:00:00.{time:03}Z"


def making(n: int, time: int, used: tuple[str, ...], out: tuple[str, ...], shared: str) -> Event:
    raw = {"type": "TransformationEvent", "eventTime": stamped(time), "inputEPCList": used,
           "outputEPCList": out, **({"transformationID": shared} if shared else {})}  # fmt: skip
    return Event("TransformationEvent", time, f"ni:{n}", inputs=used, outputs=out, epcs=used + out,
                 transformation_id=shared, raw=raw)  # fmt: skip


def packing(n: int, time: int, action: str, parent: str, children: tuple[str, ...]) -> Event:
    raw = {"type": "AggregationEvent", "eventTime": stamped(time), "action": action,
           "parentID": parent, "childEPCs": children}  # fmt: skip
    return Event("AggregationEvent", time, f"ni:{n}", action=action, parent=parent, epcs=children,
                 raw=raw)  # fmt: skip


def sighting(n: int, time: int, things: tuple[str, ...], place: str) -> Event:
    raw = {"type": "ObjectEvent", "eventTime": stamped(time), "action": "OBSERVE",
           "epcList": things, "bizLocation": {"id": place}}  # fmt: skip
    return Event("ObjectEvent", time, f"ni:{n}", action="OBSERVE", epcs=things, biz_location=place,
                 raw=raw)  # fmt: skip


def declared_wrong(other: Event) -> Event:
    raw = {**other.raw, "errorDeclaration": {"declarationTime": stamped(0)}}
    same = {name: getattr(other, name) for name in Event.__slots__ if name != "raw"}
    return Event(**{**same, "error_declaration": ErrorDeclaration(0, "", ())}, raw=raw)


def summary(trace: Trace) -> tuple[Any, ...]:
    return (trace.start, frozenset(trace.things), frozenset(trace.ends),
            frozenset(trace.containers), trace.links, trace.events, trace.places)  # fmt: skip


def everything(index: Tracer) -> list[Any]:
    """All that can be asked about every thing."""
    return [
        (summary(index.trace_back(thing)), summary(index.recall_forward(thing)),
         index.history(thing), index.whereabouts(thing))
        for thing in NAMES
    ]  # fmt: skip


@settings(max_examples=150)
@given(chains())
def test_the_file_answers_like_the_memory(events: list[Event]) -> None:
    graph = TraceGraph()
    with TraceStore(":memory:") as store:
        for one in events:
            assert graph.add(one) == bool(store.add(one))
        assert everything(graph) == everything(store)
        assert graph.declared_wrong == store.declared_wrong


@settings(max_examples=150)
@given(chains(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(events: list[Event], pick: random.Random) -> None:
    """Events at different times; those of one moment are told apart by arrival only."""
    spread = [shifted(one, position) for position, one in enumerate(distinct(events))]
    mixed = pick.sample(spread, len(spread))
    assert everything(TraceGraph(spread)) == everything(TraceGraph(mixed))


def distinct(events: list[Event]) -> list[Event]:
    return list({(e.hash, e.error_declaration is None): e for e in events}.values())


def shifted(one: Event, position: int) -> Event:
    """The same event at a time of its own."""
    time = one.time_ms * 50 + int(one.hash.removeprefix("ni:"))
    same = {name: getattr(one, name) for name in Event.__slots__}
    return Event(**{**same, "time_ms": time, "raw": {**one.raw, "eventTime": stamped(time)}})


@given(chains())
def test_without_containers_a_trace_is_the_closure_of_the_hops(events: list[Event]) -> None:
    """Against the plainest possible computation."""
    steps = [e for e in events if e.kind == "TransformationEvent" and not e.error_declaration]
    wrong = {e.hash for e in events if e.error_declaration}
    hops = {
        (a, b)
        for e in merged([s for s in steps if s.hash not in wrong])
        for a in e[0]
        for b in e[1]
    }
    graph = TraceGraph(e for e in events if e.kind == "TransformationEvent")
    for thing in NAMES:
        assert set(graph.trace_back(thing).things) == closure(thing, {(b, a) for a, b in hops})
        assert set(graph.recall_forward(thing).things) == closure(thing, hops)


def merged(steps: list[Event]) -> list[tuple[set[str], set[str]]]:
    """Inputs and outputs of each step; those of one transformationID together."""
    groups: dict[str, tuple[set[str], set[str]]] = {}
    for one in steps:
        used, out = groups.setdefault(one.transformation_id or one.hash, (set(), set()))
        used.update(one.inputs)
        out.update(one.outputs)
    return list(groups.values())


def closure(thing: str, hops: set[tuple[str, str]]) -> set[str]:
    found = {thing}
    while more := {b for a, b in hops if a in found} - found:
        found |= more
    return found
