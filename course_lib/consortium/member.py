"""A member at its desk.

Left out of the real thing: see :mod:`course_lib.consortium`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from course_lib.blocks import Endorsement, SignedTransaction, Transaction, sign
from course_lib.canonical import JSON
from course_lib.contracts.runtime import Receipt
from course_lib.hashing import tagged
from course_lib.keys import PrivateKey

if TYPE_CHECKING:
    from course_lib.consortium.consortium import Consortium


class Member:
    """An organisation at its desk: it signs with its own key, and asks its own replica."""

    def __init__(self, consortium: Consortium, name: str, key: PrivateKey) -> None:
        self.name = name
        self._consortium = consortium
        self._key = key
        self._nonce = 0

    @property
    def key(self) -> str:
        """The member's public key, as text."""
        return self._key.public_key.to_text()

    def build(self, contract: str, action: str, /, **arguments: JSON) -> SignedTransaction:
        """Build and sign a transaction; it is not submitted yet."""
        self._nonce += 1
        tx = Transaction(
            chain=self._consortium.name,
            contract=contract,
            action=action,
            arguments=arguments,
            sender=self.key,
            nonce=self._nonce,
            time_ms=self._consortium.now_ms,
        )
        return sign(tx, self._key)

    def submit(self, contract: str, action: str, /, **arguments: JSON) -> str:
        """Build, sign and submit; the transaction waits for :meth:`Consortium.settle`."""
        return self._consortium.submit(self.build(contract, action, **arguments))

    def invoke(self, contract: str, action: str, /, **arguments: JSON) -> Receipt:
        """Submit and settle at once; raises the action's error where it fails."""
        transaction = self.submit(contract, action, **arguments)
        self._consortium.settle()
        receipt = self._consortium.receipt(transaction)
        receipt.unwrap()
        return receipt

    def endorse(self, signed: SignedTransaction) -> Endorsement:
        """Try a transaction out on this member's own replica, and sign what was seen.

        Raises:
            CourseError: it is malformed, wrongly signed, a replay, or its action fails here.
        """
        return self._consortium.replica(self.name).try_out(signed).signed_by(self._key)

    def secret(self, purpose: str) -> bytes:
        """32 bytes for a purpose, the same each time, that nobody without this key can foresee."""
        return tagged("lianke/secret", self._key.sign(f"lianke/secret/{purpose}".encode()))

    def query(self, contract: str, name: str, /, **arguments: JSON) -> JSON:
        """Ask this member's own replica; nothing is recorded."""
        replica = self._consortium.replica(self.name)
        caller = replica.caller(self.key)
        return replica.runtime.query(replica.state, caller, contract, name, arguments)
