"""Checks of single fields, shared by transactions, headers and blocks.

Each takes the error to raise, so that a bad transaction is an InvalidTransaction and a bad header
an InvalidBlock, whichever check finds it.

Left out of the real thing: a schema language; a dozen fields do not need one.
"""

from __future__ import annotations

from typing import Any

from course_lib.canonical import MAX_INTEGER
from course_lib.errors import CourseError, shown
from course_lib.hashing import ALGORITHMS, DIGEST_BYTES

Refusal = type[CourseError]


def check_text(refusal: Refusal, name: str, value: object) -> None:
    """``value`` must be text that is not empty."""
    if type(value) is not str or not value:
        raise refusal(f"{name} is {shown(value)}: give text that is not empty")


def check_count(refusal: Refusal, name: str, value: object) -> None:
    """``value`` must be an integer from 0 to 2^53 - 1."""
    if type(value) is not int or not 0 <= value <= MAX_INTEGER:
        raise refusal(f"{name} is {shown(value)}: give an integer from 0 to 2^53 - 1")


def check_digest(refusal: Refusal, name: str, value: object) -> None:
    """``value`` must be a digest in lower-case hexadecimal digits."""
    if len(from_hex(refusal, name, value)) != DIGEST_BYTES:
        raise refusal(f"{name} is {shown(value)}: give {2 * DIGEST_BYTES} hexadecimal digits")


def check_algorithm(refusal: Refusal, value: object) -> None:
    """``value`` must name a hash algorithm."""
    if value not in ALGORITHMS:
        raise refusal(f"algorithm is {shown(value)}: use one of {', '.join(ALGORITHMS)}")


def from_hex(refusal: Refusal, name: str, value: object) -> bytes:
    """The bytes that ``value`` writes in lower-case hexadecimal digits."""
    try:
        data = bytes.fromhex(value) if type(value) is str else None
    except ValueError:
        data = None
    if data is None or data.hex() != value:
        raise refusal(f"{name} is {shown(value)}: give lower-case hexadecimal digits")
    return data


def record(refusal: Refusal, name: str, value: object, keys: frozenset[str]) -> dict[str, Any]:
    """``value`` as a JSON object with exactly these keys."""
    if type(value) is not dict:
        raise refusal(f"{name} is {shown(value)}: give a JSON object")
    if value.keys() != keys:
        missing = ", ".join(sorted(keys - value.keys())) or "none"
        strange = ", ".join(sorted(map(shown, value.keys() - keys))) or "none"
        raise refusal(f"{name} has the wrong keys (missing: {missing}; unknown: {strange})")
    return value
