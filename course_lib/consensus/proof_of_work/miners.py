"""Miners in a network: they race, blocks take time to travel, forks appear and are resolved.

No hash is computed here. How long a miner takes is drawn by chance: with the share ``s`` of the
power, on average ``spacing / s``, and never knowing more after having waited (an exponential
distribution; that is what trying nonces comes to). Everything else happens message by message.

A block is told to everybody. Who hears of one whose parent it does not know asks the sender for the
parent, and so back to a block it knows: this is how two halves of a parted network find together.

Left out of the real thing: the hashes, targets that move (all blocks count alike, so that the
longest branch is the heaviest), neighbours (everybody is everybody's), the size of blocks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from math import log

from course_lib.errors import InvalidValue, shown
from course_lib.network import Fault, Link, Message, Node, Run, Scenario, handles


@dataclass(frozen=True, slots=True)
class Block(Message):
    """A block: its name, its parent's, its height, and who found it."""

    block: str
    parent: str
    height: int
    miner: str


@dataclass(frozen=True, slots=True)
class GetBlock(Message):
    """Please send me this block."""

    block: str


GENESIS = Block("genesis", "", 0, "")


class HonestMiner(Node):
    """Mines on the longest branch it knows, the first seen among equals, and tells everybody.

    Args:
        name: the node's name.
        share: its share of the power, above 0 to 1.
        spacing_ms: milliseconds between two blocks of the whole network, on average.
    """

    durable: dict[str, Block] | None

    def __init__(self, name: str, share: float, spacing_ms: int) -> None:
        super().__init__(name)
        self._mean_ms = spacing_ms / share
        self._waiting: dict[str, list[Block]] = {}

    def start(self) -> None:
        """Remember the blocks on disk, and begin to mine on the highest."""
        self.blocks = self.durable = self.durable or {GENESIS.block: GENESIS}
        self.tip = max(self.blocks.values(), key=lambda block: block.height)
        self._mine()

    @handles(Block)
    def on_block(self, sender: str, block: Block) -> None:
        """Take a block in, or ask for its parent first."""
        if block.block in self.blocks:
            return
        if block.parent in self.blocks:
            self._take(block)
        else:
            self._waiting.setdefault(block.parent, []).append(block)
            self.send(sender, GetBlock(block.parent))

    @handles(GetBlock)
    def on_get_block(self, sender: str, wanted: GetBlock) -> None:
        """Send a block that somebody lacks."""
        if wanted.block in self.blocks:
            self.send(sender, self.blocks[wanted.block])

    def found(self, block: Block) -> None:
        """What to do with a block of one's own: mine on it and tell everybody."""
        self.tip = block
        self.broadcast(block)

    def learned(self, block: Block) -> None:
        """What to do with a block of somebody else: follow the longer branch."""
        if block.height > self.tip.height:
            if block.parent != self.tip.block:
                self.note(f"leaves {self.tip.block} for the longer branch of {block.block}")
            self.tip = block

    def branch(self) -> tuple[Block, ...]:
        """The blocks from the first to the tip."""
        found = [self.tip]
        while found[-1].parent:
            found.append(self.blocks[found[-1].parent])
        return tuple(found[::-1])

    def _mine(self) -> None:
        """Wait as long as trying nonces would take."""
        wait = -log(1 - self.network.random()) * self._mean_ms
        self.after(int(wait) + 1, self._find)

    def _find(self) -> None:
        parent, number = self.tip, len(self.blocks)
        block = Block(f"{self.name}#{number}", parent.block, parent.height + 1, self.name)
        self.blocks[block.block] = block
        self.note(f"finds {block.block} on {parent.block}")
        self.found(block)
        self._mine()

    def _take(self, block: Block) -> None:
        """A block whose parent is known, then those that waited for it."""
        ready = [block]
        while ready:
            block = ready.pop()
            if block.height != self.blocks[block.parent].height + 1:
                continue  # a lie
            self.blocks[block.block] = block
            self.learned(block)
            ready += self._waiting.pop(block.block, ())


class SelfishMiner(HonestMiner):
    """Keeps its blocks back until the others come close (Eyal and Sirer 2013, algorithm 1)."""

    def start(self) -> None:
        """Begin with nothing kept back."""
        self._secret: list[Block] = []
        self._public = 0  # the greatest height that the others have shown
        self._racing = False  # two branches of one height are known, and one is its own
        super().start()

    def found(self, block: Block) -> None:
        """Keep a block; in a race of two branches, publish it and win."""
        self.tip = block
        self._secret.append(block)
        if self._racing:
            self._publish(1)
        self._racing = False

    def learned(self, block: Block) -> None:
        """Give up when behind, publish all when one ahead, else just enough to keep up."""
        if block.height <= self._public:
            return
        self._public = block.height
        lead = self.tip.height - block.height
        self._racing = lead == 0 and bool(self._secret)
        if lead < 0:
            self.tip, self._secret = block, []
        elif lead <= 1:
            self._publish(len(self._secret))
        else:
            self._publish(sum(b.height <= block.height for b in self._secret))

    def _publish(self, count: int) -> None:
        for block in self._secret[:count]:
            self.broadcast(block)
        self._secret = self._secret[count:]


@dataclass(frozen=True, slots=True)
class MiningResult:
    """What a run of miners came to.

    Args:
        chain: the longest branch at the end, the first seen by the first of the nodes.
        found: how many blocks were found.
        shares: each miner's part of the chain.
    """

    chain: tuple[Block, ...]
    found: int
    shares: Mapping[str, float]

    @property
    def stale(self) -> float:
        """The part of the blocks that were found for nothing."""
        return 1 - (len(self.chain) - 1) / self.found if self.found else 0.0


def mining_scenario(
    shares: Mapping[str, float],
    *,
    duration_ms: int,
    seed: int,
    spacing_ms: int = 600_000,
    link: Link | None = None,
    links: Mapping[tuple[str, str], Link] | None = None,
    schedule: Iterable[Fault] = (),
    selfish: Iterable[str] = (),
) -> Scenario:
    """A scenario of miners; run it with :func:`course_lib.network.run`.

    Args:
        shares: each miner's share of the power; together at most 1.
        duration_ms: when to stop, milliseconds.
        seed: the same seed, the same run.
        spacing_ms: between two blocks of the whole network, on average; Bitcoin has 600,000.
        link: how blocks travel.
        links: how they travel between two miners, where that differs.
        schedule: what goes wrong when.
        selfish: the miners that keep blocks back.

    Raises:
        InvalidValue: if a share or a time is out of range.
    """
    for name, share in shares.items():
        if type(share) not in (int, float) or not 0 < share <= 1:
            raise InvalidValue(f"the share of {name} is {shown(share)}: give a number up to 1")
    if sum(shares.values()) > 1 + 1e-9 or type(spacing_ms) is not int or spacing_ms < 1:
        raise InvalidValue("give shares of together at most 1, and a spacing of at least 1 ms")
    kinds = {name: SelfishMiner if name in set(selfish) else HonestMiner for name in shares}
    makers: dict[str, Callable[[str], Node]] = {
        name: partial(kinds[name], share=share, spacing_ms=spacing_ms)
        for name, share in shares.items()
    }
    return Scenario(
        makers,
        duration_ms=duration_ms,
        seed=seed,
        link=link or Link(),
        links=links or {},
        schedule=tuple(schedule),
    )


def mining_result(run: Run) -> MiningResult:
    """The longest branch that any node knows at the end, and who found its blocks."""
    nodes = [node for node in run.nodes.values() if isinstance(node, HonestMiner)]
    best = max(nodes, key=lambda node: node.tip.height)
    chain = best.branch()
    counts = Counter(block.miner for block in chain[1:])
    found = len({name for node in nodes for name in node.blocks}) - 1
    shares = {node.name: counts[node.name] / max(len(chain) - 1, 1) for node in nodes}
    return MiningResult(chain, found, shares)
