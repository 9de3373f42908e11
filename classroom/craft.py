"""Rules of the notebook craft that a program can check.

Errors stop ``lianke build --check``; advice is printed. A start page (number 00) is no lesson and
keeps only the rules on size and outputs. What this leaves out: everything that needs a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from classroom.course_map import question_of
from classroom.roles import is_test

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

MAX_BYTES = 400_000
MAX_CODE_LINES = 25
CELLS = (25, 40)
MARKDOWN_SHARE = (0.40, 0.60)
MEDIAN_LINES, NINETIETH_LINES = 6, 15
GRADED_ITEMS = (8, 15)
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule; ``error`` says whether it stops the build's check."""

    where: str
    told: str
    error: bool


def file_findings(path: Path) -> Iterator[Finding]:
    """The rule on a notebook's size (at most 400 kB)."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        told = f"has {size // 1000} kB; a notebook stays under {MAX_BYTES // 1000} kB"
        yield Finding(path.name, told, error=True)


def lesson_findings(notebook: NotebookNode, slug: str) -> Iterator[Finding]:
    """All rules on one executed lesson (the learner's copy)."""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            yield from _code_cell(cell, f"{slug}, cell {number}")
    if not slug.startswith("00_"):
        yield from _shape(notebook, slug)


def assignment_findings(notebook: NotebookNode, slug: str) -> Iterator[Finding]:
    """All rules on one assignment (the instructor's notebook)."""
    items = sum(bool(c.metadata.get("nbgrader", {}).get("grade")) for c in notebook.cells)
    if not GRADED_ITEMS[0] <= items <= GRADED_ITEMS[1]:
        yield Finding(slug, f"has {items} graded items; 8 to 15 is the aim", error=False)
    for cell in filter(is_test, notebook.cells):
        name = cell.metadata.nbgrader.grade_id
        if "BEGIN HIDDEN TESTS" not in cell.source:
            yield Finding(slug, f"{name} has no hidden test; vary the inputs there", error=False)


def _code_cell(cell: NotebookNode, where: str) -> Iterator[Finding]:
    lines = code_lines(cell)
    if lines > MAX_CODE_LINES:
        told = f"has {lines} lines of code; at most {MAX_CODE_LINES}: move code into the library"
        yield Finding(where, told, error=True)
    if cell.source.rstrip().endswith(";"):
        told = "ends in ';', which nbval does not see; assign the value to _ instead"
        yield Finding(where, told, error=True)
    for output in cell.outputs:
        text = str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", ""))
        if _ADDRESS.search(text):
            told = "shows a memory address, which differs on each run; give the object a repr"
            yield Finding(where, told, error=True)
        if output.get("name") == "stderr":
            told = f"writes a warning: {text.strip().splitlines()[0][:80]}"
            yield Finding(where, told, error=True)


def _shape(notebook: NotebookNode, slug: str) -> Iterator[Finding]:
    count = len(notebook.cells)
    sizes = [code_lines(cell) for cell in notebook.cells if cell.cell_type == "code"]
    share = 1 - len(sizes) / count
    if not CELLS[0] <= count <= CELLS[1]:
        yield Finding(slug, f"has {count} cells; 25 to 40 is the aim", error=False)
    if not MARKDOWN_SHARE[0] <= share <= MARKDOWN_SHARE[1]:
        yield Finding(slug, f"is {share:.0%} Markdown; 40 to 60 % is the aim", error=False)
    if len(sizes) > 1:
        middle, high = median(sizes), quantiles(sizes, n=10)[-1]
        if middle > MEDIAN_LINES:
            told = f"has a median of {middle} lines a code cell; at most {MEDIAN_LINES} is the aim"
            yield Finding(slug, told, error=False)
        if high > NINETIETH_LINES:
            told = f"has a tenth of its code cells above {high:.0f} lines; 15 is the aim"
            yield Finding(slug, told, error=False)
    question = question_of(slug)
    if question and question not in notebook.cells[0].source:
        yield Finding(slug, f"does not open with its question: {question}", error=False)


def code_lines(cell: NotebookNode) -> int:
    """Lines of a code cell that are not blank."""
    return sum(bool(line.strip()) for line in cell.source.splitlines())
