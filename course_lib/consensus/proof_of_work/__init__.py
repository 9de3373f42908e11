"""Proof of work 工作量证明: whoever did the work may write, and the most work decides.

Bitcoin's answer to the question who orders transactions when nobody knows who takes part. Read:

1. :mod:`~course_lib.consensus.proof_of_work.target`: how small a hash must be, and how that moves
2. :mod:`~course_lib.consensus.proof_of_work.header`: the 80 bytes that are hashed
3. :mod:`~course_lib.consensus.proof_of_work.mining`: trying nonces
4. :mod:`~course_lib.consensus.proof_of_work.blocks`: real blocks and their Merkle tree
5. :mod:`~course_lib.consensus.proof_of_work.chain`: the heaviest of several branches
6. :mod:`~course_lib.consensus.proof_of_work.double_spend` and
   :mod:`~course_lib.consensus.proof_of_work.selfish`: what an attacker gains
7. :mod:`~course_lib.consensus.proof_of_work.miners`: a network of them, forks and all
8. :mod:`~course_lib.consensus.proof_of_work.ordering`: the same for our own ledger

Formats and rules are Bitcoin's, checked against its real headers and blocks. For lessons there are
``TEACHING`` rules, which are easy enough for a laptop; ``REALISTIC`` ones are Bitcoin's.

Left out of the real thing: transactions beyond their ids, the reward, fees, the memory pool, the
peer-to-peer protocol.
"""

from course_lib.consensus.proof_of_work.blocks import (
    BitcoinBlock,
    check_block,
    check_unrepeated,
    merkle_root,
    read_block,
    read_blocks,
)
from course_lib.consensus.proof_of_work.chain import HeaderChain, Reorganisation
from course_lib.consensus.proof_of_work.double_spend import (
    blocks_to_wait,
    exact_odds,
    nakamoto_odds,
)
from course_lib.consensus.proof_of_work.header import (
    BitcoinHeader,
    block_id,
    check_link,
    check_work,
    double_sha256,
)
from course_lib.consensus.proof_of_work.mining import find_nonce, has_work, mine
from course_lib.consensus.proof_of_work.selfish import (
    SelfishRun,
    selfish_revenue,
    selfish_threshold,
    simulate_selfish,
)
from course_lib.consensus.proof_of_work.target import (
    REALISTIC,
    TEACHING,
    Rules,
    compact,
    difficulty,
    expand,
    retarget,
    work,
)

__all__ = [
    "REALISTIC",
    "TEACHING",
    "BitcoinBlock",
    "BitcoinHeader",
    "HeaderChain",
    "Reorganisation",
    "Rules",
    "SelfishRun",
    "block_id",
    "blocks_to_wait",
    "check_block",
    "check_link",
    "check_unrepeated",
    "check_work",
    "compact",
    "difficulty",
    "double_sha256",
    "exact_odds",
    "expand",
    "find_nonce",
    "has_work",
    "merkle_root",
    "mine",
    "nakamoto_odds",
    "read_block",
    "read_blocks",
    "retarget",
    "selfish_revenue",
    "selfish_threshold",
    "simulate_selfish",
    "work",
]
