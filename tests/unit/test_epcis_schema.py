"""Our schema against the official one: every vector document, and seeded mutations of them.

Deliberate differences, all in the direction of refusing more; ``DELIBERATE`` below lists them with
the words of our refusal. Where the official schema refuses, we always refuse.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker

from course_lib.contracts.traceability.documents import from_dict
from course_lib.errors import InvalidDocument

MUTATIONS = 1200
SEED = 20201013

DELIBERATE = {
    "custom event types": (
        "The official schema takes any URI as a type and then checks hardly anything; an event "
        "that nobody here can trace is refused.",
        r"\.type: .* is not known here",
    ),
    "an aggregation without its container": (
        "EPCIS 2.0, section 7.4.3: only an OBSERVE may leave parentID out. The official schema "
        "lets ADD and DELETE do so too.",
        r"parentID is missing: only an OBSERVE",
    ),
    "a misspelt standard word in a full URI": (
        "https://ref.gs1.org/cbv/BizStep-shiping passes as any URI; it claims to be a standard "
        "word and is none.",
        r"is no \w+ word of .*A word of your own",
    ),
    "identifiers": (
        "The official schema asks for a URI; EPC URNs of wrong length and wrong check digits are "
        "refused here.",
        r"the check digit of|company prefix|is no serial or lot|parts between dots|"
        r"characters that a URN does not allow",
    ),
    "the edge of the calendar": (
        "9999-12-31T23:00:00-02:00 is a time, but in UTC its year has five digits.",
        r"outside the years 1 to 9999",
    ),
    "prefixes": (
        "JSON-LD drops a field whose prefix nobody declared; then two readers see two events.",
        r"the prefix .* is not declared",
    ),
}


def official(folder: Path) -> Callable[[Any], bool]:
    """The verdict of the official schema, formats checked."""
    checker = FormatChecker()
    if "uri" not in checker.checkers or "date-time" not in checker.checkers:
        pytest.skip("the official verdict needs rfc3986-validator and rfc3339-validator")
    schema = json.loads((folder / "gs1/EPCIS-JSON-Schema.json").read_text("utf-8"))
    return Draft7Validator(schema, format_checker=checker).is_valid


def ours(document: Any) -> str:
    """Our refusal, or the empty text."""
    try:
        from_dict(document)
    except InvalidDocument as error:
        return str(error)
    return ""


def documents(folder: Path) -> Iterator[tuple[str, Any]]:
    """Every stored EPCIS document: file name and JSON value."""
    for part in ("openepcis/Capture", "openepcis/Query", "gs1/JSON", "event_hash/tests/examples"):
        for path in sorted((folder / part).rglob("*.json*")):
            yield str(path.relative_to(folder)), json.loads(path.read_text("utf-8"))


def reason(refusal: str) -> str:
    """Which deliberate difference explains a refusal; empty if none."""
    return next((name for name, (_, words) in DELIBERATE.items() if re.search(words, refusal)), "")


@pytest.mark.vectors
def test_every_vector_document_has_the_official_verdict(
    vectors: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """On documents made by others there is no difference at all."""
    folder = vectors("epcis")
    valid = official(folder)
    counts = Counter[str]()
    for name, document in documents(folder):
        refusal = ours(document)
        assert valid(document) == (refusal == ""), f"{name}: {refusal}"
        counts["refused" if refusal else "valid"] += 1
    with capsys.disabled():
        print(f"\n  EPCIS schema, same verdict on {counts['valid']} valid, "
              f"{counts['refused']} invalid documents", end=" ")  # fmt: skip
    assert counts["valid"] > 80
    assert counts["refused"] > 5


@pytest.mark.vectors
def test_mutated_documents_have_the_official_verdict(
    vectors: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Where we refuse more, one of the listed differences explains it; we never accept more."""
    folder = vectors("epcis")
    valid, pick = official(folder), random.Random(SEED)
    sources = [document for _, document in documents(folder) if valid(document)]
    counts = Counter[str]()
    for _ in range(MUTATIONS):
        mutated = mutate(copy.deepcopy(pick.choice(sources)), pick)
        refusal, agreed = ours(mutated), valid(mutated)
        if agreed == (refusal == ""):
            counts["both accept" if agreed else "both refuse"] += 1
            continue
        assert agreed, f"accepted here, refused officially: {json.dumps(mutated)}"
        explained = reason(refusal)
        assert explained, f"refused here, accepted officially: {refusal}"
        counts[explained] += 1
    with capsys.disabled():
        print(f"\n  EPCIS schema, {MUTATIONS} mutations: {dict(counts)}", end=" ")
    assert counts["both refuse"] > MUTATIONS / 4
    assert counts["both accept"] > MUTATIONS / 20


def test_each_deliberate_difference_is_real() -> None:
    """What the list says is refused for the reason it gives."""
    event = {
        "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
        "type": "AggregationEvent",
        "eventTime": "2020-10-13T08:00:00+08:00",
        "eventTimeZoneOffset": "+08:00",
        "parentID": "urn:epc:id:sscc:0614141.1234567890",
        "childEPCs": ["urn:epc:id:sgtin:0614141.107346.2017"],
        "action": "ADD",
    }
    assert ours(event) == ""
    changes: dict[str, dict[str, Any]] = {
        "custom event types": {"type": "urn:my:event"},
        "an aggregation without its container": {"parentID": None},
        "a misspelt standard word in a full URI": {
            "bizStep": "https://ref.gs1.org/cbv/BizStep-shiping"
        },
        "identifiers": {"parentID": "https://id.gs1.org/00/106141412345678909"},
        "the edge of the calendar": {"eventTime": "9999-12-31T23:00:00-02:00"},
        "prefixes": {"nobody:colour": "red"},
    }
    assert set(changes) == set(DELIBERATE)
    for name, change in changes.items():
        document = {k: v for k, v in {**event, **change}.items() if v is not None}
        assert reason(ours(document)) == name


WRONG: dict[str, list[Any]] = {
    "action": ["SHIPPED", "add", 1, ""],
    "eventTimeZoneOffset": ["08:00", "+15:00", "Z", "+8:00", "+14:30", "-14:00"],
    "eventTime": ["2020-13-01T00:00:00Z", "2020-01-01", "2020-02-30T00:00:00Z", "now",
                  "2020-01-01T00:00:00", "2020-01-01t00:00:00.5z", "2020-01-01T24:00:00Z"],
    "bizStep": ["shiping", "https://ref.gs1.org/cbv/BizStep-shiping", "urn:my:step", "",
                "urn:epcglobal:cbv:bizstep:shipping", "https://ref.gs1.org/cbv/BizStep-shipping"],
    "disposition": ["in transit", "active", "http://example.com/disp", "recaled"],
    "type": ["Temprature", "po", "example:Kind", "ObjectEvents", "temperature", 4],
    "uom": ["kilogram", "KGM", "kg", ""],
    "parentID": ["pallet", "urn:epc:id:sscc:0614141.12345", "urn:x:y"],
    "schemaVersion": ["2", "two", "2.0.1", 2.0],
    "reason": ["did_not_occur", "wrong", "urn:my:reason"],
    "quantity": ["10", -1, 0.5, None],
}  # fmt: skip
ODD: list[Any] = [None, True, 7, 1.5, "", "not a uri", "urn:a:b", "http://[::1", "http://a b",
                  "mailto:x", "a:", "1:b", "http://x/%zz", "http://x/?q#f", [], {},
                  [[]], "https://id.gs1.org/01/00614141777779/10/987",
                  "urn:epc:id:sgtin:1.2.3"]  # fmt: skip
NEW: dict[str, Any] = {
    "colour": "red", "example:colour": "red", "nobody:colour": "red", "ilmd": {"cbvmda:a": "b"},
    "http://example.com/colour": 1, "bad key:x": 1, "epcList": [], "parentID": "urn:a:b",
    "transformationID": "urn:a:b", "persistentDisposition": {"set": ["active"]},
    "certificationInfo": ["urn:a:b"],
    "errorDeclaration": {"declarationTime": "2020-01-01T00:00:00Z"},
    "sensorElementList": [{"sensorReport": [{"type": "Temperature", "value": 3}]}],
}  # fmt: skip


def mutate(document: Any, pick: random.Random) -> Any:
    """One small change somewhere in the envelope or an event."""
    places = list(walk(document))
    while True:
        owner, key = pick.choice(places)
        kind = pick.choice(("remove", "odd", "wrong", "empty", "repeat", "add"))
        if kind == "remove":
            del owner[key]
        elif kind == "odd":
            owner[key] = copy.deepcopy(pick.choice(ODD))
        elif kind == "wrong" and key in WRONG:
            owner[key] = pick.choice(WRONG[str(key)])
        elif kind == "empty" and owner[key]:
            owner[key] = type(owner[key])()
        elif kind == "repeat" and isinstance(owner[key], list) and owner[key]:
            owner[key].append(owner[key][0])
        elif kind == "add" and isinstance(owner[key], dict):
            name = pick.choice(list(NEW))
            owner[key][name] = copy.deepcopy(NEW[name])
        else:
            continue
        return document


def walk(value: Any) -> Iterator[tuple[Any, Any]]:
    """Owner and key of every value inside; contexts excepted, whose meaning schemas cannot see."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        if key != "@context":
            yield value, key
            if isinstance(inner, dict | list):
                yield from walk(inner)
