"""What a learner sees: JupyterLab opens, the lesson runs, a widget moves, Validate answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from classroom.lab import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LESSON = "notebooks/09_pork_traceability.ipynb"
EXERCISE = "exercises/09_pork_traceability/09_pork_traceability.ipynb"
RUN_MS = 120_000
FOLDED = 3
"""Answers in the lesson that stay folded until their cell runs."""


def open_notebook(page: Any, server: Server, path: str) -> None:
    """Open a notebook in an empty workspace and wait until its kernel is idle."""
    page.goto(server.address(path) + "&reset")
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    wait_until_idle(page)


def wait_until_idle(page: Any) -> None:
    """Wait for the kernel of the notebook in front."""
    told = page.get_by_text("Python 3 (ipykernel) | Idle")
    told.wait_for(timeout=RUN_MS)


def run_all(page: Any) -> None:
    """Run > Run All Cells, as a learner does."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def test_the_start_page_shows_the_course_map(page: Any, server: Server, screenshots: Path) -> None:
    """The first thing a newcomer sees, with a link into lesson 09 that works."""
    open_notebook(page, server, "notebooks/00_start_here.ipynb")
    page.locator("h1", has_text="Lianke 链课: start here").wait_for()
    page.screenshot(path=screenshots / "start.png")
    link = page.locator("a", has_text="pork traceability").first
    link.scroll_into_view_if_needed()
    link.click()
    page.locator(".lm-TabBar-tabLabel", has_text="09_pork_traceability.ipynb").first.wait_for()
    assert page.faults == []


def test_the_lesson_runs_and_its_map_follows_the_slider(
    page: Any, server: Server, screenshots: Path
) -> None:
    """Run all cells, then step through the trace by keyboard."""
    open_notebook(page, server, LESSON)
    folded = page.locator(".jp-OutputPlaceholder")
    folded.nth(FOLDED - 1).wait_for()
    assert folded.count() == FOLDED
    run_all(page)
    quiz = page.locator(".lianke-choice").first
    quiz.wait_for(timeout=RUN_MS)
    wait_until_idle(page)
    status = page.locator("p[role='status']").first
    assert folded.count() == 0, "an answer stays folded although its cell has run"
    slider = page.locator(".widget-slider .noUi-handle").first
    slider.scroll_into_view_if_needed()
    status.filter(has_text="Shop Chaoyang 朝阳店, retail_selling").wait_for()
    slider.focus()
    for _ in range(6):
        slider.press("ArrowLeft")
    status.filter(has_text="North China DC 华北配送中心, packing").wait_for()
    picture = page.locator("img[alt*='North China DC 华北配送中心, packing']").first
    picture.wait_for()
    drawn, room = picture.evaluate("img => [img.clientWidth, img.parentElement.clientWidth]")
    assert 600 < drawn <= room, "the map is cut off"
    page.screenshot(path=screenshots / "lesson_09_step.png")
    assert (
        page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count()
        == 0
    )
    assert page.faults == []


def test_the_quiz_explains_a_wrong_choice(page: Any, server: Server, screenshots: Path) -> None:
    """Choose an answer and read why it is wrong."""
    open_notebook(page, server, LESSON)
    run_all(page)
    choice = page.get_by_text("A third of the batch's boxes").last
    choice.wait_for(timeout=RUN_MS)
    choice.scroll_into_view_if_needed()
    choice.press("Enter")
    page.get_by_text("Not quite. Nobody knows which third").wait_for()
    page.screenshot(path=screenshots / "lesson_09_quiz.png")
    assert page.faults == []


def test_validate_tells_what_is_missing(page: Any, server: Server, screenshots: Path) -> None:
    """nbgrader's own button on the released assignment."""
    open_notebook(page, server, EXERCISE)
    page.get_by_role("button", name="Validate").first.click()
    dialog = page.locator(".jp-Dialog")
    dialog.get_by_text("failed", exact=False).first.wait_for(timeout=RUN_MS)
    assert "NotImplementedError" in dialog.inner_text()
    page.screenshot(path=screenshots / "validate.png")
    assert page.faults == []
