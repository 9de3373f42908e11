"""Signatures: what our interface costs above the library's own call, and the second core's gain."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from benchmarks.harness import Row, alternate, compare, installed
from course_lib.keys import PrivateKey, PublicKey, generate, teaching_seed, verify_many
from course_lib.keys.ecdsa_p256 import to_der

ALGORITHMS = ("ed25519", "ecdsa-p256")  # those that stand on cryptography; for SM2 see sm2.py
LOOPS = 100
BATCH = 1000
MESSAGE = bytes(range(200))


def rows() -> Iterator[Row]:
    """Checking and signing 200 bytes; checking a block's worth."""
    for algorithm in ALGORITHMS:
        key = generate(algorithm, seed=teaching_seed("benchmark"))
        yield _check_row(key)
        yield _sign_row(key)
        yield _batch_row(key)


def raw_check(public: PublicKey, signature: bytes) -> Callable[[bytes], object]:
    """``cryptography``'s own call for one signature, ready to be timed."""
    loaded: Any = public._loaded
    if public.algorithm == "ed25519":
        return lambda message: loaded.verify(signature, message)
    scheme, der = ecdsa_sha256(), to_der(signature)
    return lambda message: loaded.verify(der, message, scheme)


def ecdsa_sha256(deterministic: bool = False) -> Any:
    """``cryptography``'s name for ECDSA with SHA-256."""
    ec = import_module("cryptography.hazmat.primitives.asymmetric.ec")
    sha256 = import_module("cryptography.hazmat.primitives.hashes").SHA256()
    return ec.ECDSA(sha256, deterministic_signing=deterministic)


def _check_row(key: PrivateKey) -> Row:
    public, signature = key.public_key, key.sign(MESSAGE)
    raw = raw_check(public, signature)
    functions: list[Callable[[], object]] = [
        lambda: public.verify(signature, MESSAGE),
        lambda: raw(MESSAGE),
    ]
    peer_name, peer_check = _peer(public, signature)
    if peer_check is not None:
        functions.append(peer_check)
    ours, limit, *peer = alternate(*functions, loops=LOOPS)
    return compare(
        f"{key.algorithm} check",
        ours,
        unit="µs",
        peer=(peer_name, peer[0] if peer else None),
        limit=("cryptography", limit),
        at_most=1.1,
    )


def _peer(public: PublicKey, signature: bytes) -> tuple[str, Callable[[], object] | None]:
    if public.algorithm == "ed25519":
        if not installed("nacl"):
            return "PyNaCl", None
        nacl = import_module("nacl.signing").VerifyKey(public.raw)
        return "PyNaCl", lambda: nacl.verify(MESSAGE, signature)
    return "python-ecdsa", python_ecdsa(public.raw, signature, MESSAGE)


def python_ecdsa(raw: bytes, signature: bytes, message: bytes) -> Callable[[], object] | None:
    """A check by the pure-Python package that small teaching chains use."""
    if not installed("ecdsa"):
        return None
    ecdsa, hashlib = import_module("ecdsa"), import_module("hashlib")
    key = ecdsa.VerifyingKey.from_string(raw, ecdsa.NIST256p, hashlib.sha256)
    return lambda: key.verify(signature, message)


def _sign_row(key: PrivateKey) -> Row:
    loaded: Any = key._loaded
    if key.algorithm == "ed25519":
        raw = lambda: loaded.sign(MESSAGE)  # noqa: E731
    else:
        scheme = ecdsa_sha256(deterministic=True)
        raw = lambda: loaded.sign(MESSAGE, scheme)  # noqa: E731
    ours, limit = alternate(lambda: key.sign(MESSAGE), raw, loops=LOOPS)
    return compare(
        f"{key.algorithm} sign", ours, unit="µs", limit=("cryptography", limit), at_most=1.1
    )


def _batch_row(key: PrivateKey) -> Row:
    """Elapsed, not CPU time: two threads share the work. Without a free core there is no gain."""
    public, signature = key.public_key, key.sign(MESSAGE)
    items = [(public, signature, MESSAGE)] * BATCH
    raw = raw_check(public, signature)
    ours, limit = _elapsed(lambda: verify_many(items), lambda: [raw(MESSAGE) for _ in range(BATCH)])
    name = f"{key.algorithm} check of {BATCH} on two cores, elapsed"
    return compare(name, ours / BATCH, unit="µs", limit=("cryptography, one core", limit / BATCH))


def _elapsed(*functions: Callable[[], object], rounds: int = 5) -> list[float]:
    times: list[list[float]] = [[] for _ in functions]
    for _ in range(rounds):
        for function, mine in zip(functions, times, strict=True):
            start = time.perf_counter()
            function()
            mine.append(time.perf_counter() - start)
    return [statistics.median(mine) for mine in times]
