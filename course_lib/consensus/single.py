"""One ordering organisation 排序节点: first come, first served, and a signature on each block.

The simplest ordering there is, and what many pilots run. A replica accepts a block only if the
appointed organisation signed it.

Left out of the real thing: everything that makes ordering hard. The one organisation can stop
the chain, leave a transaction out, or sign two blocks of one height; see lesson 05.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from course_lib.blocks import Header, SignedTransaction
from course_lib.errors import InvalidBlock, InvalidSignature, InvalidValue
from course_lib.keys import PrivateKey, PublicKey


class SingleOrderer:
    """Orders transactions as they arrive and signs each block.

    Args:
        key: the ordering organisation's private key.
        batch_size: the most transactions in one block, at least 1.
    """

    def __init__(self, key: PrivateKey, batch_size: int = 100) -> None:
        if batch_size < 1:
            raise InvalidValue(f"a block holds at least 1 transaction, got batch_size={batch_size}")
        self._key = key
        self._public: PublicKey = key.public_key
        self._waiting: deque[SignedTransaction] = deque()
        self._batch_size = batch_size

    @property
    def proposer(self) -> str:
        """The ordering organisation's public key, as text."""
        return self._public.to_text()

    def submit(self, transaction: SignedTransaction) -> None:
        """Put a transaction at the end of the queue."""
        self._waiting.append(transaction)

    def next_batch(self) -> tuple[SignedTransaction, ...]:
        """The oldest waiting transactions, at most ``batch_size``."""
        size = min(self._batch_size, len(self._waiting))
        return tuple(self._waiting.popleft() for _ in range(size))

    def seal(self, header: Header) -> Header:
        """Sign the header and put the signature into its ``consensus`` field."""
        signature = self._key.sign(signed_part(header)).hex()
        return replace(header, consensus={"kind": "single", "signature": signature})

    def check(self, header: Header) -> None:
        """Raise InvalidBlock unless the seal is this organisation's signature, and nothing else.

        A seal that could be written in two ways would give one block two hashes.
        """
        seal = header.consensus if isinstance(header.consensus, dict) else {}
        try:
            signature = bytes.fromhex(str(seal.get("signature", "")))
            if seal != {"kind": "single", "signature": signature.hex()}:
                raise ValueError("another form")
            self._public.verify(signature, signed_part(header))
        except (InvalidSignature, ValueError):
            raise InvalidBlock(
                f"block {header.height} is not signed by the ordering organisation "
                f"{self._public.fingerprint[:16]}…; only its seal makes a block valid"
            ) from None


def signed_part(header: Header) -> bytes:
    """The header's digest without its seal: a signature cannot cover itself."""
    return bytes.fromhex(header.proposal_hash)
