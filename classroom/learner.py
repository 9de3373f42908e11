"""A learner's notebook as it comes: read with care, its locked cells put back.

What this leaves out: learners who mean to deceive; the marks that count are made by grading.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classroom.course import Course
from classroom.errors import NotebookError
from classroom.named_cells import forget_copies, place_of
from classroom.percent import grade_id
from classroom.roles import is_test, read_assignment, regions

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

MAX_BYTES = 50_000_000
MAX_NESTS = 3_000_000
MAX_CELLS = 5_000
MAX_CODE = 500_000


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook that somebody else wrote.

    Raises:
        NotebookError: there is no such file, or it is no notebook; one sentence says which.
    """
    if not path.is_file():
        raise NotebookError(f"there is no notebook {path}; give the path of an .ipynb file")
    if path.stat().st_size > MAX_BYTES:
        raise NotebookError(f"{path.name} is larger than 50 MB; clear its outputs and save it")
    return parse_notebook(path.read_bytes(), path.name)


def parse_notebook(raw: bytes, name: str, *, outputs: bool = True) -> NotebookNode:
    """A notebook from the bytes of its file.

    Args:
        outputs: whether to keep the outputs that are stored in it.

    Raises:
        NotebookError: they are no notebook; one sentence says why.
    """
    if raw.count(b"[") + raw.count(b"{") > MAX_NESTS:
        raise NotebookError(f"{name} is not a notebook: it has more than {MAX_NESTS} brackets")
    try:
        data = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise NotebookError(f"{name} is not a notebook: it does not hold JSON") from None
    if isinstance(data, dict) and not _is_four(data.get("nbformat", 4)):
        told = f"is a damaged notebook or one of format {data['nbformat']!r:.20}"
        raise NotebookError(f"{name} {told}; open it in JupyterLab and save it in format 4")
    if not isinstance(data, dict) or not isinstance(data.get("cells"), list):
        raise NotebookError(f"{name} is not a notebook: it has no list of cells")
    if not outputs:
        _forget_outputs(data["cells"])
    _check_size(data["cells"], name)
    return _validated(data, name)


def _is_four(number: Any) -> bool:
    return type(number) is int and number == 4


def _forget_outputs(cells: list[Any]) -> None:
    for cell in cells:
        if isinstance(cell, dict) and "outputs" in cell:
            cell["outputs"] = []


def _check_size(cells: list[Any], name: str) -> None:
    if len(cells) > MAX_CELLS:
        raise NotebookError(f"{name} has {len(cells)} cells; at most {MAX_CELLS} are read")
    code = [c.get("source") for c in cells if isinstance(c, dict) and c.get("cell_type") == "code"]
    size = sum(len(one) if isinstance(one, str) else len(json.dumps(one)) for one in code)
    if size > MAX_CODE:
        raise NotebookError(f"{name} holds {size} letters of code; at most {MAX_CODE} are read")


def _validated(data: dict[str, Any], name: str) -> NotebookNode:
    import nbformat
    from nbformat.validator import normalize

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = nbformat.reads(json.dumps(data), as_version=4)
            _, notebook = normalize(notebook, relax_add_props=True)
            nbformat.validate(notebook, relax_add_props=True)
            for cell in notebook.cells:
                cell.metadata.get("nbgrader", {}).get("grade_id")
    except nbformat.ValidationError as problem:
        told = str(problem).splitlines()[0][:200]
        raise NotebookError(f"{name} is a damaged notebook: {told}") from None
    except (KeyError, AttributeError, TypeError, ValueError, RecursionError) as problem:
        told = f"{type(problem).__name__} at {problem}"[:200]
        raise NotebookError(f"{name} is a damaged notebook: {told}") from None
    return notebook


def has_answers(path: Path) -> bool:
    """Whether somebody has written into the answer cells of a released notebook."""
    from nbgrader.utils import compute_checksum

    if path.suffix != ".ipynb" or not path.exists():
        return False
    try:
        cells = read_notebook(path).cells
    except NotebookError:
        return False
    marks = [(cell.metadata.get("nbgrader", {}), cell) for cell in cells]
    return any(
        meta.get("solution") and meta.get("checksum") not in (None, compute_checksum(cell))
        for meta, cell in marks
    )


def original_of(course: Course, path: Path) -> NotebookNode | None:
    """The assignment as it was released: from its script, else from the release folder.

    None when there is neither, or when the only release is the learner's own file.
    """
    slug = path.stem
    script = course.assignment_script(slug)
    release = course.exercises / slug / f"{slug}.ipynb"
    if script.exists():
        return _as_released(read_assignment(script))
    if release.exists() and release.resolve() != path.resolve():
        return read_notebook(release)
    return None


def _as_released(notebook: NotebookNode) -> NotebookNode:
    """Only what matters here: public tests, and answers with nbgrader's stubs."""
    for cell in notebook.cells:
        if is_test(cell):
            cell["source"] = "\n".join(regions(cell.source, "hidden test")[1])
        elif cell.metadata.get("nbgrader", {}).get("solution"):
            cell["source"] = _with_stub(cell)
    return notebook


def _with_stub(cell: NotebookNode) -> str:
    """An answer cell as nbgrader's ClearSolutions leaves it."""
    from nbgrader.preprocessors import ClearSolutions

    copy = cell.copy()
    ClearSolutions()._replace_solution_region(copy, "python")
    return str(copy.source)


def restore(notebook: NotebookNode, original: NotebookNode) -> list[str]:
    """Put locked cells back as released; drop the marks of copied cells.

    Returns:
        What was changed, in words.
    """
    told = [f"a copy of the cell {name} does not count" for name in forget_copies(notebook)]
    order = [name for cell in original.cells if (name := grade_id(cell))]
    for cell in original.cells:
        if cell.metadata.get("nbgrader", {}).get("locked"):
            told += _put_back(notebook, cell, order)
    return told


def _put_back(notebook: NotebookNode, wanted: NotebookNode, order: list[str]) -> list[str]:
    name = str(grade_id(wanted))
    for at, cell in enumerate(notebook.cells):
        if grade_id(cell) == name:
            notebook.cells[at] = wanted.copy()
            same = cell.source.strip() == wanted.source.strip()
            same = same and cell.cell_type == wanted.cell_type
            return [] if same else [f"the cell {name} was changed; the original was used"]
    notebook.cells.insert(place_of(name, notebook, order), wanted.copy())
    return [f"the cell {name} was missing; the original was used"]
