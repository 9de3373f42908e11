"""Raft as the ordering service of a consortium: blocks are sealed by a majority.

Left out of the real thing: see :mod:`course_lib.consensus.cluster`. The seal proves a majority's
agreement only as far as each server is honest: Raft bears crashes, no lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from course_lib.consensus.cluster import Cluster
from course_lib.consensus.raft.election import Role
from course_lib.consensus.raft.messages import ClientRequest
from course_lib.consensus.raft.server import Server

if TYPE_CHECKING:
    from course_lib.keys import PrivateKey


class RaftOrdering(Cluster):
    """Orders with Raft.

    Args:
        keys: the organisations' private keys, by the names of their nodes.
        batch_size: the most transactions in one block.
        seed: of the simulated network.
    """

    kind = "raft"

    def __init__(
        self, keys: Mapping[str, PrivateKey], batch_size: int = 100, seed: int = 0
    ) -> None:
        make = partial(Server, members=tuple(keys))
        nodes = dict.fromkeys(keys, make)
        super().__init__(keys, len(keys) // 2 + 1, nodes, batch_size, seed)

    @property
    def leader(self) -> str:
        """The leader of the newest term; the first server as long as there is none."""
        servers = (server for server in self.network.up.values() if isinstance(server, Server))
        leaders = [server for server in servers if server.role is Role.LEADER]
        newest = max(leaders, key=lambda server: server.durable.current_term, default=None)
        return newest.name if newest is not None else next(iter(self._keys))

    def request(self, command: str) -> ClientRequest:
        """A client's request."""
        return ClientRequest(command)

    def has_decided(self, node: str, command: str) -> bool:
        """Whether the server has applied the command."""
        server = self.network.nodes[node]
        return isinstance(server, Server) and command in server.applied[-10:]
