"""What a decision costs 决策成本 with 4, 40 or 400 members: lesson 06's measurements, synthetic.

::

    measure("PBFT", 40).messages             # 2n(n - 1) = 3120
    measure("HotStuff", 40, requests=20)     # votes go to one, and views share their phases
    measure("PBFT", 4, down=(0,))            # the first leader never answers

Counted are the messages between members, as the simulated network counts them; requests of clients
and replies to them are left out. Members are r0, r1, ...; r0 leads first.

Left out of the real thing: sizes of messages, signatures' cost, batches of many requests in one
decision, and everything that :mod:`course_lib.network` leaves out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from types import MappingProxyType

from course_lib.consensus import authority, hotstuff, pbft, raft
from course_lib.errors import InvalidValue, shown
from course_lib.network import Crash, Delaying, Deliver, Fault, Make, Network, Node, Scenario

MOST_MEMBERS = 400
MOST_REQUESTS = 40
OUTSIDE = ("Request", "Reply", "ClientReply")
PERIOD_MS = 1_000


@dataclass(frozen=True, slots=True)
class Measure:
    """What some decisions took.

    Args:
        protocol: one of :data:`PROTOCOLS`.
        members: how many.
        asked: how many requests there were; for ``authority``, how many blocks were waited for.
        decided: how many of them were decided; for ``authority``, followed by everybody who is up.
        time_ms: virtual milliseconds until the clients knew it (PBFT and HotStuff; otherwise 0).
        sent: messages between members, by class.
    """

    protocol: str
    members: int
    asked: int
    decided: int
    time_ms: int
    sent: Mapping[str, int] = field(hash=False)

    @property
    def messages(self) -> int:
        """All messages between members."""
        return sum(self.sent.values())

    @property
    def each(self) -> int:
        """Messages for each decision, rounded; all of them if nothing was decided."""
        return round(self.messages / max(self.decided, 1))


class Caller(pbft.Client):
    """A client that asks all members at once, so that every leader knows of the request."""

    def start(self) -> None:
        """Ask everybody, once."""
        request = self._request()
        self.sign(request)
        self.broadcast(request, self.replicas)


class SlowReplica(Delaying, pbft.Replica):
    """A PBFT replica whose messages leave half a second late."""


class SlowHotStuff(Delaying, hotstuff.Replica):
    """A HotStuff replica whose messages leave half a second late."""


@dataclass(frozen=True, slots=True)
class Case:
    """Who takes part, and what is asked."""

    names: tuple[str, ...]
    requests: int
    faults: tuple[Fault, ...]
    slow: frozenset[str]


def measure(
    protocol: str,
    members: int,
    requests: int = 1,
    down: Collection[int] = (),
    slow: Collection[int] = (),
) -> Measure:
    """Run a protocol and count.

    Args:
        protocol: one of :data:`PROTOCOLS`.
        members: how many, 1 to 400.
        requests: how many requests come at once (blocks for ``authority``), 1 to 40.
        down: which members are down from the beginning, by number; 0 leads first.
        slow: which members send everything half a second late (PBFT and HotStuff).

    Raises:
        InvalidValue: no such protocol, or a number out of range.
    """
    _check_numbers(protocol, members, requests, down, slow)
    return _measured(protocol, members, requests, tuple(down), tuple(slow))


@lru_cache(maxsize=256)
def _measured(
    protocol: str, members: int, requests: int, down: tuple[int, ...], slow: tuple[int, ...]
) -> Measure:
    names = tuple(f"r{number}" for number in range(members))
    at_ms = 0 if protocol != "Raft" else 390
    faults = tuple(Crash(at_ms, names[number]) for number in down)
    case = Case(names, requests, faults, frozenset(names[number] for number in slow))
    return PROTOCOLS[protocol](case)


def _check_numbers(
    protocol: str, members: int, requests: int, down: Collection[int], slow: Collection[int]
) -> None:
    if protocol not in PROTOCOLS:
        known = ", ".join(PROTOCOLS)
        raise InvalidValue(f"there is no protocol {shown(protocol)}; there are: {known}")
    if type(members) is not int or not 1 <= members <= MOST_MEMBERS:
        raise InvalidValue(f"{shown(members)} members: give 1 to {MOST_MEMBERS}")
    if type(requests) is not int or not 1 <= requests <= MOST_REQUESTS:
        raise InvalidValue(f"{shown(requests)} requests: give 1 to {MOST_REQUESTS}")
    for number in (*down, *slow):
        if type(number) is not int or not 0 <= number < members:
            raise InvalidValue(f"there is no member {shown(number)}: count from 0 to {members - 1}")
    if slow and protocol not in ("PBFT", "HotStuff"):
        raise InvalidValue(f"slow members are there for PBFT and HotStuff, not for {protocol}")


def _between(network: Network) -> Mapping[str, int]:
    sent = {kind.__name__: count for kind, count in network.sent.items()}
    return MappingProxyType({name: count for name, count in sent.items() if name not in OUTSIDE})


def _voting(
    protocol: str, kind: Callable[..., Node], late: Callable[..., Node], case: Case
) -> Measure:
    """PBFT or HotStuff: a client for each request; a result counts when f + 1 members report it."""
    kinds = {name: late if name in case.slow else kind for name in case.names}
    makes: dict[str, Make] = {n: partial(k, replicas=case.names) for n, k in kinds.items()}
    clients = [f"c{number}" for number in range(case.requests)]
    client = partial(Caller, replicas=case.names, operations=("pay 10",))
    makes |= dict.fromkeys(clients, client)
    network = Network(Scenario(makes, 3_000, schedule=case.faults), traced=False)

    def decided() -> int:
        known = (network.nodes[name] for name in clients)
        return sum(len(node.results) for node in known if isinstance(node, pbft.Client))

    network.run_until(lambda _: decided() == case.requests, 3_000)
    time_ms = network.now_ms
    network.run()
    count = len(case.names), case.requests, decided()
    return Measure(protocol, *count, time_ms, _between(network))


def _raft(case: Case) -> Measure:
    """Raft: r0 is elected first; what the requests add to a leader's heartbeats is counted."""
    asked = tuple(
        Deliver(400, case.names[0], raft.ClientRequest(f"pay {n}"), "client")
        for n in range(case.requests)
    )
    idle, busy = (_raft_run(case, more) for more in ((), asked))
    quiet, sent = _between(idle), _between(busy)
    added = {k: count - quiet.get(k, 0) for k, count in sent.items() if count != quiet.get(k, 0)}
    leader = busy.nodes[case.names[0]]
    applied = leader.applied if isinstance(leader, raft.Server) else []
    decided = sum(command.startswith("pay") for command in applied)
    count = len(case.names), case.requests, decided
    return Measure("Raft", *count, 0, MappingProxyType(added))


def _raft_run(case: Case, asked: tuple[Fault, ...]) -> Network:
    make = partial(raft.Server, members=case.names, heartbeat_ms=100, election_ms=(2_000, 3_000))
    first = partial(raft.Server, members=case.names, heartbeat_ms=100, election_ms=(110, 120))
    makes: dict[str, Make] = {**dict.fromkeys(case.names, make), case.names[0]: first}
    network = Network(Scenario(makes, 1_000, schedule=(*case.faults, *asked)), traced=False)
    network.run()
    return network


def _authority(case: Case) -> Measure:
    """Proof of authority: blocks that all who are up follow; it gets longer if some are down."""
    make = partial(authority.Sealer, sealers=case.names, period_ms=PERIOD_MS)
    calm = not case.faults
    duration_ms = case.requests * PERIOD_MS * (1 if calm else 4) + 100
    scenario = Scenario(dict.fromkeys(case.names, make), duration_ms, schedule=case.faults)
    network = Network(scenario, traced=False)
    network.run()
    sealers = [s for s in network.up.values() if isinstance(s, authority.Sealer)]
    height = len(authority.common_prefix(sealers)) - 1
    count = len(case.names), case.requests, max(min(height, case.requests), 0)
    return Measure("authority", *count, 0, _between(network))


PROTOCOLS: Mapping[str, Callable[[Case], Measure]] = {
    "PBFT": partial(_voting, "PBFT", pbft.Replica, SlowReplica),
    "HotStuff": partial(_voting, "HotStuff", hotstuff.Replica, SlowHotStuff),
    "Raft": _raft,
    "authority": _authority,
}
"""How each protocol is measured, by its name."""
