"""What a place to keep blocks must offer.

A store keeps and finds; it judges nothing but that heights are in sequence and no transaction is
there twice. All other rules are checked before, by the ledger.

Left out of the real thing: see :mod:`course_lib.ledger`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from course_lib.blocks import Block
from course_lib.errors import InvalidBlock


class Entry(NamedTuple):
    """What the index knows of one transaction."""

    id: bytes
    height: int
    position: int
    contract: str
    sender: str
    time_ms: int


class Store(Protocol):
    """Blocks by height, and an index of their transactions."""

    @property
    def chain(self) -> str:
        """The ledger's name."""
        ...

    @property
    def height(self) -> int:
        """The newest block's height; -1 without any."""
        ...

    @property
    def count(self) -> int:
        """How many transactions the index lists."""
        ...

    def append(self, block: Block) -> None:
        """Keep the next block: all of it, or nothing if an error is raised.

        Raises:
            InvalidBlock: if one of its transactions is kept already.
            LedgerError: if it cannot be written, or is not the next one.
        """
        ...

    def block(self, height: int) -> Block:
        """The block at a height from 0 to :attr:`height`.

        Raises:
            InvalidBlock: if what is kept there is no block.
        """
        ...

    def find(self, digest: bytes) -> Entry | None:
        """The entry of one transaction."""
        ...

    def search(self, contract: str | None, sender: str | None, since_ms: int) -> Iterator[Entry]:
        """The entries that match, in the order of the ledger."""
        ...

    def entries(self, height: int) -> list[Entry]:
        """The index's entries for one block, by position."""
        ...

    def close(self) -> None:
        """Let go of files; the store is not used again."""
        ...


def entries_of(block: Block) -> list[Entry]:
    """The entries that the index should have for a block."""
    height = block.header.height
    return [
        Entry(tx.digest, height, position, tx.contract, tx.sender, tx.time_ms)
        for position, signed in enumerate(block.transactions)
        for tx in (signed.transaction,)
    ]


def refuse_repeated(entries: list[Entry], find: Callable[[bytes], Entry | None]) -> None:
    """Raise InvalidBlock if a transaction is kept already: it was replayed."""
    for entry in entries:
        earlier = find(entry.id)
        if earlier is not None:
            raise InvalidBlock(
                f"block {entry.height}: transaction {entry.position} ({entry.id.hex()[:16]}...) is "
                f"already recorded in block {earlier.height}; a new request needs a new nonce"
            )
