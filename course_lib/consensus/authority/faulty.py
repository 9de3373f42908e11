"""A sealer that lies.

Left out of the real thing: liars that work together.
"""

from __future__ import annotations

from dataclasses import replace

from course_lib.consensus.authority.sealer import Block, Sealer


class Equivocator(Sealer):
    """Signs two blocks of one height, and tells every other sealer the other one."""

    honest = False

    def publish(self, block: Block) -> None:
        """Two blocks, each for one half of the others."""
        others = tuple(name for name in self.sealers if name != self.name)
        for side, payload in enumerate(("pay A", "pay B")):
            told = replace(block, payload=payload)
            self.sign(told)
            self._add(told)
            self.broadcast(told, others[side::2])
