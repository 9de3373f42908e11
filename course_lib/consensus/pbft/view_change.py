"""Changing the primary (Castro & Liskov 1999, 4.4), and with it the whole replica.

Left out of the real thing: see :mod:`course_lib.consensus.pbft`.
"""

from __future__ import annotations

from course_lib.consensus.pbft.checkpoints import Checkpointing
from course_lib.consensus.pbft.messages import (
    NULL,
    Demand,
    NewView,
    Prepare,
    Prepared,
    PrePrepare,
    ViewChange,
)
from course_lib.network import handles


class Replica(Checkpointing):
    """A PBFT replica; its arguments are those of :class:`NormalCase`."""

    _attempts = 0  # view changes since the last view that began: each waits twice as long

    def start(self) -> None:
        """Come up, the first time or after a crash: the timers begin again."""
        if self.durable.active:
            self.watch_primary()
        else:
            self._wait_for_new_view(self.timeout_ms)

    # Asking for another primary

    def doubt_primary(self) -> None:
        """A request waited too long: move to the next view."""
        self._timer = None
        self.start_view_change(self.durable.view + 1)

    def start_view_change(self, view: int) -> None:
        """Stop ordering, and tell all what was prepared here."""
        state = self.durable
        if self._timer is not None:
            self._timer.cancel()
        state.view, state.active, state.new_view = view, False, None
        self.note(f"asks for view {view}")
        prepared = tuple(state.prepared[sequence] for sequence in sorted(state.prepared))
        demand = ViewChange(view, state.stable, state.voters, prepared)
        self.sign(demand)
        state.view_changes[view][self.name] = demand
        self.broadcast(demand, self.others)
        self._attempts += 1
        self._wait_for_new_view(self.timeout_ms * 2 ** min(self._attempts, 5))
        self._begin_view_if_demanded()

    def _wait_for_new_view(self, wait_ms: int) -> None:
        self._timer = self.after(wait_ms, self._doubt_new_primary)

    def _doubt_new_primary(self) -> None:
        """A quorum waits in vain: the next one. Without a quorum: ask again, some may not know."""
        state = self.durable
        waiting = [who for view, who in state.view_changes.items() if view >= state.view]
        if len({name for who in waiting for name in who}) >= self.quorum:
            self.start_view_change(state.view + 1)
        else:
            self.broadcast(state.view_changes[state.view][self.name], self.others)
            self._wait_for_new_view(self.timeout_ms)

    @handles(ViewChange)
    def on_view_change(self, sender: str, demand: ViewChange) -> None:
        """Note the wish; join when f + 1 want it, as one of them must be honest (4.5.2)."""
        state = self.durable
        if not self._is_valid(sender, demand):
            return
        if demand.view <= state.view and state.active:
            if state.new_view is not None:  # the sender has missed it
                self.send(sender, state.new_view)
            return
        state.view_changes[demand.view][sender] = demand
        ahead = {
            name for view, who in state.view_changes.items() for name in who if view > state.view
        }
        if len(ahead) > self.f:
            self.start_view_change(min(view for view in state.view_changes if view > state.view))
        else:
            self._begin_view_if_demanded()

    def _is_valid(self, sender: str, demand: ViewChange) -> bool:
        """Whether a view change is signed, and its certificates prove what they say."""
        stable = demand.stable
        voters = {name for name in demand.voters if self.is_signed(name, stable)}
        return (
            sender in self.replicas
            and self.is_signed(sender, demand)
            and (stable.sequence == 0 or len(voters.intersection(self.replicas)) >= self.quorum)
            and all(self._proves(demand, certificate) for certificate in demand.prepared)
        )

    def _proves(self, demand: ViewChange, certificate: Prepared) -> bool:
        proposal, low = certificate.pre_prepare, demand.stable.sequence
        primary = self.primary_of(proposal.view)
        prepare = Prepare(proposal.view, proposal.sequence, proposal.digest)
        backups = {name for name in certificate.backups if self.is_signed(name, prepare)}
        return (
            proposal.view < demand.view
            and low < proposal.sequence <= low + self.window
            and proposal.digest == proposal.request.digest
            and self.is_signed(primary, proposal)
            and len(backups.intersection(self.replicas) - {primary}) >= self.quorum - 1
        )

    # The new view

    def _begin_view_if_demanded(self) -> None:
        state = self.durable
        demands = state.view_changes[state.view]
        if state.active or not self.is_primary or len(demands) < self.quorum:
            return
        shown = tuple(Demand(name, demands[name]) for name in self.replicas if name in demands)
        proposals = follow_up(state.view, shown)
        new_view = NewView(state.view, shown, proposals)
        for message in (new_view, *proposals):
            self.sign(message)
        self.broadcast(new_view, self.others)
        self._enter(new_view)

    @handles(NewView)
    def on_new_view(self, sender: str, new_view: NewView) -> None:
        """Enter the new view, if its primary proved that it must be so."""
        state, primary = self.durable, self.primary_of(new_view.view)
        behind = new_view.view > state.view or (new_view.view == state.view and not state.active)
        if (
            behind
            and self.is_signed(primary, new_view)
            and len({demand.replica for demand in new_view.demands}) >= self.quorum
            and all(d.view_change.view == new_view.view for d in new_view.demands)
            and all(self._is_valid(d.replica, d.view_change) for d in new_view.demands)
            and new_view.pre_prepares == follow_up(new_view.view, new_view.demands)
        ):
            self._enter(new_view)

    def _enter(self, new_view: NewView) -> None:
        state, proposals = self.durable, new_view.pre_prepares
        self.note(f"enters view {new_view.view}")
        state.view, state.active, state.new_view = new_view.view, True, new_view
        self._attempts = 0
        state.assigned = {proposal.digest for proposal in proposals}
        for view in [view for view in state.view_changes if view <= new_view.view]:
            del state.view_changes[view]
        newest = max((d.view_change for d in new_view.demands), key=lambda v: v.stable.sequence)
        state.last_assigned = newest.stable.sequence + len(proposals)
        self.watch_primary(anew=True)
        self.learn_stable(newest.stable, newest.voters)
        self.repeat_checkpoints()
        for proposal in proposals:
            if proposal.sequence > state.stable.sequence:
                self.accept(proposal)
        early, state.early = state.early, []
        for proposal in early:
            self.on_pre_prepare(self.primary_of(proposal.view), proposal)
        self._hand_over()

    def _hand_over(self) -> None:
        """What waits goes to the new primary."""
        state = self.durable
        if self.is_primary:
            self.propose_waiting()
        for request in state.waiting.values() if not self.is_primary else ():
            self.send(self.primary_of(state.view), request)


def follow_up(view: int, demands: tuple[Demand, ...]) -> tuple[PrePrepare, ...]:
    """What the new primary must propose: the set O of 4.4.

    From the newest stable checkpoint to the highest number that anybody prepared, each number
    keeps the request that was prepared in the highest view; gaps get the null request.
    """
    low = max((demand.view_change.stable.sequence for demand in demands), default=0)
    newest: dict[int, PrePrepare] = {}
    for demand in demands:
        for certificate in demand.view_change.prepared:
            proposal = certificate.pre_prepare
            known = newest.get(proposal.sequence)
            if known is None or known.view < proposal.view:
                newest[proposal.sequence] = proposal
    numbers = range(low + 1, max(newest, default=low) + 1)
    requests = (newest[number].request if number in newest else NULL for number in numbers)
    return tuple(
        PrePrepare(view, number, request.digest, request)
        for number, request in zip(numbers, requests, strict=True)
    )
