"""The EPCIS event hash: a fingerprint of what an event says, not of how it is written.

CBV 2.0, section 8.9. Two documents that say the same (other order of fields, URNs instead of
web links, another time zone, JSON instead of XML) give the same hash. The event is first turned
into one long text, the pre-hash string: every field in a fixed order, lists sorted, every value
in one spelling. The hash of that text is written as an RFC 6920 name::

    ni:///sha-256;5e8b...?ver=CBV2.0

What the hash does not cover, by the standard: ``recordTime``, ``eventID``, ``errorDeclaration``
(so a correction keeps the hash of what it corrects), comments (``rdfs:comment``), and the
extension fields that the caller tells to ignore.

Two points where the text of the standard and the published examples differ; the examples are
followed, so that hashes agree with those of others: ``type`` stands before the transaction,
source or destination it belongs to, and the lists after ``sensorElementList`` come in
alphabetical order (destination before source).

Left out of the real thing: the XML spelling; digits inside text fields are not touched (the
reference program also rewrites a text ``"007"`` as ``7``); names in a RFC 6920 registry for SM3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from course_lib.contracts.traceability import vocabulary
from course_lib.contracts.traceability.prehash import Writer
from course_lib.errors import InvalidValue, shown
from course_lib.hashing import hexdigest

ALGORITHMS = {"sha256": "sha-256", "sm3": "sm3"}
UNHASHED = frozenset({"recordTime", "eventID", "errorDeclaration", "rdfs:comment", "@context"})

_METADATA = (
    *("time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData"),
    *("dataProcessingMethod", "bizRules"),
)
_REPORT = (
    *("type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod"),
    *("bizRules", "time", "microorganism", "chemicalSubstance", "value", "component"),
    *("stringValue", "booleanValue", "hexBinaryValue", "uriValue", "minValue", "maxValue"),
    *("meanValue", "sDev", "percRank", "percValue", "uom", "coordinateReferenceSystem"),
)


def event_hash(
    event: Mapping[str, Any],
    context: Mapping[str, str] | None = None,
    algorithm: str = "sha256",
    ignored: Iterable[str] = (),
) -> str:
    """The hash of one valid event, as a ``ni`` name (RFC 6920).

    Args:
        event: the event's JSON object.
        context: prefix to namespace, for extension fields.
        algorithm: ``sha256``, or ``sm3`` (GB/T 32905-2016, beyond the standard).
        ignored: extension fields, as written, that the hash shall not cover.

    Raises:
        InvalidValue: unknown algorithm.
    """
    if algorithm not in ALGORITHMS:
        raise InvalidValue(f"no algorithm {shown(algorithm)}: use one of {', '.join(ALGORITHMS)}")
    text = prehash_string(event, context, ignored)
    digest = hexdigest(text.encode(), algorithm)
    return f"ni:///{ALGORITHMS[algorithm]};{digest}?ver=CBV2.0"


def prehash_string(
    event: Mapping[str, Any],
    context: Mapping[str, str] | None = None,
    ignored: Iterable[str] = (),
) -> str:
    """The text that is hashed: fields in canonical order, without separators."""
    writer = Writer({**vocabulary.PREFIXES, **(context or {})}, UNHASHED.union(ignored))
    fields = [write(writer, name, event[name]) for name, write in _ORDER if name in event]
    return f"eventType={event['type']}" + "".join(fields) + writer.extensions(event)


_Write = Callable[[Writer, str, Any], str]


def _scalar(writer: Writer, name: str, value: Any) -> str:
    return writer.pair(name, value)


def _repeated(writer: Writer, name: str, value: Any) -> str:
    items = value if isinstance(value, list | tuple) else [value]
    return "".join(sorted(writer.pair(name, item) for item in items))


def _word(writer: Writer, name: str, value: Any) -> str:
    return f"{name}={writer.word(name, value)}"


def _named(name: str, parts: Iterable[str]) -> str:
    """A list's name once, then its sorted parts; nothing for an empty list."""
    text = "".join(sorted(parts))
    return name + text if text else ""


def _epcs(writer: Writer, name: str, value: Any) -> str:
    return _named(name, (writer.pair("epc", item) for item in value))


def _quantities(writer: Writer, name: str, value: Any) -> str:
    order = ("epcClass", "quantity", "uom")
    return _named(
        name,
        (
            "quantityElement" + "".join(writer.pair(k, item[k]) for k in order if k in item)
            for item in value
        ),
    )


def _persistent(writer: Writer, name: str, value: Any) -> str:
    parts = [
        f"{key}={writer.word('disposition', word)}"
        for key in ("set", "unset")
        for word in sorted(value.get(key, ()), key=lambda w: writer.word("disposition", w))
    ]
    return name + "".join(parts) if parts else ""


def _place(writer: Writer, name: str, value: Any) -> str:
    return name + writer.pair("id", value["id"]) + writer.extensions(value)


def _typed(words: str, key: str) -> _Write:
    def write(writer: Writer, name: str, value: Any) -> str:
        return _named(
            name,
            (
                (f"type={writer.word(words, item['type'])}" if "type" in item else "")
                + writer.pair(key, item[key])
                for item in value
            ),
        )

    return write


def _sensor_elements(writer: Writer, name: str, value: Any) -> str:
    return _named(name, (_sensor_element(writer, element) for element in value))


def _sensor_element(writer: Writer, element: Mapping[str, Any]) -> str:
    metadata = element.get("sensorMetadata", {})
    about = "".join(writer.pair(key, metadata[key]) for key in _METADATA if key in metadata)
    about += writer.extensions(metadata)
    reports = sorted("sensorReport" + _report(writer, r) for r in element["sensorReport"])
    start = "sensorElement" + ("sensorMetadata" + about if about else "")
    return start + "".join(reports) + writer.extensions(element)


_REPORT_WORDS = {"type": "measurement", "exception": "sensorAlert", "component": "component"}


def _report(writer: Writer, report: Mapping[str, Any]) -> str:
    parts = []
    for key in _REPORT:
        if key in report and key in _REPORT_WORDS:
            parts.append(f"{key}={writer.word(_REPORT_WORDS[key], report[key])}")
        elif key in report:
            parts.append(writer.pair(key, report[key]))
    return "".join(parts) + writer.extensions(report)


def _ilmd(writer: Writer, name: str, value: Any) -> str:
    text = writer.extensions(value)
    return name + text if text else ""


_ORDER: tuple[tuple[str, _Write], ...] = (
    ("eventTime", _scalar),
    ("eventTimeZoneOffset", _scalar),
    ("certificationInfo", _repeated),
    ("parentID", _scalar),
    ("epcList", _epcs),
    ("inputEPCList", _epcs),
    ("childEPCs", _epcs),
    ("quantityList", _quantities),
    ("childQuantityList", _quantities),
    ("inputQuantityList", _quantities),
    ("outputEPCList", _epcs),
    ("outputQuantityList", _quantities),
    ("action", _scalar),
    ("transformationID", _scalar),
    ("bizStep", _word),
    ("disposition", _word),
    ("persistentDisposition", _persistent),
    ("readPoint", _place),
    ("bizLocation", _place),
    ("sensorElementList", _sensor_elements),
    ("bizTransactionList", _typed("bizTransaction", "bizTransaction")),
    ("destinationList", _typed("sourceDest", "destination")),
    ("ilmd", _ilmd),
    ("sourceList", _typed("sourceDest", "source")),
)
