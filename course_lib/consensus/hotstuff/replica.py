"""A replica of chained HotStuff (Yin et al. 2019, algorithms 4 and 5).

Left out of the real thing: see :mod:`course_lib.consensus.hotstuff`.
"""

from __future__ import annotations

from collections import defaultdict

from course_lib.consensus.hotstuff.messages import (
    Block,
    Certificate,
    Fetch,
    Found,
    NewView,
    Vote,
)
from course_lib.consensus.hotstuff.views import Views
from course_lib.consensus.pbft.messages import NULL, Reply, Request
from course_lib.network import handles


class Replica(Views):
    """Votes for blocks, certifies them as leader, and commits what three certificates bury.

    Args:
        name: the replica's name.
        replicas: all of them, in the order in which they lead.
        f: how many may be faulty; by default ``(n - 1) // 3``.
        timeout_ms: how long a view may take before it is given up; doubled after each failure.

    Raises:
        InvalidValue: the replica is not among the replicas, or f is not from 0 to n - 1.
    """

    def start(self) -> None:
        """Come up: a restarted replica knows what was on its disk."""
        self._votes: defaultdict[Vote, set[str]] = defaultdict(set)
        self._orphans: defaultdict[str, list[tuple[str, Block, bool]]] = defaultdict(list)
        self._missing: set[str] = set()
        self._untold = False  # whether it committed something that the others cannot know yet
        super().start()

    @handles(Request)
    def on_request(self, sender: str, request: Request) -> None:
        """Keep a client's request until it is executed; the leader proposes it."""
        state = self.durable
        if request.digest in state.replies:
            self.send(request.client, state.replies[request.digest])
        elif self.is_signed(request.client, request):
            state.waiting.setdefault(request.digest, request)
            if sender == request.client and self.leader_of(state.view) != self.name:
                self.send(self.leader_of(state.view), request)
            self.propose()
            self.watch()

    def propose(self) -> None:
        """As leader, build on the newest certificate, once in a view (algorithm 5, onPropose)."""
        state = self.durable
        if self.leader_of(state.view) != self.name or state.proposed >= state.view:
            return
        called = self.is_called(state.view)
        certified = state.high.view == state.view - 1
        wanted = called or (certified and (self._untold or not state.is_idle))
        if wanted and state.high.block in state.blocks:
            state.proposed, self._untold = state.view, False
            self.broadcast_block(Block(state.view, state.unproposed() or NULL, state.high))

    def broadcast_block(self, block: Block) -> None:
        """Send a proposal to all others, and take it in."""
        self.sign(block)
        self.broadcast(block, self.others)
        self.on_block(self.name, block)

    @handles(Block)
    def on_block(self, sender: str, block: Block) -> None:
        """Take a leader's proposal in, and vote for it if that is safe."""
        if self._is_valid(block):
            self._take(sender, block, is_proposal=True)

    @handles(Fetch)
    def on_fetch(self, sender: str, wanted: Fetch) -> None:
        """Send a block that somebody lacks."""
        if wanted.block in self.durable.blocks:
            self.send(sender, Found(self.durable.blocks[wanted.block]))

    @handles(Found)
    def on_found(self, sender: str, found: Found) -> None:
        """Take in a block that was missing; it is too late to vote for it."""
        if self._is_valid(found.block):
            self._take(sender, found.block, is_proposal=False)

    def _is_valid(self, block: Block) -> bool:
        """Its leader signed it, its certificate holds and is older, and a client asked for it."""
        request = block.request
        return (
            block.justify.view < block.view
            and self.is_signed(self.leader_of(block.view), block)
            and self.is_certificate(block.justify)
            and (request == NULL or self.is_signed(request.client, request))
        )

    def _take(self, sender: str, block: Block, *, is_proposal: bool) -> None:
        """A block whose parent is known, then those that waited for it."""
        ready = [(sender, block, is_proposal)]
        while ready:
            sender, block, is_proposal = ready.pop()
            if block.parent not in self.durable.blocks:
                self._orphans[block.parent].append((sender, block, is_proposal))
                self._fetch(sender, block.parent)
                continue
            name = block.name
            self.durable.blocks[name] = block
            self._missing.discard(name)
            self.learn(sender, block.justify)
            if is_proposal:
                self._vote(name, block)
            ready += self._orphans.pop(name, ())

    def _fetch(self, sender: str, name: str) -> None:
        if name not in self._missing and sender != self.name:
            self._missing.add(name)
            self.send(sender, Fetch(name))
            self.after(self.timeout_ms, lambda: self._missing.discard(name))

    def _vote(self, name: str, block: Block) -> None:
        """Vote once in a view, for what is safe (algorithm 4, onReceiveProposal)."""
        state = self.durable
        if block.view <= state.voted or block.view < state.view:
            return
        safe = state.extends(name, state.locked.block) or block.justify.view > state.locked.view
        if safe:
            state.voted = block.view
            self.vote(Vote(block.view, name))
            self.enter(block.view + 1)

    def vote(self, vote: Vote) -> None:
        """Sign a vote and send it to the leader of the next view."""
        self.sign(vote)
        leader = self.leader_of(vote.view + 1)
        if leader == self.name:
            self.on_vote(self.name, vote)
        else:
            self.send(leader, vote)

    @handles(Vote)
    def on_vote(self, sender: str, vote: Vote) -> None:
        """As the next leader, count votes; a quorum makes a certificate."""
        if self.leader_of(vote.view + 1) == self.name and self.is_signed(sender, vote):
            votes = self._votes[vote]
            votes.add(sender)
            if len(votes) == self.quorum:
                executed = len(self.durable.history)
                self.learn(sender, Certificate(vote.view, vote.block, tuple(sorted(votes))))
                self._untold = len(self.durable.history) > executed
                self.enter(vote.view + 1)
                self.propose()

    @handles(NewView)
    def on_new_view(self, sender: str, cry: NewView) -> None:
        """Count who has given up, and learn the certificate that comes along."""
        if self.is_signed(sender, cry) and self.is_certificate(cry.high):
            self.learn(sender, cry.high)
            self.called(sender, cry.view)

    def learn(self, sender: str, certificate: Certificate) -> None:
        """Build on it, lock on its parent, commit its grandparent (algorithm 4, update)."""
        state = self.durable
        if certificate.block not in state.blocks:
            self._fetch(sender, certificate.block)
            self._learn_later(sender, certificate)
            return
        if certificate.view > state.high.view:
            state.high = certificate
        newest = state.blocks[certificate.block]
        if newest.justify.view > state.locked.view:
            state.locked = newest.justify
        middle = state.blocks.get(newest.parent)
        oldest = middle and state.blocks.get(middle.parent)
        if middle and oldest and newest.view - 1 == middle.view == oldest.view + 1:
            self._commit(middle.parent)
        self.propose()

    def _learn_later(self, sender: str, certificate: Certificate) -> None:
        if certificate.view > self.durable.high.view:
            self.after(self.timeout_ms // 2, lambda: self._learn_if_here(sender, certificate))

    def _learn_if_here(self, sender: str, certificate: Certificate) -> None:
        if certificate.block in self.durable.blocks:
            self.learn(sender, certificate)

    def _commit(self, name: str) -> None:
        """Execute a block after all of its ancestors."""
        state = self.durable
        fresh = list(state.branch(name))
        if not fresh or not state.extends(name, state.committed):
            return
        state.committed = name
        for _, block in reversed(fresh):
            self._execute(block.request)
        self.progressed()

    def _execute(self, request: Request) -> None:
        state = self.durable
        state.waiting.pop(request.digest, None)
        if request == NULL or request.digest in state.replies:
            return
        state.history.append(request)
        self.note(f"commits {request} as number {len(state.history)}")
        reply = Reply(state.view, request.timestamp, request.client, str(len(state.history)))
        state.replies[request.digest] = reply
        self.send(request.client, reply)
