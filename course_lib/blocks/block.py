"""Blocks, and how to make the first and the next one.

Left out of the real thing: see :mod:`course_lib.blocks`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from course_lib import canonical
from course_lib.blocks.fields import check_algorithm, record
from course_lib.blocks.header import NO_PARENT, Header
from course_lib.blocks.proof import TransactionProof
from course_lib.blocks.transaction import SignedTransaction
from course_lib.canonical import JSON
from course_lib.errors import InvalidBlock, InvalidTransaction, NotCanonical, shown
from course_lib.merkle import MerkleTree, root


@dataclass(frozen=True, slots=True)
class Block:
    """A header and the signed transactions that its root covers.

    Raises:
        InvalidBlock: if the two are of other types. Whether they fit each other and the parent
            is for :func:`course_lib.blocks.validate_block` to say.
    """

    header: Header
    transactions: tuple[SignedTransaction, ...]

    def __post_init__(self) -> None:
        if type(self.header) is not Header:
            raise InvalidBlock(f"{shown(self.header)} is not a Header")
        if type(self.transactions) is not tuple:
            raise InvalidBlock(f"transactions is {shown(self.transactions)}: give a tuple")
        for index, signed in enumerate(self.transactions):
            if type(signed) is not SignedTransaction:
                raise InvalidBlock(f"transaction {index} is {shown(signed)}: sign it first")

    @property
    def hash(self) -> str:
        """The header's hash."""
        return self.header.hash

    def inclusion_proof(self, index: int) -> TransactionProof:
        """Proof for a light client that the transaction at ``index`` is in this block.

        Raises:
            InvalidValue: if there is no such transaction.
        """
        tree = MerkleTree((signed.leaf for signed in self.transactions), self.header.algorithm)
        path = tuple(tree.inclusion_proof(index))
        return TransactionProof(self.transactions[index], index, path)

    def to_json(self) -> dict[str, JSON]:
        """The block as a JSON object."""
        return {
            "header": self.header.to_json(),
            "transactions": [signed.to_json() for signed in self.transactions],
        }

    @classmethod
    def from_json(cls, value: object) -> Block:
        """The block that :meth:`to_json` wrote; nothing is validated beyond its form.

        Raises:
            InvalidBlock: if ``value`` is anything else.
        """
        parts = record(InvalidBlock, "block", value, _BLOCK_KEYS)
        if type(parts["transactions"]) is not list:
            raise InvalidBlock(f"transactions is {shown(parts['transactions'])}: give a list")
        try:
            transactions = tuple(map(SignedTransaction.from_json, parts["transactions"]))
        except InvalidTransaction as error:
            raise InvalidBlock(f"malformed transaction: {error}") from None
        return cls(Header.from_json(parts["header"]), transactions)

    def to_bytes(self) -> bytes:
        """The canonical bytes."""
        return canonical.encode(self.to_json())

    @classmethod
    def from_bytes(cls, data: bytes) -> Block:
        """The block that :meth:`to_bytes` wrote.

        Raises:
            InvalidBlock: if ``data`` is anything else.
        """
        try:
            return cls.from_json(canonical.decode(data))
        except NotCanonical as error:
            raise InvalidBlock(f"malformed block: {error}") from None


_BLOCK_KEYS = frozenset(Block.__dataclass_fields__)


def genesis(
    chain: str,
    *,
    state_root: str | None = None,
    time_ms: int = 0,
    proposer: str = "genesis",
    consensus: JSON = None,
    algorithm: str = "sha256",
) -> Block:
    """The first block of a ledger, without transactions.

    Args:
        chain: the ledger's name.
        state_root: the root of the world state that the ledger starts from; by default the root
            of an empty tree.
        time_ms: when the ledger begins, milliseconds since the Unix epoch.
        proposer: who founds it.
        consensus: JSON of the consensus protocol.
        algorithm: the hash algorithm of the ledger, for all its blocks.

    Raises:
        InvalidBlock: names the argument that is malformed.
    """
    check_algorithm(InvalidBlock, algorithm)
    empty = root([], algorithm).hex()
    header = Header(
        chain=chain,
        height=0,
        previous=NO_PARENT,
        transactions_root=empty,
        transaction_count=0,
        state_root=empty if state_root is None else state_root,
        time_ms=time_ms,
        proposer=proposer,
        consensus=consensus,
        algorithm=algorithm,
    )
    return Block(header, ())


def make_block(
    parent: Header,
    transactions: Iterable[SignedTransaction],
    *,
    state_root: str,
    time_ms: int,
    proposer: str,
    consensus: JSON = None,
) -> Block:
    """The block that follows ``parent``; chain and algorithm are the parent's.

    Args:
        parent: the header of the newest block.
        transactions: signed transactions, in the order of execution.
        state_root: the root of the world state after them, hexadecimal.
        time_ms: milliseconds since the Unix epoch, not before the parent's.
        proposer: who proposes the block.
        consensus: JSON of the consensus protocol.

    Raises:
        InvalidBlock: names the argument that is malformed.
    """
    transactions = tuple(transactions)
    leaves = (signed.leaf for signed in transactions)
    header = Header(
        chain=parent.chain,
        height=parent.height + 1,
        previous=parent.hash,
        transactions_root=root(leaves, parent.algorithm).hex(),
        transaction_count=len(transactions),
        state_root=state_root,
        time_ms=time_ms,
        proposer=proposer,
        consensus=consensus,
        algorithm=parent.algorithm,
    )
    return Block(header, transactions)
