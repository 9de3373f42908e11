"""How a consortium begins: its founding state, its first block, and where ledgers are kept.

Left out of the real thing: see :mod:`course_lib.consortium`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from course_lib.blocks import Block, genesis
from course_lib.canonical import JSON, encode
from course_lib.contracts.members import FOUNDER
from course_lib.contracts.state import Changes, WorldState
from course_lib.keys import PrivateKey
from course_lib.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path


def founding(founder: PrivateKey) -> Changes:
    """The world state that everything begins with: one member, the founder."""
    key = founder.public_key.to_text()
    record: JSON = {"name": FOUNDER, "role": FOUNDER, "profile": {}}
    return {f"members/key/{key}": encode(record), f"members/name/{FOUNDER}": encode(key)}


def first_block(chain: str, state: Changes, time_ms: int) -> Block:
    """The genesis block, whose state root covers the founding state."""
    world = WorldState()
    world.apply(state)
    return genesis(chain, state_root=world.root(), time_ms=time_ms)


def open_ledger(folder: Path | None, name: str, chain: str) -> Ledger:
    """An organisation's ledger: a file in ``folder``, or in memory where there is none.

    Raises:
        LedgerError: the file cannot be opened, or holds another ledger.
    """
    if folder is None:
        return Ledger.in_memory(chain)
    folder.mkdir(parents=True, exist_ok=True)
    return Ledger.open(folder / f"{name}.ledger", chain)
