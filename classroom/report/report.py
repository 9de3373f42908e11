"""The figures of a report, and the folder that it is written to.

What this leaves out: comparing two assignments, or two years.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from classroom.course import Course
from classroom.report.alike import Pair, alike
from classroom.report.exports import exports
from classroom.report.faults import Common, common_faults
from classroom.report.gather import gather
from classroom.report.happenings import Happening, happenings
from classroom.report.items import Analysis, analyse
from classroom.report.records import Class
from classroom.report.spread import Bar, Spread, bars, spread

UNKNOWN = "not recorded"
SLOWEST = 5


@dataclass(frozen=True, slots=True)
class Times:
    """Wall time of grading, in seconds, of the submissions whose stamp has it."""

    total: float
    spread: Spread
    bars: list[Bar]
    slowest: list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a report says of a class.

    Attributes:
        most: the points that can be had.
        waiting: submissions with items that a person must decide.
        points: spread of the readable submissions' totals; None when none was readable.
        isolation: name of the tier -> submissions graded in it.
    """

    assignment: str
    submissions: int
    missing: tuple[str, ...]
    ungraded: tuple[str, ...]
    unreadable: tuple[str, ...]
    waiting: int
    most: float
    points: Spread | None
    bars: list[Bar]
    items: list[Analysis]
    faults: list[Common]
    times: Times | None
    isolation: Mapping[str, int]
    happenings: list[Happening]
    pairs: list[Pair]


def figures_of(marked: Class) -> Figures:
    """The figures of a class."""
    totals = [one.total for one in marked.readable]
    tiers = Counter(one.record.isolation or UNKNOWN for one in marked.submissions)
    return Figures(
        assignment=marked.assignment,
        submissions=len(marked.submissions),
        missing=marked.missing,
        ungraded=marked.ungraded,
        unreadable=tuple(o.learner.name for o in marked.submissions if o.record.problem),
        waiting=sum(bool(one.waiting) for one in marked.submissions),
        most=marked.most,
        points=spread(totals),
        bars=bars(totals, marked.most),
        items=analyse(marked),
        faults=common_faults(marked.items, marked.readable),
        times=_times(marked),
        isolation=dict(sorted(tiers.items())),
        happenings=happenings(marked.submissions),
        pairs=alike(marked),
    )


def _times(marked: Class) -> Times | None:
    known = [
        (one.learner.name, one.record.seconds)
        for one in marked.submissions
        if one.record.seconds is not None
    ]
    seconds = [time for _, time in known]
    middle = spread(seconds)
    if middle is None:
        return None
    slowest = sorted(known, key=lambda one: (-one[1], one[0]))[:SLOWEST]
    return Times(sum(seconds), middle, bars(seconds, middle.most), slowest)


def write_report(course: Course, assignment: str) -> tuple[Figures, Path]:
    """Write the page and the files of marks to ``reports/<assignment>/``.

    Returns:
        The figures, and the page's path.

    Raises:
        ClassroomError: nothing is graded yet, or the gradebook cannot be used.
    """
    from classroom.report.page import page

    marked = gather(course, assignment)
    figures = figures_of(marked)
    folder = course.root / "reports" / assignment
    folder.mkdir(parents=True, exist_ok=True)
    files = {"report.html": page(course, marked, figures).encode("utf-8", "replace")}
    for name, data in {**files, **exports(marked)}.items():
        fresh = folder / f"{name}.new"
        fresh.write_bytes(data)
        os.replace(fresh, folder / name)
    return figures, folder / "report.html"
