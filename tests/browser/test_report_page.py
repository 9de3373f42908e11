"""The report in a real browser: nothing runs, nothing is fetched, keys open what is folded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import marked_class
import pytest

from classroom.report.report import write_report

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module")
def report(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the made class; two of its learners have hostile names."""
    course = marked_class.make(tmp_path_factory.mktemp("made") / "course", root)
    return write_report(course, marked_class.SLUG)[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_reads_in_light_and_dark(
    page: Any, report: Path, scheme: str, screenshots: Path
) -> None:
    dialogs: list[str] = []
    asked: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 960, "height": 1740})
    page.goto(report.as_uri())
    page.screenshot(path=screenshots / f"report_{scheme}.png")
    assert (page.faults, dialogs, asked) == ([], [], [report.as_uri()])
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    ink = page.evaluate("getComputedStyle(document.querySelector('svg text')).fill")
    assert _luminance(paper) > 0.9 if scheme == "light" else _luminance(paper) < 0.1
    assert abs(_luminance(paper) - _luminance(ink)) > 0.5, "a figure's words follow the page"


def _luminance(colour: str) -> float:
    """Roughly how bright ``rgb(r, g, b)`` is: 0 black, 1 white."""
    red, green, blue = (int(part) for part in colour[4:-1].split(","))
    return (red + green + blue) / 765


def test_keys_open_a_table_of_numbers(page: Any, report: Path) -> None:
    page.goto(report.as_uri())
    folded = page.locator("details", has_text="The numbers").first
    assert not folded.locator("table").first.is_visible()
    folded.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert folded.locator("table").first.is_visible()


def test_a_narrow_window_scrolls_tables_and_not_the_page(page: Any, report: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(report.as_uri())
    assert page.evaluate(OVERFLOW) == 0
