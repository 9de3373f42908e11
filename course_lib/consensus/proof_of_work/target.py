"""Targets: how small a block's hash must be, and how Bitcoin moves that bar.

A hash is read as a number of 256 bits. A block counts if its hash is at most the *target*: half the
target, twice the tries. A header has room for four bytes of it, the *compact* form: one byte says
how many bytes the number has, three bytes are the leading ones, the highest bit being a sign::

    1d 00ffff        0x00ffff * 256 ** (0x1d - 3)

Every 2016 blocks the target moves so that these blocks would have taken two weeks. Two details of
the real rule are kept as they are: the time of 2015 intervals is measured and divided by that of
2016 (an off-by-one of 2009 that nobody can change any more), and one move is at most fourfold.

Left out of the real thing: the exceptions of Bitcoin's test networks.
"""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.errors import InvalidValue, shown

_SIGN = 0x00800000
_BITS = 256


@dataclass(frozen=True, slots=True)
class Rules:
    """How often the target moves, towards what, and how easy it may become.

    Args:
        limit_bits: the easiest target, compact.
        interval: blocks between two moves.
        spacing_s: seconds that a block should take.
    """

    limit_bits: int
    interval: int
    spacing_s: int

    @property
    def timespan_s(self) -> int:
        """Seconds that an interval should take."""
        return self.interval * self.spacing_s


REALISTIC = Rules(limit_bits=0x1D00FFFF, interval=2016, spacing_s=600)
# For lessons: a target that some hundred tries meet (Bitcoin: 2**32), and a move every 10 blocks.
TEACHING = Rules(limit_bits=0x2000FFFF, interval=10, spacing_s=600)


def expand(bits: int) -> int:
    """The target that a compact form stands for.

    Raises:
        InvalidValue: if it is not 32 bits, negative, or more than 256 bits.
    """
    if type(bits) is not int or not 0 <= bits < 2**32:
        raise InvalidValue(f"{shown(bits)} is no compact target: give an integer of 32 bits")
    size, word = bits >> 24, bits & 0x007FFFFF
    number = word << 8 * (size - 3) if size >= 3 else word >> 8 * (3 - size)
    if bits & _SIGN and number:
        raise InvalidValue(f"the compact target {bits:08x} is negative: its sign bit is set")
    if number >> _BITS:
        raise InvalidValue(f"the compact target {bits:08x} overflows 256 bits")
    return number


def compact(target: int) -> int:
    """The compact form of a target; what does not fit into three bytes is cut off.

    Raises:
        InvalidValue: if the target is not an integer of 0 to 256 bits.
    """
    if type(target) is not int or not 0 <= target < 1 << _BITS:
        raise InvalidValue(f"{shown(target)} is no target: give an integer of 0 to 256 bits")
    size = (target.bit_length() + 7) // 8
    word = target >> 8 * (size - 3) if size >= 3 else target << 8 * (3 - size)
    if word & _SIGN:  # it would read as a sign
        size, word = size + 1, word >> 8
    return size << 24 | word


def work(bits: int) -> int:
    """The tries that a block under this target takes on average.

    Raises:
        InvalidValue: as :func:`expand`.
    """
    return (1 << _BITS) // (expand(bits) + 1)


def difficulty(bits: int) -> float:
    """How many times harder than the easiest target of Bitcoin.

    Raises:
        InvalidValue: as :func:`expand`, or for a target of 0.
    """
    target = expand(bits)
    if target == 0:
        raise InvalidValue(f"the compact target {bits:08x} is 0: no block can meet it")
    return expand(REALISTIC.limit_bits) / target


def retarget(bits: int, first_time: int, last_time: int, rules: Rules = REALISTIC) -> int:
    """The compact target of the next interval.

    Args:
        bits: the compact target of the interval that ends.
        first_time: the time of its first block, in seconds.
        last_time: the time of its last block, in seconds: one interval short of the whole.
        rules: whose rules.

    Raises:
        InvalidValue: as :func:`expand`, or if a time is no integer.
    """
    for time in (first_time, last_time):
        if type(time) is not int:
            raise InvalidValue(f"{shown(time)} is no time: give integer seconds")
    wanted = rules.timespan_s
    taken = min(max(last_time - first_time, wanted // 4), wanted * 4)
    return compact(min(expand(bits) * taken // wanted, expand(rules.limit_bits)))
