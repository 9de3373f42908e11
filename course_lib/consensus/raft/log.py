"""The replicated log and what else a Raft server keeps on disk (figure 2, persistent state).

Left out of the real thing: see :mod:`course_lib.consensus.raft`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from course_lib.consensus.raft.messages import Entry

Members = tuple[str, ...]


class Log:
    """Entries with indices from 1, and the configuration that the latest of them sets.

    Args:
        members: the configuration as long as no entry sets another.
        entries: what is in the log from the start.

    Attributes:
        version: grows with each change, so that observers see at once whether there was one.
    """

    def __init__(self, members: Members = (), entries: Iterable[Entry] = ()) -> None:
        self._entries: list[Entry] = []
        self._configurations: list[tuple[int, Members]] = [(0, members)]
        self.version = 0
        self.append(*entries)

    @property
    def last_index(self) -> int:
        """The index of the last entry; 0 for an empty log."""
        return len(self._entries)

    @property
    def last_term(self) -> int:
        """The term of the last entry; 0 for an empty log."""
        return self.term_at(len(self._entries))

    @property
    def members(self) -> Members:
        """The latest configuration in the log, committed or not (thesis, 4.1)."""
        return self._configurations[-1][1]

    @property
    def members_index(self) -> int:
        """The index of the entry that set it; 0 if none did."""
        return self._configurations[-1][0]

    def __getitem__(self, index: int) -> Entry:
        return self._entries[index - 1]

    def term_at(self, index: int) -> int:
        """The term of the entry at ``index``; 0 before the first, -1 after the last."""
        if index == 0:
            return 0
        return self._entries[index - 1].term if index <= len(self._entries) else -1

    def first_of_term_at(self, index: int) -> int:
        """The first index of the term that the entry at ``index`` has."""
        term = self.term_at(index)
        while index > 1 and self.term_at(index - 1) == term:
            index -= 1
        return index

    def after(self, index: int) -> tuple[Entry, ...]:
        """The entries after ``index``."""
        return tuple(self._entries[index:])

    def append(self, *entries: Entry) -> None:
        """Add entries at the end."""
        for entry in entries:
            self._entries.append(entry)
            if entry.members is not None:
                self._configurations.append((len(self._entries), entry.members))
        self.version += 1

    def merge(self, index: int, entries: tuple[Entry, ...]) -> None:
        """Store ``entries`` after ``index`` (figure 2, AppendEntries, steps 3 and 4).

        What conflicts is deleted with all that follows it; what is there already stays, also what
        follows it: an old message must not shorten the log.
        """
        for offset, entry in enumerate(entries):
            at = index + 1 + offset
            if self.term_at(at) != entry.term:
                self._truncate(at - 1)
                self.append(*entries[offset:])
                return

    def _truncate(self, last: int) -> None:
        del self._entries[last:]
        while self._configurations[-1][0] > last:
            self._configurations.pop()


@dataclass(slots=True)
class Durable:
    """What a server writes to disk before it answers (figure 2, persistent state)."""

    current_term: int = 0
    voted_for: str | None = None
    log: Log = field(default_factory=Log)
