"""Tests without a hidden part share a copy of the learner's process; trouble stays with one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import both
import pytest
import tiny
from needs import bubblewrap

from classroom.course import Course
from classroom.grading import names
from classroom.grading.settings import Settings
from classroom.release import write_notebook
from classroom.roles import read_assignment
from classroom.sandbox.limits import Limits

SLUG = tiny.SLUG
SECRET = "hidden words"
NAMES = ("one", "two", "three", "four", "five")
ENDS = "import os\n\n\ndef two():\n    os._exit(3)"
LATER = (
    "import os\nimport threading\n\n\ndef two():\n"
    "    threading.Timer(0.2, os._exit, (3,)).start()\n    return 'two'"
)
COUNTS = "calls = []\n\n\ndef one():\n    calls.append(1)\n    return 'one'"


def script(hiding: Sequence[str] = ()) -> str:
    """Five functions, each asked for its own name; the test of the third waits a little.

    Args:
        hiding: the functions whose tests have a hidden part.
    """
    parts = ['"""An assignment made for the tests."""']
    for name in NAMES:
        body = f"    ### BEGIN SOLUTION\n    return '{name}'\n    ### END SOLUTION"
        parts.append(f'# %% tags=["answer"] grade_id="01_{name}"\ndef {name}(word=""):\n{body}')
        wait = "import time\n\ntime.sleep(0.6)\n" if name == "three" else ""
        test = f"{wait}assert {name}() == '{name}', 'Return the name.'"
        if name in hiding:
            more = f"assert {name}('{SECRET}') == '{name}'"
            test += f"\n### BEGIN HIDDEN TESTS\n{more}\n### END HIDDEN TESTS"
        parts.append(f'# %% tags=["test"] grade_id="01_{name}_test" points=1\n{test}')
    return "\n\n".join(parts) + "\n"


@pytest.mark.slow
@bubblewrap
def test_trouble_in_one_item_costs_that_item(built: Course, tmp_path: Path) -> None:
    """A function that ends the shared process, at once or a little later, costs no other item."""
    path = built.assignment_script(SLUG)
    path.write_text(script(), encoding="utf-8")
    write_notebook(read_assignment(path), path.with_suffix(".ipynb"))
    handed = {"whole": read_assignment(path)}
    for who, name, source in (
        ("ends", "two", ENDS),
        ("later", "two", LATER),
        ("counts", "one", COUNTS),
    ):
        handed[who] = read_assignment(path)
        [cell] = [c for c in handed[who].cells if c.metadata.nbgrader["grade_id"] == f"01_{name}"]
        cell["source"] = source
    course = both.prepared(built, SLUG, handed, tmp_path / "four")
    points = {
        result.student: result.marks.score for result in both.graded(course, SLUG) if result.marks
    }
    assert points == {"whole": 5, "ends": 4, "later": 5, "counts": 5}


def said(name: str, first: str = "", then: str = "") -> str:
    """The answer of an item that does something of its own before it returns its name."""
    return f"{first}\n\n\ndef {name}(word=''):\n    {then}\n    return '{name}'"


@pytest.mark.slow
@bubblewrap
def test_hidden_tests_share_a_copy_that_shows_nothing(built: Course, tmp_path: Path) -> None:
    """Trouble in one of them costs that item; a later test that is shown knows of no argument."""
    path = built.assignment_script(SLUG)
    path.write_text(script(hiding=("one", "three")), encoding="utf-8")
    write_notebook(read_assignment(path), path.with_suffix(".ipynb"))
    told = "KEPT.append(word); print(KEPT)"
    changes: dict[str, dict[str, str]] = {
        "whole": {},
        "hangs": {"one": said("one", then="while word: pass")},
        "ends": {"three": said("three", "import os", "word and os._exit(3)")},
        "stops at last": {"five": said("five", then="while True: pass")},
        "keeps": {"one": said("one", "KEPT = []", told)}
        | {name: said(name, then=told) for name in NAMES[1:]},
    }
    handed = {who: read_assignment(path) for who in changes}
    for who, sources in changes.items():
        for cell in handed[who].cells:
            name = cell.metadata.nbgrader["grade_id"].removeprefix("01_")
            cell["source"] = sources.get(name, cell.source)
    course = both.prepared(built, SLUG, handed, tmp_path / "five")
    settings = Settings(limits=Limits(cell_seconds=3))
    results = both.graded(course, SLUG, settings)
    points = {result.student: result.marks.score for result in results if result.marks}
    assert points == {"whole": 5, "hangs": 4, "ends": 4, "stops at last": 4, "keeps": 5}
    shown = {
        cell.metadata.nbgrader["grade_id"]: str(cell.outputs)
        for cell in both.autograded(course, SLUG, "keeps").cells
    }
    assert SECRET in shown["01_three_test"]
    for number, name in enumerate(("two", "four", "five"), start=1):
        assert str([""] * number) in shown[f"01_{name}_test"]
        assert SECRET not in shown[f"01_{name}_test"]


def test_what_only_defines() -> None:
    """Only cells that do nothing but define may stand between tests that share a copy."""
    for source in (
        "def f(a, b=1):\n    return g(a)",
        "import math\n'words'",
        "from os import path",
    ):
        assert names.only_defines(source), source
    for source in (
        "x = 1",
        "f()",
        "def f(a=g()):\n    return a",
        "@cache\ndef f():\n    return 1",
        "class A:\n    print(1)",
        "def f(",
        "%time 1",
    ):
        assert not names.only_defines(source), source
