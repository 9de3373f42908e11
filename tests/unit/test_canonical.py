"""Canonical JSON: the official vectors inside our subset, refusals by name outside it."""

from __future__ import annotations

import datetime
import decimal
import enum
import json
import uuid
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from course_lib.canonical import MAX_DEPTH, MAX_INTEGER, copy, decode, encode
from course_lib.errors import NotCanonical


class Colour(enum.Enum):
    RED = "red"


class Text(str):
    """A subclass, which could compare or print in its own way."""

    __slots__ = ()


@pytest.mark.vectors
def test_official_vectors(vectors: Callable[[str], Path]) -> None:
    folder = vectors("crypto/rfc8785")
    names = sorted(path.stem for path in (folder / "input").glob("*.json"))
    for name in names:
        value = json.loads((folder / "input" / f"{name}.json").read_text("utf-8"))
        expected = bytes.fromhex((folder / "outhex" / f"{name}.txt").read_text())
        assert encode(value) == expected
        assert (folder / "output" / f"{name}.json").read_bytes() == expected
        assert decode(expected) == value
    print(f"RFC 8785: {len(names)} documents match: {', '.join(names)}")
    assert len(names) == 3


def test_the_sorting_example_of_rfc_8785() -> None:
    """RFC 8785, 3.2.3. With the emoji as a key it is outside our subset, and refused by name."""
    example = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    in_order = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\ufb33"]
    assert list(json.loads(encode(example))) == in_order
    with pytest.raises(NotCanonical, match=r"^\$: key '😀' has a character beyond U\+FFFF"):
        encode({**example, "\U0001f600": "Emoji: Grinning Face"})


def test_the_structure_example_of_rfc_8785() -> None:
    """RFC 8785, 3.2.2: its numbers are floats and refused; its string and literals match."""
    string = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"
    value = {"literals": [None, True, False], "string": string}
    expected = '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    assert encode(value) == expected.encode()
    with pytest.raises(NotCanonical, match=r"^\$\.numbers\[0\]: float 333333333\.3333333"):
        encode({**value, "numbers": [333333333.33333329, 1e30, 4.50, 2e-3]})


def test_control_characters_are_escaped_as_rfc_8785_asks() -> None:
    """RFC 8785, 3.2.2.2: two-character escapes where JSON has them, else lower-case \\u00xx."""
    short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"}
    for code in range(0x20):
        expected = short.get(code, f"\\u{code:04x}")
        assert encode(chr(code)) == f'"{expected}"'.encode()
    assert encode("\x7f\u2028/") == '"\x7f\u2028/"'.encode()


@pytest.mark.parametrize("value", [0, -1, MAX_INTEGER, -MAX_INTEGER])
def test_safe_integers(value: int) -> None:
    assert encode(value) == str(value).encode()


REFUSED = [
    (1.0, r"^\$: float 1\.0 is refused"),
    (0.1, r"^\$: float"),
    (1e300, r"^\$: float"),
    (-0.0, r"^\$: float -0\.0"),
    (float("nan"), r"^\$: float nan"),
    (float("inf"), r"^\$: float inf"),
    ({"a": [0, {"b": 2.5}]}, r"^\$\.a\[1\]\.b: float 2\.5"),
    ((1, (2, 0.5)), r"^\$\[1\]\[1\]: float"),
    (MAX_INTEGER + 1, r"9007199254740992 is beyond"),
    (-MAX_INTEGER - 1, r"-9007199254740992 is beyond"),
    ([10**5000], r"^\$\[0\]: an integer of 16610 bits is beyond"),
    ({1: 2}, r"^\$: key 1 is int, not str"),
    ({None: 2}, r"^\$: key None is NoneType, not str"),
    ({Text("a"): 2}, r"^\$: key 'a' is Text, not str"),
    ({"a": {"猪\U00020bb7": 1}}, r"^\$\.a: key '猪\U00020bb7' has a character beyond U\+FFFF"),
    ({"\U000f0000": 1}, r"beyond U\+FFFF"),
    ("\ud800", r"^\$: string '\\ud800' has a lone surrogate"),
    ({"\udfff": 1}, r"^\$: key '\\udfff' has a lone surrogate"),
    (b"bytes", r"^\$: b'bytes' \(bytes\) is not a JSON type"),
    ([bytearray(b"x")], r"\(bytearray\) is not a JSON type"),
    ({"a": {1}}, r"^\$\.a: .*\(set\) is not a JSON type"),
    (uuid.UUID(int=1), r"\(UUID\) is not a JSON type"),
    ([Colour.RED], r"\(Colour\) is not a JSON type"),
    (Text("a"), r"\(Text\) is not a JSON type"),
    (datetime.date(2016, 10, 13), r"\(date\) is not a JSON type"),
    (decimal.Decimal("1.5"), r"\(Decimal\) is not a JSON type"),
    (orjson.Fragment(b"1"), r"\(Fragment\) is not a JSON type"),
]


@pytest.mark.parametrize(("value", "message"), REFUSED, ids=lambda value: str(type(value)))
def test_refused_by_name(value: object, message: str) -> None:
    with pytest.raises(NotCanonical, match=message):
        encode(value)
    with pytest.raises(NotCanonical, match=message):
        copy(value)


def test_characters_beyond_u_ffff_are_fine_in_values() -> None:
    value = {"名": "𠮷野家 😀"}
    assert decode(encode(value)) == value


def nested(depth: int) -> object:
    """A value in ``depth`` lists and dictionaries."""
    value: object = {}
    for level in range(depth):
        value = [value] if level % 2 else {"in": value}
    return value


def test_depth_is_limited_by_name() -> None:
    assert decode(encode(nested(MAX_DEPTH))) == nested(MAX_DEPTH)
    with pytest.raises(NotCanonical, match=f"more than {MAX_DEPTH} levels deep"):
        encode(nested(MAX_DEPTH + 1))
    with pytest.raises(NotCanonical, match="levels deep"):
        decode(b"[" * 500 + b"]" * 500)
    inside_itself: list[object] = []
    inside_itself += [inside_itself, inside_itself]
    with pytest.raises(NotCanonical, match="or inside itself"):
        encode(inside_itself)


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{ "a":1}',
        b'{"a":1}\n',
        b'"\\u0041"',
        b'"\\/"',
        b'"\\u000A"',
        b"-0",
        b"1.0",
        b"1e2",
        b"9007199254740992",
        b"00",
        b"",
        b"nul",
        b"NaN",
        b"[1,]",
        b"'a'",
        b'"\xff"',
        b'"\\ud800"',
        b"\xef\xbb\xbf1",
        '{"😀":1}'.encode(),
        "{}",
        None,
        bytearray(b"{}"),
    ],
)
def test_only_the_canonical_form_is_decoded(data: object) -> None:
    with pytest.raises(NotCanonical):
        decode(data)


def test_copies_share_nothing() -> None:
    value = {"list": [1, (2, 3)]}
    twin = copy(value)
    value["list"].append(4)
    assert twin == {"list": [1, [2, 3]]}
