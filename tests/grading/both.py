"""Grade the same submissions by nbgrader and by us, and tell where the results differ.

What is equal by meaning is made equal before comparing: addresses, timings, names of temporary
files and folders, process ids, and how a stream was cut into pieces (see ``RULES``).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from classroom.course import Course, temporary_copy
from classroom.grading.gradebook import open_gradebook
from classroom.grading.run import Result, grade
from classroom.grading.settings import Settings
from classroom.release import make_assignment, write_notebook
from classroom.submissions import grade_all

# What is replaced on both sides, and why it may differ.
RULES = (
    (r"0x[0-9a-fA-F]+|\bat [0-9a-f]{12}\b", "0x", "addresses"),
    (r"(?<![;\d])\d+(\.\d+)?(e[+-]?\d+)? ?(ns|μs|µs|us|ms|s|min)\b", "TIME", "timings"),
    (r"/tmp/ipykernel_\d+/\d+\.py", "CELL.py", "the temporary file that stands for a cell"),
    (
        r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])",
        "MODEL",
        "a widget's number is drawn anew in each process",
    ),
    (r"(?m)^process \d+$", "process", "process ids"),
    (r"/tmp/work\b", "FOLDER", "the working directory; nbgrader's is the folder autograded/..."),
    (re.escape(str(Path.home())) + r"\b", "~", "the box knows no home, so paths are written out"),
    (r"\(\d+ times\)", "(TIMES)", "how deep a recursion gets below a kernel's own frames"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell, or one row of the gradebook, that differs."""

    submission: str
    place: str
    nbgraders: Any
    ours: Any


def by_nbgrader(
    course: Course, slug: str, notebooks: Mapping[str, NotebookNode], into: Path
) -> Course:
    """Grade by nbgrader's autograde; the course that holds what it left."""
    into.mkdir()
    os.environ.pop("PYTEST_CURRENT_TEST", None)  # with it a kernel keeps no descriptor's output
    grade_all(course, slug, notebooks, into)
    return Course(into)


def prepared(
    course: Course, slug: str, notebooks: Mapping[str, NotebookNode], into: Path
) -> Course:
    """A temporary course with the assignment released and the notebooks handed in."""
    into.mkdir(exist_ok=True)
    scratch = temporary_copy(course, slug, into)
    make_assignment(scratch, slug)
    for student, notebook in notebooks.items():
        write_notebook(notebook, scratch.root / "submitted" / student / slug / f"{slug}.ipynb")
    return scratch


def graded(course: Course, slug: str, settings: Settings | None = None) -> list[Result]:
    """Grade everything handed in by our own grader."""
    students = sorted(p.parent.name for p in (course.root / "submitted").glob(f"*/{slug}"))
    return grade(course, slug, students, settings or Settings(), lambda result: None)


def rows(course: Course, slug: str) -> dict[str, dict[str, Any]]:
    """All that the gradebook says of each learner's submission, item by item."""
    found: dict[str, dict[str, Any]] = {}
    with open_gradebook(course, f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        for submission in gradebook.assignment_submissions(slug):
            mine = found[submission.student.id] = {}
            for notebook in submission.notebooks:
                mine["penalty"] = notebook.late_submission_penalty
                for one in notebook.grades:
                    marks = (one.auto_score, one.manual_score, one.needs_manual_grade, one.score)
                    mine[f"grade {one.name}"] = (*marks, one.max_score)
                for one in notebook.comments:
                    mine[f"comment {one.name}"] = (one.auto_comment, one.manual_comment)
    return found


def autograded(course: Course, slug: str, student: str) -> NotebookNode:
    """The notebook that grading left."""
    path = course.root / "autograded" / student / slug / f"{slug}.ipynb"
    return nbformat.read(path, as_version=4)


def differences(theirs: Course, ours: Course, slug: str) -> Iterator[Difference]:
    """Every row of the gradebook and every cell that is not the same."""
    told, said = rows(theirs, slug), rows(ours, slug)
    assert told.keys() == said.keys()
    for student in told:
        for name in sorted(told[student].keys() | said[student].keys()):
            one, other = told[student].get(name), said[student].get(name)
            if one != other:
                yield Difference(student, name, one, other)
        yield from _cells(theirs, ours, slug, student)


def _cells(theirs: Course, ours: Course, slug: str, student: str) -> Iterator[Difference]:
    one, other = autograded(theirs, slug, student), autograded(ours, slug, student)
    folder = str(theirs.root / "autograded" / student / slug)
    names = [[cell.get("id") for cell in notebook.cells] for notebook in (one, other)]
    if names[0] != names[1]:
        yield Difference(student, "cells", *names)
        return
    for a, b in zip(one.cells, other.cells, strict=True):
        a, b = _comparable(a, folder), _comparable(b, folder)
        if a != b:
            yield Difference(student, str(b["id"]), a, b)
    states = [_widget_states(notebook) for notebook in (one, other)]
    if states[0] != states[1]:
        yield Difference(student, "widgets", *states)


def _comparable(cell: NotebookNode, folder: str) -> dict[str, Any]:
    """A cell as plain data, made equal where it is equal by meaning."""
    plain = json.loads(json.dumps(cell).replace(folder, "FOLDER"))
    plain["metadata"].pop("execution", None)  # the times of its run
    plain["outputs"] = list(_streams_joined(plain.get("outputs", [])))
    return _by_rules(plain)


def _by_rules(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: v if key == "image/png" else _by_rules(v) for key, v in value.items()}
    if isinstance(value, list):
        return [_by_rules(member) for member in value]
    if isinstance(value, str):
        for pattern, word, _ in RULES:
            value = re.sub(pattern, word, value)
    return value


def _streams_joined(outputs: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Between two displays, all of stdout and then all of stderr.

    A kernel sends its two streams by a clock, each by itself, so that pieces and their order
    change from run to run.
    """
    waiting: dict[str, str] = {}
    for output in outputs:
        if output["output_type"] == "stream":
            waiting[output["name"]] = waiting.get(output["name"], "") + "".join(output["text"])
            continue
        yield from _released(waiting)
        waiting = {}
        yield output
    yield from _released(waiting)


def _released(waiting: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for name in sorted(waiting, reverse=True):
        yield {"output_type": "stream", "name": name, "text": waiting[name]}


def _widget_states(notebook: NotebookNode) -> list[Any]:
    """States of all widgets without their numbers."""
    kept = notebook.metadata.get("widgets", {})
    states = kept.get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    return sorted(json.dumps(_by_rules(state), sort_keys=True) for state in states.values())
