"""Do you need a chain? The suitability test as a form, and the way that the answers take.

Six questions stand below one another, each with its answer. The one that decides is framed, and an
arrow leads from it to what it advises; the questions after it are not asked any more.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from course_lib.consortium.suitability import CONSORTIUM, QUESTIONS, Case, Judgement, judge
from course_lib.show.picture import AMBER, BLUE, GREEN, INK, PALE, PAPER, Picture, arrow, blank
from course_lib.show.view import View

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW, ANSWER, EDGE, VERDICT, RIGHT = 0.6, 5.25, 5.95, 6.7, 9.1
FADED = "#6b7680"
EXIT = {"no shared system": AMBER, "signed database": BLUE, "public chain": AMBER}
"""No colour carries a meaning alone: the verdict is written in each box."""


def suitability(case: Case, title: str = "Do you need a chain?") -> Picture:
    """Draw the way of one plan's answers through :data:`QUESTIONS`."""
    judgement = judge(case)
    figure, axes = blank(8.6, 0.52 * (len(QUESTIONS) + 1) + 0.9, title)
    last = _deciding(judgement)
    for place, question in enumerate(QUESTIONS):
        _draw_question(axes, place, getattr(case, question.name), place - last)
    _draw_verdict(axes, last, judgement)
    axes.set_xlim(-0.1, RIGHT + 0.1)
    axes.set_ylim(-ROW * (len(QUESTIONS) + 1) - 0.35, 0.15)
    return Picture(figure, _words(case, judgement))


def suitability_view(case: Case, title: str = "Do you need a chain?") -> View:
    """Answer the six questions with check boxes; the verdict follows.

    Args:
        case: the answers to begin with.
        title: shown above.
    """
    import ipywidgets as widgets

    controls: dict[str, Any] = {
        question.name: widgets.Checkbox(
            value=getattr(case, question.name),
            description=f"{number}. {question.text}",
            indent=False,
            layout={"width": "100%"},
        )
        for number, question in enumerate(QUESTIONS, start=1)
    }

    def draw(**answers: bool) -> Picture:
        return suitability(Case(**answers), title)

    return View(controls, draw)


def _deciding(judgement: Judgement) -> int:
    """The place of the deciding question; one past the last where none decided."""
    names = [question.name for question in QUESTIONS]
    return names.index(judgement.decided_by) if judgement.decided_by else len(names)


def _middle(place: int) -> float:
    return -ROW * (place + 0.5)


def _draw_question(axes: Axes, place: int, answer: bool, after: int) -> None:
    """One line; ``after`` is 0 for the deciding question, above 0 for those not asked."""
    from matplotlib.patches import Rectangle

    question, y = QUESTIONS[place], _middle(place)
    colour = FADED if after > 0 else INK
    if after == 0:
        corner = (-0.06, y - ROW / 2 + 0.04)
        box = Rectangle(corner, EDGE + 0.06, ROW - 0.08, fc=PAPER, ec=INK, lw=2)
        axes.add_patch(box)
    text = axes.text(0.05, y + 0.1, f"{place + 1}. {question.text}", color=colour)
    text.set(va="center", fontsize=8.5)
    axes.text(0.28, y - 0.15, question.source, color=FADED, fontsize=7, va="center")
    word = "not asked" if after > 0 else ("yes" if answer else "no")
    said = axes.text(ANSWER + 0.3, y, word, color=colour, va="center", ha="center")
    said.set(fontsize=7.5 if after > 0 else 10)
    axes.plot([-0.05, EDGE], [y - ROW / 2, y - ROW / 2], color=PALE, lw=0.8, zorder=0)


def _draw_verdict(axes: Axes, place: int, judgement: Judgement) -> None:
    """The box at the arrow's end, and the reason below the table."""
    y = _middle(place)
    colour = EXIT.get(judgement.verdict, GREEN)
    if judgement.verdict == CONSORTIUM:
        arrow(axes, (ANSWER + 0.3, y + ROW / 2), (VERDICT - 0.05, y), INK)
        axes.text(0.05, y, "No answer decided earlier.", color=INK, fontsize=8.5, va="center")
    else:
        arrow(axes, (EDGE + 0.02, y), (VERDICT - 0.05, y), INK)
    box = {"boxstyle": "round,pad=0.45", "fc": PAPER, "ec": colour, "lw": 2.2}
    text = axes.text(VERDICT + 0.1, y, judgement.verdict, color=colour, va="center", bbox=box)
    text.set_fontsize(12)
    reason = axes.text(0.05, -ROW * (len(QUESTIONS) + 1) - 0.15, judgement.why, color=INK)
    reason.set(fontsize=9, va="center")


def _words(case: Case, judgement: Judgement) -> str:
    place = _deciding(judgement)
    decided = "No single answer decided: every condition is met and nothing simpler will do."
    if place < len(QUESTIONS):
        question = QUESTIONS[place]
        answer = "yes" if asdict(case)[question.name] else "no"
        decided = f"Decided by question {place + 1} ({question.source}): {question.text} {answer}."
    return f"Verdict: {judgement.verdict}. {decided} {judgement.why}"
