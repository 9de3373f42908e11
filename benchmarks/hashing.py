"""Hashing: what our one name for two algorithms costs above hashlib, and what pure Python costs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from benchmarks.harness import Row, alternate, compare, installed
from course_lib.hashing import digest, tagged

LOOPS = 2000
RECORD = bytes(range(200))


def rows() -> Iterator[Row]:
    """Digests of a record of 200 bytes."""
    yield _against_hashlib("SHA-256, 200 B", "sha256", lambda: hashlib.sha256(RECORD).digest())
    yield _against_hashlib("SM3, 200 B", "sm3", lambda: hashlib.new("sm3", RECORD).digest())
    prefix = b"\x06lianke" + RECORD
    ours, bare = alternate(
        lambda: tagged("lianke", RECORD), lambda: hashlib.sha256(prefix).digest(), loops=LOOPS
    )
    yield compare(
        "domain-separated SHA-256, 200 B", ours, unit="ns", limit=("hashlib", bare), at_most=2
    )


def _against_hashlib(name: str, algorithm: str, bare: Callable[[], bytes]) -> Row:
    ours, limit = alternate(lambda: digest(RECORD, algorithm), bare, loops=LOOPS)
    peer = ("gmssl", _gmssl()) if algorithm == "sm3" else ("", None)
    return compare(
        name,
        ours,
        unit="ns",
        peer=peer,
        limit=("hashlib", limit),
        at_least=100 if algorithm == "sm3" else None,
        at_most=2,
    )


def _gmssl() -> float | None:
    if not installed("gmssl"):
        return None
    from gmssl import sm3

    numbers = list(RECORD)
    (seconds,) = alternate(lambda: sm3.sm3_hash(numbers), loops=5)
    return seconds
