"""Proof of work on our own ledger: a block's seal is a nonce instead of a signature.

Whoever finds a nonce may propose; no list of members is needed. In a consortium, whose members are
known, that is work for nothing: lesson 04 measures how much.

Left out of the real thing: branches (a replica here takes the first block of a height), a target
that moves, a reward.
"""

from __future__ import annotations

from dataclasses import replace

from course_lib.blocks import Header
from course_lib.canonical import JSON
from course_lib.consensus.proof_of_work.mining import NONCE_BYTES, find_nonce, has_work
from course_lib.consensus.proof_of_work.target import TEACHING, expand
from course_lib.consensus.single import SingleOrderer
from course_lib.errors import InvalidBlock, InvalidValue
from course_lib.keys import PrivateKey

_DOMAIN = b"lianke/proof-of-work"


class Miner(SingleOrderer):
    """Orders transactions as they arrive and mines each block.

    Args:
        key: the miner's private key; its public key is named as the proposer.
        bits: the compact target that every block must meet.
        batch_size: the most transactions in one block, at least 1.

    Raises:
        InvalidValue: if the target is malformed or the batch size is not positive.
    """

    def __init__(
        self, key: PrivateKey, bits: int = TEACHING.limit_bits, batch_size: int = 100
    ) -> None:
        super().__init__(key, batch_size)
        self._bits = bits
        self._target = expand(bits)

    def seal(self, header: Header) -> Header:
        """Try nonces until the header's digest with the nonce meets the target.

        Raises:
            InvalidBlock: if none of 2**32 nonces does.
        """
        nonce = find_nonce(_worked_part(header), self._target)
        if nonce is None:
            raise InvalidBlock(f"no nonce of block {header.height} meets {self._bits:08x}")
        seal: JSON = {"kind": "proof_of_work", "bits": self._bits, "nonce": nonce}
        return replace(header, consensus=seal)

    def check(self, header: Header) -> None:
        """Raise InvalidBlock unless the header's nonce meets the target."""
        seal = header.consensus if isinstance(header.consensus, dict) else {}
        nonce = seal.get("nonce")
        wanted = {"kind": "proof_of_work", "bits": self._bits, "nonce": nonce}
        try:
            done = seal == wanted and has_work(_worked_part(header), nonce, self._target)  # type: ignore[arg-type]
        except InvalidValue:
            done = False
        if not done:
            raise InvalidBlock(
                f"block {header.height} shows no work for the target {self._bits:08x}: its seal "
                f"must name a nonce of {NONCE_BYTES} bytes that meets it"
            )


def _worked_part(header: Header) -> bytes:
    """The header's digest without its seal, in a domain of its own."""
    return bytes([len(_DOMAIN)]) + _DOMAIN + bytes.fromhex(header.proposal_hash)
