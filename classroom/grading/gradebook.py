"""The one writer: puts graded submissions into nbgrader's gradebook and ``autograded`` folder.

Order makes it safe to be killed at any moment: first the folder, then one transaction of the
gradebook, last the stamp. Without its stamp a submission is graded again, to the same marks.

What this leaves out: gradebooks that two programs write at once; it waits for a lock, then stops.
"""

from __future__ import annotations

import json
import os
import shutil
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classroom.course import Course, nbgrader_settings
from classroom.errors import ClassroomError
from classroom.grading.one import Graded, GradedNotebook

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

STAMP = ".lianke-grading.json"
LOCK_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Marks:
    """A learner's marks as the gradebook has them."""

    score: float
    max_score: float
    by_hand: int


@contextmanager
def open_gradebook(course: Course, url: str) -> Iterator[Gradebook]:
    """The course's gradebook, patient with other programs that hold its lock.

    Raises:
        ClassroomError: it is locked for longer than two minutes, or is no gradebook.
    """
    from nbgrader.api import Gradebook
    from sqlalchemy import event
    from sqlalchemy.exc import SQLAlchemyError

    config = nbgrader_settings(course)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SQLAlchemy's, about nbgrader's relationships
            with Gradebook(url, str(config.CourseDirectory.course_id)) as gradebook:
                event.listen(gradebook.engine, "connect", _be_patient)
                gradebook.engine.dispose()
                yield gradebook
    except SQLAlchemyError as problem:
        told = str(getattr(problem, "orig", problem)).splitlines()[0]
        raise ClassroomError(f"the gradebook cannot be used: {told}") from None


def _be_patient(connection: Any, _: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000}")


class Writer:
    """Writes submissions of one assignment, one after another."""

    def __init__(self, course: Course, assignment: str, gradebook: Gradebook) -> None:
        self._course = course
        self._assignment = assignment
        self._gradebook = gradebook
        self._late = _late_plugin(course)

    def write(self, graded: Graded, stamp: Mapping[str, Any]) -> Marks:
        """Write one submission.

        Args:
            stamp: what the marks were made from; it is written last.
        """
        folder = self._course.root / "autograded" / graded.student / self._assignment
        _replace_folder(folder, graded)
        marks = self._enter(graded)
        temporary = folder / f"{STAMP}.new"
        temporary.write_text(json.dumps(stamp, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        os.replace(temporary, folder / STAMP)
        return marks

    def _enter(self, graded: Graded) -> Marks:
        """One transaction: the submission, its points and its comments."""
        book, when = self._gradebook, _time(graded.timestamp)
        book.update_or_create_student(graded.student)
        keys = {} if when is None else {"timestamp": when}
        submission = book.update_or_create_submission(self._assignment, graded.student, **keys)
        by_name = {one.name: one for one in graded.notebooks}
        for notebook in submission.notebooks:
            if notebook.name in by_name:
                _enter_points(notebook, by_name[notebook.name])
        book.db.flush()
        for notebook in submission.notebooks:
            self._enter_penalty(submission, notebook, graded.student)
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        penalty = sum(notebook.late_submission_penalty or 0 for notebook in submission.notebooks)
        marks = Marks(
            float(sum(grade.score for grade in grades) - penalty),
            float(sum(grade.max_score for grade in grades)),
            sum(bool(grade.needs_manual_grade) for grade in grades),
        )
        book.db.commit()
        return marks

    def _enter_penalty(self, submission: Any, notebook: Any, student: str) -> None:
        notebook.late_submission_penalty = None
        late = submission.total_seconds_late
        if late > 0:
            penalty = self._late.late_submission_penalty(student, notebook.score, late)
            if penalty is not None:
                notebook.late_submission_penalty = min(max(penalty, 0), notebook.score)


def marks_of(gradebook: Gradebook, assignment: str, student: str) -> Marks:
    """A learner's marks as they are."""
    submission = gradebook.find_submission(assignment, student)
    by_hand = sum(
        bool(grade.needs_manual_grade) for one in submission.notebooks for grade in one.grades
    )
    return Marks(float(submission.score), float(submission.max_score), by_hand)


def _enter_points(notebook: Any, graded: GradedNotebook) -> None:
    for grade in notebook.grades:
        if grade.name in graded.points:
            grade.auto_score = graded.points[grade.name]
            by_hand = grade.manual_score is not None or grade.auto_score is None
            grade.needs_manual_grade = by_hand
    for comment in notebook.comments:
        comment.auto_comment = "No response." if comment.name in graded.unanswered else None


def _late_plugin(course: Course) -> Any:
    from nbgrader.preprocessors import AssignLatePenalties

    step = AssignLatePenalties(config=nbgrader_settings(course))
    step.init_plugin()
    return step.plugin_inst


def _time(text: str | None) -> Any:
    from nbgrader.utils import parse_utc

    try:
        return parse_utc(text) if text else None
    except (ValueError, OverflowError, TypeError):
        return None


def _replace_folder(folder: Path, graded: Graded) -> None:
    """Put the graded folder in its place, whole or not at all."""
    fresh = folder.with_name(f".{folder.name}.new")
    gone = folder.with_name(f".{folder.name}.old")
    for rest in (fresh, gone):
        if rest.exists():
            shutil.rmtree(rest)
    fresh.mkdir(parents=True)
    for name, data in graded.files.items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for notebook in graded.notebooks:
        if notebook.text:
            (fresh / f"{notebook.name}.ipynb").write_text(notebook.text, encoding="utf-8")
    if graded.timestamp is not None:
        (fresh / "timestamp.txt").write_text(graded.timestamp, encoding="utf-8")
    if folder.exists():
        folder.rename(gone)
    fresh.rename(folder)
    if gone.exists():
        shutil.rmtree(gone)
