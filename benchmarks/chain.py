"""Validating a block of signed transactions, per transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.harness import Row, alternate, compare
from benchmarks.signatures import ALGORITHMS, python_ecdsa, raw_check
from course_lib.blocks import (
    Block,
    SignedTransaction,
    Transaction,
    genesis,
    make_block,
    sign,
    validate_block,
)
from course_lib.keys import PrivateKey, generate, teaching_seed

CHAIN = "pork"
SIZE = 500
STATE_ROOT = "00" * 32


def rows() -> Iterator[Row]:
    """Everything :func:`validate_block` checks, against the signature checks alone."""
    for algorithm in ALGORITHMS:
        yield _row(algorithm)


def signed_transactions(key: PrivateKey, count: int, first: int = 0) -> list[SignedTransaction]:
    """Transactions as a trace lesson makes them, about 300 bytes each."""
    sender = key.public_key.to_text()
    return [
        sign(
            Transaction(
                chain=CHAIN,
                contract="traceability",
                action="capture",
                arguments={"batch": "urn:epc:id:sgtin:6901234.012345.1", "weight_g": 1200 + nonce},
                sender=sender,
                nonce=nonce,
                time_ms=1476316800000 + nonce,
            ),
            key,
        )
        for nonce in range(first, first + count)
    ]


def next_block(parent: Block, transactions: list[SignedTransaction]) -> Block:
    """A block on top of ``parent``."""
    return make_block(
        parent.header, transactions, state_root=STATE_ROOT, time_ms=1476316800000, proposer="A"
    )


def _row(algorithm: str) -> Row:
    key = generate(algorithm, seed=teaching_seed("benchmark"))
    first = genesis(CHAIN)
    block = next_block(first, signed_transactions(key, SIZE))
    checks = [
        (raw_check(key.public_key, signed.signature), signed.transaction.digest)
        for signed in block.transactions
    ]
    functions: list[Callable[[], object]] = [
        lambda: validate_block(block, first.header),
        lambda: [check(message) for check, message in checks],
    ]
    ours, limit = (seconds / SIZE for seconds in alternate(*functions))
    return compare(
        f"validating a block, per transaction, {algorithm}",
        ours,
        unit="µs",
        peer=("python-ecdsa check alone", _python_ecdsa()),
        limit=("cryptography check", limit),
        at_most=1.15,
    )


def _python_ecdsa() -> float | None:
    """What tinychain, a well-known teaching chain, spends its time on."""
    key, message = generate("ecdsa-p256", seed=teaching_seed("benchmark")), bytes(32)
    check = python_ecdsa(key.public_key.raw, key.sign(message), message)
    return None if check is None else alternate(check, loops=5)[0]
