"""``lianke report`` after a real ``lianke grade``: what grading leaves is what the report reads."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import tiny
from conftest import Lianke

from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.release import write_notebook
from classroom.report.gather import gather
from classroom.report.report import Figures, figures_of
from classroom.submissions import blank, reference

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("bwrap") is None,
        reason="no bubblewrap here: run 'sudo apt install bubblewrap'",
    ),
]
SLUG = tiny.SLUG
SMALL = "def double(x):\n    return 4 if x == 2 else 0"
HOSTILE = "def double(x):\n    raise ValueError('<script>alert(1)</script>')"
ENDS = "import os\ndef double(x):\n    os._exit(1)"


def hand_in(course: Course, student: str, double: str | None = None, drop: str = "") -> None:
    """The reference with another ``double``, or without one of its cells."""
    notebook = reference(course, SLUG)
    for cell in notebook.cells:
        if double is not None and cell["id"] == "01_double":
            cell["source"] = double
    notebook.cells = [cell for cell in notebook.cells if cell["id"] != drop]
    write_notebook(notebook, course.root / "submitted" / student / SLUG / f"{SLUG}.ipynb")


def folder(course: Course, student: str) -> Path:
    return course.root / "submitted" / student / SLUG / f"{SLUG}.ipynb"


@pytest.fixture
def graded(built: Course, lianke: Lianke) -> Course:
    """Seven submissions through the real grader."""
    hand_in(built, "full")
    hand_in(built, "李华", SMALL)
    hand_in(built, "hostile<b>", HOSTILE)
    hand_in(built, "ends", ENDS)
    hand_in(built, "dropped", drop="01_mark_test")
    write_notebook(blank(built, SLUG), folder(built, "blank"))
    folder(built, "bad").parent.mkdir(parents=True)
    folder(built, "bad").write_text("{", encoding="utf-8")
    lianke(built, "grade", SLUG)
    return built


def test_from_grading_to_the_report(graded: Course, lianke: Lianke) -> None:
    figures = figures_of(gather(graded, SLUG))
    assert (figures.submissions, figures.unreadable) == (7, ("bad",))
    assert figures.isolation == {"bubblewrap": 7}
    assert figures.times is not None
    assert figures.times.spread.count == 7
    _check_items(figures)
    _check_words(figures)
    result = lianke(graded, "report", "01", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    page = (graded.root / told["page"]).read_text(encoding="utf-8")
    assert "<script" not in page
    assert "hostile&lt;b&gt;" in page
    lianke(graded, "feedback", "01", "--student", "full")
    lianke(graded, "report", "01")
    page = (graded.root / told["page"]).read_text(encoding="utf-8")
    assert f"../../feedback/full/{SLUG}/{SLUG}.html" in page


def _check_items(figures: Figures) -> None:
    found = {item.item: item for item in figures.items}
    assert list(found) == ["01_double_test", "01_mark_test", "01_judgement"]
    assert found["01_double_test"].difficulty == pytest.approx(2 / 6)
    assert found["01_mark_test"].difficulty == pytest.approx(5 / 6)
    assert found["01_judgement"].flag == "5 wait for a person", "the blank one is decided: 0"
    assert found["01_judgement"].difficulty is None
    assert figures.waiting == 5
    assert all(item.discrimination is None for item in figures.items), "seven are too few"


def _check_words(figures: Figures) -> None:
    """Words of real outputs: a public line, a hidden message, an error's name; and the record's."""
    faults = {(f.item, f.kind, f.words): f.count for f in figures.faults}
    assert faults["01_double_test", "hidden test", "Negative numbers have doubles too."] == 1
    public = 'assert double(2) == 4, "Try a number that you can double in your head."'
    assert faults["01_double_test", "error", f"ValueError at: {public}"] == 1
    assert faults["01_double_test", "error", f"NotImplementedError at: {public}"] == 1
    happened = {one.kind: one.learners for one in figures.happenings}
    assert happened["a locked cell was missing"] == ("dropped",)
    assert happened["the learner's process ended"] == ("ends",)


def test_before_grading_there_is_nothing_to_report(built: Course, lianke: Lianke) -> None:
    hand_in(built, "full")
    result = lianke(built, "report", "01")
    assert isinstance(result.exception, ClassroomError)
    assert "lianke grade" in str(result.exception)
    assert not (built.root / "reports").exists()
