"""Checkpoints, watermarks, and catching up (Castro & Liskov 1999, 4.3).

Left out of the real thing: see :mod:`course_lib.consensus.pbft`.
"""

from __future__ import annotations

from course_lib.consensus.pbft.messages import Checkpoint, Fetch, History, Request
from course_lib.consensus.pbft.normal_case import NormalCase
from course_lib.consensus.pbft.state import state_digest
from course_lib.network import handles


class Checkpointing(NormalCase):
    """The part of a replica that proves how far all are, and forgets what lies before."""

    def execute(self, request: Request) -> None:
        """Execute, and take a checkpoint where one is due."""
        super().execute(request)
        state = self.durable
        sequence = len(state.history)
        if sequence % self.checkpoint_every == 0:
            checkpoint = Checkpoint(sequence, state_digest(state.history))
            state.digests[sequence] = checkpoint.digest
            self.sign(checkpoint)
            self.broadcast(checkpoint, self.others)
            self.on_checkpoint(self.name, checkpoint)

    @handles(Checkpoint)
    def on_checkpoint(self, sender: str, checkpoint: Checkpoint) -> None:
        """Count a checkpoint; with 2f + 1 equal ones it is stable."""
        state = self.durable
        if checkpoint.sequence <= state.stable.sequence:
            return
        voters = state.checkpoints[checkpoint]
        voters.add(sender)
        names = tuple(name for name in self.replicas if name in voters)
        if len(names) >= self.quorum:
            self.learn_stable(checkpoint, names)

    def repeat_checkpoints(self) -> None:
        """Say again what may have been lost: without stable checkpoints the window stays full."""
        state = self.durable
        for sequence, digest in state.digests.items():
            if sequence > state.stable.sequence:
                self.broadcast(Checkpoint(sequence, digest), self.others)

    def learn_stable(self, checkpoint: Checkpoint, voters: tuple[str, ...]) -> None:
        """Move the watermarks; who is behind asks those who were there for the state."""
        state = self.durable
        if checkpoint.sequence <= state.stable.sequence:
            return
        if state.digests.get(checkpoint.sequence) == checkpoint.digest:
            state.stable, state.voters = checkpoint, voters
            state.forget_up_to(checkpoint.sequence)
            self.note(f"checkpoint {checkpoint.sequence} is stable")
            if self.is_primary:
                self.propose_waiting()
        elif checkpoint.sequence > len(state.history):
            state.checkpoints[checkpoint].update(voters)
            self.broadcast(Fetch(checkpoint.sequence), (v for v in voters if v != self.name))

    @handles(Fetch)
    def on_fetch(self, sender: str, fetch: Fetch) -> None:
        """Give the state at a checkpoint to a replica that fell behind."""
        state = self.durable
        if fetch.sequence in state.digests:
            self.send(sender, History(fetch.sequence, tuple(state.history[: fetch.sequence])))

    @handles(History)
    def on_history(self, sender: str, history: History) -> None:
        """Believe a state only if a quorum signed its digest."""
        state = self.durable
        if history.sequence != len(history.requests) or history.sequence <= len(state.history):
            return
        checkpoint = Checkpoint(history.sequence, state_digest(history.requests))
        voters = tuple(r for r in self.replicas if r in state.checkpoints.get(checkpoint, ()))
        if len(voters) >= self.quorum:
            self.note(f"catches up to {history.sequence}")
            for request in history.requests[len(state.history) :]:
                state.committed.pop(len(state.history) + 1, None)
                self.execute(request)
            self.learn_stable(checkpoint, voters)
            self.execute_committed()
