"""The tiny course, made and built once for all tests of notebooks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import tiny
from typer.testing import CliRunner, Result

from classroom import cli
from classroom.build import build
from classroom.course import Course


@pytest.fixture(scope="session")
def _built_once(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Course:
    course = tiny.make(tmp_path_factory.mktemp("tiny") / "course", root)
    build(course, [], check=False, progress=lambda words: None)
    return course


@pytest.fixture
def built(_built_once: Course, tmp_path: Path) -> Course:
    """A built tiny course of one's own."""
    return Course(Path(shutil.copytree(_built_once.root, tmp_path / "built")))


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
