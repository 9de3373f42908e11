"""How hard each item was, and whether it tells those who know from those who do not.

Difficulty is the mean share of an item's points (the "p value" of classical test theory: high is
easy). Discrimination is the corrected item-total correlation: Pearson's r between the points of
the item and the points of all *other* items, so that the item does not correlate with itself. For
an item of all or nothing this is the point-biserial correlation.

Sources: S. Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28
(1963), 211-218; the bands 0.40, 0.30 and 0.20 are R. L. Ebel's, "Essentials of Educational
Measurement" (1972), made for his index D and commonly used for this correlation too.

What this leaves out: confidence intervals, guessing, and models of item response. With a class of
30 a true correlation of 0.3 is measured anywhere between about -0.1 and 0.6.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from classroom.report.records import Class, Item, Submission

FEWEST = 10
BANDS = ((0.40, "very good"), (0.30, "good"), (0.20, "marginal"), (0.0, "poor"))
NOBODY = "nobody got it: is the test right?"
EVERYBODY = "all got it"
REVERSED = "those who do well elsewhere fail here: look at the text"
WEAK = "it hardly tells strong from weak"


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the marks say about one item.

    Attributes:
        count: submissions whose points for it are decided.
        difficulty: mean share of points, 0 to 1; None while more wait than are decided, since
            those decided first are the unanswered ones.
        discrimination: -1 to 1; None where it means nothing, and ``why_not`` says why.
    """

    item: str
    most: float
    by_hand: bool
    count: int
    difficulty: float | None
    discrimination: float | None
    band: str
    why_not: str
    flag: str


def analyse(marked: Class) -> list[Analysis]:
    """Every item of a class, in order; unreadable submissions do not count."""
    submissions = marked.readable
    whole = [
        item.label
        for item in marked.items
        if all(one.points.get(item.label) is not None for one in submissions)
    ]
    return [_analyse(item, submissions, whole) for item in marked.items]


def _analyse(item: Item, submissions: Sequence[Submission], whole: Sequence[str]) -> Analysis:
    others = [label for label in whole if label != item.label]
    own, rest = [], []
    for submission in submissions:
        points = submission.points.get(item.label)
        if points is not None:
            own.append(points)
            rest.append(sum(submission.points[label] or 0.0 for label in others))
    waiting = len(submissions) - len(own)
    share = statistics.fmean(own) / item.most if item.most and len(own) > waiting else None
    r, why_not = correlation(own, rest)
    band = "" if r is None else next((word for least, word in BANDS if r >= least), "negative")
    flag = f"{waiting} wait for a person" if waiting else _flag(share, r)
    return Analysis(item.label, item.most, item.by_hand, len(own), share, r, band, why_not, flag)


def correlation(own: Sequence[float], rest: Sequence[float]) -> tuple[float | None, str]:
    """Pearson's r between an item and the rest; or None and why it would mean nothing."""
    if len(own) < FEWEST:
        return None, f"fewer than {FEWEST} submissions"
    if min(own) == max(own):
        return None, "all have the same points here"
    if min(rest) == max(rest):
        return None, "all have the same points elsewhere"
    return statistics.correlation(own, rest), ""


def _flag(share: float | None, r: float | None) -> str:
    if share is None:
        return "it has no points"
    if share <= 0:
        return NOBODY
    if r is not None and r < 0:
        return REVERSED
    if share >= 1:
        return EVERYBODY
    return WEAK if r is not None and r < BANDS[2][0] else ""
