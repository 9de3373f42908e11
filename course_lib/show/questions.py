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

        box = widgets.VBox([_ask(number, q) for number, q in enumerate(self.questions, start=1)])
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
    options = [(choice.text, index) for index, choice in enumerate(question.choices)]
    buttons = widgets.RadioButtons(options=options, value=None, layout={"width": "max-content"})

    def explain(change: dict[str, Any]) -> None:
        choice = question.choices[change["new"]]
        verdict = "✓ Right." if choice.right else "✗ Not quite."
        told.value = f'<p role="status" aria-live="polite">{verdict} {escape(choice.why)}</p>'

    buttons.observe(explain, names="value")
    title = widgets.HTML(f"<strong>{number}. {escape(question.text)}</strong>")
    return widgets.VBox([title, buttons, told])
