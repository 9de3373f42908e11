"""Make a submission whole again: the instructor's cells as they were released, each once.

A deleted test or set-up cell comes back in its place, an edited one gets its text back, a copied
one counts once, and points, names and locks are those of the plan. The learner's own cells stay.

What this leaves out: answers. A deleted answer stays deleted, and its test says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nbformat import v4

from classroom.grading.plan import Plan, SourceCell
from classroom.named_cells import forget_copies, place_of
from classroom.percent import grade_id

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

SCHEMA = 3
MAX_TEXT = 100_000
MAX_FORMULAS = 100
_SLOW = "\\begin{"


def repair(notebook: NotebookNode, plan: Plan) -> list[str]:
    """Repair a notebook in place.

    Returns:
        What was changed, in words.
    """
    told = [f"a copy of the cell {name} does not count" for name in forget_copies(notebook)]
    for at, cell in enumerate(notebook.cells):
        name = grade_id(cell)
        if name in plan.cells:
            notebook.cells[at], changed = _as_planned(cell, plan.cells[name])
            told += changed
        elif "nbgrader" in cell.metadata:
            del cell.metadata["nbgrader"]
            told += [f"a cell claims the unknown name {name!r}; it counts as the learner's own"]
    told += put_back(notebook, plan.cells, plan.order)
    told += _cut_text(notebook)
    if plan.kernelspec:
        notebook.metadata["kernelspec"] = dict(plan.kernelspec)
    _clear(notebook)
    return told


def _as_planned(cell: NotebookNode, source: SourceCell) -> tuple[NotebookNode, list[str]]:
    told = []
    if cell.cell_type != source.cell_type:
        told.append(f"the cell {source.name} was of another type")
        cell = _new(source, cell.source, cell.get("id"))
    claimed = cell.metadata.get("nbgrader", {}).get("points")
    if source.points is not None and claimed is not None and claimed != source.points:
        told.append(f"the cell {source.name} claims {claimed!r} points; it has {source.points:g}")
    if source.locked and cell.source != source.source:
        if cell.source.strip() != source.public.strip():
            told.append(f"the cell {source.name} was changed; the original is used")
        cell["source"] = source.source
    cell.metadata["nbgrader"] = _mark(source)
    return cell, told


def put_back(
    notebook: NotebookNode, cells: Mapping[str, SourceCell], order: Sequence[str]
) -> list[str]:
    """Insert the locked and graded cells that a notebook lacks; name those.

    Args:
        order: names of cells as they stand in the instructor's notebook, all of ``cells`` included.
    """
    present = {grade_id(cell) for cell in notebook.cells}
    told = []
    for name in order:
        source = cells.get(name)
        if source is None or name in present:
            continue
        if source.locked or source.points is not None:
            notebook.cells.insert(place_of(name, notebook, order), _new(source, source.source))
            told.append(f"the cell {name} was missing; the original is used")
    return told


def _cut_text(notebook: NotebookNode) -> list[str]:
    """Text that would keep the maker of pages busy for hours is cut."""
    told = []
    for cell in notebook.cells:
        text = cell.source
        if cell.cell_type == "code" or (
            len(text) <= MAX_TEXT and text.count(_SLOW) <= MAX_FORMULAS
        ):
            continue
        cell["source"] = text[:MAX_TEXT].replace(_SLOW, "begin ") + "\n\n[cut]"
        told.append(f"a text cell of {len(text)} letters was cut")
    return told


def _new(source: SourceCell, text: str, cell_id: str | None = None) -> NotebookNode:
    make = v4.new_code_cell if source.cell_type == "code" else v4.new_markdown_cell
    return make(text, id=cell_id or source.name, metadata={"nbgrader": _mark(source)})


def _mark(source: SourceCell) -> dict[str, Any]:
    """nbgrader's metadata of a cell, as its release has them."""
    mark: dict[str, Any] = {
        "cell_type": source.cell_type,
        "checksum": source.checksum,
        "grade": source.points is not None and not source.task,
        "grade_id": source.name,
        "locked": source.locked,
        "schema_version": SCHEMA,
        "solution": source.solution,
        "task": source.task,
    }
    if source.points is not None:
        mark["points"] = source.points
    return mark


def _clear(notebook: NotebookNode) -> None:
    """No output of a submission is believed; all are made again."""
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
