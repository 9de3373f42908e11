"""A PBFT client (Castro & Liskov 1999, 4.1).

Left out of the real thing: see :mod:`course_lib.consensus.pbft`.
"""

from __future__ import annotations

from collections import defaultdict

from course_lib.consensus.pbft.messages import Reply, Request
from course_lib.network import Node, handles


class Client(Node):
    """Asks for one operation after the other; believes a result that f + 1 replicas report.

    Args:
        name: the client's name.
        replicas: the replicas; the first is primary at the beginning.
        operations: what to ask for.
        f: how many replicas may lie.
        begin_ms: when it asks first.
        patience_ms: how long it waits before it asks all replicas.

    Attributes:
        results: the results it believes, in the order of the operations.
    """

    def __init__(
        self,
        name: str,
        replicas: tuple[str, ...],
        operations: tuple[str, ...] = (),
        f: int | None = None,
        begin_ms: int = 0,
        patience_ms: int = 200,
    ) -> None:
        super().__init__(name)
        self.replicas = replicas
        self.operations = operations
        self.f = (len(replicas) - 1) // 3 if f is None else f
        self.begin_ms = begin_ms
        self.patience_ms = patience_ms
        self.results: list[str] = []
        self._view = 0
        self._says: defaultdict[str, set[str]] = defaultdict(set)  # by result: who says so

    def start(self) -> None:
        """Begin to ask."""
        self.after(self.begin_ms, self._ask)

    def _ask(self) -> None:
        if len(self.results) < len(self.operations):
            request = self._request()
            self.sign(request)
            self.send(self.replicas[self._view % len(self.replicas)], request)
            self.after(self.patience_ms, lambda: self._insist(request))

    def _request(self) -> Request:
        number = len(self.results) + 1
        return Request(self.operations[number - 1], number, self.name)

    def _insist(self, request: Request) -> None:
        if request.timestamp == len(self.results) + 1:
            self.broadcast(request, self.replicas)
            self.after(self.patience_ms, lambda: self._insist(request))

    @handles(Reply)
    def on_reply(self, sender: str, reply: Reply) -> None:
        """Count a reply to the request that is open."""
        if reply.timestamp != len(self.results) + 1 or sender not in self.replicas:
            return
        self._says[reply.result].add(sender)
        if len(self._says[reply.result]) > self.f:
            self.note(f"believes {self.operations[reply.timestamp - 1]} → {reply.result}")
            self.results.append(reply.result)
            self._view = max(self._view, reply.view)
            self._says.clear()
            self._ask()
