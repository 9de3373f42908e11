"""What organisations saw when they tried a transaction out, with their signatures on it.

An endorsing organisation 背书节点 executes the transaction on its own replica and signs two things:
which keys were read, in which version, and a digest of what would be written. The signatures travel
with the transaction. Whoever executes it later can see whether the world has changed since.
Source of the idea: Hyperledger Fabric, read-write set semantics.

Left out of the real thing: the written values themselves, which every replica here computes again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from course_lib import canonical
from course_lib.blocks.fields import check_digest, from_hex, record
from course_lib.canonical import JSON
from course_lib.errors import InvalidSignature, InvalidTransaction, InvalidValue, shown
from course_lib.hashing import tagged
from course_lib.keys import PrivateKey, PublicKey


@dataclass(frozen=True, slots=True)
class Endorsement:
    """One result of trying a transaction out, and who vouches for it.

    Args:
        transaction: the transaction's id.
        reads: each key that was read, with its version: the height and place in the block of the
            transaction that wrote it, such as ``"7.0"``; ``""`` for a key that is not there.
        writes: the digest of the changes, hexadecimal.
        signatures: each endorser's public key, as text, with its signature in hexadecimal.

    Raises:
        InvalidTransaction: names the field that is malformed.
    """

    transaction: str
    reads: Mapping[str, str] = field(hash=False)
    writes: str
    signatures: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        for name in ("transaction", "writes"):
            check_digest(InvalidTransaction, name, getattr(self, name))
        for name in ("reads", "signatures"):
            value = getattr(self, name)
            if type(value) is not dict or not all(type(item) is str for item in value.values()):
                raise InvalidTransaction(f"{name} is {shown(value)}: give an object of texts")
            object.__setattr__(self, name, canonical.copy(value))
        for signature in self.signatures.values():
            from_hex(InvalidTransaction, "an endorser's signature", signature)

    @property
    def message(self) -> bytes:
        """What an endorser signs."""
        return tagged("lianke/endorsement", canonical.encode(self._result()))

    def signed_by(self, key: PrivateKey) -> Endorsement:
        """The same with one more signature."""
        signature = key.sign(self.message).hex()
        return replace(self, signatures={**self.signatures, key.public_key.to_text(): signature})

    def joined(self, other: Endorsement) -> Endorsement:
        """Both parties' signatures, if both saw the same.

        Raises:
            InvalidTransaction: they saw different results.
        """
        if self.message != other.message:
            raise InvalidTransaction(
                "the endorsers do not agree on what the transaction reads and writes: "
                "their replicas differ, or the contract is not deterministic"
            )
        return replace(self, signatures={**self.signatures, **other.signatures})

    def verify(self) -> tuple[str, ...]:
        """The endorsers' public keys, as text, after checking every signature.

        Raises:
            InvalidSignature: one of them does not hold.
        """
        for key, signature in self.signatures.items():
            try:
                PublicKey.from_text(key).verify(bytes.fromhex(signature), self.message)
            except (InvalidSignature, InvalidValue) as error:
                raise InvalidSignature(
                    f"endorsement by {key[:24]}… does not hold: {error}"
                ) from None
        return tuple(self.signatures)

    @property
    def digest(self) -> bytes:
        """The digest of all its fields, which the block's root covers."""
        return tagged("lianke/endorsed", canonical.encode(self.to_json()))

    def _result(self) -> dict[str, JSON]:
        return {"reads": self.reads, "transaction": self.transaction, "writes": self.writes}

    def to_json(self) -> dict[str, JSON]:
        """The endorsement as a JSON object."""
        return {**self._result(), "signatures": self.signatures}

    @classmethod
    def from_json(cls, value: object) -> Endorsement:
        """The endorsement that :meth:`to_json` wrote; no signature is checked.

        Raises:
            InvalidTransaction: if ``value`` is anything else.
        """
        return cls(**record(InvalidTransaction, "endorsement", value, _KEYS))


_KEYS = frozenset(item.name for item in fields(Endorsement))
