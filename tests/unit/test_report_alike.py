"""Nearly equal submissions: renamed copies are found, common ways and the release are not."""

from __future__ import annotations

import random

import marked_class
import pytest

from classroom.report.alike import alike, prints_of, tokens_of
from classroom.report.records import Class, Learner, Submission

STUB = marked_class.STUB
OPERATORS = ("+", "-", "*", "//", "%", "|", "&", "^")


def own_way(seed: int) -> str:
    """A function that nobody else writes so."""
    chance = random.Random(seed)
    lines = [f"    v{at} = x {chance.choice(OPERATORS)} {chance.randrange(99)}" for at in range(12)]
    chance.shuffle(lines)
    return "def half(x):\n" + "\n".join(lines) + "\n    return v0\n"


def class_of(*answers: str, given: tuple[str, ...] = (STUB,)) -> Class:
    submissions = tuple(
        Submission(Learner(f"s{at:02}"), {}, 0.0, answers={"01_answer": answer})
        for at, answer in enumerate(answers)
    )
    return Class("x", (), submissions, (), (), given)


def test_a_copy_with_other_names_comments_and_layout_is_found() -> None:
    others = [own_way(seed) for seed in range(20)]
    [pair] = alike(class_of(marked_class.UNUSUAL, *others, marked_class.RENAMED))
    assert (pair.one, pair.other, pair.share) == ("s00", "s21", 1.0)
    assert pair.cells == ("01_answer",)


def test_one_changed_line_lowers_the_share_and_keeps_the_pair() -> None:
    changed = marked_class.RENAMED.replace("abs(m) + 5", "abs(m) + 6")
    others = [own_way(seed) for seed in range(8)]
    [pair] = alike(class_of(marked_class.UNUSUAL, *others, changed))
    assert 0.8 <= pair.share < 1


def test_what_many_wrote_is_no_evidence() -> None:
    """Eight equal answers in a class of eight: the way that everybody finds."""
    assert not alike(class_of(*[marked_class.UNUSUAL] * 8))
    assert len(alike(class_of(*[marked_class.UNUSUAL] * 3))) == 3


def test_the_release_is_no_evidence() -> None:
    """Two who wrote nothing are not alike, nor two who kept what they were given."""
    assert not alike(class_of(STUB, STUB, own_way(1)))
    long = marked_class.UNUSUAL
    assert not alike(class_of(long, long, own_way(1), given=(long,)))


def test_short_functions_are_never_enough() -> None:
    assert not alike(class_of(marked_class.PLAIN, marked_class.PLAIN, own_way(1)))


def test_tokens_drop_names_of_one_s_own_and_keep_what_is_called() -> None:
    one = tokens_of('def half(x):\n    """Doc."""\n    y = x  # why\n    return round(y.real)')
    other = tokens_of("def half(z: int) -> int:\n\n    w = z\n    return round(w.real)")
    assert one == other
    assert {"half", "round", "real"} <= set(one)
    assert one != tokens_of("def half(x):\n    y = x\n    return abs(y.real)")


@pytest.mark.parametrize(
    "source",
    ["", "def (", "(" * 500, "x = " + "-" * 5000 + "1", "%%bash\nrm -rf x", "é = 1\x00", "\ud800"],
)
def test_no_answer_stops_the_comparison(source: str) -> None:
    """What is no Python is compared as words."""
    assert prints_of(source) == prints_of(source)
    alike(class_of(source, source, STUB))
