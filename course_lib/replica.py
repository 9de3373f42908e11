"""A replica 副本: one organisation's own copy of ledger and world state.

Every replica executes every transaction itself. It believes a block only when the ordering
service's seal holds, the block follows from its own ledger, and its own execution arrives at
the state root that the header names. That is what makes a copy a witness.

Left out of the real thing: fetching blocks over a network, snapshots to start from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from course_lib.blocks import Block, Endorsement, SignedTransaction, Transaction
from course_lib.consensus import Ordering
from course_lib.contracts.runtime import Caller, Receipt, Runtime
from course_lib.contracts.state import Changes, State, WorldState, value_of
from course_lib.contracts.versions import BlockJournal, RecordingJournal, stale_reads, writes_digest
from course_lib.errors import (
    ContractError,
    CourseError,
    InvalidBlock,
    InvalidTransaction,
    NotAuthorised,
    NotInstalled,
    ReadConflict,
)
from course_lib.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a block's transactions add up to: receipts, changes, and who wrote each key."""

    receipts: tuple[Receipt, ...]
    changes: Changes
    versions: dict[str, str]


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
            self._take(self._outcome_of(block))

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
        self, transactions: Iterable[SignedTransaction], height: int | None = None
    ) -> Outcome:
        """Run transactions one after the other above the present state, which stays as it is.

        Args:
            transactions: in the order of the block.
            height: the block's height; by default, that of the next one.
        """
        together = BlockJournal(self.state, self.ledger.height + 1 if height is None else height)
        receipts = []
        for index, signed in enumerate(transactions):
            receipt, changes = self._execute_one(signed, together)
            together.take(changes, index)
            receipts.append(receipt)
        return Outcome(tuple(receipts), together.changes, together.versions)

    def _execute_one(
        self, signed: SignedTransaction, state: BlockJournal
    ) -> tuple[Receipt, Changes]:
        tx = signed.transaction
        try:
            caller = self.caller(tx.sender, state)
            self._check_endorsement(signed, state)
            receipt, journal = self.runtime.execute(state, tx, caller)
            if receipt.ok and signed.endorsement:
                _check_same_writes(signed.endorsement, journal.changes)
        except NotInstalled:
            raise
        except CourseError as error:
            return Receipt(tx.id, None, error, ()), {}
        return receipt, journal.changes

    def _check_endorsement(self, signed: SignedTransaction, state: BlockJournal) -> None:
        """Enough organisations vouch for it, and what they read is still so."""
        contract = signed.transaction.contract
        text = value_of(state.read(f"lifecycle/policy/{contract}"))
        endorsement = signed.endorsement
        if text is not None:
            by = (
                {self.caller(key, state).name for key in endorsement.verify()}
                if endorsement
                else ()
            )
            from course_lib.contracts.policy import parse

            if not parse(str(text)).is_satisfied(by):
                raise NotAuthorised(
                    f"{contract!r} needs endorsements by {text}; "
                    f"this transaction has them of: {', '.join(sorted(by)) or 'nobody'}"
                )
        if endorsement and (stale := stale_reads(state, endorsement.reads)):
            raise ReadConflict(
                f"{', '.join(stale)}: written since this transaction read it; "
                "try it out again and hand it in anew"
            )

    def endorse(self, signed: SignedTransaction) -> Receipt:
        """Check a transaction and try it on the present state; nothing is kept.

        Raises:
            InvalidTransaction: it is already on this ledger, or for another one.
            InvalidSignature: its signature does not hold.
        """
        self._check_new(signed)
        return self.execute([signed]).receipts[0]

    def try_out(self, signed: SignedTransaction) -> Endorsement:
        """What the transaction would read and write here now, not signed yet.

        Raises:
            CourseError: it is malformed, wrongly signed, a replay, or its action fails.
        """
        self._check_new(signed)
        tx = signed.transaction
        journal = RecordingJournal(self.state)
        receipt, _ = self.runtime.execute(self.state, tx, self.caller(tx.sender), journal)
        receipt.unwrap()
        return Endorsement(tx.id, journal.reads, writes_digest(journal.changes))

    def _check_new(self, signed: SignedTransaction) -> None:
        tx: Transaction = signed.transaction
        if tx.chain != self.ledger.chain:
            raise InvalidTransaction(f"made for ledger {tx.chain!r}, this is {self.ledger.chain!r}")
        signed.verify()
        if tx.id in self.receipts:
            raise InvalidTransaction(
                f"transaction {tx.id[:16]}… is already on the ledger: a replay"
            )

    def apply(self, block: Block) -> tuple[Receipt, ...]:
        """Believe a block: check its seal, execute it, compare roots, append it.

        Raises:
            InvalidBlock: the seal, the block or its state root is wrong; nothing was changed.
            NotInstalled: this replica lacks the code of a contract.
        """
        self._ordering.check(block.header)
        outcome = self._outcome_of(block)
        self.ledger.append(block)
        self._take(outcome)
        return outcome.receipts

    def _outcome_of(self, block: Block) -> Outcome:
        outcome = self.execute(block.transactions, block.header.height)
        own = self.state.root_after(outcome.changes)
        if own != block.header.state_root:
            raise InvalidBlock(
                f"the replica of {self.name} diverged at block {block.header.height}: "
                f"it arrives at state root {own[:16]}…, the block says "
                f"{block.header.state_root[:16]}…"
            )
        return outcome

    def _take(self, outcome: Outcome) -> None:
        self.state.apply(outcome.changes, outcome.versions)
        self.receipts.update((receipt.transaction, receipt) for receipt in outcome.receipts)


def _check_same_writes(endorsement: Endorsement, changes: Changes) -> None:
    if writes_digest(changes) != endorsement.writes:
        raise ContractError(
            "it writes something else here than the endorsers signed: "
            "the contract is not deterministic, or the endorsers lied"
        )
