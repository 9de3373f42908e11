"""Counting a contract's steps, so that one that never ends comes to an end.

A ledger cannot wait for an endless loop, and no replica can tell by looking that a loop is endless
(Turing 1936). Every platform therefore counts: gas in Ethereum (Yellow Paper, section 9.4), steps
here. Unlike seconds, steps are the same on every machine, so all replicas stop at the same place.

One step is one turn of a loop, one item of a comprehension, or one call of one of the contract's
own functions. The counting is written into the functions before they run: this ::

    while True:
        pass

is executed as if it were ::

    while True:
        __step__()
        pass

Two operations can take forever without a loop: ``a ** b`` and ``a << b`` with large numbers. Their
result may have at most :data:`LONGEST_NUMBER` bits. A ``range`` that is not looped over, such as
in ``sum(range(n))``, counts its length at once.

Left out of the real thing: a price for each operation, memory, and time spent inside the course's
own library, which is trusted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_lib.errors import ContractError

BUDGET = 100_000
"""Steps that one action or query may take."""

LONGEST_NUMBER = 4096
"""Bits of a number that ``**`` or ``<<`` may make."""


class OutOfSteps(ContractError):
    """An action used its whole budget; it had no effect."""


class Meter:
    """Counts one call's steps down from its budget."""

    def __init__(self, budget: int = BUDGET) -> None:
        self.budget = budget
        self.left = budget

    def start(self) -> None:
        """A new call, with the whole budget."""
        self.left = self.budget

    @property
    def used(self) -> int:
        """Steps since :meth:`start`."""
        return self.budget - self.left

    def step(self, steps: int = 1) -> bool:
        """Count; always True.

        Raises:
            OutOfSteps: the budget is used up, now or before.
        """
        self.left -= steps
        if self.left < 0:
            self.left = -1  # whoever catches the error fails at the next step
            raise OutOfSteps(
                f"the budget of {self.budget} steps is used up: does a loop never end, "
                "or should the work be spread over several transactions?"
            )
        return True

    def range(self, *bounds: int) -> range:
        """``range``, paid for at once."""
        whole = range(*bounds)
        self.step(len(whole))
        return whole

    def names(self) -> dict[str, Callable[..., Any]]:
        """What the rewritten functions call."""
        return {
            "__step__": self.step,
            "__range__": self.range,
            "__power__": power,
            "__shift__": shift,
        }


def power(base: Any, exponent: Any, modulus: Any = None) -> Any:
    """``base ** exponent``, refused where the result would be too long."""
    if modulus is None and type(base) is int and type(exponent) is int and exponent > 0:
        _check_length(base.bit_length() * exponent if base not in (-1, 0, 1) else 1, "**")
    return pow(base, exponent, modulus)


def shift(number: Any, bits: Any) -> Any:
    """``number << bits``, refused where the result would be too long."""
    if type(number) is int and type(bits) is int:
        _check_length(number.bit_length() + bits, "<<")
    return number << bits


def _check_length(bits: int, sign: str) -> None:
    if bits > LONGEST_NUMBER:
        raise ContractError(
            f"{sign} would make a number of {bits} bits; at most {LONGEST_NUMBER} are allowed"
        )
