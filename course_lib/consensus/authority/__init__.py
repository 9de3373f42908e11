"""Proof of authority 权威证明 (EIP-225, "Clique"): known sealers take turns.

A block needs one signature, of one sealer. The one whose turn it is seals a heavy block; if it
stays away, another one seals a light block a little later. Everybody follows the heaviest branch;
of two that weigh the same, the shorter, then the one with the smaller newest digest. Of
``floor(n / 2) + 1`` blocks in a row, a sealer may seal only one: a minority cannot run away with
the chain, and the chain stands still when half of the sealers are gone.

The rule for equal weights is EIP-3436's, shortened. EIP-225 kept the branch it saw first, and real
networks stood still: every sealer had sealed lately on a branch of its own, and waited for others.

It is cheap: n - 1 messages a block, for any n. And it is weak: there is no moment at which a block
is final. A sealer that signs two blocks of one height gives two parts of the network two branches,
until one grows heavier.

A :class:`Sealer` follows :class:`Rules`. :class:`Equivocator` signs twice.

Left out of the real thing: votes that admit and remove sealers, checkpoints (EIP-225 has both),
transactions in the blocks, neighbours (everybody is everybody's).
"""

from course_lib.consensus.authority.faulty import Equivocator
from course_lib.consensus.authority.invariants import Rules, common_prefix
from course_lib.consensus.authority.sealer import (
    GENESIS,
    IN_TURN,
    OUT_OF_TURN,
    Block,
    GetBlock,
    Sealer,
)

__all__ = [
    "GENESIS",
    "IN_TURN",
    "OUT_OF_TURN",
    "Block",
    "Equivocator",
    "GetBlock",
    "Rules",
    "Sealer",
    "common_prefix",
]
