"""The interaction stories of etcd's Raft, driven through ours: same leaders, terms, commits, logs.

The stories print every message of etcd's own traffic, which Raft leaves open (how an append is
split, what a heartbeat carries). What the protocol decides is compared after every command that
prints it: who became leader in which term, the role, term and vote, the commit index, the log.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from course_lib.consensus.raft import AddServer, ClientRequest, Entry, Log, Role, Server

STORIES = (
    "campaign",
    "single_node",
    "lagging_commit",
    "probe_and_replicate",
    "replicate_pause",
    "heartbeat_resp_recovers_from_probing",
    "slow_follower_after_compaction",
    "snapshot_succeed_via_app_resp",
    "confchange_v1_add_single",
    "confchange_v2_add_single_auto",
)
CANNOT = {
    "async_storage_writes": "the disk is written in a thread of its own; ours writes at once",
    "async_storage_writes_append_aba_race": "as above",
    "campaign_learner_must_vote": "learners: members without a vote, which the paper does not have",
    "checkquorum": "a leader that steps down when it hears no quorum: an extension of etcd's",
    "confchange_disable_validation": "switches the rules of membership changes off",
    "confchange_v1_remove_leader": "etcd counts the old members until the change is applied; the "
    "thesis (4.1) counts the new ones as soon as it is in the log, and so do we",
    "confchange_v1_remove_leader_stepdown": "as above",
    "confchange_v2_add_double_auto": "joint consensus; ours changes one server at a time",
    "confchange_v2_add_double_implicit": "as above",
    "confchange_v2_add_single_explicit": "as above",
    "confchange_v2_replace_leader": "as above",
    "confchange_v2_replace_leader_stepdown": "as above",
    "forget_leader": "a command of etcd's own, for read leases",
    "forget_leader_prevote_checkquorum": "as above",
    "forget_leader_read_only_lease_based": "as above",
    "snapshot_succeed_via_app_resp_behind": "a snapshot that an operator sends; ours has none",
    "prevote": "the pre-vote (thesis, 9.6), which ours leaves out",
    "prevote_checkquorum": "as above",
}


@dataclass(frozen=True)
class Command:
    """One command of a story, its indented input, and what etcd printed."""

    words: tuple[str, ...]
    more: tuple[str, ...]
    printed: tuple[str, ...]


def commands(text: str) -> Iterator[Command]:
    for block in re.split(r"\n\n(?=[a-z#\n])", text):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            cut = lines.index("----")
            yield Command(tuple(lines[0].split()), tuple(lines[1:cut]), tuple(lines[cut + 1 :]))


class Hand:
    """Stands where the network stands, and delivers only what a story says."""

    traced = False

    def __init__(self) -> None:
        self.now_ms = 0
        self.servers: dict[str, Server] = {}
        self.ready: list[tuple[str, str, object]] = []  # made, not sent yet
        self.sent: list[tuple[str, str, object]] = []  # under way

    def random(self) -> float:
        return 0.5

    def post(self, *event: object) -> None:
        """No timer ever fires: the story says who campaigns."""

    def send(self, sender: str, to: str, message: object) -> None:
        self.ready.append((sender, to, message))

    def broadcast(self, sender: str, message: object, to: tuple[str, ...]) -> None:
        for name in to:
            self.send(sender, name, message)

    def process(self, name: str) -> bool:
        mine = [event for event in self.ready if event[0] == name]
        self.ready = [event for event in self.ready if event[0] != name]
        self.sent += mine
        return bool(mine)

    def deliver(self, name: str, drop: bool = False) -> bool:
        mine = [event for event in self.sent if event[1] == name]
        self.sent = [event for event in self.sent if event[1] != name]
        for sender, _, message in () if drop else mine:
            server = self.servers[name]
            server.handlers[type(message)](server, sender, message)
        return bool(mine)

    def stabilize(self, names: list[str]) -> None:
        while any([self.process(n) for n in names] + [self.deliver(n) for n in names]):
            pass


def option(words: tuple[str, ...], name: str) -> list[str]:
    for word in words:
        if word.startswith(f"{name}="):
            return re.findall(r"\w+", word.partition("=")[2])
    return []


def obey(hand: Hand, command: Command) -> None:
    """Do what a story's command says, with our servers."""
    verb, *rest = command.words
    hand.now_ms += 10_000  # nobody has heard a leader lately: votes are decided by terms and logs
    names = [word for word in rest if word.isdigit()]
    server = hand.servers.get(names[0]) if names else None
    if verb == "add-nodes":
        add(hand, int(rest[0]), command.words)
    elif verb == "campaign":
        server.stand_for_election()
    elif verb == "propose":
        server.on_client_request("client", ClientRequest(rest[1]))
    elif verb == "propose-conf-change":
        assert [change[0] for change in command.more] == ["v"]
        server.on_add_server("operator", AddServer(command.more[0][1:]))
    elif verb == "process-ready":
        for name in names:
            hand.process(name)
    elif verb == "deliver-msgs":
        for name in names:
            hand.deliver(name)
        for name in option(command.words, "drop"):
            hand.deliver(name, drop=True)
    elif verb == "stabilize":
        hand.stabilize(names or list(hand.servers))
    elif verb == "tick-heartbeat":
        server.replicate()
    else:
        passive = {"log-level", "raft-log", "raft-state", "status", "compact", "send-snapshot"}
        assert verb in passive | {"report-unreachable"}, verb


def add(hand: Hand, count: int, words: tuple[str, ...]) -> None:
    members = tuple(option(words, "voters"))
    index = int((option(words, "index") or ["0"])[0])
    for _ in range(count):
        name = str(len(hand.servers) + 1)
        server = Server(name, members)
        server.network = hand
        server.durable.log = Log(members, [Entry(1)] * index)
        server.commit_index = server.last_applied = index
        hand.servers[name] = server


def decided(hand: Hand, command: Command) -> Iterator[tuple[str, object, object]]:
    """What a command printed of things that the protocol decides: what, expected, got."""
    verb, *rest = command.words
    speaker = rest[0] if rest else ""
    hard = {}
    for line in command.printed:
        if found := re.match(r"> (\d+) handling Ready", line):
            speaker = found[1]
        elif found := re.search(r"INFO (\d+) became leader at term (\d+)", line):
            server = hand.servers[found[1]]
            got = server.role, server.durable.current_term
            yield f"leader {found[1]}", (Role.LEADER, int(found[2])), got
        elif found := re.search(r"HardState Term:(\d+)(?: Vote:(\d+))? Commit:(\d+)", line):
            hard[speaker] = int(found[1]), found[2], int(found[3])
        elif found := re.match(r"(\d+): State(\w+) \(Voter\) Term:(\d+) Lead:(\d+)", line):
            server = hand.servers[found[1]]
            got = server.role.name, server.durable.current_term, server.leader_id or "0"
            yield f"state of {found[1]}", (found[2].upper(), int(found[3]), found[4]), got
        elif verb == "raft-log" and (found := re.match(r"(\d+)/(\d+) Entry\w+ \"(.*)\"", line)):
            log = hand.servers[rest[0]].durable.log
            yield f"entry {found[2]}", Entry(int(found[1]), found[3]), log[int(found[2])]
        elif found := re.match(r"(\d+): State\w+ match=(\d+)", line):
            match = hand.servers[rest[0]].match_index.get(
                found[1], int(found[2])
            )  # all but its own
            yield f"match of {found[1]}", int(found[2]), match
    for name, (term, vote, commit) in hard.items():
        server = hand.servers[name]
        durable = server.durable
        yield f"term and vote of {name}", (term, vote), (durable.current_term, durable.voted_for)
        if verb == "stabilize":  # elsewhere it is printed before all is done that was asked
            yield f"commit of {name}", commit, server.commit_index


@pytest.mark.vectors
@pytest.mark.parametrize("story", STORIES)
def test_a_story_of_etcd(vectors: Callable[[str], Path], story: str) -> None:
    folder = vectors("consensus/etcd_raft/testdata")
    hand, count = Hand(), 0
    for command in commands((folder / f"{story}.txt").read_text("utf-8")):
        obey(hand, command)
        for what, expected, got in decided(hand, command):
            count += 1
            assert got == expected, f"{' '.join(command.words)}: {what}"
        if command.words[0] == "raft-log":
            entries = [line for line in command.printed if re.match(r"\d+/\d+ ", line)]
            last = int(entries[-1].split()[0].split("/")[1]) if entries else None
            assert last is None or hand.servers[command.words[1]].durable.log.last_index == last
    print(f"{story}: {count} states as etcd's")
    assert count > 0


@pytest.mark.vectors
def test_every_story_is_run_or_has_a_reason(vectors: Callable[[str], Path]) -> None:
    folder = vectors("consensus/etcd_raft/testdata")
    assert {path.stem for path in folder.glob("*.txt")} == {*STORIES, *CANNOT}
    for story, reason in CANNOT.items():
        print(f"not run: {story}: {reason}")
