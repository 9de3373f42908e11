"""Before grading: who handed in, and whether the gradebook knows the assignment.

What this leaves out: collecting; ``nbgrader collect`` or a person puts folders into ``submitted``.
"""

from __future__ import annotations

from classroom.course import Course, nbgrader_settings, run_converter
from classroom.errors import ClassroomError
from classroom.grading.gradebook import open_gradebook
from classroom.learner import has_answers


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


def ensure_assignment(course: Course, assignment: str, patience: float) -> None:
    """Enter the assignment into the gradebook if it is not there yet, as a release would.

    Args:
        patience: how many seconds to wait for a gradebook that another program holds.

    Raises:
        ClassroomError: there is no such assignment, nbgrader refuses it, or a release that it
            would replace holds answers.
    """
    from nbgrader.api import MissingEntry

    if not (course.solutions / assignment / f"{assignment}.ipynb").exists():
        raise ClassroomError(f"there is no built assignment '{assignment}'; run 'lianke build'")
    with open_gradebook(course, gradebook_url(course), patience) as gradebook:
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
