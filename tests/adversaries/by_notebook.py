"""Adversaries whose notebook or folder is not what was handed out."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import nbformat
from adversary import Adversary, without
from boxes import ANSWERS, BLANK, FULL, SLUG
from by_forging import NOTHING
from nbformat.notebooknode import NotebookNode

from classroom.percent import grade_id


def _find(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if grade_id(cell) == name)


def edit_tests(notebook: NotebookNode) -> None:
    """Empty tests, and set-up that replaces the test's helper."""
    for cell in notebook.cells:
        if str(grade_id(cell)).endswith("_test"):
            cell["source"] = "pass"
    _find(notebook, "01_setup")["source"] += "\nsame = lambda *a: True"


def delete_tests(notebook: NotebookNode) -> None:
    """No test, no set-up and no rubric left."""
    ends = ("_test", "_setup", "_judgement")
    notebook["cells"] = [c for c in notebook.cells if not str(grade_id(c)).endswith(ends)]


def copy_cells(notebook: NotebookNode) -> None:
    """Every cell twice, with one name and one id."""
    notebook["cells"] = [one for cell in notebook.cells for one in (cell, cell.copy())]


def copy_right_answer(notebook: NotebookNode) -> None:
    """A wrong answer below the right one, under the same name: the last one counts."""
    wrong = _find(notebook, "01_mark").copy()
    wrong["source"] = "def mark(text):\n    return None"
    notebook.cells.insert(notebook.cells.index(_find(notebook, "01_mark")) + 1, wrong)


def change_points(notebook: NotebookNode) -> None:
    """A hundred points for each test, one of them open to edits, one a rubric."""
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.update(points=100, locked=False, grade=True, solution=True)
    _find(notebook, "01_count_test").metadata.nbgrader.update(points=float("1e308"), task=True)


def swap_names(notebook: NotebookNode) -> None:
    """The cheap item's test under the dear one's name, and unknown names."""
    first, second = _find(notebook, "01_count_test"), _find(notebook, "01_total_test")
    first.metadata.nbgrader["grade_id"] = "01_total_test"
    second.metadata.nbgrader["grade_id"] = "01_none\nof these"


def forge_outputs(notebook: NotebookNode) -> None:
    """Stored outputs that claim everything went well."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            data = {"text/plain": "100", "text/html": "<b>100 of 10 points</b>"}
            cell["outputs"] = [nbformat.v4.new_output("execute_result", data=data)]
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}


def many_cells(notebook: NotebookNode) -> None:
    """Three thousand cells more."""
    notebook.cells.extend(nbformat.v4.new_code_cell(f"x = {n}") for n in range(3000))


def slow_text(notebook: NotebookNode) -> None:
    """Text that would keep the maker of pages busy."""
    notebook.cells.append(nbformat.v4.new_markdown_cell("\\begin{a}" * 30_000))
    _find(notebook, "01_judgement")["source"] = "[a](" * 200_000


def many_errors(notebook: NotebookNode) -> None:
    """Cells that show much and fail, a hundred times."""
    text = "print('x' * 190_000)\nraise ValueError('y' * 9_000)"
    notebook.cells.extend(nbformat.v4.new_code_cell(text) for _ in range(100))


def too_many_cells(notebook: NotebookNode) -> None:
    """More cells than are read."""
    notebook.cells.extend(nbformat.v4.new_markdown_cell("x") for _ in range(6000))


def other_kernel(notebook: NotebookNode) -> None:
    """A kernel that is not there."""
    notebook.metadata["kernelspec"] = {"name": "../../bin/sh", "display_name": "R", "language": "R"}
    notebook.metadata["language_info"] = {"name": "R"}


def drop(*names: str) -> object:
    """A change that deletes cells."""

    def change(notebook: NotebookNode) -> None:
        notebook["cells"] = [cell for cell in notebook.cells if grade_id(cell) not in names]

    return change


def _notebook(**changes: object) -> bytes:
    cells = [
        {
            "cell_type": "code",
            "id": f"a{at}",
            "execution_count": None,
            "outputs": [],
            "source": text,
            "metadata": {
                "nbgrader": {
                    "grade_id": f"01_{item}",
                    "schema_version": 3,
                    "solution": True,
                    "grade": False,
                    "locked": False,
                }
            },
        }
        for at, (item, text) in enumerate(ANSWERS.items())
    ]
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **changes}
    return json.dumps(whole).encode()


def _marked(mark: object) -> bytes:
    whole = json.loads(_notebook())
    whole["cells"][0]["metadata"]["nbgrader"] = mark
    return json.dumps(whole).encode()


OTHER = _notebook().replace(b"01_", b"02_")
SHEETS = json.dumps(
    {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": [], "metadata": {}}],
    }
).encode()


def link_notebook(folder: Path) -> None:
    """The notebook is a link to another learner's."""
    path = folder / f"{SLUG}.ipynb"
    path.unlink()
    path.symlink_to(folder.parents[1] / "honest" / SLUG / f"{SLUG}.ipynb")


def link_others(folder: Path) -> None:
    """Links to a file, to a folder, to nothing and to itself."""
    (folder / "passwords.txt").symlink_to("/etc/passwd")
    (folder / "solutions").symlink_to(folder.parents[2] / "solutions")
    (folder / "nothing").symlink_to("/nowhere")
    (folder / "itself").symlink_to(folder)
    (folder / "timestamp.txt").symlink_to("/dev/zero")


def odd_names(folder: Path) -> None:
    """Names that an archive may bring: line ends, backslashes, no UTF-8, options."""
    for name in (
        "a\nINFO honest: graded",
        "..\\..\\gradebook.db",
        "-rf",
        "a b",
        "x\x1b[2J",
        "数据.csv",
    ):
        (folder / name).write_text("1")
    with open(os.fsencode(folder) + b"/\xff\xfe", "wb") as file:
        file.write(b"1")


def odd_files(folder: Path) -> None:
    """What is no plain file, and folders without an end."""
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "prices.ipynb")
    with socket.socket(socket.AF_UNIX) as line:
        os.chdir(folder)
        line.bind("socket")
        deep = folder
        for _ in range(300):
            os.mkdir("d")
            os.chdir("d")
        os.chdir("/")
        del deep


def clashing_files(folder: Path) -> None:
    """Files and folders in the place of the assignment's own and of the grader's."""
    for name in ("prices.csv/x", f"{SLUG}.ipynb.d/x", ".lianke-grading.json.new/x"):
        (folder / name).parent.mkdir()
        (folder / name).write_text("1")
    (folder / ".lianke-grading.json").write_text("{}")


def folder_for_notebook(folder: Path) -> None:
    """A folder in place of the notebook."""
    (folder / f"{SLUG}.ipynb").unlink()
    (folder / f"{SLUG}.ipynb").mkdir()
    (folder / f"{SLUG}.ipynb" / "x.txt").write_text("1")


def many_files(folder: Path) -> None:
    """Two thousand files, and one that is too large."""
    for number in range(2000):
        (folder / f"f{number}").write_text("1")


def large_file(folder: Path) -> None:
    """A file of a gigabyte that takes no room."""
    with open(folder / "large.bin", "wb") as file:
        file.truncate(1 << 30)


def large_notebook(folder: Path) -> None:
    """A notebook of 100 MB."""
    with open(folder / f"{SLUG}.ipynb", "ab") as file:
        file.truncate(100_000_000)


WAYS = (
    Adversary(
        "edit-tests",
        "edited tests and set-up",
        change=edit_tests,
        answers=NOTHING,
        points=BLANK,
        told=("was changed; the original is used",),
    ),
    Adversary(
        "delete-tests",
        "deleted tests and set-up",
        change=delete_tests,
        told=("was missing; the original is used",),
    ),
    Adversary("copy-cells", "every cell twice", change=copy_cells, told=("does not count",)),
    Adversary(
        "copy-answer",
        "a second answer of one name",
        change=copy_right_answer,
        points=without("mark"),
        told=("does not count",),
    ),
    Adversary(
        "change-points",
        "a hundred points for each item",
        change=change_points,
        answers={"double": NOTHING["double"]},
        points=without("double"),
        told=("claims 100 points",),
    ),
    Adversary(
        "swap-names",
        "one test under another's name",
        change=swap_names,
        points=without("total"),
        told=("unknown name",),
    ),
    Adversary(
        "drop-answer",
        "a missing answer",
        change=drop("01_double"),
        points=without("double"),
        told=("NameError",),
    ),
    Adversary(
        "drop-all",
        "no cell left",
        change=drop(
            *[f"01_{i}" for i in FULL], *[f"01_{i}_test" for i in FULL], "01_setup", "01_judgement"
        ),
        points=BLANK,
    ),
    Adversary(
        "forge-outputs",
        "stored outputs that claim marks",
        change=forge_outputs,
        answers=NOTHING,
        points=BLANK,
    ),
    Adversary("slow-text", "text that takes hours to show", change=slow_text, told=("was cut",)),
    Adversary("many-errors", "a hundred long outputs and errors", change=many_errors),
    Adversary("other-kernel", "the name of another kernel", change=other_kernel),
    Adversary("many-cells", "three thousand cells", change=many_cells),
    Adversary(
        "too-many-cells",
        "six thousand cells",
        change=too_many_cells,
        points=BLANK,
        told=("at most 5000",),
    ),
    Adversary(
        "too-much-code",
        "a cell of 5 MB",
        last="x = '" + "x" * 5_000_000 + "'",
        points=BLANK,
        told=("at most",),
    ),
    Adversary("format-3", "a notebook of format 3", raw=SHEETS, points=BLANK, told=("format 3",)),
    Adversary(
        "format-5",
        "a notebook of format 5",
        raw=_notebook(nbformat=5),
        points=BLANK,
        told=("format 5",),
    ),
    Adversary(
        "format-text",
        "a format that is no number",
        raw=_notebook(nbformat="4"),
        points=BLANK,
        told=("format '4'",),
    ),
    Adversary(
        "no-json", "no JSON", raw=b"{'cells': []}", points=BLANK, told=("does not hold JSON",)
    ),
    Adversary(
        "deep-json",
        "JSON nested a million deep",
        raw=b"[" * 1_000_000,
        points=BLANK,
        told=("does not hold JSON",),
    ),
    Adversary(
        "wide-json",
        "JSON of ten million lists",
        raw=b'{"cells":[' + b"[]," * 10_000_000 + b"[]]}",
        points=BLANK,
        told=("brackets",),
    ),
    Adversary(
        "truncated",
        "half a notebook",
        raw=_notebook()[:700],
        points=BLANK,
        told=("does not hold JSON",),
    ),
    Adversary("empty", "an empty file", raw=b"", points=BLANK, told=("does not hold JSON",)),
    Adversary(
        "no-utf8",
        "bytes that are no text",
        raw=b"\xff\xfe" + bytes(range(256)),
        points=BLANK,
        told=("does not hold JSON",),
    ),
    Adversary(
        "large", "a notebook of 100 MB", folder=large_notebook, points=BLANK, told=("too large",)
    ),
    Adversary(
        "no-cells",
        "a list in place of a notebook",
        raw=b"[1, 2]",
        points=BLANK,
        told=("no list of cells",),
    ),
    Adversary(
        "odd-cells",
        "cells that are none",
        raw=_notebook(cells=[1, None, {"cell_type": "x"}]),
        points=BLANK,
        told=("damaged",),
    ),
    Adversary(
        "odd-mark",
        "a grade's mark that is a list",
        raw=_marked([1]),
        points=BLANK,
        told=("damaged",),
    ),
    Adversary(
        "odd-name",
        "a grade's name that is a list",
        raw=_marked({"grade_id": [1]}),
        points=without("double"),
    ),
    Adversary(
        "other-assignment",
        "a notebook of another assignment",
        raw=OTHER,
        points=BLANK,
        told=("holds another assignment",),
    ),
    Adversary("bare", "only the answers, without any of the rest", raw=_notebook()),
    Adversary(
        "link-notebook",
        "a link to another learner's notebook",
        folder=link_notebook,
        points=BLANK,
        told=("is a link",),
    ),
    Adversary("link-others", "links out of the folder", folder=link_others, told=("is a link",)),
    Adversary("odd-names", "names from an archive", folder=odd_names, told=("cannot be printed",)),
    Adversary(
        "odd-files",
        "pipes, sockets and endless folders",
        folder=odd_files,
        told=("is no plain file", "deeper than"),
    ),
    Adversary(
        "clashing-files", "files where others belong", folder=clashing_files, told=("belongs",)
    ),
    Adversary(
        "folder-for-notebook",
        "a folder where the notebook belongs",
        folder=folder_for_notebook,
        points=BLANK,
        told=("there is no",),
    ),
    Adversary("many-files", "two thousand files", folder=many_files, told=("more than 1000",)),
    Adversary("large-file", "a file of 1 GB", folder=large_file, told=("too large",)),
    Adversary("学生-é ü", "a learner's id in other scripts"),
)
