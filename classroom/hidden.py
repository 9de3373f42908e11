"""Feedback without hidden tests: nbgrader shows them, and their tracebacks, by default.

:class:`HideHiddenTests` stands in ``c.GenerateFeedback.preprocessors``. In each test cell that has
a hidden region it removes the region, everything the cell printed or displayed (a learner's
function may print its hidden arguments), and the traceback. In place of the traceback stands the
public line that failed, or the word that a hidden test failed, with its message when that is a
plain string.

What this leaves out: a learner's code that keeps hidden arguments and prints them in a later cell.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from nbconvert.preprocessors import Preprocessor
from traitlets import Bool

from classroom.roles import REGIONS, regions

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

BEGIN, END = REGIONS["hidden test"]
NOTE = "# The hidden tests of this item are not shown."
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_FIRST_LINE = re.compile(r"(?:Cell In\[\d+\]|<ipython-input[^>]*>|ipykernel_\S+)[^\n]*?line (\d+)")


class HideHiddenTests(Preprocessor):
    """Remove hidden tests from a graded notebook: their source, output and tracebacks."""

    enabled = Bool(True, help="Whether to hide them.").tag(config=True)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Clean one cell; cells without a hidden region stay as they are."""
        if cell.cell_type == "code" and BEGIN in cell.source:
            hide(cell)
        return cell, resources


def hide(cell: NotebookNode) -> None:
    """Remove the hidden tests of one executed test cell, in place."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    for error in errors:
        _shorten(error, cell.source)
    _, public = regions(cell.source, "hidden test")
    cell.source = "\n".join([*public, NOTE])
    cell.outputs = errors


def _shorten(error: NotebookNode, source: str) -> None:
    line = failing_line(error, source)
    if line is not None:
        told = f"{line.strip()}\n\n{error.ename}: {error.evalue}"
    else:
        message = _plain_message(error, source)
        error["evalue"] = message
        told = f"A hidden test of this item did not pass. {error.ename}: {message}".rstrip(": ")
    error["traceback"] = [told]


def failing_line(error: NotebookNode, source: str) -> str | None:
    """The line of the test cell that failed; None when it is hidden or cannot be told."""
    found = _FIRST_LINE.search(_ANSI.sub("", "\n".join(error.traceback)))
    lines = source.splitlines()
    if found is None or not 0 < int(found[1]) <= len(lines):
        return None
    number = int(found[1]) - 1
    above = lines[: number + 1]
    hidden = sum(BEGIN in line for line in above) > sum(END in line for line in above)
    return None if hidden else lines[number]


def _plain_message(error: NotebookNode, source: str) -> str:
    """An assertion's message if the author wrote it as a plain string, else nothing."""
    if error.ename != "AssertionError":
        return ""
    asserts = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert)]
    plain = {node.msg.value for node in asserts if isinstance(node.msg, ast.Constant)}
    return error.evalue if error.evalue in plain else ""
