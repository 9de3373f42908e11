"""Grading again: what is unchanged, what a person gave, who was late, and a gradebook in use."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import both
import pytest
import tiny
from needs import bubblewrap

from classroom.build import build
from classroom.course import Course, run_converter
from classroom.errors import ClassroomError
from classroom.grading.gradebook import open_gradebook
from classroom.grading.run import Result, grade
from classroom.grading.settings import Settings
from classroom.release import write_notebook
from classroom.submissions import blank, reference

pytestmark = [pytest.mark.slow, bubblewrap]
SLUG = tiny.SLUG


@pytest.fixture
def three(built: Course, tmp_path: Path) -> Course:
    """A course with three submissions."""
    notebooks = {"ada": reference(built, SLUG), "bob": blank(built, SLUG)}
    return both.prepared(built, SLUG, {**notebooks, "cai": notebooks["ada"]}, tmp_path / "three")


def states(results: list[Result]) -> dict[str, str]:
    return {result.student: result.state for result in results}


def test_only_what_changed_is_graded_again(three: Course) -> None:
    """A touched file is the same; another answer, another test and --force are not."""
    assert set(states(both.graded(three, SLUG)).values()) == {"graded"}
    path = three.root / "submitted" / "ada" / SLUG / f"{SLUG}.ipynb"
    path.touch()
    assert set(states(both.graded(three, SLUG)).values()) == {"unchanged"}
    notebook = reference(three, SLUG)
    notebook.cells[-1]["source"] += "\nAnother thought."
    write_notebook(notebook, path)
    expected = {"ada": "graded", "bob": "unchanged", "cai": "unchanged"}
    assert states(both.graded(three, SLUG)) == expected
    forced = both.graded(three, SLUG, Settings(force=True))
    assert set(states(forced).values()) == {"graded"}


def test_another_test_is_another_assignment(three: Course) -> None:
    """All are graded again, by the new test."""
    both.graded(three, SLUG)
    script = three.assignment_script(SLUG)
    script.write_text(script.read_text().replace("double(2) == 4", "double(2) == 5"))
    build(three, [SLUG], check=False, progress=lambda words: None)
    run_converter("GenerateAssignment", three, SLUG)
    results = both.graded(three, SLUG)
    assert set(states(results).values()) == {"graded"}
    assert {one.student: one.marks.score for one in results if one.marks} == {
        "ada": 3,
        "bob": 0,
        "cai": 3,
    }


def test_a_persons_marks_stay_as_nbgrader_would_keep_them(built: Course, tmp_path: Path) -> None:
    """Manual scores and comments survive, and ask to be looked at again."""
    notebooks = {"ada": reference(built, SLUG), "bob": blank(built, SLUG)}
    theirs = both.prepared(built, SLUG, notebooks, tmp_path / "theirs")
    ours = both.prepared(built, SLUG, notebooks, tmp_path / "ours")
    for student in notebooks:
        run_converter("Autograde", theirs, SLUG, student=student)
    both.graded(ours, SLUG)
    for course in (theirs, ours):
        by_hand(course)
    for student in notebooks:
        run_converter("Autograde", theirs, SLUG, student=student)
    both.graded(ours, SLUG, Settings(force=True))
    assert list(both.differences(theirs, ours, SLUG)) == []
    judged = both.rows(ours, SLUG)["ada"]["grade 01_judgement"]
    assert judged == (None, 3.5, True, 3.5, 4.0)
    assert both.rows(ours, SLUG)["ada"]["comment 01_judgement"][1] == "well said"


def by_hand(course: Course) -> None:
    """Give marks and a comment as formgrader does."""
    with open_gradebook(course, f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        for item, points in (("01_judgement", 3.5), ("01_double_test", 1.0)):
            one = gradebook.find_grade(item, SLUG, SLUG, "ada")
            one.manual_score, one.needs_manual_grade = points, False
        gradebook.find_comment("01_judgement", SLUG, SLUG, "ada").manual_comment = "well said"
        gradebook.db.commit()


def test_late_penalties_are_those_of_the_courses_plugin(built: Course, tmp_path: Path) -> None:
    """In time, a day late, far too late, excused, and a plugin that gives points instead."""
    handed = {
        "in_time": "2026-09-01 12:00:00 UTC",
        "late": "2026-09-03 13:00:00 UTC",
        "far_too_late": "2026-12-01 12:00:00 UTC",
        "excused": "2026-09-05 12:00:00 UTC",
        "negative": "2026-09-05 12:00:00 UTC",
        "unknown": "",
    }
    notebooks = {student: reference(built, SLUG) for student in handed}
    pair = []
    for name in ("theirs", "ours"):
        course = both.prepared(built, SLUG, notebooks, tmp_path / name)
        with (course.root / "nbgrader_config.py").open("a") as config:
            config.write('\nc.AssignLatePenalties.plugin_class = "late_plugin.PointPerDay"\n')
        with open_gradebook(course, f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
            gradebook.find_assignment(SLUG).duedate = datetime(2026, 9, 2, 12)
            gradebook.db.commit()
        for student, when in handed.items():
            if when:
                folder = course.root / "submitted" / student / SLUG
                (folder / "timestamp.txt").write_text(when)
        pair.append(course)
    theirs, ours = pair
    for student in notebooks:
        run_converter("Autograde", theirs, SLUG, student=student)
    both.graded(ours, SLUG)
    assert list(both.differences(theirs, ours, SLUG)) == []
    found = {student: row["penalty"] for student, row in both.rows(ours, SLUG).items()}
    assert found == {
        "in_time": None,
        "late": 2,
        "far_too_late": 5,
        "excused": None,
        "negative": 0,
        "unknown": None,
    }


@contextmanager
def locked(course: Course) -> Iterator[sqlite3.Connection]:
    """Another program that holds the gradebook for itself."""
    other = sqlite3.connect(course.root / "gradebook.db", check_same_thread=False)
    other.execute("begin exclusive")
    try:
        yield other
    finally:
        other.rollback()
        other.close()


def test_a_gradebook_in_use_is_waited_for(three: Course) -> None:
    """nbgrader gives up after five seconds; a lock of six is waited for."""
    with locked(three) as other:
        free = threading.Timer(6, other.rollback)
        free.start()
        results = both.graded(three, SLUG)
        free.join()
    assert set(states(results).values()) == {"graded"}
    assert set(both.rows(three, SLUG)) == {"ada", "bob", "cai"}


def test_a_gradebook_that_stays_in_use_is_one_sentence(three: Course) -> None:
    """Nothing is written, neither rows nor folders."""
    with locked(three), pytest.raises(ClassroomError, match="has held its lock for 1 s"):
        both.graded(three, SLUG, Settings(patience=1))
    assert both.rows(three, SLUG) == {}
    assert not list((three.root / "autograded").rglob("*.ipynb"))
    assert set(states(both.graded(three, SLUG)).values()) == {"graded"}


def test_a_gradebook_that_is_taken_meanwhile_leaves_folders_and_rows_alike(three: Course) -> None:
    """The first is written; then another program takes the gradebook and keeps it."""
    with sqlite3.connect(three.root / "gradebook.db") as other:

        def on_result(result: Result) -> None:
            other.execute("begin immediate")

        students, settings = slowly(three), Settings(patience=1, workers=1)
        with pytest.raises(ClassroomError, match="has held its lock for 1 s"):
            grade(three, SLUG, students, settings, on_result)
        other.rollback()
    written = {path.parent.parent.name for path in (three.root / "autograded").rglob("*.ipynb")}
    assert len(written) == 1
    assert set(both.rows(three, SLUG)) == written
    assert set(states(both.graded(three, SLUG)).values()) == {"graded", "unchanged"}


def slowly(course: Course) -> list[str]:
    """Let all but the first take a second, so that they are not ready together."""
    from nbformat import v4

    for student in ("bob", "cai"):
        notebook = reference(course, SLUG)
        notebook.cells.insert(0, v4.new_code_cell("import time\ntime.sleep(1)", id="slow"))
        write_notebook(notebook, course.root / "submitted" / student / SLUG / f"{SLUG}.ipynb")
    return ["ada", "bob", "cai"]
