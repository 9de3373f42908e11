"""Money and time as integers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from course_lib.canonical import MAX_INTEGER
from course_lib.errors import InvalidValue
from course_lib.units import fen, iso, milliseconds, yuan


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("12.34", 1234),
        ("12.3", 1230),
        ("12", 1200),
        ("0.05", 5),
        ("-0.05", -5),
        ("-12.34", -1234),
        ("007", 700),
        (12, 1200),
        (-3, -300),
        (Decimal("12.34"), 1234),
        (Decimal("1E3"), 100000),
        (Decimal("-0.50"), -50),
        ("90071992547409.91", MAX_INTEGER),
    ],
)
def test_fen(amount: str | int | Decimal, expected: int) -> None:
    assert fen(amount) == expected


@pytest.mark.parametrize(
    "amount",
    [
        1.5,
        "12.345",
        "1,000",
        "12.",
        ".5",
        "1e3",
        " 1",
        "+1",
        "",
        "１２",
        "NaN",
        "9" * 5000,
        "90071992547409.92",
        True,
        None,
        10**5000,
        Decimal("12.345"),
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E999999"),
        Decimal("1E-999999"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_fen_refuses(amount: object) -> None:
    with pytest.raises(InvalidValue):
        fen(amount)


@pytest.mark.parametrize(
    ("amount", "expected"), [(1234, "12.34"), (5, "0.05"), (-5, "-0.05"), (0, "0.00")]
)
def test_yuan(amount: int, expected: str) -> None:
    assert yuan(amount) == expected


@pytest.mark.parametrize("amount", [1.0, "1", True, None, MAX_INTEGER + 1, 10**4000])
def test_yuan_refuses(amount: object) -> None:
    with pytest.raises(InvalidValue, match="is not an integer of fen"):
        yuan(amount)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T08:00:00+08:00", 0),
        ("1970-01-01T00:00:00.001-00:00", 1),
        ("2016-10-13T08:00:00+08:00", 1476316800000),
        ("2016-10-13T00:00:00.250Z", 1476316800250),
        ("2016-10-13T00:00:00.25000Z", 1476316800250),
        ("2005-04-03T20:33:31.116-06:00", 1112582011116),
        ("1969-12-31T23:59:59.999Z", -1),
    ],
)
def test_milliseconds(text: str, expected: int) -> None:
    assert milliseconds(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2016-10-13T08:00:00", "with zone"),
        ("2016-10-13", "with zone"),
        ("2016-10-13 08:00:00Z", "with zone"),
        ("2016-10-13T08:00:00+0800", "with zone"),
        ("2016-10-13T08:00:00z", "with zone"),
        ("２016-10-13T08:00:00Z", "with zone"),
        ("2016-10-13T08:00:00Z\n", "with zone"),
        ("2016-10-13T08:00:00.0001Z", "finer than a millisecond"),
        ("2016-02-30T08:00:00Z", "not a time that exists"),
        ("2016-10-13T25:00:00Z", "not a time that exists"),
        ("2016-12-31T23:59:60Z", "not a time that exists"),
        ("2016-10-13T08:00:00+24:00", "not a time that exists"),
        (1476316800000, "with zone"),
        (None, "with zone"),
    ],
)
def test_milliseconds_refuses(text: object, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        milliseconds(text)


@pytest.mark.parametrize(
    ("ms", "zone", "expected"),
    [
        (1476316800000, "+08:00", "2016-10-13T08:00:00+08:00"),
        (1476316800250, "Z", "2016-10-13T00:00:00.250Z"),
        (1476316800000, "-05:30", "2016-10-12T18:30:00-05:30"),
        (0, "+00:00", "1970-01-01T00:00:00+00:00"),
        (-1, "Z", "1969-12-31T23:59:59.999Z"),
    ],
)
def test_iso(ms: int, zone: str, expected: str) -> None:
    assert iso(ms, zone) == expected
    assert milliseconds(expected) == ms


@pytest.mark.parametrize("zone", ["", "+8", "08:00", "+24:00", "+08:60", "Asia/Shanghai", None])
def test_iso_refuses_zones(zone: object) -> None:
    with pytest.raises(InvalidValue, match="is not a zone"):
        iso(0, zone)


@pytest.mark.parametrize("ms", [0.5, "0", None, True, 10**16, MAX_INTEGER, -MAX_INTEGER])
def test_iso_refuses_times(ms: object) -> None:
    with pytest.raises(InvalidValue):
        iso(ms)
