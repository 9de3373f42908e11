"""Appending blocks to a ledger file, per transaction; the disk's own time is not CPU time."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from benchmarks.chain import CHAIN, next_block, signed_transactions
from benchmarks.harness import Row, alternate, compare
from benchmarks.signatures import raw_check
from course_lib.blocks import Block, genesis
from course_lib.keys import generate, teaching_seed
from course_lib.ledger import Ledger
from course_lib.ledger.sqlite import SCHEMA, SQLiteStore
from course_lib.ledger.store import entries_of

BLOCKS = 5
SIZE = 1000


def rows() -> Iterator[Row]:
    """Storing alone, and the whole append with all its checks."""
    key = generate(seed=teaching_seed("benchmark"))
    blocks = [genesis(CHAIN)]
    for height in range(BLOCKS):
        blocks.append(next_block(blocks[-1], signed_transactions(key, SIZE, height * SIZE)))
    with tempfile.TemporaryDirectory() as folder:
        names = count()
        ours, whole, bare, raw = (
            seconds / (BLOCKS * SIZE)
            for seconds in alternate(
                lambda: _store(blocks, Path(folder, str(next(names)))),
                lambda: _append(blocks, Path(folder, str(next(names)))),
                _bare(blocks, lambda: Path(folder, str(next(names)))),
                _raw_checks(blocks),
                rounds=5,
            )
        )
    yield compare(
        "storing validated blocks of 1000, per transaction",
        ours,
        unit="µs",
        limit=("bare sqlite3, same rows", bare),
        at_most=2,
    )
    yield compare(
        "Ledger.append with all checks, per transaction",
        whole,
        unit="µs",
        limit=("ed25519 check + bare sqlite3", raw + bare),
        at_most=1.15,
    )


def _store(blocks: list[Block], path: Path) -> None:
    store = SQLiteStore(path, CHAIN)
    for block in blocks:
        store.append(block)
    store.close()


def _append(blocks: list[Block], path: Path) -> None:
    with Ledger.open(path, CHAIN) as ledger:
        for block in blocks:
            ledger.append(block)


def _bare(blocks: list[Block], path: Callable[[], Path]) -> Callable[[], None]:
    """The same tables, rows and durability, with every byte prepared beforehand."""
    prepared = [(block.header.height, block.to_bytes(), entries_of(block)) for block in blocks]

    def run() -> None:
        db = sqlite3.connect(path(), isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(f"BEGIN; {SCHEMA} COMMIT;")
        db.execute("PRAGMA synchronous = FULL")
        for height, data, entries in prepared:
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO blocks VALUES (?, ?)", (height, data))
            db.executemany("INSERT INTO transactions VALUES (?, ?, ?, ?, ?, ?)", entries)
            db.execute("COMMIT")
        db.close()

    return run


def _raw_checks(blocks: list[Block]) -> Callable[[], object]:
    public = generate(seed=teaching_seed("benchmark")).public_key
    checks = [
        (raw_check(public, signed.signature), signed.transaction.digest)
        for block in blocks
        for signed in block.transactions
    ]
    return lambda: [check(message) for check, message in checks]
