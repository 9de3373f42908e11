"""A transaction and its signature.

Left out of the real thing: see :mod:`course_lib.blocks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from course_lib import canonical
from course_lib.blocks.endorsement import Endorsement
from course_lib.blocks.fields import check_algorithm, check_count, check_text, from_hex, record
from course_lib.canonical import JSON
from course_lib.errors import InvalidTransaction, InvalidValue, NotCanonical, shown
from course_lib.hashing import tagged
from course_lib.keys import PrivateKey, PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A request to a contract, not yet signed.

    Args:
        chain: the ledger's name, so that the request cannot be replayed on another ledger.
        contract: which contract is asked.
        action: what it is asked to do.
        arguments: a JSON object (:mod:`course_lib.canonical`); kept as a copy.
        sender: the public key of the one who asks, as text.
        nonce: a number the sender uses once, from 0, so that equal requests stay distinct.
        time_ms: when the sender says it asked, milliseconds since the Unix epoch.
        algorithm: the hash algorithm of the ledger.

    Raises:
        InvalidTransaction: names the field that is malformed.
    """

    chain: str
    contract: str
    action: str
    arguments: Mapping[str, JSON] = field(hash=False)
    sender: str
    nonce: int
    time_ms: int
    algorithm: str = "sha256"

    def __post_init__(self) -> None:
        refusal = InvalidTransaction
        for name in ("chain", "contract", "action"):
            check_text(refusal, name, getattr(self, name))
        check_count(refusal, "nonce", self.nonce)
        check_count(refusal, "time_ms", self.time_ms)
        check_algorithm(refusal, self.algorithm)
        if type(self.arguments) is not dict:
            raise refusal(f"arguments is {shown(self.arguments)}: give a JSON object")
        try:
            object.__setattr__(self, "arguments", canonical.copy(self.arguments))
            PublicKey.from_text(self.sender)
            self.payload()
        except NotCanonical as error:
            raise refusal(f"no canonical form: {error}") from None
        except InvalidValue as error:
            raise refusal(f"sender is not a public key: {error}") from None

    def to_json(self) -> dict[str, JSON]:
        """The transaction as a JSON object."""
        return {
            "action": self.action,
            "algorithm": self.algorithm,
            "arguments": self.arguments,
            "chain": self.chain,
            "contract": self.contract,
            "nonce": self.nonce,
            "sender": self.sender,
            "time_ms": self.time_ms,
        }

    @classmethod
    def from_json(cls, value: object) -> Transaction:
        """The transaction that :meth:`to_json` wrote.

        Raises:
            InvalidTransaction: if ``value`` is anything else.
        """
        return cls(**record(InvalidTransaction, "transaction", value, _KEYS))

    def payload(self) -> bytes:
        """The canonical bytes of all its fields."""
        return canonical.encode(self.to_json())

    @property
    def digest(self) -> bytes:
        """The digest of the payload: what the sender signs."""
        return tagged("lianke/transaction", self.payload(), self.algorithm)

    @property
    def id(self) -> str:
        """The transaction's name: its digest in 64 hexadecimal digits."""
        return self.digest.hex()


_KEYS = frozenset(Transaction.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class SignedTransaction:
    """A transaction with its sender's signature over its digest.

    Args:
        transaction: the request.
        signature: its sender's, over its digest.
        endorsement: what other organisations vouch for, where the contract's policy asks for it.

    Raises:
        InvalidTransaction: if they are of other types, or the endorsement is another
            transaction's. Whether the signature fits is for :meth:`verify` to say.
    """

    transaction: Transaction
    signature: bytes
    endorsement: Endorsement | None = None

    def __post_init__(self) -> None:
        if type(self.transaction) is not Transaction:
            raise InvalidTransaction(f"{shown(self.transaction)} is not a Transaction")
        if type(self.signature) is not bytes:
            raise InvalidTransaction(f"signature is {shown(self.signature)}: give bytes")
        given = self.endorsement
        if given is not None and (
            type(given) is not Endorsement or given.transaction != self.transaction.id
        ):
            raise InvalidTransaction(f"{shown(given)} endorses another transaction")

    @property
    def id(self) -> str:
        """The transaction's id; the signature is not part of it."""
        return self.transaction.id

    def verify(self) -> None:
        """Return if the sender signed exactly this transaction.

        Raises:
            InvalidSignature: if not.
        """
        key = PublicKey.from_text(self.transaction.sender)
        key.verify(self.signature, self.transaction.digest)

    def to_json(self) -> dict[str, JSON]:
        """The signed transaction as a JSON object."""
        parts: dict[str, JSON] = {
            "signature": self.signature.hex(),
            "transaction": self.transaction.to_json(),
        }
        if self.endorsement is not None:
            parts["endorsement"] = self.endorsement.to_json()
        return parts

    @classmethod
    def from_json(cls, value: object) -> SignedTransaction:
        """The signed transaction that :meth:`to_json` wrote; the signature is not checked.

        Raises:
            InvalidTransaction: if ``value`` is anything else.
        """
        endorsed = type(value) is dict and "endorsement" in value
        keys = _SIGNED_KEYS | {"endorsement"} if endorsed else _SIGNED_KEYS
        parts = record(InvalidTransaction, "signed transaction", value, keys)
        signature = from_hex(InvalidTransaction, "signature", parts["signature"])
        endorsement = Endorsement.from_json(parts["endorsement"]) if endorsed else None
        return cls(Transaction.from_json(parts["transaction"]), signature, endorsement)

    @property
    def leaf(self) -> bytes:
        """What the block's ``transactions_root`` covers: see :meth:`leaf_of`."""
        return self.leaf_of(self.transaction.digest)

    def leaf_of(self, digest: bytes) -> bytes:
        """The transaction's digest, the signature, and the endorsement's digest if there is one."""
        leaf = digest + self.signature
        return leaf if self.endorsement is None else leaf + self.endorsement.digest


_SIGNED_KEYS = frozenset({"signature", "transaction"})


def sign(transaction: Transaction, key: PrivateKey) -> SignedTransaction:
    """The transaction with the signature of its sender.

    Raises:
        InvalidTransaction: if ``key`` is not the sender's.
    """
    own = key.public_key.to_text()
    if own != transaction.sender:
        raise InvalidTransaction(f"the sender is {transaction.sender}, but this key is {own}")
    return SignedTransaction(transaction, key.sign(transaction.digest))
