"""The header: all that chains, proofs and votes need of a block.

Left out of the real thing: see :mod:`course_lib.blocks`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from course_lib import canonical
from course_lib.blocks.fields import (
    check_algorithm,
    check_count,
    check_digest,
    check_text,
    record,
)
from course_lib.canonical import JSON
from course_lib.errors import InvalidBlock, NotCanonical
from course_lib.hashing import DIGEST_BYTES, tagged

NO_PARENT = "00" * DIGEST_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the next block, a light client and a voter need to know of a block.

    Args:
        chain: the ledger's name.
        height: 0 for the genesis block, then one more each time.
        previous: the parent's hash, hexadecimal; 64 zeros for the genesis block.
        transactions_root: the Merkle root over the signed transactions, hexadecimal.
        transaction_count: how many there are.
        state_root: the root of the world state after this block (floor 5), hexadecimal.
        time_ms: when the proposer says it made the block, milliseconds since the Unix epoch.
        proposer: who proposed the block, as the consensus protocol names it.
        consensus: JSON of the consensus protocol: a nonce, a vote, a signature.
        algorithm: the hash algorithm of the ledger.

    Raises:
        InvalidBlock: names the field that is malformed.
    """

    chain: str
    height: int
    previous: str
    transactions_root: str
    transaction_count: int
    state_root: str
    time_ms: int
    proposer: str
    consensus: JSON = field(default=None, hash=False)
    algorithm: str = "sha256"

    def __post_init__(self) -> None:
        for name in ("chain", "proposer"):
            check_text(InvalidBlock, name, getattr(self, name))
        for name in ("height", "transaction_count", "time_ms"):
            check_count(InvalidBlock, name, getattr(self, name))
        for name in ("previous", "transactions_root", "state_root"):
            check_digest(InvalidBlock, name, getattr(self, name))
        check_algorithm(InvalidBlock, self.algorithm)
        try:
            object.__setattr__(self, "consensus", canonical.copy(self.consensus))
            canonical.encode(self.to_json())
        except NotCanonical as error:
            raise InvalidBlock(f"no canonical form: {error}") from None

    def to_json(self) -> dict[str, JSON]:
        """The header as a JSON object."""
        return {name: getattr(self, name) for name in _HEADER_KEYS}

    @classmethod
    def from_json(cls, value: object) -> Header:
        """The header that :meth:`to_json` wrote.

        Raises:
            InvalidBlock: if ``value`` is anything else.
        """
        return cls(**record(InvalidBlock, "header", value, _HEADER_KEYS))

    @property
    def hash(self) -> str:
        """The block's name: the digest of all fields, 64 hexadecimal digits."""
        return tagged("lianke/header", canonical.encode(self.to_json()), self.algorithm).hex()

    @property
    def proposal_hash(self) -> str:
        """The digest of all fields but ``consensus``: what a proposer or a voter signs.

        The signature then goes into ``consensus``; it could not cover itself.
        """
        unsealed = canonical.encode(replace(self, consensus=None).to_json())
        return tagged("lianke/proposal", unsealed, self.algorithm).hex()


_HEADER_KEYS = frozenset(Header.__dataclass_fields__)
