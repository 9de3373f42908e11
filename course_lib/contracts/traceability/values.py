"""Values as EPCIS writes them: times, numbers, URIs.

Sources: RFC 3339 (date-time), RFC 3986 (URI), EPCIS 2.0 section 6.3 (time), CBV 2.0 section 8.9
(how the event hash writes times and numbers).

Left out of the real thing: leap seconds, and URIs with characters outside ASCII.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from course_lib.errors import InvalidValue, shown

_TIME = (
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?:\.([0-9]+))?(?:([Zz])|([+-])((?:[01][0-9]|2[0-3])):([0-5][0-9]))"
)
_CHARACTER = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})"
_AUTHORITY = (
    r"(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})*@)?"
    r"(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?"
)
_URI = (
    r"[A-Za-z][A-Za-z0-9+.\-]*:"
    rf"(?://{_AUTHORITY}(?:/{_CHARACTER}*)?|/?(?:(?!/){_CHARACTER}+{_CHARACTER}*)?)"
    rf"(?:\?(?:{_CHARACTER}|\?)*)?(?:\#(?:{_CHARACTER}|\?)*)?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def is_uri(text: object) -> bool:
    """True for an absolute URI (RFC 3986, section 4.3), fragment allowed."""
    return isinstance(text, str) and re.fullmatch(_URI, text) is not None


def time_ms(text: str) -> int:
    """A time with zone as milliseconds since the Unix epoch; finer digits are rounded half up.

    Raises:
        InvalidValue: no RFC 3339 date-time, or a time that does not exist.
    """
    match = re.fullmatch(_TIME, text) if isinstance(text, str) else None
    if match is None:
        raise InvalidValue(
            f"{shown(text)} is not a time with zone: write it as 2020-10-13T08:00:00+08:00"
        )
    whole, fraction, _, sign, hours, minutes = match.groups()
    try:
        local = datetime.fromisoformat(whole.upper() + "+00:00")
    except ValueError as error:
        raise InvalidValue(f"{shown(text)} is not a time that exists: {error}") from None
    digits = (fraction or "").ljust(4, "0")
    ms = (local - _EPOCH) // _MILLISECOND + int(digits[:3]) + (digits[3] >= "5")
    offset = (int(hours or 0) * 60 + int(minutes or 0)) * 60_000
    return ms + (offset if sign == "-" else -offset)


def utc(text: str) -> str:
    """A time as the event hash writes it: UTC, three decimals, ``Z``.

    Raises:
        InvalidValue: no such time, or outside the years 1 to 9999 once in UTC.
    """
    try:
        time = _EPOCH + timedelta(milliseconds=time_ms(text))
    except OverflowError:
        raise InvalidValue(f"{shown(text)} is outside the years 1 to 9999 in UTC") from None
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def number(value: int | float | Decimal) -> str:
    """A number as the event hash writes it: no exponent, no trailing zeros (``12.10`` is 12.1)."""
    exact = value if isinstance(value, int | Decimal) else Decimal(repr(value))
    text = format(exact, "f") if isinstance(exact, Decimal) else str(exact)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
