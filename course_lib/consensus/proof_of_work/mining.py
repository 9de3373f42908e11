"""Mining: trying nonces until a hash is small enough.

Whoever checks a block hashes once; whoever makes one hashes on average ``2**256 / target`` times.
All tries share their beginning, so that it is hashed once and its state copied for each try (the
*midstate*): that makes plain Python about twice as fast.

Left out of the real thing: hardware that does 10**14 tries a second, and what a miner changes when
the 2**32 nonces are used up (the time, and a counter in its first transaction).
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from course_lib.consensus.proof_of_work.header import BitcoinHeader
from course_lib.consensus.proof_of_work.target import expand
from course_lib.errors import InvalidValue, shown

NONCE_BYTES = 8


def mine(header: BitcoinHeader, tries: int = 2**32) -> BitcoinHeader | None:
    """The header with the first nonce, from its own on, that meets its target.

    Args:
        header: what to mine; its nonce is where to begin.
        tries: after how many to give up; beyond the nonce 2**32 - 1 there is none.

    Returns:
        None if none of these nonces meets the target.

    Raises:
        InvalidValue: if ``tries`` is no positive integer, or the target is malformed.
    """
    target = expand(header.bits)
    highest = target >> 248  # most hashes fail by their highest byte already
    copy = sha256(header.to_bytes()[:-4]).copy
    for nonce in range(header.nonce, min(header.nonce + _positive(tries), 2**32)):
        state = copy()
        state.update(nonce.to_bytes(4, "little"))
        found = sha256(state.digest()).digest()
        if found[31] <= highest and int.from_bytes(found, "little") <= target:
            return replace(header, nonce=nonce)
    return None


def find_nonce(prefix: bytes, target: int, first: int = 0, tries: int = 2**32) -> int | None:
    """The first nonce with ``SHA-256(prefix + nonce) <= target``, both as big-endian numbers.

    The simplest proof of work there is (Back 2002, Hashcash), for any bytes.

    Args:
        prefix: what the work is done for.
        target: a number of 256 bits.
        first: the nonce to begin with; it is hashed as 8 bytes, big-endian.
        tries: after how many to give up.

    Returns:
        None if none of these nonces meets the target.

    Raises:
        InvalidValue: if an argument is not as described.
    """
    if type(prefix) is not bytes:
        raise InvalidValue(f"{shown(prefix)} is nothing to work for: give bytes")
    limit = _bytes_of(target, 32, "target")
    _bytes_of(first, NONCE_BYTES, "nonce")
    copy = sha256(prefix).copy
    for nonce in range(first, min(first + _positive(tries), 2 ** (8 * NONCE_BYTES))):
        state = copy()
        state.update(nonce.to_bytes(NONCE_BYTES, "big"))
        if state.digest() <= limit:
            return nonce
    return None


def has_work(prefix: bytes, nonce: int, target: int) -> bool:
    """Whether a nonce meets the target: one hash.

    Raises:
        InvalidValue: if an argument is not as :func:`find_nonce` describes.
    """
    return find_nonce(prefix, target, nonce, 1) is not None


def _bytes_of(number: int, size: int, what: str) -> bytes:
    if type(number) is not int or not 0 <= number < 1 << 8 * size:
        raise InvalidValue(f"{shown(number)} is no {what}: give an integer of {8 * size} bits")
    return number.to_bytes(size, "big")


def _positive(tries: int) -> int:
    if type(tries) is not int or tries < 1:
        raise InvalidValue(f"{shown(tries)} is no number of tries: give a positive integer")
    return tries
