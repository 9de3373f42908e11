"""Every lesson in a real browser: it runs, and each of its views follows the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from test_jupyterlab import RUN_MS, open_notebook, run_all, wait_until_idle

from classroom.lab import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*.py"))[1:]  # without 00
VIEWS = ".jp-OutputArea-output .widget-vbox:has(> .widget-html p[role='status'])"
CHANGE_MS, POLL_MS = 2_000, 100


def ways_to_move(view: Any) -> Iterator[Callable[[], object]]:
    """What a learner may do with a view's controls, one after the other."""
    for handle in view.locator(".noUi-handle").all():
        for key in ("ArrowRight", "ArrowLeft", "Home", "End"):
            yield lambda handle=handle, key=key: handle.press(key)
    for choice in view.locator("select").all():
        for index in range(choice.locator("option").count()):
            yield lambda choice=choice, index=index: choice.select_option(index=index)
    for button in view.locator(".widget-radio input, .widget-checkbox input").all():
        yield lambda button=button: button.click()
    for button in view.locator("button.widget-toggle-button, button.jupyter-button").all():
        yield lambda button=button: button.click()
    for field in view.locator("input[type='text'], textarea").all():
        yield lambda field=field: (field.fill("changed"), field.press("Tab"))


def what_it_says(view: Any) -> str:
    """The words of a view: its status line, and what stands for its picture."""
    pictures = view.locator("img").evaluate_all("all => all.map(img => img.alt).join()")
    return view.locator("p[role='status']").first.inner_text() + str(pictures)


def follows(page: Any, view: Any) -> bool:
    """Whether some control changes what the view says."""
    before = what_it_says(view)
    for move in ways_to_move(view):
        move()
        for _ in range(CHANGE_MS // POLL_MS):
            if what_it_says(view) != before:
                return True
            page.wait_for_timeout(POLL_MS)
    return False


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_and_its_views_follow(
    page: Any, server: Server, screenshots: Path, lesson: str
) -> None:
    open_notebook(page, server, f"notebooks/{lesson}.ipynb")
    run_all(page)
    page.locator(VIEWS).first.wait_for(timeout=RUN_MS)
    wait_until_idle(page)
    views = page.locator(VIEWS)
    page.locator(".lianke-choice").nth(9).wait_for(timeout=RUN_MS)  # the quiz, at the end
    for number in range(views.count()):
        view = views.nth(number)
        view.scroll_into_view_if_needed()
        assert follows(page, view), f"view {number} of {lesson} follows no control"
        page.wait_for_timeout(POLL_MS * 5)
        view.screenshot(path=screenshots / f"{lesson}_view_{number}.png")
    errors = page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.error']")
    assert errors.count() == 0
    assert page.faults == []
