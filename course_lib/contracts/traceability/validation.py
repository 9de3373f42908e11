"""Checking a document: shape, vocabulary, identifiers, declared prefixes.

The first fault refuses the whole document. The ``jsonschema`` package does the checking against
:mod:`.schema`; this module tells it what our formats mean, and turns its findings into words.

Left out of the real thing: checking a document's statements against other documents (was this
thing ever commissioned?), which is the contract's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from course_lib.contracts.traceability import identifiers, schema, values, vocabulary
from course_lib.contracts.traceability.jsontext import check, children, step
from course_lib.errors import CourseError, InvalidDocument, InvalidValue, shown

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_STANDARD_URI = r"urn:epcglobal:cbv|https?://ns\.gs1\.org/cbv/"
_WEB_VOC_URI = r"https?://(www\.)?gs1\.org/voc/"


def validate(document: Mapping[str, Any]) -> None:
    """Check an EPCISDocument, an EPCISQueryDocument or a bare event.

    Raises:
        InvalidDocument: at the first fault; ``path`` tells where.
    """
    check(document)
    if not isinstance(document, Mapping):
        raise InvalidDocument("$", f"a document is a JSON object, not {shown(document)}")
    document = _plain(document)
    kind = _kind(document, "$", {**schema.DOCUMENTS, **schema.EVENTS})
    if kind in schema.EVENTS and "@context" not in document:
        raise InvalidDocument("$['@context']", "is missing: an event on its own must have it")
    if kind in schema.DOCUMENTS:
        _require(kind, document, "$")
    for path, event in events_of(document):
        prefixes = prefixes_of(document) | prefixes_of(event)
        _require(_kind(event, path, schema.EVENTS), event, path)
        _require_prefixes(event, path, prefixes)


def _plain(value: Any) -> Any:
    """The same in dictionaries and lists, which ``jsonschema`` asks for."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def events_of(document: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """Path and JSON object of each event in a document whose envelope is valid."""
    if document["type"] in schema.EVENTS:
        return [("$", document)]
    path, body = "$.epcisBody", document["epcisBody"]
    if document["type"] == "EPCISQueryDocument":
        path, body = f"{path}.queryResults.resultsBody", body["queryResults"]["resultsBody"]
    return [(f"{path}.eventList[{i}]", event) for i, event in enumerate(body["eventList"])]


def prefixes_of(value: Mapping[str, Any]) -> dict[str, str]:
    """The prefixes that ``@context`` declares, besides those of the EPCIS context."""
    context = value.get("@context", ())
    parts = context if isinstance(context, list | tuple) else [context]
    return {
        key: uri
        for part in parts
        if isinstance(part, Mapping)
        for key, uri in part.items()
        if isinstance(uri, str) and not key.startswith("@")
    }


def _kind(value: Mapping[str, Any], path: str, known: Mapping[str, Any]) -> str:
    kind = value.get("type")
    if isinstance(kind, str) and kind in known:
        return kind
    problem = "is missing" if kind is None else f"{shown(kind)} is not known here"
    raise InvalidDocument(f"{path}.type", f"{problem}; write one of {', '.join(known)}")


def _require(kind: str, value: Mapping[str, Any], path: str) -> None:
    error = next(validator(kind).iter_errors(value), None)
    if error is not None:
        raise explain(error, path)


@cache
def validator(kind: str) -> Validator:
    """The compiled validator of one kind of event or document."""
    from jsonschema import Draft202012Validator, FormatChecker

    formats = FormatChecker(formats=())
    for name, function in _formats().items():
        formats.checks(name, raises=CourseError)(function)
    table = {**schema.DOCUMENTS, **schema.EVENTS}
    return Draft202012Validator(table[kind], format_checker=formats)


def _formats() -> dict[str, Callable[[Any], bool]]:
    return {
        "uri": _uri,
        "identifier": _identifier,
        "time": lambda text: not isinstance(text, str) or bool(values.utc(text)),
        "name": lambda text: ":" not in text or _uri(text),
        "prefixed": _uri,
        **{f"word:{name}": _word(name) for name in vocabulary.word_lists()},
    }


def _uri(text: Any) -> bool:
    if isinstance(text, str) and not values.is_uri(text):
        raise InvalidValue(
            f"{shown(text)} is no URI: write one such as urn:epc:id:... or https://..."
        )
    return True


def _identifier(text: Any) -> bool:
    return not isinstance(text, str) or (_uri(text) and bool(identifiers.parse(text)))


def _word(name: str) -> Callable[[Any], bool]:
    forbidden = _WEB_VOC_URI if name in ("measurement", "sensorAlert") else _STANDARD_URI

    def checked(text: Any) -> bool:
        if not isinstance(text, str):
            return True
        problem = vocabulary.fault(name, text)
        if problem:
            raise InvalidValue(problem)
        if re.match(forbidden, text):
            raise InvalidValue(
                f"{shown(text)}: JSON writes standard words bare, such as 'shipping'"
            )
        return ":" not in text or _uri(text)

    return checked


def _require_prefixes(value: Any, path: str, known: Mapping[str, str]) -> None:
    for key, inner in children(value):
        here = f"{path}{step(key)}"
        if isinstance(key, str) and ":" in key:
            prefix = key.partition(":")[0]
            if not (prefix in known or prefix in vocabulary.PREFIXES or _absolute(key)):
                raise InvalidDocument(
                    here, f"the prefix {prefix!r} is not declared: add it to @context"
                )
        if key != "@context":
            _require_prefixes(inner, here, known)


def _absolute(key: str) -> bool:
    """True for a field name that is itself a full URI."""
    return key.startswith(("urn:", "http://", "https://"))


def explain(error: ValidationError, path: str) -> InvalidDocument:
    """What ``jsonschema`` found, in the words of the course."""
    where = path + "".join(step(key) for key in error.absolute_path)
    rule: Any = error.schema
    value: Any = error.instance
    wanted: Any = error.validator_value
    if error.validator == "required":
        missing = next(name for name in wanted if name not in value)
        return InvalidDocument(where + step(missing), "is missing: the standard requires it here")
    if error.validator == "additionalProperties":
        return _unexpected(value, rule, where)
    if error.validator == "format" and error.cause is not None:
        return InvalidDocument(where, str(error.cause))
    said = {
        "type": f"must be of the type {wanted}",
        "enum": f"must be one of {wanted}",
        "minItems": "must not be an empty list",
        "uniqueItems": "must not hold the same entry twice",
    }
    problem = rule.get("fault") or said.get(str(error.validator)) or error.message
    return InvalidDocument(where, f"{problem}; got {shown(value)}")


def _unexpected(value: Mapping[str, Any], rule: Mapping[str, Any], where: str) -> InvalidDocument:
    from difflib import get_close_matches

    known, own_fields = list(rule["properties"]), "patternProperties" in rule
    name = next(key for key in value if key not in known and not (own_fields and ":" in key))
    near = get_close_matches(name, known, n=1)
    own = "a field of your own needs a prefix" if own_fields else "there is no room for own fields"
    hint = f"did you mean {near[0]!r}?" if near else own
    return InvalidDocument(where + step(name), f"no such field here; {hint}")
