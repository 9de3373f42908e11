"""The course map as data, and as the tables of the start page.

``course_map.toml`` fixes numbers, slugs and questions. A lesson is ready when its script exists.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from classroom.course import Course

TAG = "course-map"
_FILE = Path(__file__).with_name("course_map.toml")


@dataclass(frozen=True, slots=True)
class Lesson:
    """One row of the course map."""

    slug: str
    question: str

    @property
    def number(self) -> str:
        """Two digits."""
        return self.slug[:2]

    @property
    def title(self) -> str:
        """The slug in words, without its number."""
        return self.slug[3:].replace("_", " ")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the course with its lessons."""

    letter: str
    title: str
    lessons: tuple[Lesson, ...]


def load() -> tuple[Part, ...]:
    """All parts of the course, in order."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Part(part["letter"], part["title"], tuple(Lesson(**row) for row in part["lesson"]))
        for part in data["part"]
    )


def question_of(slug: str) -> str | None:
    """The question that the lesson ``slug`` answers; None for a slug outside the map."""
    found = [row.question for part in load() for row in part.lessons if row.slug == slug]
    return found[0] if found else None


def as_markdown(course: Course) -> str:
    """The map as Markdown tables, with links to what is ready, for a page in ``notebooks``."""
    blocks = []
    for part in load():
        rows = [_row(course, lesson) for lesson in part.lessons]
        head = f"### {part.letter}. {part.title}\n\n| | lesson | question | exercises |\n"
        blocks.append(head + "|---|---|---|---|\n" + "\n".join(rows))
    return "\n\n".join(blocks)


def _row(course: Course, lesson: Lesson) -> str:
    title, slug = lesson.title, lesson.slug
    if course.lesson_script(slug).exists():
        title = f"**[{title}]({slug}.ipynb)**"
    exercise = "in preparation"
    if course.assignment_script(slug).exists():
        exercise = f"[open](../exercises/{slug}/{slug}.ipynb)"
    return f"| {lesson.number} | {title} | {lesson.question} | {exercise} |"
