"""The view of one action: it shows what the runtime does, and it changes nothing."""

from __future__ import annotations

import pytest

from course_lib import show
from course_lib.canonical import JSON
from course_lib.consortium import Consortium
from course_lib.contracts.runtime import Context, Contract, action
from course_lib.errors import InvalidValue
from course_lib.keys import generate, teaching_seed
from course_lib.show.trial import read_arguments


class Cards(Contract):
    """Cash cards, and an action that checks too late."""

    name = "cards"

    @action(roles=("bank",))
    def credit(self, ctx: Context, to: str, fen: int) -> JSON:
        """Add to a card."""
        ctx.put(to, ctx.get(to, 0) + fen)
        ctx.emit("Credited", to=to)
        return None

    @action()
    def close(self, ctx: Context, why: str) -> JSON:
        """Remove the caller's card after writing a long note; only with a reason."""
        ctx.delete(ctx.caller.name)
        ctx.put("note", {"of": ctx.caller.name, "why": why})
        ctx.require(why != "", "give a reason")
        return None


@pytest.fixture
def chain() -> Consortium:
    """A bank and a shop, whose card holds 40."""
    chain = Consortium("trial", [Cards()], generate(seed=teaching_seed("Founder")))
    bank = chain.admit("Bank", "bank", generate(seed=teaching_seed("Bank")))
    chain.admit("Shop", "buyer", generate(seed=teaching_seed("Shop")))
    bank.invoke("cards", "credit", to="Shop", fen=40)
    return chain


def drawn(picture: show.Picture) -> list[str]:
    return [text.get_text() for text in picture.figure.axes[0].texts]


def test_an_action_that_succeeds_shows_before_wanted_and_after(chain: Consortium) -> None:
    picture = show.action_trial(chain, "Bank", "cards", "credit", "to=Shop, fen=2")
    assert "✓ took effect; receipt: 1 step; events: Credited." in picture.words
    assert "Shop: before 40, wanted 42, after 42." in picture.words
    assert {"40", "→ 42", "✓ 42"} <= set(drawn(picture))


def test_a_failed_action_shows_what_it_had_wanted(chain: Consortium) -> None:
    picture = show.action_trial(chain, "Shop", "cards", "close", "why=")
    assert "× refused, ContractError: give a reason; receipt: 1 step; events: none" in (
        picture.words
    )
    assert "Shop: before 40, wanted removed, after 40." in picture.words
    assert "note: before –, wanted of: Shop, why: , after –." in picture.words
    assert "× removed" in drawn(picture)
    assert not any("✓" in text for text in drawn(picture))


def test_a_caller_without_the_role_has_an_empty_journal(chain: Consortium) -> None:
    picture = show.action_trial(chain, "Shop", "cards", "credit", "to=Shop, fen=2")
    assert "NotAuthorised" in picture.words
    assert "receipt: 0 steps" in picture.words
    assert picture.words.endswith("Not touched: Shop.")


def test_trying_out_changes_nothing(chain: Consortium) -> None:
    before = chain.height, chain.replica("Shop").state.root()
    show.action_trial(chain, "Bank", "cards", "credit", "to=Shop, fen=2")
    show.action_trial(chain, "Shop", "cards", "close", "why=moved away")
    assert (chain.height, chain.replica("Shop").state.root()) == before


def test_the_view_follows_its_controls(chain: Consortium) -> None:
    view = show.trial_view(chain, "cards", {"close": "why=old", "credit": "to=Shop, fen=1"})
    controls = view.controls
    assert controls["who"].value == "Bank"
    controls["who"].value = "Shop"
    assert "Shop calls close(why=old): ✓" in view.picture.words
    controls["action"].value = "credit"
    assert controls["arguments"].value == "to=Shop, fen=1"
    assert "NotAuthorised" in view.picture.words
    controls["who"].value = "Bank"
    assert "wanted 41, after 41" in view.picture.words
    controls["arguments"].value = "to=Shop, fen=-50"
    assert "wanted -10" in view.picture.words
    assert view.picture.words in view.box.children[1].value
    for typed in ("fen", "to=Shop, fen=99999999999999999999", "=3", "to=a, to=b"):
        controls["arguments"].value = typed
        assert view.picture.words.startswith("Not sent: ")
    controls["arguments"].value = "to=Shop"
    assert "missing: fen" in view.picture.words


def test_arguments_are_read_as_written() -> None:
    assert read_arguments("number=A1, fen=500,ice=-3, note= a b ") == {
        "number": "A1", "fen": 500, "ice": -3, "note": "a b",
    }  # fmt: skip
    assert read_arguments("  ") == {}
    assert read_arguments("fen=٣, price=0.5") == {"fen": "٣", "price": "0.5"}


def test_what_cannot_be_tried_is_refused_by_name(chain: Consortium) -> None:
    with pytest.raises(InvalidValue, match="'Nobody' keeps no replica"):
        show.action_trial(chain, "Nobody", "cards", "close", "why=x")
    with pytest.raises(InvalidValue, match="at least one action"):
        show.trial_view(chain, "cards", {})
    picture = show.action_trial(chain, "Shop", "cards", "fly", "")
    assert "no action 'fly'" in picture.words


def test_many_keys_are_cut_to_those_that_matter_and_the_picture_repeats(chain: Consortium) -> None:
    for number in range(12):
        chain.desk("Bank").invoke("cards", "credit", to=f"card {number:02}", fen=number)
    once, again = (
        show.action_trial(chain, "Shop", "cards", "close", "why=" + "long words " * 9)
        for _ in range(2)
    )
    assert once.png() == again.png()
    assert len(once.png()) < 60_000
    assert "note: before –" in once.words
    assert once.words.count("card ") == 7
