"""Double spending: how likely can a payment be taken back after ``z`` blocks?

An attacker with the share ``q`` of the computing power pays, waits until the payment lies ``z``
blocks deep, and meanwhile mines another branch in secret. If that branch ever becomes the longer
one, the payment is gone.

- :func:`nakamoto_odds` is the formula of Bitcoin's own paper (Nakamoto 2008, section 11). It takes
  the attacker's progress for a Poisson process over the *expected* time of ``z`` honest blocks.
- :func:`exact_odds` lets that time vary as it does (Rosenfeld 2014; Grunspan and Pérez-Marco 2017).
  The paper was too hopeful: with ``q = 0.1`` and ``z = 6``, 0.00059 instead of 0.00024.

Neither is ever zero: proof of work gives odds, not finality.

Left out of the real thing: an attacker that gives up when it falls behind, or mines one block in
advance; power that changes; network delay.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from math import exp, fsum, lgamma, log

from course_lib.errors import InvalidValue, shown

_DEEPEST = 100_000


def nakamoto_odds(q: float, z: int) -> float:
    """The odds by Nakamoto 2008, section 11.

    Args:
        q: the attacker's share of the power, 0 to 1.
        z: blocks that the merchant waits for, the payment's own included.

    Raises:
        InvalidValue: if an argument is not as described.
    """
    if _certain(q, z):
        return 1.0
    if q == 0:
        return 0.0
    p = 1 - q
    expected = z * q / p  # the attacker's blocks while the others find z
    terms = []
    for k in range(z + 1):
        poisson = exp(k * log(expected) - expected - lgamma(k + 1))
        terms.append(poisson * (1 - (q / p) ** (z - k)))
    return max(1 - fsum(terms), 0.0)


def exact_odds(q: float, z: int) -> float:
    """The exact odds (Rosenfeld 2014, section 4; Grunspan and Pérez-Marco 2017, theorem 5.2).

    While the honest miners find ``z`` blocks, the attacker finds ``k`` with the probability
    ``C(k + z - 1, k) p**z q**k``, and then catches up from ``z - k`` behind with
    ``(q / p)**(z - k)``. Summed up, one block more lowers the odds by ``(p - q) C(2z, z) (pq)**z``.

    Raises:
        InvalidValue: as :func:`nakamoto_odds`.
    """
    if _certain(q, z):
        return 1.0
    p = 1 - q
    step, steps = p - q, []
    for k in range(z):
        steps.append(step)
        step *= p * q * (2 * k + 1) * 2 / (k + 1)
    return max(1 - fsum(steps), 0.0)


def blocks_to_wait(q: float, risk: float, odds: Callable[[float, int], float] = exact_odds) -> int:
    """The fewest blocks after which the odds are below a risk.

    Args:
        q: the attacker's share of the power, 0 to below 0.5: beyond, no waiting helps.
        risk: the odds that the merchant can live with, above 0.
        odds: :func:`exact_odds` or :func:`nakamoto_odds`.

    Raises:
        InvalidValue: if an argument is not as described.
    """
    _certain(q, 0)
    if q >= 0.5:
        raise InvalidValue(f"with a share of {q} the attacker always catches up: no depth is safe")
    if type(risk) is not float or not 1e-9 <= risk <= 1:
        raise InvalidValue(f"{shown(risk)} is no risk: give a float from 1e-9 to 1")
    z = bisect_left(range(_DEEPEST), True, key=lambda depth: odds(q, depth) < risk)
    if z == _DEEPEST:
        raise InvalidValue(f"with a share of {q} no depth up to {_DEEPEST} brings {risk}")
    return z


def _certain(q: float, z: int) -> bool:
    """Whether the attacker wins for certain; refuses what is no share and no depth."""
    if type(q) not in (int, float) or not 0 <= q <= 1:
        raise InvalidValue(f"{shown(q)} is no share of the power: give a number from 0 to 1")
    if type(z) is not int or not 0 <= z <= _DEEPEST:
        raise InvalidValue(f"{shown(z)} is no depth: give an integer from 0 to {_DEEPEST}")
    return q >= 0.5 or z == 0
