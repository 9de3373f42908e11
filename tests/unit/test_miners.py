"""Miners in a network: forks, parted halves, selfish pools, and what nobody may break."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.consensus.proof_of_work import selfish_revenue, simulate_selfish
from course_lib.consensus.proof_of_work.miners import (
    GENESIS,
    Block,
    GetBlock,
    HonestMiner,
    SelfishMiner,
    mining_result,
    mining_scenario,
)
from course_lib.errors import InvalidValue
from course_lib.network import Crash, Deliver, Heal, Link, Partition, Restart, Run, run

SPACING = 600_000


def equal(count: int) -> dict[str, float]:
    return {f"m{number}": 1 / count for number in range(count)}


def miners(done: Run) -> list[HonestMiner]:
    return [node for node in done.nodes.values() if isinstance(node, HonestMiner)]


def check_tree(done: Run) -> None:
    """What holds for every node at any time: a tree with right heights, the tip a highest block."""
    for node in miners(done):
        for block in node.blocks.values():
            if block != GENESIS:
                assert node.blocks[block.parent].height == block.height - 1
        assert node.tip.height == max(block.height for block in node.blocks.values())
        assert node.branch()[0] == GENESIS


def test_a_hundred_miners_race_and_agree_but_for_the_newest_blocks() -> None:
    done = run(
        mining_scenario(equal(100), duration_ms=300 * SPACING, seed=1, link=Link(500, 20_000)),
        traced=False,
    )
    check_tree(done)
    result = mining_result(done)
    shared = set.intersection(*({block.block for block in node.branch()} for node in miners(done)))
    assert len(shared) >= len(result.chain) - 6, "six blocks deep, all agree"
    assert 0 < result.stale < 0.05  # on average 10 s of travel in 600 s: 1.7 %
    assert result.found == pytest.approx(300, abs=4 * sqrt(300))
    assert sum(result.shares.values()) == pytest.approx(1)


def test_slower_links_waste_more_blocks() -> None:
    stale = [
        mining_result(
            run(
                mining_scenario(
                    equal(20), duration_ms=600 * SPACING, seed=2, link=Link(delay, delay)
                ),
                traced=False,
            )
        ).stale
        for delay in (10, 30_000, 300_000)
    ]
    assert stale[0] < stale[1] < stale[2]
    assert stale[0] < 0.01
    assert stale[2] > 0.15


def test_a_fork_is_resolved_by_the_next_block() -> None:
    """The story that lesson 04 shows: two branches of one height, then one is longer."""
    scenario = mining_scenario(
        equal(10), duration_ms=200 * SPACING, seed=4, link=Link(20_000, 60_000)
    )
    done = run(scenario)
    told = [line for line in done.story().splitlines() if "for the longer branch" in line]
    assert told, "this seed has a fork"
    assert done == run(scenario)
    check_tree(done)


def test_parted_halves_find_together_on_the_longer_branch() -> None:
    few = tuple(f"m{number}" for number in range(3))
    parted = [Partition(20 * SPACING, (few,)), Heal(60 * SPACING)]
    scenario = mining_scenario(equal(10), duration_ms=75 * SPACING, seed=3, schedule=parted)
    done = run(scenario)
    check_tree(done)
    assert len({node.tip for node in miners(done)}) == 1
    result = mining_result(done)
    assert result.stale > 0.05, "the smaller half worked for nothing"
    assert done.sent["GetBlock"] > 0
    assert set(few) & {block.miner for block in result.chain[1:]}


@pytest.mark.parametrize(("alpha", "pays"), [(0.2, False), (0.42, True)])
def test_a_selfish_pool_earns_what_the_formula_says(alpha: float, pays: bool) -> None:
    """All links are alike, so that its answer to a block always comes second (gamma 0)."""
    others = {f"m{number}": (1 - alpha) / 4 for number in range(4)}
    scenario = mining_scenario(
        {"pool": alpha, **others}, duration_ms=20_000 * SPACING, seed=8, link=Link(5, 5),
        selfish=["pool"],
    )  # fmt: skip
    result = mining_result(run(scenario, traced=False))
    wanted, got = selfish_revenue(alpha, 0), result.shares["pool"]
    error = simulate_selfish(alpha, 0, blocks=20_000, seed=8).standard_error
    print(f"alpha={alpha}: expected {wanted:.4f}, got {got:.4f} ± {error:.4f}")
    assert got == pytest.approx(wanted, abs=3 * error)
    assert (got > alpha) is pays


def test_a_pool_that_is_heard_first_earns_more() -> None:
    """The same pool with quick links: in a race, its block is everywhere first."""
    others = {f"m{number}": 0.175 for number in range(4)}
    names = ["pool", *others]
    quick = {
        (one, two): Link(0, 0)
        for one in names
        for two in names
        if "pool" in (one, two) and one != two
    }
    shares = []
    for links in ({}, quick):
        scenario = mining_scenario(
            {"pool": 0.3, **others}, duration_ms=20_000 * SPACING, seed=8, link=Link(50, 50),
            links=links, selfish=["pool"],
        )  # fmt: skip
        shares.append(mining_result(run(scenario, traced=False)).shares["pool"])
    assert shares[0] < 0.3 < shares[1]
    # All follow it but the one whose block it answers: of four rivals three, so gamma is 3/4.
    assert shares[1] == pytest.approx(selfish_revenue(0.3, 0.75), abs=0.02)


def test_a_miner_that_restarts_goes_on_from_its_disk() -> None:
    schedule = [Crash(20 * SPACING, "m0"), Restart(40 * SPACING, "m0")]
    done = run(mining_scenario(equal(4), duration_ms=80 * SPACING, seed=6, schedule=schedule))
    check_tree(done)
    assert len({node.tip for node in miners(done)}) == 1
    numbers = [int(b.block.split("#")[1]) for b in mining_result(done).chain if b.miner == "m0"]
    assert numbers[0] < 20 < 40 < numbers[-1], "it mined before the crash and after it"


def test_lies_are_not_taken_in() -> None:
    lies = [
        Deliver(1, "m0", Block("high", "genesis", 7, "liar")),
        Deliver(2, "m0", Block("orphan", "nowhere", 3, "liar"), sender="m1"),
        Deliver(3, "m0", GetBlock("nothing"), sender="m1"),
        Deliver(4, "m0", Block("genesis", "genesis", 1, "liar")),
    ]
    done = run(mining_scenario(equal(2), duration_ms=10 * SPACING, seed=1, schedule=lies))
    check_tree(done)
    assert not {"high", "orphan"} & set(miners(done)[0].blocks)
    assert miners(done)[0].blocks["genesis"] == GENESIS


@settings(max_examples=60)
@given(
    st.integers(0, 2**32),
    st.floats(0, 0.3),
    st.floats(0, 0.3),
    st.floats(0, 0.3),
    st.booleans(),
)
def test_any_trouble_leaves_a_tree(
    seed: int, loss: float, twice: float, late: float, selfish: bool
) -> None:
    link = Link(1, 90_000, loss, twice, late)
    schedule = [
        Partition(5 * SPACING, (("m0", "m1"),)), Crash(8 * SPACING, "m2"), Heal(12 * SPACING),
        Restart(15 * SPACING, "m2"),
    ]  # fmt: skip
    done = run(
        mining_scenario(
            equal(5), duration_ms=30 * SPACING, seed=seed, link=link, schedule=schedule,
            selfish=["m4"] if selfish else [],
        ),
        traced=False,
    )  # fmt: skip
    honest = [node for node in miners(done) if not isinstance(node, SelfishMiner)]
    assert honest
    for node in miners(done):
        for block in node.blocks.values():
            assert block == GENESIS or node.blocks[block.parent].height == block.height - 1
    for node in honest:
        assert node.tip.height == max(block.height for block in node.blocks.values())


@pytest.mark.parametrize(
    "change",
    [
        {"shares": {"a": 0}}, {"shares": {"a": 1.5}}, {"shares": {"a": "1"}}, {"shares": {}},
        {"shares": {"a": 0.7, "b": 0.7}}, {"spacing_ms": 0}, {"spacing_ms": 1.5},
        {"duration_ms": -1}, {"seed": None}, {"shares": {"a": True}},
    ],
)  # fmt: skip
def test_scenarios_that_cannot_be(change: dict[str, object]) -> None:
    usual = {"shares": {"a": 0.5}, "duration_ms": 10, "seed": 1}
    assert mining_scenario(**usual)
    with pytest.raises(InvalidValue):
        mining_scenario(**{**usual, **change})
