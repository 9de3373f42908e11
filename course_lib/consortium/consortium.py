"""The shared ledger, its organisations' replicas, and the way of a transaction through them.

Left out of the real thing: see :mod:`course_lib.consortium`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from course_lib.blocks import Block, SignedTransaction, genesis, make_block
from course_lib.canonical import JSON, encode
from course_lib.consensus import Ordering
from course_lib.consensus.single import SingleOrderer
from course_lib.consortium.member import Member
from course_lib.contracts.lifecycle import Lifecycle
from course_lib.contracts.members import FOUNDER, Members
from course_lib.contracts.runtime import Contract, Event, Receipt, Runtime
from course_lib.contracts.state import Changes, WorldState
from course_lib.errors import CourseError, InvalidBlock, InvalidTransaction, InvalidValue
from course_lib.keys import PrivateKey
from course_lib.ledger import Ledger
from course_lib.replica import Replica

if TYPE_CHECKING:
    from pathlib import Path

SECOND = 1_000
CLOCK_TOLERANCE_MS = 5 * 60 * SECOND
"""How far a transaction's own time may be from the consortium's clock, milliseconds."""


class Consortium:
    """A permissioned ledger 许可链 and its organisations.

    Args:
        name: the ledger's name; transactions for another ledger are refused.
        contracts: the business contracts; ``members`` is always there.
        founder: the private key of the organisation that admits the others.
        now_ms: when the chain begins, milliseconds since 1970-01-01T00:00:00Z.
        ordering: who orders; by default the founder, alone.
        folder: where the replicas' ledgers are kept as files; None keeps them in memory.
    """

    def __init__(
        self,
        name: str,
        contracts: Iterable[Contract],
        founder: PrivateKey,
        now_ms: int = 0,
        ordering: Ordering | None = None,
        folder: Path | None = None,
    ) -> None:
        self.name = name
        self.now_ms = now_ms
        self.runtime = Runtime([Members(), Lifecycle(), *contracts])
        self.ordering: Ordering = ordering or SingleOrderer(founder)
        self._folder = folder
        self._founding = _founding(founder)
        self._replicas: dict[str, Replica] = {}
        self._genesis = self._make_genesis()
        self.founder = Member(self, FOUNDER, founder)
        self._add_replica(FOUNDER)

    def _make_genesis(self) -> Block:
        state = WorldState()
        state.apply(self._founding)
        return genesis(self.name, state_root=state.root(), time_ms=self.now_ms)

    def _add_replica(self, name: str) -> None:
        ledger = self._ledger(name)
        if ledger.height < 0:
            ledger.append(self._genesis)
        replica = Replica(name, ledger, self.runtime, self.ordering, self._founding)
        for height in range(ledger.height + 1, self.height + 1 if self._replicas else 0):
            replica.apply(self.ledger.block(height))
        self._replicas[name] = replica

    def _ledger(self, name: str) -> Ledger:
        if self._folder is None:
            return Ledger.in_memory(self.name)
        self._folder.mkdir(parents=True, exist_ok=True)
        return Ledger.open(self._folder / f"{name}.ledger", self.name)

    @property
    def ledger(self) -> Ledger:
        """The founder's ledger; every other replica's is equal to it."""
        return self.replica(FOUNDER).ledger

    @property
    def height(self) -> int:
        """The newest block's height; the genesis block has height 0."""
        return self.ledger.height

    @property
    def organisations(self) -> tuple[str, ...]:
        """Who keeps a replica, in order of admission."""
        return tuple(self._replicas)

    def replica(self, name: str) -> Replica:
        """An organisation's replica.

        Raises:
            InvalidValue: nobody of that name keeps one.
        """
        if name not in self._replicas:
            raise InvalidValue(f"{name!r} keeps no replica; these do: {', '.join(self._replicas)}")
        return self._replicas[name]

    def admit(self, name: str, role: str, key: PrivateKey, **profile: JSON) -> Member:
        """Admit an organisation: its membership goes on the ledger, its replica catches up."""
        public = key.public_key.to_text()
        self.founder.invoke("members", "admit", name=name, role=role, key=public, profile=profile)
        self._add_replica(name)
        return Member(self, name, key)

    def advance(self, milliseconds: int) -> None:
        """Let the consortium's own clock go on; nothing here reads a real one."""
        if milliseconds < 0:
            raise InvalidValue(f"time goes forward only, got {milliseconds} ms")
        self.now_ms += milliseconds

    def submit(self, signed: SignedTransaction) -> str:
        """Endorse a transaction and hand it to the ordering service.

        Returns:
            The transaction's id.

        Raises:
            CourseError: it is malformed, wrongly signed, a replay, or its action would fail now.
        """
        ahead = signed.transaction.time_ms - self.now_ms
        if abs(ahead) > CLOCK_TOLERANCE_MS:
            raise InvalidTransaction(
                f"its time is {ahead} ms from the consortium's clock; "
                f"at most {CLOCK_TOLERANCE_MS} ms are allowed, so that nobody backdates"
            )
        self.replica(FOUNDER).endorse(signed).unwrap()
        self.ordering.submit(signed)
        return signed.transaction.id

    def settle(self) -> tuple[Block, ...]:
        """Order everything that waits, and have every replica execute it.

        Returns:
            The new blocks.
        """
        blocks = []
        while batch := self.ordering.next_batch():
            blocks.append(self._make_block(batch))
            self._spread(blocks[-1])
            self.advance(SECOND)
        return tuple(blocks)

    def _make_block(self, batch: tuple[SignedTransaction, ...]) -> Block:
        replica = self.replica(FOUNDER)
        _, changes = replica.execute(batch)
        block = make_block(
            self.ledger.head,
            batch,
            state_root=replica.state.root_after(changes),
            time_ms=self.now_ms,
            proposer=self.ordering.proposer,
        )
        return Block(self.ordering.seal(block.header), block.transactions)

    def _spread(self, block: Block) -> None:
        diverged = []
        for replica in self._replicas.values():
            try:
                replica.apply(block)
            except CourseError as error:
                diverged.append(f"{replica.name}: {error}")
        if diverged:
            raise InvalidBlock("; ".join(diverged))

    def receipt(self, transaction: str) -> Receipt:
        """What became of a transaction.

        Raises:
            InvalidValue: it is not in any block.
        """
        receipts = self.replica(FOUNDER).receipts
        if transaction not in receipts:
            raise InvalidValue(f"transaction {transaction[:16]}… is in no block; call settle()")
        return receipts[transaction]

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything announced so far, in order."""
        receipts = self.replica(FOUNDER).receipts.values()
        return tuple(event for receipt in receipts for event in receipt.events)


def _founding(founder: PrivateKey) -> Changes:
    key = founder.public_key.to_text()
    record: JSON = {"name": FOUNDER, "role": FOUNDER, "profile": {}}
    return {f"members/key/{key}": encode(record), f"members/name/{FOUNDER}": encode(key)}
