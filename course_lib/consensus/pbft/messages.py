"""PBFT's messages (Castro & Liskov 1999, sections 4.1 to 4.4).

The paper's signature ⟨m⟩σi is the network's word here: see :meth:`course_lib.network.Node.sign`. A
certificate therefore holds names, and whoever checks it asks whether each of them signed.

Left out of the real thing: see :mod:`course_lib.consensus.pbft`.
"""

from __future__ import annotations

from dataclasses import dataclass

from course_lib import canonical
from course_lib.hashing import tagged
from course_lib.network import Message


@dataclass(frozen=True, slots=True)
class Request(Message):
    """A client asks for an operation; ``timestamp`` tells its requests apart."""

    operation: str
    timestamp: int
    client: str

    @property
    def digest(self) -> str:
        """The request's digest ``d``, 64 hexadecimal digits."""
        content = canonical.encode([self.operation, self.timestamp, self.client])
        return tagged("lianke/pbft-request", content).hex()

    def __str__(self) -> str:
        return f"{self.client}:{self.timestamp}:{self.operation}" if self.client else "null"


NULL = Request("", 0, "")
"""The request that fills a gap after a view change, and does nothing (4.4)."""


@dataclass(frozen=True, slots=True)
class PrePrepare(Message):
    """The primary proposes a request for a sequence number in its view."""

    view: int
    sequence: int
    digest: str
    request: Request


@dataclass(frozen=True, slots=True)
class Prepare(Message):
    """A backup has accepted the proposal."""

    view: int
    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class Commit(Message):
    """A replica knows that a quorum accepted the same proposal."""

    view: int
    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class Reply(Message):
    """The result of an operation; a client believes f + 1 equal ones."""

    view: int
    timestamp: int
    client: str
    result: str


@dataclass(frozen=True, slots=True)
class Checkpoint(Message):
    """The digest of a replica's state after a sequence number (4.3)."""

    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class Prepared(Message):
    """A prepared certificate: a signed pre-prepare, and who signed the matching prepares.

    Args:
        pre_prepare: of the primary of its view.
        backups: at least ``quorum - 1`` names, the primary's not among them.
    """

    pre_prepare: PrePrepare
    backups: tuple[str, ...]

    def __str__(self) -> str:
        pre_prepare = self.pre_prepare
        return f"{pre_prepare.view}/{pre_prepare.sequence}:{pre_prepare.request}"


@dataclass(frozen=True, slots=True)
class ViewChange(Message):
    """A replica wants another primary (4.4).

    Args:
        view: the view it wants to move to.
        stable: the last stable checkpoint, and who proved it.
        voters: the names of those who signed that checkpoint; empty for the beginning.
        prepared: what was prepared after that checkpoint.
    """

    view: int
    stable: Checkpoint
    voters: tuple[str, ...]
    prepared: tuple[Prepared, ...]

    def __str__(self) -> str:
        inside = ", ".join(str(certificate) for certificate in self.prepared)
        return f"ViewChange(view={self.view}, stable={self.stable.sequence}, prepared=({inside}))"


@dataclass(frozen=True, slots=True)
class Demand(Message):
    """A view change, and who signed it, inside a new view."""

    replica: str
    view_change: ViewChange

    def __str__(self) -> str:
        return self.replica


@dataclass(frozen=True, slots=True)
class NewView(Message):
    """The new primary shows a quorum of view changes, and the proposals that follow from them."""

    view: int
    demands: tuple[Demand, ...]
    pre_prepares: tuple[PrePrepare, ...]

    def __str__(self) -> str:
        demands = ", ".join(demand.replica for demand in self.demands)
        again = ", ".join(f"{pre.sequence}:{pre.request}" for pre in self.pre_prepares)
        return f"NewView(view={self.view}, demanded by ({demands}), again=({again}))"


@dataclass(frozen=True, slots=True)
class Fetch(Message):
    """A replica that fell behind asks for the state at a stable checkpoint."""

    sequence: int


@dataclass(frozen=True, slots=True)
class History(Message):
    """The state at a checkpoint, here all requests up to it; its digest proves it."""

    sequence: int
    requests: tuple[Request, ...]

    def __str__(self) -> str:
        return f"History(sequence={self.sequence})"
