"""A store in one SQLite file, which any SQLite program can open and show.

Two tables: ``blocks`` holds each block's canonical bytes by height, ``transactions`` is the index.
The file says what it is (``application_id``), so that no other program's database is touched.

- *Killed while writing.* A block and its index entries are one SQLite transaction in the
  write-ahead log: after a crash it is there as a whole or not at all. ``synchronous=FULL`` has
  the disk confirm it before ``append`` returns, so power cuts lose nothing acknowledged either.
- *Two writers.* Readers never wait. A writer takes SQLite's write lock for one block, and finds
  inside it whether somebody else has appended meanwhile; then nothing is written.

Left out of the real thing: several files for ledgers larger than a disk, backups while running,
macOS's stronger ``F_FULLFSYNC``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from course_lib.blocks import Block
from course_lib.errors import InvalidBlock, LedgerError
from course_lib.ledger.store import Entry, entries_of, refuse_repeated

APPLICATION_ID = 0x4C49414E  # "LIAN"
VERSION = 1
_WAIT_SECONDS = 1.0
SCHEMA = f"""
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {VERSION};
CREATE TABLE ledger (chain TEXT NOT NULL);
CREATE TABLE blocks (height INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE transactions (
    id BLOB PRIMARY KEY, height INTEGER NOT NULL, position INTEGER NOT NULL,
    contract TEXT NOT NULL, sender TEXT NOT NULL, time_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX by_place ON transactions (height, position);
CREATE INDEX by_contract ON transactions (contract, height, position);
CREATE INDEX by_sender ON transactions (sender, height, position);
"""


class SQLiteStore:
    """Blocks in one file.

    Args:
        path: the file; it is made if it does not exist and ``chain`` is given.
        chain: the ledger's name; may be None for a file that exists.

    Raises:
        LedgerError: if the file is missing, damaged, of another program or of another ledger.
    """

    def __init__(self, path: str | Path, chain: str | None) -> None:
        self._path = Path(path)
        if chain is None and not self._path.exists():
            raise LedgerError(f"no ledger at {path}: to begin one, give the name of its chain")
        with self._explained():
            self._db = sqlite3.connect(
                self._path.absolute(), timeout=_WAIT_SECONDS, isolation_level=None
            )
        try:
            with self._explained():
                self.chain = self._recognise(chain)
        except BaseException:
            self._db.close()
            raise

    def _recognise(self, chain: str | None) -> str:
        """The name of the ledger in the file; an empty file is made one."""
        if chain is not None and self._one("SELECT count(*) FROM sqlite_master") == 0:
            self._create(chain)
        if self._one("PRAGMA application_id") != APPLICATION_ID:
            raise LedgerError(f"{self._path} is not a ledger: it was left as it is, choose another")
        if (version := self._one("PRAGMA user_version")) != VERSION:
            raise LedgerError(
                f"{self._path} is in format {version}, this program reads format {VERSION}: "
                "use the version of the course that made it"
            )
        self._db.execute("PRAGMA synchronous = FULL")
        name = str(self._one("SELECT chain FROM ledger"))
        if chain not in (None, name):
            raise LedgerError(f"{self._path} holds the ledger {name!r}, not {chain!r}")
        return name

    def _create(self, chain: str) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        with self._transaction():
            if self._one("SELECT count(*) FROM sqlite_master") == 0:  # nobody was faster
                for statement in SCHEMA.strip().split(";\n"):
                    self._db.execute(statement)
                self._db.execute("INSERT INTO ledger VALUES (?)", (chain,))

    @property
    def height(self) -> int:
        with self._explained():
            return int(self._one("SELECT coalesce(max(height), -1) FROM blocks"))

    @property
    def count(self) -> int:
        with self._explained():
            return int(self._one("SELECT count(*) FROM transactions"))

    def append(self, block: Block) -> None:
        entries, data = entries_of(block), block.to_bytes()
        with self._explained(), self._transaction():
            height = self.height
            if block.header.height != height + 1:
                raise LedgerError(
                    f"block {block.header.height} cannot be written: {self._path} is at height "
                    f"{height}, another program has just appended; make the block again from .head"
                )
            try:
                self._db.execute("INSERT INTO blocks VALUES (?, ?)", (height + 1, data))
                self._db.executemany("INSERT INTO transactions VALUES (?, ?, ?, ?, ?, ?)", entries)
            except sqlite3.IntegrityError:
                self._db.execute("DELETE FROM transactions WHERE height = ?", (height + 1,))
                refuse_repeated(entries, self.find)
                raise

    def block(self, height: int) -> Block:
        with self._explained():
            data = self._one("SELECT CAST(bytes AS BLOB) FROM blocks WHERE height = ?", height)
        if data is None:
            raise InvalidBlock(f"block {height} is missing from {self._path}")
        return Block.from_bytes(data)

    def find(self, digest: bytes) -> Entry | None:
        return next(self._select("WHERE id = ?", digest), None)

    def search(self, contract: str | None, sender: str | None, since_ms: int) -> Iterator[Entry]:
        wanted = {"contract = ?": contract, "sender = ?": sender, "time_ms >= ?": since_ms}
        clauses = [clause for clause, value in wanted.items() if value is not None]
        values = [value for value in wanted.values() if value is not None]
        return self._select(f"WHERE {' AND '.join(clauses)} ORDER BY height, position", *values)

    def entries(self, height: int) -> list[Entry]:
        return list(self._select("WHERE height = ? ORDER BY position", height))

    def close(self) -> None:
        with self._explained():
            self._db.close()

    def _select(self, where: str, *values: object) -> Iterator[Entry]:
        with self._explained():
            rows = self._db.execute(f"SELECT * FROM transactions {where}", values).fetchall()
        return map(Entry._make, rows)

    def _one(self, query: str, *values: object) -> Any:
        row = self._db.execute(query, values).fetchone()
        return None if row is None else row[0]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of it, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """SQLite's errors in the words of this library."""
        try:
            yield
        except (sqlite3.Error, UnicodeError, OverflowError) as error:
            raise LedgerError(f"{self._path}: {error}; {_remedy(error)}") from None


def _remedy(error: Exception) -> str:
    text = str(error)
    if "locked" in text:
        return "another program is writing to it: wait until it is done, or close it"
    if "not a database" in text or "malformed" in text:
        return "the file is damaged or not a ledger: restore a copy, or begin a new file"
    if "unable to open" in text:
        return "check that the folder exists and may be written to"
    if "closed" in text:
        return "the ledger was closed: open it again"
    return "check the disk, the permissions and that the file was made by this program"
