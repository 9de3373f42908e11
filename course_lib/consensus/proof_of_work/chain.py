"""The heaviest chain: which of several branches everybody follows.

Blocks form a tree, since two miners may find one at the same time. The branch with the most work
counts, not the longest one: long and easy is cheap. Between two of the same work, the one that was
seen first stays; the next block decides. What was final yesterday may leave the chain today.

Left out of the real thing: the blocks' transactions and whether they are valid; blocks whose parent
has not arrived yet; the refusal of times more than two hours ahead of one's own clock, as no clock
is read here; forgetting old branches.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from course_lib.consensus.proof_of_work.header import BitcoinHeader, check_work
from course_lib.consensus.proof_of_work.target import REALISTIC, Rules, retarget
from course_lib.errors import InvalidBlock, InvalidValue, shown

_MEDIAN_OF = 11


@dataclass(frozen=True, slots=True)
class Reorganisation:
    """What a new header changed: ids that left the heaviest branch, ids that joined it."""

    left: tuple[str, ...]
    joined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    header: BitcoinHeader
    height: int
    total_work: int


class HeaderChain:
    """All headers that follow from one, and the heaviest branch among them.

    Args:
        genesis: the first header, taken on trust.
        rules: how targets move; :data:`TEACHING` for lessons.

    Raises:
        InvalidBlock: if the first header does not meet its target.
    """

    def __init__(self, genesis: BitcoinHeader, rules: Rules = REALISTIC) -> None:
        check_work(genesis, rules)
        self._rules = rules
        self._entries = {genesis.id: _Entry(genesis, 0, genesis.work)}
        self._tip = genesis.id

    @property
    def tip(self) -> BitcoinHeader:
        """The last header of the heaviest branch."""
        return self._entries[self._tip].header

    @property
    def height(self) -> int:
        """The height of the heaviest branch; the first header has 0."""
        return self._entries[self._tip].height

    @property
    def total_work(self) -> int:
        """The tries that the heaviest branch took on average."""
        return self._entries[self._tip].total_work

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, block: object) -> bool:
        return block in self._entries

    def branch(self, block: str | None = None) -> list[BitcoinHeader]:
        """The headers from the first to a block, by its id; None for the heaviest branch.

        Raises:
            InvalidValue: if the block is unknown.
        """
        tip = self._tip if block is None else block
        return [entry.header for entry in self._back_from(self._entry(tip))][::-1]

    def add(self, header: BitcoinHeader) -> Reorganisation:
        """Take a header in, and follow its branch if that is now the heaviest.

        Raises:
            InvalidBlock: if its parent is unknown, or it breaks a rule; nothing changes then.
        """
        block = header.id
        if block in self._entries:
            return Reorganisation((), ())
        parent = self._entries.get(header.previous)
        if parent is None:
            raise InvalidBlock(f"block {block} follows {header.previous}, which is not known")
        self._check(header, parent)
        entry = _Entry(header, parent.height + 1, parent.total_work + header.work)
        self._entries[block] = entry
        if entry.total_work <= self.total_work:
            return Reorganisation((), ())
        change = self._change(self._entries[self._tip], entry)
        self._tip = block
        return change

    def next_bits(self, block: str | None = None) -> int:
        """The compact target that a child of this block must name; None for a child of the tip.

        Raises:
            InvalidValue: if the block is unknown.
        """
        return self._next_bits(self._entry(self._tip if block is None else block))

    def _next_bits(self, parent: _Entry) -> int:
        if (parent.height + 1) % self._rules.interval:
            return parent.header.bits
        *_, first = self._back_from(parent, self._rules.interval)
        return retarget(parent.header.bits, first.header.time, parent.header.time, self._rules)

    def _check(self, header: BitcoinHeader, parent: _Entry) -> None:
        wanted = self._next_bits(parent)
        if header.bits != wanted:
            raise InvalidBlock(
                f"block {header.id} names the target {header.bits:08x}; at height "
                f"{parent.height + 1} it is {wanted:08x}"
            )
        times = sorted(entry.header.time for entry in self._back_from(parent, _MEDIAN_OF))
        median = times[len(times) // 2]
        if header.time <= median:
            raise InvalidBlock(
                f"block {header.id} says it is from {header.time}, not after {median}, "
                f"the middle one of the {len(times)} times before it"
            )
        check_work(header, self._rules)

    def _change(self, old: _Entry, new: _Entry) -> Reorganisation:
        """Walk back from both tips to the block that the branches share."""
        left, joined = [], []
        while old.header != new.header:
            if new.height >= old.height:
                joined.append(new.header.id)
                new = self._entries[new.header.previous]
            else:
                left.append(old.header.id)
                old = self._entries[old.header.previous]
        return Reorganisation(tuple(left[::-1]), tuple(joined[::-1]))

    def _back_from(self, entry: _Entry, count: int | None = None) -> Iterator[_Entry]:
        """An entry, its parent, and so on to the first, at most ``count``."""
        found: _Entry | None = entry
        while found is not None and count != 0:
            yield found
            found = self._entries.get(found.header.previous)
            count = None if count is None else count - 1

    def _entry(self, block: str) -> _Entry:
        if block not in self._entries:
            raise InvalidValue(f"no block {shown(block)} is known")
        return self._entries[block]
