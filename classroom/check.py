"""Tell a learner, item by item, what passes and what to examine next.

The notebook runs from top to bottom in a new kernel, with the public tests as they were released.
The hidden tests run only when the work is graded. What this leaves out: isolation; a learner runs
their own code on their own machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classroom.course import Course
from classroom.errors import NotebookError
from classroom.execute import run_notebook
from classroom.learner import original_of, read_notebook, restore
from classroom.outputs import plain
from classroom.percent import grade_id
from classroom.roles import is_test

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

PASSED, NOT_YET, NOT_ATTEMPTED, BY_HAND = "passed", "not yet", "not attempted", "by hand"


@dataclass(frozen=True, slots=True)
class Item:
    """The verdict on one graded item; ``told`` says what to examine next."""

    grade_id: str
    points: float
    state: str
    told: str = ""
    free_text: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """All items of one notebook, and what was put back before it ran."""

    notebook: str
    items: tuple[Item, ...]
    notes: tuple[str, ...]

    @property
    def earned(self) -> float:
        """Points of the items that pass."""
        return sum(item.points for item in self.items if item.state == PASSED)

    @property
    def points(self) -> float:
        """Points that tests can give; free text is not counted."""
        return sum(item.points for item in self.items if not item.free_text)


def check(course: Course, path: Path, seconds: int = 30) -> Verdict:
    """Run a learner's notebook and judge each graded item.

    Args:
        seconds: the longest that one cell may take.

    Raises:
        NotebookError: the file is no notebook, or holds no graded item.
    """
    path = _as_here(path)
    notebook = read_notebook(path)
    if not any(grade_id(cell) for cell in notebook.cells):
        raise NotebookError(f"{path.name} has no graded item; give the notebook of an assignment")
    original = original_of(course, path)
    notes = restore(notebook, original) if original else ["no original release was found"]
    untouched = _released_answers(notebook, original)
    try:
        run_notebook(notebook, path.resolve().parent, allow_errors=True, seconds=seconds)
    except NotebookError as problem:
        notes.append(f"{problem}; the cells after it did not run")
    items = [_judge(notebook, at, untouched) for at in _graded(notebook)]
    return Verdict(path.name, tuple(items), tuple(notes))


def _as_here(path: Path) -> Path:
    """A path typed with backslashes finds its file on any system."""
    return path if path.exists() else Path(str(path).replace("\\", "/"))


def _released_answers(notebook: NotebookNode, original: NotebookNode | None) -> set[str]:
    """The grade_ids of answers that are still as released."""
    from nbgrader.utils import compute_checksum

    released = {grade_id(c): c.source.strip() for c in (original.cells if original else [])}
    found = set()
    for cell in notebook.cells:
        meta, name = cell.metadata.get("nbgrader", {}), grade_id(cell)
        if meta.get("solution") and name is not None:
            same = released.get(name) == cell.source.strip()
            if same or meta.get("checksum") == compute_checksum(cell):
                found.add(name)
    return found


def _graded(notebook: NotebookNode) -> list[int]:
    cells = enumerate(notebook.cells)
    return [at for at, cell in cells if cell.metadata.get("nbgrader", {}).get("grade")]


def _judge(notebook: NotebookNode, at: int, untouched: set[str]) -> Item:
    cell = notebook.cells[at]
    name, points = str(grade_id(cell)), float(cell.metadata.nbgrader.points)
    if not is_test(cell):
        if name in untouched:
            told = "Write your answer in your own words."
            return Item(name, points, NOT_ATTEMPTED, told, free_text=True)
        return Item(name, points, BY_HAND, "Written; a person grades it.", free_text=True)
    error = _error(cell)
    answer = _answer_of(notebook, name)
    if error is None and cell.get("execution_count"):
        return Item(name, points, PASSED)
    if answer is not None and grade_id(answer) in untouched:
        return Item(name, points, NOT_ATTEMPTED, f"Write your code in {grade_id(answer)}.")
    return Item(name, points, NOT_YET, _advice(notebook, at, answer))


def _answer_of(notebook: NotebookNode, test: str) -> NotebookNode | None:
    """The answer cell that a test is named after."""
    answers = {grade_id(c): c for c in notebook.cells if c.metadata.get("nbgrader")}
    name = re.sub(r"_test(_[a-z0-9]+)?$", "", test)
    return answers.get(name)


def _advice(notebook: NotebookNode, at: int, answer: NotebookNode | None) -> str:
    """What to examine next, from where it went wrong."""
    cell = notebook.cells[at]
    error = _error(cell)
    raised = _error(answer) if answer is not None else None
    if answer is not None and raised is not None:
        return f"Your cell {grade_id(answer)} raised {_words(raised)}."
    if error is None:
        return "It did not run, because the kernel stopped before it."
    if error.ename == "KeyboardInterrupt":
        return f"It ran too long and was stopped; look for a loop without end.{_line(error)}"
    if error.ename == "AssertionError" and error.evalue:
        return plain(error.evalue)
    if error.ename == "AssertionError":
        return f"This does not hold yet: {_asserted(error, cell.source)}"
    before = _first_error(notebook, at)
    also = f" Before that, {before}" if before and error.ename == "NameError" else ""
    return f"The test raised {_words(error)}.{_line(error)}{also}"


def _error(cell: NotebookNode) -> NotebookNode | None:
    errors = [o for o in cell.get("outputs", []) if o.output_type == "error"]
    return errors[0] if errors else None


def _first_error(notebook: NotebookNode, end: int) -> str:
    for number, cell in enumerate(notebook.cells[:end], start=1):
        error = _error(cell)
        if error is not None and not is_test(cell) and error.ename != "NotImplementedError":
            return f"cell {number} raised {_words(error)}."
    return ""


def _words(error: NotebookNode) -> str:
    said = re.sub(r" \(\d+\.py, (line \d+)\)", r", \1", plain(error.evalue)).strip().splitlines()
    return f"{error.ename}: {said[0]}" if said else str(error.ename)


def _line(error: NotebookNode) -> str:
    """The deepest line of the notebook's own cells in a traceback; never one of a library."""
    frames = map(plain, error.traceback)
    own = "\n".join(frame for frame in frames if frame.startswith("Cell In["))
    marked = re.findall(r"^-+> *\d+ (.*)$", own, flags=re.MULTILINE)
    return f" The line was: {marked[-1].strip()}" if marked else ""


def _asserted(error: NotebookNode, source: str) -> str:
    line = _line(error).removeprefix(" The line was: ")
    return line or source.splitlines()[0]
