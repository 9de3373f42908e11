"""``--exact``: a real kernel gives the marks of the fast mode and the outputs of nbgrader's own."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import both
import corpus
import pytest
import tiny
from needs import bubblewrap
from test_equality import DIFFERENCES, QUICK

from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.grading.run import grade
from classroom.grading.settings import Settings
from classroom.sandbox import tiers
from classroom.sandbox.box import Box, Child, open_box
from classroom.sandbox.limits import Limits
from classroom.sandbox.watch import descendants
from classroom.submissions import blank, reference
from classroom.worker.remote import Line

pytestmark = [bubblewrap, pytest.mark.slow]
LONG = os.environ.get("LIANKE_LONG") == "1"
REAL = Course(Path(__file__).resolve().parents[2])
EXACT = Settings(exact=True, tier="bubblewrap")

# A child that a cell forks by hand prints over a socket of the kernel's, which asks for an address
# on the loopback; a learner's network has none, so that what it prints is lost or comes late.
NO_LOOPBACK = {"libraries f9", "shell f11"}


def outputs(course: Course, slug: str, student: str) -> list[object]:
    """What the cells of a graded notebook show, without what differs from run to run."""
    notebook = both.autograded(course, slug, student)
    return [both._comparable(cell, str(course.root)) for cell in notebook.cells]


@pytest.mark.parametrize("slug", REAL.assignments() if LONG else REAL.assignments()[1::7])
def test_an_assignment_has_the_marks_of_the_fast_mode(slug: str, tmp_path: Path) -> None:
    """Full marks for the reference, none for the blank release, item by item."""
    notebooks = {"reference": reference(REAL, slug), "blank": blank(REAL, slug)}
    course = both.prepared(REAL, slug, notebooks, tmp_path / "course")
    both.graded(course, slug)
    fast = both.rows(course, slug), outputs(course, slug, "reference")
    results = both.graded(course, slug, EXACT)
    assert [result.trouble for result in results] == [(), ()]
    assert (both.rows(course, slug), outputs(course, slug, "reference")) == fast


def test_features_look_as_nbgrader_shows_them(built: Course, tmp_path: Path) -> None:
    """Printing, figures, widgets, await, magics, errors... and what the tests make of them."""
    notebooks = corpus.with_features(built, tiny.SLUG)
    chosen = notebooks if LONG else {name: notebooks[name] for name in QUICK}
    theirs = both.by_nbgrader(built, tiny.SLUG, chosen, tmp_path / "theirs")
    ours = both.prepared(built, tiny.SLUG, chosen, tmp_path / "ours")
    both.graded(ours, tiny.SLUG, EXACT)
    found = {f"{d.submission} {d.place}" for d in both.differences(theirs, ours, tiny.SLUG)}
    listed = {f"{key[1]} {key[2]}" for key in DIFFERENCES if key[0] == tiny.SLUG}
    assert found <= listed | NO_LOOPBACK


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    """A box whose learners' processes are kernels."""
    with open_box((), "bubblewrap", exact=True) as opened:
        yield opened


def test_a_cell_that_never_ends_is_interrupted(box: Box) -> None:
    """As in the fast mode; the kernel goes on."""
    child = box.child("learner", Limits())
    with pytest.raises(TimeoutError):
        child.ask({"run": "kept = 7\nwhile True: pass", "count": 1}, 3)
    child.signal(2)
    answer = child.answer(20)
    assert [one["ename"] for one in answer["outputs"]] == ["KeyboardInterrupt"]
    assert "7" in str(child.ask({"run": "kept", "count": 2}, 20)["outputs"])
    child.close()


def test_an_ended_kernel_costs_its_cell_alone(built: Course, tmp_path: Path) -> None:
    """It is replaced, and runs the earlier cells again."""
    notebook = reference(built, tiny.SLUG)
    notebook.cells.append(corpus.v4.new_code_cell("import os\nos._exit(0)"))
    course = both.prepared(built, tiny.SLUG, {"one": notebook}, tmp_path / "course")
    [result] = both.graded(course, tiny.SLUG, EXACT)
    assert result.marks is not None
    assert result.marks.score == 5
    assert any("ended" in words for words in result.trouble)


F = """
import comm, threading
def f():
    print("in f")
    return n
n = 1
"""


def test_a_copy_sees_the_kernel_as_it_was(box: Box) -> None:
    """Later cells do not change what it answers; while it waits it uses no processor."""
    child = box.child("learner", Limits())
    child.ask({"run": F, "count": 1}, 20)
    ours, theirs = socket.socketpair()
    assert child.ask({"copy": "a"}, 20, [theirs.fileno()]) == {}
    theirs.close()
    child.ask({"run": "n = 2", "count": 2}, 20)
    before = _ticks(child)
    time.sleep(1)
    assert _ticks(child) - before < os.sysconf("SC_CLK_TCK") / 2
    shown: list[object] = []
    line = Line(ours, lambda outputs: shown.extend(outputs or []))
    assert line.ask("names", None, ["f"])["f"]() == 1
    assert "in f" in str(shown)
    ours.close()
    child.close()


def _ticks(child: Child) -> int:
    """Processor time of a child's whole family."""
    family = descendants(child.process_id(), 64)
    fields = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in family]
    assert len(fields) >= 3  # the kernel, its client, the copy
    return sum(int(one[11]) + int(one[12]) for one in fields)


def test_where_a_kernel_cannot_be_walled_in_it_is_refused(built: Course) -> None:
    """Landlock's tier denies the sockets that it needs; the message says what to do."""
    if not tiers.tried("landlock").works:
        pytest.skip(tiers.tried("landlock").told)
    with pytest.raises(ClassroomError, match=r"--exact needs bubblewrap.*apt install bubblewrap"):
        grade(built, tiny.SLUG, [], Settings(exact=True, tier="landlock"), print)
