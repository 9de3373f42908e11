"""The roles of an assignment's cells, and the rules that each role keeps.

The form is described in :mod:`classroom.percent`; here it is checked and expanded to
nbgrader's cell metadata. What this leaves out: nbgrader's ``task`` cells and ``AUTOTEST``.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classroom.errors import ScriptError
from classroom.percent import grade_id, read_script, tags

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

ROLES = ("given", "answer", "test", "rubric")
REGIONS = {
    "solution": ("### BEGIN SOLUTION", "### END SOLUTION"),
    "hidden test": ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"),
}
_GRADE_ID = re.compile(r"[0-9]{2}_[a-z0-9_]+")


def read_assignment(path: Path) -> NotebookNode:
    """Read an assignment's script as the instructor's notebook that nbgrader expects.

    Raises:
        ScriptError: a rule in this module's docstring is broken; the message names the cell.
    """
    notebook = read_script(path)
    answers: set[str] = set()
    names: set[str] = set()
    for number, cell in enumerate(notebook.cells, start=1):
        where = f"{path.name}, cell {number}"
        role = _role(cell, where)
        if role is None:
            continue
        name = _checked_name(cell, names, path.stem, where)
        _check_role(cell, role, f"{where} ({name})")
        if role == "answer":
            answers.add(name)
        if role == "test":
            _check_test(cell, name, answers, f"{where} ({name})")
        expand(cell, role)
    if not any(is_test(cell) for cell in notebook.cells):
        raise ScriptError(f'{path.name}: has no graded test; tag one cell ["test"] and give points')
    return notebook


def expand(cell: NotebookNode, role: str) -> None:
    """Replace the terse header of a cell by nbgrader's metadata (schema version 3)."""
    graded = role in ("test", "rubric")
    meta: dict[str, Any] = {
        "grade": graded,
        "grade_id": cell.metadata.pop("grade_id"),
        "locked": role in ("test", "given"),
        "schema_version": 3,
        "solution": role in ("answer", "rubric"),
        "task": False,
    }
    points = cell.metadata.pop("points", None)
    if graded:
        meta["points"] = points
    rest = [tag for tag in tags(cell) if tag not in ROLES]
    cell.metadata.pop("tags", None)
    if rest:
        cell.metadata["tags"] = rest
    cell.metadata["nbgrader"] = meta


def is_test(cell: NotebookNode) -> bool:
    """Whether an expanded cell is an automatic test."""
    meta = cell.metadata.get("nbgrader", {})
    return bool(meta.get("grade") and not meta.get("solution"))


def regions(source: str, kind: str) -> tuple[list[str], list[str]]:
    """Split a cell's source into the lines inside and outside its ``kind`` regions.

    Raises:
        ScriptError: a region is nested or not closed.
    """
    begin, end = REGIONS[kind]
    inside: list[str] = []
    outside: list[str] = []
    within = False
    for line in source.splitlines():
        if begin in line or end in line:
            if within == (begin in line):
                raise ScriptError(f"a {kind} region opens or closes twice at '{line.strip()}'")
            within = begin in line
        else:
            (inside if within else outside).append(line)
    if within:
        raise ScriptError(f"a {kind} region is not closed; add '{end}'")
    return inside, outside


def _role(cell: NotebookNode, where: str) -> str | None:
    roles = [tag for tag in tags(cell) if tag in ROLES]
    if len(roles) > 1:
        raise ScriptError(f"{where}: has the roles {', '.join(roles)}; give it one")
    if not roles and ("grade_id" in cell.metadata or "points" in cell.metadata):
        raise ScriptError(f"{where}: has a grade_id or points but no role; tag one of {ROLES}")
    for begin, _ in REGIONS.values():
        if not roles and begin in cell.source:
            raise ScriptError(f"{where}: '{begin}' stands in a cell without a role")
    return roles[0] if roles else None


def _checked_name(cell: NotebookNode, names: set[str], slug: str, where: str) -> str:
    name = grade_id(cell)
    if name is None or not _GRADE_ID.fullmatch(name) or name[:2] != slug[:2]:
        wanted = f"{slug[:2]}_ and then a-z, 0-9 or _"
        raise ScriptError(f"{where}: the grade_id is {name!r}; it must be {wanted}")
    if name in names:
        raise ScriptError(f"{where}: the grade_id '{name}' is used twice; each must be unique")
    names.add(name)
    return name


def _check_role(cell: NotebookNode, role: str, where: str) -> None:
    kind = {"answer": "code", "test": "code", "rubric": "markdown"}.get(role, cell.cell_type)
    if cell.cell_type != kind:
        raise ScriptError(f"{where}: a {role} cell must be {kind}, not {cell.cell_type}")
    points = cell.metadata.get("points")
    valid = isinstance(points, int | float) and not isinstance(points, bool) and points > 0
    if role in ("test", "rubric") and not valid:
        raise ScriptError(f"{where}: points are {points!r}; a {role} needs a number above 0")
    if role in ("given", "answer") and points is not None:
        raise ScriptError(f"{where}: a {role} cell carries no points; its test does")
    try:
        solution, _ = regions(cell.source, "solution")
        hidden, _ = regions(cell.source, "hidden test")
    except ScriptError as problem:
        raise ScriptError(f"{where}: {problem}") from None
    if (role in ("answer", "rubric")) != bool(solution):
        raise ScriptError(f"{where}: only an answer or rubric holds a solution region, and it must")
    if hidden and role != "test":
        raise ScriptError(f"{where}: hidden tests belong in a test cell, not in a {role}")


def _check_test(cell: NotebookNode, name: str, answers: set[str], where: str) -> None:
    if not any(name == f"{a}_test" or name.startswith(f"{a}_test_") for a in answers):
        raise ScriptError(f"{where}: no answer before it is called like it without '_test'")
    try:
        body = ast.parse(cell.source).body
    except SyntaxError as problem:
        raise ScriptError(f"{where}: is not plain Python: {problem.msg}") from None
    if body and isinstance(body[-1], ast.Expr):
        raise ScriptError(f"{where}: ends in a bare expression, which nbgrader reads as points")
