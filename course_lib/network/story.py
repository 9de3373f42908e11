"""The story of a run 轨迹: one line for each thing that happened.

::

      120 ms  n2 → n3      RequestVote(term=2, candidate_id=n2, ...)
      131 ms  n3           votes for n2 in term 2

Left out of the real thing: logs that each node writes on its own, with clocks that disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from course_lib.network.message import Message

FATES = {
    "lost": "lost",
    "cut": "cut off by the partition",
    "down": "in vain: the receiver is down",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the story.

    Args:
        time_ms: when, in virtual milliseconds.
        kind: ``message`` (it arrives), ``lost`` or ``cut`` (when sent), ``down`` (it arrives in
            vain), ``note`` (a node's own words), ``crash``, ``restart``, ``partition``, ``heal``.
        source: the node that sent or did it; empty for what nobody did.
        target: the receiver of a message; empty for anything else.
        what: the message, or words.
    """

    time_ms: int
    kind: str
    source: str
    target: str
    what: Message | str

    def __str__(self) -> str:
        who = f"{self.source} → {self.target}" if self.target else self.source
        fate = f"  ({FATES[self.kind]})" if self.kind in FATES else ""
        mark = "*" if self.kind in ("crash", "restart", "partition", "heal") else " "
        return f"{self.time_ms:>6} ms {mark}{who:<12} {self.what}{fate}"


def story(trace: Iterable[Happening]) -> str:
    """The whole story as text, a line for each happening."""
    return "".join(f"{happening}\n" for happening in trace)


def groups_text(groups: tuple[tuple[str, ...], ...]) -> str:
    """The groups of a partition in words: ``n1 n2 | n3``."""
    return " | ".join(" ".join(group) for group in groups)
