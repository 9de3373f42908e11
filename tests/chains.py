"""Small chains for tests: keys, transactions, blocks, always the same."""

from __future__ import annotations

from course_lib.blocks import Block, SignedTransaction, Transaction, genesis, make_block, sign
from course_lib.keys import PrivateKey, generate, teaching_seed

CHAIN = "pork"
STATE_ROOT = "ab" * 32
ALICE = generate(seed=teaching_seed("Alice"))
BOB = generate("ecdsa-p256", seed=teaching_seed("Bob"))


def request(nonce: int = 0, key: PrivateKey = ALICE, /, **changes: object) -> Transaction:
    """A transaction with some fields changed."""
    fields: dict[str, object] = {
        "chain": CHAIN,
        "contract": "trace",
        "action": "record",
        "arguments": {"batch": f"B{nonce}", "grams": 1200},
        "sender": key.public_key.to_text(),
        "nonce": nonce,
        "time_ms": 1000 + nonce,
    }
    return Transaction(**(fields | changes))


def signed(nonce: int = 0, key: PrivateKey = ALICE, /, **changes: object) -> SignedTransaction:
    """The same, signed."""
    return sign(request(nonce, key, **changes), key)


def following(parent: Block, *transactions: SignedTransaction, **changes: object) -> Block:
    """The block after ``parent``."""
    fields = {"state_root": STATE_ROOT, "time_ms": parent.header.time_ms + 1, "proposer": "Alice"}
    return make_block(parent.header, transactions, **(fields | changes))


def chain(blocks: int, size: int = 2, algorithm: str = "sha256") -> list[Block]:
    """A genesis block and more, signed by Alice and Bob in turns."""
    made = [genesis(CHAIN, algorithm=algorithm)]
    for height in range(blocks):
        nonces = range(height * size, (height + 1) * size)
        batch = [signed(n, (ALICE, BOB)[n % 2], algorithm=algorithm) for n in nonces]
        made.append(following(made[-1], *batch))
    return made
