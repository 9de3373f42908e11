"""The curve of SM2, sm2p256v1 (GB/T 32918.5-2017): points, their sums and their multiples.

A point is a pair ``(x, y)`` of integers modulo ``P`` with ``y^2 = x^3 + A x + B``; ``None`` stands
for the point at infinity, the zero of the group. The group has ``N`` points, a prime number.
*For teaching: not constant-time.* How long a computation takes depends on the secret number.

Three ideas make plain Python integers fast enough:

- Dividing modulo ``P`` costs about as much as 40 multiplications. :func:`add_pairs` adds many pairs
  of points with one division (Montgomery 1987, 10.3.1), and :func:`total` finishes a sum in
  Jacobian coordinates ``(X, Y, Z)``, which stand for ``(X/Z^2, Y/Z^3)`` and need no division.
- :class:`Multiples` computes multiples of one point in advance: a number of 256 bits is written in
  digits of ``width`` bits, and each place and digit has its point. What is left is to add them up.
- A digit runs from ``-half`` to ``half - 1``: the opposite of ``(x, y)`` is ``(x, -y)``, for free.

Left out of the real thing: constant time, other curves, the standard's other point encodings.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)

Point: TypeAlias = tuple[int, int]
Jacobian: TypeAlias = tuple[int, int, int]

_BITS = 256
_BASE_WIDTH = 10  # about 4 MB, once
_KEY_WIDTH = 6
_KEYS_REMEMBERED = 64  # about 0.4 MB each
_ROUNDS_OF_PAIRS = 2
INFINITY: Jacobian = (1, 1, 0)


def is_on_curve(x: int, y: int) -> bool:
    """Whether ``(x, y)`` satisfies the curve's equation, with both numbers below ``P``."""
    return 0 <= x < P and 0 <= y < P and (y * y - (x * x + A) * x - B) % P == 0


def lift_x(x: int, odd: bool) -> Point:
    """The point with this ``x`` and an odd or even ``y`` (SEC 1, 2.3.4).

    Raises:
        ValueError: if no point of the curve has this ``x``.
    """
    y = pow(x * x * x + A * x + B, (P + 1) // 4, P)  # a square root, because P = 3 modulo 4
    if y % 2 != odd:
        y = P - y
    if not is_on_curve(x, y):
        raise ValueError("no point of the curve has this x")
    return x, y


def affine(point: Jacobian) -> Point | None:
    """``(X/Z^2, Y/Z^3)``, or None for the point at infinity."""
    x, y, z = point
    if z == 0:
        return None
    inverse = pow(z, -1, P)
    square = inverse * inverse % P
    return x * square % P, y * square * inverse % P


def double(point: Jacobian) -> Jacobian:
    """Twice a point (Bernstein and Lange, Explicit-Formulas Database, "dbl-2001-b", a = -3)."""
    x, y, z = point
    delta = z * z % P
    gamma = y * y % P
    beta = x * gamma % P
    alpha = 3 * (x - delta) * (x + delta) % P
    x3 = (alpha * alpha - 8 * beta) % P
    return x3, (alpha * (4 * beta - x3) - 8 * gamma * gamma) % P, 2 * y * z % P


def add(point: Jacobian, other: Point) -> Jacobian:
    """A point in Jacobian coordinates plus one in plain ones (the same database, "madd")."""
    x, y, z = point
    if z == 0:
        return other[0], other[1], 1
    zz = z * z % P
    h = (other[0] * zz - x) % P
    r = (other[1] * zz % P * z - y) % P
    if h == 0:  # the same x: the same point, or its opposite
        return INFINITY if r else double(point)
    hh = h * h % P
    hhh = h * hh % P
    v = x * hh % P
    x3 = (r * r - hhh - 2 * v) % P
    return x3, (r * (v - x3) - y * hhh) % P, z * h % P


def add_pairs(left: Sequence[Point], right: Sequence[Point]) -> list[Point] | None:
    """``left[i] + right[i]`` for every i, or None if a pair is a point and its opposite.

    One division serves all: the slopes' denominators are multiplied up, the product is inverted,
    and each denominator's own inverse is unwound from it (Montgomery 1987, 10.3.1).
    """
    slopes, products, product = [], [], 1
    for (x1, y1), (x2, y2) in zip(left, right, strict=True):
        top, bottom = y2 - y1, x2 - x1
        if bottom == 0:  # the same x: the slope is the tangent's
            top, bottom = 3 * x1 * x1 + A, y1 + y2
        slopes.append((top, bottom))
        products.append(product)
        product = product * bottom % P
    if product == 0:
        return None
    inverse = pow(product, -1, P)
    sums = []
    for index in range(len(slopes) - 1, -1, -1):
        (top, bottom), (x1, y1) = slopes[index], left[index]
        slope = inverse * products[index] % P * top % P
        inverse = inverse * bottom % P
        x3 = (slope * slope - x1 - right[index][0]) % P
        sums.append((x3, (slope * (x1 - x3) - y1) % P))
    sums.reverse()
    return sums


def total(points: list[Point]) -> Jacobian:
    """The sum of all points: first in pairs, then pairs of the sums, then the few left in turn."""
    for _ in range(_ROUNDS_OF_PAIRS):
        half = len(points) // 2
        sums = add_pairs(points[:half], points[half : 2 * half])
        if sums is None:
            break
        points = sums + points[2 * half :]
    result = INFINITY
    for point in points:
        result = add(result, point)
    return result


class Multiples:
    """All multiples ``digit * 2**(width * place)`` of one point, ready to be added up.

    Args:
        point: the point; not the point at infinity.
        width: bits in a digit: more make a larger table and a quicker sum.
    """

    def __init__(self, point: Point, width: int) -> None:
        half = 1 << (width - 1)
        places = _BITS // width + 1
        self._width = width
        self._shift = sum(half << (width * place) for place in range(places))
        powers = _powers(point, width, places)
        rows = [[power] for power in powers]  # rows[place][i] = (i + 1) * power
        while len(rows[0]) < half:
            known = [point for row in rows for point in row]
            highest = [row[-1] for row in rows for _ in row]
            sums = add_pairs(known, highest)
            assert sums is not None  # i + highest < N for every multiple here
            size = len(rows[0])
            for place, row in enumerate(rows):
                row += sums[place * size : (place + 1) * size]
        self._rows = [_signed(row) for row in rows]

    def terms(self, number: int) -> list[Point]:
        """Points whose sum is ``number`` times the point; ``number`` is below 2**256."""
        width, mask = self._width, (1 << self._width) - 1
        number += self._shift  # now every digit is counted from -half
        found = []
        for row in self._rows:
            point = row[number & mask]
            number >>= width
            if point is not None:
                found.append(point)
        return found


def _signed(row: list[Point]) -> list[Point | None]:
    """From ``1, 2, ... half`` times a point to ``-half, ... -1, 0, 1, ... half - 1`` times it."""
    negative: list[Point | None] = [(x, P - y) for x, y in reversed(row)]
    return [*negative, None, *row[:-1]]


def _powers(point: Point, width: int, places: int) -> list[Point]:
    """``2**(width * place)`` times the point, for each place."""
    found, current = [], (*point, 1)
    for _ in range(places):
        plain = affine(current)
        assert plain is not None
        found.append(plain)
        for _ in range(width):
            current = double(current)
    return found


@lru_cache(maxsize=1)
def multiples_of_base() -> Multiples:
    """The table of the base point ``G``, made when first used."""
    return Multiples(G, _BASE_WIDTH)


@lru_cache(maxsize=_KEYS_REMEMBERED)
def multiples_of_key(point: Point) -> Multiples:
    """The table of a public key, made when first used; the least recently used is forgotten."""
    return Multiples(point, _KEY_WIDTH)
