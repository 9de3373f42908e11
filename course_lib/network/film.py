"""A film 影片 of a run: what happened, event by event, with every node's state after each.

::

    reel = film(scenario, tell=in_words)
    reel.frames[3].states["n1"]

A film goes on after a promise is broken, so that a viewer sees what comes of it; the first broken
promise stands in every frame from then on.

Left out of the real thing: nobody can look into all nodes at the same moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from course_lib.errors import InvalidValue
from course_lib.network.engine import Network, Observer
from course_lib.network.node import Node
from course_lib.network.promise import BrokenPromise
from course_lib.network.scenario import Scenario
from course_lib.network.story import Happening

Lines = tuple[str, ...]
Tell = Callable[[Node], Lines]


@dataclass(frozen=True, slots=True)
class Frame:
    """One event and the nodes after it.

    Args:
        happenings: what the trace tells of the event; at least one.
        states: for each node, a few words a line.
        down: the nodes that are down.
        broken: the first promise that was broken so far, in words; empty if none.
    """

    happenings: tuple[Happening, ...]
    states: Mapping[str, Lines] = field(hash=False)
    down: frozenset[str] = frozenset()
    broken: str = ""

    @property
    def time_ms(self) -> int:
        """When, in virtual milliseconds."""
        return self.happenings[0].time_ms


@dataclass(frozen=True, slots=True)
class Film:
    """All frames of a run.

    Args:
        names: the nodes, in the scenario's order.
        liars: those of them that need not be honest.
        frames: in the order of time.
    """

    names: tuple[str, ...]
    liars: frozenset[str]
    frames: tuple[Frame, ...]

    @property
    def broken(self) -> str:
        """The first broken promise of the run; empty if all were kept."""
        return self.frames[-1].broken


def film(
    scenario: Scenario,
    tell: Tell,
    observe: Observer | None = None,
    is_dull: Callable[[Happening], bool] | None = None,
) -> Film:
    """Run a scenario and keep a frame of each event.

    Args:
        scenario: what decides the run.
        tell: a node's state in words.
        observe: watches promises, as in :func:`course_lib.network.run`.
        is_dull: events that get no frame, if all that they tell is dull and no state changes.

    Raises:
        InvalidValue: nothing happens in the scenario.
    """
    network = Network(scenario)
    frames: list[Frame] = []
    states: Mapping[str, Lines] = {}
    broken = ""
    while happenings := network.step():
        broken = broken or _watch(network, observe)
        before, states = states, {name: tell(node) for name, node in network.nodes.items()}
        dull = is_dull is not None and all(map(is_dull, happenings))
        if not dull or states != before:
            down = frozenset(network.nodes.keys() - network.up.keys())
            frames.append(Frame(happenings, MappingProxyType(states), down, broken))
    if not frames:
        raise InvalidValue("nothing happens in this scenario: let it last longer")
    liars = frozenset(name for name, node in network.nodes.items() if not node.honest)
    return Film(tuple(network.nodes), liars, tuple(frames))


def _watch(network: Network, observe: Observer | None) -> str:
    try:
        if observe is not None:
            observe(network)
    except BrokenPromise as broken:
        return str(broken)
    return ""
