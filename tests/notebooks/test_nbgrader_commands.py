"""nbgrader's own commands, unchanged, on the course folder: from source to released feedback.

Each command runs as a process in a copy of the tiny course, with a real SQLite gradebook and an
exchange in a temporary folder. Teacher and learner are one account here, as on a laptop.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import tiny
from conftest import Lianke
from needs import bubblewrap

from classroom.course import Course
from classroom.release import write_notebook
from classroom.submissions import blank, reference, scores
from classroom.wrong import build_submission

pytestmark = [
    pytest.mark.slow,
    bubblewrap,
    pytest.mark.skipif(sys.platform == "win32", reason="nbgrader's exchange is for Unix only"),
]
SLUG = tiny.SLUG
HIDDEN = ("77123", "154246", "crate", "BEGIN HIDDEN")
CLASS = {"ada", "bad", "bob", "cai"}


@dataclass(frozen=True)
class Place:
    """A course, a learner's own folder, and an exchange between them."""

    course: Course
    learner: Path
    exchange: Path

    def nbgrader(self, *words: str, here: Path | None = None) -> str:
        """Run one nbgrader command and return what it said; it must succeed."""
        scripts = Path(sys.executable).parent
        done = subprocess.run(
            [str(scripts / "nbgrader"), *words],
            cwd=here or self.course.root,
            env={
                **os.environ,
                "LIANKE_EXCHANGE": str(self.exchange),
                "HOME": str(self.exchange.parent),
                "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
            },
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def place(built: Course, tmp_path: Path) -> Place:
    """The learner's folder knows the exchange as a class's machine would tell it."""
    learner = tmp_path / "learner"
    learner.mkdir()
    shutil.copy(built.root / "nbgrader_config.py", learner)
    return Place(built, learner, tmp_path / "exchange")


def test_from_source_to_feedback(place: Place, lianke: Lianke) -> None:
    """The whole round: generate, validate, release, fetch, submit, collect, autograde, feedback."""
    release = place.course.exercises / SLUG / f"{SLUG}.ipynb"
    committed = release.read_bytes()
    place.nbgrader("generate_assignment", SLUG, "--force")
    assert release.read_bytes() == committed, "our release is nbgrader's, byte by byte"
    assert [p.name for p in (place.course.exercises / SLUG).iterdir()] == [release.name]

    place.nbgrader("release_assignment", SLUG)
    place.nbgrader("fetch_assignment", SLUG, here=place.learner)
    mine = place.learner / SLUG / f"{SLUG}.ipynb"
    assert mine.read_bytes() == committed
    assert "VALIDATION FAILED ON 3 CELL(S)" in place.nbgrader("validate", str(mine))

    write_notebook(build_submission(place.course, SLUG, _wrong(place.course)), mine)
    assert "Success!" in place.nbgrader("validate", str(mine))
    place.nbgrader("submit", SLUG, here=place.learner)
    place.nbgrader("collect", SLUG)
    [student] = [p.parent.name for p in (place.course.root / "submitted").glob(f"*/{SLUG}")]

    place.nbgrader("autograde", SLUG)
    by_nbgrader = scores(place.course, SLUG, student)
    assert by_nbgrader == {"01_double_test": 0, "01_mark_test": 3, "01_judgement": None}
    place.nbgrader("generate_feedback", SLUG)
    page = place.course.root / "feedback" / student / SLUG / f"{SLUG}.html"
    text = page.read_text(encoding="utf-8")
    assert not [word for word in HIDDEN if word in text]
    assert "Negative numbers have doubles too." in text
    place.nbgrader("release_feedback", SLUG)
    place.nbgrader("fetch_feedback", SLUG, here=place.learner)
    assert list(place.learner.rglob(f"{SLUG}.html"))

    result = lianke(place.course, "grade", SLUG, "--force")
    assert result.exit_code == 0, result.output
    assert scores(place.course, SLUG, student) == by_nbgrader


def _wrong(course: Course) -> Path:
    """A submission that passes the public tests and fails a hidden one."""
    path = course.solutions / SLUG / "wrong" / "small_only.py"
    body = "def double(x):\n    return 4 if x == 2 else 0\n"
    path.write_text(
        f'"""Knows the public test."""\n\nEXPECTED = {{"01_double_test": 0}}\n\n'
        f'# %% grade_id="01_double"\n{body}\n'
        '# %% [markdown] grade_id="01_judgement"\n# It shows equality.\n',
        encoding="utf-8",
    )
    return path


def hand_in(course: Course, student: str, notebook: object) -> None:
    """Put a notebook where collect would."""
    write_notebook(notebook, course.root / "submitted" / student / SLUG / f"{SLUG}.ipynb")


def test_grade_and_feedback_of_a_class(built: Course, lianke: Lianke) -> None:
    """A bad submission scores 0, says why and stops no other; the gradebook is nbgrader's."""
    hand_in(built, "ada", reference(built, SLUG))
    hand_in(built, "bob", blank(built, SLUG))
    hand_in(built, "cai", build_submission(built, SLUG, _wrong(built)))
    broken = built.root / "submitted" / "bad" / SLUG / f"{SLUG}.ipynb"
    broken.parent.mkdir(parents=True)
    broken.write_text("{", encoding="utf-8")
    result = lianke(built, "grade", "01")
    assert result.exit_code == 1
    assert "bad: 01_fingerprints.ipynb is not a notebook" in result.output
    for words in ("5 of 9", "0 of 9", "3 of 9"):
        assert words in result.output
    assert {p.parent.name for p in (built.root / "autograded").glob(f"*/{SLUG}")} == CLASS
    assert scores(built, SLUG, "bad") == dict.fromkeys(scores(built, SLUG, "bob"), 0)
    assert "unchanged" in lianke(built, "grade", "01", "--student", "ada").output
    assert "already" not in lianke(built, "grade", "01", "--student", "ada", "--force").output
    _feedback(built, lianke)
    with sqlite3.connect(built.root / "gradebook.db") as database:
        students = database.execute("select id from student order by id").fetchall()
        [(version,)] = database.execute("select version_num from alembic_version").fetchall()
    assert {student for (student,) in students} == CLASS
    assert version


def _feedback(course: Course, lianke: Lianke) -> None:
    result = lianke(course, "feedback", "01")
    assert result.exit_code == 0, result.output
    for student in CLASS:
        page = course.root / "feedback" / student / SLUG / f"{SLUG}.html"
        text = page.read_text(encoding="utf-8")
        assert not [word for word in HIDDEN if word in text], student
        assert "hidden tests of this item are not shown" in text
        assert ("is not a notebook: it does not hold JSON" in text) == (student == "bad")


def test_grading_never_replaces_a_solved_release(built: Course, lianke: Lianke) -> None:
    """A new gradebook must be told of the assignment, which would write the release anew."""
    hand_in(built, "ada", reference(built, SLUG))
    release = built.exercises / SLUG / f"{SLUG}.ipynb"
    write_notebook(reference(built, SLUG), release)
    solved = release.read_bytes()
    assert "holds somebody's answers" in str(lianke(built, "grade", SLUG).exception)
    assert release.read_bytes() == solved


def test_nothing_to_grade_is_one_sentence(built: Course, lianke: Lianke) -> None:
    """Nobody handed in; an unknown learner; nothing graded yet."""
    from classroom.errors import ClassroomError

    for words, told in (
        (("grade", "01"), "nobody has handed in"),
        (("feedback", "01"), "no submission of 01_fingerprints is graded"),
    ):
        result = lianke(built, *words)
        assert isinstance(result.exception, ClassroomError)
        assert told in str(result.exception)
    hand_in(built, "ada", reference(built, SLUG))
    assert "zed has not handed in" in str(
        lianke(built, "grade", "01", "--student", "zed").exception
    )
