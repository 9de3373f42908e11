"""``lianke grade`` killed at any moment: the next run finishes, and nothing is lost or doubled.

A class of twenty is graded by the real command, which is killed (SIGKILL) after so many of its
lines and a short random while, eight times on one course. Then it is let finish.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import both
import nbformat
import psutil
import pytest
import tiny
from needs import bubblewrap

from classroom.course import Course
from classroom.grading.gradebook import STAMP
from classroom.submissions import blank, reference
from classroom.wrong import build_submission, submission_files

pytestmark = [pytest.mark.slow, bubblewrap]
SLUG = tiny.SLUG
SEED = 20261121
STUDENTS = 20


def a_class(course: Course) -> dict[str, nbformat.NotebookNode]:
    """Twenty submissions, right, wrong and blank, with a figure here and there."""
    wrong = build_submission(course, SLUG, submission_files(course, SLUG)[0])
    notebooks = {}
    for number in range(STUDENTS):
        base = (reference(course, SLUG), blank(course, SLUG), wrong)[number % 3]
        notebook = nbformat.from_dict(json.loads(json.dumps(base)))
        source = f"import time\ntime.sleep({number % 4 / 10})\nprint({number})"
        if number % 5 == 0:
            source += "\nimport matplotlib.pyplot as plt\n_ = plt.plot([1, 2])"
        notebook.cells.append(nbformat.v4.new_code_cell(source, id="own"))
        notebooks[f"s{number:02}"] = notebook
    return notebooks


def command(course: Course, *words: str) -> subprocess.Popen[str]:
    """The real command; its lines on stderr say who is graded."""
    root = str(Path(__file__).resolve().parents[2])
    start = [sys.executable, "-m", "classroom", "--course", str(course.root), "grade", SLUG]
    return subprocess.Popen(
        [*start, *words],
        cwd=root,
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed(course: Course, lines: int, wait: float, *words: str) -> int:
    """Run the command and kill it after so many lines; how many processes died with it."""
    run = command(course, *words)
    assert run.stderr is not None
    for _ in range(lines):
        run.stderr.readline()
    time.sleep(wait)
    below = psutil.Process(run.pid).children(recursive=True) if run.poll() is None else []
    run.kill()
    run.wait()
    run.stderr.close()
    _, alive = psutil.wait_procs(below, timeout=20)
    assert not alive, "a process of the box outlived the command"
    return len(below)


def test_killed_eight_times_it_still_gives_every_mark_once(built: Course, tmp_path: Path) -> None:
    """Marks, rows and folders are those of a run that nobody disturbed."""
    notebooks = a_class(built)
    calm = both.prepared(built, SLUG, notebooks, tmp_path / "calm")
    both.graded(calm, SLUG)
    expected = both.rows(calm, SLUG)
    course = both.prepared(built, SLUG, notebooks, tmp_path / "disturbed")
    moments = random.Random(SEED)
    died = 0
    for round_ in range(8):
        again = ("--force",) if round_ >= 6 else ()
        if round_ == 6:
            finish(course)
        died += killed(course, moments.choice((0, 1, 1, 2, 3)), moments.uniform(0, 0.6), *again)
        look(course, expected)
    assert died, "no box was ever running when the command was killed"
    finish(course)
    assert both.rows(course, SLUG) == expected
    assert folders(course) == folders(calm)
    assert counted(course) == counted(calm)
    assert counted(course)["submitted_assignment"] == STUDENTS
    assert list(both.differences(calm, course, SLUG)) == []


def finish(course: Course) -> None:
    """Let the command run to its end."""
    run = command(course)
    _, told = run.communicate()
    assert run.returncode == 0, told
    hidden = [path.name for path in (course.root / "autograded").rglob(".*") if path.name != STAMP]
    assert hidden == [], "something temporary was left"


def look(course: Course, expected: dict[str, dict[str, object]]) -> None:
    """What a killed run left: a sound gradebook, and full marks wherever a stamp says so."""
    with sqlite3.connect(course.root / "gradebook.db") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    found = both.rows(course, SLUG)
    for path in (course.root / "autograded").glob(f"*/{SLUG}/{STAMP}"):
        student = path.parent.parent.name
        assert found[student] == expected[student]


def folders(course: Course) -> dict[str, str]:
    """Every file that grading left, by its digest; stamps without the time that grading took."""
    root = course.root / "autograded"
    found = {}
    for path in sorted(root.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if path.name == STAMP:
                stamp = json.loads(data)
                stamp.pop("record", None)
                data = json.dumps(stamp).encode()
            found[path.relative_to(root).as_posix()] = hashlib.sha256(data).hexdigest()
    return found


def counted(course: Course) -> dict[str, int]:
    """How many rows the gradebook has, table by table."""
    with sqlite3.connect(course.root / "gradebook.db") as database:
        names = database.execute("select name from sqlite_master where type = 'table'").fetchall()
        counts = (database.execute(f'select count(*) from "{name}"') for (name,) in names)
        return {name: one.fetchone()[0] for (name,), one in zip(names, counts, strict=True)}
