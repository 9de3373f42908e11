"""The tiny course before it is built, and the command line to run on it."""

from __future__ import annotations

from pathlib import Path

import pytest
import tiny
from typer.testing import CliRunner, Result

from classroom import cli
from classroom.course import Course


@pytest.fixture
def unbuilt(tmp_path: Path, root: Path) -> Course:
    """A tiny course that has only its scripts."""
    return tiny.make(tmp_path / "course", root)


class Lianke:
    """Runs the command line on one course, as a user would."""

    def __call__(self, course: Course, *words: str) -> Result:
        """Run ``lianke`` and return what click saw; an error of ours becomes the exit code."""
        return CliRunner().invoke(cli.app, ["--course", str(course.root), *words])


@pytest.fixture
def lianke() -> Lianke:
    """The command line."""
    return Lianke()
