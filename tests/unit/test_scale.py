"""What decisions cost with many members, and the chart that shows it."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from course_lib import show
from course_lib.consensus.scale import PROTOCOLS, measure
from course_lib.errors import InvalidValue
from course_lib.show.scaling import CURVES, MEMBERS, cost


@pytest.mark.parametrize("n", [4, 7, 10, 40])
def test_one_decision_costs_what_the_formulas_say(n: int) -> None:
    measured = {protocol: measure(protocol, n) for protocol in PROTOCOLS}
    assert all(found.decided == 1 for found in measured.values())
    assert {protocol: found.messages for protocol, found in measured.items()} == {
        "PBFT": 2 * n * (n - 1),
        "HotStuff": 8 * (n - 1),
        "Raft": 4 * (n - 1),
        "authority": n - 1,
    }


def test_a_pipeline_costs_less_for_each_request_and_never_less_than_a_view() -> None:
    costs = [measure("HotStuff", 10, requests).each for requests in (1, 2, 8, 40)]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] >= 2 * 9


@pytest.mark.parametrize(("protocol", "most"), [("PBFT", 2), ("HotStuff", 2), ("Raft", 3)])
def test_a_protocol_goes_on_until_its_quorum_is_gone(protocol: str, most: int) -> None:
    decided = [measure(protocol, 7, 3, down=range(7 - gone, 7)).decided for gone in range(6)]
    assert decided == [3] * (most + 1) + [0] * (5 - most)


def test_authority_stands_still_when_half_of_the_sealers_are_gone() -> None:
    decided = [measure("authority", 10, 12, down=range(10 - g, 10)).decided for g in range(6)]
    assert decided == [12] * 5 + [5]


def test_a_failed_leader_costs_pbft_a_square_and_hotstuff_a_line() -> None:
    for trouble in ({"down": (0,)}, {"slow": (0,)}):
        pbft, hotstuff = (measure(protocol, 40, **trouble) for protocol in ("PBFT", "HotStuff"))
        assert pbft.decided == hotstuff.decided == 1
        assert pbft.sent["ViewChange"] >= 39 * 39
        assert hotstuff.sent["NewView"] <= 39
    assert 0 < hotstuff.time_ms < 1_000


def test_a_measure_cannot_be_changed_and_comes_out_the_same_again() -> None:
    found = measure("HotStuff", 7)
    with pytest.raises(TypeError):
        found.sent["Vote"] = 0  # type: ignore[index]
    assert found == measure("HotStuff", 7)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("Paxos", 4), "PBFT"),
        (("PBFT", 0), "1 to 400"),
        (("PBFT", 401), "1 to 400"),
        (("PBFT", "4"), "1 to 400"),
        (("PBFT", 4, 0), "1 to 40"),
        (("PBFT", 4, 1, (4,)), "0 to 3"),
        (("Raft", 4, 1, (), (0,)), "PBFT and HotStuff"),
    ],
)
def test_bad_input_is_told(given: tuple, told: str) -> None:
    with pytest.raises(InvalidValue, match=told):
        measure(*given)


def test_the_chart_shows_and_tells_what_is_measured() -> None:
    picture = show.scaling_chart(40, "PBFT")
    assert picture.words.startswith("PBFT, 40 members: 3,120 messages for a decision.")
    assert "130 times its 24 for 4 members, with 10 times the members" in picture.words
    assert "a quorum is 27" in picture.words
    for name in CURVES:
        assert name in picture.words
    assert Image.open(io.BytesIO(picture.png())).width > 600


def test_the_view_follows_its_controls() -> None:
    view = show.scaling_view()
    before = view.picture.words
    view.controls["members"].value = 400
    view.controls["protocol"].value = "authority"
    assert view.picture.words != before
    assert f"{cost('authority', MEMBERS[-1]).each} messages" in view.picture.words
    assert "no block is ever final" in view.picture.words


@pytest.mark.parametrize("given", [(5, "PBFT"), (True, "PBFT"), (4, "Paxos"), ([4], "PBFT")])
def test_the_chart_refuses_what_it_does_not_have(given: tuple) -> None:
    with pytest.raises(InvalidValue, match=r"has|are"):
        show.scaling_chart(*given)
