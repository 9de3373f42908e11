"""Where submissions are graded: threads that each drive a box here, or a Dask cluster.

A thread only waits and moves JSON; the computing is done by the processes in the box, so threads
use all cores. Results come in the order in which they are ready.

What this leaves out: starting a Dask cluster; ``--dask`` takes the address of one that runs.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from classroom.grading.one import Graded, Submission, grade_submission, not_graded
from classroom.grading.plan import Plan, preload_of
from classroom.sandbox.box import Box

if TYPE_CHECKING:
    from classroom.grading.settings import Settings

AHEAD = 8
TOGETHER = 0.25
_log = logging.getLogger("lianke.grading")


class Scheduler(Protocol):
    """Grades submissions somewhere."""

    def grade(self, submissions: Iterable[Submission]) -> Iterator[list[Graded]]:
        """Each submission graded, in any order, a few at a time."""


class LocalScheduler:
    """Threads on this machine."""

    def __init__(self, plans: Mapping[str, Plan], settings: Settings, box: Box) -> None:
        self._plans, self._limits, self.box = plans, settings.limits, box
        self.workers = settings.workers or len(os.sched_getaffinity(0))
        box.preload(preload_of(plans))

    def grade(self, submissions: Iterable[Submission]) -> Iterator[list[Graded]]:
        """Each submission graded; those that are ready together come together."""
        todo = iter(submissions)
        with ThreadPoolExecutor(self.workers, "grading") as pool:
            busy: set[Future[Graded]] = set()
            while True:
                for one in islice(todo, self.workers * AHEAD - len(busy)):
                    busy.add(pool.submit(self._one, one))
                if not busy:
                    return
                done, busy = wait(busy, timeout=TOGETHER)
                if done:
                    yield [future.result() for future in done]

    def _one(self, submission: Submission) -> Graded:
        try:
            return grade_submission(self.box, self._plans, submission, self._limits)
        except Exception as problem:  # the grader's own trouble is this submission's, no other's
            _log.exception("%s could not be graded", submission.student)
            return not_graded(submission.student, f"{type(problem).__name__}: {problem}")


@contextmanager
def open_scheduler(
    plans: Mapping[str, Plan], settings: Settings, box: Box | None
) -> Iterator[Scheduler]:
    """The scheduler that the settings ask for."""
    if settings.dask is not None:
        from classroom.grading.cluster import open_cluster

        with open_cluster(settings.dask, plans, settings.limits) as cluster:
            yield cluster
        return
    assert box is not None
    yield LocalScheduler(plans, settings, box)
