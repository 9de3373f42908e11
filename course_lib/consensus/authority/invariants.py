"""What proof of authority promises at every moment. That blocks are final is not among it.

Left out of the real thing: a proof.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from course_lib.consensus.authority.sealer import Block, Sealer
from course_lib.network import BrokenPromise, Network


class Rules:
    """Watches a run: ``run(scenario, observe=Rules())``.

    - Turns: on an honest sealer's branch nobody sealed twice among ``recent`` blocks in a row.
    - Weight: no honest sealer knows a branch that is heavier than the one it follows.

    Raises:
        BrokenPromise: one of these does not hold after an event.
    """

    def __init__(self) -> None:
        self._tips: dict[str, str] = {}

    def __call__(self, network: Network) -> None:
        """Check every honest sealer that follows another block than before."""
        for sealer in network.up.values():
            if isinstance(sealer, Sealer) and sealer.honest:
                if self._tips.get(sealer.name) != sealer.tip:
                    self._tips[sealer.name] = sealer.tip
                    self._check_turns(sealer)
                if max(sealer.total.values()) > sealer.total[sealer.tip]:
                    raise BrokenPromise(f"{sealer.name} does not follow the heaviest branch")

    def _check_turns(self, sealer: Sealer) -> None:
        newest = [block.sealer for block in islice(sealer.branch(sealer.tip), sealer.recent)]
        if newest.count(newest[0]) > 1:
            raise BrokenPromise(
                f"{sealer.name} follows a branch on which {newest[0]} sealed twice in "
                f"{sealer.recent} blocks"
            )


def common_prefix(sealers: Iterable[Sealer]) -> tuple[Block, ...]:
    """The blocks that all of them follow, from the first on."""
    branches = [tuple(sealer.branch(sealer.tip))[::-1] for sealer in sealers]
    found = []
    for blocks in zip(*branches, strict=False):
        if len(set(blocks)) > 1:
            break
        found.append(blocks[0])
    return tuple(found)
