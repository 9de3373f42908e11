"""The contract ``traceability`` on a running consortium: rights, answers, alerts, corrections."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from course_lib.consortium import Consortium
from course_lib.contracts.traceability import rights
from course_lib.contracts.traceability.contract import Traceability
from course_lib.contracts.traceability.documents import parse
from course_lib.contracts.traceability.graph import TraceGraph
from course_lib.contracts.traceability.identifiers import canonical
from course_lib.contracts.traceability.network import Pilot, open_pilot, run_pilot
from course_lib.contracts.traceability.parties import CARRIER, FARMS, PARTIES, SHOPS, party_at
from course_lib.contracts.traceability.pilot import (
    BATCHES,
    Capture,
    box,
    boxes_for,
    document,
    pig,
    pork_pilot,
)
from course_lib.contracts.traceability.samples import sample_chain
from course_lib.contracts.traceability.shape import as_document
from course_lib.errors import (
    ContractError,
    CourseError,
    InvalidDocument,
    InvalidValue,
    NotAuthorised,
)
from course_lib.keys import generate, teaching_seed
from course_lib.units import milliseconds

LATER = "2016-10-18T08:00:00.000+08:00"


@pytest.fixture(scope="module")
def finished() -> Pilot:
    """The whole pilot; tests that use it only ask."""
    return run_pilot()


@pytest.fixture
def pilot() -> Pilot:
    """A pilot in which nothing is captured yet."""
    return open_pilot()


def ask(pilot: Pilot, who: str, name: str, **arguments: Any) -> Any:
    """A query at one organisation's own replica."""
    return pilot.members[who].query("traceability", name, **arguments)


def seen(party: Any, things: list[str], time: str = LATER, **more: Any) -> Capture:
    """An observation by a party at its own place."""
    fields = {"action": "OBSERVE", "epcList": things, "bizStep": "stocking"}
    where = {"readPoint": {"id": party.location}}
    return Capture(party, time, document(time, "ObjectEvent", **{**fields, **where, **more}))


def test_every_box_comes_from_its_batchs_pigs(finished: Pilot) -> None:
    for batch, herd in BATCHES.items():
        answer = ask(finished, "Shop Haidian", "trace_back", thing=box(batch, 6))
        expected = {canonical(pig(farm, number)) for farm, number in herd}
        assert {origin["thing"] for origin in answer["origins"]} == expected
        farms = {party_at(origin["place"]).name for origin in answer["origins"]}
        assert farms == {FARMS[farm].name for farm, _ in herd}


def test_recall_finds_every_box_and_where_it_is(finished: Pilot) -> None:
    for batch, herd in BATCHES.items():
        answer = ask(finished, "Hongfu Meats", "recall", thing=pig(*herd[0]))
        found = {product["thing"]: product for product in answer["products"]}
        assert set(found) == {canonical(box(batch, number)) for number in range(1, 7)}
        for place, shop in enumerate(SHOPS):
            for number, name in enumerate(boxes_for(place)):
                if canonical(name) in found:
                    product = found[canonical(name)]
                    assert party_at(product["place"]) == shop
                    assert product["sold"] is (number < 2)


def test_the_consumer_learns_little_and_the_regulator_all(finished: Pilot) -> None:
    answer = ask(finished, "Shop Haidian", "consumer", code=box("B3", 1))
    assert answer == {
        "code": canonical(box("B3", 1)),
        "origins": ["Baiyun Farm", "Qinghe Farm"],
        "made": "2016-10-14",
        "made_by": "Hongfu Meats",
        "batch": "B3",
        "best_before": "2016-10-21",
        "highest_celsius": "9.4",
        "sold": "no sale recorded",
    }
    with pytest.raises(InvalidValue, match="nothing is recorded under"):
        ask(finished, "Shop Haidian", "consumer", code=box("B9", 1))
    with pytest.raises(NotAuthorised, match="for regulator"):
        ask(finished, "Shop Haidian", "regulator", thing=box("B3", 1))
    dossier = ask(finished, "Market Regulator", "regulator", thing=box("B3", 1))
    assert [alert["kind"] for alert in dossier["alerts"]] == ["warm"]
    assert all(event["record"]["by"] for event in dossier["events"])
    cool = ask(finished, "Market Regulator", "regulator", thing=box("B1", 1))
    assert cool["alerts"] == []


def test_every_replica_gives_the_same_answer(finished: Pilot) -> None:
    names = [party.name for party in PARTIES]
    answers = [ask(finished, name, "trace_back", thing=box("B2", 2)) for name in names]
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (Capture(SHOPS[0], LATER, seen(SHOPS[1], [box("B1", 1)]).document), "own places only"),
        (seen(CARRIER, [box("B1", 1)], action="ADD"), "'carrier' and may .*would create"),
        (seen(SHOPS[0], [box("B1", 1)], readPoint={"id": "geo:39.9,116.4"}), "own places only"),
    ],
)
def test_nobody_speaks_for_others(pilot: Pilot, done: Capture, words: str) -> None:
    with pytest.raises(NotAuthorised, match=words):
        pilot.capture(done)


def test_a_bad_document_is_refused_whole_with_the_path(pilot: Pilot) -> None:
    good = deepcopy(pork_pilot()[0].document)
    bad = deepcopy(good["epcisBody"]["eventList"][0])
    bad["action"] = "REMOVE"
    good["epcisBody"]["eventList"].append(bad)
    root = pilot.consortium.replica("founder").state.root()
    with pytest.raises(InvalidDocument, match=r"eventList\[1\].*action.*REMOVE"):
        pilot.capture(Capture(FARMS[0], pork_pilot()[0].time, good))
    assert pilot.consortium.replica("founder").state.root() == root
    for text in ("", "{", "[]", '{"type": "EPCISDocument"}', "null", "1e999"):
        with pytest.raises(CourseError):
            pilot.members["Qinghe Farm"].invoke("traceability", "capture", document=text)


def test_the_same_event_is_recorded_once_and_none_from_the_future(pilot: Pilot) -> None:
    first = pork_pilot()[0]
    pilot.capture(first)
    with pytest.raises(ContractError, match="Qinghe Farm has recorded this event already"):
        pilot.capture(first)
    ahead = Capture(FARMS[0], first.time, seen(FARMS[0], [pig(0, 1)]).document)
    with pytest.raises(ContractError, match="before it happens"):
        pilot.capture(ahead)


def test_late_records_are_marked(pilot: Pilot) -> None:
    first = pork_pilot()[0]
    pilot.capture(first, minutes_later=3 * 24 * 60)
    (event,) = parse(first.text).events
    assert ask(pilot, "Qinghe Farm", "record", hash=event.hash)["late"] is True
    dossier = ask(pilot, "Market Regulator", "regulator", thing=pig(0, 1))
    assert [alert["kind"] for alert in dossier["alerts"]] == ["late"]
    assert pilot.consortium.events[-1].payload["late"] is True


def test_cloned_labels_and_lost_links_raise_alerts() -> None:
    pilot = run_pilot()
    pilot.capture(seen(SHOPS[2], [box("B1", 1), box("B9", 9)]))
    kinds = {}
    for thing in (box("B1", 1), box("B9", 9)):
        dossier = ask(pilot, "Market Regulator", "regulator", thing=thing)
        kinds[thing] = [alert["kind"] for alert in dossier["alerts"]]
    assert kinds[box("B1", 1)] == ["after_sale", "two_places"]
    assert kinds[box("B9", 9)] == ["no_origin"]


def test_errors_are_declared_by_their_recorder_and_stay_visible() -> None:
    pilot = run_pilot()
    wrong = seen(SHOPS[2], [box("B1", 1)])
    pilot.capture(wrong)
    later = "2016-10-18T09:00:00.000+08:00"
    declared = deepcopy(wrong.document)
    declaration = {"declarationTime": later, "reason": "did_not_occur"}
    declared["epcisBody"]["eventList"][0]["errorDeclaration"] = declaration
    with pytest.raises(CourseError):
        pilot.capture(Capture(SHOPS[0], later, declared))
    pilot.capture(Capture(SHOPS[2], later, declared))
    with pytest.raises(ContractError, match="declared an error already"):
        pilot.capture(Capture(SHOPS[2], later, declared))
    dossier = ask(pilot, "Market Regulator", "regulator", thing=box("B1", 1))
    assert {alert["kind"] for alert in dossier["alerts"]} == {"retracted"}
    assert [alert["words"].split(",")[0] for alert in dossier["alerts"]] == [
        "after_sale",
        "two_places",
    ]
    (taken,) = dossier["taken_back"]
    assert (taken["record"]["by"], taken["reason"]) == ("Shop Fengtai", "did_not_occur")


def declared_wrong(done: Capture, time: str, reason: str = "did_not_occur") -> Capture:
    """The same document again, its event declared an error by the same party."""
    again = deepcopy(done.document)
    declaration = {"declarationTime": time, "reason": reason}
    again["epcisBody"]["eventList"][0]["errorDeclaration"] = declaration
    return Capture(done.party, time, again)


def one(*words: str) -> Capture:
    """The pilot's only document with all these words in it."""
    (found,) = [done for done in pork_pilot() if all(word in done.text for word in words)]
    return found


def test_a_warm_reading_taken_back_stays_in_the_file_of_every_box_aboard() -> None:
    pilot = run_pilot()
    before = ask(pilot, "Market Regulator", "regulator", thing=box("B3", 1))
    assert before["taken_back"] == []
    pilot.capture(declared_wrong(one("9.4"), LATER))
    assert ask(pilot, "Shop Haidian", "consumer", code=box("B3", 1))["highest_celsius"] == "3.3"
    for thing in (box("B3", 1), box("B4", 6)):
        dossier = ask(pilot, "Market Regulator", "regulator", thing=thing)
        (alert,) = dossier["alerts"]
        assert alert["kind"] == "retracted"
        assert alert["words"] == (
            "warm, until Beixing Cold Chain took it back: 9.4 °C measured, limit 4 °C"
        )
        (taken,) = dossier["taken_back"]
        assert (taken["celsius"], taken["record"]["by"]) == ("9.4", "Beixing Cold Chain")
        assert alert["event"] == taken["hash"]
    cool = ask(pilot, "Market Regulator", "regulator", thing=box("B1", 1))
    assert (cool["alerts"], cool["taken_back"]) == ([], [])


def test_the_way_to_a_warm_reading_cannot_be_taken_back_in_silence() -> None:
    """The carrier leaves the reading alone and says that the pallets were never in the truck."""
    pilot = run_pilot()
    for action in ("loading", "unloading"):
        pilot.capture(declared_wrong(one(f'"{action}"', "T2"), LATER))
    dossier = ask(pilot, "Market Regulator", "regulator", thing=box("B3", 1))
    (alert,) = dossier["alerts"]
    assert alert["kind"] == "retracted"
    assert "warm, until Beixing Cold Chain took it back: 9.4" in alert["words"]
    reasons = {event["step"]: event["reason"] for event in dossier["taken_back"]}
    assert reasons["loading"] == reasons["unloading"] == "did_not_occur"
    assert reasons["transporting"] is None


def test_an_event_recorded_only_as_an_error_is_seen_too(pilot: Pilot) -> None:
    """Declared wrong before it was ever recorded."""
    warm = one("9.4")
    for done in pork_pilot():
        pilot.capture(declared_wrong(done, done.time) if done == warm else done)
    dossier = ask(pilot, "Market Regulator", "regulator", thing=box("B3", 1))
    assert [alert["kind"] for alert in dossier["alerts"]] == ["retracted"]
    assert [event["celsius"] for event in dossier["taken_back"]] == ["9.4"]


def test_an_honest_correction_of_a_cool_reading_raises_no_alert() -> None:
    pilot = run_pilot()
    pilot.capture(declared_wrong(one("2.9"), LATER, "incorrect_data"))
    dossier = ask(pilot, "Market Regulator", "regulator", thing=box("B1", 1))
    assert dossier["alerts"] == []
    assert [event["reason"] for event in dossier["taken_back"]] == ["incorrect_data"]


def test_the_pilot_keeps_to_the_standard() -> None:
    events = [event for done in pork_pilot() for event in parse(done.text).events]
    assert len(events) == 62
    assert {e.kind for e in events} == {
        "ObjectEvent",
        "AggregationEvent",
        "TransactionEvent",
        "TransformationEvent",
        "AssociationEvent",
    }
    assert [e.time_ms for e in events] == sorted(e.time_ms for e in events)
    assert all("952" in thing for event in events for thing in event.things)
    with pytest.raises(InvalidValue, match="nobody in the pilot"):
        party_at("urn:epc:id:sgln:9521999.00001.0")


@pytest.mark.parametrize("seed", range(8))
def test_samples_are_valid_and_the_same_for_the_same_seed(seed: int) -> None:
    chain = sample_chain(seed, farms=3, batches=4, shops=3)
    assert chain == sample_chain(seed, farms=3, batches=4, shops=3)
    graph = TraceGraph(parse(json.dumps(as_document(*chain))).events)
    made = [t for e in chain for t in e.get("outputEPCList", [])]
    assert made
    assert all(graph.trace_back(thing).ends != (canonical(thing),) for thing in made)
    with pytest.raises(InvalidValue, match="at least one"):
        sample_chain(seed, farms=0)


@pytest.mark.vectors
def test_every_official_event_document_goes_onto_the_ledger(
    vectors: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Captured by a member with rights to all its places and deeds, then hashed and traced."""
    every = frozenset({"create", "observe", "retire", "transform", "pack", "trade"})
    monkeypatch.setitem(rights.DEEDS, "processor", every)
    folders = [vectors("epcis/openepcis"), vectors("epcis/gs1/JSON")]
    files = sorted(p for folder in folders for p in folder.rglob("*.json*") if _is_events(p))
    events = captured = 0
    refused = set()
    for path in files:
        text = path.read_text("utf-8")
        try:
            read = parse(text)
        except InvalidDocument:
            refused.add(path.name)
            continue
        hashes = _capture_alone(text, read.events)
        assert hashes == [event.hash for event in read.events]
        graph = TraceGraph(read.events)
        for event in read.events:
            for thing in event.things:
                assert canonical(thing) in graph.trace_back(thing).things
                assert canonical(thing) in graph.recall_forward(thing).things
        captured += 1
        events += len(read.events)
    print(f"{captured} of {len(files)} official documents captured, {events} events")
    assert captured >= 80
    assert refused == NOT_VALID


NOT_VALID = {
    "AggregationEvent_with_persistentDisposition.json",
    "SensorData_with_combined_events.json",
    "TransactionEvent_with_userExtensions.json",
    "AssociationEvent-h.jsonld",
}
"""Event documents that the official schema refuses too; the last has one key twice."""


def _is_events(path: Path) -> bool:
    try:
        kind = json.loads(path.read_text("utf-8-sig")).get("type", "")
    except (ValueError, AttributeError):
        return False
    return kind.startswith("EPCIS") or kind.endswith("Event")


def _capture_alone(text: str, events: Any) -> Any:
    """A consortium of one member that owns every place in the document."""
    latest = max(event.time_ms for event in events) + 1
    places = {p for event in events for p in (event.read_point, event.biz_location) if p}
    consortium = Consortium(
        "vectors", [Traceability()], generate(seed=teaching_seed("f")), max(0, latest)
    )
    member = consortium.admit(
        "all", "processor", generate(seed=teaching_seed("m")), places=sorted(places)
    )
    return member.invoke("traceability", "capture", document=text).unwrap()


def test_the_clock_of_the_pilot_is_the_events_own(finished: Pilot) -> None:
    assert finished.consortium.now_ms > milliseconds(pork_pilot()[-1].time)
