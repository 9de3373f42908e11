"""The ledger itself: the rules before each append, and the ways to ask.

Left out of the real thing: see :mod:`course_lib.ledger`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from course_lib.blocks import Block, Header, SignedTransaction, TransactionProof, validate_block
from course_lib.blocks.fields import check_count, check_text
from course_lib.canonical import encode
from course_lib.errors import InvalidBlock, InvalidValue, LedgerError, shown
from course_lib.ledger.memory import MemoryStore
from course_lib.ledger.store import Entry, Store, entries_of

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


@dataclass(frozen=True, slots=True)
class Recorded:
    """A transaction and its place: the block's height, and the position in the block from 0."""

    height: int
    position: int
    signed: SignedTransaction


class Ledger:
    """An append-only chain of blocks.

    Args:
        store: where the blocks are kept; most readers want :meth:`in_memory` or :meth:`open`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._head: Header | None = None

    @classmethod
    def in_memory(cls, chain: str) -> Ledger:
        """A new, empty ledger that is gone when the program ends.

        Args:
            chain: the ledger's name; its first block must be ``genesis(chain)``.
        """
        return cls(MemoryStore(_check_name(chain)))

    @classmethod
    def open(cls, path: str | Path, chain: str | None = None) -> Ledger:
        """The ledger in a file.

        Args:
            path: an SQLite file.
            chain: the ledger's name; needed for a new file, which is made; compared if it exists.

        Raises:
            LedgerError: if the file is missing, damaged, another program's or another ledger's.
        """
        from course_lib.ledger.sqlite import SQLiteStore  # sqlite3 loads when first used

        return cls(SQLiteStore(path, None if chain is None else _check_name(chain)))

    @property
    def chain(self) -> str:
        """The ledger's name."""
        return self._store.chain

    @property
    def height(self) -> int:
        """The newest block's height; the genesis block has 0, an empty ledger -1."""
        return self._store.height

    @property
    def head(self) -> Header:
        """The newest block's header: the parent of the next block.

        Raises:
            LedgerError: if the ledger is empty.
        """
        height = self.height
        if height < 0:
            raise LedgerError(f"ledger {self.chain!r} is empty: append genesis(...) first")
        if self._head is None or self._head.height != height:
            self._head = self._store.block(height).header
        return self._head

    def append(self, block: Block) -> None:
        """Validate a block fully and add it; on file, it is safe when this returns.

        Raises:
            InvalidBlock: if it does not follow from the newest block; the ledger is unchanged.
            LedgerError: if it cannot be written, or another program has appended since the head was
                last asked for; the ledger is unchanged.
        """
        seen = self._head
        parent = None if self.height < 0 else self.head
        if seen is not None and seen != parent:
            raise LedgerError(
                f"another program has appended to ledger {self.chain!r}: it is at height "
                f"{self.height}, this block is for {seen.height + 1}; make it again from .head"
            )
        self._check(block, parent)
        self._store.append(block)
        self._head = block.header

    def _check(self, block: Block, parent: Header | None) -> None:
        if block.header.chain != self.chain:
            raise InvalidBlock(
                f"block of {block.header.chain!r}, but this ledger is {self.chain!r}"
            )
        validate_block(block, parent)

    def block(self, height: int) -> Block:
        """The block at a height.

        Raises:
            InvalidValue: if there is none.
            InvalidBlock: if the file holds something else in its place.
        """
        if type(height) is not int or not 0 <= height <= self.height:
            raise InvalidValue(f"no block {shown(height)}: heights go from 0 to {self.height}")
        return self._store.block(height)

    def __len__(self) -> int:
        return self.height + 1

    def __iter__(self) -> Iterator[Block]:
        return (self.block(height) for height in range(len(self)))

    def transaction(self, id: str) -> tuple[Block, int]:
        """The block that holds a transaction, and its position there.

        Args:
            id: the transaction's id, 64 hexadecimal digits.

        Raises:
            InvalidValue: if no block holds it.
        """
        try:
            entry = self._store.find(bytes.fromhex(id))
        except (TypeError, ValueError):
            raise InvalidValue(f"{shown(id)} is not a transaction's id: give hex digits") from None
        if entry is None:
            raise InvalidValue(f"transaction {shown(id)} is in no block of ledger {self.chain!r}")
        block = self._store.block(entry.height)
        _check_entry(entry, block)
        return block, entry.position

    def transactions(
        self, contract: str | None = None, sender: str | None = None, since: int = 0
    ) -> Iterator[Recorded]:
        """The recorded transactions that match, oldest first.

        Args:
            contract: only those to this contract.
            sender: only those of this public key (text).
            since: only those whose own time is not earlier, milliseconds since the Unix epoch.

        Raises:
            InvalidValue: if an argument is of another type.
        """
        for name, value in (("contract", contract), ("sender", sender)):
            if value is not None:
                check_text(InvalidValue, name, value)
        check_count(InvalidValue, "since", since)
        return self._recorded(self._store.search(contract, sender, since))

    def _recorded(self, entries: Iterator[Entry]) -> Iterator[Recorded]:
        block: Block | None = None
        for entry in entries:
            if block is None or block.header.height != entry.height:
                block = self._store.block(entry.height)
            _check_entry(entry, block)
            yield Recorded(entry.height, entry.position, block.transactions[entry.position])

    def inclusion_proof(self, id: str) -> TransactionProof:
        """Proof that a transaction is recorded, for a light client who keeps only headers.

        Raises:
            InvalidValue: if no block holds it.
        """
        block, position = self.transaction(id)
        return block.inclusion_proof(position)

    def verify(self) -> None:
        """Check everything again from the genesis block on, signatures and index included.

        Raises:
            InvalidBlock: names the first bad height and what is wrong there.
            LedgerError: if the file cannot be read.
        """
        parent: Header | None = None
        recorded = 0
        for height in range(len(self)):
            try:
                block = self._store.block(height)
                self._check(block, parent)
                if self._store.entries(height) != entries_of(block):
                    raise InvalidBlock("the index of transactions does not match the block")
            except InvalidBlock as error:
                raise InvalidBlock(f"first bad height is {height}: {error}") from None
            parent = block.header
            recorded += len(block.transactions)
        if self._store.count != recorded:
            raise InvalidBlock(
                f"the index of {self.chain!r} lists {self._store.count} transactions, but its "
                f"blocks hold {recorded}"
            )

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _check_name(chain: object) -> str:
    if type(chain) is not str or not chain:
        raise InvalidValue(f"{shown(chain)} is not the name of a ledger: give text")
    encode(chain)
    return chain


def _check_entry(entry: Entry, block: Block) -> None:
    place, transactions = entry.position, block.transactions
    known = type(place) is int and 0 <= place < len(transactions)
    if not known or transactions[place].transaction.digest != entry.id:
        raise LedgerError(
            f"the index does not match block {block.header.height}: verify() tells where this began"
        )
