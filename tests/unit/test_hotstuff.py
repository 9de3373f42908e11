"""HotStuff: linear messages, certificates, refusals, catching up, and the lessons' stories."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from course_lib.consensus.hotstuff import (
    FIRST,
    GENESIS,
    Agreement,
    Block,
    Certificate,
    Equivocator,
    Forger,
    Found,
    NewView,
    Replica,
    Vote,
    stories,
)
from course_lib.consensus.hotstuff.views import TURN, leader_of
from course_lib.consensus.pbft import NULL, Request
from course_lib.errors import InvalidValue
from course_lib.network import Crash, Deliver, Link, Network, Restart, Scenario, run

STEADY = Link(10, 10)
REPLICAS = ("r0", "r1", "r2", "r3")


@pytest.mark.parametrize("story", [stories.one_decision, stories.failed_leader])
def test_the_stories_of_the_lessons_are_kept(story: object, root: Path) -> None:
    name = f"hotstuff_{story.__name__}.txt"
    told = run(story(), observe=Agreement()).story()
    assert told == (root / "tests" / "traces" / name).read_text("utf-8"), f"{name} changed"


@pytest.mark.parametrize("n", [4, 7, 10, 31, 100])
def test_messages_grow_in_a_line(n: int) -> None:
    """Four views for one request, each n - 1 proposals and n - 1 votes; PBFT needs 2n(n - 1).

    Three views are led and collected by one leader; the fourth view's votes go to the next one.
    """
    sent = run(stories.cluster(n, 2_000, link=STEADY), traced=False).sent
    total = sent["Block"] + sent["Vote"]
    print(
        f"n={n}: expected 8(n - 1) = {8 * (n - 1)}, got {total}; PBFT 2n(n - 1) = {2 * n * (n - 1)}"
    )
    assert sent["Block"] == sent["Vote"] == 4 * (n - 1)
    assert "NewView" not in sent


def test_a_pipeline_decides_a_request_a_view() -> None:
    """Many clients' requests: one block each, every view commits the one three views before."""
    n, requests = 4, 40
    replicas = stories.cluster(n, 5_000, link=STEADY)
    nodes = dict(replicas.nodes)
    client = nodes.pop("c1").func
    for number in range(requests):
        nodes[f"c{number}"] = partial(client, replicas=REPLICAS, operations=("pay",))
    done = run(Scenario(nodes, 5_000, link=STEADY), traced=False, observe=Agreement())
    assert len(done.nodes["r0"].durable.history) == requests
    assert done.sent["Block"] <= (requests + 3 * TURN) * (n - 1)  # 4 views each without it


def test_replacing_a_failed_leader_is_linear_too() -> None:
    for n in (4, 7, 10, 31):
        crashed = stories.cluster(n, 3_000, link=STEADY, schedule=[Crash(0, "r0")])
        done = run(crashed, traced=False, observe=Agreement())
        assert done.nodes["c1"].results == ["1"]
        assert done.sent["NewView"] <= n


@pytest.mark.parametrize("liar", [Equivocator, Forger])
def test_a_liar_is_borne(liar: type[Replica]) -> None:
    for name in REPLICAS:
        scenario = stories.cluster(4, 20_000, operations=("a", "b", "c"), liars={name: liar})
        done = run(scenario, traced=False, observe=Agreement())
        assert done.nodes["c1"].results == ["1", "2", "3"]


def test_a_replica_that_was_down_fetches_what_it_missed() -> None:
    operations = tuple(f"pay {number}" for number in range(10))
    schedule = (Crash(60, "r3"), Restart(600, "r3"))
    scenario = stories.cluster(4, 10_000, operations=operations, schedule=schedule)
    done = run(scenario, observe=Agreement())
    histories = [done.nodes[name].durable.history for name in REPLICAS]
    assert len(histories[3]) == 10
    assert all(history == histories[0] for history in histories)
    assert done.sent["Fetch"] > 0


def replica_after(*deliveries: Deliver) -> Replica:
    """r1 after messages from outside, among replicas that are all down."""
    scenario = stories.cluster(4, 5_000, schedule=[Crash(0, n) for n in ("r0", "r2", "r3", "c1")])
    network = Network(scenario)
    for delivery in deliveries:
        network.strike(delivery)
    network.run()
    return network.nodes["r1"]


def signed_block(view: int, justify: Certificate, signer: str = "r0") -> tuple[Deliver, Block]:
    block = Block(view, NULL, justify)
    return Deliver(1, "r1", block, signer), block


def test_what_breaks_a_rule_is_not_taken_in() -> None:
    forged = Certificate(1, GENESIS.name, REPLICAS)
    stranger = Certificate(1, "genesis", ("x", "y", "z"))
    few = Certificate(1, "genesis", ("r0", "r0", "r0"))
    for justify, view in ((forged, 2), (stranger, 2), (few, 2), (FIRST, 0)):
        delivery, block = signed_block(view, justify)
        assert block.name not in replica_after(delivery).durable.blocks
    for message in (
        Vote(3, "nowhere"),
        NewView(5, forged),
        Found(Block(2, NULL, forged)),
        Request("pay", 1, "nobody"),
    ):
        replica = replica_after(Deliver(1, "r1", message, "r2"))
        assert replica.durable.high == FIRST
        assert replica.durable.history == []


def test_a_replica_votes_once_in_a_view() -> None:
    one = signed_block(1, FIRST)
    request = Request("pay", 1, "c1")
    two = Deliver(2, "r1", Block(1, request, FIRST), "r0")
    replica = replica_after(Deliver(0, "r1", request, "c1"), one[0], two)
    votes = {message for signer, message in replica.network.signed
             if signer == "r1" and isinstance(message, Vote)}  # fmt: skip
    assert votes == {Vote(1, one[1].name)}


def test_leaders_take_turns() -> None:
    assert [leader_of(view, REPLICAS) for view in (1, 4, 5, 8, 9, 16, 17)] == [
        "r0", "r0", "r1", "r1", "r2", "r3", "r0"]  # fmt: skip
    for wrong in ({"replicas": ("a", "b")}, {"replicas": REPLICAS, "f": 4}):
        with pytest.raises(InvalidValue, match="is no replica"):
            Replica("r0", **wrong)
    for view in (-1, "1", None):
        with pytest.raises(InvalidValue):
            Vote(view, "x")
