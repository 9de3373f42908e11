"""A scenario 场景: everything that decides a run, as one frozen value.

The seed, the nodes, how the links behave, and what goes wrong when. The same scenario gives the
same run, byte for byte.

Left out of the real thing: bandwidth and queues, clocks that drift, disks that forget.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from course_lib.errors import InvalidValue, shown
from course_lib.network.message import Message
from course_lib.network.node import Node

Make = Callable[[str], Node]
"""Makes a node from its name: a class, or ``partial(Class, setting=...)``."""


def check_time(name: str, value: object) -> None:
    """Raise InvalidValue unless ``value`` is a number of milliseconds: an integer, 0 or more."""
    if type(value) is not int or value < 0:
        raise InvalidValue(f"{name} is {shown(value)}: give milliseconds, an integer from 0")


@dataclass(frozen=True, slots=True)
class Link:
    """How the way from one node to another behaves.

    Args:
        least_ms: the shortest delay, 0 or more milliseconds.
        most_ms: the longest usual delay; delays are uniform between the two, both included.
        loss: the share of messages that never arrive, 0 to 1.
        duplication: the share that arrives twice.
        reordering: the share that is held back, by up to ``3 * most_ms`` more, and overtaken.

    Raises:
        InvalidValue: a delay or a share is out of range.
    """

    least_ms: int = 5
    most_ms: int = 15
    loss: float = 0.0
    duplication: float = 0.0
    reordering: float = 0.0

    def __post_init__(self) -> None:
        check_time("least_ms", self.least_ms)
        check_time("most_ms", self.most_ms)
        if self.most_ms < self.least_ms:
            raise InvalidValue(f"most_ms={self.most_ms} is below least_ms={self.least_ms}")
        for name in ("loss", "duplication", "reordering"):
            share = getattr(self, name)
            if type(share) not in (int, float) or not 0 <= share <= 1:
                raise InvalidValue(f"{name} is {shown(share)}: give a share from 0 to 1")

    @property
    def is_clean(self) -> bool:
        """Whether every message arrives exactly once, and none is held back."""
        return not (self.loss or self.duplication or self.reordering)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that happens to the network at ``at_ms``, from outside."""

    at_ms: int

    def __post_init__(self) -> None:
        check_time("at_ms", self.at_ms)


@dataclass(frozen=True, slots=True)
class Crash(Fault):
    """The node stops; what it did not keep in ``durable`` is lost. No effect where it is down."""

    node: str


@dataclass(frozen=True, slots=True)
class Restart(Fault):
    """The node starts afresh with what it kept in ``durable``. No effect on one that is up."""

    node: str


@dataclass(frozen=True, slots=True)
class Partition(Fault):
    """Only nodes of one group reach each other; nodes in no group form one together.

    Messages that are under way already still arrive, and clients from outside reach everybody.
    """

    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Heal(Fault):
    """Everybody reaches everybody again."""


@dataclass(frozen=True, slots=True)
class Deliver(Fault):
    """A message from outside (a client, an operator) reaches a node."""

    to: str
    message: Message
    sender: str = "client"


@dataclass(frozen=True, slots=True)
class Scenario:
    """What decides a run.

    Args:
        nodes: for each name, what makes the node; the order is the order of broadcasts.
        duration_ms: how long the run lasts; events later than this do not happen.
        seed: of the one random generator.
        link: how every link behaves that ``links`` does not name.
        links: links of their own, by (sender, receiver).
        schedule: what happens from outside, and when.

    Raises:
        InvalidValue: no node, an unknown name, a time or a share out of range.
    """

    nodes: Mapping[str, Make] = field(hash=False)
    duration_ms: int
    seed: int = 0
    link: Link = Link()
    links: Mapping[tuple[str, str], Link] = field(default_factory=dict, hash=False)
    schedule: tuple[Fault, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "nodes", MappingProxyType(dict(self.nodes)))
        object.__setattr__(self, "links", MappingProxyType(dict(self.links)))
        check_time("duration_ms", self.duration_ms)
        if type(self.seed) is not int:
            raise InvalidValue(f"seed is {shown(self.seed)}: give an integer")
        if not self.nodes:
            raise InvalidValue("the scenario has no nodes: give at least one")
        for pair in self.links:
            self._check_names(pair)
        for fault in self.schedule:
            self._check_names(_named(fault))

    def _check_names(self, names: tuple[str, ...]) -> None:
        for name in names:
            if name not in self.nodes:
                known = shown(", ".join(self.nodes))
                raise InvalidValue(f"there is no node {shown(name)}; there are: {known}")


def _named(fault: Fault) -> tuple[str, ...]:
    """The nodes that a fault names."""
    match fault:
        case Crash(node=name) | Restart(node=name) | Deliver(to=name):
            return (name,)
        case Partition(groups=groups):
            names = tuple(name for group in groups for name in group)
            if len(set(names)) != len(names):
                raise InvalidValue(f"a node is in two groups of {shown(groups)}: name it once")
            return names
        case Heal():
            return ()
    raise InvalidValue(f"{shown(fault)} is no fault: give a Crash, Restart, Partition, ...")
