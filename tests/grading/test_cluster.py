"""A real Dask cluster: a scheduler and workers, each a process of its own, one of them killed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import both
import nbformat
import pytest
import tiny
from needs import bubblewrap

from classroom.course import Course
from classroom.errors import ClassroomError
from classroom.grading.run import FAILED, Result, grade
from classroom.grading.settings import Settings
from classroom.submissions import blank, reference

pytest.importorskip("distributed", reason="the extra 'dask' is not installed: kit.py setup dask")
pytestmark = [pytest.mark.slow, bubblewrap]
SLUG = tiny.SLUG
SLOW = "import time\ntime.sleep(1)"
HERE = Path(__file__).resolve().parent
IMPORTS = os.pathsep.join(map(str, (HERE.parents[1], HERE, HERE.parent / "notebooks")))
SERVERS = {
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_SATURATION": "1.0",
}


@dataclass
class Cluster:
    """A scheduler and its workers."""

    folder: Path
    address: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _stack: ExitStack = field(default_factory=ExitStack)

    def start(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        """Start one of Dask's own commands."""
        log = (self.folder / f"{name}.log").open("wb")
        command = [sys.executable, "-m", f"distributed.cli.dask_{words[0]}", *words[1:]]
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            stdout=log,
            stderr=log,
            env={**os.environ, **SERVERS, "PYTHONPATH": IMPORTS},
        )
        log.close()
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process

    def add_worker(self) -> subprocess.Popen[bytes]:
        """One more machine, so to speak; it is not started anew when it ends."""
        words = ("--no-nanny", "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard")
        name = f"worker{len(self.workers)}"
        self.workers.append(self.start(name, "worker", self.address, "--name", name, *words))
        return self.workers[-1]

    def close(self) -> None:
        """End all of them."""
        self._stack.close()


@contextmanager
def running(folder: Path, workers: int) -> Iterator[Cluster]:
    """A cluster with so many workers."""
    cluster = Cluster(folder)
    try:
        cluster.start(
            "scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"
        )
        cluster.address = _told(folder / "scheduler.log", r"Scheduler at:\s+(tcp://\S+)")
        for _ in range(workers):
            cluster.add_worker()
        for number in range(workers):
            _told(folder / f"worker{number}.log", r"Registered to:\s+(\S+)")
        yield cluster
    finally:
        cluster.close()


def _told(log: Path, pattern: str) -> str:
    """What a server says of itself, as soon as it says it."""
    for _ in range(600):
        if found := re.search(pattern, log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace"))


def a_class(course: Course) -> dict[str, nbformat.NotebookNode]:
    """Twelve submissions; some take a moment, so that a worker dies in the midst."""
    notebooks = {}
    for number in range(12):
        notebook = (blank if number % 4 == 1 else reference)(course, SLUG)
        if number % 3 == 0:
            notebook.cells.append(nbformat.v4.new_code_cell(SLOW, id="slow"))
        notebook.cells.append(nbformat.v4.new_code_cell(f"print({number})", id="own"))
        notebooks[f"s{number:02}"] = notebook
    return notebooks


def test_workers_come_and_go_and_the_marks_are_ours(built: Course, tmp_path: Path) -> None:
    """Both workers are killed while they grade, and one comes late: all is done, and the same."""
    notebooks = a_class(built)
    local = both.prepared(built, SLUG, notebooks, tmp_path / "local")
    remote = both.prepared(built, SLUG, notebooks, tmp_path / "remote")
    both.graded(local, SLUG)
    results: list[Result] = []
    with running(tmp_path, 2) as cluster:

        def on_result(result: Result) -> None:
            results.append(result)
            if len(results) == 2:
                cluster.workers[0].kill()
            if len(results) == 6:
                cluster.workers[1].kill()
                cluster.add_worker()

        grade(remote, SLUG, sorted(notebooks), Settings(dask=cluster.address), on_result)
        assert [worker.wait() for worker in cluster.workers[:2]] == [-9, -9]
        assert cluster.workers[2].poll() is None
    assert sorted(result.student for result in results) == sorted(notebooks)
    assert not [result for result in results if result.problem]
    assert list(both.differences(local, remote, SLUG)) == []


def test_no_cluster_is_one_sentence(
    built: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody listens, or it is no address."""
    monkeypatch.setattr("classroom.grading.cluster.CONNECT_SECONDS", 1)
    scratch = both.prepared(built, SLUG, {"s": reference(built, SLUG)}, tmp_path / "scratch")
    for address in ("tcp://127.0.0.1:1", "nonsense://here"):
        with pytest.raises(ClassroomError, match=f"no Dask scheduler answers at {address}"):
            grade(scratch, SLUG, ["s"], Settings(dask=address), lambda result: None)
    assert both.rows(scratch, SLUG) == {}


def test_what_ends_its_worker_every_time_fails_alone(
    built: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submission that no worker survives is named; the others are graded."""
    import classroom.grading.cluster as module

    scratch = both.prepared(built, SLUG, a_class(built), tmp_path / "scratch")
    monkeypatch.setattr(module, "grade_here", deadly)
    students = ["s01", "s02", "s04"]
    with running(tmp_path, 3) as cluster:
        settings = Settings(dask=cluster.address)
        results = grade(scratch, SLUG, students, settings, lambda result: None)
    [failed] = [result for result in results if result.state == FAILED]
    assert failed.student == "s02"
    assert "ended several workers" in failed.problem
    assert len(both.rows(scratch, SLUG)) == 2


def deadly(plans: object, submission: object, limits: object, environment: str) -> object:
    """Grade, but end this very process when it is the submission of s02."""
    from classroom.grading import cluster

    if submission.student == "s02":  # type: ignore[attr-defined]
        os._exit(1)
    return cluster.grade_here(plans, submission, limits, environment)  # type: ignore[arg-type]
