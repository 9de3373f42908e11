"""Submissions with lost, copied, moved and edited cells are graded as if they were whole.

nbgrader alone stops on most of these; the preprocessor of the course puts them right first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import tiny
from nbformat import v4

from classroom.course import Course
from classroom.named_cells import forget_copies, place_of
from classroom.submissions import Scores, grade_all, reference

SLUG = tiny.SLUG
FULL: Scores = {"01_double_test": 2, "01_mark_test": 3, "01_judgement": None}


def without(*names: str) -> Callable[[Any], None]:
    """Delete these cells."""

    def change(notebook: Any) -> None:
        notebook.cells = [cell for cell in notebook.cells if cell["id"] not in names]

    return change


def copied(name: str) -> Callable[[Any], None]:
    """Copy a cell to the end, nbgrader's metadata and all."""

    def change(notebook: Any) -> None:
        twin = next(cell for cell in notebook.cells if cell["id"] == name).copy()
        twin["id"] = "twin"
        notebook.cells.append(twin)

    return change


def reversed_order(notebook: Any) -> None:
    """Turn the notebook upside down."""
    notebook.cells.reverse()


def easier_test(notebook: Any) -> None:
    """Give oneself the points."""
    for cell in notebook.cells:
        if cell["id"] == "01_mark_test":
            cell["source"], cell.metadata["nbgrader"]["points"] = "pass", 300
        if cell["id"] == "01_mark":
            cell["source"] = "mark = None"


def text_for_test(notebook: Any) -> None:
    """Turn a test cell into Markdown."""
    for at, cell in enumerate(notebook.cells):
        if cell["id"] == "01_mark_test":
            notebook.cells[at] = v4.new_markdown_cell("gone", metadata=cell.metadata, id="t")


CHANGES: dict[str, tuple[Callable[[Any], None], Scores]] = {
    "test": (without("01_double_test"), FULL),
    "setup": (without("01_setup"), FULL),
    "pair": (without("01_double", "01_double_test"), {**FULL, "01_double_test": 0}),
    "first": (
        without("01_setup", "01_double", "01_double_test"),
        {**FULL, "01_double_test": 0},
    ),
    "judgement": (without("01_judgement"), {**FULL, "01_judgement": 0}),
    "twin_test": (copied("01_double_test"), FULL),
    "twin_answer": (copied("01_double"), FULL),
    "twin_setup": (copied("01_setup"), FULL),
    "upside_down": (reversed_order, {**FULL, "01_double_test": 0, "01_mark_test": 0}),
    "easier": (easier_test, {**FULL, "01_mark_test": 0}),
    "as_text": (text_for_test, FULL),
}


@pytest.fixture(scope="module")
def graded(_built_once: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scores]:
    """All changed submissions, graded in one temporary course."""
    submissions = {}
    for name, (change, _) in CHANGES.items():
        notebook = reference(_built_once, SLUG)
        change(notebook)
        submissions[name] = notebook
    return grade_all(_built_once, SLUG, submissions, tmp_path_factory.mktemp("restore"))


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_submission_is_graded_as_if_whole(graded: dict[str, Scores], name: str) -> None:
    """Only what the learner did not write loses its marks."""
    assert graded[name] == CHANGES[name][1]


def named(*names: str) -> Any:
    """A notebook of cells with these grade_ids; an empty name is a plain cell."""
    cells = [
        v4.new_code_cell(n, metadata={"nbgrader": {"grade_id": n}} if n else {}) for n in names
    ]
    return v4.new_notebook(cells=cells)


def test_the_last_of_two_copies_counts() -> None:
    """As nbgrader's own order does it."""
    notebook = named("a", "b", "a")
    assert forget_copies(notebook) == ["a"]
    assert ["nbgrader" in cell.metadata for cell in notebook.cells] == [False, True, True]


@pytest.mark.parametrize(
    ("present", "lost", "place"),
    [
        (("", "a", "", "c"), "b", 2),
        (("b", "c"), "a", 0),
        (("a", "b"), "c", 2),
        (("c", ""), "b", 0),
        ((), "a", 0),
        (("a", "c"), "unknown", 2),
    ],
)
def test_a_lost_cell_goes_behind_its_predecessor(
    present: tuple[str, ...], lost: str, place: int
) -> None:
    """The nearest named cell before it that is still there."""
    assert place_of(lost, named(*present), ["a", "b", "c"]) == place
