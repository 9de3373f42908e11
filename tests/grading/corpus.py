"""The well-behaved submissions that nbgrader and we must grade alike.

For each assignment the reference, the blank release, every file under ``wrong`` and ``right``, and
answers that are equal to everything; and, on the tiny course of the notebooks' tests, notebooks
that use what a notebook can do.
"""

from __future__ import annotations

from features import FEATURES
from nbformat import v4
from nbformat.notebooknode import NotebookNode

from classroom.course import Course
from classroom.pretender import equal_to_everything
from classroom.submissions import blank, reference
from classroom.wrong import build_submission, submission_files


def of_assignment(course: Course, slug: str) -> dict[str, NotebookNode]:
    """All submissions that stand beside an assignment."""
    found = {"reference": reference(course, slug), "blank": blank(course, slug)}
    for path in submission_files(course, slug):
        found[f"{path.parent.name}-{path.stem}"] = build_submission(course, slug, path)
    found["wrong-equal_to_everything"] = equal_to_everything(course, slug, "dict")
    return found


def sample(notebooks: dict[str, NotebookNode]) -> dict[str, NotebookNode]:
    """Two of an assignment: the reference, and the first that is wrong."""
    wrong = next(name for name in notebooks if name.startswith("wrong"))
    return {name: notebooks[name] for name in ("reference", wrong)}


def with_features(course: Course, slug: str) -> dict[str, NotebookNode]:
    """The tiny reference with a learner's own cells in it, one notebook for each feature.

    The cells come after the answer ``01_double``, before its test; their ids are ``f0``, ``f1``...
    A first cell that defines ``double`` replaces that answer.
    """
    made = {}
    for name, script in FEATURES.items():
        notebook = reference(course, slug)
        place = [cell.id for cell in notebook.cells].index("01_double") + 1
        for number, source in enumerate(script.strip().split("\n# %%\n")):
            if source.startswith("def double("):
                notebook.cells[place - 1]["source"] = source
                place -= 1
            else:
                notebook.cells.insert(place + number, v4.new_code_cell(source, id=f"f{number}"))
        made[name] = notebook
    return made
