"""Proof of authority on our own ledger: organisations seal in turn, one signature a block.

Left out of the real thing: branches (a replica here takes the first block of a height), sealers
that stay away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from course_lib.consensus.single import SingleOrderer
from course_lib.errors import InvalidBlock, InvalidValue

if TYPE_CHECKING:
    from course_lib.blocks import Header
    from course_lib.keys import PrivateKey


class AuthorityOrdering:
    """Orders transactions as they arrive; block ``h`` is sealed by organisation ``h mod n``.

    Args:
        keys: the organisations' private keys, by name, in the order of their turns.
        batch_size: the most transactions in one block, at least 1.

    Raises:
        InvalidValue: no organisation, or a batch size below 1.
    """

    def __init__(self, keys: Mapping[str, PrivateKey], batch_size: int = 100) -> None:
        if not keys:
            raise InvalidValue("nobody may seal: give the key of at least one organisation")
        self._sealers = [SingleOrderer(key, batch_size) for key in keys.values()]
        self.submit = self._sealers[0].submit
        self.next_batch = self._sealers[0].next_batch

    def _sealer(self, height: int) -> SingleOrderer:
        return self._sealers[height % len(self._sealers)]

    @property
    def proposer(self) -> str:
        """The first sealer's key; :meth:`seal` puts in the one whose turn it is."""
        return self._sealers[0].proposer

    def seal(self, header: Header) -> Header:
        """The header, proposed and signed by the organisation whose turn its height is."""
        sealer = self._sealer(header.height)
        return sealer.seal(replace(header, proposer=sealer.proposer))

    def check(self, header: Header) -> None:
        """Raise InvalidBlock unless the organisation whose turn it is proposed and signed it."""
        sealer = self._sealer(header.height)
        sealer.check(header)
        if header.proposer != sealer.proposer:
            raise InvalidBlock(
                f"block {header.height} names {header.proposer[:24]}… as its proposer; "
                f"it is the turn of {sealer.proposer[:24]}…"
            )
