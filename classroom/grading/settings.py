"""How to grade, and the box that starts before anything else is imported.

This file imports little: the box takes two seconds to start, and the gradebook's libraries take as
long; so both go on at the same time.

What this leaves out: grading; :mod:`classroom.grading.run` does it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from classroom.errors import ClassroomError
from classroom.sandbox import tiers
from classroom.sandbox.box import Box
from classroom.sandbox.entry import LANDLOCK
from classroom.sandbox.limits import Limits

LOCK_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How to grade.

    Attributes:
        dask: the address of a cluster to grade on, instead of on this machine.
        tier: the only tier of isolation to use, for trials; the strongest one when left out.
        patience: how many seconds to wait for a gradebook that another program holds.
    """

    limits: Limits = field(default_factory=Limits)
    force: bool = False
    workers: int | None = None
    dask: str | None = None
    unsafe: bool = False
    exact: bool = False
    tier: str | None = None
    patience: float = LOCK_SECONDS


def with_tier(settings: Settings) -> Settings:
    """The settings with the tier in which they let grade; a cluster's machines choose theirs.

    Raises:
        ClassroomError: the settings contradict one another, or this machine has no such tier.
    """
    if settings.dask is not None:
        if settings.unsafe or settings.tier:
            raise ClassroomError("a cluster's machines choose their own isolation; leave it out")
        if settings.exact:
            raise ClassroomError("a cluster grades in the fast mode; leave out --exact or --dask")
        return settings
    tier = tiers.choose(settings.tier, unsafe=settings.unsafe)
    if settings.exact and tier == LANDLOCK:
        told = f"Landlock's tier refuses the sockets of a kernel: {tiers.INSTALL}"
        raise ClassroomError(f"--exact needs bubblewrap; {told}")
    return replace(settings, tier=tier)


@contextmanager
def early_box(settings: Settings) -> Iterator[Box | None]:
    """A box that starts while the caller goes on; None where a cluster has its own."""
    if settings.dask is not None:
        yield None
        return
    box = Box((), settings.tier, exact=settings.exact)
    box.spawn()
    try:
        yield box
    finally:
        box.close()
