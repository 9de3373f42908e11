"""The mining race: what it draws is what the miners of the network know and follow."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from course_lib import show
from course_lib.consensus.proof_of_work import exact_odds, nakamoto_odds, retarget, selfish_revenue
from course_lib.consensus.proof_of_work.miners import mining_result, mining_scenario
from course_lib.errors import InvalidValue
from course_lib.facts import facts
from course_lib.network import run
from course_lib.show.race import (
    AGREED,
    BLOCKS,
    CONTESTED,
    FAST,
    KEPT_BACK,
    SEED,
    STORIES,
    UNDER_WAY,
    WASTED,
    race,
)


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("share", [5, 35, 45])
def test_each_block_adds_one_and_no_agreed_block_forks(share: int, story: str) -> None:
    moments = race(share, story)
    assert [len(moment.found) for moment in moments] == list(range(1, BLOCKS + 1))
    for moment in moments:
        heights = [b.height for b in moment.found if moment.fate[b.block] == AGREED]
        assert sorted(heights) == list(range(1, len(heights) + 1))


def test_an_honest_pool_keeps_nothing_back_and_fast_blocks_are_not_wasted() -> None:
    last = race(35, "honest pool")[-1]
    assert set(last.fate.values()) == {AGREED}
    slow = race(35, "honest, slow blocks")
    fates = [set(moment.fate.values()) for moment in slow]
    assert any(UNDER_WAY in some for some in fates)
    assert WASTED in fates[-1]
    assert not any(KEPT_BACK in some for some in fates)


def test_a_selfish_pool_keeps_back_and_ends_near_the_formula() -> None:
    moments = race(40, "selfish pool")
    words = {fate for moment in moments for fate in moment.fate.values()}
    assert {AGREED, CONTESTED, KEPT_BACK, WASTED} <= words
    counts = moments[-1].agreed
    assert counts["pool"] / counts.total() == pytest.approx(selfish_revenue(0.4, 0), abs=0.08)


def test_the_race_is_a_run_of_the_network() -> None:
    shares = {"others": 0.65, "pool": 0.35}
    scenario = mining_scenario(
        shares, duration_ms=2 * BLOCKS * 600_000, seed=SEED, link=FAST, selfish=["pool"]
    )
    chain = {block.block for block in mining_result(run(scenario)).chain}
    last = race(35, "selfish pool")[-1]
    assert {name for name, fate in last.fate.items() if fate == AGREED} <= chain


def test_words_tell_the_share_and_the_fair_share() -> None:
    moment = race(35, "selfish pool")[13]
    words = show.mining_race(35, "selfish pool", 14).words
    counts = moment.agreed
    assert f"Agreed: {counts.total()}, {counts['pool']} of them the pool's" in words
    assert "its fair share is 35 %" in words
    assert "In the long run it would get 37 %." in words
    assert show.mining_race(step=99).words == show.mining_race(step=BLOCKS).words
    assert "block 1 of 80" in show.mining_race(step=-3).words


def test_the_view_follows_its_controls() -> None:
    view = show.mining_view()
    before = view.picture.words
    view.controls["step"].value += 1
    assert view.picture.words != before
    view.controls["share"].value = 10
    assert "its fair share is 10 %" in view.picture.words
    view.controls["story"].value = "honest pool"
    assert "it would get 10 %" in view.picture.words


def test_the_picture_fits_a_notebook() -> None:
    png = show.mining_race(45, "selfish pool", 60).png()
    assert Image.open(io.BytesIO(png)).width > 800
    assert len(png) < 40_000


@pytest.mark.parametrize("share", [4, 46, 35.0, True, "35"])
def test_no_such_share(share: object) -> None:
    with pytest.raises(InvalidValue, match="give whole percent, 5 to 45"):
        show.mining_race(share)  # type: ignore[arg-type]


def test_no_such_story() -> None:
    with pytest.raises(InvalidValue, match="no story 'greedy'"):
        show.mining_race(35, "greedy")


def test_the_facts_of_lesson_04_agree_with_the_library() -> None:
    known = {name: fact.value for name, fact in facts("proof_of_work").items()}
    before = int(str(known["first_change_bits_before"]), 16)
    after = retarget(before, int(known["first_change_begins"]), int(known["first_change_ends"]))
    assert f"{after:08x}" == known["first_change_bits_after"]
    assert round(nakamoto_odds(0.1, 6), 7) == known["nakamoto_ten_percent_six_blocks"]
    assert round(exact_odds(0.1, 6), 7) == known["exact_ten_percent_six_blocks"]
