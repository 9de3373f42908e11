"""What a PBFT replica knows (Castro & Liskov 1999, section 4.2: its log, its view, its state).

Left out of the real thing: see :mod:`course_lib.consensus.pbft`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from course_lib.consensus.pbft.messages import (
    Checkpoint,
    NewView,
    Prepared,
    PrePrepare,
    Reply,
    Request,
    ViewChange,
)
from course_lib.hashing import tagged

Key = tuple[int, int, str]
"""What a vote is for: view, sequence number, digest."""


BEGINNING = Checkpoint(0, "")


def _votes() -> defaultdict[Key, set[str]]:
    return defaultdict(set)


@dataclass(slots=True)
class State:
    """All that a replica keeps, on disk; a crash loses only its timers.

    Args:
        view: the current view.
        active: False from a view change until the new view.
        stable: the last stable checkpoint; its sequence number is the low watermark ``h``.
        voters: who signed it.
        accepted: the pre-prepares accepted, by view and sequence number.
        prepares: who sent a prepare, by what it is for.
        commits: who sent a commit, by what it is for.
        prepared: the newest prepared certificate, by sequence number.
        committed: the requests committed locally, by sequence number, until executed.
        history: the requests executed, in order; sequence numbers begin at 1.
        digests: the state's digest after each checkpoint of its own.
        replies: what was executed, by the request's digest.
        checkpoints: who sent a checkpoint.
        waiting: requests seen and not executed, by digest.
        assigned: digests that this primary has proposed in its view.
        last_assigned: the last sequence number that it gave.
        early: pre-prepares of views that have not begun here.
        view_changes: by view, what each replica sent.
        new_view: what began the current view.
    """

    view: int = 0
    active: bool = True
    stable: Checkpoint = BEGINNING
    voters: tuple[str, ...] = ()
    accepted: dict[tuple[int, int], PrePrepare] = field(default_factory=dict)
    prepares: defaultdict[Key, set[str]] = field(default_factory=_votes)
    commits: defaultdict[Key, set[str]] = field(default_factory=_votes)
    prepared: dict[int, Prepared] = field(default_factory=dict)
    committed: dict[int, Request] = field(default_factory=dict)
    history: list[Request] = field(default_factory=list)
    digests: dict[int, str] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    checkpoints: defaultdict[Checkpoint, set[str]] = field(default_factory=lambda: defaultdict(set))
    waiting: dict[str, Request] = field(default_factory=dict)
    assigned: set[str] = field(default_factory=set)
    last_assigned: int = 0
    early: list[PrePrepare] = field(default_factory=list)
    view_changes: defaultdict[int, dict[str, ViewChange]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    new_view: NewView | None = None

    def forget_up_to(self, sequence: int) -> None:
        """Delete what a stable checkpoint makes superfluous (4.3)."""
        self.accepted = {k: v for k, v in self.accepted.items() if k[1] > sequence}
        self.prepared = {k: v for k, v in self.prepared.items() if k > sequence}
        for votes in (self.prepares, self.commits):
            for key in [key for key in votes if key[1] <= sequence]:
                del votes[key]
        for checkpoint in [c for c in self.checkpoints if c.sequence <= sequence]:
            del self.checkpoints[checkpoint]


def state_digest(requests: Iterable[Request]) -> str:
    """The digest of the state that these requests lead to: of all of them, in their order."""
    joined = "".join(request.digest for request in requests)
    return tagged("lianke/pbft-state", joined.encode()).hex()
