"""Replicas that lie in HotStuff's own words.

Left out of the real thing: liars that adapt to what the others do.
"""

from __future__ import annotations

from course_lib.consensus.hotstuff.messages import Block, Certificate, NewView, Vote
from course_lib.consensus.hotstuff.replica import Replica
from course_lib.consensus.pbft.messages import NULL


class Equivocator(Replica):
    """As leader it proposes one block to every other replica and another to the rest.

    It votes for whatever it sees.
    """

    honest = False

    def broadcast_block(self, block: Block) -> None:
        """Two blocks of one view, each to its own half, and a vote for both."""
        waiting = [r for r in self.durable.waiting.values() if r != block.request]
        other = Block(block.view, waiting[0] if waiting else NULL, block.justify)
        for side, proposal in enumerate((block, other)):
            self.sign(proposal)
            self.broadcast(proposal, self.others[side::2])
            self.on_block(self.name, proposal)

    def _vote(self, name: str, block: Block) -> None:
        self.vote(Vote(block.view, name))
        self.enter(block.view + 1)


class Forger(Replica):
    """Proposes on certificates that nobody signed, on old ones, and cries with invented ones."""

    honest = False

    def broadcast_block(self, block: Block) -> None:
        """The proposal, one on a forged certificate, and one that forgets the newest blocks."""
        state = self.durable
        forged = Certificate(block.view - 1, block.parent, self.replicas)
        old = state.blocks[state.committed].justify
        for proposal in (Block(block.view, NULL, forged), Block(block.view, NULL, old), block):
            self.sign(proposal)
            self.broadcast(proposal, self.others)
        self.on_block(self.name, block)

    def _give_up(self) -> None:
        super()._give_up()
        state = self.durable
        cry = NewView(state.view, Certificate(state.view - 1, state.committed, self.replicas))
        self.sign(cry)
        self.broadcast(cry, self.others)
