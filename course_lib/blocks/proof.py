"""What a light client is shown: one transaction and its way up to a header it already trusts.

Left out of the real thing: how the light client learns which headers to trust (lesson 06 on).
"""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.blocks.header import Header
from course_lib.blocks.transaction import SignedTransaction
from course_lib.errors import InvalidProof
from course_lib.merkle import leaf_hash, verify_inclusion


@dataclass(frozen=True, slots=True)
class TransactionProof:
    """A transaction, its place in its block, and the digests that lead to the block's root."""

    signed: SignedTransaction
    index: int
    path: tuple[bytes, ...]

    def verify(self, header: Header) -> None:
        """Return if the transaction is in the block of ``header`` at its place, and truly signed.

        Raises:
            InvalidProof: if the path does not lead to the header's ``transactions_root``.
            InvalidSignature: if the sender did not sign the transaction.
        """
        leaf = leaf_hash(self.signed.leaf, header.algorithm)
        root = bytes.fromhex(header.transactions_root)
        try:
            verify_inclusion(
                leaf, self.index, header.transaction_count, self.path, root, header.algorithm
            )
        except InvalidProof as error:
            raise InvalidProof(
                f"transaction {self.signed.id[:16]}... is not proved to be in block "
                f"{header.height}: {error}"
            ) from None
        self.signed.verify()
