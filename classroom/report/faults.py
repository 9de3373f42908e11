"""Why a test failed, in words that are the same for all learners whom it failed in the same way.

A public test is known by its own line, a hidden one by its message where the author wrote it as a
plain string, everything else by the name of the error. A learner's values enter none of these.

What this leaves out: the second fault of a test; a test ends at its first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from classroom.errors import ScriptError
from classroom.report.records import Fault, Item

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from classroom.report.records import Submission

PUBLIC, HIDDEN, ERROR = "public test", "hidden test", "error"
NOT_RUN = "NotRun"
MOST = 5
WIDTH = 300


@dataclass(frozen=True, slots=True)
class Common:
    """A fault and how many submissions show it."""

    item: str
    kind: str
    words: str
    count: int


def common_faults(items: Iterable[Item], submissions: Iterable[Submission]) -> list[Common]:
    """The most frequent faults of each item, at most five each, in the items' order."""
    counts: dict[str, Counter[Fault]] = {}
    for submission in submissions:
        for fault in submission.faults:
            counts.setdefault(fault.item, Counter())[fault] += 1
    found = []
    for item in items:
        ranked = sorted(counts.get(item.label, Counter()).items(), key=_rank)
        found += [Common(f.item, f.kind, f.words, count) for f, count in ranked[:MOST]]
    return found


def _rank(counted: tuple[Fault, int]) -> tuple[int, str, str]:
    fault, count = counted
    return -count, fault.kind, fault.words


def fault_of(label: str, source: str, error: Mapping[str, Any]) -> Fault:
    """The fault behind the error output of a test cell.

    Args:
        label: the item's label; source: the test cell's text, hidden tests included.
    """
    from nbformat import NotebookNode

    from classroom.hidden import failing_line

    name = str(error.get("ename") or "error")[:80]
    lines = error.get("traceback")
    told = str(error.get("evalue") or "")
    traced = [str(one) for one in lines] if isinstance(lines, list) else []
    tidy = NotebookNode(output_type="error", ename=name, evalue=told, traceback=traced)
    line = failing_line(tidy, source)
    if line is not None and name == "AssertionError":
        return Fault(label, PUBLIC, line.strip()[:WIDTH])
    if line is not None:
        return Fault(label, ERROR, f"{name} at: {line.strip()}"[:WIDTH])
    if name == "AssertionError":
        words = _plain_message(source, tidy) or "a hidden test without a plain message"
        return Fault(label, HIDDEN, words[:WIDTH])
    return Fault(label, ERROR, name)


def _plain_message(source: str, error: NotebookNode) -> str:
    """What feedback may show of a hidden test: the author's plain string, else nothing."""
    from nbformat import NotebookNode

    from classroom.hidden import hide

    cell = NotebookNode(cell_type="code", source=source, outputs=[error])
    try:
        hide(cell)
    except (ScriptError, SyntaxError):
        return ""
    return str(cell.outputs[0].evalue)
