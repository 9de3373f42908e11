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
        unit: ``"ns"``, ``"µs"``, ``"ms"`` or ``"s"``; ``"MB"`` where memory is measured.
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


def compare(
    name: str,
    ours: float,
    *,
    unit: str,
    peer: tuple[str, float | None] = ("", None),
    limit: tuple[str, float | None] = ("", None),
    at_least: float | None = None,
    at_most: float | None = None,
) -> Row:
    """A row whose target is ``at_least`` times the peer's speed, ``at_most`` times the limit's.

    Args:
        name: what is measured.
        ours: our time in seconds, or memory in MB, as are the others.
        unit: the unit to show.
        peer: the peer's name and time; None for the time if it is not installed.
        limit: the limit's name and time.
        at_least: how many times faster than the peer we want to be, or None.
        at_most: how many times slower than the limit we may be, or None.
    """
    scale = {"s": 1, "ms": 1e3, "µs": 1e6, "ns": 1e9, "MB": 1}[unit]
    verdicts, words = [], []
    if at_least is not None:
        words.append(f"≥ {at_least:g}× {peer[0]}")
        verdicts.append(None if peer[1] is None else peer[1] / ours >= at_least)
    if at_most is not None and limit[1] is not None:
        words.append(f"≤ {at_most:g}× {limit[0]}")
        verdicts.append(ours / limit[1] <= at_most)
    passed = False if False in verdicts else None if None in verdicts or not verdicts else True
    peer_time, limit_time = (None if t is None else t * scale for t in (peer[1], limit[1]))
    return Row(
        name, ours * scale, peer[0], peer_time, limit[0], limit_time, unit, ", ".join(words), passed
    )


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
