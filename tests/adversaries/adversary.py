"""What an adversary is: what it hands in, what it deserves, what is said about it."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from boxes import ANSWERS, FULL, SLUG
from nbformat.notebooknode import NotebookNode

from classroom.percent import grade_id

Change = Callable[[NotebookNode], None]


@dataclass(frozen=True, slots=True)
class Adversary:
    """One submission.

    Attributes:
        name: the learner's id.
        tries: what it tries, in a few words.
        answers: item -> source that stands in place of the right answer.
        before: item -> source of a cell of its own before that item's answer.
        last: source of a cell at the end.
        change: what else is done to the notebook.
        raw: bytes that stand in place of the notebook.
        folder: what is done to the folder that is handed in.
        points: the marks it deserves by item.
        told: words that the instructor or the learner is told, each somewhere.
    """

    name: str
    tries: str
    answers: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    last: str = ""
    change: Change | None = None
    raw: bytes | None = None
    folder: Callable[[Path], None] | None = None
    points: Mapping[str, float] = field(default_factory=lambda: FULL)
    told: tuple[str, ...] = ()


def without(*items: str) -> dict[str, float]:
    """Full marks but for these items."""
    return {**FULL, **dict.fromkeys(items, 0.0)}


def notebook_of(one: Adversary, release: NotebookNode, places: Mapping[str, str]) -> NotebookNode:
    """The notebook it hands in; ``@NAME@`` in its sources becomes what ``places`` says."""
    notebook = copy.deepcopy(release)
    cells = []
    for cell in notebook.cells:
        item = str(grade_id(cell)).removeprefix("01_")
        if item in one.before:
            cells.append(nbformat.v4.new_code_cell(one.before[item]))
        if item in ANSWERS:
            cell["source"] = one.answers.get(item, ANSWERS[item])
        cells.append(cell)
    if one.last:
        cells.append(nbformat.v4.new_code_cell(one.last))
    for cell in cells:
        cell["source"] = re.sub(r"@(\w+)@", lambda m: places.get(m[1], m[0]), cell.source)
    notebook["cells"] = cells
    if one.change is not None:
        one.change(notebook)
    return notebook


def hand_in(
    one: Adversary, release: NotebookNode, places: Mapping[str, str], submitted: Path
) -> None:
    """Put it where nbgrader puts what it has collected."""
    folder = submitted / one.name / SLUG
    folder.mkdir(parents=True)
    path = folder / f"{SLUG}.ipynb"
    if one.raw is not None:
        path.write_bytes(one.raw)
    else:
        notebook = notebook_of(one, release, places)
        path.write_text(nbformat.writes(notebook, version=nbformat.NO_CONVERT), "utf-8")
    if one.folder is not None:
        one.folder(folder)
