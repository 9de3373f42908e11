"""PBFT: published message counts, certificates, checkpoints, refusals, and the lessons' stories."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from course_lib.consensus.pbft import (
    NULL,
    Agreement,
    Checkpoint,
    Client,
    Commit,
    Demand,
    History,
    NewView,
    Prepare,
    Prepared,
    PrePrepare,
    Replica,
    Reply,
    Request,
    ViewChange,
    stories,
)
from course_lib.errors import InvalidValue
from course_lib.network import (
    BrokenPromise,
    Crash,
    Deliver,
    Network,
    Restart,
    Run,
    Scenario,
    run,
)

PHASES = ("PrePrepare", "Prepare", "Commit")


@pytest.mark.parametrize("story", [stories.normal_decision, stories.equivocating_primary])
def test_the_stories_of_the_lessons_are_kept(story: object, root: Path) -> None:
    name = f"pbft_{story.__name__}.txt"
    told = run(story(), observe=Agreement()).story()
    assert told == (root / "tests" / "traces" / name).read_text("utf-8"), f"{name} changed"


@pytest.mark.vectors
def test_as_many_messages_as_published(vectors: Callable[[str], Path]) -> None:
    published = json.loads(vectors("consensus/published_numbers.json").read_text("utf-8"))
    for n, row in published["pbft_message_counts"]["n"].items():
        sent = run(stories.cluster(int(n), 1_000), traced=False).sent
        expected = [row["pre_prepare"], row["prepare"], row["commit"]]
        assert [sent[kind] for kind in PHASES] == expected
        total = sum(sent[kind] for kind in PHASES)
        assert total == row["total_replica_msgs"] == 2 * int(n) * (int(n) - 1)
        assert sum(sent.values()) == row["plus_request_and_replies"]
        fisco = _fisco(int(n))
        print(f"n={n}: expected {row['total_replica_msgs']}, got {total}; FISCO BCOS: got {fisco}")
        assert fisco == row["fisco_bcos_variant_prepare+sign+commit"]


class Fisco(Replica):
    """FISCO BCOS counts the leader's own vote: it sends it like everybody else."""

    primary_prepares = True


def _fisco(n: int) -> int:
    names = tuple(f"r{number}" for number in range(n))
    honest = stories.cluster(n, 1_000)
    nodes = dict(honest.nodes) | {name: partial(Fisco, replicas=names) for name in names}
    sent = run(Scenario(nodes, 1_000), traced=False).sent
    return sum(sent[kind] for kind in PHASES)


def test_the_equivocating_primary_is_replaced_and_all_agree() -> None:
    done = run(stories.equivocating_primary(), observe=Agreement())
    honest = [done.nodes[name].durable for name in ("r1", "r2", "r3")]
    assert [state.view for state in honest] == [1, 1, 1]
    assert honest[0].history == honest[1].history == honest[2].history
    assert len(honest[0].history) == 2
    assert all(len(done.nodes[name].results) == 1 for name in ("c1", "c2"))


def test_three_replicas_are_too_few_for_one_liar() -> None:
    with pytest.raises(BrokenPromise, match=r"r1 committed c1:\S+ \d+ as 2, r2 committed c2"):
        run(stories.three_are_too_few(), observe=Agreement())


def test_checkpoints_move_the_window_and_empty_the_log() -> None:
    operations = tuple(f"pay {number}" for number in range(45))
    done = run(stories.cluster(4, 10_000, operations=operations), observe=Agreement())
    for name in ("r0", "r1", "r2", "r3"):
        state = done.nodes[name].durable
        assert len(state.history) == 45
        assert state.stable.sequence == 40
        assert len(state.accepted) == len(state.prepared) == 5
        assert all(sequence > 40 for _, sequence, _ in state.prepares)


def test_a_replica_that_was_down_catches_up_at_a_checkpoint() -> None:
    operations = tuple(f"pay {number}" for number in range(45))
    honest = stories.cluster(4, 10_000, operations=operations)
    schedule = (Crash(100, "r3"), Restart(1_200, "r3"))
    done = run(Scenario(honest.nodes, 10_000, schedule=schedule), observe=Agreement())
    assert "r3           catches up to" in done.story()
    assert done.nodes["r3"].durable.history[:40] == done.nodes["r0"].durable.history[:40]


def test_a_crashed_primary_is_replaced() -> None:
    honest = stories.cluster(4, 5_000, operations=("a", "b", "c"))
    done = run(Scenario(honest.nodes, 5_000, schedule=(Crash(60, "r0"),)), observe=Agreement())
    assert done.nodes["c1"].results == ["1", "2", "3"]
    assert done.nodes["r1"].durable.view == 1


def test_what_was_committed_survives_the_view_change() -> None:
    """r1 alone commits before the primary dies; the new view must give the number again."""
    honest = stories.cluster(4, 3_000)
    network = Network(Scenario(honest.nodes, 3_000))
    while not network.nodes["r1"].durable.history:
        network.step()
    network.strike(Crash(0, "r0"))
    network.run(Agreement())
    first = network.nodes["r1"].durable.history[0]
    assert [network.nodes[name].durable.history[0] for name in ("r2", "r3")] == [first, first]


NAMES = ("r0", "r1", "r2", "r3")


def lonely() -> tuple[Network, Replica]:
    """r1 of four replicas, before anything was said."""
    nodes = dict.fromkeys(NAMES, partial(Replica, replicas=NAMES))
    network = Network(Scenario(nodes | {"c1": partial(Client, replicas=NAMES)}, 1_000))
    return network, network.nodes["r1"]


def proposal(network: Network, view: int = 0, sequence: int = 1, word: str = "a") -> PrePrepare:
    request = Request(word, 1, "c1")
    network.nodes["c1"].sign(request)
    made = PrePrepare(view, sequence, request.digest, request)
    network.nodes["r0"].sign(made)
    return made


def test_a_good_proposal_is_accepted_once() -> None:
    network, r1 = lonely()
    r1.on_pre_prepare("r0", proposal(network))
    r1.on_pre_prepare("r0", proposal(network, word="b"))
    assert [made.request.operation for made in r1.durable.accepted.values()] == ["a"]


@pytest.mark.parametrize(
    ("sender", "change"),
    [
        ("r2", {}),  # not the primary
        ("r0", {"sequence": 0}),  # below the window
        ("r0", {"sequence": 21}),  # above it
        ("r0", {"digest": "00"}),  # of another request
        ("r0", {"request": Request("b", 1, "c1")}),  # that the client did not sign
        ("r0", {"request": NULL}),  # null requests come with a new view only
    ],
)
def test_a_bad_proposal_is_not_accepted(sender: str, change: Mapping[str, object]) -> None:
    network, r1 = lonely()
    good = proposal(network)
    request = change.get("request", good.request)
    digest = change.get("digest", request.digest)
    bad = PrePrepare(0, change.get("sequence", 1), digest, request)
    network.nodes["r0"].sign(bad)
    r1.on_pre_prepare(sender, bad)
    assert r1.durable.accepted == {}


def test_votes_of_strangers_and_of_the_primary_do_not_count() -> None:
    network, r1 = lonely()
    good = proposal(network)
    r1.on_pre_prepare("r0", good)
    for sender in ("r0", "c1", "r1", "r0"):
        r1.on_prepare(sender, Prepare(0, 1, good.digest))
    assert r1.durable.prepared == {}
    r1.on_prepare("r2", Prepare(0, 1, good.digest))
    assert r1.durable.prepared[1].backups == ("r1", "r2")
    for sender in ("c1", "r1", "r0", "c2"):
        r1.on_commit(sender, Commit(0, 1, good.digest))
    assert r1.durable.history == []
    r1.on_commit("r3", Commit(0, 1, good.digest))
    assert r1.durable.history == [good.request]


def forged(network: Network) -> tuple[ViewChange, ...]:
    """View changes with certificates that prove nothing."""
    good = proposal(network)
    vote = Prepare(0, 1, good.digest)
    network.nodes["r2"].sign(vote)
    unsigned = PrePrepare(0, 1, good.digest, Request("b", 1, "c1"))
    begin = Checkpoint(0, "")
    return (
        ViewChange(1, begin, (), (Prepared(good, ("r2", "r3")),)),  # r3 did not sign
        ViewChange(1, begin, (), (Prepared(good, ("r2", "r2")),)),  # one name twice
        ViewChange(1, begin, (), (Prepared(good, ("r2", "r0")),)),  # the primary is no backup
        ViewChange(1, begin, (), (Prepared(unsigned, ("r2", "r3")),)),
        ViewChange(1, Checkpoint(10, "aa"), ("r0", "r2", "r3"), ()),  # nobody signed it
    )


@pytest.mark.parametrize("number", range(5))
def test_a_forged_view_change_counts_for_nothing(number: int) -> None:
    network, r1 = lonely()
    demand = forged(network)[number]
    network.nodes["r3"].sign(demand)
    r1.on_view_change("r3", demand)
    assert r1.durable.view_changes[1] == {}


def test_a_new_view_must_follow_from_its_view_changes() -> None:
    network, _ = lonely()
    r2 = network.nodes["r2"]
    demand = ViewChange(1, Checkpoint(0, ""), (), ())
    for name in ("r0", "r1", "r3"):
        network.nodes[name].sign(demand)
    demands = tuple(Demand(name, demand) for name in ("r0", "r1", "r3"))
    extra = PrePrepare(1, 1, NULL.digest, NULL)
    two, later = NewView(1, demands[:2], ()), NewView(2, demands, ())
    for bad in (two, later, NewView(1, demands, (extra,))):
        network.nodes["r1"].sign(bad)
        r2.on_new_view("r1", bad)
        assert r2.durable.view == 0
    good = NewView(1, demands, ())
    r2.on_new_view("r1", good)  # not signed yet
    assert r2.durable.view == 0
    network.nodes["r1"].sign(good)
    r2.on_new_view("r3", good)  # passed on by another replica
    assert r2.durable.view == 1


def test_a_state_without_a_certificate_is_not_believed() -> None:
    _, r1 = lonely()
    r1.on_history("r3", History(1, (Request("b", 1, "c1"),)))
    assert r1.durable.history == []


def test_a_client_believes_f_plus_1_equal_results() -> None:
    network, _ = lonely()
    client = network.nodes["c1"]
    client.operations = ("a",)
    for sender, result in (("r0", "lie"), ("r1", "1"), ("r1", "1"), ("c1", "1")):
        client.on_reply(sender, Reply(0, 1, "c1", result))
    assert client.results == []
    client.on_reply("r2", Reply(0, 1, "c1", "1"))
    assert client.results == ["1"]


def test_a_request_that_is_repeated_is_executed_once() -> None:
    request = Request("pay 10", 1, "outside")
    nodes = dict.fromkeys(NAMES, partial(Replica, replicas=NAMES))
    again = tuple(Deliver(time, "r0", request, "outside") for time in (0, 1, 300))
    done: Run = run(Scenario(nodes, 1_000, schedule=again), observe=Agreement())
    assert done.nodes["r2"].durable.history == [request]
    assert done.sent["Reply"] == 5  # one from each, and r0 again when it is asked again


@pytest.mark.parametrize("settings", [{"replicas": NAMES[1:]}, {"replicas": NAMES, "f": 4}])
def test_a_replica_that_does_not_fit_is_refused(settings: dict[str, object]) -> None:
    with pytest.raises(InvalidValue, match="is no replica of"):
        Replica("r0", **settings)
