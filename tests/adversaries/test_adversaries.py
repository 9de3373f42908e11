"""No submission leaves its box, gains a mark, costs another's, or stops the run."""

from __future__ import annotations

import re

import psutil
import pytest
from adversary import Adversary
from boxes import FULL, SLUG
from everybody import EVERYBODY, LIMITS, Class

from classroom.grading.run import GRADED
from classroom.grading.session import ROOM
from classroom.percent import grade_id
from classroom.submissions import scores

_BY_NAME = {one.name: one for one in EVERYBODY}
each = pytest.mark.parametrize("one", EVERYBODY, ids=lambda one: one.name)


@each
def test_each_gets_exactly_the_marks_it_deserves(graded: Class, one: Adversary) -> None:
    assert graded.results[one.name].state == GRADED, graded.results[one.name].problem
    found = scores(graded.course, SLUG, one.name)
    wanted = {f"01_{item}_test": points for item, points in one.points.items()}
    assert {name: found[name] for name in wanted} == wanted, graded.results[one.name]


@each
def test_each_learns_the_reason(graded: Class, one: Adversary) -> None:
    result = graded.results[one.name]
    told = " ".join([result.problem, *result.told, *result.trouble, graded.page(one.name)])
    for words in one.told:
        assert words in told, (words, result)


@each
def test_no_secret_is_shown(graded: Class, one: Adversary) -> None:
    shown = [graded.page(one.name), str(graded.results[one.name])]
    for cell in graded.notebook(one.name).cells:
        if not str(grade_id(cell)).endswith("_test"):
            shown.append(str(cell.source))
            shown.append(str(cell.get("outputs", "")))
    text = "\n".join([*shown, str(graded.notebook(one.name).metadata)])
    for what, secret in graded.secrets.items():
        if one.name != "honest" or what != "OTHER":
            assert secret not in text, (what, text[max(0, text.index(secret) - 500) :][:600])
    for word in ("CANARY-WRITTEN", "CANARY-SHARED", "CANARY-KILLED", "CANARY-TRACED"):
        outputs = [c.get("outputs", "") for c in graded.notebook(one.name).cells]
        assert word not in str(outputs)


def test_nobody_was_reached(graded: Class) -> None:
    assert graded.reached == []


def test_no_process_is_left(graded: Class) -> None:
    for process in psutil.process_iter(["cmdline"]):
        words = " ".join(process.info["cmdline"] or [])
        assert graded.marker not in words
        assert "classroom.worker.zygote" not in words or not _is_ours(process)


def _is_ours(process: psutil.Process) -> bool:
    return psutil.Process() in process.parents()


def test_nothing_was_written_outside(graded: Class) -> None:
    assert "WRITTEN" not in (graded.course.root.parent / "home" / "secret.txt").read_text()
    for path in (graded.course.root / "submitted" / "honest").rglob("*.ipynb"):
        assert not path.read_text("utf-8").endswith("WRITTEN")


def test_the_log_has_one_line_for_each_decision(graded: Class) -> None:
    for what, secret in graded.secrets.items():
        assert secret not in graded.log, what
    assert not re.search(r"^INFO|^honest: graded.*\nINFO", graded.log, re.M)
    lines = [line for line in graded.log.splitlines() if line.startswith("honest: ")]
    assert len(lines) == 1


def test_outputs_and_pages_stay_small(graded: Class) -> None:
    for one in EVERYBODY:
        outputs = [len(str(cell.get("outputs", ""))) for cell in graded.notebook(one.name).cells]
        assert sum(outputs) < (ROOM + len(FULL)) * LIMITS.output, one.name
        assert len(graded.page(one.name)) < 2 * ROOM * LIMITS.output, one.name


def test_reasons_are_single_sentences(graded: Class) -> None:
    for result in graded.results.values():
        for words in (*result.trouble, *result.told):
            assert len(words) < 400, words
            assert "\n" not in words, words


def test_there_are_enough_of_them() -> None:
    assert len(EVERYBODY) >= 42
    assert len(_BY_NAME) == len(EVERYBODY)
    assert all(set(one.points) == set(FULL) for one in EVERYBODY)
