"""Canonical JSON (RFC 8785): our check and orjson against pure-Python encoders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

import orjson

from benchmarks.harness import Row, alternate, compare, installed
from course_lib.canonical import JSON, encode

LOOPS = 1000
FLAT: JSON = {
    "action": "capture",
    "batch": "urn:epc:id:sgtin:6901234.012345.1",
    "contract": "traceability",
    "nonce": 17,
    "ok": True,
    "sender": "ed25519:" + "ab" * 32,
    "time_ms": 1476316800000,
}
NESTED: JSON = {
    "action": "capture",
    "arguments": {"batch": "urn:epc:id:sgtin:6901234.012345.1", "weight_g": 1200},
    "contract": "traceability",
    "nonce": 17,
    "sender": "ed25519:" + "ab" * 16,
    "time_ms": 1476316800000,
}
CHINESE: JSON = {
    "品名": "冷却猪肉后腿",
    "批次": "A-0317",
    "承运": "济宁冷链物流",
    "屠宰场": "金乡第一屠宰厂",
    "检疫": "合格",
    "温度": -18,
    "产地": "山东省济宁市金乡县",
    "重量": 118200,
}


def rows() -> Iterator[Row]:
    """Records of about 200 bytes: flat, with an inner object, and Chinese."""
    yield _row("flat", FLAT, 15)
    yield _row("nested", NESTED, 15)
    yield _row("Chinese", CHINESE, 12)  # text that is not ASCII is looked through once more


def _row(name: str, record: JSON, at_least: float) -> Row:
    functions: list[Callable[[], object]] = [
        lambda: encode(record),
        lambda: orjson.dumps(record, option=orjson.OPT_SORT_KEYS),
    ]
    if installed("rfc8785"):
        dumps = import_module("rfc8785").dumps
        if dumps(record) != encode(record):
            raise AssertionError(f"rfc8785 and we disagree on {record}")
        functions.append(lambda: dumps(record))
    ours, limit, *peer = alternate(*functions, loops=LOOPS)
    return compare(
        f"canonical JSON with check, {len(encode(record))} B {name}",
        ours,
        unit="ns",
        peer=("rfc8785", peer[0] if peer else None),
        limit=("orjson unchecked", limit),
        at_least=at_least,
    )
