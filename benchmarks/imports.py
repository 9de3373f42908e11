"""What importing the library costs a learner, in CPU time of a fresh Python.

The target, 30 ms above bare Python, was set on a machine where bare Python took 9 ms. Machines
differ, so the target is read as a ratio: (9 + 30) / 9 times bare Python.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from benchmarks.harness import Row, compare

AT_MOST = (9 + 30) / 9
ROUNDS = 9
ROOMS = (
    "course_lib",
    "course_lib.canonical",
    "course_lib.merkle",
    "course_lib.keys",
    "course_lib.blocks",
    "course_lib.ledger",
    "course_lib.consortium",
)


def rows() -> Iterator[Row]:
    """Each room, against Python that imports nothing."""
    for room in ROOMS:
        bare, ours = _cpu_seconds("pass", f"import {room}")
        limit = ("bare Python", bare)
        yield compare(f"import {room}", ours, unit="ms", limit=limit, at_most=round(AT_MOST, 2))


def _cpu_seconds(*programs: str) -> list[float]:
    times: list[list[float]] = [[] for _ in programs]
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # learners' Python keeps its bytecode
        for turn in range(ROUNDS + 1):
            for program, mine in zip(programs, times, strict=True):
                before = _children_seconds()
                subprocess.run([sys.executable, "-c", program], check=True, env=environment)
                if turn:  # the first turn fills the cache
                    mine.append(_children_seconds() - before)
    return [statistics.median(mine) for mine in times]


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
