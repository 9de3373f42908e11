"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VECTORS = ROOT.parent / "shared" / "vectors"


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
