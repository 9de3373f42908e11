"""Four banks, the films of their runs, and the sequence diagram that shows them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from course_lib import show
from course_lib.consensus import pbft, raft
from course_lib.consensus.banks import (
    ANN,
    BANKS,
    BANKS_ZH,
    BO,
    PBFT_TROUBLES,
    RAFT_TROUBLES,
    pbft_banks,
    pbft_film,
    raft_banks,
    raft_film,
    say,
)
from course_lib.consensus.words import is_heartbeat, state_in_words
from course_lib.errors import InvalidValue
from course_lib.network import Node, Scenario, run
from course_lib.network.film import film


def executed(names: tuple[str, ...] = BANKS, **how: object) -> dict[str, list[str]]:
    nodes = run(pbft_banks(names=names, **how)).nodes
    return {name: [r.operation for r in nodes[name].durable.history] for name in names}


@pytest.mark.parametrize("trouble", RAFT_TROUBLES)
def test_raft_keeps_its_promises_unless_the_leader_lies(trouble: str) -> None:
    reel = raft_film(trouble)
    lies = trouble == "the leader lies"
    assert bool(reel.broken) == bool(reel.liars) == lies
    applied = {node.name: node.applied for node in run(raft_banks(trouble)).nodes.values()}
    assert (applied["west"] != applied["south"]) == lies


def test_a_liar_under_raft_pays_two_people() -> None:
    applied = [node.applied for node in run(raft_banks("the leader lies")).nodes.values()]
    assert applied == [[ANN], [ANN], [BO], [ANN]]


def test_two_against_two_commit_nothing_until_the_partition_heals() -> None:
    reel = raft_film("cut two from two")
    healed = [frame.happenings[0].kind for frame in reel.frames].index("heal")
    for frame in reel.frames[:healed]:
        assert not any(line == f"✓ 2 {ANN}" for lines in frame.states.values() for line in lines)
    assert all(f"✓ 2 {ANN}" in lines for lines in reel.frames[-1].states.values())


@pytest.mark.parametrize("trouble", PBFT_TROUBLES)
def test_four_banks_under_pbft_agree_whatever_happens_to_one(trouble: str) -> None:
    reel = pbft_film(trouble)
    assert reel.broken == ""
    orders = {tuple(order) for order in executed(trouble=trouble).values() if order}
    assert len(orders) == (0 if trouble == "two banks crash" else 1)


def test_three_banks_are_too_few_and_one_more_repairs_it() -> None:
    liar = {"trouble": "the primary lies", "f": 1, "liar": pbft.Equivocator}
    three, four = executed(BANKS[:3], **liar), executed(BANKS, **liar)
    assert three["south"] == three["west"][::-1] == [BO, ANN]
    assert four["south"] == four["north"]
    assert four["west"] == []
    reel = pbft_film("the primary lies", BANKS[:3], 1)
    assert "south committed" in reel.broken
    assert reel.frames[0].broken == ""


def test_unknown_troubles_are_refused_with_those_there_are() -> None:
    for scenario in (raft_banks, pbft_banks):
        with pytest.raises(InvalidValue, match="'rain'; there are: nothing"):
            scenario("rain")


def test_a_film_has_a_frame_for_each_event_and_the_states_after_it() -> None:
    reel = film(pbft_banks(), state_in_words)
    assert [h for frame in reel.frames for h in frame.happenings] == list(run(pbft_banks()).trace)
    assert [frame.time_ms for frame in reel.frames] == sorted(f.time_ms for f in reel.frames)
    assert reel.frames[-1].states["south"] == ("backup, view 0", "✓ 1 pay Bo", "✓ 2 pay Ann")
    counted = [line for frame in reel.frames for line in frame.states["south"]]
    assert {"? 1 pay Bo: 1/2 prepares", "? 1 pay Bo: 2/3 commits"} <= set(counted)


def test_a_film_leaves_out_what_is_dull_and_changes_nothing() -> None:
    whole = film(raft_banks("cut two from two"), state_in_words)
    reel = film(raft_banks("cut two from two"), state_in_words, is_dull=is_heartbeat)
    assert reel.frames[-1].states == whole.frames[-1].states
    assert len(reel.frames) < len(whole.frames)
    assert {state for f in whole.frames for state in f.states.values()} == {
        state for f in reel.frames for state in f.states.values()
    }


def test_a_film_in_which_nothing_happens_is_refused() -> None:
    with pytest.raises(InvalidValue, match="nothing happens"):
        film(Scenario({"n": Node}, 10), state_in_words)


def test_every_message_of_the_runs_has_short_words() -> None:
    for reel in (*map(raft_film, RAFT_TROUBLES), *map(pbft_film, PBFT_TROUBLES)):
        for frame in reel.frames:
            for happening in frame.happenings:
                words = say(happening.what)
                assert "(" not in words, words
                assert len(words) < 60, words
    assert say(raft.AppendEntries(1, "n", 0, 0, (), 0)) == "heartbeat"
    assert say(pbft.Checkpoint(1, "ab")) == "Checkpoint(sequence=1, digest=ab)"
    assert state_in_words(Node("n")) == ("node",)


def test_lanes_show_the_step_and_say_it_in_words() -> None:
    reel = raft_film("the leader crashes")
    crash = [frame.happenings[0].kind for frame in reel.frames].index("crash")
    picture = show.message_lanes(reel, say, crash, "Raft (synthetic)", BANKS_ZH)
    drawn = [text.get_text() for text in picture.figure.axes[0].texts]
    assert {"east 东 (down)", "× crashes", "down", "client"} <= set(drawn)
    assert picture.words.startswith(f"Step {crash + 1} of {len(reel.frames)}, 480 ms. east crashes")
    assert "south: follower, term 1, ✓ 1 open term 1, ✓ 2 pay Ann" in picture.words
    assert Image.open(io.BytesIO(picture.png())).size[0] > 900
    lost = show.message_lanes(reel, say, crash + 4)
    assert "in vain: the receiver is down" in lost.words


def test_lanes_mark_liars_and_broken_promises() -> None:
    reel = raft_film("the leader lies")
    picture = show.message_lanes(reel, say)
    drawn = " ".join(text.get_text() for text in picture.figure.axes[0].texts)
    assert "east (lies)" in drawn
    assert "× PROMISE BROKEN" in drawn
    assert "east lies. PROMISE BROKEN: the logs of" in picture.words
    assert "PROMISE" not in show.message_lanes(reel, say, 0).words


def test_every_chinese_name_and_sign_is_in_the_font() -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for trouble in ("cut one from three", "the leader crashes"):
            show.message_lanes(raft_film(trouble), say, 20, zh=BANKS_ZH).png()


def test_the_view_steps_and_changes_its_trouble() -> None:
    films = {name: pbft_film(name) for name in PBFT_TROUBLES[:3]}
    view = show.film_view(films, say, "PBFT (synthetic)", BANKS_ZH)
    step = view.controls["step"]
    assert step.value == step.max == len(films["nothing"].frames)
    view.controls["trouble"].value = "the primary crashes"
    assert step.max == step.value == len(films["the primary crashes"].frames)
    step.value = 1
    assert view.picture.words.startswith("Step 1 of")
    assert 'role="status"' in view.box.children[1].value
    view.controls["trouble"].value = "nothing"
    assert step.value == step.max == len(films["nothing"].frames)
    later = show.film_view(films, say, "PBFT (synthetic)", begin=7)
    assert later.picture.words.startswith("Step 7 of")


def test_a_view_of_no_film_is_refused() -> None:
    with pytest.raises(InvalidValue, match="at least one film"):
        show.film_view({}, say, "none")
