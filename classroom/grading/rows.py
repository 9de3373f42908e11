"""A submission's rows in nbgrader's gradebook, written in one go.

nbgrader's own objects compute sums with every read, which takes longer than grading a short
submission. These statements go to the same tables, and leave what its ``autograde`` leaves.

What this leaves out: deleting. A submission's rows are made once and changed afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import bindparam, insert, select, update

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from classroom.grading.one import Graded, GradedNotebook


@dataclass(frozen=True, slots=True)
class Sheet:
    """One notebook of the assignment as the gradebook knows it: its cells' ids.

    Attributes:
        points: ``grade_id`` -> id and highest points, of cells with marks, tasks among them.
        comments: ``grade_id`` -> id, of cells that carry a comment.
    """

    name: str
    ident: str
    points: Mapping[str, tuple[str, float]]
    comments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Marks:
    """A learner's marks as the gradebook has them."""

    score: float
    max_score: float
    by_hand: int


def sheets_of(assignment: Any) -> list[Sheet]:
    """The notebooks of an assignment of the gradebook."""
    return [
        Sheet(
            one.name,
            one.id,
            {c.name: (c.id, float(c.max_score)) for c in (*one.grade_cells, *one.task_cells)},
            {c.name: c.id for c in (*one.solution_cells, *one.task_cells)},
        )
        for one in assignment.notebooks
    ]


class Rows:
    """Reads and writes the rows of one assignment's submissions."""

    def __init__(self, session: Session, assignment: Any) -> None:
        from nbgrader import api

        self._run = session.execute
        self._assignment = str(assignment.id)
        self.sheets = sheets_of(assignment)
        tables = (api.Student, api.SubmittedAssignment, api.SubmittedNotebook)
        self._student, self._submission, self._notebook = (one.__table__ for one in tables)
        self._grade, self._comment = api.Grade.__table__, api.Comment.__table__

    def enter(self, graded: Graded, when: Any) -> Marks:
        """Write a submission's points and comments; the caller commits.

        Args:
            when: the time of handing in, without zone and in UTC; None where it is not known.
        """
        submission = self._submission_of(graded.student, when)
        by_name = {one.name: one for one in graded.notebooks}
        for sheet in self.sheets:
            notebook = self._notebook_of(submission, sheet)
            if sheet.name in by_name:
                self._enter_points(notebook, sheet, by_name[sheet.name])
                self._enter_comments(notebook, sheet, by_name[sheet.name])
        return self._marks(submission)

    def marks_of(self, student: str) -> Marks | None:
        """A learner's marks as they are; None where there is no submission."""
        found = self._find_submission(student)
        return None if found is None else self._marks(found)

    def _find_submission(self, student: str) -> str | None:
        table = self._submission
        wanted = select(table.c.id).where(
            table.c.assignment_id == self._assignment, table.c.student_id == student
        )
        found = self._run(wanted).scalar()
        return None if found is None else str(found)

    def _submission_of(self, student: str, when: Any) -> str:
        table = self._student
        if self._run(select(table.c.id).where(table.c.id == student)).scalar() is None:
            self._run(insert(table).values(id=student))
        found = self._find_submission(student)
        if found is None:
            return self._new_submission(student, when)
        if when is not None:
            table = self._submission
            self._run(update(table).where(table.c.id == found).values(timestamp=when))
        return found

    def _new_submission(self, student: str, when: Any) -> str:
        ident = _ident()
        keys = {"assignment_id": self._assignment, "student_id": student, "timestamp": when}
        self._run(insert(self._submission).values(id=ident, **keys))
        for sheet in self.sheets:
            notebook = _ident()
            keys = {"assignment_id": ident, "notebook_id": sheet.ident}
            self._run(insert(self._notebook).values(id=notebook, **keys))
            self._insert(
                self._grade,
                [
                    {"cell_id": cell, "notebook_id": notebook, "needs_manual_grade": True}
                    for cell, _ in sheet.points.values()
                ],
            )
            self._insert(
                self._comment,
                [{"cell_id": cell, "notebook_id": notebook} for cell in sheet.comments.values()],
            )
        return ident

    def _insert(self, table: Any, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self._run(insert(table), [{"id": _ident(), **row} for row in rows])

    def _notebook_of(self, submission: str, sheet: Sheet) -> str:
        table = self._notebook
        wanted = select(table.c.id).where(
            table.c.assignment_id == submission, table.c.notebook_id == sheet.ident
        )
        return str(self._run(wanted).scalar_one())

    def _enter_points(self, notebook: str, sheet: Sheet, graded: GradedNotebook) -> None:
        table = self._grade
        manual = table.c.manual_score
        rows = [
            {"cell": sheet.points[name][0], "auto": points, "open": points is None}
            for name, points in graded.points.items()
            if name in sheet.points
        ]
        if rows:
            change = (
                update(table)
                .where(table.c.notebook_id == notebook, table.c.cell_id == bindparam("cell"))
                .values(
                    auto_score=bindparam("auto"),
                    needs_manual_grade=manual.is_not(None) | bindparam("open", type_=_boolean()),
                )
            )
            self._run(change, rows)

    def _enter_comments(self, notebook: str, sheet: Sheet, graded: GradedNotebook) -> None:
        table = self._comment
        rows = [
            {"cell": cell, "told": "No response." if name in graded.unanswered else None}
            for name, cell in sheet.comments.items()
        ]
        if rows:
            change = (
                update(table)
                .where(table.c.notebook_id == notebook, table.c.cell_id == bindparam("cell"))
                .values(auto_comment=bindparam("told"))
            )
            self._run(change, rows)

    def _marks(self, submission: str) -> Marks:
        grade, notebook = self._grade, self._notebook
        most = {cell: points for one in self.sheets for cell, points in one.points.values()}
        inside = select(notebook.c.id).where(notebook.c.assignment_id == submission)
        rows = self._run(select(grade).where(grade.c.notebook_id.in_(inside))).all()
        score = sum(_score(row) for row in rows)
        penalties = select(notebook.c.late_submission_penalty).where(
            notebook.c.assignment_id == submission
        )
        score -= sum(penalty or 0 for penalty in self._run(penalties).scalars())
        by_hand = sum(bool(row.needs_manual_grade) for row in rows)
        return Marks(float(score), sum(most[row.cell_id] for row in rows), by_hand)


def _score(row: Any) -> float:
    """As nbgrader counts: a person's points before the grader's, extra credit on top."""
    points = row.auto_score if row.manual_score is None else row.manual_score
    return 0.0 if points is None else float(points + (row.extra_credit or 0))


def _boolean() -> Any:
    from sqlalchemy import Boolean

    return Boolean()


def _ident() -> str:
    return uuid4().hex
