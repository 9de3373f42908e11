"""Writing events into the file of a :class:`.store.TraceStore`.

Nothing is deleted from the table of events. Declaring an event wrong takes it out of the index
beside that table.

Left out of the real thing: see :mod:`.store`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from course_lib.contracts.traceability.documents import CONTAINING, Event, restore

_LAST = "SELECT coalesce(max(number), 0) FROM event"
_DECLARED = """
SELECT 1 FROM event
WHERE declares AND CASE id WHEN '' THEN hash ELSE id END IN (?, ?)
"""
_TO_DECLARE = """
SELECT number, text, hash FROM event
WHERE (id = ?1 OR hash = ?1) AND NOT declares AND NOT wrong
"""
_DISCONNECT = (
    "DELETE FROM origin WHERE source = ?1 AND node IN (SELECT target FROM onward WHERE node = ?1)",
    "DELETE FROM onward WHERE target = ?1 AND node IN (SELECT source FROM origin WHERE node = ?1)",
    "DELETE FROM origin WHERE node = ?",
    "DELETE FROM onward WHERE node = ?",
)


class Recorder:
    """Adds events to an open store; the caller keeps the transaction.

    Args:
        db: connection to the file.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._run = db.execute

    def add(self, event: Event) -> bool:
        """Record an event; False if the very same was recorded before."""
        declares = event.error_declaration is not None
        wrong = not declares and self._exists(_DECLARED, event.id, event.hash)
        number = int(self._run(_LAST).fetchone()[0]) + 1
        row = (number, event.id, event.hash, declares, wrong, event.text())
        done = self._run("INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?, ?, ?)", row)
        if not done.rowcount:
            return False
        if declares:
            self._declare_wrong(event.id or event.hash)
        elif not wrong:
            self._index(number, event)
        return True

    def _declare_wrong(self, name: str) -> None:
        for number, text, digest in self._run(_TO_DECLARE, (name,)).fetchall():
            self._run("UPDATE event SET wrong = 1 WHERE number = ?", (number,))
            self._forget(number, restore(text, digest))

    def _index(self, number: int, event: Event) -> None:
        nodes = {thing: self._node(thing) for thing in event.things}
        self._many("INSERT INTO mention VALUES (?, ?)", ((n, number) for n in nodes.values()))
        if event.kind == "TransformationEvent":
            step = self._step_of(number, event)
            self._run("INSERT INTO step VALUES (?, ?)", (step, number))
            self._connect(step, event)
        elif event.kind in CONTAINING and event.parent:
            parent = nodes[event.parent]
            children = [nodes[child] for child in dict.fromkeys(event.children)]
            rows = ((parent, number, child) for child in children or [0])
            self._many("INSERT INTO packing VALUES (?, ?, ?)", rows)
            self._many(
                "INSERT OR IGNORE INTO onward VALUES (?, ?)", ((c, parent) for c in children)
            )
            self._run("UPDATE thing SET holds = 1 WHERE node = ?", (parent,))

    def _forget(self, number: int, event: Event) -> None:
        """Take an event out of the index; it stays recorded."""
        named = ((self._node(thing), number) for thing in event.things)
        self._many("DELETE FROM mention WHERE node = ? AND number = ?", named)
        if event.kind == "TransformationEvent":
            self._leave_step(number, event)
        elif event.kind in CONTAINING and event.parent:
            self._unpack(number, event)

    def _unpack(self, number: int, event: Event) -> None:
        parent = self._node(event.parent)
        self._run("DELETE FROM packing WHERE parent = ? AND number = ?", (parent, number))
        for child in map(self._node, event.children):
            pair = (parent, child)
            if not self._exists("SELECT 1 FROM packing WHERE parent = ? AND child = ?", *pair):
                self._run("DELETE FROM onward WHERE target = ? AND node = ?", pair)
        if not self._exists("SELECT 1 FROM packing WHERE parent = ?", parent):
            self._run("UPDATE thing SET holds = 0 WHERE node = ?", (parent,))

    def _leave_step(self, number: int, event: Event) -> None:
        step = self._step_of(number, event)
        self._run("DELETE FROM step WHERE node = ? AND number = ?", (step, number))
        for sql in _DISCONNECT:
            self._run(sql, (step,))
        rest = "SELECT text, hash FROM step JOIN event USING (number) WHERE node = ?"
        for text, digest in self._run(rest, (step,)).fetchall():
            self._connect(step, restore(text, digest))

    def _step_of(self, number: int, event: Event) -> int:
        """The step's node: one for all events of a transformationID, else one for each event."""
        name = event.transformation_id
        if not name:
            return -number
        self._run("INSERT OR IGNORE INTO shared_step VALUES (?, ?)", (name, -number))
        return int(self._run("SELECT node FROM shared_step WHERE name = ?", (name,)).fetchone()[0])

    def _connect(self, step: int, event: Event) -> None:
        inputs = [self._node(thing) for thing in event.inputs]
        outputs = [self._node(thing) for thing in event.outputs]
        origin = [(step, node) for node in inputs] + [(node, step) for node in outputs]
        onward = [(node, step) for node in inputs] + [(step, node) for node in outputs]
        self._many("INSERT OR IGNORE INTO origin VALUES (?, ?)", origin)
        self._many("INSERT OR IGNORE INTO onward VALUES (?, ?)", onward)

    def _node(self, thing: str) -> int:
        row = self._run("SELECT node FROM thing WHERE uri = ?", (thing,)).fetchone()
        if row is None:
            return int(self._run("INSERT INTO thing (uri) VALUES (?)", (thing,)).lastrowid or 0)
        return int(row[0])

    def _many(self, sql: str, rows: Iterable[tuple[int, ...]]) -> None:
        self._db.executemany(sql, rows)

    def _exists(self, sql: str, *values: object) -> bool:
        return self._run(sql, values).fetchone() is not None
