"""HotStuff's messages: blocks, votes, certificates, and the cry for a new view.

Requests and replies are PBFT's: a client cannot tell the two apart.

Left out of the real thing: see :mod:`course_lib.consensus.hotstuff`.
"""

from __future__ import annotations

from dataclasses import dataclass

from course_lib import canonical
from course_lib.canonical import JSON
from course_lib.consensus.pbft.messages import NULL, Request
from course_lib.hashing import tagged
from course_lib.network import Message


@dataclass(frozen=True, slots=True)
class Certificate(Message):
    """A quorum voted for a block in a view: the paper's quorum certificate, QC.

    With threshold signatures it is one signature however many voted; here it lists the voters.
    """

    view: int
    block: str
    voters: tuple[str, ...]

    def __str__(self) -> str:
        return f"QC({self.block[:6]}, view {self.view})"


@dataclass(frozen=True, slots=True)
class Block(Message):
    """A leader proposes: a request on top of the block that ``justify`` certifies."""

    view: int
    request: Request
    justify: Certificate

    @property
    def parent(self) -> str:
        """The parent's name: a block's parent is the block it has a certificate for."""
        return self.justify.block

    @property
    def name(self) -> str:
        """The block's digest, 64 hexadecimal digits; the voters are no part of it."""
        content: JSON = [self.view, self.request.digest, self.justify.view, self.parent]
        return tagged("lianke/hotstuff-block", canonical.encode(content)).hex()

    def __str__(self) -> str:
        return f"Block({self.name[:6]}, view {self.view}, {self.request}, on {self.justify})"


@dataclass(frozen=True, slots=True)
class Vote(Message):
    """A replica votes for a block, to the leader of the next view."""

    view: int
    block: str

    def __str__(self) -> str:
        return f"Vote({self.block[:6]}, view {self.view})"


@dataclass(frozen=True, slots=True)
class NewView(Message):
    """A replica gives up waiting, and tells the next leader the highest certificate it knows."""

    view: int
    high: Certificate


@dataclass(frozen=True, slots=True)
class Fetch(Message):
    """Please send me this block."""

    block: str


@dataclass(frozen=True, slots=True)
class Found(Message):
    """A block that was asked for; it is kept, and not voted on."""

    block: Block


FIRST = Certificate(0, "genesis", ())
"""The certificate of the first block, which everybody has."""

GENESIS = Block(0, NULL, FIRST)
