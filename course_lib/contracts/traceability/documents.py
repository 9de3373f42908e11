"""EPCIS 2.0 documents: what happened, where, when, why, and to which things.

A document keeps the standard's own JSON shape (EPCIS 2.0, section 10); :class:`Document` and
:class:`Event` are read-only records around it that answer the questions a contract asks, with
every identifier in its one canonical spelling::

    document = parse(text)            # or InvalidDocument with the path of the fault
    document.events[0].biz_step       # 'shipping'
    document.events[0].epcs           # ('https://id.gs1.org/01/.../21/...',)

Left out of the real thing: XML, master data, and JSON-LD beyond prefixes (a context fetched from
the web, terms renamed by it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from course_lib.contracts.traceability import jsontext, validation, vocabulary
from course_lib.contracts.traceability.event_hash import event_hash
from course_lib.contracts.traceability.identifiers import canonical
from course_lib.contracts.traceability.sensors import SensorReading, readings
from course_lib.contracts.traceability.validation import validate
from course_lib.contracts.traceability.values import time_ms

__all__ = ["Document", "ErrorDeclaration", "Event", "SensorReading", "parse", "validate"]


@dataclass(frozen=True, slots=True)
class ErrorDeclaration:
    """A statement that the event was wrong (EPCIS 2.0, section 7.4.1)."""

    time_ms: int
    reason: str
    corrective_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One event. Identifiers are canonical; absent fields are empty.

    Args:
        kind: ``ObjectEvent``, ``AggregationEvent``, ``TransactionEvent``,
            ``TransformationEvent`` or ``AssociationEvent``.
        time_ms: eventTime, milliseconds since the Unix epoch.
        hash: the CBV event hash, ``ni:///sha-256;...``.
        id: eventID as given; empty if none.
        epcs: single things: epcList, childEPCs, or both sides of a transformation.
        classes: kinds and lots, in the same lists with quantities.
        inputs, outputs: what a transformation used and made, things and classes.
        raw: the event's own JSON object, read-only.
    """

    kind: str
    time_ms: int
    hash: str
    id: str = ""
    action: str = ""
    biz_step: str = ""
    disposition: str = ""
    read_point: str = ""
    biz_location: str = ""
    parent: str = ""
    epcs: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    transformation_id: str = ""
    sensor_readings: tuple[SensorReading, ...] = ()
    error_declaration: ErrorDeclaration | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def things(self) -> tuple[str, ...]:
        """Everything the event is about, each once: parent, things, classes."""
        return tuple(dict.fromkeys(filter(None, (self.parent, *self.epcs, *self.classes))))

    @property
    def children(self) -> tuple[str, ...]:
        """What was put into, taken out of or seen in the parent."""
        return self.epcs + self.classes if self.kind in CONTAINING else ()

    @property
    def place(self) -> str:
        """Where the things are after the event: bizLocation, else readPoint, else empty."""
        return self.biz_location or self.read_point

    def text(self) -> str:
        """The event's JSON object as compact text, digit for digit."""
        return jsontext.write(self.raw)


CONTAINING = ("AggregationEvent", "AssociationEvent")
"""Kinds of event that put children into a parent."""


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document and its events; ``raw`` is its JSON object, read-only."""

    kind: str
    events: tuple[Event, ...]
    raw: Mapping[str, Any] = field(compare=False, repr=False)

    def text(self) -> str:
        """The document as compact JSON text, digit for digit."""
        return jsontext.write(self.raw)


def parse(text: str | bytes) -> Document:
    """Read and check a document: EPCISDocument, EPCISQueryDocument or one bare event.

    Raises:
        InvalidDocument: the path of the first fault, the value, and what would be right.
    """
    raw = jsontext.read(text)
    validate(raw)
    prefixes, ignored = validation.prefixes_of(raw), _ignored_fields(raw)
    events = tuple(
        _event(e, event_hash(e, prefixes | validation.prefixes_of(e), ignored=ignored))
        for _, e in validation.events_of(raw)
    )
    return Document(raw["type"], events, _frozen(raw))


def from_dict(document: Mapping[str, Any]) -> Document:
    """The same for a document made as Python dictionaries and lists.

    Raises:
        InvalidDocument: as :func:`parse`.
    """
    jsontext.check(document)
    return parse(jsontext.write(document))


def restore(text: str, name: str) -> Event:
    """An event that was checked and recorded before, from its own text and its event hash."""
    return _event(jsontext.read(text), name)


def _event(raw: Mapping[str, Any], name: str) -> Event:
    time = time_ms(raw["eventTime"])
    inputs = _ids(raw, "inputEPCList"), _class_ids(raw, "inputQuantityList")
    outputs = _ids(raw, "outputEPCList"), _class_ids(raw, "outputQuantityList")
    return Event(
        kind=raw["type"],
        time_ms=time,
        hash=name,
        id=raw.get("eventID", ""),
        action=raw.get("action", ""),
        biz_step=_word("bizStep", raw),
        disposition=_word("disposition", raw),
        read_point=_place(raw, "readPoint"),
        biz_location=_place(raw, "bizLocation"),
        parent=canonical(raw["parentID"]) if "parentID" in raw else "",
        epcs=_ids(raw, "epcList") + _ids(raw, "childEPCs") + inputs[0] + outputs[0],
        classes=_class_ids(raw, "quantityList")
        + _class_ids(raw, "childQuantityList") + inputs[1] + outputs[1],
        inputs=tuple(dict.fromkeys(inputs[0] + inputs[1])),
        outputs=tuple(dict.fromkeys(outputs[0] + outputs[1])),
        transformation_id=canonical(raw.get("transformationID", "")),
        sensor_readings=tuple(readings(raw, time)),
        error_declaration=_declaration(raw),
        raw=_frozen(raw),
    )  # fmt: skip


def _ids(raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(canonical(uri) for uri in raw.get(name, ()))


def _class_ids(raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(canonical(element["epcClass"]) for element in raw.get(name, ()))


def _place(raw: Mapping[str, Any], name: str) -> str:
    return canonical(raw[name]["id"]) if name in raw else ""


def _word(name: str, raw: Mapping[str, Any]) -> str:
    return vocabulary.bare(name, raw[name]) if name in raw else ""


def _declaration(raw: Mapping[str, Any]) -> ErrorDeclaration | None:
    found = raw.get("errorDeclaration")
    if found is None:
        return None
    reason = vocabulary.bare("errorReason", found["reason"]) if "reason" in found else ""
    corrective = tuple(found.get("correctiveEventIDs", ()))
    return ErrorDeclaration(time_ms(found["declarationTime"]), reason, corrective)


def _ignored_fields(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Extension fields that a document names in ``...:ignoreFields``: no part of the hash.

    A custom of the reference program, not of the standard; such fields are not anchored.
    """
    results = raw.get("epcisBody", {}).get("queryResults", {})
    found = [v for o in (raw, results) for k, v in o.items() if k.endswith(":ignoreFields")]
    names = [name for value in found if isinstance(value, list) for name in value]
    return tuple(name for name in names if isinstance(name, str) and ":" in name)


def _frozen(value: Any) -> Any:
    """A read-only copy: mappings cannot be written, lists become tuples."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: _frozen(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return tuple(_frozen(inner) for inner in value)
    return value
