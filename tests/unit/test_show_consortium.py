"""The suitability test, the three banks of lesson 08, and the picture of the first."""

from __future__ import annotations

import io
import warnings
from dataclasses import replace
from itertools import product

import pytest
from PIL import Image

from course_lib import show
from course_lib.consortium.credit import (
    BANKS,
    COMPANY,
    TWO_OF_THREE,
    YUAN,
    at_once,
    grant_alone,
    key_of,
    left_yuan,
    three_banks,
)
from course_lib.consortium.suitability import (
    ALONE,
    CONSORTIUM,
    DATABASE,
    PUBLIC,
    QUESTIONS,
    Case,
    judge,
)
from course_lib.errors import ContractError, InvalidValue, NotAuthorised, ReadConflict

BANKERS = Case(True, True, True, True, False, False)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("parties", ALONE),
        ("sharing", ALONE),
        ("equals", DATABASE),
        ("fairness", DATABASE),
        ("keeper", DATABASE),
        ("strangers", PUBLIC),
    ],
)
def test_each_question_decides_alone(name: str, verdict: str) -> None:
    got = judge(replace(BANKERS, **{name: not getattr(BANKERS, name)}))
    assert (got.verdict, got.decided_by) == (verdict, name)
    assert (judge(BANKERS).verdict, judge(BANKERS).decided_by) == (CONSORTIUM, "")


def test_the_first_deciding_answer_ends_the_test() -> None:
    for answers in product([True, False], repeat=6):
        case = Case(*answers)
        deciding = [q.name for q in QUESTIONS if getattr(case, q.name) is q.deciding]
        assert judge(case).decided_by == (deciding[0] if deciding else "")


def test_one_way_in_64_leads_to_each_kind_of_chain() -> None:
    verdicts = [judge(Case(*answers)).verdict for answers in product([True, False], repeat=6)]
    assert (len(verdicts), verdicts.count(CONSORTIUM), verdicts.count(PUBLIC)) == (64, 1, 1)


def test_answers_are_yes_or_no() -> None:
    with pytest.raises(InvalidValue, match="keeper is answered True or False, got 'no'"):
        Case(True, True, True, True, "no", False)  # type: ignore[arg-type]


def image(picture: show.Picture) -> Image.Image:
    """The picture as an image; a missing character is a failure."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return Image.open(io.BytesIO(picture.png()))


def test_the_picture_names_verdict_and_question() -> None:
    words = show.suitability(BANKERS).words
    assert words.startswith("Verdict: consortium chain. No single answer decided")
    kept = show.suitability(replace(BANKERS, keeper=True))
    assert kept.words.startswith("Verdict: signed database. Decided by question 5 (this course)")
    assert "Is there a keeper whom all of them trust? yes." in kept.words
    drawn = {text.get_text() for text in kept.figure.axes[0].texts}
    assert {"signed database", "not asked", "yes"} <= drawn
    assert image(kept).width > 800


@pytest.mark.parametrize("place", range(7))
def test_what_is_not_asked_any_more_is_marked(place: int) -> None:
    names = [question.name for question in QUESTIONS]
    turned = {name: not getattr(BANKERS, name) for name in names[place : place + 1]}
    picture = show.suitability(replace(BANKERS, **turned))
    drawn = [text.get_text() for text in picture.figure.axes[0].texts]
    assert drawn.count("not asked") == max(0, 5 - place)
    assert len(picture.png()) < 40_000


def test_the_form_follows_each_control() -> None:
    view = show.suitability_view(BANKERS)
    assert list(view.controls) == [question.name for question in QUESTIONS]
    view.controls["equals"].value = False
    assert "Decided by question 3 (report, condition 2)" in view.box.children[1].value
    assert "image/png" in view._repr_mimebundle_()[0]
    view.controls["parties"].value = False
    assert view.picture.words.startswith("Verdict: no shared system.")


def test_the_three_banks_share_one_line() -> None:
    chain = three_banks()
    assert chain.desk(BANKS[2]).query("credit", "left", company=COMPANY) == 1_000_000 * YUAN
    assert chain.desk(BANKS[0]).invoke("credit", "draw", company=COMPANY, fen=1).unwrap() == (
        1_000_000 * YUAN - 1
    )
    for fen in (0, -1, 1_000_000 * YUAN):
        with pytest.raises(ContractError, match="do not fit into the line"):
            chain.desk(BANKS[1]).invoke("credit", "draw", company=COMPANY, fen=fen)
    with pytest.raises(ContractError, match="has no line"):
        chain.desk(BANKS[1]).invoke("credit", "record", company="Nobody", left=1)
    with pytest.raises(ContractError, match="at least 0 fen"):
        chain.desk(BANKS[1]).invoke("credit", "grant", company=COMPANY, fen=-1)
    assert key_of("East Bank") == key_of("East Bank") != key_of("Hill Bank")


def test_recording_at_the_desk_loses_a_draw_unless_versions_are_compared() -> None:
    lost = three_banks()
    assert [receipt.ok for receipt in at_once(lost, "record", left=20)] == [True, True]
    checked = three_banks(TWO_OF_THREE)
    east, river = at_once(checked, "record", left=200 * YUAN)
    assert (east.unwrap(), left_yuan(checked)) == (200 * YUAN, 200)
    assert isinstance(river.error, ReadConflict)


def test_a_policy_decides_whether_one_bank_can_set_the_line_alone() -> None:
    with pytest.raises(NotAuthorised, match=r"of: River Bank$"):
        grant_alone(three_banks(TWO_OF_THREE), 9)
    assert grant_alone(three_banks("OutOf(0, 'East Bank')"), 9_000_000) == 9_000_000
