"""Views and their timers: who leads, and when to give up (the paper's pacemaker, algorithm 5).

The paper leaves the pacemaker open. Here a leader leads four views in a row. Its turn is given up
when nothing was certified in time; the wait doubles with each turn since the newest certificate, so
that replicas which are behind catch up with those ahead. One cry, to the next leader: linear even
when a leader fails.

Left out of the real thing: see :mod:`course_lib.consensus.hotstuff`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict

from course_lib.consensus.hotstuff.messages import FIRST, Certificate, NewView, Vote
from course_lib.consensus.hotstuff.state import State
from course_lib.errors import InvalidValue
from course_lib.network import Node, Timer

MOST_DOUBLINGS = 20
TURN = 4
"""Views that one leader leads in a row: enough to commit the first block of its turn."""


def leader_of(view: int, replicas: tuple[str, ...]) -> str:
    """Who leads a view: the replicas take turns of :data:`TURN` views."""
    return replicas[(view - 1) // TURN % len(replicas)]


class Views(Node):
    """The part of a replica that goes from view to view."""

    durable: State

    def __init__(
        self, name: str, replicas: tuple[str, ...], f: int | None = None, timeout_ms: int = 150
    ) -> None:
        super().__init__(name)
        self.replicas = replicas
        self.f = (len(replicas) - 1) // 3 if f is None else f
        if name not in replicas or not 0 <= self.f < len(replicas):
            raise InvalidValue(f"{name!r} with f={self.f} is no replica of {len(replicas)}")
        self.quorum = len(replicas) - self.f
        self.others = tuple(other for other in replicas if other != name)
        self.timeout_ms = timeout_ms
        self.durable = State()
        self._timer: Timer | None = None
        self._calls: defaultdict[int, set[str]] = defaultdict(set)
        self._believed = {FIRST}

    def start(self) -> None:
        """Come up, and wait for the view if there is work."""
        self.watch()

    def leader_of(self, view: int) -> str:
        """Who leads a view."""
        return leader_of(view, self.replicas)

    def is_certificate(self, certificate: Certificate) -> bool:
        """Whether a quorum of replicas signed votes for this block in this view."""
        if certificate in self._believed:
            return True
        voters = set(certificate.voters) & set(self.replicas)
        vote = Vote(certificate.view, certificate.block)
        holds = len(voters) >= self.quorum and all(self.is_signed(v, vote) for v in voters)
        if holds:
            self._believed.add(certificate)
        return holds

    def enter(self, view: int) -> None:
        """Go on to a later view; whoever leads it proposes."""
        if view > self.durable.view:
            self.durable.view = view
            self._rest()
            self.propose()
            self.watch()

    def progressed(self) -> None:
        """Something was committed: wait anew, or rest if nothing is left to do."""
        self._rest()
        self.watch()

    def watch(self) -> None:
        """Wait for the view to end, if there is work and nobody waits yet."""
        state = self.durable
        if self._timer is None and not state.is_idle:
            failures = max(state.view - 1 - state.high.view, 0) // TURN
            patience = self.timeout_ms << min(failures, MOST_DOUBLINGS)
            self._timer = self.after(patience, self._give_up)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None

    def _give_up(self) -> None:
        """Nothing was certified in time: go to the next leader's turn and tell it."""
        self._timer = None
        state = self.durable
        cry = NewView(((state.view - 1) // TURN + 1) * TURN + 1, state.high)
        self.note(f"gives up view {state.view}")
        self.sign(cry)
        leader = self.leader_of(cry.view)
        self.enter(cry.view)
        if leader == self.name:
            self.called(self.name, cry.view)
        else:
            self.send(leader, cry)

    def called(self, sender: str, view: int) -> None:
        """Count who wants this leader's turn to begin; a quorum lets it propose.

        A leader that sees no reason to hurry joins when f + 1 ask: one of them is honest.
        """
        if self.leader_of(view) == self.name and view >= self.durable.view:
            calls = self._calls[view]
            calls.add(sender)
            if len(calls) > self.f:
                calls.add(self.name)
            if self.is_called(view):
                self.enter(view)
                self.propose()

    def is_called(self, view: int) -> bool:
        """Whether a quorum asked this leader to propose without a certificate of the last view."""
        return len(self._calls[view]) >= self.quorum

    @abstractmethod
    def propose(self) -> None:
        """As leader, build on the newest certificate."""
