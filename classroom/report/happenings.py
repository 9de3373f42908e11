"""What went wrong or was repaired while grading, sorted into kinds, with the learners named.

The words come from grading's own record. Words of no known kind are a kind of their own, so that
nothing is lost when grading learns to say more.

What this leaves out: how bad it was; the feedback of the learner says what it cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from classroom.report.records import Submission

UNREADABLE, TROUBLE, REPAIR = "not readable", "trouble while running", "repaired before running"
_KINDS = (
    (r"is not a notebook|damaged notebook", "no notebook, or a damaged one"),
    (r"holds another assignment", "another assignment"),
    (r"there is no \S+ in the submission", "the notebook is not there"),
    (r"too large|more than \d+ files", "too large"),
    (r"is a link", "a link"),
    (r"stopped after|used up its", "ran out of time"),
    (r"never ended|did not end", "a tested function never ended"),
    (r"memory", "ran out of memory"),
    (r"process was replaced|ended its process", "the learner's process ended"),
    (r"was missing", "a locked cell was missing"),
    (r"was changed", "a locked cell was changed"),
    (r"a copy of the cell", "a cell was copied"),
    (r"claims .* points", "points were changed"),
    (r"unknown name", "a cell has an unknown name"),
    (r"of another type", "a cell was of another type"),
)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to one or more submissions.

    Attributes:
        examples: the words, each once; learners: whom it happened to, in order.
    """

    group: str
    kind: str
    learners: tuple[str, ...]
    examples: tuple[str, ...]


def happenings(submissions: Iterable[Submission]) -> list[Happening]:
    """All of them; trouble first, and within a group the most frequent first."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for submission in submissions:
        name, record = submission.learner.name, submission.record
        groups = ((UNREADABLE, (record.problem,)), (TROUBLE, record.trouble), (REPAIR, record.told))
        for group, told in groups:
            for words in filter(None, told):
                learners = found.setdefault((group, kind_of(words)), {})
                learners.setdefault(name, []).append(words)
    order = (UNREADABLE, TROUBLE, REPAIR)
    ranked = sorted(found.items(), key=lambda f: (order.index(f[0][0]), -len(f[1]), f[0][1]))
    return [Happening(*kind, tuple(who), _each_once(who.values())) for kind, who in ranked]


def _each_once(told: Iterable[list[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words for several in told for words in several))


def kind_of(words: str) -> str:
    """The kind of a sentence from the record; the sentence itself when it is of no known kind."""
    return next((kind for pattern, kind in _KINDS if re.search(pattern, words)), words[:120])
