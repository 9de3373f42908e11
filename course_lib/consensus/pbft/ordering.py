"""PBFT as the ordering service of a consortium: blocks are sealed by 2f + 1 organisations.

Left out of the real thing: see :mod:`course_lib.consensus.cluster`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from course_lib.consensus.cluster import CLIENT, Cluster
from course_lib.consensus.pbft.messages import Request
from course_lib.consensus.pbft.view_change import Replica
from course_lib.errors import InvalidValue
from course_lib.network import Node

if TYPE_CHECKING:
    from course_lib.keys import PrivateKey


class PbftOrdering(Cluster):
    """Orders with PBFT.

    Args:
        keys: the private keys of at least four organisations, by the names of their nodes.
        batch_size: the most transactions in one block.
        seed: of the simulated network.
        liars: replica classes of one's own, by the names of the nodes that shall lie.

    Raises:
        InvalidValue: fewer than four keys: then not even one liar is borne.
    """

    kind = "pbft"
    replica: ClassVar[type[Any]] = Replica

    def __init__(
        self,
        keys: Mapping[str, PrivateKey],
        batch_size: int = 100,
        seed: int = 0,
        liars: Mapping[str, Callable[..., Node]] | None = None,
    ) -> None:
        names = tuple(keys)
        if len(names) < 4:
            raise InvalidValue(f"{len(names)} organisations cannot bear a liar: give at least 4")
        classes = {name: (liars or {}).get(name, self.replica) for name in names}
        nodes = {name: partial(make, replicas=names) for name, make in classes.items()}
        super().__init__(keys, len(names) - (len(names) - 1) // 3, nodes, batch_size, seed)
        self._asked = 0

    @property
    def leader(self) -> str:
        """The primary of the newest view that an honest replica is in."""
        return tuple(self._keys)[self.view % len(self._keys)]

    @property
    def view(self) -> int:
        """The newest view that an honest replica is in."""
        replicas = [r for r in self.network.up.values() if isinstance(r, self.replica) and r.honest]
        return max((replica.durable.view for replica in replicas), default=0)

    def request(self, command: str) -> Request:
        """A request in the consortium's name."""
        self._asked += 1
        return Request(command, self._asked, CLIENT)

    def has_decided(self, node: str, command: str) -> bool:
        """Whether an honest replica has executed the request."""
        replica = self.network.nodes[node]
        if not isinstance(replica, self.replica) or not replica.honest:
            return False
        return any(request.operation == command for request in replica.durable.history[-10:])
