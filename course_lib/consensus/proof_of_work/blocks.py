"""Bitcoin's early blocks: transactions, and the Merkle tree over them.

Bitcoin's tree differs from RFC 6962 (:mod:`course_lib.merkle`) in two ways, and both were mistakes:

- A level of odd length repeats its last node. The lists ``a b c`` and ``a b c c`` therefore have
  one root (CVE-2012-2459): an attacker could send a block with a repeated transaction, have it
  refused, and its id remembered as bad; the honest block of the same id was then refused too.
  :func:`check_unrepeated` refuses a level in which two children of one node are equal.
- Leaves and nodes are hashed alike, so that 64 bytes of a transaction can pass for a node.

Left out of the real thing: scripts and amounts, which are skipped; segregated witness (BIP 141);
everything that makes a transaction valid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from course_lib.consensus.proof_of_work.header import (
    HEADER_BYTES,
    BitcoinHeader,
    double_sha256,
)
from course_lib.errors import InvalidBlock, shown

MAGIC = bytes.fromhex("f9beb4d9")  # begins each block in a file of the main network
_LARGEST = 4_000_000


@dataclass(frozen=True, slots=True)
class BitcoinBlock:
    """A header and the ids of its transactions, highest byte first."""

    header: BitcoinHeader
    transactions: tuple[str, ...]


def merkle_root(transactions: Sequence[str]) -> str:
    """The root over transaction ids, all of them 64 hexadecimal digits, highest byte first.

    Raises:
        InvalidBlock: if there is none, or an id is malformed.
    """
    level = _leaves(transactions)
    while len(level) > 1:
        level = _level_above(level)
    return level[0][::-1].hex()


def check_unrepeated(transactions: Sequence[str]) -> None:
    """Return unless the list could be shortened without changing its root (CVE-2012-2459).

    Raises:
        InvalidBlock: if two children of one node are equal, or as :func:`merkle_root`.
    """
    level = _leaves(transactions)
    while len(level) > 1:
        for left, right in zip(level[::2], level[1::2], strict=False):
            if left == right:
                raise InvalidBlock(
                    f"the list of {len(transactions)} transactions repeats its end: a shorter list "
                    "has the same root, and only that one can be valid"
                )
        level = _level_above(level)


def check_block(block: BitcoinBlock) -> None:
    """Return if the header's root is that of the transactions.

    Raises:
        InvalidBlock: if it is another, or the list repeats its end.
    """
    found = merkle_root(block.transactions)
    if found != block.header.root:
        raise InvalidBlock(
            f"block {block.header.id}: its transactions have the root {found}, "
            f"its header names {block.header.root}"
        )
    check_unrepeated(block.transactions)


def read_block(data: bytes) -> BitcoinBlock:
    """The block in these bytes.

    Raises:
        InvalidBlock: if they end early, go on after the last transaction, or are malformed.
    """
    if type(data) is not bytes:
        raise InvalidBlock(f"{shown(data)} is no block: give bytes")
    reader = _Reader(data)
    header = BitcoinHeader.from_bytes(reader.take(HEADER_BYTES))
    count = reader.number()
    ids = tuple(_transaction_id(reader) for _ in reader.times(count))
    if reader.at != len(data):
        raise InvalidBlock(f"{len(data) - reader.at} bytes follow the last transaction")
    return BitcoinBlock(header, ids)


def read_blocks(data: bytes) -> Iterator[BitcoinBlock]:
    """The blocks in a file as Bitcoin's program keeps them: magic number, length, block.

    Raises:
        InvalidBlock: at the block that is malformed.
    """
    reader = _Reader(data)
    while reader.at < len(data):
        if reader.take(4) != MAGIC:
            raise InvalidBlock(f"no block begins at byte {reader.at - 4}: the magic is missing")
        yield read_block(reader.take(int.from_bytes(reader.take(4), "little")))


def _leaves(transactions: Sequence[str]) -> list[bytes]:
    if not transactions:
        raise InvalidBlock("a block has at least one transaction: the miner's reward")
    try:
        level = [bytes.fromhex(digits)[::-1] for digits in transactions]
    except (ValueError, TypeError) as error:
        raise InvalidBlock(f"a transaction's id is malformed: {error}") from None
    if any(len(leaf) != 32 for leaf in level):
        raise InvalidBlock("a transaction's id has 64 hexadecimal digits")
    return level


def _level_above(level: list[bytes]) -> list[bytes]:
    if len(level) % 2:
        level = [*level, level[-1]]
    pairs = zip(level[::2], level[1::2], strict=True)
    return [double_sha256(left + right) for left, right in pairs]


def _transaction_id(reader: _Reader) -> str:
    start = reader.at
    reader.take(4)  # version
    for _ in reader.times(reader.number()):  # inputs: what is spent, script, sequence
        reader.take(36)
        reader.take(reader.number())
        reader.take(4)
    for _ in reader.times(reader.number()):  # outputs: amount, script
        reader.take(8)
        reader.take(reader.number())
    reader.take(4)  # lock time
    return double_sha256(reader.data[start : reader.at])[::-1].hex()


class _Reader:
    """Bytes from left to right; whoever asks for more than there are is refused."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        if size > min(_LARGEST, len(self.data) - self.at):
            raise InvalidBlock(
                f"{size} bytes are missing at byte {self.at}: the block is cut short"
            )
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self) -> int:
        """A number of 1, 3, 5 or 9 bytes; only the shortest form is accepted."""
        first = self.take(1)[0]
        if first < 0xFD:
            return first
        size = {0xFD: 2, 0xFE: 4, 0xFF: 8}[first]
        value = int.from_bytes(self.take(size), "little")
        if value < (0xFD if size == 2 else 1 << 4 * size):
            raise InvalidBlock(f"the number {value} is not written in its shortest form")
        return value

    def times(self, count: int) -> range:
        """As many steps as there could be: each takes at least a byte."""
        if count > len(self.data) - self.at:
            raise InvalidBlock(f"{count} entries are announced, more than bytes are left")
        return range(count)
