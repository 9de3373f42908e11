"""What all benchmarks share: a row of the table, and fair timing.

Absolute times drift between machines and minutes. So ours, the peer and the limit run in turns,
in one process, in CPU time, and the table gives their ratios.
"""

from __future__ import annotations

import gc
import importlib.util
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; times are medians, in ``unit`` (smaller is better).

    Args:
        name: what is measured.
        ours: our time.
        peer_name: who else does it; empty if nobody is compared.
        peer: the peer's time; None if it is not installed.
        limit_name: the bare loop or the library call that cannot be beaten; may be empty.
        limit: its time, or None.
        unit: ``"ns"``, ``"µs"``, ``"ms"`` or ``"s"``.
        target: the target in words, such as ``"≥ 8× pymerkle, ≤ 1.25× bare loop"``.
        passed: whether it is reached; None if it could not be decided (a peer is missing).
    """

    name: str
    ours: float
    peer_name: str
    peer: float | None
    limit_name: str
    limit: float | None
    unit: str
    target: str
    passed: bool | None


def alternate(*functions: Callable[[], object], rounds: int = 7, loops: int = 1) -> list[float]:
    """Median CPU seconds of one call of each function; they run in turns, ``rounds`` times each.

    Garbage collection waits between the runs, as in :mod:`timeit`.
    """
    times: list[list[float]] = [[] for _ in functions]
    for function in functions:
        function()  # warm up
    for _ in range(rounds):
        for function, mine in zip(functions, times, strict=True):
            with _collector_at_rest():
                start = time.process_time_ns()
                for _ in range(loops):
                    function()
                mine.append((time.process_time_ns() - start) / loops / 1e9)
    return [statistics.median(mine) for mine in times]


def installed(module: str) -> bool:
    """Whether a peer can be imported."""
    return importlib.util.find_spec(module) is not None


def ratio(above: float | None, below: float | None) -> float:
    """``above / below``, or nan if one of them is missing."""
    return above / below if above is not None and below else float("nan")


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
