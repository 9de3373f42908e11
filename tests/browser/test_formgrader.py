"""What an instructor sees: marks in formgrader, a mark given by hand, a feedback page.

The class is graded by the real ``lianke grade``. One of its learners tries to run a script in the
instructor's browser, and then, behind formgrader's own Autograde button, to leave a file behind.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tiny
from needs import bubblewrap

from classroom import lab
from classroom.course import Course
from classroom.release import write_notebook
from classroom.submissions import blank, is_open, reference, scores

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    bubblewrap,
]
SLUG = tiny.SLUG
HIDDEN = ("77123", "154246", "crate", "BEGIN HIDDEN", "twofold_secret")
ATTACK = """
from IPython.display import HTML, Javascript, display
display(HTML("<b>three boxes</b><script>document.title = 'taken'</script>"
             "<img src='data:,' onerror=\\"document.title = 'taken'\\">"))
display(Javascript("document.title = 'taken'"))
open({place!r}, "w").write("a learner was here")
"""
WRITTEN = "**It shows equality** 相等. [here](javascript:document.title='taken') <script>1</script>"


def answers(course: Course, **given: str) -> object:
    """The reference with some answers replaced; names are those of the answer cells."""
    notebook = reference(course, SLUG)
    for cell in filter(is_open, notebook.cells):
        name = cell.metadata.nbgrader.grade_id.removeprefix("01_")
        cell["source"] = given.get(name, cell.source)
    return notebook


@pytest.fixture
def marked(built: Course, tmp_path: Path) -> Course:
    """Three learners, graded: all right, one item wrong with an attack, nothing done."""
    wrong = (
        "def double(x):\n    print('双倍', x)\n    return 4 if x == 2 else 0\n"
        "print('学习者的输出')\n" + ATTACK.format(place=str(tmp_path / "left_behind"))
    )
    class_ = {
        "ada": answers(built),
        "bob": answers(built, double=wrong, judgement=WRITTEN),
        "cai": blank(built, SLUG),
    }
    for student, notebook in class_.items():
        write_notebook(notebook, built.root / "submitted" / student / SLUG / f"{SLUG}.ipynb")
    lianke(built, "grade", SLUG)
    return built


def lianke(course: Course, *words: str) -> None:
    """The command, as a process of its own."""
    command = [sys.executable, "-m", "classroom", "--course", str(course.root), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def formgrader(marked: Course, page: Any) -> Iterator[Any]:
    """Formgrader's frame in JupyterLab, opened through the menu."""
    with lab.running(marked, 0) as server:
        page.goto(server.address("exercises") + "&reset")
        page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
        page.get_by_role("menuitem", name="Formgrader", exact=True).click()
        frame = page.frame_locator("iframe[src*='formgrader']")
        rows(frame).filter(has_text=SLUG).wait_for(timeout=90_000)
        yield frame


def rows(frame: Any) -> Any:
    """The rows of the table that formgrader shows."""
    return frame.locator("tbody tr")


def test_marks_a_mark_by_hand_and_feedback(
    formgrader: Any, marked: Course, page: Any, screenshots: Path, tmp_path: Path
) -> None:
    """From the list of assignments to the page that a learner gets."""
    assert rows(formgrader).locator(".num-submissions").inner_text() == "3"
    page.screenshot(path=screenshots / "formgrader_assignments.png")
    formgrader.get_by_role("link", name="Manual Grading").click()
    for _ in ("assignment", "notebook"):
        rows(formgrader).get_by_role("link", name=SLUG).click()
    for student, points in {"ada": "5 / 9", "bob": "3 / 9", "cai": "0 / 9"}.items():
        shown = rows(formgrader).filter(has_text=student)
        assert shown.locator(".score").first.inner_text() == points
    page.screenshot(path=screenshots / "formgrader_submissions.png")
    rows(formgrader).filter(has_text="bob").locator("a.name-hidden").click()
    _grade_by_hand(formgrader, page, screenshots)
    by_hand = {"01_double_test": 0, "01_mark_test": 3, "01_judgement": 2.5}
    assert scores(marked, SLUG, "bob") == by_hand
    lianke(marked, "feedback", SLUG)
    _read_feedback(marked, page, screenshots)
    assert not (tmp_path / "left_behind").exists()
    assert [told for told in page.faults if not _is_mathjax(told)] == []


def _grade_by_hand(frame: Any, page: Any, screenshots: Path) -> None:
    """Points and a comment on the judgement; nothing of the learner's ran to get here."""
    points = frame.locator("[id='01_judgement']")
    frame.get_by_text("学习者的输出", exact=True).wait_for()
    frame.get_by_text("three boxes", exact=True).wait_for()
    assert not [word for word in (page.title(), _title(frame)) if "taken" in word]
    assert frame.locator("a[href^='javascript']").count() == 0
    points.fill("2.5")
    points.press("Tab")
    judgement = frame.locator(".nbgrader_cell", has_text="Student's answer").last
    judgement.locator(".score-saved").wait_for()
    comment = frame.locator("[id='01_judgement-comment']")
    comment.fill("Right 对. And what does it *not* show?")
    comment.press("Tab")
    judgement.locator(".comment-saved").wait_for()
    comment.scroll_into_view_if_needed()
    page.screenshot(path=screenshots / "formgrader_by_hand.png")


def _read_feedback(course: Course, page: Any, screenshots: Path) -> None:
    """The page of the learner who lost an item: public tests, own outputs, points, no secret."""
    path = course.root / "feedback" / "bob" / SLUG / f"{SLUG}.html"
    text = path.read_text(encoding="utf-8")
    assert not [word for word in HIDDEN if word in text]
    page.goto(path.as_uri())
    told = page.inner_text("body")
    for words in (
        "Score: 5.5 / 9.0",
        "学习者的输出",
        "three boxes",
        "assert double(2) == 4",
        "Negative numbers have doubles too.",
        "The hidden tests of this item are not shown.",
        "It shows equality 相等.",
        "Right 对. And what does it not show?",
    ):
        assert words in told, words
    assert page.title() == SLUG
    page.screenshot(path=screenshots / "feedback.png", full_page=True)


def _title(frame: Any) -> str:
    return str(frame.locator("html").evaluate("html => html.ownerDocument.title"))


def _is_mathjax(told: str) -> bool:
    """nbgrader's pages ask the network for MathJax; here there may be none."""
    return "MathJax" in told or "ERR_NAME_NOT_RESOLVED" in told or "net::ERR" in told


def test_the_autograde_button_grades_in_the_box(
    formgrader: Any, marked: Course, page: Any, tmp_path: Path
) -> None:
    """nbgrader's own button runs the attack again, and it stays in the box again."""
    path = marked.root / "autograded" / "bob" / SLUG / f"{SLUG}.ipynb"
    before = path.stat().st_mtime_ns
    rows(formgrader).locator(".num-submissions a").click()
    bob = rows(formgrader).filter(has_text="bob")
    bob.locator(".autograde a").click()
    done = formgrader.locator(".modal-dialog", has_text="Success").or_(
        formgrader.locator(".modal-dialog", has_text="Error")
    )
    done.first.wait_for(timeout=120_000)
    assert "Success" in done.first.inner_text()
    assert path.stat().st_mtime_ns != before
    expected = {"01_double_test": 0, "01_mark_test": 3, "01_judgement": None}
    assert scores(marked, SLUG, "bob") == expected
    assert not (tmp_path / "left_behind").exists()
