"""Money and time as integers, so that every machine computes the same.

Money is counted in fen (分), a hundredth of a yuan (元). Time is counted in milliseconds since
1970-01-01T00:00:00Z, the Unix epoch, and is written as ISO 8601 (GB/T 7408.1-2023) with its zone.

    >>> fen("12.34"), yuan(1234)
    (1234, '12.34')
    >>> iso(milliseconds("2016-10-13T08:00:00+08:00"))
    '2016-10-13T08:00:00+08:00'

Left out of the real thing: other currencies and their minor units, rounding rules for interest,
leap seconds, named zones with summer time.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from course_lib.canonical import MAX_INTEGER
from course_lib.errors import InvalidValue, shown

_YUAN = re.compile(r"(-?)([0-9]{1,16})(?:\.([0-9]{1,2}))?")
_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
    r"(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_ZONE = re.compile(r"([+-])([0-9]{2}):([0-5][0-9])")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def fen(amount: str | int | Decimal) -> int:
    """An amount of yuan in integer fen; negative amounts are allowed (a refund, a correction).

    Args:
        amount: yuan, as ``"12.34"``, ``12`` or ``Decimal("12.34")``; never a float, which cannot
            hold 0.10.

    Raises:
        InvalidValue: for a float, more than two decimals, separators, or more than 2^53 - 1 fen.
    """
    if type(amount) is int:
        return _within_limits(amount * 100, "fen")
    exact = type(amount) is Decimal and abs(amount.adjusted()) < 20
    text = format(amount, "f") if exact else amount
    match = _YUAN.fullmatch(text) if type(text) is str else None
    if match is None:
        raise InvalidValue(f"{shown(amount)} is not an exact amount in yuan: write it as '12.34'")
    sign, whole, hundredths = match.groups(default="")
    return _within_limits(int(f"{sign}{whole}{hundredths:0<2}"), "fen")


def yuan(amount_fen: int) -> str:
    """Integer fen written in yuan with two decimals: ``1234`` becomes ``"12.34"``.

    Raises:
        InvalidValue: if the amount is not an integer within ±(2^53 - 1).
    """
    sign = "-" if _within_limits(amount_fen, "fen") < 0 else ""
    whole, hundredths = divmod(abs(amount_fen), 100)
    return f"{sign}{whole}.{hundredths:02}"


def milliseconds(text: str) -> int:
    """An ISO 8601 time with zone as milliseconds since the Unix epoch.

    Args:
        text: ``"2016-10-13T08:00:00+08:00"``, ``"2016-10-13T00:00:00.250Z"``.

    Raises:
        InvalidValue: without a zone, for an impossible date, or finer than a millisecond.
    """
    match = _ISO.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise InvalidValue(
            f"{shown(text)} is not an ISO 8601 time with zone: write 2016-10-13T08:00:00+08:00"
        )
    fraction = (match[1] or "").ljust(9, "0")
    if fraction[3:] != "000000":
        raise InvalidValue(
            f"{shown(text)} is finer than a millisecond: keep at most three decimals"
        )
    try:
        seconds = datetime.fromisoformat(text[:19] + match[2])
    except ValueError as error:
        raise InvalidValue(f"{shown(text)} is not a time that exists: {error}") from None
    return (seconds - _EPOCH) // _MILLISECOND + int(fraction[:3])


def iso(ms: int, zone: str = "+08:00") -> str:
    """Milliseconds since the Unix epoch as ISO 8601 with zone; decimals only where there are any.

    Args:
        ms: milliseconds since the Unix epoch.
        zone: an offset such as ``"+08:00"`` (China), or ``"Z"`` for UTC.

    Raises:
        InvalidValue: if ``ms`` is no integer or outside the years 1 to 9999, or the zone is
            malformed.
    """
    try:
        time = (_EPOCH + timedelta(milliseconds=_within_limits(ms, "ms"))).astimezone(_offset(zone))
    except OverflowError:
        raise InvalidValue(f"{ms} ms is outside the years 1 to 9999") from None
    text = time.isoformat(timespec="milliseconds" if ms % 1000 else "seconds")
    return text.removesuffix("+00:00") + "Z" if zone == "Z" else text


def _offset(zone: str) -> timezone:
    match = _ZONE.fullmatch("+00:00" if zone == "Z" else zone) if isinstance(zone, str) else None
    if match is None or int(match[2]) > 23:
        raise InvalidValue(f"{shown(zone)} is not a zone: write '+08:00' or 'Z'")
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-offset if match[1] == "-" else offset)


def _within_limits(number: int, unit: str) -> int:
    if type(number) is not int or abs(number) > MAX_INTEGER:
        raise InvalidValue(f"{shown(number)} is not an integer of {unit} within ±(2^53 - 1)")
    return number
