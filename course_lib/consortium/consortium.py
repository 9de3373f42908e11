"""The shared ledger, its organisations' replicas, and the way of a transaction through them.

Left out of the real thing: see :mod:`course_lib.consortium`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from course_lib.blocks import Block, SignedTransaction, make_block
from course_lib.canonical import JSON
from course_lib.consensus import Ordering
from course_lib.consensus.single import SingleOrderer
from course_lib.consortium.endorsing import check_identity, check_time, endorsed, endorsers
from course_lib.consortium.founding import first_block, founding, open_ledger
from course_lib.consortium.member import Member
from course_lib.contracts.lifecycle import Lifecycle
from course_lib.contracts.members import FOUNDER, Members
from course_lib.contracts.private_hashes import PrivateHashes
from course_lib.contracts.runtime import Contract, Event, Receipt, Runtime
from course_lib.errors import CourseError, InvalidBlock, InvalidValue
from course_lib.keys import PrivateKey
from course_lib.ledger import Ledger
from course_lib.replica import Replica

if TYPE_CHECKING:
    from pathlib import Path

    from course_lib.consortium.trust import Trust
    from course_lib.keys.certificates import Certificate

SECOND = 1_000


class Consortium:
    """A permissioned ledger 许可链 and its organisations.

    Args:
        name: the ledger's name; transactions for another ledger are refused.
        contracts: the business contracts; the ones that every consortium needs are always there.
        founder: the private key of the organisation that admits the others.
        now_ms: when the chain begins, milliseconds since 1970-01-01T00:00:00Z.
        ordering: who orders; by default the founder, alone.
        folder: where the replicas' ledgers are kept as files; None keeps them in memory.
        trust: the authority whose certificates members must show; None asks for none.
    """

    def __init__(
        self,
        name: str,
        contracts: Iterable[Contract],
        founder: PrivateKey,
        now_ms: int = 0,
        ordering: Ordering | None = None,
        folder: Path | None = None,
        trust: Trust | None = None,
    ) -> None:
        self.name = name
        self.now_ms = now_ms
        self.runtime = Runtime([Members(), Lifecycle(), PrivateHashes(), *contracts])
        self.ordering: Ordering = ordering or SingleOrderer(founder)
        self._folder = folder
        self._founding = founding(founder)
        self.trust = trust
        self._replicas: dict[str, Replica] = {}
        self._desks: dict[str, Member] = {}
        self._genesis = first_block(name, self._founding, now_ms)
        self._add_replica(FOUNDER)
        self.founder = self._desks[FOUNDER] = Member(self, FOUNDER, founder)

    def _add_replica(self, name: str) -> None:
        ledger = open_ledger(self._folder, name, self.name)
        if ledger.height < 0:
            ledger.append(self._genesis)
        replica = Replica(name, ledger, self.runtime, self.ordering, self._founding)
        for height in range(ledger.height + 1, self.height + 1 if self._replicas else 0):
            replica.apply(self.ledger.block(height))
        self._replicas[name] = replica

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

    def admit(
        self,
        name: str,
        role: str,
        key: PrivateKey,
        certificate: Certificate | None = None,
        **profile: JSON,
    ) -> Member:
        """Admit an organisation: its membership goes on the ledger, its replica catches up.

        Raises:
            CourseError: the certificate that the consortium asks for is missing or does not hold.
        """
        public = key.public_key.to_text()
        if self.trust is not None:
            profile |= self.trust.profile(certificate, public, self.now_ms)
        self.founder.invoke("members", "admit", name=name, role=role, key=public, profile=profile)
        self._add_replica(name)
        self._desks[name] = Member(self, name, key)
        return self._desks[name]

    def remove(self, name: str) -> None:
        """Show an organisation out: its key acts no more, its replica gets no more blocks."""
        self.founder.invoke("members", "remove", name=name)
        self._replicas.pop(name, None)
        self._desks.pop(name, None)

    def set_policy(self, contract: str, policy: str) -> tuple[str, ...]:
        """Ask for endorsements of a contract's transactions from now on.

        Returns:
            What is suspicious about the policy (:meth:`Policy.warnings`); empty if nothing.

        Raises:
            InvalidValue: it is malformed.
        """
        from course_lib.contracts.policy import parse

        warnings = parse(policy).warnings(self.organisations)
        self.founder.invoke("lifecycle", "set_policy", contract=contract, policy=policy)
        return warnings

    def desk(self, name: str) -> Member:
        """A member's desk, from where it signs.

        Raises:
            InvalidValue: nobody of that name is a member.
        """
        self.replica(name)  # says who is one, where this one is not
        return self._desks[name]

    def advance(self, milliseconds: int) -> None:
        """Let the consortium's own clock go on; nothing here reads a real one."""
        if milliseconds < 0:
            raise InvalidValue(f"time goes forward only, got {milliseconds} ms")
        self.now_ms += milliseconds

    def endorse(
        self, signed: SignedTransaction, by: Iterable[str] | None = None
    ) -> SignedTransaction:
        """Have organisations try a transaction out and sign what they saw.

        Args:
            signed: the transaction.
            by: the endorsers' names; by default those that the contract's policy names.

        Returns:
            The transaction with their endorsement.

        Raises:
            CourseError: the action fails, the endorsers see different results, or one's
                certificate does not hold.
        """
        return endorsed(self, signed, endorsers(self, signed) if by is None else by)

    def submit(self, signed: SignedTransaction) -> str:
        """Try a transaction out, have it endorsed if it must be, hand it to the ordering service.

        Returns:
            The transaction's id.

        Raises:
            CourseError: it is malformed, wrongly signed, a replay, not endorsed by enough, its
                action would fail now, or its sender's certificate does not hold.
        """
        check_time(self, signed)
        check_identity(self, signed.transaction.sender)
        if signed.endorsement is None and (named := endorsers(self, signed)):
            signed = self.endorse(signed, named)
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
        outcome = replica.execute(batch)
        block = make_block(
            self.ledger.head,
            batch,
            state_root=replica.state.root_after(outcome.changes),
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
