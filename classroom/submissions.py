"""What learners hand in, made from an assignment, and its grading in a temporary course.

Marks are nbgrader's own: the real autograde in a real kernel, the real gradebook. What this leaves
out: isolation. Grade only what you wrote yourself, or trust, in this way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from classroom.course import Course, run_converter, temporary_copy
from classroom.percent import grade_id
from classroom.release import make_assignment, write_notebook
from classroom.roles import is_test

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

Scores = dict[str, float | None]


def blank(course: Course, slug: str) -> NotebookNode:
    """The release as a learner gets it."""
    import nbformat

    return nbformat.read(course.exercises / slug / f"{slug}.ipynb", as_version=4)


def reference(course: Course, slug: str) -> NotebookNode:
    """The release with the instructor's answers written in, as a learner would hand it in."""
    import nbformat

    solved = nbformat.read(course.solutions / slug / f"{slug}.ipynb", as_version=4)
    answers = {grade_id(c): c.source for c in solved.cells if is_open(c)}
    notebook = blank(course, slug)
    for cell in filter(is_open, notebook.cells):
        cell["source"] = answers[grade_id(cell)]
    return notebook


def points_of_tests(course: Course, slug: str) -> dict[str, float]:
    """Points of each automatic test of a released assignment."""
    cells = filter(is_test, blank(course, slug).cells)
    return {str(grade_id(c)): float(c.metadata.nbgrader.points) for c in cells}


def grade_all(
    course: Course,
    slug: str,
    submissions: Mapping[str, NotebookNode],
    folder: Path,
    on_student: Callable[[str], None] = lambda name: None,
) -> dict[str, Scores]:
    """Grade notebooks by nbgrader's own autograde in one temporary course.

    Args:
        submissions: student id -> notebook handed in.
        folder: an empty folder for the temporary course.

    Returns:
        Student id -> ``grade_id`` -> points; None where a person must grade.
    """
    scratch = temporary_copy(course, slug, folder)
    make_assignment(scratch, slug)
    for student, notebook in submissions.items():
        write_notebook(notebook, scratch.root / "submitted" / student / slug / f"{slug}.ipynb")
    for student in submissions:
        on_student(student)
        run_converter("Autograde", scratch, slug, student=student, as_shipped=True)
    return {student: scores(scratch, slug, student) for student in submissions}


def scores(course: Course, slug: str, student: str) -> Scores:
    """One learner's points for each graded item, from the gradebook."""
    from nbgrader.api import Gradebook

    url = f"sqlite:///{(course.root / 'gradebook.db').as_posix()}"
    with Gradebook(url) as gradebook:
        notebook = gradebook.find_submission_notebook(slug, slug, student)
        return {g.name: None if g.needs_manual_grade else g.score for g in notebook.grades}


def is_open(cell: NotebookNode) -> bool:
    """Whether a learner writes in this cell: an answer or a rubric."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))
