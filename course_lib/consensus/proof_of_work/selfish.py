"""Selfish mining: a pool that keeps its blocks back earns more than its share.

Bitcoin's paper says that a majority of honest miners is enough. It is not (Eyal and Sirer 2013): a
pool publishes a block only when the others catch up, so that they waste work on a branch that dies.
What matters is the pool's share ``alpha`` of the power, and ``gamma``, the share of the honest
miners that build on the pool's block when two blocks of one height are known.

=====================  ==============================================================
the pool is ahead by   and then
=====================  ==============================================================
0                      its own next block is kept back; an honest one counts
1                      a block of its own: 2 ahead. An honest one: it publishes, and
                       two branches of one height race for the next block
2                      an honest block: it publishes both, and both count
more                   an honest block: it publishes one, which will count
=====================  ==============================================================

Left out of the real thing: transaction fees, the move of the target (only through it does the pool
gain in absolute terms), stubborn variants (Nayak and others 2016), several selfish pools.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from course_lib.errors import InvalidValue, shown


@dataclass(frozen=True, slots=True)
class SelfishRun:
    """What a simulation counted: blocks of the chain that everybody has in the end.

    Args:
        pool: blocks of the pool.
        honest: blocks of the others.
        wasted: blocks that were mined and are in no chain.
        standard_error: of :attr:`revenue`, from the spread between rounds.
    """

    pool: int
    honest: int
    wasted: int
    standard_error: float

    @property
    def revenue(self) -> float:
        """The pool's part of the blocks that count."""
        return self.pool / (self.pool + self.honest)


def selfish_revenue(alpha: float, gamma: float) -> float:
    """The pool's part of the blocks that count (Eyal and Sirer 2013, equation 8).

    Raises:
        InvalidValue: unless alpha is from 0 to 0.5 and gamma from 0 to 1.
    """
    _check(alpha, gamma)
    if alpha == 0.5:
        return 1.0
    above = alpha * (1 - alpha) ** 2 * (4 * alpha + gamma * (1 - 2 * alpha)) - alpha**3
    return above / (1 - alpha * (1 + (2 - alpha) * alpha))


def selfish_threshold(gamma: float) -> float:
    """The share from which on selfish mining pays (Eyal and Sirer 2013, observation 1).

    Raises:
        InvalidValue: unless gamma is from 0 to 1.
    """
    _check(0, gamma)
    return (1 - gamma) / (3 - 2 * gamma)


def simulate_selfish(alpha: float, gamma: float, *, blocks: int, seed: int) -> SelfishRun:
    """Let a selfish pool and honest miners find blocks.

    Args:
        alpha: the pool's share of the power, 0 to below 0.5.
        gamma: the share of the others that follow the pool in a race, 0 to 1.
        blocks: how many blocks are found at least, in whole rounds.
        seed: the same seed, the same run.

    Raises:
        InvalidValue: if an argument is not as described.
    """
    _check(alpha, gamma)
    if alpha == 0.5 or type(blocks) is not int or blocks < 1 or type(seed) is not int:
        raise InvalidValue("give alpha below 0.5, a positive number of blocks and an integer seed")
    chance = random.Random(seed).random
    pool = honest = wasted = found = 0
    squares = products = totals = 0  # sums over rounds of pool², pool * both, both²
    while found < blocks:
        won, lost, gone = _round(chance, alpha, gamma)
        both = won + lost
        pool, honest, wasted, found = pool + won, honest + lost, wasted + gone, found + both + gone
        squares, products, totals = squares + won * won, products + won * both, totals + both * both
    share = pool / (pool + honest)
    spread = squares - 2 * share * products + share * share * totals
    return SelfishRun(pool, honest, wasted, sqrt(max(spread, 0.0)) / (pool + honest))


def _round(chance: Callable[[], float], alpha: float, gamma: float) -> tuple[int, int, int]:
    """From one moment at which all agree to the next: blocks of the pool, the others, nobody."""
    if chance() >= alpha:
        return 0, 1, 0
    if chance() >= alpha:  # one block kept back, and the others catch up: a race
        if chance() < alpha:
            return 2, 0, 1
        return (1, 1, 1) if chance() < gamma else (0, 2, 1)
    lead = pool = 2
    gone = 0
    while lead > 1:  # every block of the others dies with their branch
        if chance() < alpha:
            lead, pool = lead + 1, pool + 1
        else:
            lead, gone = lead - 1, gone + 1
    return pool, 0, gone


def _check(alpha: float, gamma: float) -> None:
    if type(alpha) not in (int, float) or not 0 <= alpha <= 0.5:
        raise InvalidValue(f"{shown(alpha)} is no share of a pool: give a number from 0 to 0.5")
    if type(gamma) not in (int, float) or not 0 <= gamma <= 1:
        raise InvalidValue(f"{shown(gamma)} is no share of followers: give a number from 0 to 1")
