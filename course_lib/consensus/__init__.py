"""Consensus 共识: who decides which transactions come next, and what proves the decision.

Every way of agreeing stands behind one interface, :class:`Ordering`. A consortium hands it
transactions, asks for the next batch, has the block sealed, and lets every replica check the
seal before it believes the block.

=====================  ==========================================  =========================
room                   who decides                                 what proves it
=====================  ==========================================  =========================
``single``             one organisation                            its signature
``authority``          known sealers in turn (EIP-225)             one signature; never final
``proof_of_work``      whoever finds a nonce (Bitcoin)             work; ever less likely undone
``raft``               a leader and a majority; nobody lies        signatures of a majority
``pbft``               2f + 1 of 3f + 1, all to all                2f + 1 signatures
``hotstuff``           2f + 1 of 3f + 1, through a leader          2f + 1 signatures
=====================  ==========================================  =========================

Each protocol but ``single`` runs in the simulated network of floor 4, and each has an ``ordering``
that a consortium can be given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from course_lib.blocks import Header, SignedTransaction


class Ordering(Protocol):
    """What a consortium needs from whoever orders its transactions."""

    @property
    def proposer(self) -> str:
        """The public key, as text, under which the next block is proposed."""
        ...

    def submit(self, transaction: SignedTransaction) -> None:
        """Hand in one transaction."""
        ...

    def next_batch(self) -> tuple[SignedTransaction, ...]:
        """The transactions of the next block, in their order; empty where none wait."""
        ...

    def seal(self, header: Header) -> Header:
        """The same header with the proof of the decision in its ``consensus`` field."""
        ...

    def check(self, header: Header) -> None:
        """Raise :class:`~course_lib.errors.InvalidBlock` unless the seal proves the decision."""
        ...
