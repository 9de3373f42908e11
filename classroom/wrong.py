'''Prove the grader: submissions beside an assignment that must lose marks.

Beside each assignment stands ``solutions/NN_slug/wrong/*.py``, one submission a file, and
``solutions/NN_slug/right/*.py`` for other correct ways that must keep full marks. A file is a
percent script in three parts::

    """Follows only the first parent, so a mixed box keeps one farm of several."""

    DEFAULT = "full"
    EXPECTED = {"09_trace_back_test": 0, "09_recall_test": 1}

    # %% grade_id="09_trace_back"
    def trace_back(events, box):
        ...

    # %% [markdown] grade_id="09_judgement"
    # It depends.

* The docstring says why the submission is wrong (or, under ``right``, how it differs).
* ``DEFAULT = "full"``: cells not given here are the reference answers; every test not named
  in ``EXPECTED`` must score all its points. ``DEFAULT = "zero"``: cells not given here are
  blank as released; every test not named must score 0. Left out, it is ``"full"``.
* ``EXPECTED``: test ``grade_id`` -> points that remain, 0 to the test's points. Numbers only:
  the part above the first cell is read, never run. Under ``right`` it must be absent.
* Each cell replaces the whole content of the answer or rubric cell with that ``grade_id``
  (the ``def`` line too).

A file under ``wrong`` that takes no mark away, names an unknown ``grade_id`` or replaces
a test is itself refused. Rubric cells are graded by hand and do not enter the comparison.
The reference (full marks), the blank release and the objects of :mod:`classroom.pretender` (zero)
are graded beside the files, all of them in one temporary course.

What this leaves out: submissions that attack the grading process itself (endless loops, forged
outputs, deleted cells); they are built by hand where the grader's isolation is tested.
'''

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classroom.course import Course
from classroom.errors import ScriptError
from classroom.percent import grade_id, parse_script, preamble, tags
from classroom.roles import ROLES
from classroom.submissions import blank, is_open, reference

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

KINDS = ("wrong", "right")


@dataclass(frozen=True, slots=True)
class Submission:
    """One file beside an assignment: why it differs, what it replaces and what it may keep."""

    name: str
    reason: str
    default: str
    expected: Mapping[str, float]
    cells: Mapping[str, str]


def submission_files(course: Course, slug: str) -> list[Path]:
    """All files under ``wrong`` and ``right`` of an assignment, in order."""
    folder = course.solutions / slug
    return [path for kind in KINDS for path in sorted((folder / kind).glob("*.py"))]


def read_submission(path: Path) -> Submission:
    """Read one file without running it.

    Raises:
        ScriptError: the docstring, ``DEFAULT``, ``EXPECTED`` or a cell's header is not as the
            module's docstring asks.
    """
    text = path.read_text(encoding="utf-8")
    where = f"{path.parent.name}/{path.name}"
    try:
        head = ast.parse(preamble(text))
        settings = _settings(head)
    except (SyntaxError, ValueError) as problem:
        raise ScriptError(f"{where}: above the first cell: {problem}") from None
    reason = ast.get_docstring(head)
    if not reason:
        raise ScriptError(f"{where}: has no docstring; say why the submission differs")
    default = settings.get("DEFAULT", "full")
    if default not in ("full", "zero"):
        raise ScriptError(f"{where}: DEFAULT is {default!r}; it is 'full' or 'zero'")
    expected = _expected(settings.get("EXPECTED", {}), where)
    return Submission(path.stem, reason, str(default), expected, _cells(text, path.stem, where))


def build_submission(course: Course, slug: str, path: Path) -> NotebookNode:
    """The notebook that a learner with the answers of ``path`` would hand in.

    Raises:
        ScriptError: the file is malformed or replaces a cell that is no answer or rubric.
    """
    submission = read_submission(path)
    base = reference(course, slug) if submission.default == "full" else blank(course, slug)
    open_cells = {grade_id(c): c for c in base.cells if is_open(c)}
    for name, source in submission.cells.items():
        if name not in open_cells:
            told = (
                f"'{name}' is no answer of {slug}; its answers are {sorted(map(str, open_cells))}"
            )
            raise ScriptError(f"{path.parent.name}/{path.name}: {told}")
        open_cells[name]["source"] = source
    return base


def expected_scores(path: Path, points: Mapping[str, float]) -> dict[str, float]:
    """What each test must score for the file ``path``.

    Raises:
        ScriptError: it names an unknown test or impossible points, or takes no mark away
            (under ``right``: takes one).
    """
    submission = read_submission(path)
    where = f"{path.parent.name}/{path.name}"
    for name, score in submission.expected.items():
        if name not in points:
            raise ScriptError(f"{where}: EXPECTED names '{name}'; the tests are {sorted(points)}")
        if not 0 <= score <= points[name]:
            told = f"EXPECTED gives '{name}' {score} points; it has {points[name]:g}"
            raise ScriptError(f"{where}: {told}")
    rest = dict.fromkeys(points, 0.0) if submission.default == "zero" else dict(points)
    result = {**rest, **submission.expected}
    if (result == dict(points)) != (path.parent.name == "right"):
        raise ScriptError(f"{where}: a wrong submission loses a mark and a right one loses none")
    return result


def _settings(head: ast.Module) -> dict[str, object]:
    found: dict[str, object] = {}
    for node in head.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = ast.literal_eval(node.value)
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            raise ValueError("only a docstring, DEFAULT and EXPECTED stand here")
    unknown = sorted(set(found) - {"DEFAULT", "EXPECTED"})
    if unknown:
        raise ValueError(f"{unknown} is not known; only DEFAULT and EXPECTED are")
    return found


def _expected(value: object, where: str) -> dict[str, float]:
    if not isinstance(value, dict) or not all(
        isinstance(k, str) and isinstance(v, int | float) for k, v in value.items()
    ):
        raise ScriptError(f"{where}: EXPECTED maps the grade_id of a test to points")
    return value


def _cells(text: str, stem: str, where: str) -> dict[str, str]:
    cells: dict[str, str] = {}
    for cell in parse_script(text, stem).cells:
        name = grade_id(cell)
        if name is None or name in cells or any(tag in ROLES for tag in tags(cell)):
            raise ScriptError(f'{where}: head each cell once with grade_id="..." and no role')
        cells[name] = cell.source
    return cells
