"""Read a graded class: marks from nbgrader's gradebook, the rest from ``autograded``.

The gradebook is only read: nothing is added, changed or committed.

What this leaves out: gradebooks other than SQLite are opened as nbgrader's settings say, untested.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.grading.enter import gradebook_url
from classroom.grading.gradebook import open_gradebook
from classroom.report import traces
from classroom.report.records import Class, Item, Learner, Submission

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

Points = Mapping[str, float | None]


def gather(course: Course, assignment: str) -> Class:
    """Read everything that the report of an assignment needs.

    Raises:
        ClassroomError: there is no gradebook, it does not know the assignment, or nothing of it
            is graded.
    """
    url = gradebook_url(course)
    place = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and not place.exists():
        raise ClassroomError(f"there is no gradebook; run 'lianke grade {assignment}' first")
    with open_gradebook(course, url) as gradebook:
        return _Reader(course, assignment, gradebook).read()


class _Reader:
    """Reads one assignment with few queries, however large the class is."""

    def __init__(self, course: Course, assignment: str, gradebook: Gradebook) -> None:
        from nbgrader.api import MissingEntry

        self._course, self._name, self._db = course, assignment, gradebook.db
        try:
            self._assignment = gradebook.find_assignment(assignment)
        except MissingEntry:
            told = f"the gradebook does not know {assignment}; run 'lianke grade {assignment}'"
            raise ClassroomError(told) from None

    def read(self) -> Class:
        """The class.

        Raises:
            ClassroomError: no submission is graded.
        """
        items = self._items()
        points, penalties = self._points(items), self._penalties()
        learners = self._learners()
        folders = _folders(self._course.root / "autograded", self._name)
        graded = [name for name in learners if name in points]
        if not graded:
            told = f"no submission of {self._name} is graded; run 'lianke grade {self._name}'"
            raise ClassroomError(told)
        submissions = []
        for name in graded:
            seen = traces.read(folders.get(name), items, self._course.root)
            submissions.append(
                Submission(learners[name], points[name], penalties.get(name, 0.0), *seen)
            )
        handed_in = set(_folders(self._course.root / "submitted", self._name))
        return Class(
            self._name,
            tuple(items.values()),
            tuple(submissions),
            missing=tuple(n for n in learners if n not in points and n not in handed_in),
            ungraded=tuple(sorted(handed_in - set(points))),
            given=tuple(cell.source or "" for cell in self._cells("source_cells")),
        )

    def _learners(self) -> dict[str, Learner]:
        from nbgrader.api import Student

        found = self._db.query(Student).order_by(Student.id).all()
        return {
            s.id: Learner(
                s.id, s.first_name or "", s.last_name or "", s.email or "", s.lms_user_id or ""
            )
            for s in found
        }

    def _cells(self, kind: str) -> list[Any]:
        books = sorted(self._assignment.notebooks, key=lambda book: str(book.name))
        return [cell for book in books for cell in getattr(book, kind)]

    def _items(self) -> dict[str, Item]:
        """Cell's id in the gradebook -> item, in the order of the instructor's notebook."""
        answers = {cell.name for cell in self._cells("solution_cells")}
        tasks = self._cells("task_cells")
        several = len(self._assignment.notebooks) > 1
        found = []
        for cell in [*self._cells("grade_cells"), *tasks]:
            book, name = str(cell.notebook.name), str(cell.name)
            label = f"{book}/{name}" if several else name
            by_hand = name in answers or cell in tasks
            found.append((cell.id, Item(label, book, name, float(cell.max_score), by_hand)))
        order = {one: at for at, one in enumerate(self._order())}
        last = len(order)
        found.sort(key=lambda f: (f[1].notebook, order.get(f[1].name, last), f[1].name))
        return dict(found)

    def _order(self) -> list[str]:
        names = []
        for path in sorted((self._course.solutions / self._name).glob("*.ipynb")):
            names += [cell.name for cell in traces.cells_of(path)]
        return names

    def _points(self, items: Mapping[str, Item]) -> dict[str, dict[str, float | None]]:
        """Learner -> item's label -> points."""
        from nbgrader.api import Grade, SubmittedAssignment, SubmittedNotebook

        rows = (
            self._db.query(
                SubmittedAssignment.student_id, Grade.cell_id, Grade.score, Grade.needs_manual_grade
            )
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .filter(SubmittedAssignment.assignment_id == self._assignment.id)
        )
        found: dict[str, dict[str, float | None]] = {}
        for student, cell, score, by_hand in rows:
            if cell in items:
                points = None if by_hand else float(score)
                found.setdefault(student, {})[items[cell].label] = points
        return found

    def _penalties(self) -> dict[str, float]:
        from nbgrader.api import SubmittedAssignment, SubmittedNotebook

        rows = (
            self._db.query(
                SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty
            )
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .filter(SubmittedAssignment.assignment_id == self._assignment.id)
        )
        found: dict[str, float] = {}
        for student, penalty in rows:
            found[student] = found.get(student, 0.0) + float(penalty or 0.0)
        return found


def _folders(root: Path, assignment: str) -> dict[str, Path]:
    """Learner -> folder, of those that are there; a name is never made into a path."""
    found = (path for path in root.glob(f"*/{assignment}") if path.is_dir())
    return {path.parent.name: path for path in sorted(found)}
