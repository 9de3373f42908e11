"""What is read of a graded class, as plain records; nothing here is a guess.

What this leaves out: earlier versions of a submission; nbgrader keeps the last one only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Item:
    """A graded cell of an assignment.

    Attributes:
        label: what it is called in the report; notebook and name where there are several notebooks.
        by_hand: whether a person gives its points.
    """

    label: str
    notebook: str
    name: str
    most: float
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Learner:
    """A student as the gradebook knows one; only ``name``, the id, is always there."""

    name: str
    first: str = ""
    last: str = ""
    email: str = ""
    lms: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """How grading went, from the stamp of a graded submission.

    Attributes:
        seconds: wall time; None where the stamp is of an older kind or nbgrader graded.
        told: what was repaired before running; trouble: what went wrong while running.
        problem: why the submission could not be read; empty when it could.
    """

    seconds: float | None = None
    isolation: str = ""
    told: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A failed test: its words for counting, and where they come from."""

    item: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Submission:
    """One graded submission.

    Attributes:
        points: item's label -> points, None where a person has not decided yet.
        answers: ``grade_id`` of an answer cell -> what the learner wrote.
        notebooks: the graded notebooks that are there, relative to the course.
    """

    learner: Learner
    points: Mapping[str, float | None]
    penalty: float
    record: Record = field(default_factory=Record)
    faults: tuple[Fault, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    notebooks: tuple[Path, ...] = ()

    @property
    def waiting(self) -> int:
        """How many of its items wait for a person."""
        return sum(points is None for points in self.points.values())

    @property
    def total(self) -> float:
        """Points of all decided items, less the penalty for being late; never below zero."""
        return max(0.0, sum(points or 0.0 for points in self.points.values()) - self.penalty)


@dataclass(frozen=True, slots=True)
class Class:
    """An assignment and all that were handed in for it.

    Attributes:
        missing: learners of the gradebook of whom there is no submission.
        ungraded: learners with a submission that has no marks yet.
        given: source of every cell as it was released: stubs, set-up and tests.
    """

    assignment: str
    items: tuple[Item, ...]
    submissions: tuple[Submission, ...]
    missing: tuple[str, ...]
    ungraded: tuple[str, ...]
    given: tuple[str, ...]

    @property
    def most(self) -> float:
        """The points that can be had."""
        return sum(item.most for item in self.items)

    @property
    def readable(self) -> tuple[Submission, ...]:
        """Submissions that could be read; the others say nothing about the items."""
        return tuple(one for one in self.submissions if not one.record.problem)
