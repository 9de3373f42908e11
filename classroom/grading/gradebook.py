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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classroom.course import Course, nbgrader_settings
from classroom.errors import ClassroomError
from classroom.grading.one import STAMP, Graded
from classroom.grading.rows import Marks, Rows
from classroom.grading.settings import LOCK_SECONDS

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


@contextmanager
def open_gradebook(course: Course, url: str, patience: float = LOCK_SECONDS) -> Iterator[Gradebook]:
    """The course's gradebook, patient with other programs that hold its lock.

    Args:
        patience: how many seconds to wait for a lock, each time.

    Raises:
        ClassroomError: it is locked for longer than that, or is no gradebook.
    """
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import SQLAlchemyError

    config = nbgrader_settings(course)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SQLAlchemy's, about nbgrader's relationships
            course_id = str(config.CourseDirectory.course_id)
            with Gradebook(_patient(url, patience), course_id) as gradebook:
                yield gradebook
    except SQLAlchemyError as problem:
        told = str(getattr(problem, "orig", problem)).splitlines()[0]
        if "locked" in told:
            told = f"another program has held its lock for {patience:g} s; close it and try again"
        raise ClassroomError(f"the gradebook cannot be used: {told}") from None


def _patient(url: str, seconds: float) -> str:
    """The address of a gradebook whose every connection waits so long for a lock."""
    if not url.startswith("sqlite:"):
        return url
    return f"{url}{'&' if '?' in url else '?'}timeout={seconds:g}"


class Writer:
    """Writes submissions of one assignment; nobody else does while it lives."""

    def __init__(self, course: Course, assignment: str, gradebook: Gradebook) -> None:
        self._course = course
        self._assignment = assignment
        self._gradebook = gradebook
        known = gradebook.find_assignment(assignment)
        self.rows = Rows(gradebook.db(), known)
        self._late = None if known.duedate is None else _late_plugin(course)

    def write(self, batch: Sequence[tuple[Graded, Mapping[str, Any]]]) -> list[Marks]:
        """Write some submissions: their folders, one transaction, their stamps.

        Args:
            batch: graded submissions and what their marks were made from.
        """
        self._take_lock()
        for graded, _ in batch:
            _replace_folder(self._folder(graded.student), graded)
        marks = [self._enter(graded) for graded, _ in batch]
        self._gradebook.db.commit()
        for graded, stamp in batch:
            folder = self._folder(graded.student)
            temporary = folder / f"{STAMP}.new"
            temporary.write_text(
                json.dumps(stamp, indent=1, sort_keys=True) + "\n", encoding="utf-8"
            )
            os.replace(temporary, folder / STAMP)
        return marks

    def _take_lock(self) -> None:
        """Wait for the gradebook before anything is written, so that a folder never runs ahead."""
        if self._gradebook.engine.dialect.name == "sqlite":
            self._gradebook.db.rollback()
            self._gradebook.db.connection().exec_driver_sql("BEGIN IMMEDIATE")

    def _folder(self, student: str) -> Path:
        return self._course.root / "autograded" / student / self._assignment

    def _enter(self, graded: Graded) -> Marks:
        marks = self.rows.enter(graded, _time(graded.timestamp))
        if self._late is None:
            return marks
        self._enter_penalties(graded.student)
        return self.rows.marks_of(graded.student) or marks

    def _enter_penalties(self, student: str) -> None:
        """Late penalties by the course's plugin, as nbgrader counts them."""
        submission = self._gradebook.find_submission(self._assignment, student)
        self._gradebook.db.refresh(submission)
        late = submission.total_seconds_late
        for notebook in submission.notebooks:
            self._gradebook.db.refresh(notebook)
            penalty = None
            if late > 0:
                penalty = self._late.late_submission_penalty(student, notebook.score, late)
            most = notebook.score
            notebook.late_submission_penalty = (
                None if penalty is None else min(max(penalty, 0), most)
            )
        self._gradebook.db.flush()


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
