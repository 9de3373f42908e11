"""Checking a document: shape, vocabulary, identifiers, declared prefixes.

The first fault refuses the whole document. The ``jsonschema`` package does the checking against
:mod:`.schema`; this module tells it what our formats mean, and turns its findings into words.

Left out of the real thing: checking a document's statements against other documents (was this
thing ever commissioned?), which is the contract's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

from course_lib.contracts.traceability import identifiers, schema, values, vocabulary
from course_lib.contracts.traceability.jsontext import check, children, step
from course_lib.errors import CourseError, InvalidDocument, InvalidValue, shown

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_STANDARD_URI = re.compile(r"urn:epcglobal:cbv|https?://ns\.gs1\.org/cbv/")
_WEB_VOC_URI = re.compile(r"https?://(www\.)?gs1\.org/voc/")


def validate(document: Mapping[str, Any]) -> None:
    """Check an EPCISDocument, an EPCISQueryDocument or a bare event.

    Raises:
        InvalidDocument: at the first fault; ``path`` tells where.
    """
    check(document)
    if not isinstance(document, Mapping):
        raise InvalidDocument("$", f"a document is a JSON object, not {shown(document)}")
    kind = _kind(document, "$", {**schema.DOCUMENTS, **schema.EVENTS})
    if kind in schema.EVENTS and "@context" not in document:
        raise InvalidDocument("$['@context']", "is missing: an event on its own must have it")
    if kind in schema.DOCUMENTS:
        _require(kind, document, "$")
    for path, event in events_of(document):
        prefixes = prefixes_of(document) | prefixes_of(event)
        _require(_kind(event, path, schema.EVENTS), event, path)
        _require_prefixes(event, path, prefixes)


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
    arrays = Draft202012Validator.TYPE_CHECKER.redefine(
        "array", lambda _, value: isinstance(value, list | tuple)
    ).redefine("object", lambda _, value: isinstance(value, Mapping))
    made = _extended(Draft202012Validator, arrays)
    return made(table[kind], format_checker=formats)  # type: ignore[no-any-return]


def _extended(base: Any, types: Any) -> Any:
    from jsonschema import validators

    return validators.extend(base, type_checker=types)


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
        if forbidden.match(text):
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
    fault = error.schema.get("fault", "") if isinstance(error.schema, Mapping) else ""
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in error.instance)
        return InvalidDocument(where + step(missing), "is missing: the standard requires it here")
    if error.validator == "additionalProperties":
        return _unexpected(error, where)
    if error.validator == "format" and error.cause is not None:
        return InvalidDocument(where, str(error.cause))
    if error.validator == "type":
        wanted = error.validator_value
        return InvalidDocument(
            where, f"{shown(error.instance)} is of the wrong type, want {wanted}"
        )
    if error.validator == "enum":
        choices = ", ".join(error.validator_value)
        return InvalidDocument(where, f"{shown(error.instance)}: write one of {choices}")
    if error.validator == "minItems":
        return InvalidDocument(where, "is an empty list: give at least one entry")
    if error.validator == "uniqueItems":
        return InvalidDocument(where, "the same entry stands in the list twice: keep one")
    return InvalidDocument(where, f"{fault or error.message}; got {shown(error.instance)}")


def _unexpected(error: ValidationError, where: str) -> InvalidDocument:
    known = list(error.schema["properties"])
    name = next(k for k in error.instance if k not in known and ":" not in k)
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "a field of your own needs a prefix"
    return InvalidDocument(where + step(name), f"no such field here; {hint}")
