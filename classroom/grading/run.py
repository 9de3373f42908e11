"""Grade an assignment: many submissions at once in boxes, one writer of the gradebook.

What this leaves out: showing progress; whoever calls gets each result as it is written.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.grading import scheduler
from classroom.grading.enter import ensure_assignment, gradebook_url
from classroom.grading.gradebook import Marks, Writer, open_gradebook
from classroom.grading.one import Graded
from classroom.grading.plan import Plan, make_plans
from classroom.grading.reading import Submission, read_submission
from classroom.grading.settings import Settings, early_box, with_tier
from classroom.grading.stamps import basis_of, is_current, isolation_of, record_of, stamp_of
from classroom.sandbox.box import Box
from classroom.sandbox.entry import NONE

GRADED, UNCHANGED, FAILED = "graded", "unchanged", "failed"
_log = logging.getLogger("lianke.grading")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one learner's submission.

    Attributes:
        told: what was repaired before running; trouble: what went wrong while running.
        problem: why the submission could not be read, or could not be graded at all.
        isolation: the tier in which its code ran, now or then; empty where none ran.
    """

    student: str
    state: str
    marks: Marks | None
    seconds: float = 0.0
    told: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()
    problem: str = ""
    isolation: str = ""


def grade(
    course: Course,
    assignment: str,
    students: Sequence[str],
    settings: Settings,
    on_result: Callable[[Result], None],
    early: Box | None = None,
) -> list[Result]:
    """Grade the submissions of ``students`` and write the gradebook.

    Args:
        on_result: called with each result as soon as it is written.
        early: a box that was opened for these settings before; one is opened when left out.

    Raises:
        ClassroomError: the assignment, the gradebook or the sandbox cannot be used at all.
    """
    settings = with_tier(settings)
    if settings.tier:
        weight = logging.ERROR if settings.tier == NONE else logging.INFO
        _log.log(weight, "isolation: %s", settings.tier)
    with early_box(settings) if early is None else nullcontext(early) as box:
        ensure_assignment(course, assignment, settings.patience)
        return _graded(course, assignment, students, settings, on_result, box)


def _graded(
    course: Course,
    assignment: str,
    students: Sequence[str],
    settings: Settings,
    on_result: Callable[[Result], None],
    box: Box | None,
) -> list[Result]:
    results: list[Result] = []

    def settle(result: Result) -> None:
        _log.info("%s: %s %s", result.student, result.state, result.problem)
        on_result(result)
        results.append(result)

    with open_gradebook(course, gradebook_url(course), settings.patience) as gradebook:
        plans = make_plans(course, assignment, gradebook)
        writer = Writer(course, assignment, gradebook)
        work = _Work(course, assignment, plans, settings, writer)
        with scheduler.open_scheduler(plans, settings, box) as scheduled:
            for batch in scheduled.grade(work.submissions(students, settle)):
                for result in _written(writer, work, batch):
                    settle(result)
    return sorted(results, key=lambda result: result.student)


def _written(writer: Writer, work: _Work, batch: Sequence[Graded]) -> list[Result]:
    """Write some submissions and say what became of them."""
    graded = [one for one in batch if one.notebooks]
    failed = [
        Result(one.student, FAILED, None, problem=one.problem) for one in batch if not one.notebooks
    ]
    stamped = [(one, {**work.stamps[one.student], "record": record_of(one)}) for one in graded]
    return [*failed, *map(_result, graded, writer.write(stamped))]


def _result(graded: Graded, marks: Marks) -> Result:
    told = tuple(words for one in graded.notebooks for words in one.told)
    trouble = tuple(words for one in graded.notebooks for words in one.trouble)
    for words in (*told, *trouble):
        _log.warning("%s: %s", graded.student, words)
    how = (graded.seconds, told, trouble, graded.problem, graded.isolation)
    return Result(graded.student, GRADED, marks, *how)


class _Work:
    """The submissions that must be graded, each read once, when its turn comes."""

    def __init__(
        self,
        course: Course,
        assignment: str,
        plans: Mapping[str, Plan],
        settings: Settings,
        writer: Writer,
    ) -> None:
        self._course, self._assignment = course, assignment
        self._plans, self._settings, self._writer = plans, settings, writer
        self.stamps: dict[str, dict[str, str]] = {}
        mode = "exact" if settings.exact else "fast"
        mode += " without walls" * (settings.tier == NONE)  # not current where there are any
        self._basis = basis_of(plans.values(), settings.limits, mode)

    def submissions(
        self, students: Sequence[str], settle: Callable[[Result], None]
    ) -> Iterator[Submission]:
        """Those to be graded; the results of the others go to ``settle``."""
        for student in students:
            try:
                submission = read_submission(
                    self._course.root, student, self._assignment, list(self._plans)
                )
            except (ClassroomError, OSError) as problem:
                settle(Result(student, FAILED, None, problem=str(problem)))
                continue
            stamp = stamp_of(submission, self._basis)
            folder = self._course.root / "autograded" / student / self._assignment
            if not self._settings.force and is_current(folder, stamp):
                marks = self._writer.rows.marks_of(student)
                settle(Result(student, UNCHANGED, marks, isolation=isolation_of(folder)))
                continue
            self.stamps[student] = stamp
            yield submission
