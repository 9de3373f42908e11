'''Percent scripts: the only hand-written form of a lesson or an assignment.

A script is plain Python that Jupytext reads. ``# %%`` opens a code cell and ``# %% [markdown]``
a text cell; everything above the first ``# %%`` is for readers of the script (a docstring, a
``# ---`` header) and enters no notebook. ``lianke build`` makes the notebooks.

Lessons: ``notebooks/NN_slug.py``
---------------------------------

Plain cells, and two tags::

    # %% [markdown] tags=["instructor"]      a note for the instructor; the learner's copy omits it
    # %% tags=["raises-exception"]           a cell that is meant to fail

The learner's copy is ``notebooks/NN_slug.ipynb``, executed. The instructor's copy holds the notes
too and is ``solutions/NN_slug/instructor/NN_slug_lesson.ipynb``, without outputs; nbgrader never
releases that folder.

Assignments: ``solutions/NN_slug/NN_slug.py``
---------------------------------------------

A graded cell has one role tag and a ``grade_id`` in its header; ``build`` writes the longer
nbgrader metadata from them::

    # %% tags=["given"] grade_id="09_setup"
    from course_lib import ledger            # locked: restored before grading

    # %% [markdown]
    # **Item 1.** Goal, signature, one worked example, where to start when stuck.

    # %% tags=["answer"] grade_id="09_trace_back"
    def trace_back(events, box):
        """Return the farms that this box came from."""
        ### BEGIN SOLUTION
        return ...
        ### END SOLUTION

    # %% tags=["test"] grade_id="09_trace_back_test" points=2
    assert trace_back(EVENTS, "a") == {"farm"}, "Follow the parents of each aggregation."
    ### BEGIN HIDDEN TESTS
    assert trace_back([], "a") == set(), "What if nothing was captured?"
    ### END HIDDEN TESTS

    # %% [markdown] tags=["rubric"] grade_id="09_judgement" points=4
    # ### BEGIN SOLUTION
    # What a good answer says; the learner's copy shows YOUR ANSWER HERE.
    # ### END SOLUTION

========= ========= ====== ====== =============================================================
role      cell      points locked meaning
========= ========= ====== ====== =============================================================
given     any       no     yes    setup or checkpoint; the learner's edits are undone
answer    code      no     no     the learner writes here
test      code      yes    yes    decides the marks of the answer it is named after
rubric    markdown  yes    no     free text, graded by hand in formgrader
========= ========= ====== ====== =============================================================

Rules, each refused by name when broken: a ``grade_id`` begins with the lesson's number and holds
only ``a-z 0-9 _``; no two are equal; a test is called ``<answer>_test`` or ``<answer>_test_<word>``
and comes after its answer; an answer holds a solution region; points are above zero; a
last bare expression in a test is refused, because nbgrader reads its value as partial credit.
A failing *hidden* test may show its message to the learner in feedback when the message is a
plain string: write it as advice, never with the expected value.

What this leaves out: kernels other than Python, nbgrader's ``task`` cells and ``AUTOTEST``.
'''

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from classroom.errors import ScriptError

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

INSTRUCTOR = "instructor"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def read_script(path: Path) -> NotebookNode:
    """Read a percent script as a notebook without outputs, with stable cell ids.

    Raises:
        ScriptError: the file is missing, is not UTF-8, or holds no ``# %%`` cell.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise ScriptError(f"{path.name}: cannot be read as UTF-8 text: {problem}") from None
    return parse_script(text, path.stem)


def parse_script(text: str, slug: str) -> NotebookNode:
    """Turn the text of a percent script into a notebook; cell metadata stays as written."""
    import jupytext

    first = re.search(r"^# %%", text, flags=re.MULTILINE)
    if first is None:
        raise ScriptError(f"{slug}.py: has no cell; begin each cell with '# %%'")
    notebook = jupytext.reads(text[first.start() :], fmt="py:percent")
    for cell in notebook.cells:
        cell.metadata.pop("lines_to_next_cell", None)
    set_notebook_metadata(notebook)
    set_cell_ids(notebook, slug)
    return notebook


def preamble(text: str) -> str:
    """The part of a script above its first cell."""
    first = re.search(r"^# %%", text, flags=re.MULTILINE)
    return text if first is None else text[: first.start()]


def set_notebook_metadata(notebook: NotebookNode) -> None:
    """Name the kernel and nothing else: a new tool version must not touch every file."""
    notebook.metadata.clear()
    notebook.metadata["kernelspec"] = dict(KERNELSPEC)
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.nbformat, notebook.nbformat_minor = 4, 5


def set_cell_ids(notebook: NotebookNode, slug: str) -> None:
    """Give each cell its ``grade_id``, or an id drawn from its content, as its fixed id.

    A content id stays when cells are inserted above; equal cells are numbered in order.
    """
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        own = f"{slug}\0{cell.cell_type}\0{cell.source}"
        name = grade_id(cell) or hashlib.sha256(own.encode()).hexdigest()[:12]
        seen[name] = seen.get(name, 0) + 1
        cell["id"] = name if seen[name] == 1 else f"{name}-{seen[name]}"


def tags(cell: NotebookNode) -> list[str]:
    """The tags of a cell, as its header gives them."""
    return list(cell.metadata.get("tags", []))


def grade_id(cell: NotebookNode) -> str | None:
    """The name of a graded or given cell, before or after :func:`expand`; None for others."""
    found = cell.metadata.get("grade_id") or cell.metadata.get("nbgrader", {}).get("grade_id")
    return str(found) if found else None


def without_instructor_notes(notebook: NotebookNode) -> NotebookNode:
    """A copy of a lesson without the cells meant for its instructor."""
    copy = notebook.copy()
    copy.cells = [cell for cell in notebook.cells if INSTRUCTOR not in tags(cell)]
    return copy
