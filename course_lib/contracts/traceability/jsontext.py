"""Reading JSON text strictly, so that nothing in a document is lost, doubled or too big.

Python's own reader keeps the last of two equal keys, turns ``0.10`` into a binary float and
accepts ``NaN``. Here every number is exact (``int`` or ``Decimal``), and whatever could make two
readers disagree is refused with the path of the fault (RFC 8259; I-JSON, RFC 7493).

Left out of the real thing: streams, and encodings other than UTF-8.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from course_lib.errors import InvalidDocument, shown

MAX_BYTES = 5_000_000
MAX_DEPTH = 64
MAX_DIGITS = 40


class _Refused:
    """Stands in the tree where something was wrong, until the walk finds its path."""

    def __init__(self, problem: str) -> None:
        self.problem = problem


def read(text: str | bytes) -> Any:
    """The JSON value in ``text``; numbers as int or Decimal.

    Raises:
        InvalidDocument: not UTF-8, too big, too deep, not JSON, a repeated key, NaN, a number
            beyond 40 digits, or half of a surrogate pair.
    """
    try:
        value = json.loads(
            _decoded(text),
            object_pairs_hook=_object,
            parse_constant=lambda name: _Refused(f"{name} is no JSON number: leave the field out"),
            parse_float=_number,
            parse_int=_number,
        )
    except RecursionError:
        raise InvalidDocument("$", _too_deep()) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidDocument("$", f"this is not JSON: {error.msg} at {where}") from None
    check(value)
    return value


def _decoded(text: str | bytes) -> str:
    if not isinstance(text, str | bytes):
        raise InvalidDocument("$", f"give the JSON text (str or bytes), got {shown(text)}")
    try:
        data = text.encode() if isinstance(text, str) else text
        decoded = data.decode()
    except UnicodeError as error:
        raise InvalidDocument("$", f"the text is not UTF-8: {error}") from None
    if len(data) > MAX_BYTES:
        limit = f"a document has at most {MAX_BYTES} bytes"
        raise InvalidDocument("$", f"{limit}, this one has {len(data)}: send it in parts")
    if decoded.startswith("\ufeff"):
        raise InvalidDocument("$", "the text starts with a byte order mark: save it without one")
    return decoded


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        twice = _Refused(f"the key {shown(key)} stands here twice: keep one")
        found[key] = twice if key in found else value
    return found


def _number(text: str) -> int | Decimal | _Refused:
    problem = f"the number {shown(text)} is beyond {MAX_DIGITS} digits"
    if len(text) > 2 * MAX_DIGITS:
        return _Refused(problem)
    if text.lstrip("-").isdigit():
        return _Refused(problem) if len(text) > MAX_DIGITS else int(text)
    try:
        value = Decimal(text)
    except InvalidOperation:
        return _Refused(problem)
    small = len(value.as_tuple().digits) <= MAX_DIGITS and abs(value.adjusted()) <= MAX_DIGITS
    return value if small else _Refused(problem)


def check(value: Any, path: str = "$", depth: int = 0) -> None:
    """Refuse what no JSON text can hold, or what was marked while reading.

    Raises:
        InvalidDocument: with the path of the first fault.
    """
    if depth > MAX_DEPTH:
        raise InvalidDocument(path, _too_deep())
    if isinstance(value, _Refused):
        raise InvalidDocument(path, value.problem)
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, float | Decimal):
        _check_finite(value, path)
    elif value is not None and not isinstance(value, int | list | tuple | Mapping):
        raise InvalidDocument(path, f"{shown(value)} is no JSON value")
    for key, inner in children(value):
        if isinstance(value, Mapping):
            if not isinstance(key, str):
                raise InvalidDocument(path, f"the key {shown(key)} is no text")
            _check_text(key, path)
        check(inner, f"{path}{step(key)}", depth + 1)


def children(value: Any) -> Iterator[tuple[Any, Any]]:
    """Keys and values of an object, indices and values of a list, nothing for the rest."""
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, list | tuple):
        yield from enumerate(value)


def step(key: Any) -> str:
    """One step of a JSON path: ``.name``, ``['ex:name']`` or ``[0]``."""
    if isinstance(key, int):
        return f"[{key}]"
    return f".{key}" if str(key).isidentifier() else f"[{key!r}]"


def _check_text(text: str, path: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        problem = f"{shown(text)} holds half of a surrogate pair, which is no character"
        raise InvalidDocument(path, problem) from None


def _check_finite(value: float | Decimal, path: str) -> None:
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite() or (exact and abs(exact.adjusted()) > MAX_DIGITS):
        raise InvalidDocument(path, f"{shown(value)} is no number that JSON can hold exactly")


def _too_deep() -> str:
    return f"nested deeper than {MAX_DEPTH} levels, which no EPCIS event needs"


def write(value: Any) -> str:
    """A value as compact JSON text, Decimals digit for digit; the inverse of :func:`read`."""
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_quoted(k)}:{write(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(write(item) for item in value) + "]"
    if isinstance(value, Decimal):
        return str(value)
    return _quoted(value)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
