"""Build lessons and assignments from their percent scripts; check that nothing differs.

Everything is made in a temporary folder first. ``build`` replaces what differs (a picture within
the tolerance of :mod:`classroom.compare` stays), ``check`` reports it. Lessons run in the course's
own ``notebooks`` folder, as a reader's would.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from classroom import craft
from classroom.compare import difference
from classroom.course import NUMBERED, Course, temporary_copy
from classroom.course_map import TAG, as_markdown
from classroom.errors import ClassroomError, NotebookError
from classroom.execute import run_notebook
from classroom.learner import has_answers
from classroom.outputs import tidy
from classroom.percent import (
    INSTRUCTOR,
    read_script,
    set_cell_ids,
    set_notebook_metadata,
    tags,
    without_instructor_notes,
)
from classroom.release import make_assignment, write_notebook
from classroom.roles import read_assignment

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

Progress = Callable[[str], None]


@dataclass(slots=True)
class Report:
    """What a build did or found, by file relative to the course folder."""

    written: list[str] = field(default_factory=list)
    unchanged: int = 0
    differences: list[str] = field(default_factory=list)
    findings: list[craft.Finding] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether ``--check`` must fail."""
        return bool(self.differences) or any(finding.error for finding in self.findings)


def build(
    course: Course,
    slugs: list[str],
    *,
    check: bool,
    progress: Progress,
    overwrite: bool = False,
) -> Report:
    """Make every notebook of the lessons and assignments asked for (all, when none is named).

    Args:
        check: write nothing into the course; report each difference instead.
        progress: called with a few words before each step.
        overwrite: replace a release even when somebody has written answers into it.

    Raises:
        ClassroomError: a script breaks a rule, a lesson's cell fails, nbgrader refuses, or a
            release holds answers.
    """
    report = Report()
    for slug in course.known(slugs):
        with tempfile.TemporaryDirectory(prefix="lianke-build-") as folder:
            made = list(_make(course, slug, Path(folder), report, progress))
            if not check and not overwrite:
                _refuse_to_lose_work(course, made)
            for path in made:
                _settle(course, Path(folder), path, report, check=check)
            _report_stale(course, slug, made, report)
    if not slugs:
        report.differences += orphans(course)
    return report


def lesson_notebooks(course: Course, slug: str) -> Iterator[tuple[Path, NotebookNode]]:
    """The learner's copy of a lesson, executed, and the instructor's copy if it has notes.

    Yields:
        Pairs of a path relative to the course folder and a notebook.
    """
    whole = read_script(course.lesson_script(slug))
    for cell in whole.cells:
        if TAG in tags(cell):
            cell["source"] = as_markdown(course)
    set_cell_ids(whole, slug)
    learner = without_instructor_notes(whole)
    if any(INSTRUCTOR in tags(cell) for cell in whole.cells):
        yield Path("solutions", slug, INSTRUCTOR, f"{slug}_lesson.ipynb"), whole
    try:
        run_notebook(learner, course.notebooks)
    except NotebookError as problem:
        raise NotebookError(f"{slug}.py: {problem}") from None
    set_notebook_metadata(learner)
    tidy(learner, course.root)
    yield Path("notebooks", f"{slug}.ipynb"), learner


def _make(
    course: Course, slug: str, folder: Path, report: Report, progress: Progress
) -> Iterator[Path]:
    """Make the files of one slug inside ``folder``; yield their relative paths."""
    if course.lesson_script(slug).exists():
        progress(f"running lesson {slug}")
        for path, notebook in lesson_notebooks(course, slug):
            write_notebook(notebook, folder / path)
            report.findings += craft.file_findings(folder / path)
            if path.parts[0] == "notebooks":
                report.findings += craft.lesson_findings(notebook, slug)
            yield path
    if course.assignment_script(slug).exists():
        progress(f"releasing assignment {slug}")
        with tempfile.TemporaryDirectory(prefix="lianke-release-") as scratch:
            inside = temporary_copy(course, slug, Path(scratch))
            for path in make_assignment(inside, slug):
                _copy(inside.root / path, folder / path)
                report.findings += craft.file_findings(folder / path)
                yield path
        script = course.assignment_script(slug)
        report.findings += craft.assignment_findings(read_assignment(script), slug)


def _settle(course: Course, folder: Path, path: Path, report: Report, *, check: bool) -> None:
    told = difference(course.root / path, folder / path)
    if told is None:
        report.unchanged += 1
    elif check:
        report.differences.append(f"{path.as_posix()} {told}")
    else:
        _copy(folder / path, course.root / path)
        report.written.append(path.as_posix())


def _refuse_to_lose_work(course: Course, made: list[Path]) -> None:
    """A self-learner may have worked in the release itself; never throw that away unasked."""
    for path in made:
        if path.parts[0] == course.exercises.name and has_answers(course.root / path):
            told = "holds somebody's answers; move it away, or give --overwrite to lose them"
            raise ClassroomError(f"{path.as_posix()} {told}")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _report_stale(course: Course, slug: str, made: list[Path], report: Report) -> None:
    """Files of an earlier build that the script no longer makes; nothing is deleted."""
    places = (course.exercises / slug, course.solutions / slug / INSTRUCTOR)
    for path in sorted(p for place in places for p in place.rglob("*") if p.is_file()):
        relative = path.relative_to(course.root)
        if relative not in made and ".ipynb_checkpoints" not in relative.parts:
            report.differences.append(f"{relative.as_posix()} is made by no script; remove it")


def orphans(course: Course) -> list[str]:
    """Notebooks and releases that stand in the course without a script to make them."""
    lessons, assignments = course.lessons(), course.assignments()
    told = [
        f"notebooks/{path.name} has no script beside it; write {path.stem}.py or remove it"
        for path in sorted(course.notebooks.glob("*.ipynb"))
        if path.stem not in lessons
    ]
    for folder in (course.exercises, course.solutions):
        told += [
            f"{folder.name}/{path.name} has no solutions/{path.name}/{path.name}.py"
            for path in sorted(folder.glob("*"))
            if path.is_dir() and NUMBERED.fullmatch(path.name) and path.name not in assignments
            if not (folder == course.solutions and path.name in lessons)
        ]
    return told
