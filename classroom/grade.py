"""Grade submissions one at a time with nbgrader's own autograde.

What it leaves is exactly what ``nbgrader autograde`` leaves: the ``autograded`` folder and the
marks in the gradebook. One bad submission is reported and does not stop the next.

What this leaves out, for now: isolation and speed. A submission runs with the rights of whoever
grades; use an account, container or machine that holds nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from classroom.course import Course, nbgrader_settings, run_converter
from classroom.errors import ClassroomError
from classroom.learner import has_answers, read_notebook

GRADED, SKIPPED, FAILED = "graded", "already graded", "failed"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one learner's submission."""

    student: str
    state: str
    score: float | None = None
    max_score: float | None = None
    by_hand: int = 0
    told: str = ""


def submitted(course: Course, assignment: str, student: str | None = None) -> list[str]:
    """Learners who handed in the assignment, in order.

    Raises:
        ClassroomError: nobody did, or the one asked for did not.
    """
    folders = (course.root / "submitted").glob(f"*/{assignment}")
    students = sorted(folder.parent.name for folder in folders if folder.is_dir())
    if student is not None and student not in students:
        told = f"has not handed in {assignment}; there are submissions of {students or 'nobody'}"
        raise ClassroomError(f"{student} {told}")
    if not students:
        where = f"submitted/<student>/{assignment}/{assignment}.ipynb"
        raise ClassroomError(f"nobody has handed in {assignment}; put notebooks at {where}")
    return [student] if student is not None else students


def grade(
    course: Course,
    assignment: str,
    students: list[str],
    *,
    force: bool,
    on_student: Callable[[str], None],
) -> list[Result]:
    """Autograde the submissions of ``students``.

    Args:
        force: grade again what is graded already and has not been handed in anew.
        on_student: called with each learner's id before grading.
    """
    ensure_assignment(course, assignment)
    results = []
    for student in students:
        on_student(student)
        results.append(_grade_one(course, assignment, student, force=force))
    return results


def ensure_assignment(course: Course, assignment: str) -> None:
    """Enter the assignment into the gradebook if it is not there yet, as a release would.

    Raises:
        ClassroomError: there is no such assignment, nbgrader refuses it, or a release that it
            would replace holds answers.
    """
    from nbgrader.api import Gradebook, MissingEntry

    if not (course.solutions / assignment / f"{assignment}.ipynb").exists():
        raise ClassroomError(f"there is no built assignment '{assignment}'; run 'lianke build'")
    with Gradebook(gradebook_url(course), "lianke") as gradebook:
        try:
            known = bool(gradebook.find_assignment(assignment).notebooks)
        except MissingEntry:
            known = False
    release = course.exercises / assignment / f"{assignment}.ipynb"
    if not known and has_answers(release):
        told = "holds somebody's answers, and releasing would lose them; move it away first"
        raise ClassroomError(f"{release.relative_to(course.root).as_posix()} {told}")
    if not known:
        run_converter("GenerateAssignment", course, assignment)


def gradebook_url(course: Course) -> str:
    """Where the marks are, as SQLAlchemy writes it."""
    return str(nbgrader_settings(course).CourseDirectory.db_url)


def _grade_one(course: Course, assignment: str, student: str, *, force: bool) -> Result:
    notebook = course.root / "submitted" / student / assignment / f"{assignment}.ipynb"
    if not notebook.exists():
        return Result(student, FAILED, told=f"there is no {notebook.name} in the submission")
    done = course.root / "autograded" / student / assignment / notebook.name
    before = _stamp(done)
    try:
        read_notebook(notebook)
        run_converter("Autograde", course, assignment, student=student, force=force)
    except ClassroomError as problem:
        return Result(student, FAILED, told=str(problem))
    state = SKIPPED if before is not None and before == _stamp(done) else GRADED
    return marks(course, assignment, student, state)


def _stamp(path: Path) -> int | None:
    return path.stat().st_mtime_ns if path.exists() else None


def marks(course: Course, assignment: str, student: str, state: str) -> Result:
    """A learner's marks as the gradebook has them."""
    from nbgrader.api import Gradebook

    with Gradebook(gradebook_url(course), "lianke") as gradebook:
        submission = gradebook.find_submission(assignment, student)
        by_hand = sum(
            grade.needs_manual_grade
            for notebook in submission.notebooks
            for grade in notebook.grades
        )
        return Result(student, state, submission.score, submission.max_score, by_hand)
