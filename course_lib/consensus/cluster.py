"""A cluster of organisations that orders together: what its protocols have in common.

Each block's proposal is decided by a simulated cluster, in virtual time, while the consortium
waits. Every organisation whose node decided it signs it, once for each height; enough signatures
are the seal. A replica that checks a seal needs nothing but the public keys.

Left out of the real thing: the keys are all in one program here; each organisation would hold its
own, vote on the contents of a block before they are executed, and pass the block on itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from course_lib.consensus.single import signed_part
from course_lib.errors import InvalidBlock, InvalidSignature, InvalidValue
from course_lib.network import Deliver, Make, Message, Network, Scenario

if TYPE_CHECKING:
    from course_lib.blocks import Header, SignedTransaction
    from course_lib.keys import PrivateKey

FOREVER_MS = 10**12
ASK_AGAIN_MS, TIMES = 500, 100
CLIENT = "consortium"


class Cluster(ABC):
    """An :class:`~course_lib.consensus.Ordering` by several organisations.

    Args:
        keys: the organisations' private keys by the names of their nodes, in the cluster's order.
        quorum: how many signatures make a seal.
        nodes: what makes each node.
        batch_size: the most transactions in one block, at least 1.
        seed: of the simulated network.

    Attributes:
        network: the simulated network; strike it with faults, or read its trace.
    """

    kind: ClassVar[str]

    def __init__(
        self,
        keys: Mapping[str, PrivateKey],
        quorum: int,
        nodes: Mapping[str, Make],
        batch_size: int,
        seed: int,
    ) -> None:
        if batch_size < 1:
            raise InvalidValue(f"a block holds at least 1 transaction, got batch_size={batch_size}")
        self._keys = dict(keys)
        self.quorum = quorum
        self.network = Network(Scenario(nodes, FOREVER_MS, seed))
        self._waiting: deque[SignedTransaction] = deque()
        self._batch: tuple[SignedTransaction, ...] = ()
        self._batch_size = batch_size
        self._signed: dict[tuple[str, str, int], str] = {}  # by node, chain and height

    @property
    @abstractmethod
    def leader(self) -> str:
        """The node that leads the cluster now."""

    @abstractmethod
    def request(self, command: str) -> Message:
        """The message by which a client asks for a decision."""

    @abstractmethod
    def has_decided(self, node: str, command: str) -> bool:
        """Whether the node knows that the command is decided."""

    @property
    def proposer(self) -> str:
        """The leading organisation's public key, as text."""
        return self._keys[self.leader].public_key.to_text()

    def submit(self, transaction: SignedTransaction) -> None:
        """Put a transaction at the end of the queue."""
        self._waiting.append(transaction)

    def next_batch(self) -> tuple[SignedTransaction, ...]:
        """The oldest waiting transactions, at most ``batch_size``."""
        size = min(self._batch_size, len(self._waiting))
        self._batch = tuple(self._waiting.popleft() for _ in range(size))
        return self._batch

    def seal(self, header: Header) -> Header:
        """Have the cluster decide the block, and collect the signatures of those who know it.

        Raises:
            InvalidBlock: no quorum decided it in time; its transactions wait again.
        """
        command = f"{header.chain}/{header.height}: {header.proposal_hash}"
        if not self._decide(header, command):
            self._waiting.extendleft(reversed(self._batch))
            known = len(self._signers(header, command))
            raise InvalidBlock(
                f"block {header.height} found {known} of {self.quorum} signers in "
                f"{TIMES * ASK_AGAIN_MS} ms: too many nodes are down, cut off or lying"
            )
        names = self._signers(header, command)
        signatures = {name: self._sign(name, header, command) for name in names}
        return replace(header, consensus={"kind": self.kind, "signatures": signatures})

    def check(self, header: Header) -> None:
        """Raise InvalidBlock unless a quorum of the organisations signed this header."""
        seal = header.consensus if isinstance(header.consensus, dict) else {}
        signatures = seal.get("signatures")
        form = {"kind": self.kind, "signatures": signatures}
        if seal != form or not isinstance(signatures, dict):
            raise InvalidBlock(f"block {header.height} has no seal of kind {self.kind!r}")
        good = sum(self._is_signature(name, text, header) for name, text in signatures.items())
        if good < self.quorum or good < len(signatures):
            raise InvalidBlock(
                f"block {header.height} has {good} valid signatures of the ordering organisations; "
                f"{self.quorum} of {len(self._keys)} are needed"
            )

    def _decide(self, header: Header, command: str) -> bool:
        """Ask all nodes until a quorum has decided; a leader may crash after it was asked."""
        message = self.request(command)
        for _ in range(TIMES):
            for name in self._keys:
                self.network.strike(Deliver(0, name, message, CLIENT))
            if self.network.run_until(lambda _: self._is_decided(header, command), ASK_AGAIN_MS):
                return True
        return False

    def _is_decided(self, header: Header, command: str) -> bool:
        return len(self._signers(header, command)) >= self.quorum

    def _signers(self, header: Header, command: str) -> list[str]:
        """Who decided the block, and has signed no other one of its height."""
        return [
            name
            for name in self._keys
            if name in self.network.up
            and self.has_decided(name, command)
            and self._signed.get((name, header.chain, header.height), command) == command
        ]

    def _sign(self, name: str, header: Header, command: str) -> str:
        self._signed[name, header.chain, header.height] = command
        return self._keys[name].sign(signed_part(header)).hex()

    def _is_signature(self, name: str, text: object, header: Header) -> bool:
        try:
            signature = bytes.fromhex(str(text))
            self._keys[name].public_key.verify(signature, signed_part(header))
        except (KeyError, ValueError, InvalidSignature):
            return False
        return signature.hex() == text
