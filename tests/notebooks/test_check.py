"""lianke check: a learner is told item by item what passes and what to examine next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tiny
from conftest import Lianke

from classroom.check import BY_HAND, NOT_ATTEMPTED, NOT_YET, PASSED, Verdict, check
from classroom.course import Course
from classroom.errors import NotebookError
from classroom.learner import read_notebook
from classroom.release import write_notebook
from classroom.submissions import blank, reference

SLUG = tiny.SLUG


def handed_in(course: Course, **answers: str) -> Path:
    """The release with some cells replaced, as the learner's own file in the release folder."""
    notebook = blank(course, SLUG)
    for cell in notebook.cells:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]
    path = course.exercises / SLUG / f"{SLUG}.ipynb"
    write_notebook(notebook, path)
    return path


def states(verdict: Verdict) -> dict[str, str]:
    """State by item."""
    return {item.grade_id: item.state for item in verdict.items}


def told(verdict: Verdict, name: str) -> str:
    """What one item says."""
    return next(item.told for item in verdict.items if item.grade_id == name)


def test_an_untouched_release_is_not_attempted(built: Course) -> None:
    """Each item says where to write."""
    verdict = check(built, handed_in(built))
    assert set(states(verdict).values()) == {NOT_ATTEMPTED}
    assert "01_double" in told(verdict, "01_double_test")
    assert (verdict.earned, verdict.points, verdict.notes) == (0, 5, ())


def test_the_reference_passes(built: Course, lianke: Lianke) -> None:
    """All points; the free text is left to a person; exit code 0."""
    path = built.exercises / SLUG / f"{SLUG}.ipynb"
    write_notebook(reference(built, SLUG), path)
    result = lianke(built, "check", str(path))
    assert result.exit_code == 0
    assert "5 of 5 points" in result.output
    record = json.loads(lianke(built, "check", str(path), "--json").stdout)
    assert (record["earned"], record["points"]) == (5, 5)
    assert [item["state"] for item in record["items"]] == [PASSED, PASSED, BY_HAND]


def test_a_wrong_answer_hears_the_public_tests_advice(built: Course, lianke: Lianke) -> None:
    """And the other items are judged on their own."""
    path = handed_in(built, **{"01_double": "def double(x):\n    return 5"})
    verdict = check(built, path)
    assert states(verdict)["01_double_test"] == NOT_YET
    assert told(verdict, "01_double_test") == "Try a number that you can double in your head."
    assert states(verdict)["01_mark_test"] == NOT_ATTEMPTED
    assert lianke(built, "check", str(path)).exit_code == 1


def test_edited_and_deleted_tests_are_put_back(built: Course) -> None:
    """Even when the learner's file is the only release, and tests were moved or copied."""
    wrong = {"01_double": "def double(x):\n    return 5", "01_double_test": "assert True"}
    path = handed_in(built, **wrong)
    notebook = read_notebook(path)
    notebook.cells = [c for c in notebook.cells if c["id"] not in ("01_mark_test", "01_setup")]
    copy = notebook.cells[1].copy()
    copy["id"] = "copied"
    notebook.cells.append(copy)
    write_notebook(notebook, path)
    verdict = check(built, path)
    assert states(verdict)["01_double_test"] == NOT_YET
    assert states(verdict)["01_mark_test"] == NOT_ATTEMPTED
    notes = " ".join(verdict.notes)
    for words in (
        "01_double_test was changed",
        "01_mark_test was missing",
        "01_setup was missing",
        "a copy of the cell 01_double",
    ):
        assert words in notes


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("def double(x):\n    return (", "SyntaxError"),
        ("import nothing_like_it", "ModuleNotFoundError: No module named 'nothing_like_it'"),
        ("def double(x):\n    return 1 / 0", "ZeroDivisionError: division by zero"),
        ("def double(x):\n    while True: pass", "loop without end"),
        ("def treble(x):\n    return 3 * x", "NameError: name 'double' is not defined"),
    ],
)
def test_trouble_is_told_in_words(built: Course, answer: str, words: str) -> None:
    """What was raised, and where; the next item still runs."""
    good = 'import hashlib\ndef mark(text):\n    return "12345678"'
    path = handed_in(built, **{"01_double": answer, "01_mark": good})
    verdict = check(built, path, seconds=2)
    assert words in told(verdict, "01_double_test")
    assert states(verdict)["01_mark_test"] == PASSED


def test_the_line_told_is_the_learners_own(built: Course) -> None:
    """A library's line, of our own or of Python, says nothing to a learner."""
    answer = "import json\n\ndef double(x):\n    return json.loads('{')"
    words = told(check(built, handed_in(built, **{"01_double": answer})), "01_double_test")
    assert "JSONDecodeError" in words
    assert words.endswith("The line was: return json.loads('{')")


def test_a_closed_book_is_told_with_the_learners_line(built: Course) -> None:
    """Not with the line of the library that refuses."""
    answer = (
        "from classroom.closed_book import closed_book\nfrom course_lib import units\n\n"
        "def double(x):\n    with closed_book('course_lib.units'):\n"
        "        return units.milliseconds('2016-10-13T06:00:00Z')"
    )
    words = told(check(built, handed_in(built, **{"01_double": answer})), "01_double_test")
    assert "this item is closed book" in words
    assert "The line was: return units.milliseconds('2016-10-13T06:00:00Z')" in words


def test_a_dead_kernel_is_told(built: Course) -> None:
    """Items before it keep their verdict."""
    good = "def double(x):\n    return 2 * x"
    path = handed_in(built, **{"01_double": good, "01_mark": "import os\nos._exit(3)"})
    verdict = check(built, path)
    assert states(verdict)["01_double_test"] == PASSED
    assert states(verdict)["01_mark_test"] == NOT_YET
    assert "kernel died in cell 6" in " ".join(verdict.notes)


def test_a_failure_in_an_earlier_cell_is_mentioned(built: Course) -> None:
    """A name that never came to be, because of another cell."""
    path = handed_in(built, **{"01_double": "double = half(2)", "01_mark": "mark = double"})
    assert "Your cell 01_double raised NameError" in told(check(built, path), "01_double_test")


def test_a_path_with_backslashes_finds_its_file(
    built: Course, lianke: Lianke, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As typed on Windows."""
    monkeypatch.chdir(built.root)
    result = lianke(built, "check", f"exercises\\{SLUG}\\{SLUG}.ipynb")
    assert "3 not attempted" in result.output


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "does not hold JSON"),
        ("not JSON", "does not hold JSON"),
        ("[]", "no list of cells"),
        ('{"cells": 3}', "no list of cells"),
        ('{"cells": [1], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "damaged"),
        ('{"cells": [{}], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "damaged"),
        ('{"cells": [], "nbformat": 99, "nbformat_minor": 0, "metadata": {}}', "damaged"),
        ('{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "no graded item"),
    ],
)
def test_a_malformed_notebook_is_one_sentence(built: Course, text: str, words: str) -> None:
    """Never a traceback."""
    path = built.root / "x.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotebookError, match=words) as caught:
        check(built, path)
    assert "\n" not in str(caught.value)


def test_other_files_are_refused(built: Course) -> None:
    """A missing file, a folder, bytes, a lesson."""
    (built.root / "b.ipynb").write_bytes(b"\xff\xfe\x00")
    for name, words in (
        ("none.ipynb", "there is no notebook"),
        ("exercises", "there is no notebook"),
        ("b.ipynb", "does not hold JSON"),
        (f"notebooks/{SLUG}.ipynb", "no graded item"),
    ):
        with pytest.raises(NotebookError, match=words):
            check(built, built.root / name)
