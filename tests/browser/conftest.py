"""A real JupyterLab on a copy of the course, and a real Chromium without a window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from classroom import lab
from classroom.course import Course

COPIED = ("notebooks", "exercises", "solutions", "nbgrader_config.py", "pyproject.toml")
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REMEDY = "no Chromium here: on Debian or Ubuntu run 'sudo apt install chromium fonts-wqy-microhei'"


@pytest.fixture(scope="session")
def server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[lab.Server]:
    """JupyterLab on a copy, so that running a lesson changes no file of the project."""
    folder = tmp_path_factory.mktemp("course")
    for name in COPIED:
        source = root / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    running = lab.start(Course(folder), 0)
    yield running
    lab.stop(running)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium of the system."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip(REMEDY)
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh page; what its console reports as errors is in ``page.faults``."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.faults = []
    page.on("console", lambda told: told.type == "error" and page.faults.append(told.text))
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    page.set_default_timeout(30_000)
    yield page
    context.close()


@pytest.fixture(scope="session")
def screenshots(root: Path) -> Path:
    """Where pictures of the run are kept for people to look at."""
    folder = root / "screenshots"
    folder.mkdir(exist_ok=True)
    return folder
