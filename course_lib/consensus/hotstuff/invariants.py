"""What HotStuff promises at every moment, to and about replicas that are honest.

Left out of the real thing: a proof.
"""

from __future__ import annotations

from course_lib.consensus.hotstuff.replica import Replica
from course_lib.consensus.pbft.messages import Request
from course_lib.network import BrokenPromise, Network


class Agreement:
    """Watches a run: ``run(scenario, observe=Agreement())``.

    - Agreement: no two honest replicas execute different requests as one number.
    - Validity: what they execute was signed by its client, and is executed once.

    Raises:
        BrokenPromise: one of these does not hold after an event.
    """

    def __init__(self) -> None:
        self.decided: list[tuple[Request, str]] = []
        self._executed: dict[str, int] = {}

    def __call__(self, network: Network) -> None:
        """Check what was executed since the last event."""
        for replica in network.nodes.values():
            if isinstance(replica, Replica) and replica.honest:
                history = replica.durable.history
                for index in range(self._executed.get(replica.name, 0), len(history)):
                    self._check(network, replica.name, index, history[index])
                self._executed[replica.name] = len(history)

    def _check(self, network: Network, name: str, index: int, request: Request) -> None:
        if index == len(self.decided):
            if any(request == other for other, _ in self.decided):
                raise BrokenPromise(f"{name} executed {request} twice")
            self.decided.append((request, name))
        decided, who = self.decided[index]
        if decided != request:
            raise BrokenPromise(
                f"{who} executed {decided} as number {index + 1}, {name} executed {request}"
            )
        if (request.client, request) not in network.signed:
            raise BrokenPromise(f"{name} executed {request}, which no client asked for")
