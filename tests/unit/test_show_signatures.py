"""Signed orders, the six checks that a store makes, and the picture of both."""

from __future__ import annotations

import io
import warnings
from dataclasses import replace

import pytest
from PIL import Image

from course_lib import show
from course_lib.errors import CourseError, InvalidValue
from course_lib.keys.certificates import check_certificate
from course_lib.keys.forgeries import (
    ANHE,
    COMPANIES,
    FORGERIES,
    TOMORROW,
    desk,
    forgery,
    honest,
    order,
)
from course_lib.keys.orders import CHECKS, SignedOrder, findings, refusal, sign_order

STOPPED_BY = {
    "altered order": "signature",
    "home-made CA": "authority",
    "altered name": "authority",
    "expired": "dates",
    "revoked": "revocation",
    "another's USCC": "owner",
    "replay": "once",
    "elsewhere": "once",
}


def after_the_honest():
    """The desk once it has carried out the day's orders."""
    return replace(desk(), used=frozenset(done.once for done in honest()))


def test_honest_orders_are_carried_out() -> None:
    for done in honest():
        assert set(findings(done, desk()).values()) == {""}
        assert refusal(done, desk()) == ""


@pytest.mark.parametrize("name", FORGERIES)
def test_each_forgery_meets_one_check_and_passes_without_it(name: str) -> None:
    forged, store = forgery(name), after_the_honest()
    objecting = [check for check, told in findings(forged, store).items() if told]
    assert objecting == [STOPPED_BY[name]] == [refusal(forged, store)]
    passing = [check for check in CHECKS if not refusal(forged, store, skipped=check)]
    assert passing == objecting


def test_every_check_has_a_forgery() -> None:
    assert set(STOPPED_BY) == set(FORGERIES)
    assert set(STOPPED_BY.values()) == set(CHECKS)


@pytest.mark.parametrize("name", FORGERIES)
def test_the_checks_agree_with_the_verifier_of_the_library(name: str) -> None:
    forged, store = forgery(name), after_the_honest()
    try:
        forged.certificate.public_key.verify(forged.signature, forged.message)
        check_certificate(
            forged.certificate,
            root=store.root,
            at_ms=store.at_ms,
            revocations=store.revocations,
            uscc=forged.record["from"],
        )
        believed = True
    except CourseError:
        believed = False
    assert believed == (refusal(forged, store) in ("", "once"))


def test_an_overdue_list_and_an_early_moment_are_refused() -> None:
    late, early = replace(desk(), at_ms=TOMORROW), replace(desk(), at_ms=0)
    assert "not the one in force" in findings(honest()[0], late)["revocation"]
    assert "not valid before 2024-01-01" in findings(honest()[0], early)["dates"]


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"from": "a", "to": "b", "boxes": 1},
        {"from": "a", "to": "b", "boxes": True, "nonce": 1},
        {"from": 7, "to": "b", "boxes": 1, "nonce": 1},
        {"from": "a", "to": "b", "boxes": 1, "nonce": 1, "more": 1},
        None,
    ],
)
def test_what_is_no_order(record: object) -> None:
    with pytest.raises(InvalidValue):
        SignedOrder(record, b"", honest()[0].certificate)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(InvalidValue, match="home-made CA"):
        forgery("bribe")
    with pytest.raises(InvalidValue, match="revocation"):
        refusal(honest()[0], desk(), skipped="luck")


def test_orders_are_the_same_on_every_machine() -> None:
    assert order(ANHE, 1, 1) == order(ANHE, 1, 1)
    assert order(ANHE, 1, 1).signature != order(ANHE, 2, 1).signature
    record = {"from": ANHE.code, "to": "x", "boxes": 1, "nonce": 1}
    signed = sign_order(record, ANHE.key, honest()[0].certificate)
    record["boxes"] = 9
    assert signed.record["boxes"] == 1


def image(picture: show.Picture) -> Image.Image:
    """The picture as an image; a missing character is a failure."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return Image.open(io.BytesIO(picture.png()))


def test_the_picture_tells_who_signed_and_what_leaves() -> None:
    picture = show.who_signed(honest(), desk(), COMPANIES)
    assert picture.words.startswith(
        "125 boxes leave the store. Anhe Foods 安和食品, number 7, key "
    )
    assert "SLIPPED IN" not in picture.words
    assert image(picture).width > 800
    with pytest.raises(InvalidValue, match="at least one order"):
        show.who_signed([], desk(), COMPANIES)


@pytest.mark.parametrize("name", FORGERIES)
def test_the_picture_names_the_check_that_refuses(name: str) -> None:
    check = STOPPED_BY[name]
    words = show.who_signed(honest(), desk(), COMPANIES, forgery(name)).words
    assert words.startswith("125 boxes leave the store. SLIPPED IN: ")
    assert f"refused by {check}: " in words
    let_in = show.who_signed(honest(), desk(), COMPANIES, forgery(name), skipped=check)
    assert f"The check '{check}' is left out." in let_in.words
    assert not let_in.words.startswith("125 boxes")
    assert image(let_in).height > 200


def test_the_view_follows_both_controls() -> None:
    forgeries = {name: forgery(name) for name in FORGERIES}
    view = show.signers_view(honest(), desk(), COMPANIES, forgeries)
    assert view.picture.words.startswith("125 boxes")
    view.controls["forged"].value = "another's USCC"
    assert "refused by owner" in view.box.children[1].value
    view.controls["skipped"].value = "owner"
    assert view.picture.words.startswith("525 boxes")
    assert "image/png" in view._repr_mimebundle_()[0]
    view.controls["forged"].value = view.controls["skipped"].value = "none"
    assert view.picture.words.startswith("125 boxes")


def test_a_sender_who_is_unknown_is_named_by_its_code() -> None:
    words = show.who_signed(honest()[:1], desk(), []).words
    assert f"{ANHE.code}, number 7" in words
    assert len(show.who_signed(honest(), desk(), COMPANIES).png()) < 40_000
