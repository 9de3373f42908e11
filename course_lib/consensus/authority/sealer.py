"""A sealer: waits for its turn, seals, follows the heaviest branch (EIP-225).

Left out of the real thing: see :mod:`course_lib.consensus.authority`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from course_lib import canonical
from course_lib.errors import InvalidValue
from course_lib.hashing import tagged
from course_lib.network import Message, Node, Timer, handles

IN_TURN, OUT_OF_TURN = 2, 1
"""What a block weighs: EIP-225's DIFF_INTURN and DIFF_NOTURN."""


@dataclass(frozen=True, slots=True)
class Block(Message):
    """A sealed block: who sealed it when, on which parent, with which weight."""

    parent: str
    height: int
    sealer: str
    weight: int
    time_ms: int
    payload: str

    @property
    def name(self) -> str:
        """The block's digest, 64 hexadecimal digits."""
        content = canonical.encode(
            [self.parent, self.height, self.sealer, self.weight, self.time_ms, self.payload]
        )
        return tagged("lianke/authority-block", content).hex()

    def __str__(self) -> str:
        turn = "in turn" if self.weight == IN_TURN else "out of turn"
        return f"Block({self.name[:6]}, height {self.height}, {turn}, on {self.parent[:6]})"


@dataclass(frozen=True, slots=True)
class GetBlock(Message):
    """Please send me this block."""

    block: str


GENESIS = Block("", 0, "", 0, 0, "")


class Sealer(Node):
    """Seals in its turn, or a little later when the one whose turn it is stays away.

    Args:
        name: the node's name.
        sealers: all of them, in the order of their turns.
        period_ms: the least time between two blocks.
        patience_ms: how much later than the turn the first one out of turn may seal.

    Raises:
        InvalidValue: the node is not among the sealers, or a time is not positive.
    """

    durable: dict[str, Block]

    def __init__(
        self,
        name: str,
        sealers: tuple[str, ...],
        period_ms: int = 1_000,
        patience_ms: int = 200,
    ) -> None:
        super().__init__(name)
        if name not in sealers or period_ms < 1 or patience_ms < 1:
            raise InvalidValue(f"{name!r}: give a sealer among {sealers}, and times above 0")
        self.sealers = sealers
        self.period_ms = period_ms
        self.patience_ms = patience_ms
        self.durable = {GENESIS.name: GENESIS}

    def start(self) -> None:
        """Take up the heaviest branch on disk, and wait for a turn."""
        self.total = {GENESIS.name: 0}
        for name, block in self.durable.items():  # parents come first
            self.total[name] = self.total.get(block.parent, 0) + block.weight
        self.tip = max(self.durable, key=self.preference)
        self._waiting: dict[str, list[Block]] = {}
        self._timer: Timer | None = None
        self._wait()

    @property
    def recent(self) -> int:
        """Of so many blocks in a row a sealer may seal one: ``floor(n / 2) + 1``."""
        return len(self.sealers) // 2 + 1

    def in_turn(self, height: int) -> str:
        """Whose turn a height is."""
        return self.sealers[height % len(self.sealers)]

    def preference(self, name: str) -> tuple[int, int, int]:
        """How much a branch is preferred: by weight, then if shorter, then by digest (EIP-3436)."""
        return self.total[name], -self.durable[name].height, -int(name, 16)

    def branch(self, name: str) -> Iterator[Block]:
        """A block, its parent, and so on, down to the first."""
        while name in self.durable:
            yield self.durable[name]
            name = self.durable[name].parent

    def may_seal(self, sealer: str, parent: str) -> bool:
        """Whether the sealer is one, and sealed none of the last ``recent - 1`` blocks."""
        newest = [block.sealer for block in islice(self.branch(parent), self.recent - 1)]
        return sealer in self.sealers and sealer not in newest

    def _wait(self) -> None:
        """Set the timer for a block on the present tip."""
        if self._timer is not None:
            self._timer.cancel()
        head = self.durable[self.tip]
        due = max(head.time_ms + self.period_ms - self.now_ms, 0)
        if self.in_turn(head.height + 1) != self.name:
            due += self.draw(self.patience_ms, self.patience_ms * (1 + len(self.sealers)))
        self._timer = self.after(due, self._seal)

    def _seal(self) -> None:
        """Seal on the tip; whoever may not tells the others its tip again, in case one lacks it."""
        head = self.durable[self.tip]
        if not self.may_seal(self.name, self.tip):
            self.broadcast(head)
            self._timer = self.after(self.period_ms, self._seal)
        else:
            height = head.height + 1
            weight = IN_TURN if self.in_turn(height) == self.name else OUT_OF_TURN
            self.publish(Block(self.tip, height, self.name, weight, self.now_ms, ""))

    def publish(self, block: Block) -> None:
        """Sign a block, follow it and tell everybody."""
        self.sign(block)
        self._add(block)
        self.broadcast(block)

    @handles(Block)
    def on_block(self, sender: str, block: Block) -> None:
        """Take a block in, or ask for its parent first."""
        if block.name in self.durable or not self.is_signed(block.sealer, block):
            return
        if block.parent in self.durable:
            self._take(block)
        else:
            self._waiting.setdefault(block.parent, []).append(block)
            self.send(sender, GetBlock(block.parent))

    @handles(GetBlock)
    def on_get_block(self, sender: str, wanted: GetBlock) -> None:
        """Send a block that somebody lacks."""
        if wanted.block in self.durable:
            self.send(sender, self.durable[wanted.block])

    def _take(self, block: Block) -> None:
        """A block whose parent is known, then those that waited for it."""
        ready = [block]
        while ready:
            block = ready.pop()
            if self.is_valid(block):
                self._add(block)
                ready += self._waiting.pop(block.name, ())

    def is_valid(self, block: Block) -> bool:
        """Whether the block follows from its parent by the rules of EIP-225."""
        parent = self.durable[block.parent]
        in_turn = self.in_turn(block.height) == block.sealer
        return (
            block.height == parent.height + 1
            and self.may_seal(block.sealer, block.parent)
            and block.weight == (IN_TURN if in_turn else OUT_OF_TURN)
            and parent.time_ms + self.period_ms <= block.time_ms <= self.now_ms
        )

    def _add(self, block: Block) -> None:
        """Keep a block, and follow its branch if that is the one to prefer."""
        name = block.name
        self.durable[name] = block
        self.total[name] = self.total[block.parent] + block.weight
        if self.preference(name) > self.preference(self.tip):
            if block.parent != self.tip:
                self.note(f"leaves {self.tip[:6]} for the branch of {name[:6]}")
            self.tip = name
            self._wait()
