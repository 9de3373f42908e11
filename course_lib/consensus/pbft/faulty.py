"""Replicas that lie in PBFT's own words.

Left out of the real thing: liars that adapt to what the others do.
"""

from __future__ import annotations

from course_lib.consensus.pbft.messages import (
    Commit,
    NewView,
    Prepare,
    Prepared,
    PrePrepare,
    Reply,
    Request,
    ViewChange,
)
from course_lib.consensus.pbft.view_change import Replica


class Equivocator(Replica):
    """As primary it gives two requests the same two numbers, in another order to each side.

    The backups are dealt in turn: one gets the first order, the next the second. Each side is told
    that this replica prepared and committed just what that side was told. With ``sides = 3`` every
    third backup is told nothing.
    """

    honest = False
    sides = 2

    def propose_waiting(self) -> None:
        """Wait for two requests, then propose them in both orders."""
        state = self.durable
        waiting = [r for d, r in state.waiting.items() if d not in state.assigned][:2]
        if len(waiting) == 2 and state.active and self.is_within_window(state.last_assigned + 2):
            state.assigned.update(request.digest for request in waiting)
            for side, order in enumerate((waiting, waiting[::-1])):
                believers = self.others[side :: self.sides]
                for offset, request in enumerate(order, 1):
                    self._tell(believers, state.last_assigned + offset, request)
            state.last_assigned += 2

    def doubt_primary(self) -> None:
        """It has no doubts about itself."""
        if not self.is_primary:
            super().doubt_primary()

    def _tell(self, believers: tuple[str, ...], sequence: int, request: Request) -> None:
        vote = (self.durable.view, sequence, request.digest)
        proposal = PrePrepare(*vote, request)
        self.sign(proposal)
        for message in (proposal, Prepare(*vote), Commit(*vote)):
            self.broadcast(message, believers)


class Forger(Replica):
    """Votes for everything, proposes requests that nobody made, and lies to clients.

    Its view changes claim that an invented request was prepared, on signatures that are not there;
    as a new primary it leaves out what was prepared.
    """

    honest = False

    def accept(self, proposal: PrePrepare) -> None:
        """Vote for the proposal, for an invented one in its place, and commit both at once."""
        super().accept(proposal)
        invented = self._invented(proposal.view, proposal.sequence)
        for digest in (proposal.digest, invented.digest):
            vote = (proposal.view, proposal.sequence, digest)
            for message in (Prepare(*vote), Commit(*vote)):
                self.sign(message)
                self.broadcast(message, self.others)
        self.broadcast(invented, self.others)
        client = proposal.request.client
        if client:
            self.send(client, Reply(proposal.view, proposal.request.timestamp, client, "forged"))

    def start_view_change(self, view: int) -> None:
        """Ask with a certificate that holds an invented request."""
        super().start_view_change(view)
        invented = self._invented(view - 1, self.durable.stable.sequence + 1)
        backups = tuple(name for name in self.others if name != self.primary_of(view - 1))
        certificate = Prepared(invented, backups)
        demand = ViewChange(view, self.durable.stable, self.durable.voters, (certificate,))
        self.sign(demand)
        self.broadcast(demand, self.others)

    def _enter(self, new_view: NewView) -> None:
        if self.primary_of(new_view.view) == self.name:
            empty = NewView(new_view.view, new_view.demands, ())
            self.sign(empty)
            self.broadcast(empty, self.others)
        super()._enter(new_view)

    def _invented(self, view: int, sequence: int) -> PrePrepare:
        request = Request("pay the forger", sequence, self.replicas[0])
        proposal = PrePrepare(view, sequence, request.digest, request)
        self.sign(proposal)
        return proposal
