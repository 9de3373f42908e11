"""Feedback without hidden tests: nbgrader shows them, and their tracebacks, by default.

:class:`HideHiddenTests` stands in ``c.GenerateFeedback.preprocessors``. In each test cell that has
a hidden region it removes the region, everything the cell printed or displayed (a learner's
function may print its hidden arguments), and the traceback. In place of the traceback stands the
public line that failed, or the word that a hidden test failed, with its message when that is a
plain string. Names of errors that are neither Python's nor the course's become "Error", since a
learner's function may put its arguments there.

A function may also keep what a hidden test handed over, and print it while a later test asks. So of
the test cells that come after a hidden test, too, only public lines and the author's messages are
told. Their tests are public: learners can run them and see everything.

What this leaves out: the little that can be told by which of Python's errors is raised.
"""

from __future__ import annotations

import ast
import builtins
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from nbconvert.preprocessors import Preprocessor
from nbformat import v4
from traitlets import Bool

from classroom.roles import REGIONS, is_test, regions
from course_lib import errors

if TYPE_CHECKING:
    from nbformat.notebooknode import NotebookNode

BEGIN, END = REGIONS["hidden test"]
NOTE = "# The hidden tests of this item are not shown."
LEFT_OUT = (
    "What your code printed here is left out, since a hidden test came before. "
    "Run this test in your notebook to see it.\n"
)
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_OURS = {
    "TimeLimit": "it ran too long; look for a loop that never ends",
    "AnswerLost": "the tested code gave no answer that can be read",
    "ProcessEnded": "the code ended its process",
    "NotRun": "",
    "BrokenTest": "the test could not be run; tell your instructor",
    "ClosedBook": "write it yourself, without the library's function",
}
_FIRST_LINE = re.compile(r"(?:Cell In\[\d+\]|<ipython-input[^>]*>|ipykernel_\S+)[^\n]*?line (\d+)")


class HideHiddenTests(Preprocessor):
    """Remove hidden tests from a graded notebook: their source, output and tracebacks."""

    enabled = Bool(True, help="Whether to hide them.").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Clean test cells from the first one with a hidden region on; others stay as they are."""
        asked = False
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        for cell in code:
            if BEGIN in cell.source:
                asked = True
                hide(cell)
            elif asked and is_test(cell):
                leave_out(cell)
        return nb, resources


def hide(cell: NotebookNode) -> None:
    """Remove the hidden tests of one executed test cell, in place."""
    errors = _shortened_errors(cell)
    _, public = regions(cell.source, "hidden test")
    cell.source = "\n".join([*public, NOTE])
    cell.outputs = errors


def leave_out(cell: NotebookNode) -> None:
    """Keep of a later test's outputs what the author has written, in place."""
    errors = _shortened_errors(cell)
    printed = len(cell.outputs) > len(errors)
    cell.outputs = [v4.new_output("stream", text=LEFT_OUT), *errors] if printed else errors


def _shortened_errors(cell: NotebookNode) -> list[NotebookNode]:
    errors = [output for output in cell.outputs if output.output_type == "error"]
    for error in errors:
        _shorten(error, cell.source)
    return errors


def _shorten(error: NotebookNode, source: str) -> None:
    if _is_the_graders(error):
        return
    line = failing_line(error, source)
    message = _plain_message(error, source)
    if error.ename not in _known_errors():
        error["ename"] = "Error"
    error["evalue"] = message
    told = f"{error.ename}: {message}".removesuffix(": ")
    if line is not None:
        error["traceback"] = [f"{line.strip()}\n\n{told}"]
    else:
        which = "A hidden test of this item" if BEGIN in source else "This test"
        error["traceback"] = [f"{which} did not pass. {told}"]


def _is_the_graders(error: NotebookNode) -> bool:
    """Whether the grader wrote this error itself; one that was raised has a longer traceback."""
    return error.ename in _OURS and error.traceback == [f"{error.ename}: {error.evalue}"]


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


@cache
def _known_errors() -> frozenset[str]:
    """Names of Python's errors, the course's and the grader's."""
    found = {
        name
        for module in (builtins, errors)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, BaseException)
    }
    return frozenset({*found, *_OURS})


def _plain_message(error: NotebookNode, source: str) -> str:
    """A message that says nothing but what the author or the grader wrote, else nothing.

    An assertion's message is the author's if it is a plain string; of a missing name only the
    name is told, and only if a learner sees it in the public tests.
    """
    if error.ename in _OURS:
        return _OURS[error.ename]  # never its own words: a learner's class may have that name
    if error.ename == "NameError":
        names = re.findall(r"\w+", "\n".join(regions(source, "hidden test")[1]))
        told = {f"name '{name}' is not defined" for name in names}
        return error.evalue if error.evalue in told else ""
    if error.ename != "AssertionError":
        return ""
    asserts = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert)]
    plain = {node.msg.value for node in asserts if isinstance(node.msg, ast.Constant)}
    return error.evalue if error.evalue in plain else ""
