"""Quizzes 小测验: a few questions at the end of a lesson, with every choice explained.

The questions are TOML files in ``quizzes``, one a lesson. A quiz is for the learner alone:
nothing is recorded, nothing is graded, and answers are not hidden by any trick.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from course_lib.errors import InvalidValue

if TYPE_CHECKING:
    import ipywidgets as widgets


INTRODUCTION = "<em>Check yourself: press an answer to read why. Nothing is recorded.</em>"
STYLE = """<style>
.lianke-choice.widget-button { height: auto; min-height: 28px; padding: 4px 10px;
line-height: 1.4; text-align: left; white-space: normal; flex-shrink: 0 }
.lianke-chosen.widget-button { font-weight: bold; box-shadow: inset 0 0 0 2px currentColor }
</style>"""
"""A choice is a sentence: it begins on the left and may take two lines. The pressed one is marked
by a frame in the colour of the text, which is seen in light and dark themes."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer, whether it is right, and why."""

    text: str
    why: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its choices, exactly one of them right."""

    text: str
    choices: tuple[Choice, ...]


class Quiz:
    """A lesson's questions: live where widgets are, as a list elsewhere."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        self.questions = questions

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        import ipywidgets as widgets

        asked = [_ask(number, q) for number, q in enumerate(self.questions, start=1)]
        box = widgets.VBox([widgets.HTML(STYLE + INTRODUCTION), *asked])
        return {**(box._repr_mimebundle_() or {}), "text/markdown": self.text(), "text/plain": ""}

    def text(self) -> str:
        """The questions and their choices as Markdown, without the answers."""
        parts = []
        for number, question in enumerate(self.questions, start=1):
            choices = "\n".join(f"   - {choice.text}" for choice in question.choices)
            parts.append(f"{number}. {question.text}\n{choices}")
        return "\n".join(parts)


def quiz(lesson: str) -> Quiz:
    """The quiz of a lesson, by its number such as ``"09"``.

    Raises:
        InvalidValue: there is no such quiz, or a question has not exactly one right choice.
    """
    path = files("course_lib.show") / "quizzes" / f"{lesson}.toml"
    if not lesson.isalnum() or not path.is_file():
        raise InvalidValue(f"there is no quiz {lesson!r}; name a lesson that has one, such as '09'")
    table = tomllib.loads(path.read_text("utf-8"))
    return Quiz(tuple(_question(entry) for entry in table["question"]))


def _question(entry: dict[str, Any]) -> Question:
    choices = tuple(Choice(**choice) for choice in entry["choice"])
    if sum(choice.right for choice in choices) != 1:
        raise InvalidValue(f"exactly one choice is right, not so in: {entry['text']}")
    return Question(entry["text"], choices)


def _ask(number: int, question: Question) -> widgets.VBox:
    import ipywidgets as widgets

    told = widgets.HTML()
    buttons = [_button(choice) for choice in question.choices]

    def explain(pressed: widgets.Button) -> None:
        for button, choice in zip(buttons, question.choices, strict=True):
            button.remove_class("lianke-chosen")
            button.description = choice.text
            if button is pressed:
                mark, verdict = ("✓", "Right.") if choice.right else ("✗", "Not quite.")
                button.add_class("lianke-chosen")
                button.description = f"{mark} {choice.text}"
                said = f"{mark} {verdict} {escape(choice.why)}"
                told.value = f'<p role="status" aria-live="polite">{said}</p>'

    for button in buttons:
        button.on_click(explain)
    asked = f"<strong>{number}. {escape(question.text)}</strong>"
    title = widgets.HTML(asked, layout={"margin": "10px 0 0"})
    return widgets.VBox([title, *buttons, told])


def _button(choice: Choice) -> widgets.Button:
    """A button for a choice. Its keys are Tab and Enter: JupyterLab takes a radio's arrow keys."""
    import ipywidgets as widgets

    layout = {"width": "max-content", "max_width": "100%"}
    return widgets.Button(description=choice.text, layout=layout).add_class("lianke-choice")
