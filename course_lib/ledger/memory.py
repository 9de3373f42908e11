"""A store in memory: gone when the program ends.

Left out of the real thing: see :mod:`course_lib.ledger`.
"""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.blocks import Block
from course_lib.ledger.store import Entry, entries_of, refuse_repeated


class MemoryStore:
    """Blocks in a list, their transactions in a dictionary."""

    def __init__(self, chain: str) -> None:
        self.chain = chain
        self._blocks: list[Block] = []
        self._entries: dict[bytes, Entry] = {}

    @property
    def height(self) -> int:
        return len(self._blocks) - 1

    @property
    def count(self) -> int:
        return len(self._entries)

    def append(self, block: Block) -> None:
        entries = entries_of(block)
        refuse_repeated(entries, self.find)
        self._entries.update((entry.id, entry) for entry in entries)
        self._blocks.append(block)

    def block(self, height: int) -> Block:
        return self._blocks[height]

    def find(self, digest: bytes) -> Entry | None:
        return self._entries.get(digest)

    def search(self, contract: str | None, sender: str | None, since_ms: int) -> Iterator[Entry]:
        for entry in list(self._entries.values()):
            if (
                contract in (None, entry.contract)
                and sender in (None, entry.sender)
                and entry.time_ms >= since_ms
            ):
                yield entry

    def entries(self, height: int) -> list[Entry]:
        found = (self._entries.get(entry.id) for entry in entries_of(self._blocks[height]))
        return [entry for entry in found if entry is not None]

    def close(self) -> None:
        pass
