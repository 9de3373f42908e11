"""Random schedules of faults, each from one seed, for testing protocols by the thousand.

Left out of the real thing: faults that come together, as when a data centre loses power.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from course_lib.network.scenario import Crash, Fault, Heal, Link, Partition, Restart

STEP_MS = 400


def random_link(seed: int) -> Link:
    """A link that is between good and bad: up to 40 ms, 10 % loss, 10 % twice, 20 % overtaken."""
    rng = random.Random(f"link {seed}")
    least = 1 + int(rng.random() * 10)
    return Link(
        least_ms=least,
        most_ms=least + int(rng.random() * 30),
        loss=rng.choice((0, 0, rng.random() * 0.1)),
        duplication=rng.choice((0, rng.random() * 0.1)),
        reordering=rng.choice((0, rng.random() * 0.2)),
    )


def random_faults(
    seed: int, names: Sequence[str], until_ms: int, at_once: int
) -> tuple[Fault, ...]:
    """Crashes, restarts, partitions and their healing, in the order of time.

    Args:
        seed: the same seed gives the same schedule.
        names: the nodes that may crash or be cut off.
        until_ms: by then everybody is up and connected again.
        at_once: how many nodes may be down at the same time, at most.
    """
    rng = random.Random(f"faults {seed}")
    faults = [*_partitions(rng, names, until_ms)]
    for _ in range(at_once):
        faults += _crashes(rng, names, until_ms)
    restarts = [Restart(until_ms, name) for name in names]
    return (*sorted(faults, key=lambda fault: fault.at_ms), Heal(until_ms), *restarts)


def _crashes(rng: random.Random, names: Sequence[str], until_ms: int) -> Iterator[Fault]:
    """One node after the other crashes and restarts."""
    time = int(rng.random() * STEP_MS)
    while time < until_ms:
        name, down_ms = rng.choice(names), int(rng.random() * STEP_MS)
        yield Crash(time, name)
        yield Restart(min(time + down_ms, until_ms), name)
        time += down_ms + 1 + int(rng.random() * STEP_MS)


def _partitions(rng: random.Random, names: Sequence[str], until_ms: int) -> Iterator[Fault]:
    """One partition after the other, each into two groups or with one node alone."""
    time = int(rng.random() * 2 * STEP_MS)
    while time < until_ms:
        size = 1 + int(rng.random() * (len(names) - 1))
        lasts = int(rng.random() * STEP_MS)
        yield Partition(time, (tuple(rng.sample(names, size)),))
        yield Heal(min(time + lasts, until_ms))
        time += lasts + 1 + int(rng.random() * 2 * STEP_MS)
