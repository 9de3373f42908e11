"""Tracing: farms behind a box, shops behind a pig, containers and their times, corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from course_lib.contracts.traceability.documents import ErrorDeclaration, Event, parse
from course_lib.contracts.traceability.graph import TraceGraph
from course_lib.contracts.traceability.store import TraceStore
from course_lib.contracts.traceability.tracing import Tracer
from course_lib.errors import LedgerError

Build = Callable[..., Tracer]


@pytest.fixture(params=["memory", "file"])
def build(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Build]:
    """Makes an index of some events, in memory or in a file."""
    opened: list[TraceStore] = []

    def made(*events: Event) -> Tracer:
        if request.param == "memory":
            return TraceGraph(events)
        opened.append(TraceStore(tmp_path / f"store{len(opened)}"))
        opened[-1].add(*events)
        return opened[-1]

    yield made
    for store in opened:
        store.close()


COUNTER = iter(range(10**6))


def event(kind: str, time: int, **fields: Any) -> Event:
    """An event with just what tracing reads; short names stand for identifiers."""
    raw = {"type": kind, "eventTime": f"1970-01-01T00:00:{time / 1000:06.3f}Z"}
    names = {"epcs": "epcList", "inputs": "inputEPCList", "outputs": "outputEPCList",
             "parent": "parentID", "id": "eventID", "transformation_id": "transformationID",
             "action": "action"}  # fmt: skip
    raw |= {names[k]: v for k, v in fields.items() if k in names and v}
    if kind in ("AggregationEvent", "AssociationEvent"):
        raw["childEPCs"] = raw.pop("epcList", ())
    if kind == "TransformationEvent":
        raw.pop("epcList", None)
        fields["epcs"] = fields.get("inputs", ()) + fields.get("outputs", ())
    if "biz_location" in fields:
        raw["bizLocation"] = {"id": fields["biz_location"]}
    if fields.get("error_declaration"):
        raw["errorDeclaration"] = {
            "declarationTime": "1970-01-01T00:00:00.009Z",
            "reason": "incorrect_data",
            "correctiveEventIDs": fields["error_declaration"].corrective_ids,
        }
    name = fields.pop("hash", f"ni:{next(COUNTER)}")
    return Event(kind=kind, time_ms=time, hash=name, raw=raw, **fields)


def made(time: int, inputs: str, outputs: str, **fields: Any) -> Event:
    return event("TransformationEvent", time, inputs=tuple(inputs.split()),
                 outputs=tuple(outputs.split()), **fields)  # fmt: skip


def packed(time: int, action: str, parent: str, children: str = "", **fields: Any) -> Event:
    kind = fields.pop("kind", "AggregationEvent")
    return event(kind, time, action=action, parent=parent, epcs=tuple(children.split()), **fields)


def seen(time: int, things: str, place: str, action: str = "OBSERVE", **fields: Any) -> Event:
    return event("ObjectEvent", time, action=action, epcs=tuple(things.split()),
                 biz_location=place, **fields)  # fmt: skip


FARM_TO_SHOP = (
    seen(1, "pig1 pig2", "farm A", "ADD"),
    seen(1, "pig3", "farm B", "ADD"),
    made(2, "pig1 pig2 pig3", "lot"),
    made(3, "lot", "box1 box2 box3"),
    packed(4, "ADD", "pallet", "box1 box2"),
    seen(5, "pallet", "hub"),
    packed(6, "DELETE", "pallet", "box1"),
    seen(7, "pallet", "shop 2"),
    seen(8, "box1", "shop 1"),
    seen(9, "box3", "shop 3"),
)


def test_back_to_the_farms(build: Build) -> None:
    trace = build(*FARM_TO_SHOP).trace_back("box1")
    assert set(trace.things) == {"box1", "lot", "pig1", "pig2", "pig3"}
    assert trace.start == trace.things[0] == "box1"
    assert set(trace.ends) == {"pig1", "pig2", "pig3"}
    assert trace.places == {"pig1": "farm A", "pig2": "farm A", "pig3": "farm B"}
    hops = [(link.source, link.target) for link in trace.links]
    assert hops == [("pig1", "lot"), ("pig2", "lot"), ("pig3", "lot"), ("lot", "box1")]
    assert [e.time_ms for e in trace.events] == [1, 1, 2, 3, 4, 5, 6, 8]


def test_forward_to_the_shops(build: Build) -> None:
    trace = build(*FARM_TO_SHOP).recall_forward("pig1")
    assert set(trace.things) == {"pig1", "lot", "box1", "box2", "box3", "pallet"}
    assert trace.containers == ("pallet",)
    assert set(trace.ends) == {"box1", "box2", "box3"}
    assert trace.places == {"box1": "shop 1", "box2": "shop 2", "box3": "shop 3"}
    assert ("box1", "pallet") in {(link.source, link.target) for link in trace.links}


def test_late_events_lead_to_the_same_answers(build: Build) -> None:
    """Any order of arrival."""
    chain = FARM_TO_SHOP[2:7]
    answers = set()
    for order in list(permutations(chain))[::17]:
        index = build(*FARM_TO_SHOP[:2], *order, *FARM_TO_SHOP[7:])
        places = tuple(sorted(index.recall_forward("pig1").places.items()))
        answers.add((places, frozenset(index.trace_back("box1").things)))
    assert len(answers) == 1


def test_a_child_goes_where_its_container_goes_while_inside(build: Build) -> None:
    index = build(*FARM_TO_SHOP)
    assert [e.time_ms for e in index.history("box1")] == [3, 4, 5, 6, 8]
    assert [e.time_ms for e in index.history("box2")] == [3, 4, 5, 6, 7]
    assert (where := index.whereabouts("box2")) is not None
    assert (where.place, where.time_ms) == ("shop 2", 7)
    assert index.whereabouts("nobody") is None
    assert index.history("nobody") == ()


def test_recall_does_not_spread_to_those_who_travelled_along(build: Build) -> None:
    index = build(packed(1, "ADD", "pallet", "mine yours"), made(2, "yours", "sausage"))
    assert set(index.recall_forward("mine").things) == {"mine", "pallet"}


def test_a_container_that_is_used_up_takes_what_is_inside_then(build: Build) -> None:
    index = build(
        packed(1, "ADD", "crate", "early late"),
        packed(2, "DELETE", "crate", "early"),
        packed(3, "ADD", "van", "crate"),
        made(4, "van", "pie"),
        packed(5, "ADD", "crate", "after"),
    )
    assert set(index.trace_back("pie").things) == {"pie", "van", "crate", "late"}
    assert "pie" in index.recall_forward("late").things
    assert "pie" not in index.recall_forward("early").things
    assert "pie" not in index.recall_forward("after").things


def test_asking_about_a_container_opens_it(build: Build) -> None:
    index = build(made(0, "pig", "box"), packed(1, "ADD", "pallet", "box"), made(2, "box", "pie"))
    assert set(index.trace_back("pallet").things) == {"pallet", "box", "pig"}
    assert index.trace_back("pallet").ends == ("pig",)
    assert set(index.recall_forward("pallet").things) == {"pallet", "box", "pie"}


def test_emptying_a_container_names_no_children(build: Build) -> None:
    index = build(
        packed(1, "ADD", "pallet", "a b"),
        packed(2, "DELETE", "pallet"),
        seen(3, "pallet", "elsewhere"),
    )
    assert index.whereabouts("a") is None
    assert index.contents("pallet") == {"a": [(1, 2)], "b": [(1, 2)]}


def test_a_lost_link_says_no_more_than_is_known(build: Build) -> None:
    """OBSERVE, or DELETE without ADD: inside at that moment, before and after unknown."""
    index = build(
        packed(5, "OBSERVE", "pallet", "a"),
        packed(7, "DELETE", "pallet", "b"),
        seen(6, "pallet", "hub"),
    )
    assert index.contents("pallet") == {"a": [(5, 5)], "b": [(7, 7)]}
    assert index.whereabouts("a") is None


def test_an_association_moves_a_sensor_with_its_lorry(build: Build) -> None:
    index = build(
        packed(1, "ADD", "lorry", "thermometer", kind="AssociationEvent"),
        seen(2, "lorry", "hub"),
    )
    assert (where := index.whereabouts("thermometer")) is not None
    assert where.place == "hub"


def test_events_of_one_transformation_are_one_step(build: Build) -> None:
    index = build(
        made(1, "pork", "", transformation_id="t"),
        made(2, "salt", "", transformation_id="t"),
        made(3, "", "ham", transformation_id="t"),
    )
    assert set(index.trace_back("ham").things) == {"ham", "pork", "salt"}
    assert index.recall_forward("salt").ends == ("ham",)


def test_an_answer_is_never_older_than_the_last_event(build: Build) -> None:
    """Asked between the events, too."""
    index = build(made(1, "pork", "ham", transformation_id="t"), packed(1, "ADD", "crate", "ham"))
    assert set(index.trace_back("ham").ends) == {"pork"}
    assert index.contents("crate")["ham"][0][1] > 2
    index.add(made(2, "salt", "", transformation_id="t"))  # type: ignore[attr-defined]
    index.add(packed(2, "DELETE", "crate", "ham"))  # type: ignore[attr-defined]
    assert set(index.trace_back("ham").ends) == {"pork", "salt"}
    assert {link.source for link in index.trace_back("ham").links} == {"pork", "salt"}
    assert index.contents("crate") == {"ham": [(1, 2)]}


def wrong(other: Event, *corrective: str) -> Event:
    """The same event again, declared wrong."""
    fields = {name: getattr(other, name) for name in ("inputs", "outputs", "parent", "epcs")}
    fields |= {name: getattr(other, name) for name in ("action", "transformation_id", "id")}
    said = ErrorDeclaration(9, "incorrect_data", corrective)
    return event(other.kind, other.time_ms, hash=other.hash, error_declaration=said, **fields)


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("name", ["urn:uuid:1", ""])
def test_a_wrong_event_no_longer_counts_and_stays_visible(
    build: Build, late: bool, name: str
) -> None:
    mistake = made(2, "pigX", "lot", id=name)
    right = made(2, "pig1", "lot", id="urn:uuid:2")
    declaration = wrong(mistake, "urn:uuid:2")
    events = (mistake, declaration) if late else (declaration, mistake)
    index = build(*events, right)
    assert set(index.trace_back("lot").things) == {"lot", "pig1"}
    assert set(index.recall_forward("pigX").things) == {"pigX"}
    assert index.history("pigX") == ()
    assert index.declared_wrong == (mistake,)  # type: ignore[attr-defined]
    assert index.corrections(mistake) == (right,)
    assert set(index.find(mistake.id or mistake.hash)) == {mistake, declaration}


def test_taking_back_a_packing_and_a_part_of_a_step(build: Build) -> None:
    packing, salt = packed(1, "ADD", "pallet", "box"), made(2, "salt", "", transformation_id="t")
    index = build(packing, salt, made(3, "pork", "ham", transformation_id="t"),
                  wrong(packing), wrong(salt))  # fmt: skip
    assert index.containers("box") == [] or index.containers("box") == ()
    assert index.contents("pallet") == {}
    assert set(index.trace_back("ham").things) == {"ham", "pork"}
    assert set(index.recall_forward("salt").things) == {"salt"}


def test_an_event_counts_once_however_often_it_arrives(build: Build) -> None:
    step = made(1, "a", "b")
    index = build(step, step)
    assert len(index) == 1  # type: ignore[arg-type]
    assert len(index.history("a")) == 1


@pytest.mark.parametrize("kind", ["steps", "boxes", "itself"])
def test_circles_in_bad_data_do_not_hang(build: Build, kind: str) -> None:
    events = {
        "steps": (made(1, "a", "b"), made(2, "b", "c"), made(3, "c", "a")),
        "boxes": (
            packed(1, "ADD", "a", "b"),
            packed(2, "ADD", "b", "c"),
            packed(3, "ADD", "c", "a"),
            made(4, "a", "d"),
        ),
        "itself": (made(1, "a", "a"), packed(2, "ADD", "a", "a")),
    }[kind]  # fmt: skip
    index = build(*events)
    for thing in "abc":
        for trace in (index.trace_back(thing), index.recall_forward(thing)):
            assert thing in trace.things
            assert isinstance(trace.ends + trace.events + trace.links, tuple)


def test_a_very_long_chain_is_no_problem(build: Build) -> None:
    index = build(*(made(i, f"t{i}", f"t{i + 1}") for i in range(3000)))
    assert len(index.trace_back("t3000").things) == 3001
    nested = build(*(packed(i, "ADD", f"t{i + 1}", f"t{i}") for i in range(1500)))
    assert len(nested.recall_forward("t0").things) == 1501


@pytest.mark.vectors
def test_the_official_correction(vectors: Callable[[str], Path], build: Build) -> None:
    """GS1's example: an output of 452 kg corrected to 500 kg, by a second event."""
    path = vectors("epcis/gs1/JSON/WithErrorDeclaration/ErrorDeclarationAndCorrectiveEvent.jsonld")
    declaration, correction = parse(path.read_bytes()).events
    index = build(declaration, correction)
    assert index.corrections(declaration) == (correction,)
    assert len(index.history(correction.outputs[0])) == 1


def test_a_store_survives_its_process(tmp_path: Path) -> None:
    with TraceStore(tmp_path / "chain") as store:
        assert store.add(*FARM_TO_SHOP) == len(FARM_TO_SHOP)
    with TraceStore(tmp_path / "chain") as again:
        assert len(again) == len(FARM_TO_SHOP)
        assert set(again.trace_back("box1").ends) == {"pig1", "pig2", "pig3"}


def test_a_store_adds_all_or_nothing(tmp_path: Path) -> None:
    with TraceStore(tmp_path / "chain") as store:
        with pytest.raises(AttributeError):
            store.add(FARM_TO_SHOP[0], "no event")  # type: ignore[arg-type]
        assert len(store) == 0
        assert store.history("pig1") == ()
        store.add(FARM_TO_SHOP[2])
        assert store.trace_back("lot").ends == ("pig1", "pig2", "pig3")


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("this is no database, but a longer text about pork\n" * 50)
    with pytest.raises(LedgerError, match=r"notes\.txt"):
        TraceStore(file)
    with pytest.raises(LedgerError):
        TraceStore(tmp_path / "no folder" / "chain")
    store = TraceStore(tmp_path / "chain")
    store.close()
    with pytest.raises(LedgerError):
        store.trace_back("a")
