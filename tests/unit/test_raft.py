"""Raft: the log, the commit rule, membership changes, answers, and the stories of the lessons."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from course_lib.consensus.raft import (
    AddServer,
    AppendEntriesReply,
    ClientReply,
    ClientRequest,
    Entry,
    Log,
    Promises,
    RemoveServer,
    Role,
    Server,
    stories,
)
from course_lib.errors import InvalidValue
from course_lib.network import Crash, Deliver, Network, Restart, Run, Scenario, run


def log(*terms: int) -> Log:
    return Log(("n1", "n2", "n3"), [Entry(term, f"x{term}") for term in terms])


def terms(of: Log) -> list[int]:
    return [entry.term for entry in of.after(0)]


@pytest.mark.parametrize("story", [stories.crashed_leader, stories.partition])
def test_the_stories_of_the_lessons_are_kept(story: object, root: Path) -> None:
    name = f"raft_{story.__name__}.txt"
    told = run(story(), observe=Promises()).story()
    assert told == (root / "tests" / "traces" / name).read_text("utf-8"), f"{name} changed"


def test_the_minority_loses_its_command_and_says_so() -> None:
    done = run(stories.partition())
    assert all(node.applied == ["kept by the majority"] for node in done.nodes.values())
    answers = [h for h in done.trace if isinstance(h.what, ClientReply)]
    assert [(h.source, h.what.ok) for h in answers] == [("n3", True), ("n1", False)]


def test_a_restarted_server_keeps_its_disk_and_catches_up() -> None:
    done = run(stories.crashed_leader())
    assert all(node.applied == ["pay 10", "pay 20"] for node in done.nodes.values())
    assert {node.durable.current_term for node in done.nodes.values()} == {2}


def test_conflicting_entries_are_replaced() -> None:
    mine = log(1, 1, 2, 2)
    mine.merge(2, (Entry(3), Entry(3)))
    assert terms(mine) == [1, 1, 3, 3]


def test_an_old_message_does_not_shorten_the_log() -> None:
    mine = log(1, 1, 2, 2)
    mine.merge(1, (mine[2],))
    assert terms(mine) == [1, 1, 2, 2]


def test_a_deleted_configuration_is_forgotten() -> None:
    mine = log(1)
    mine.append(Entry(2, members=("n1", "n2")), Entry(2))
    assert (mine.members, mine.members_index) == (("n1", "n2"), 2)
    mine.merge(1, (Entry(3),))
    assert (mine.members, mine.members_index) == (("n1", "n2", "n3"), 0)


def test_entries_of_older_terms_are_not_committed_by_counting() -> None:
    """Figure 8: the entry of term 2 is on a majority, and could still be overwritten."""
    names = ("n1", "n2", "n3")
    make = partial(Server, members=names)
    network = Network(Scenario(dict.fromkeys(names, make), 10_000))
    leader = network.nodes["n1"]
    leader.durable.log = log(1, 2)
    leader.durable.current_term = 3
    leader.become_leader()  # appends the entry of term 4 at index 3
    leader.durable.current_term = 3
    leader.on_append_entries_reply("n2", AppendEntriesReply(3, True, 2))
    assert leader.commit_index == 0
    leader.on_append_entries_reply("n2", AppendEntriesReply(3, True, 3))
    assert leader.commit_index == 3


NAMES = ("n1", "n2", "n3", "n4")


def grown(*schedule: object, duration_ms: int = 3_000) -> Run:
    """Three members, and n4, which is there with an empty log and belongs to nobody."""
    member = partial(Server, members=NAMES[:3])
    nodes = dict.fromkeys(NAMES[:3], member) | {"n4": Server}
    return run(Scenario(nodes, duration_ms, schedule=schedule), observe=Promises())


def to_all(time: int, message: object) -> tuple[Deliver, ...]:
    return tuple(Deliver(time, name, message, "operator") for name in NAMES[:3])


def test_a_server_is_added_and_catches_up() -> None:
    done = grown(*to_all(1_000, ClientRequest("before")), *to_all(1_200, AddServer("n4")))
    assert done.nodes["n4"].applied == ["before"]
    assert all(node.durable.log.members == NAMES for node in done.nodes.values())


def test_a_server_that_was_never_added_does_not_disturb() -> None:
    done = grown()
    assert done.nodes["n4"].durable.current_term == 0
    assert sum("becomes leader" in str(h.what) for h in done.trace) == 1


def test_a_removed_leader_steps_down_and_the_others_go_on() -> None:
    first = next(h.source for h in grown().trace if "becomes leader" in str(h.what))
    done = grown(
        *to_all(1_000, RemoveServer(first)),
        *to_all(2_500, ClientRequest("after")),
        duration_ms=4_000,
    )
    left = [name for name in NAMES[:3] if name != first]
    assert done.nodes[first].role is Role.FOLLOWER
    assert f"{first}           was removed and steps down" in done.story()
    assert all(done.nodes[name].applied == ["after"] for name in left)
    assert all(set(done.nodes[name].durable.log.members) == set(left) for name in left)


def test_one_change_at_a_time() -> None:
    done = grown(*to_all(1_000, AddServer("n4")), *to_all(1_001, RemoveServer("n1")))
    assert "refuses the configuration" in done.story()
    assert done.nodes["n2"].durable.log.members == NAMES


def test_no_change_before_an_entry_of_the_own_term_is_committed() -> None:
    network = Network(Scenario(dict.fromkeys(NAMES[:3], partial(Server, members=NAMES[:3])), 1_000))
    leader = network.nodes["n1"]
    leader.stand_for_election()
    leader.become_leader()
    leader.on_add_server("operator", AddServer("n4"))
    assert leader.durable.log.members == NAMES[:3]
    leader.on_append_entries_reply("n2", AppendEntriesReply(1, True, 1))
    leader.on_add_server("operator", AddServer("n4"))
    assert leader.durable.log.members == NAMES


def test_a_follower_names_the_leader() -> None:
    done = grown(*to_all(1_000, ClientRequest("x")))
    answers = [h for h in done.trace if isinstance(h.what, ClientReply)]
    leader = next(h.source for h in answers if h.what.ok)
    assert {h.what.leader_hint for h in answers} == {leader}
    assert sorted(h.what.ok for h in answers) == [False, False, True]


def test_a_vote_survives_a_crash() -> None:
    voted = grown(duration_ms=400)
    follower = next(h.source for h in voted.trace if str(h.what).startswith("votes for"))
    time = next(h.time_ms for h in voted.trace if str(h.what).startswith("votes for"))
    after = grown(Crash(time + 1, follower), Restart(time + 2, follower), duration_ms=time + 3)
    assert after.nodes[follower].durable.voted_for is not None
    assert after.nodes[follower].role is Role.FOLLOWER


@pytest.mark.parametrize(
    "settings",
    [{"heartbeat_ms": 0}, {"heartbeat_ms": 150}, {"election_ms": (300, 200)}],
)
def test_times_that_do_not_fit_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(InvalidValue, match="0 < heartbeat < shortest timeout <= longest"):
        Server("n1", NAMES, **settings)
