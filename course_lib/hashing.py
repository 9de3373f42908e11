"""Hash functions: a fingerprint of fixed size for bytes of any size.

Two algorithms stand behind one name: SHA-256 (FIPS 180-4, used nearly everywhere) and
SM3 (GB/T 32905-2016, the Chinese national standard). Both give 32 bytes.

    >>> hexdigest(b"abc")[:16]
    'ba7816bf8f01cfea'
    >>> hexdigest(b"abc", "sm3")[:16]
    '66c7f0f462eeedd9'

**Domain separation.** The ledger hashes things of several kinds: transactions, headers, keys,
Merkle leaves and nodes. If two kinds could ever hash the same bytes, a digest of one could be
passed off as a digest of the other. So the first byte of every input tells the kind:

====================  ==========================================  ==========================
what is hashed        input                                       first byte
====================  ==========================================  ==========================
Merkle leaf           ``00`` + data (RFC 6962, 2.1)               ``00``
Merkle node           ``01`` + left + right (RFC 6962, 2.1)       ``01``
anything else         length of the domain + domain + data        ``02`` to ``ff``
====================  ==========================================  ==========================

In the last row the length comes first, so the reader of the bytes knows where the domain ends and
the data begins. Two pairs of domain and data therefore never give the same input, and only a
broken hash function could give them the same digest. Gluing without the length would not do:
domain ``"ab"`` + data ``"c"`` and domain ``"a"`` + data ``"bc"`` would both read ``abc``.

Left out of the real thing: how the functions work inside (the lesson on hashing opens them up),
hashing of streams too large for memory, keyed hashing (HMAC), and other output sizes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

from course_lib.errors import InvalidValue, shown

ALGORITHMS = ("sha256", "sm3")
DIGEST_BYTES = 32


class Hash(Protocol):
    """A running hash, as :mod:`hashlib` makes them."""

    def digest(self) -> bytes:
        """The digest of the bytes so far."""
        ...


def digest(data: bytes, algorithm: str = "sha256") -> bytes:
    """The 32-byte digest of ``data`` (FIPS 180-4 or GB/T 32905-2016).

    Raises:
        InvalidValue: if ``data`` is not bytes or the algorithm is unknown.
    """
    _require_bytes(data)
    return hasher(algorithm)(data).digest()


def hexdigest(data: bytes, algorithm: str = "sha256") -> str:
    """The digest of ``data`` as 64 lower-case hexadecimal digits."""
    return digest(data, algorithm).hex()


def tagged(domain: str, data: bytes, algorithm: str = "sha256") -> bytes:
    """The digest of ``data`` as a thing of the kind ``domain``; see *Domain separation* above.

    Args:
        domain: the kind, 2 to 255 ASCII characters, such as ``"lianke/transaction"``.
        data: the bytes of the thing.
        algorithm: one of :data:`ALGORITHMS`.

    Raises:
        InvalidValue: if the domain, the data or the algorithm is not as described.
    """
    _require_bytes(data)
    return hasher(algorithm)(_prefix(domain) + data).digest()


def hasher(algorithm: str) -> Callable[[bytes], Hash]:
    """The function that starts a hash, for loops that hash many short inputs.

    Raises:
        InvalidValue: if the algorithm is not one of :data:`ALGORITHMS`.
    """
    if algorithm not in ALGORITHMS:
        raise InvalidValue(
            f"unknown hash algorithm {shown(algorithm)}: use one of {', '.join(ALGORITHMS)}"
        )
    return _load(algorithm)


@lru_cache(maxsize=len(ALGORITHMS))
def _load(algorithm: str) -> Callable[[bytes], Hash]:
    """SM3 comes from OpenSSL where Python's OpenSSL has it, else from ``cryptography``."""
    import hashlib  # loads OpenSSL, when first used

    if algorithm == "sha256":
        return hashlib.sha256
    if "sm3" in hashlib.algorithms_available:
        return lambda data: hashlib.new("sm3", data)
    return _sm3_from_cryptography


def _sm3_from_cryptography(data: bytes) -> Hash:
    from cryptography.hazmat.primitives import hashes

    context = hashes.Hash(hashes.SM3())
    context.update(data)
    return _Finished(context.finalize())


class _Finished:
    """A digest already made, in the shape of :class:`Hash`."""

    def __init__(self, value: bytes) -> None:
        self._value = value

    def digest(self) -> bytes:
        return self._value


@lru_cache(maxsize=256)
def _prefix(domain: str) -> bytes:
    """The length byte and the domain."""
    if not isinstance(domain, str) or not domain.isascii() or not 2 <= len(domain) <= 255:
        raise InvalidValue(f"bad hash domain {shown(domain)}: give 2 to 255 ASCII characters")
    return bytes([len(domain)]) + domain.encode("ascii")


def _require_bytes(data: object) -> None:
    if type(data) is not bytes:
        raise InvalidValue(
            f"cannot hash {shown(data)} ({type(data).__name__}): give bytes, such as "
            "text.encode('utf-8') or canonical.encode(record)"
        )
