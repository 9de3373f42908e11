"""How points and times are spread: five numbers and the bars of a histogram.

What this leaves out: any curve fitted to them.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

BARS = 12
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Spread:
    """Five numbers of a distribution; quartiles by linear interpolation between values."""

    count: int
    least: float
    lower: float
    median: float
    upper: float
    most: float
    mean: float


@dataclass(frozen=True, slots=True)
class Bar:
    """Values from ``start`` up to, but not at, ``end``; the last bar has its end too."""

    start: float
    end: float
    count: int


def spread(values: Sequence[float]) -> Spread | None:
    """The five numbers; None of nothing."""
    if not values:
        return None
    if len(values) == 1:
        lower = median = upper = values[0]
    else:
        lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
    mean = statistics.fmean(values)
    return Spread(len(values), min(values), lower, median, upper, max(values), mean)


def bars(values: Sequence[float], end: float) -> list[Bar]:
    """At most twelve bars of a round width from 0 to ``end`` or a little above it."""
    reach = max([end, *values])
    width = step_for(reach)
    number = max(1, math.ceil(reach / width - 1e-9))
    counts = [0] * number
    for value in values:
        counts[min(int(value / width + 1e-9), number - 1)] += 1
    return [Bar(at * width, (at + 1) * width, count) for at, count in enumerate(counts)]


def step_for(end: float) -> float:
    """The smallest round width with which twelve bars reach ``end``."""
    least = max(end, 1e-3) / BARS
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * step for step in STEPS if power * step >= least * (1 - 1e-9))
