"""One record, one sequence of bytes: canonical JSON (RFC 8785, JSON Canonicalization Scheme).

A hash or a signature covers bytes, not meaning. JSON lets one record be written in many ways
(other order of keys, other spaces), so a rule must pick one: keys sorted, no spaces, only the
necessary escapes, UTF-8.

    >>> encode({"qty": 2, "code": "猪肉"}) == encode({"code": "猪肉", "qty": 2})
    True

Ledger records keep to the part of RFC 8785 on which every language agrees: ``None``, ``bool``,
``int`` up to ±(2^53 - 1), ``str``, ``list`` or ``tuple``, and ``dict`` with ``str`` keys. The rest
is refused by name:

- floats: 0.1 + 0.2 is not 0.3; write money in integer fen, measures in integer small units;
- larger integers: JavaScript would round them (RFC 8785, 3.2.2.3 and appendix D);
- keys with characters beyond U+FFFF: RFC 8785 sorts UTF-16 units, most libraries sort code points,
  and the two orders differ for such characters alone (RFC 8785, 3.2.3);
- lone surrogates, which have no UTF-8; bytes, dates and other types, which JSON does not have.

Left out of the real thing: floats (RFC 8785, 3.2.2.3, prints them as JavaScript does), keys beyond
U+FFFF, and records nested more than 253 levels deep.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias, cast

from course_lib.errors import NotCanonical, shown

JSON: TypeAlias = "bool | int | str | list[JSON] | tuple[JSON, ...] | Mapping[str, JSON] | None"

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 253  # orjson's own limit

_LEAVES = frozenset({type(None), bool, int, str})
_dumps: Any = None  # orjson's functions, loaded when first used
_loads: Any = None
_options = 0


def encode(value: JSON) -> bytes:
    """The canonical bytes of ``value`` (RFC 8785, within the subset above).

    orjson writes the bytes and itself refuses wrong keys, large integers, surrogates and most
    other types. It would let through floats, a few types such as UUID, and keys beyond U+FFFF:
    these are checked here.

    Raises:
        NotCanonical: names the first value without a canonical form, and its path, such as
            ``$.items[2].price``.
    """
    if _dumps is None:
        _load_orjson()
    try:
        data: bytes = _dumps(value, option=_options)
    except TypeError as error:
        _refuse_faults(value)
        raise NotCanonical(f"no canonical form: {error}") from None
    plain = data.isascii() or not (  # UTF-8 writes characters beyond U+FFFF with F0 to F4 first
        0xF0 in data or 0xF1 in data or 0xF2 in data or 0xF3 in data or 0xF4 in data
    )
    if not plain or not _only_json_types(value):
        _refuse_faults(value)
    return data


def decode(data: bytes) -> Any:
    """The value whose canonical encoding is ``data``; nothing else is accepted.

    Returns:
        A value of type :data:`JSON` (typed ``Any``, because only the caller knows its shape).

    Raises:
        NotCanonical: if ``data`` is not JSON, or is JSON that is not in canonical form (spaces,
            unsorted or repeated keys, needless escapes, floats, ...).
    """
    if type(data) is not bytes:
        raise NotCanonical(f"cannot decode {shown(data)}: give bytes")
    if _dumps is None:
        _load_orjson()
    try:
        value = _loads(data)
    except ValueError as error:
        raise NotCanonical(f"not JSON: {error}, in {data[:60]!r}") from None
    if encode(value) != data:
        raise NotCanonical(f"not in canonical form: {data[:60]!r} should be {encode(value)[:60]!r}")
    return value


def reread(data: bytes) -> Any:
    """The value of bytes that :func:`encode` made; they are trusted and not checked again."""
    if _dumps is None:
        _load_orjson()
    return _loads(data)


def copy(value: JSON) -> Any:
    """An equal value that shares nothing with the original; tuples become lists.

    Raises:
        NotCanonical: as :func:`encode` does.
    """
    return reread(encode(value))


def _load_orjson() -> None:
    global _dumps, _loads, _options
    import orjson

    _options = (
        orjson.OPT_SORT_KEYS
        | orjson.OPT_STRICT_INTEGER
        | orjson.OPT_PASSTHROUGH_SUBCLASS
        | orjson.OPT_PASSTHROUGH_DATACLASS
        | orjson.OPT_PASSTHROUGH_DATETIME
    )
    _dumps, _loads = orjson.dumps, orjson.loads


def _only_json_types(value: Any) -> bool:
    """Whether everything inside is of one of the JSON types, exactly (no subclasses)."""
    kind = type(value)
    if kind is dict:
        value = value.values()
    elif kind is not list and kind is not tuple:
        return kind in _LEAVES
    for item in value:  # noqa: SIM110 (the hot loop: all() would be slower)
        if type(item) not in _LEAVES and not _only_json_types(item):
            return False
    return True


def _refuse_faults(value: object) -> None:
    """Raise the error that names the first faulty value and its path, if there is one."""
    for path, fault in _faults("$", value, 0):
        if fault is not None:
            raise NotCanonical(f"{_short(path)}: {fault}")


def _faults(path: str, value: object, depth: int) -> Iterator[tuple[str, str | None]]:
    """Walk through ``value``: for each item inside, its path and what is wrong with it, if any."""
    yield path, _what_is_wrong(value, depth)
    if depth > MAX_DEPTH:
        return
    if type(value) is dict:
        for key, item in value.items():
            yield path, _what_is_wrong_with_key(key)
            yield from _faults(f"{path}.{key!s}", item, depth + 1)
    elif type(value) is list or type(value) is tuple:
        for index, item in enumerate(value):
            yield from _faults(f"{path}[{index}]", item, depth + 1)


def _what_is_wrong(value: object, depth: int) -> str | None:
    kind = type(value)
    if depth > MAX_DEPTH and kind not in _LEAVES:
        return f"nested more than {MAX_DEPTH} levels deep (or inside itself): flatten the record"
    if kind is float:
        return f"float {value!r} is refused: write an integer of a smaller unit, or a string"
    if kind is int and abs(cast(int, value)) > MAX_INTEGER:
        return f"{shown(value)} is beyond ±(2^53 - 1): write it as a string"
    if kind is str and not _has_utf8(cast(str, value)):
        return f"string {shown(value)} has a lone surrogate: it is not valid Unicode text"
    if kind in _LEAVES or kind in (dict, list, tuple):
        return None
    return f"{shown(value)} ({kind.__name__}) is not a JSON type: convert it to str, int or dict"


def _what_is_wrong_with_key(key: object) -> str | None:
    if type(key) is not str:
        return f"key {shown(key)} is {type(key).__name__}, not str: write str(key)"
    if not _has_utf8(key):
        return f"key {shown(key)} has a lone surrogate: it is not valid Unicode text"
    if any(character > "\uffff" for character in key):
        return f"key {shown(key)} has a character beyond U+FFFF, whose place in the order is unsafe"
    return None


def _has_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _short(path: str) -> str:
    return path if len(path) <= 120 else f"{path[:80]}...{path[-30:]}"
