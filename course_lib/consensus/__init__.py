"""Consensus 共识: who decides which transactions come next, and what proves the decision.

Every way of agreeing stands behind one interface, :class:`Ordering`. A consortium hands it
transactions, asks for the next batch, has the block sealed, and lets every replica check the
seal before it believes the block.

Here now: ``single``, one ordering organisation. What it leaves open (the one who orders can
stop, censor and reorder) is what the protocols of part A repair.
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
