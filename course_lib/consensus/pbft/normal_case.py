"""The three phases: pre-prepare, prepare, commit (Castro & Liskov 1999, 4.2).

Left out of the real thing: see :mod:`course_lib.consensus.pbft`.
"""

from __future__ import annotations

from typing import Any

from course_lib.consensus.pbft.messages import (
    Commit,
    Prepare,
    Prepared,
    PrePrepare,
    Reply,
    Request,
)
from course_lib.consensus.pbft.state import Key, State
from course_lib.errors import InvalidValue
from course_lib.network import Node, Timer, handles


class NormalCase(Node):
    """The part of a replica that orders and executes requests under one primary.

    Args:
        name: the replica's name.
        replicas: all of them, in the order in which they become primary.
        f: how many may be faulty; by default ``(n - 1) // 3``, the most that PBFT bears.
        checkpoint_every: sequence numbers between two checkpoints; the window is twice that.
        timeout_ms: how long a request may wait before the primary is doubted.

    Raises:
        InvalidValue: the replica is not among the replicas, or f is not from 0 to n - 1.
    """

    durable: State
    primary_prepares = False

    def __init__(
        self,
        name: str,
        replicas: tuple[str, ...],
        f: int | None = None,
        checkpoint_every: int = 10,
        timeout_ms: int = 300,
    ) -> None:
        super().__init__(name)
        self.replicas = replicas
        self.f = (len(replicas) - 1) // 3 if f is None else f
        if name not in replicas or not 0 <= self.f < len(replicas):
            raise InvalidValue(f"{name!r} with f={self.f} is no replica of {len(replicas)}")
        self.quorum = len(replicas) - self.f  # 2f + 1 of 3f + 1
        self.others = tuple(other for other in replicas if other != name)
        self.checkpoint_every = checkpoint_every
        self.window = 2 * checkpoint_every
        self.timeout_ms = timeout_ms
        self.durable = State()
        self._timer: Timer | None = None

    def primary_of(self, view: int) -> str:
        """The primary of a view: ``p = v mod |R|``."""
        return self.replicas[view % len(self.replicas)]

    @property
    def is_primary(self) -> bool:
        """Whether this replica leads the current view."""
        return self.primary_of(self.durable.view) == self.name

    def is_within_window(self, sequence: int) -> bool:
        """Whether a sequence number is between the watermarks: ``h < n <= H`` (4.3)."""
        low = self.durable.stable.sequence
        return low < sequence <= low + self.window

    def on_other(self, sender: str, message: Any) -> None:
        """Ignore what is not for a replica: a liar may send anything."""

    # Requests

    @handles(Request)
    def on_request(self, sender: str, request: Request) -> None:
        """Propose it as primary; as backup pass it on, and watch that it gets executed."""
        state, digest = self.durable, request.digest
        if digest in state.replies:
            self.send(request.client, state.replies[digest])
        elif self.is_signed(request.client, request):
            state.waiting[digest] = request
            self.watch_primary()
            if self.is_primary:
                self.propose_waiting()
            elif sender == request.client:
                self.send(self.primary_of(state.view), request)

    def propose_waiting(self) -> None:
        """As primary, give the next sequence numbers to what waits, as far as the window allows."""
        state = self.durable
        for digest, request in list(state.waiting.items()):
            free = self.is_within_window(state.last_assigned + 1)
            if state.active and free and digest not in state.assigned:
                state.assigned.add(digest)
                state.last_assigned += 1
                self.propose(PrePrepare(state.view, state.last_assigned, digest, request))

    def propose(self, proposal: PrePrepare) -> None:
        """Send a pre-prepare to all backups."""
        self.sign(proposal)
        self.broadcast(proposal, self.others)
        self.accept(proposal)

    # Pre-prepare and prepare

    @handles(PrePrepare)
    def on_pre_prepare(self, sender: str, proposal: PrePrepare) -> None:
        """Accept a proposal that follows the rules, unless another is accepted there (4.2)."""
        state, request = self.durable, proposal.request
        if proposal.view > state.view or not state.active:
            state.early.append(proposal)
        elif (
            proposal.view == state.view
            and sender == self.primary_of(state.view)
            and self.is_within_window(proposal.sequence)
            and (proposal.view, proposal.sequence) not in state.accepted
            and proposal.digest == request.digest
            and self.is_signed(sender, proposal)
            and self.is_signed(request.client, request)
        ):
            self.accept(proposal)

    def accept(self, proposal: PrePrepare) -> None:
        """Write a proposal into the log; a backup tells all others with a prepare."""
        state = self.durable
        state.accepted[proposal.view, proposal.sequence] = proposal
        if proposal.request.client and proposal.digest not in state.replies:
            state.waiting[proposal.digest] = proposal.request
            self.watch_primary()
        if self.primary_prepares or not self.is_primary:
            prepare = Prepare(proposal.view, proposal.sequence, proposal.digest)
            self.sign(prepare)
            state.prepares[proposal.view, proposal.sequence, proposal.digest].add(self.name)
            self.broadcast(prepare, self.others)
        self._check_prepared((proposal.view, proposal.sequence, proposal.digest))

    @handles(Prepare)
    def on_prepare(self, sender: str, prepare: Prepare) -> None:
        """Count a prepare; with enough of them the proposal is prepared."""
        state, sequence = self.durable, prepare.sequence
        low = state.stable.sequence
        if prepare.view < state.view or not low < sequence <= low + self.window:
            return
        key = (prepare.view, sequence, prepare.digest)
        voters = state.prepares[key]
        voters.add(sender)
        if len(voters) >= self.quorum - 1:
            self._check_prepared(key)

    def _check_prepared(self, key: Key) -> None:
        """``prepared(m, v, n, i)``: the pre-prepare, and 2f prepares from different backups."""
        view, sequence, digest = key
        state = self.durable
        proposal, known = state.accepted.get((view, sequence)), state.prepared.get(sequence)
        if known is not None and known.pre_prepare.view >= view:
            return
        if proposal is None or proposal.digest != digest or not self._is_current(view):
            return
        primary, voters = self.primary_of(view), state.prepares[key]
        backups = tuple(name for name in self.replicas if name in voters and name != primary)
        if len(backups) >= self.quorum - 1:
            state.prepared[sequence] = Prepared(proposal, backups)
            self.note(f"prepared {proposal.request} as {sequence} in view {view}")
            state.commits[key].add(self.name)
            self.broadcast(Commit(view, sequence, digest), self.others)
            self._check_committed(key)

    # Commit

    @handles(Commit)
    def on_commit(self, sender: str, commit: Commit) -> None:
        """Count a commit; with enough of them the request is committed here."""
        state, sequence = self.durable, commit.sequence
        low = state.stable.sequence
        if commit.view < state.view or not low < sequence <= low + self.window:
            return
        key = (commit.view, sequence, commit.digest)
        voters = state.commits[key]
        voters.add(sender)
        if len(voters) >= self.quorum:
            self._check_committed(key)

    def _check_committed(self, key: Key) -> None:
        """``committed-local(m, v, n, i)``: prepared, and 2f + 1 commits."""
        view, sequence, digest = key
        state = self.durable
        if sequence in state.committed or sequence <= len(state.history):
            return
        proposal = state.prepared[sequence].pre_prepare if sequence in state.prepared else None
        if proposal is None or (proposal.view, proposal.digest) != (view, digest):
            return
        voters = state.commits[key]
        if self._is_current(view) and sum(r in voters for r in self.replicas) >= self.quorum:
            state.committed[sequence] = proposal.request
            self.note(f"committed {proposal.request} as {sequence}")
            self.execute_committed()

    def _is_current(self, view: int) -> bool:
        return self.durable.active and view == self.durable.view

    def execute_committed(self) -> None:
        """Execute what is committed, in the order of sequence numbers, and answer the clients."""
        state = self.durable
        while (sequence := len(state.history) + 1) in state.committed:
            self.execute(state.committed.pop(sequence))
        self.watch_primary(anew=True)

    def execute(self, request: Request) -> None:
        """Execute the next request; one that was executed before does nothing again."""
        state, digest = self.durable, request.digest
        state.history.append(request)
        state.waiting.pop(digest, None)
        if request.client and digest not in state.replies:
            result = str(len(state.replies) + 1)
            reply = Reply(state.view, request.timestamp, request.client, result)
            state.replies[digest] = reply
            self.send(request.client, reply)

    # Watching the primary

    def watch_primary(self, anew: bool = False) -> None:
        """Let a timer run as long as requests wait; ``anew`` after progress."""
        if self._timer is not None and (anew or not self.durable.waiting):
            self._timer.cancel()
            self._timer = None
        if self._timer is None and self.durable.waiting and self.durable.active:
            self._timer = self.after(self.timeout_ms, self.doubt_primary)

    def doubt_primary(self) -> None:
        """Called when a request waited too long."""
