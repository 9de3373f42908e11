"""Write feedback pages as nbgrader's generate_feedback does, hidden tests removed.

The settings in ``nbgrader_config.py`` put :class:`classroom.hidden.HideHiddenTests` in its way, so
that ``nbgrader generate_feedback`` hides them too. Here one converter serves many learners, and a
large class is shared among processes.

What this leaves out: releasing the pages; ``nbgrader release_feedback`` does.
"""

from __future__ import annotations

import logging
import os
import shutil
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from classroom.course import Course, course_directory, nbgrader_settings
from classroom.errors import ClassroomError

TOGETHER = 8
WORTH = 40
"""So many pages are worth another process; it takes seconds to start."""


@dataclass(frozen=True, slots=True)
class Written:
    """The feedback page of one learner, or why there is none."""

    student: str
    page: Path | None
    told: str = ""


def graded(course: Course, assignment: str, student: str | None = None) -> list[str]:
    """Learners whose submission has been graded.

    Raises:
        ClassroomError: none has, or not the one asked for.
    """
    folders = (course.root / "autograded").glob(f"*/{assignment}")
    students = sorted(folder.parent.name for folder in folders if folder.is_dir())
    if not students or (student is not None and student not in students):
        who = student or "no submission"
        raise ClassroomError(f"{who} of {assignment} is graded; run 'lianke grade {assignment}'")
    return [student] if student is not None else students


def write_feedback(
    course: Course,
    assignment: str,
    students: Sequence[str],
    on_student: Callable[[str], None],
) -> list[Written]:
    """Write one page for each learner anew; a failure is reported and does not stop the next."""
    workers = min(len(os.sched_getaffinity(0)), len(students) // WORTH)
    if workers < 2:
        found = _pages(course, assignment, students)
    else:
        found = _shared(course, assignment, students, workers)
    results = []
    for one in found:
        on_student(one.student)
        results.append(one)
    return results


def _shared(
    course: Course, assignment: str, students: Sequence[str], workers: int
) -> Iterator[Written]:
    parts = [students[at : at + TOGETHER] for at in range(0, len(students), TOGETHER)]
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        todo = [pool.submit(_part, course, assignment, part) for part in parts]
        for one in todo:
            yield from one.result()


_converters: dict[tuple[Path, str], _Converter] = {}


def _part(course: Course, assignment: str, students: Sequence[str]) -> list[Written]:
    """Some pages, in a process that keeps its converter for the next ones."""
    key = (course.root, assignment)
    if key not in _converters:
        _converters[key] = _Converter(course, assignment)
    return [_converters[key].write(student) for student in students]


def _pages(course: Course, assignment: str, students: Sequence[str]) -> Iterator[Written]:
    converter = _Converter(course, assignment)
    for student in students:
        yield converter.write(student)


class _Converter:
    """nbgrader's converter, made once; each learner is named to it exactly, never by a pattern."""

    def __init__(self, course: Course, assignment: str) -> None:
        from nbconvert.writers import FilesWriter
        from nbgrader.converters import GenerateFeedback

        from classroom.pages import QuickExporter

        self._course, self._assignment = course, assignment
        config = nbgrader_settings(course)
        app = self._app = GenerateFeedback(
            coursedir=course_directory(config, assignment), config=config
        )
        app.log.setLevel(logging.CRITICAL)
        app.writer = FilesWriter(parent=app, config=app.config)
        app.exporter = QuickExporter(parent=app, config=app.config)
        for step in app.preprocessors:
            app.exporter.register_preprocessor(step)

    def write(self, student: str) -> Written:
        """Replace one learner's page."""
        try:
            self._convert(student)
        except Exception as problem:  # of one learner's file; the others have their pages
            told = " ".join(str(problem).split()) or type(problem).__name__
            return Written(student, None, f"no page: {told[:300]}")
        page = self._folder("feedback", student) / f"{self._assignment}.html"
        return Written(student, page if page.exists() else None)

    def _folder(self, kind: str, student: str) -> Path:
        return self._course.root / kind / student / self._assignment

    def _convert(self, student: str) -> None:
        app: Any = self._app
        notebooks = sorted(map(str, self._folder("autograded", student).glob("*.ipynb")))
        if not notebooks:
            raise ClassroomError(f"{student} has no graded notebook; run 'lianke grade' again")
        shutil.rmtree(self._folder("feedback", student), ignore_errors=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's own, about its database sessions
            app.init_assignment(self._assignment, student)
            for notebook in notebooks:
                app.convert_single_notebook(notebook)
            app.set_permissions(self._assignment, student)
