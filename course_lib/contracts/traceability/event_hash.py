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
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from course_lib.contracts.traceability import values, vocabulary
from course_lib.contracts.traceability.identifiers import canonical
from course_lib.errors import InvalidValue, shown
from course_lib.hashing import hexdigest

ALGORITHMS = {"sha256": "sha-256", "sm3": "sm3"}
UNHASHED = frozenset({"recordTime", "eventID", "errorDeclaration", "rdfs:comment", "@context"})

_TIMES = frozenset({"eventTime", "time", "startTime", "endTime"})
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
    writer = _Writer({**vocabulary.PREFIXES, **(context or {})}, UNHASHED.union(ignored))
    fields = [write(writer, name, event[name]) for name, write in _ORDER if name in event]
    return f"eventType={event['type']}" + "".join(fields) + writer.extensions(event)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes values; knows the prefixes in force and the fields to leave out."""

    prefixes: dict[str, str]
    ignored: frozenset[str]

    def value(self, name: str, value: Any) -> str:
        """One value in its one spelling."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float | Decimal):
            return values.number(value)
        text = str(value).strip()
        if name in _TIMES:
            return values.utc(text)
        return canonical(_web(vocabulary.expand(text, self.prefixes)))

    def word(self, name: str, value: str) -> str:
        """A vocabulary word as its full web URI."""
        text = value.strip()
        return self.value(name, text if ":" in text else vocabulary.full(name, text))

    def pair(self, name: str, value: Any) -> str:
        """``name=value``."""
        return f"{name}={self.value(name, value)}"

    def extensions(self, owner: Mapping[str, Any]) -> str:
        """The fields with a prefix, sorted: ``{namespace}name=value``, nested ones behind."""
        found: list[str] = []
        for key, value in owner.items():
            if ":" in key and key not in self.ignored:
                found += self._extension(key, value)
        return "".join(sorted(found))

    def _extension(self, key: str, value: Any) -> list[str]:
        if value is None:
            return []
        if isinstance(value, list | tuple):
            return [text for item in value for text in self._extension(key, item)]
        name = self._qualified(key)
        if not isinstance(value, Mapping):
            text = value.strip() if isinstance(value, str) else self.value("", value)
            return [f"{name}={canonical(_web(text))}"]
        inner = [
            t for k, v in value.items() if k not in self.ignored for t in self._extension(k, v)
        ]
        return [name + "".join(sorted(inner))]

    def _qualified(self, key: str) -> str:
        prefix, colon, local = key.partition(":")
        if colon and prefix in self.prefixes:
            return f"{{{self.prefixes[prefix]}}}{local}"
        cut = max(key.rfind("/"), key.rfind("#"), key.rfind(":")) + 1
        return f"{{{key[:cut]}}}{key[cut:]}" if cut else key


_Write = Callable[[_Writer, str, Any], str]


def _web(text: str) -> str:
    """An old CBV URN as its web URI (CBV 2.0, section 8.9, rule on standard vocabulary)."""
    if text.startswith("urn:epcglobal:cbv:"):
        for words in vocabulary.word_lists().values():
            if words.urn and text.startswith(words.urn):
                return words.web + text.removeprefix(words.urn)
    return text


def _scalar(writer: _Writer, name: str, value: Any) -> str:
    return writer.pair(name, value)


def _repeated(writer: _Writer, name: str, value: Any) -> str:
    items = value if isinstance(value, list | tuple) else [value]
    return "".join(sorted(writer.pair(name, item) for item in items))


def _word(writer: _Writer, name: str, value: Any) -> str:
    return f"{name}={writer.word(name, value)}"


def _named(name: str, parts: Iterable[str]) -> str:
    """A list's name once, then its sorted parts; nothing for an empty list."""
    text = "".join(sorted(parts))
    return name + text if text else ""


def _epcs(writer: _Writer, name: str, value: Any) -> str:
    return _named(name, (writer.pair("epc", item) for item in value))


def _quantities(writer: _Writer, name: str, value: Any) -> str:
    order = ("epcClass", "quantity", "uom")
    return _named(
        name,
        (
            "quantityElement" + "".join(writer.pair(k, item[k]) for k in order if k in item)
            for item in value
        ),
    )


def _persistent(writer: _Writer, name: str, value: Any) -> str:
    parts = [
        f"{key}={writer.word('disposition', word)}"
        for key in ("set", "unset")
        for word in sorted(value.get(key, ()), key=lambda w: writer.word("disposition", w))
    ]
    return name + "".join(parts) if parts else ""


def _place(writer: _Writer, name: str, value: Any) -> str:
    return name + writer.pair("id", value["id"]) + writer.extensions(value)


def _typed(words: str, key: str) -> _Write:
    def write(writer: _Writer, name: str, value: Any) -> str:
        return _named(
            name,
            (
                (f"type={writer.word(words, item['type'])}" if "type" in item else "")
                + writer.pair(key, item[key])
                for item in value
            ),
        )

    return write


def _sensor_elements(writer: _Writer, name: str, value: Any) -> str:
    return _named(name, (_sensor_element(writer, element) for element in value))


def _sensor_element(writer: _Writer, element: Mapping[str, Any]) -> str:
    metadata = element.get("sensorMetadata", {})
    about = "".join(writer.pair(key, metadata[key]) for key in _METADATA if key in metadata)
    about += writer.extensions(metadata)
    reports = sorted("sensorReport" + _report(writer, r) for r in element["sensorReport"])
    start = "sensorElement" + ("sensorMetadata" + about if about else "")
    return start + "".join(reports) + writer.extensions(element)


_REPORT_WORDS = {"type": "measurement", "exception": "sensorAlert", "component": "component"}


def _report(writer: _Writer, report: Mapping[str, Any]) -> str:
    parts = []
    for key in _REPORT:
        if key in report and key in _REPORT_WORDS:
            parts.append(f"{key}={writer.word(_REPORT_WORDS[key], report[key])}")
        elif key in report:
            parts.append(writer.pair(key, report[key]))
    return "".join(parts) + writer.extensions(report)


def _ilmd(writer: _Writer, name: str, value: Any) -> str:
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
