"""SM2: signing and checking 200 bytes, against pure Python and against C.

``gmssl`` is the pure-Python package that most tutorials use; ``tongsuopy`` calls Tongsuo, a fork of
OpenSSL written in C. Before anything is timed, each peer accepts our signature, and we accept its.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from benchmarks.harness import Row, alternate, compare, installed
from course_lib.keys import generate, sm2_curve, teaching_seed
from course_lib.keys.sm2 import Sm2Private, from_der, message_digest, to_der

LOOPS = 20
MESSAGE = bytes(range(200))
KEY = generate("sm2", seed=teaching_seed("benchmark"))
SIGNATURE = KEY.sign(MESSAGE)
NONCE = "0123456789abcdef" * 4  # gmssl takes it from outside


@dataclass(frozen=True, slots=True)
class Peer:
    """Another implementation, holding the same private key."""

    name: str
    sign: Callable[[], Any]
    check: Callable[[], Any]


def rows() -> Iterator[Row]:
    """Signing, checking with the key's table at hand, and checking with a key never seen before."""
    fast = tongsuopy() if installed("tongsuopy") else None
    slow = gmssl() if installed("gmssl") else None
    check: Callable[[], object] = lambda: KEY.public_key.verify(SIGNATURE, MESSAGE)  # noqa: E731
    yield _row("sm2 sign", lambda: KEY.sign(MESSAGE), "gmssl", slow and slow.sign, 40)
    yield _row("sm2 sign", lambda: KEY.sign(MESSAGE), "tongsuopy", fast and fast.sign)
    yield _row("sm2 check, warm", check, "tongsuopy", fast and fast.check, 1)
    yield _row("sm2 check, warm", check, "gmssl", slow and slow.check)
    yield _row("sm2 check, key never seen", _cold_check, "gmssl", slow and slow.check, 1)


def _row(
    name: str,
    ours: Callable[[], object],
    peer_name: str,
    peer: Callable[[], object] | None,
    at_least: float | None = None,
) -> Row:
    mine, *theirs = alternate(*([ours, peer] if peer else [ours]), loops=LOOPS)
    return compare(
        name, mine, unit="µs", peer=(peer_name, theirs[0] if theirs else None), at_least=at_least
    )


def _cold_check() -> None:
    sm2_curve.multiples_of_key.cache_clear()
    KEY.public_key.verify(SIGNATURE, MESSAGE)


def gmssl() -> Peer:
    """gmssl's own calls, its digest of signer and message included; the nonce is given."""
    private: Sm2Private = KEY._loaded
    public = "".join(f"{number:064x}" for number in private.public.point)
    crypt = import_module("gmssl.sm2").CryptSM2(f"{private.d:064x}", public)
    their_own = bytes.fromhex(crypt.sign_with_sm3(MESSAGE, NONCE))
    KEY.public_key.verify(their_own, MESSAGE)
    e = message_digest(private.public.za, MESSAGE).to_bytes(32, "big")
    assert crypt.verify(SIGNATURE.hex(), e)
    return Peer(
        "gmssl",
        lambda: crypt.sign_with_sm3(MESSAGE, NONCE),
        lambda: crypt.verify_with_sm3(SIGNATURE.hex(), MESSAGE),
    )


def tongsuopy() -> Peer:
    """Tongsuo's own calls."""
    ec = import_module("tongsuopy.crypto.asymciphers.ec")
    scheme = ec.ECDSA(import_module("tongsuopy.crypto.hashes").SM3())
    private = ec.derive_private_key(KEY._loaded.d, ec.SM2())
    public, der = private.public_key(), to_der(SIGNATURE)
    KEY.public_key.verify(from_der(private.sign(MESSAGE, scheme)), MESSAGE)
    public.verify(der, MESSAGE, scheme)
    return Peer(
        "tongsuopy",
        lambda: private.sign(MESSAGE, scheme),
        lambda: public.verify(der, MESSAGE, scheme),
    )
