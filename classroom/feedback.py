"""Write feedback pages with nbgrader's generate_feedback, hidden tests removed.

The settings in ``nbgrader_config.py`` put :class:`classroom.hidden.HideHiddenTests` in its way, so
that ``nbgrader generate_feedback`` hides them too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from classroom.course import Course, run_converter
from classroom.errors import ClassroomError


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
    students: list[str],
    on_student: Callable[[str], None],
) -> list[Written]:
    """Write one page for each learner anew; a failure is reported and does not stop the next."""
    results = []
    for student in students:
        on_student(student)
        page = course.root / "feedback" / student / assignment / f"{assignment}.html"
        try:
            run_converter("GenerateFeedback", course, assignment, student=student)
        except ClassroomError as problem:
            results.append(Written(student, None, str(problem)))
            continue
        results.append(Written(student, page if page.exists() else None))
    return results
