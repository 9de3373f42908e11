"""What a HotStuff replica remembers; it all survives a crash.

Left out of the real thing: see :mod:`course_lib.consensus.hotstuff`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from course_lib.consensus.hotstuff.messages import FIRST, GENESIS, Block, Certificate
from course_lib.consensus.pbft.messages import Reply, Request


@dataclass(slots=True)
class State:
    """One replica's disk.

    Attributes:
        view: the view it is in.
        voted: the view of its newest vote; it never votes in that one or an earlier one again.
        proposed: the newest view in which it proposed.
        high: the newest certificate it knows: where to build.
        locked: the certificate it is locked on: what it defends.
        blocks: the blocks it knows, by their names.
        committed: the newest committed block's name.
        history: the requests it executed, in order.
        waiting: requests that are not executed yet, by digest.
        replies: what it answered, by the request's digest.
    """

    view: int = 1
    voted: int = 0
    proposed: int = 0
    high: Certificate = FIRST
    locked: Certificate = FIRST
    blocks: dict[str, Block] = field(default_factory=lambda: {FIRST.block: GENESIS})
    committed: str = FIRST.block
    history: list[Request] = field(default_factory=list)
    waiting: dict[str, Request] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)

    def branch(self, name: str) -> Iterator[tuple[str, Block]]:
        """A block, its parent, and so on, down to the newest committed one, which is left out.

        It also ends where a block is not known, and at a view no later than the committed one's.
        """
        end = self.blocks[self.committed].view
        while name in self.blocks and self.blocks[name].view > end:
            yield name, self.blocks[name]
            name = self.blocks[name].parent

    def extends(self, name: str, ancestor: str) -> bool:
        """Whether ``ancestor`` is on the way from ``name`` down."""
        floor = self.blocks[ancestor].view if ancestor in self.blocks else 0
        while name in self.blocks and self.blocks[name].view > floor:
            name = self.blocks[name].parent
        return name == ancestor

    def unproposed(self) -> Request | None:
        """The first waiting request that is not on the way to the newest certified block."""
        proposed = {block.request.digest for _, block in self.branch(self.high.block)}
        return next((r for digest, r in self.waiting.items() if digest not in proposed), None)

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits, neither requests nor blocks that still need successors."""
        pending = any(block.request.client for _, block in self.branch(self.high.block))
        return not self.waiting and not pending
