"""pytest --nbval on every committed lesson, in a process of its own; counts printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import tiny

from classroom.course import Course
from classroom.execute import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def nbval(path: Path, root: Path) -> tuple[int, str]:
    """Exit code and words of ``pytest --nbval`` on one notebook."""
    words = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*words, f"--rootdir={root}", "-c", os.devnull, str(path)],
        cwd=path.parent,
        env={**os.environ, **ENVIRONMENT},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_fresh_run_gives_the_stored_outputs(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every cell of the lesson, top to bottom."""
    code, said = nbval(path, ROOT)
    assert code == 0, said[-3000:]
    passed = re.search(r"(\d+) passed", said)
    assert passed is not None, said
    with capsys.disabled():
        print(f"\n{path.stem}: nbval passed {passed[1]} cells")


@pytest.mark.slow
def test_nbval_would_see_a_changed_output(built: Course) -> None:
    """The same call fails on a notebook whose stored output is wrong."""
    path = built.notebooks / f"{tiny.SLUG}.ipynb"
    assert nbval(path, built.root)[0] == 0
    path.write_text(path.read_text().replace('"two\\n"', '"too\\n"'))
    code, said = nbval(path, built.root)
    assert code == 1
    assert "1 failed" in said


def test_every_lesson_has_its_notebook() -> None:
    """A script without a built notebook would be left out silently."""
    assert [path.stem for path in LESSONS] == Course(ROOT).lessons()
