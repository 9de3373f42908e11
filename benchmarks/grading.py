"""Grading a class: ours against ``nbgrader autograde`` as shipped, and against otter-grader.

One assignment (:mod:`benchmarks.grading_class`): imports, one figure, nine tests, 18 points. All
times are wall seconds for one submission of a class. Ours and the peers' include starting the
program; the floors' do not. The floor is a forked process that has imported everything and neither
isolates nor writes anything. Our parent process has also run some cells before it forks; the
rehearsed floor has run the same ones. Against it, a whole run has no target, since it does not
start a program; each further submission has.
Memory is the highest sum of private memory of a program and all its children, in runs of its own,
since looking at every process takes time.

``python -m benchmarks grading`` takes half an hour: nbgrader and otter are slow, so that nbgrader
grades the class once, between the others' rounds, and otter some of it.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psutil

from benchmarks.grading_class import SLUG, make_class
from benchmarks.harness import Row, compare, installed

LEARNERS = int(os.environ.get("LIANKE_BENCH_CLASS", "100"))
GROWTH = tuple(map(int, os.environ.get("LIANKE_BENCH_GROWTH", "10,100,1000").split(",")))
ROUNDS = 3
FOR_OTTER = 10
FLOORS = ("imported", "rehearsed")
ROOT = Path(__file__).resolve().parent.parent


def rows() -> Iterator[Row]:
    """A class on one core and on two, memory, and growth."""
    with tempfile.TemporaryDirectory(prefix="lianke-bench-") as name:
        folder = Path(name)
        make_class(folder / "ours", LEARNERS)
        make_class(folder / "theirs", LEARNERS)
        _as_shipped(folder / "theirs")
        yield from _speed(folder)


def _as_shipped(course: Path) -> None:
    """Let nbgrader run learners' code as it does by itself."""
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write("\ndel c.Autograde.autograde_preprocessors\n")


def _speed(folder: Path) -> Iterator[Row]:
    """Ours, the peers and the floors, in turns."""
    ours, theirs = folder / "ours", folder / "theirs"
    runs: dict[str, Callable[[], float]] = {
        **{f"ours {n}": partial(_each, ours, n) for n in (1, 2)},
        **{f"{how} {n}": partial(_floor, ours, n, how) for n in (1, 2) for how in FLOORS},
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(ROUNDS):
        for name, run in runs.items():
            times[name].append(run())
        if number == ROUNDS // 2:
            nbgrader, otter = _nbgrader(theirs)[0] / LEARNERS, _otter(theirs)
    middle = {name: statistics.median(values) for name, values in times.items()}
    computing = middle["rehearsed 1"] * 1e3
    what = f"one of {LEARNERS} submissions ({computing:.0f} ms of real computing)"
    for workers, target in ((1, None), (2, 15)):
        yield compare(
            f"{what}, {workers} at once",
            middle[f"ours {workers}"],
            unit="ms",
            peer=("nbgrader autograde", nbgrader),
            limit=(f"floor, {workers} at once", middle[f"imported {workers}"]),
            at_least=target,
            at_most=1.5,
        )
        yield compare(
            f"{what}, {workers} at once",
            middle[f"ours {workers}"],
            unit="ms",
            limit=(f"rehearsed floor, {workers} at once", middle[f"rehearsed {workers}"]),
        )
    yield compare(
        f"{what}, 2 at once", middle["ours 2"], unit="ms", peer=("otter run", otter), at_least=15
    )
    yield from _growth(folder, middle["rehearsed 2"])
    yield from _memory(folder)


def _each(course: Path, workers: int) -> float:
    return _ours(course, workers)[0] / LEARNERS


def _growth(folder: Path, floor: float) -> Iterator[Row]:
    """What one submission costs as the class grows; the start of the program is shared.

    Args:
        floor: seconds of the rehearsed floor, with which the first growth is compared; the others
            are compared with the first.
    """
    costs: dict[int, float] = {}
    for learners in GROWTH:
        make_class(folder / f"class_{learners}", learners)
        costs[learners], _ = _ours(folder / f"class_{learners}", 2)
    least, start = GROWTH[0], costs[GROWTH[0]]
    limit, at_most = ("rehearsed floor, 2 at once", floor), 1.5
    for learners in GROWTH[1:]:
        further = (costs[learners] - start) / (learners - least)
        what = f"each further submission, {least} to {learners} of them"
        yield compare(what, further, unit="ms", limit=limit, at_most=at_most)
        if learners == GROWTH[1]:
            limit, at_most = (f"{least} to {learners}", further), 1.25


def _memory(folder: Path) -> Iterator[Row]:
    """The most memory at any moment, in a small class and in the largest one."""
    least, most = (folder / f"class_{learners}" for learners in (GROWTH[0], GROWTH[-1]))
    small, large = (_ours(course, 2, watch=True)[1] for course in (least, most))
    _as_shipped(least)
    theirs = _nbgrader(least, watch=True)[1]
    what = "most memory while grading {}, 2 at once".format
    yield compare(what(GROWTH[0]), small, unit="MB", peer=("nbgrader autograde", theirs))
    limit = (f"a class of {GROWTH[0]}", small)
    yield compare(what(GROWTH[-1]), large, unit="MB", limit=limit, at_most=1.25)


def _ours(course: Path, workers: int, *, watch: bool = False) -> tuple[float, float]:
    """Wall seconds and most memory (MB) of ``lianke grade``."""
    command = [sys.executable, "-m", "classroom", "--course", str(course), "grade", SLUG]
    return _timed([*command, "--force", "--workers", str(workers)], course, watch=watch)


def _nbgrader(course: Path, *, watch: bool = False) -> tuple[float, float]:
    """The same of ``nbgrader autograde``, in the folder where its settings are."""
    words = ["autograde", SLUG, "--force", "--create"]
    return _timed([sys.executable, "-m", "nbgrader", *words], course, watch=watch)


def _floor(course: Path, workers: int, how: str) -> float:
    words = [str(course), str(workers), how]
    command = [sys.executable, "-m", "benchmarks.grading_floor", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["seconds"]) / LEARNERS


def _otter(course: Path) -> float | None:
    if not installed("otter"):
        return None
    command = [sys.executable, "-m", "benchmarks.grading_otter", str(course), str(FOR_OTTER)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["seconds"])


def _timed(command: list[str], folder: Path, *, watch: bool) -> tuple[float, float]:
    """Run a command; its wall seconds and the most memory of it and its children, in MB.

    Args:
        watch: whether to look at the memory; 0 MB are told when not.

    Raises:
        RuntimeError: it fails; the message is the last line that it printed.
    """
    path = f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    most = [0.0]
    if watch:
        threading.Thread(target=_watch, args=(process.pid, most), daemon=True).start()
    told, _ = process.communicate()
    seconds = time.perf_counter() - begun
    if process.returncode:
        raise RuntimeError(told.strip().splitlines()[-1])
    return seconds, most[0]


def _watch(pid: int, most: list[float]) -> None:
    try:
        parent = psutil.Process(pid)
        while parent.is_running() and parent.status() != psutil.STATUS_ZOMBIE:
            every = [parent, *parent.children(recursive=True)]
            most[0] = max(most[0], sum(map(_private, every)))
            time.sleep(0.5)
    except psutil.Error:
        return


def _private(process: psutil.Process) -> float:
    """Memory that a process shares with nobody, in MB."""
    try:
        return float(process.memory_full_info().uss) / 1e6
    except psutil.Error:
        return 0.0
