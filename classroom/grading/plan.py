"""What is known of an assignment before any submission is opened.

Taken from the instructor's notebook and from the gradebook, once; every submission is repaired
and run by this plan, and believed in nothing that the plan says.

What this leaves out: assignments of several notebooks are planned one notebook at a time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classroom.course import Course, nbgrader_settings
from classroom.errors import ClassroomError
from classroom.grading import names
from classroom.percent import grade_id
from classroom.roles import REGIONS, regions

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

HIDDEN = REGIONS["hidden test"][0]
MAX_FILES_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class SourceCell:
    """A cell as the gradebook keeps it: what the release was made from."""

    name: str
    cell_type: str
    source: str
    locked: bool
    checksum: str
    points: float | None
    solution: bool
    task: bool

    @property
    def is_test(self) -> bool:
        """Whether its outcome makes marks."""
        return self.locked and self.points is not None and self.cell_type == "code"

    @property
    def is_hidden(self) -> bool:
        """Whether it holds tests that learners do not see."""
        return HIDDEN in self.source

    @property
    def public(self) -> str:
        """Its source without hidden tests."""
        return "\n".join(regions(self.source, "hidden test")[1]) if self.is_hidden else self.source


@dataclass(frozen=True, slots=True)
class Plan:
    """One notebook of an assignment."""

    assignment: str
    notebook: str
    cells: Mapping[str, SourceCell]
    order: tuple[str, ...]
    answers: frozenset[str]
    given_loads: frozenset[str]
    preload: tuple[str, ...]
    kernelspec: Mapping[str, Any]
    files: Mapping[str, bytes]

    def digest(self) -> str:
        """A fingerprint of everything that this plan says."""
        told = {**asdict(self), "answers": sorted(self.answers), "given_loads": None}
        told["files"] = {n: hashlib.sha256(data).hexdigest() for n, data in self.files.items()}
        text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def preload_of(plans: Mapping[str, Plan]) -> tuple[str, ...]:
    """The modules that an assignment's notebooks import, for a box to import them first."""
    return tuple(sorted({name for plan in plans.values() for name in plan.preload}))


def make_plans(course: Course, assignment: str, gradebook: Any) -> dict[str, Plan]:
    """The plans of all notebooks of an assignment that the gradebook knows.

    Raises:
        ClassroomError: the assignment is not in the gradebook, or its source is gone.
    """
    from nbformat import read
    from nbgrader.api import MissingEntry

    try:
        known = gradebook.find_assignment(assignment).notebooks
    except MissingEntry:
        raise ClassroomError(f"the gradebook does not know the assignment {assignment}") from None
    plans = {}
    for notebook in known:
        path = course.solutions / assignment / f"{notebook.name}.ipynb"
        if not path.exists():
            raise ClassroomError(f"{path} is gone; the tests and answers of {assignment} are there")
        plans[notebook.name] = _plan(
            notebook, assignment, read(path, as_version=4), _files(course, path.parent)
        )
    return plans


def source_cells(known: Any) -> dict[str, SourceCell]:
    """The cells of one of the gradebook's notebooks, by name."""
    points = {cell.name: cell.max_score for cell in known.grade_cells}
    tasks = {cell.name: cell.max_score for cell in known.task_cells}
    solutions = {cell.name for cell in known.solution_cells}
    return {
        cell.name: SourceCell(
            cell.name,
            cell.cell_type,
            cell.source,
            bool(cell.locked),
            cell.checksum,
            points.get(cell.name, tasks.get(cell.name)),
            cell.name in solutions,
            cell.name in tasks,
        )
        for cell in known.source_cells
    }


def _plan(known: Any, assignment: str, instructors: NotebookNode, files: dict[str, bytes]) -> Plan:
    cells = source_cells(known)
    order = [name for cell in instructors.cells if (name := grade_id(cell)) in cells]
    order += sorted(set(cells) - set(order))
    trusted = [cell for cell in cells.values() if cell.locked and cell.cell_type == "code"]
    answers = [
        cell.source
        for cell in instructors.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
    ]
    asked = frozenset().union(*map(names.bound, answers))
    asked -= _imported(answers) & _imported([cell.source for cell in trusted])
    return Plan(
        assignment=assignment,
        notebook=known.name,
        cells=cells,
        order=tuple(order),
        answers=asked,
        given_loads=frozenset().union(*(names.loaded(c.source) for c in trusted if not c.is_test)),
        preload=tuple(sorted(frozenset().union(*(names.imported(c.source) for c in trusted)))),
        kernelspec=json.loads(known.kernelspec) if known.kernelspec else {},
        files=files,
    )


def _imported(sources: Iterable[str]) -> frozenset[str]:
    """What both sides import is the test's own there, not something to ask a learner for."""
    return frozenset().union(*map(names.imports, sources))


def _files(course: Course, folder: Path) -> dict[str, bytes]:
    """The instructor's files beside the notebook, which nbgrader gives to each submission."""
    from nbgrader.utils import find_all_files

    ignore = [*nbgrader_settings(course).CourseDirectory.ignore, "*.ipynb"]
    paths = sorted(Path(found) for found in find_all_files(str(folder), ignore))
    if sum(path.stat().st_size for path in paths) > MAX_FILES_BYTES:
        raise ClassroomError(f"the files beside {folder.name} are larger than 20 MB together")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
