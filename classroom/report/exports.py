"""Files of marks: a plain one, and the shapes that Canvas and Moodle import.

All are UTF-8 with a byte order mark: Excel on a Chinese Windows reads a file without one as GBK
and garbles every name. Canvas finds its first column by the word that it contains, and Moodle
removes the mark, so both take such files.

A cell that begins like a formula gets an apostrophe in front, since a spreadsheet would run it
(OWASP, "CSV Injection", owasp.org/www-community/attacks/CSV_Injection). A learner whose id begins
with ``= + - @`` must therefore be matched by hand.

Canvas: ``lib/gradebook_importer.rb`` of instructure/canvas-lms. The columns stand in this order; a
row whose first cell holds "Points Possible" gives the points that can be had; a learner is looked
up by ID (Canvas's own number), then SIS User ID, then SIS Login ID, then name. See also the
instructors' guide, "How do I import grades in the Gradebook?".

Moodle: ``grade/import/csv/classes/load_data.php`` of moodle/moodle, and "Grade import" in Moodle's
documentation. A teacher maps columns on import: *Map from* Username (or ID number, Email address),
*Map to* the same. One unknown learner ends the whole import. A row without an address would get
the learner of the row before it, so that column is left out unless all have one. A mark above the
site's greatest grade (100) ends it too.

Files for Canvas and Moodle hold finished marks only: no learner without a submission, none who
waits for a person. What is not in the file stays as it is there.

What this leaves out: groups, sections, and outcomes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from classroom.report.records import Class, Learner, Submission

ENCODING = "utf-8-sig"
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # the wide ones: Excel in East Asia
POINTS_POSSIBLE = "Points Possible"

Row = Sequence[str | float | int]


def exports(marked: Class) -> dict[str, bytes]:
    """File names and what is in them."""
    rows = {"marks.csv": marks(marked), "canvas.csv": canvas(marked), "moodle.csv": moodle(marked)}
    return {name: as_csv(found) for name, found in rows.items()}


def finished(marked: Class) -> list[Submission]:
    """Submissions with nothing left to decide."""
    return [one for one in marked.submissions if not one.waiting]


def marks(marked: Class) -> list[Row]:
    """Every learner of the gradebook, every item; nothing is left out."""
    labels = [item.label for item in marked.items]
    rows: list[Row] = [
        ["student", *labels, "total", "max", "late penalty", "needs manual", "state"]
    ]
    for one in marked.submissions:
        state = f"unreadable: {one.record.problem}" if one.record.problem else "graded"
        points = [_shown(one.points.get(label)) for label in labels]
        ends: Row = [one.total, marked.most, one.penalty, one.waiting, state]
        rows.append([one.learner.name, *points, *ends])
    blank = [""] * (len(labels) + 4)
    for state, names in (("no submission", marked.missing), ("not graded", marked.ungraded)):
        rows += [[name, *blank, state] for name in names]
    return rows


def canvas(marked: Class) -> list[Row]:
    """The gradebook of Canvas, with one assignment."""
    heads = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    rows: list[Row] = [[*heads, marked.assignment]]
    rows.append([f"    {POINTS_POSSIBLE}", "", "", "", "", _number(marked.most)])
    for one in finished(marked):
        learner = one.learner
        number = learner.lms if learner.lms.isascii() and learner.lms.isdigit() else ""
        ids = [number, learner.name, learner.name, ""]
        rows.append([_canvas_name(learner), *ids, _number(one.total)])
    return rows


def _canvas_name(learner: Learner) -> str:
    """``Last, First``, or the id; no name may pass for the row of the points."""
    full = ", ".join(filter(None, (learner.last, learner.first))) or learner.name
    return full.replace(POINTS_POSSIBLE, "Points-Possible")


def moodle(marked: Class) -> list[Row]:
    """A table for Moodle's grade import."""
    found = finished(marked)
    with_email = bool(found) and all(one.learner.email for one in found)
    emails = ["Email address"] if with_email else []
    heads = ["Username", "ID number", *emails, marked.assignment, "Feedback comments"]
    rows: list[Row] = [heads]
    for one in found:
        learner = one.learner
        address = [learner.email] if with_email else []
        rows.append(
            [learner.name, learner.name, *address, _number(one.total), _comment(marked, one)]
        )
    return rows


def _comment(marked: Class, one: Submission) -> str:
    """What a learner may read: points of each item, the penalty, and why it was not read."""
    parts = []
    if one.record.problem:
        parts.append(f"not graded: {one.record.problem}")
    for item in marked.items:
        parts.append(f"{item.label}: {_shown(one.points.get(item.label))} of {item.most:g}")
    if one.penalty:
        parts.append(f"late: {-one.penalty:g}")
    return "; ".join(parts)


def _shown(points: float | None) -> str:
    return "" if points is None else _number(points)


def _number(value: float) -> str:
    return f"{round(value, 4):g}" if abs(value) < 1e5 else f"{value:.2f}"


def as_csv(rows: Iterable[Row]) -> bytes:
    """Rows as a file (RFC 4180), safe to open in a spreadsheet."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode(ENCODING, "replace")


def safe(cell: str | float | int) -> str:
    """A cell that no spreadsheet runs, in one line."""
    if not isinstance(cell, str):
        return _number(cell)
    line = "".join(sign if sign.isprintable() else " " for sign in cell)
    return f"'{line}" if line.lstrip().startswith(FORMULA) else line
