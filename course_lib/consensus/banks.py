"""Four banks 四家银行 that must agree who is paid first: lesson 05's scenarios, synthetic.

Ann and Bo each ask for 10 yuan out of an account that holds 10. Whoever is first in the common
order gets it; so banks that put them in different orders have paid twice, together.

Left out of the real thing: the account itself, and everything that :mod:`course_lib.network`,
:mod:`~course_lib.consensus.raft` and :mod:`~course_lib.consensus.pbft` leave out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from course_lib.consensus import pbft, raft
from course_lib.consensus.pbft.stories import Divider
from course_lib.consensus.words import is_heartbeat, message_in_words, state_in_words
from course_lib.errors import InvalidValue, shown
from course_lib.network import Crash, Deliver, Fault, Heal, Make, Message, Partition, Scenario
from course_lib.network.film import Film, film

BANKS = ("east", "south", "west", "north")
BANKS_ZH = {"east": "东", "south": "南", "west": "西", "north": "北"}
ANN, BO = "pay Ann", "pay Bo"
CLIENTS = {"ann": ANN, "bo": BO}
OPERATIONS = {pbft.Request(words, 1, name).digest: words for name, words in CLIENTS.items()}
"""What each digest of a request stands for."""

say = partial(message_in_words, operations=OPERATIONS)
"""A message of these scenarios in a few words."""

NOTHING = "nothing"


class TwoFaced(raft.Server):
    """A Raft leader that lies: to every second follower it says Bo where Ann was asked for."""

    honest = False

    def send(self, to: str, message: Message) -> None:
        """Send it, with another payee for some."""
        if isinstance(message, raft.AppendEntries) and to in self.others[1::2]:
            told = (replace(e, command=e.command.replace(ANN, BO)) for e in message.entries)
            message = replace(message, entries=tuple(told))
        super().send(to, message)


LATER = tuple(Deliver(820, name, raft.ClientRequest(BO)) for name in BANKS[1:])
RAFT_TROUBLES: Mapping[str, tuple[int, tuple[Fault, ...]]] = {
    NOTHING: (500, ()),
    "a follower crashes": (500, (Crash(380, "north"),)),
    "the leader crashes": (870, (Crash(480, "east"), *LATER)),
    "cut one from three": (1_100, (Partition(380, (("east",), BANKS[1:])), *LATER, Heal(1_000))),
    "cut two from two": (1_400, (Partition(380, (BANKS[:2], BANKS[2:])), Heal(1_000))),
    "the leader lies": (500, ()),
}
"""What may go wrong in Raft, by name: how long the run lasts, and what happens from outside."""

PBFT_TROUBLES = (
    NOTHING,
    "a backup crashes",
    "the primary crashes",
    "two banks crash",
    "the primary lies",
    "a backup lies",
)
"""What may go wrong in PBFT, by name."""


def raft_banks(trouble: str = NOTHING) -> Scenario:
    """Four banks under Raft: east is elected, Ann is asked for at 400 ms, and trouble comes.

    Raises:
        InvalidValue: no such trouble; :data:`RAFT_TROUBLES` has all.
    """
    _check(trouble, tuple(RAFT_TROUBLES))
    make = partial(raft.Server, members=BANKS, election_ms=(200, 400), heartbeat_ms=100)
    liar = partial(TwoFaced, members=BANKS, election_ms=(200, 400), heartbeat_ms=100)
    makes: dict[str, Make] = dict.fromkeys(BANKS, make)
    if trouble == "the leader lies":
        makes["east"] = liar
    request = Deliver(400, "east", raft.ClientRequest(ANN))
    duration_ms, faults = RAFT_TROUBLES[trouble]
    return Scenario(makes, duration_ms, RAFT_SEED, schedule=(request, *faults))


RAFT_SEED = 1
"""With it, east is elected first."""


def pbft_banks(
    trouble: str = NOTHING,
    names: tuple[str, ...] = BANKS,
    f: int | None = None,
    liar: Callable[..., pbft.Replica] = Divider,
) -> Scenario:
    """Banks under PBFT: Ann and Bo ask, and trouble comes; east is the first primary.

    Args:
        trouble: one of :data:`PBFT_TROUBLES`.
        names: the banks; four of them bear one liar.
        f: how many may lie; by default the most that PBFT bears.
        liar: what the primary is if it lies.

    Raises:
        InvalidValue: no such trouble.
    """
    _check(trouble, PBFT_TROUBLES)
    makes: dict[str, Make] = dict.fromkeys(names, partial(pbft.Replica, replicas=names, f=f))
    if trouble == "the primary lies":
        makes[names[0]] = partial(liar, replicas=names, f=f)
    if trouble == "a backup lies":
        makes[names[-1]] = partial(pbft.Forger, replicas=names, f=f)
    for client, words in CLIENTS.items():
        makes[client] = partial(pbft.Client, replicas=names, operations=(words,), f=f)
    crashed = {"a backup crashes": names[-1:], "the primary crashes": names[:1]}
    crashed["two banks crash"] = names[-2:]
    schedule = tuple(Crash(10, name) for name in crashed.get(trouble, ()))
    return Scenario(makes, 1_000, schedule=schedule)


def raft_film(trouble: str = NOTHING) -> Film:
    """:func:`raft_banks` as a film, without heartbeats that change nothing."""
    return film(raft_banks(trouble), state_in_words, raft.Promises(), is_heartbeat)


def pbft_film(trouble: str = NOTHING, names: tuple[str, ...] = BANKS, f: int | None = None) -> Film:
    """:func:`pbft_banks` as a film; fewer than four banks are lied to by turns."""
    liar = Divider if len(names) > 3 else pbft.Equivocator
    return film(pbft_banks(trouble, names, f, liar), state_in_words, pbft.Agreement())


def _check(trouble: str, known: tuple[str, ...]) -> None:
    if trouble not in known:
        raise InvalidValue(f"there is no trouble {shown(trouble)}; there are: {', '.join(known)}")
