"""A replica 副本: one organisation's own copy of ledger and world state.

Every replica executes every transaction itself. It believes a block only when the ordering
service's seal holds, the block follows from its own ledger, and its own execution arrives at
the state root that the header names. That is what makes a copy a witness.

Left out of the real thing: fetching blocks over a network, snapshots to start from.
"""

from __future__ import annotations

from collections.abc import Iterable

from course_lib.blocks import Block, SignedTransaction
from course_lib.consensus import Ordering
from course_lib.contracts.runtime import Caller, Receipt, Runtime
from course_lib.contracts.state import Changes, Journal, State, WorldState, value_of
from course_lib.errors import CourseError, InvalidBlock, InvalidTransaction, NotAuthorised
from course_lib.ledger import Ledger


class Replica:
    """One organisation's copy.

    Args:
        name: whose copy it is.
        ledger: holds at least the genesis block; whatever else it holds is executed again.
        runtime: the contracts, the same for every replica.
        ordering: checks the blocks' seals.
        founding: the world state that the genesis block's state root covers.
    """

    def __init__(
        self, name: str, ledger: Ledger, runtime: Runtime, ordering: Ordering, founding: Changes
    ) -> None:
        self.name = name
        self.ledger = ledger
        self.runtime = runtime
        self.state = WorldState()
        self.receipts: dict[str, Receipt] = {}
        self._ordering = ordering
        self.state.apply(founding)
        for block in ledger:
            receipts, changes = self.execute(block.transactions)
            self._compare(block, changes)
            self._take(receipts, changes)

    def caller(self, key: str, state: State | None = None) -> Caller:
        """Who holds ``key``, as the ledger knows it.

        Raises:
            NotAuthorised: the key belongs to no member.
        """
        record = value_of((state or self.state).read(f"members/key/{key}"))
        if not isinstance(record, dict):
            raise NotAuthorised(f"key {key[:24]}… belongs to no member; ask to be admitted first")
        profile = record["profile"]
        return Caller(
            str(record["name"]),
            str(record["role"]),
            key,
            dict(profile) if isinstance(profile, dict) else {},
        )

    def execute(
        self, transactions: Iterable[SignedTransaction]
    ) -> tuple[tuple[Receipt, ...], Changes]:
        """Run transactions one after the other above the present state, which stays as it is.

        Returns:
            A receipt each, and the changes they add up to.
        """
        together = Journal(self.state)
        receipts = []
        for signed in transactions:
            receipt, journal = self._execute_one(signed, together)
            together.changes.update(journal.changes)
            receipts.append(receipt)
        return tuple(receipts), together.changes

    def _execute_one(self, signed: SignedTransaction, state: Journal) -> tuple[Receipt, Journal]:
        tx = signed.transaction
        try:
            caller = self.caller(tx.sender, state)
        except CourseError as error:
            return Receipt(tx.id, None, error, ()), Journal(state)
        return self.runtime.execute(state, tx, caller)

    def endorse(self, signed: SignedTransaction) -> Receipt:
        """Check a transaction and try it on the present state; nothing is kept.

        Raises:
            InvalidTransaction: it is already on this ledger, or for another one.
            InvalidSignature: its signature does not hold.
        """
        tx = signed.transaction
        if tx.chain != self.ledger.chain:
            raise InvalidTransaction(f"made for ledger {tx.chain!r}, this is {self.ledger.chain!r}")
        signed.verify()
        if tx.id in self.receipts:
            raise InvalidTransaction(
                f"transaction {tx.id[:16]}… is already on the ledger: a replay"
            )
        return self.execute([signed])[0][0]

    def apply(self, block: Block) -> tuple[Receipt, ...]:
        """Believe a block: check its seal, execute it, compare roots, append it.

        Raises:
            InvalidBlock: the seal, the block or its state root is wrong; nothing was changed.
        """
        self._ordering.check(block.header)
        receipts, changes = self.execute(block.transactions)
        self._compare(block, changes)
        self.ledger.append(block)
        self._take(receipts, changes)
        return receipts

    def _compare(self, block: Block, changes: Changes) -> None:
        own = self.state.root_after(changes)
        if own != block.header.state_root:
            raise InvalidBlock(
                f"the replica of {self.name} diverged at block {block.header.height}: "
                f"it arrives at state root {own[:16]}…, the block says "
                f"{block.header.state_root[:16]}…"
            )

    def _take(self, receipts: Iterable[Receipt], changes: Changes) -> None:
        self.state.apply(changes)
        self.receipts.update((receipt.transaction, receipt) for receipt in receipts)
