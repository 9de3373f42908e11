"""A run 运行: what a scenario led to, as a value.

Left out of the real thing: see :mod:`course_lib.network`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from course_lib.network.engine import Network, Observer
from course_lib.network.node import Node
from course_lib.network.scenario import Scenario
from course_lib.network.story import Happening, story


@dataclass(frozen=True, slots=True)
class Run:
    """What a scenario led to; two runs of one scenario are equal.

    Args:
        scenario: what decided the run; run it again to replay.
        trace: all that happened, in order; empty if the run was not traced.
        sent: how many messages of each class were sent, by the class's name.
        nodes: the nodes as they were at the end.
    """

    scenario: Scenario
    trace: tuple[Happening, ...]
    sent: Mapping[str, int] = field(hash=False)
    nodes: Mapping[str, Node] = field(compare=False, repr=False)

    def story(self) -> str:
        """The trace as text, a line for each happening."""
        return story(self.trace)


def run(scenario: Scenario, *, traced: bool = True, observe: Observer | None = None) -> Run:
    """Run a scenario to its end.

    Args:
        scenario: what decides the run.
        traced: whether to keep the trace; without it a run is faster.
        observe: is given the :class:`~course_lib.network.engine.Network` after every event.
    """
    network = Network(scenario, traced)
    network.run(observe)
    return finished(network)


def finished(network: Network) -> Run:
    """The run so far as a value."""
    sent = {kind.__name__: count for kind, count in network.sent.items()}
    return Run(network.scenario, tuple(network.trace), sent, network.nodes)
