"""Figures of the report: difficulty, discrimination, spread; against formulas written out here."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.report import items
from classroom.report.items import analyse, correlation
from classroom.report.records import Class, Item, Learner, Record, Submission
from classroom.report.spread import BARS, bars, spread

ITEMS = (
    Item("a", "n", "a", 2, False),
    Item("b", "n", "b", 3, False),
    Item("c", "n", "c", 5, True),
)


def marked(*rows: tuple[float | None, ...], unreadable: int = 0) -> Class:
    """A class of three items, one row of points for each learner."""
    submissions = [
        Submission(Learner(f"s{at:02}"), dict(zip("abc", row, strict=True)), 0.0)
        for at, row in enumerate(rows)
    ]
    for at in range(unreadable):
        zero = dict.fromkeys("abc", 0.0)
        submissions.append(Submission(Learner(f"z{at}"), zero, 0.0, Record(problem="damaged")))
    return Class("x", ITEMS, tuple(submissions), (), (), ())


def point_biserial(solved: list[bool], rest: list[float]) -> float:
    """The textbook form: difference of the two groups' means over the deviation of all."""
    ones = [value for one, value in zip(solved, rest, strict=True) if one]
    zeros = [value for one, value in zip(solved, rest, strict=True) if not one]
    mean = sum(rest) / len(rest)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in rest) / len(rest))
    p = len(ones) / len(rest)
    return (sum(ones) / len(ones) - sum(zeros) / len(zeros)) / deviation * math.sqrt(p * (1 - p))


def test_discrimination_is_the_corrected_point_biserial() -> None:
    """Against the other formula; the item itself is not in the total that it is compared with."""
    rows = [(2.0 * (at > 4), 3.0 * (at % 3 == 0), float(at % 6)) for at in range(24)]
    first, second, _ = analyse(marked(*rows, unreadable=5))
    rest = [b + c for _, b, c in rows]
    assert first.discrimination == pytest.approx(point_biserial([r[0] > 0 for r in rows], rest))
    rest = [a + c for a, _, c in rows]
    assert second.discrimination == pytest.approx(point_biserial([r[1] > 0 for r in rows], rest))
    assert first.count == 24, "what cannot be read says nothing about an item"
    assert first.difficulty == pytest.approx(19 / 24)


def test_an_item_that_waits_for_a_person_stays_out_of_every_total() -> None:
    """One undecided essay would make that learner's total smaller than it is."""
    rows: list[tuple[float | None, ...]] = [
        (2.0 * (at > 4), float(at % 4), 5.0) for at in range(12)
    ]
    rows[11] = (2.0, 3.0, None)
    first, _, essay = analyse(marked(*rows))
    assert first.discrimination == pytest.approx(
        point_biserial([r[0] == 2 for r in rows], [float(r[1] or 0) for r in rows])
    )
    assert (essay.count, essay.difficulty) == (11, 1.0)


@pytest.mark.parametrize(
    ("own", "rest", "why"),
    [
        ([1.0, 0.0] * 4, [1.0, 2.0] * 4, "fewer than 10"),
        ([1.0] * 12, [1.0, 2.0] * 6, "the same points here"),
        ([1.0, 0.0] * 6, [3.0] * 12, "the same points elsewhere"),
    ],
)
def test_no_figure_where_it_means_nothing(own: list[float], rest: list[float], why: str) -> None:
    r, told = correlation(own, rest)
    assert r is None
    assert why in told


def test_flags_say_in_words_what_to_look_at() -> None:
    able = [float(at >= 6) for at in range(12)]
    nobody, everybody, _ = analyse(marked(*((0.0, 3.0, 5 * one) for one in able)))
    assert (nobody.flag, everybody.flag) == (items.NOBODY, items.EVERYBODY)
    reversed_, _, _ = analyse(marked(*((2 - 2 * one, 3 * one, 5 * one) for one in able)))
    assert (reversed_.flag, reversed_.band) == (items.REVERSED, "negative")
    assert reversed_.discrimination == pytest.approx(-1)
    waits = analyse(marked(*((0.0, 3.0, None) for _ in able)))[2]
    assert (waits.difficulty, waits.flag) == (None, "12 wait for a person")


def test_bands_are_ebels() -> None:
    least = [value for value, _ in items.BANDS]
    assert least == [0.40, 0.30, 0.20, 0.0]


def test_the_spread_of_known_values() -> None:
    found = spread([1.0, 2.0, 3.0, 4.0, 10.0])
    assert found is not None
    assert (found.least, found.lower, found.median, found.upper, found.most) == (1, 2, 3, 4, 10)
    assert found.mean == 4
    assert spread([]) is None
    alone = spread([7.0])
    assert alone is not None
    assert (alone.lower, alone.median, alone.upper) == (7, 7, 7)


@given(st.lists(st.floats(0, 500), max_size=60), st.floats(0.5, 500))
def test_every_value_is_in_one_bar(values: list[float], end: float) -> None:
    found = bars(values, end)
    assert sum(bar.count for bar in found) == len(values)
    assert 1 <= len(found) <= BARS
    assert found[0].start == 0
    assert found[-1].end >= max([*values, end]) * (1 - 1e-9)
    assert all(a.end == pytest.approx(b.start) for a, b in pairwise(found))
