"""Does a block follow from its parent? Every rule of the ledger's form, one after the other.

Left out of the real thing: whether the proposer was entitled to propose (floor 4), whether the
transactions do what ``state_root`` says (floor 5), whether they were recorded before (the ledger).
"""

from __future__ import annotations

from course_lib.blocks.block import Block
from course_lib.blocks.header import NO_PARENT, Header
from course_lib.errors import InvalidBlock, shown
from course_lib.keys import PublicKey, first_invalid
from course_lib.merkle import root


def validate_block(block: Block, parent: Header | None) -> None:
    """Return if ``block`` follows from ``parent`` and its contents match its header.

    Args:
        block: the block to check.
        parent: the header of the block before it; None if it should be a genesis block.

    Raises:
        InvalidBlock: says which rule is broken, with which value, and what would be right.
    """
    if parent is None:
        _check_is_genesis(block)
    else:
        _check_follows(block.header, parent)
    digests = [signed.transaction.digest for signed in block.transactions]
    _check_transactions(block, digests)
    _check_root(block, digests)
    _check_signatures(block, digests)  # the dearest check comes last


def _check_is_genesis(block: Block) -> None:
    header = block.header
    _require_equal(header, "height", header.height, 0)
    _require_equal(header, "previous", header.previous, NO_PARENT)
    _require_equal(header, "number of transactions in a genesis block", len(block.transactions), 0)


def _check_follows(header: Header, parent: Header) -> None:
    _require_equal(header, "height", header.height, parent.height + 1)
    _require_equal(header, "chain", header.chain, parent.chain)
    _require_equal(header, "algorithm", header.algorithm, parent.algorithm)
    _require_equal(header, "previous", header.previous, parent.hash)
    if header.time_ms < parent.time_ms:
        raise InvalidBlock(
            f"block {header.height}: time {header.time_ms} ms lies before its parent's "
            f"{parent.time_ms} ms"
        )


def _check_transactions(block: Block, digests: list[bytes]) -> None:
    header, seen = block.header, set[bytes]()
    for index, (signed, digest) in enumerate(zip(block.transactions, digests, strict=True)):
        tx = signed.transaction
        if tx.chain != header.chain or tx.algorithm != header.algorithm:
            raise InvalidBlock(
                f"block {header.height}: transaction {index} is made for ledger {shown(tx.chain)} "
                f"with {tx.algorithm}, not for {shown(header.chain)} with {header.algorithm}"
            )
        if digest in seen:
            raise InvalidBlock(
                f"block {header.height}: transaction {index} ({digest.hex()[:16]}...) is in twice"
            )
        seen.add(digest)


def _check_root(block: Block, digests: list[bytes]) -> None:
    header, count = block.header, len(block.transactions)
    _require_equal(header, "transaction_count", header.transaction_count, count)
    leaves = [
        signed.leaf_of(digest)  # SignedTransaction.leaf, without hashing again
        for signed, digest in zip(block.transactions, digests, strict=True)
    ]
    own = root(leaves, header.algorithm).hex()
    _require_equal(header, "transactions_root", header.transactions_root, own)


def _check_signatures(block: Block, digests: list[bytes]) -> None:
    index = first_invalid(
        [
            (PublicKey.from_text(signed.transaction.sender), signed.signature, digest)
            for signed, digest in zip(block.transactions, digests, strict=True)
        ]
    )
    if index is not None:
        tx = block.transactions[index].transaction
        raise InvalidBlock(
            f"block {block.header.height}: the signature of transaction {index} ({tx.id[:16]}...) "
            f"is not its sender's ({tx.sender[:24]}...) over this content"
        )


def _require_equal(header: Header, name: str, value: object, right: object) -> None:
    if value != right:
        raise InvalidBlock(
            f"block {header.height}: {name} is {shown(value)}, but should be {shown(right)}"
        )
