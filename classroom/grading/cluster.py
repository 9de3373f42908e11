"""Grade on a Dask cluster that runs elsewhere: ``lianke grade ASSIGNMENT --dask ADDRESS``.

A task gets the plans, one submission and the limits as plain data and gives back plain data. Each
worker process opens one box when its first task comes. Workers may come and go: what a lost one had
is done again by others. A submission that ends several workers one after another is given up (the
scheduler's setting ``distributed.scheduler.allowed-failures``) and reported; the others go on.

What this leaves out: starting a cluster, and trusting one: whoever runs a worker makes marks.
"""

from __future__ import annotations

import atexit
import logging
import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from classroom.errors import ClassroomError
from classroom.grading.one import Graded, Submission, grade_submission, not_graded
from classroom.grading.plan import Plan, preload_of
from classroom.grading.stamps import environment_digest
from classroom.sandbox import tiers
from classroom.sandbox.box import Box
from classroom.sandbox.limits import Limits

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 10
AHEAD = 3
RETRIES = 2
DIFFERENT = "other packages, another Python or another Lianke than here; use the same lock there"
_log = logging.getLogger("lianke.grading")


class Boxes:
    """The boxes of one worker process: one for the assignment at hand, closed at exit."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[tuple[str, ...], tuple[Box, list[int]]] = {}
        self._starter = ThreadPoolExecutor(1, "box")  # a box ends with the thread that starts it
        atexit.register(self.close)

    @contextmanager
    def box(self, preload: tuple[str, ...]) -> Iterator[Box]:
        """A box that has imported ``preload``; boxes of earlier assignments are closed."""
        with self._lock:
            for key in [k for k, (_, users) in self._open.items() if k != preload and not users]:
                self._open.pop(key)[0].close()
            if preload not in self._open:
                self._open[preload] = Box(preload), []
            box, users = self._open[preload]
            self._starter.submit(box.start).result()
            users.append(1)
        try:
            yield box
        finally:
            with self._lock:
                users.pop()

    def close(self) -> None:
        """Close all of them."""
        with self._lock:
            for box, _ in self._open.values():
                box.close()
            self._open.clear()


_boxes: list[Boxes] = []
_boxes_lock = threading.Lock()


def grade_here(
    plans: Mapping[str, Plan], submission: Submission, limits: Limits, environment: str
) -> Graded:
    """One task: grade a submission in this worker's box.

    Raises:
        ClassroomError: this worker is not as the machine that asks, or has no box.
    """
    if environment_digest() != environment:
        raise ClassroomError(f"a worker has {DIFFERENT}")
    with _boxes_lock:
        if not _boxes:
            _boxes.append(Boxes())
    with _boxes[0].box(preload_of(plans)) as box:
        return grade_submission(box, plans, submission, limits)


def readiness() -> str:
    """What this machine grades with, by its digest.

    Raises:
        ClassroomError: it has no walls for learners' code.
    """
    tiers.choose()
    return environment_digest()


class ClusterScheduler:
    """Sends submissions to the workers of a cluster."""

    def __init__(self, client: Client, plans: Mapping[str, Plan], limits: Limits) -> None:
        self._client, self._plans, self._limits = client, dict(plans), limits
        self._students: dict[Any, str] = {}

    def grade(self, submissions: Iterable[Submission]) -> Iterator[list[Graded]]:
        """Each submission graded; those that are ready together come together.

        Raises:
            ClassroomError: the cluster has gone.
        """
        from distributed import as_completed

        todo = iter(submissions)
        ready = as_completed(self._sent(todo), loop=self._client.loop)
        for batch in ready.batches():
            yield [self._taken(future) for future in batch]
            ready.update(self._sent(todo))

    def _sent(self, todo: Iterator[Submission]) -> list[Any]:
        """Send as many as keep the workers busy that there are now."""
        slots = sum(self._client.nthreads().values())
        if not slots:
            _log.warning("no worker is connected to the Dask cluster; waiting for one")
        free = max(slots, 1) * AHEAD - len(self._students)
        return [self._submit(one) for one in islice(todo, max(free, 0))]

    def _submit(self, one: Submission) -> Any:
        given = (self._plans, one, self._limits, environment_digest())
        future = self._client.submit(grade_here, *given, pure=False, retries=RETRIES)
        self._students[future.key] = one.student
        return future

    def _taken(self, future: Any) -> Graded:
        from distributed import KilledWorker

        student = self._students.pop(future.key)
        try:
            return future.result()  # type: ignore[no-any-return]
        except KilledWorker:
            told = "it ended several workers of the cluster, one after another"
        except CancelledError:
            told = "the Dask cluster is gone; what is graded is kept, so run the same command again"
            raise ClassroomError(told) from None
        except Exception as problem:
            told = f"{type(problem).__name__}: {problem}"
        finally:
            future.release()
        _log.error("%s could not be graded: %s", student, told)
        return not_graded(student, told)


@contextmanager
def open_cluster(
    address: str, plans: Mapping[str, Plan], limits: Limits
) -> Iterator[ClusterScheduler]:
    """A scheduler for the cluster at ``address``.

    Raises:
        ClassroomError: Dask is not installed, nobody answers, or a worker is not as this machine.
    """
    client = _connected(address)
    try:
        _check_workers(client)
        yield ClusterScheduler(client, plans, limits)
    finally:
        client.close(timeout=CONNECT_SECONDS)


def _connected(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError:
        told = (
            "Dask is not installed here; run 'python3 kit.py setup dask' or install 'distributed'"
        )
        raise ClassroomError(told) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about versions, which we check more strictly
            return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, ImportError) as problem:
        told = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
        raise ClassroomError(f"no Dask scheduler answers at {address}: {told}") from None


def _check_workers(client: Client) -> None:
    """Refuse workers whose marks could differ from ours; tasks check those that come later."""
    found = client.run(readiness, on_error="return")
    for worker, digest in sorted(found.items()):
        if isinstance(digest, Exception):
            told = f"{type(digest).__name__}: {digest}"
            raise ClassroomError(f"the Dask worker {worker} cannot grade: {told}")
        if digest != environment_digest():
            raise ClassroomError(f"the Dask worker {worker} has {DIFFERENT}")
