"""Checking many signatures at once, on two cores.

``cryptography`` lets go of Python's global lock while it checks a signature, so two threads really
work side by side.

Left out of the real thing: batch verification, which checks the sum of many Ed25519 equations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from course_lib.errors import InvalidSignature
from course_lib.keys.pair import PublicKey

_THREADS = 2
_WORTH_THREADS = 64

Item: TypeAlias = tuple[PublicKey, bytes, bytes]


def verify_many(items: Iterable[Item]) -> None:
    """Check many signatures.

    Args:
        items: triples of public key, signature, message.

    Raises:
        InvalidSignature: names the first item that fails.
    """
    items = list(items)
    index = first_invalid(items)
    if index is not None:
        key, signature, message = items[index]
        try:
            key.verify(signature, message)
        except InvalidSignature as error:
            raise InvalidSignature(f"item {index} of {len(items)}: {error}") from None


def first_invalid(items: Sequence[Item]) -> int | None:
    """The index of the first triple of public key, signature and message that does not fit."""
    if len(items) < _WORTH_THREADS:
        return _first_invalid_in(items, range(len(items)))
    from concurrent.futures import ThreadPoolExecutor

    size = -(-len(items) // _THREADS)
    parts = [range(at, min(at + size, len(items))) for at in range(0, len(items), size)]
    with ThreadPoolExecutor(_THREADS) as pool:
        found = pool.map(lambda part: _first_invalid_in(items, part), parts)
    return next((index for index in found if index is not None), None)


def _first_invalid_in(items: Sequence[Item], part: range) -> int | None:
    for index in part:
        key, signature, message = items[index]
        if not key.accepts(signature, message):
            return index
    return None
