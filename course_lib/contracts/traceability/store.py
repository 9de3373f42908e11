"""The chain of events in a file: the same answers as :mod:`.graph`, and they survive a crash.

A SQLite file holds every event as its own JSON text, and an index beside them. Things and steps
are the nodes of one graph: ``origin`` leads from a thing to the step that made it and on to the
step's inputs; ``onward`` leads from a thing to the steps that used it, to their outputs, and to
its containers. One recursive query walks it. Only where containers make the moment matter does
the slower walk of :class:`.tracing.Tracer` take over.

An :meth:`TraceStore.add` is one transaction: when it returns, the events are on the disk, all of
them; after a crash in the middle, none of them.

Left out of the real thing: several writers at once, and copies on other machines (the ledger
itself is replicated; this index can always be rebuilt from it).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from course_lib.contracts.traceability.containment import Contents, contents_of
from course_lib.contracts.traceability.documents import Event, restore
from course_lib.contracts.traceability.identifiers import canonical
from course_lib.contracts.traceability.recording import Recorder
from course_lib.contracts.traceability.tracing import Step, Trace, Tracer
from course_lib.errors import LedgerError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_BACK = """
WITH RECURSIVE reached(node) AS (
    SELECT node FROM thing WHERE uri = ? UNION SELECT source FROM origin JOIN reached USING (node))
SELECT uri, holds FROM reached JOIN thing USING (node)
"""
_FORWARD = """
WITH RECURSIVE reached(node) AS (
    SELECT node FROM thing WHERE uri = ? UNION SELECT target FROM onward JOIN reached USING (node))
SELECT uri, CASE WHEN NOT holds THEN 0
    WHEN EXISTS (SELECT 1 FROM onward WHERE node = thing.node)
      OR EXISTS (SELECT 1 FROM origin WHERE node = thing.node) THEN 2 ELSE 1 END
FROM reached JOIN thing USING (node)
"""


class TraceStore(Tracer):
    """The index in a file; use it in a ``with`` statement, or close it.

    Args:
        path: the file, made if it is not there; ``":memory:"`` for none.

    Raises:
        LedgerError: the file cannot be opened, or is no store; so for all methods.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = str(path)
        self._cache: dict[int, Step] = {}
        self._load = lru_cache(maxsize=4096)(self._read)
        with self._guarded():
            self._db = sqlite3.connect(self._path, isolation_level=None)
            from importlib.resources import files

            script = files(__package__).joinpath("store.sql").read_text(encoding="utf-8")
            self._db.executescript(script)

    def __enter__(self) -> TraceStore:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what was added stays."""
        self._db.close()

    def __len__(self) -> int:
        return int(self._column("SELECT count(*) FROM event")[0])

    def add(self, *events: Event) -> int:
        """Record events, all or none; how many of them were new.

        Args:
            events: valid, as :func:`.documents.parse` gives them.
        """
        self._cache.clear()
        with self._guarded():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                added = sum(map(Recorder(self._db).add, events))
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
        return added

    def trace_back(self, thing: str) -> Trace:
        rows = self._walk(_BACK, thing)
        uris, holds = zip(*rows, strict=True) if rows else ((), (1,))
        if any(holds):
            return super().trace_back(thing)
        return Trace(self, "back", uris, None, ())

    def recall_forward(self, thing: str) -> Trace:
        rows = self._walk(_FORWARD, thing)
        uris, roles = zip(*rows, strict=True) if rows else ((), (2,))
        if roles[0] or 2 in roles:
            return super().recall_forward(thing)
        containers = tuple(uri for uri, role in rows if role)
        return Trace(self, "forward", uris, None, containers)

    def made_by(self, thing: str) -> Sequence[Step]:
        return self._steps(
            "SELECT source FROM origin WHERE node = ? AND source < 0 ORDER BY 1 DESC", thing
        )

    def used_in(self, thing: str) -> Sequence[Step]:
        sql = "SELECT target FROM onward WHERE node = ? AND target < 0 ORDER BY 1 DESC"
        return self._steps(sql, thing)

    def contents(self, parent: str) -> Contents:
        sql = "SELECT DISTINCT number FROM packing WHERE parent = ?"
        numbers = self._column(sql, self._node(parent))
        return contents_of(self.in_order(numbers)) if numbers else {}

    def containers(self, child: str) -> Sequence[str]:
        sql = "SELECT uri FROM onward JOIN thing ON thing.node = target WHERE onward.node = ?"
        return self._column(sql, self._node(child))

    def mentions(self, thing: str) -> Sequence[int]:
        return self._column("SELECT number FROM mention WHERE node = ?", self._node(thing))

    def event(self, number: int) -> Event:
        return self._load(number)

    @property
    def declared_wrong(self) -> tuple[Event, ...]:
        """The events that no longer count; they stay recorded."""
        return tuple(map(self.event, self._column("SELECT number FROM event WHERE wrong")))

    def find(self, name: str) -> tuple[Event, ...]:
        """Events with this eventID or event hash, declarations too."""
        sql = "SELECT number FROM event WHERE hash = ?1 OR id = ?1 ORDER BY number"
        return tuple(map(self.event, self._column(sql, name)))

    def _read(self, number: int) -> Event:
        with self._guarded():
            row = self._db.execute("SELECT text, hash FROM event WHERE number = ?", (number,))
            return restore(*row.fetchone())

    def _walk(self, sql: str, thing: str) -> list[tuple[str, int]]:
        try:
            return self._db.execute(sql, (canonical(thing),)).fetchall()
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def _steps(self, sql: str, thing: str) -> list[Step]:
        return [self._step(node) for node in self._column(sql, self._node(thing))]

    def _step(self, node: int) -> Step:
        if node not in self._cache:
            names = "SELECT uri FROM {} JOIN thing ON thing.node = {} WHERE {}.node = ?"
            inputs = self._column(names.format("origin", "source", "origin"), node)
            outputs = self._column(names.format("onward", "target", "onward"), node)
            events = self._column("SELECT number FROM step WHERE node = ?", node)
            self._cache[node] = Step(inputs, outputs, events)
        return self._cache[node]

    def _node(self, thing: str) -> int | None:
        row = self._db.execute("SELECT node FROM thing WHERE uri = ?", (thing,)).fetchone()
        return None if row is None else int(row[0])

    def _column(self, sql: str, value: int | str | None = None) -> list[Any]:
        values = () if "?" not in sql else (value,)
        with self._guarded():
            return [row[0] for row in self._db.execute(sql, values)]

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """SQLite's errors as ours."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def _failed(self, error: sqlite3.Error) -> LedgerError:
        return LedgerError(f"the trace store {self._path} failed: {error}")
