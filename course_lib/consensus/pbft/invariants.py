"""What PBFT promises at every moment, to and about replicas that are honest.

Left out of the real thing: a proof.
"""

from __future__ import annotations

from course_lib.consensus.pbft.messages import Request
from course_lib.consensus.pbft.view_change import Replica
from course_lib.network import BrokenPromise, Network


class Agreement:
    """Watches a run: ``run(scenario, observe=Agreement())``.

    - Agreement: no two honest replicas commit different requests as one sequence number.
    - Validity: what they commit was signed by its client, or is the null request.
    - Order: each executes what is committed as 1, 2, 3, ...

    Raises:
        BrokenPromise: one of these does not hold after an event.
    """

    def __init__(self) -> None:
        self.decided: dict[int, tuple[Request, str]] = {}
        self._executed: dict[str, int] = {}

    def __call__(self, network: Network) -> None:
        """Check what was committed or executed since the last event."""
        for replica in network.nodes.values():
            if isinstance(replica, Replica) and replica.honest:
                history = replica.durable.history
                for index in range(self._executed.get(replica.name, 0), len(history)):
                    self._check(network, replica, index + 1, history[index])
                self._executed[replica.name] = len(history)
                for sequence, request in replica.durable.committed.items():
                    self._check(network, replica, sequence, request)

    def _check(self, network: Network, replica: Replica, sequence: int, request: Request) -> None:
        decided, who = self.decided.setdefault(sequence, (request, replica.name))
        if decided != request:
            raise BrokenPromise(
                f"{who} committed {decided} as {sequence}, {replica.name} committed {request}"
            )
        if request.client and (request.client, request) not in network.signed:
            raise BrokenPromise(f"{replica.name} committed {request}, which no client asked for")
