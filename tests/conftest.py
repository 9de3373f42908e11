"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
import tiny

from classroom.build import build
from classroom.course import Course

ROOT = Path(__file__).resolve().parent.parent
VECTORS = ROOT.parent / "shared" / "vectors"

hypothesis.settings.register_profile(  # tests never time
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def vectors() -> Callable[[str], Path]:
    """A function that finds a folder or file of official test vectors, or skips with the reason."""

    def find(name: str) -> Path:
        path = VECTORS / name
        if not path.exists():
            pytest.skip(
                f"official vectors '{name}' are not here: put them at ../shared/vectors/{name}"
            )
        return path

    return find


@pytest.fixture(scope="session")
def _built_once(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Course:
    course = tiny.make(tmp_path_factory.mktemp("tiny") / "course", root)
    build(course, [], check=False, progress=lambda words: None)
    return course


@pytest.fixture
def built(_built_once: Course, tmp_path: Path) -> Course:
    """A built tiny course of one's own."""
    return Course(Path(shutil.copytree(_built_once.root, tmp_path / "built")))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where CI has brought everything, a skipped test is a failed run.

    Set LIANKE_NOTHING_SKIPPED=1 to ask for it; elsewhere a skip names its reason and remedy.
    """
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("LIANKE_NOTHING_SKIPPED") != "1" or reporter is None:
        return
    skipped = reporter.stats.get("skipped", [])
    if skipped and session.exitstatus == 0:
        reporter.write_line(f"{len(skipped)} test(s) were skipped, and nothing may be here")
        session.exitstatus = 1
