"""Prove the grader: each submission beside each assignment scores what its file says, item by item.

The reference must earn every point; the blank release and objects that are equal to everything earn
none. All submissions of an assignment are graded in one temporary course, in boxes where bubblewrap
is there and else by nbgrader itself; ``tests/grading`` shows that both give the same marks.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import both
import pytest
import tiny

from classroom.course import Course
from classroom.errors import ScriptError
from classroom.pretender import BASES, equal_to_everything
from classroom.submissions import (
    Scores,
    blank,
    grade_all,
    points_of_tests,
    reference,
    scores,
)
from classroom.wrong import build_submission, expected_scores, read_submission, submission_files

ROOT = Path(__file__).resolve().parents[2]
REAL = Course(ROOT)
PRETENDERS = {f"equal to everything, {base}": base for base in BASES}
CASES = [
    pytest.param(slug, name, id=f"{slug}-{name}")
    for slug in REAL.assignments()
    for name in [
        "reference",
        "blank",
        *PRETENDERS,
        *(f"{p.parent.name}-{p.stem}" for p in submission_files(REAL, slug)),
    ]
]
Graded = Callable[[Course, str], tuple[dict[str, Scores], dict[str, dict[str, float]]]]


def grade_assignment(course: Course, slug: str, folder: Path) -> tuple[dict, dict]:
    """Scores got and scores expected, by submission and test."""
    points = points_of_tests(course, slug)
    notebooks = {"reference": reference(course, slug), "blank": blank(course, slug)}
    expected = {"reference": points, "blank": dict.fromkeys(points, 0.0)}
    for name, base in PRETENDERS.items():
        notebooks[name] = equal_to_everything(course, slug, base)
        expected[name] = dict.fromkeys(points, 0.0)
    for path in submission_files(course, slug):
        name = f"{path.parent.name}-{path.stem}"
        notebooks[name] = build_submission(course, slug, path)
        expected[name] = expected_scores(path, points)
    if shutil.which("bwrap") is None:
        return grade_all(course, slug, notebooks, folder), expected
    scratch = both.prepared(course, slug, notebooks, folder)
    both.graded(scratch, slug)
    return {student: scores(scratch, slug, student) for student in notebooks}, expected


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """Grades an assignment once, however many tests ask."""
    done: dict[str, tuple[dict, dict]] = {}

    def find(course: Course, slug: str) -> tuple[dict, dict]:
        key = f"{course.root}/{slug}"
        if key not in done:
            done[key] = grade_assignment(course, slug, tmp_path_factory.mktemp(slug))
        return done[key]

    return find


@pytest.mark.slow
@pytest.mark.parametrize(("slug", "name"), CASES)
def test_each_submission_scores_what_it_must(graded: Graded, slug: str, name: str) -> None:
    """Item by item, for every assignment of the course."""
    got, expected = graded(REAL, slug)
    automatic = {item: got[name][item] for item in expected[name]}
    assert automatic == expected[name]


@pytest.mark.parametrize("slug", REAL.assignments())
def test_the_needed_kinds_of_wrong_submission_are_there(slug: str) -> None:
    """At least three that are plausible, and one hard-coded."""
    wrong = [p for p in submission_files(REAL, slug) if p.parent.name == "wrong"]
    assert len(wrong) >= 4, f"{slug} has {[p.stem for p in wrong]}"


@pytest.mark.slow
def test_the_tiny_course_is_graded_item_by_item(
    graded: Graded, built: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong submission loses exactly its item; a warning on stderr costs nothing."""
    got, expected = graded(built, tiny.SLUG)
    assert got["reference"] == {"01_double_test": 2, "01_mark_test": 3, "01_judgement": None}
    assert got["blank"] == {"01_double_test": 0, "01_mark_test": 0, "01_judgement": 0}
    assert got["wrong-four"] == {"01_double_test": 0, "01_mark_test": 3, "01_judgement": None}
    assert {k: v for k, v in got["wrong-four"].items() if k in expected["wrong-four"]} == expected[
        "wrong-four"
    ]


GOOD = tiny.WRONG


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace('"""Doubles small numbers only."""', ""), "no docstring"),
        (GOOD.replace("EXPECTED =", "DEFAULT = 'half'\nEXPECTED ="), "'full' or 'zero'"),
        (GOOD.replace("EXPECTED =", "EXPECTD ="), "EXPECTD"),
        (GOOD.replace(": 0}", ": 'none'}"), "maps the grade_id"),
        (GOOD.replace("EXPECTED =", "import os\nEXPECTED ="), "only a docstring"),
        (GOOD.replace(": 0}", ': __import__("os").getpid()}'), "malformed node"),
        (GOOD.replace('grade_id="01_double"', ""), "head each cell"),
        (GOOD + '\n# %% grade_id="01_double"\nx = 1\n', "head each cell once"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """Each rule of the format is named when it is broken."""
    path = tmp_path / "bad.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScriptError, match=told):
        read_submission(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace("01_double_test", "01_nothing_test"), "01_nothing_test"),
        (GOOD.replace(": 0}", ": 3}"), "it has 2"),
        (GOOD.replace(": 0}", ": 2}"), "loses a mark"),
    ],
)
def test_impossible_expectations_are_refused(tmp_path: Path, text: str, told: str) -> None:
    """A wrong submission that would lose nothing proves nothing."""
    path = tmp_path / "wrong" / "bad.py"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScriptError, match=told):
        expected_scores(path, {"01_double_test": 2.0, "01_mark_test": 3.0})


def test_a_test_cell_cannot_be_replaced(built: Course) -> None:
    """A submission replaces answers, never tests."""
    path = built.solutions / tiny.SLUG / "wrong" / "cheat.py"
    path.write_text(GOOD.replace('grade_id="01_double"', 'grade_id="01_double_test"'))
    with pytest.raises(ScriptError, match="is no answer"):
        build_submission(built, tiny.SLUG, path)
