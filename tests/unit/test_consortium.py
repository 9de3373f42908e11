"""A consortium: who may come in, what a replay is, and which replica diverged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from course_lib.blocks import sign
from course_lib.canonical import JSON
from course_lib.consensus.single import SingleOrderer
from course_lib.consortium import CLOCK_TOLERANCE_MS, Consortium, Member
from course_lib.contracts.runtime import Context, Contract, action, query
from course_lib.errors import (
    ContractError,
    CourseError,
    InvalidBlock,
    InvalidSignature,
    InvalidTransaction,
    InvalidValue,
    NotAuthorised,
)
from course_lib.keys import PrivateKey, generate, teaching_seed


class Board(Contract):
    """A notice board: everybody may pin, everybody may read."""

    name = "board"

    @action()
    def pin(self, ctx: Context, text: str) -> JSON:
        """Pin a notice; a text once."""
        ctx.require(ctx.get(text) is None, f"{text!r} is pinned already")
        ctx.put(text, ctx.caller.name)
        ctx.emit("Pinned", text=text)
        return None

    @query()
    def all(self, ctx: Context) -> JSON:
        """Every notice and who pinned it."""
        names = ctx.keys("")
        return {name: ctx.get(name) for name in names}


def key(name: str) -> PrivateKey:
    """A teaching key."""
    return generate(seed=teaching_seed(name))


@pytest.fixture
def board() -> Consortium:
    """A consortium of a founder, no others yet."""
    return Consortium("board", [Board()], key("Founder"), now_ms=1_000_000)


@pytest.fixture
def mei(board: Consortium) -> Member:
    """An admitted member."""
    return board.admit("Mei", "guest", key("Mei"), city="成都")


def test_a_transaction_reaches_every_replica(board: Consortium, mei: Member) -> None:
    tom = board.admit("Tom", "guest", key("Tom"))
    receipt = mei.invoke("board", "pin", text="hello")
    assert receipt.ok
    assert tom.query("board", "all") == {"hello": "Mei"}
    roots = {board.replica(name).state.root() for name in board.organisations}
    assert len(roots) == 1
    assert board.organisations == ("founder", "Mei", "Tom")
    assert [event.name for event in board.events] == ["Admitted", "Admitted", "Pinned"]
    members = tom.query("members", "everyone")
    assert {m["name"]: m["profile"] for m in members}["Mei"] == {"city": "成都"}


def test_several_transactions_share_a_block_and_see_each_other(
    board: Consortium, mei: Member
) -> None:
    first = mei.submit("board", "pin", text="one")
    second = mei.submit("board", "pin", text="one")
    (block,) = board.settle()
    assert len(block.transactions) == 2
    assert board.receipt(first).ok
    with pytest.raises(ContractError, match="pinned already"):
        board.receipt(second).unwrap()
    assert board.settle() == ()


def test_only_members_act_and_only_the_founder_admits(board: Consortium, mei: Member) -> None:
    stranger = Member(board, "Eve", key("Eve"))
    with pytest.raises(NotAuthorised, match="belongs to no member"):
        stranger.invoke("board", "pin", text="x")
    with pytest.raises(NotAuthorised, match="for founder"):
        mei.invoke("members", "admit", name="Eve", role="guest", key="k", profile={})
    with pytest.raises(ContractError, match="taken"):
        board.admit("Mei", "guest", key("Another"))
    with pytest.raises(ContractError, match="already belongs"):
        board.admit("Mei 2", "guest", key("Mei"))
    with pytest.raises(ContractError, match="one founder"):
        board.admit("Eve", "founder", key("Eve"))
    board.founder.invoke("members", "remove", name="Mei")
    with pytest.raises(NotAuthorised):
        mei.invoke("board", "pin", text="after")
    with pytest.raises(ContractError, match="no member is called 'Mei'"):
        board.founder.invoke("members", "remove", name="Mei")


def test_replay_forgery_and_backdating_are_refused(board: Consortium, mei: Member) -> None:
    signed = mei.build("board", "pin", text="once")
    board.submit(signed)
    board.settle()
    height = board.height
    with pytest.raises(InvalidTransaction, match="replay"):
        board.submit(signed)
    other = replace(signed.transaction, nonce=99)
    with pytest.raises(InvalidSignature):
        board.submit(replace(signed, transaction=other))
    elsewhere = sign(replace(signed.transaction, chain="other", nonce=5), key("Mei"))
    with pytest.raises(InvalidTransaction, match="made for ledger 'other'"):
        board.submit(elsewhere)
    board.advance(CLOCK_TOLERANCE_MS + 1_000)
    old = sign(replace(signed.transaction, nonce=6, time_ms=1_000_000), key("Mei"))
    with pytest.raises(InvalidTransaction, match="backdates"):
        board.submit(old)
    assert board.height == height
    with pytest.raises(InvalidValue, match="forward only"):
        board.advance(-1)


def test_a_replica_whose_state_was_edited_is_named(board: Consortium, mei: Member) -> None:
    board.replica("Mei").state.apply({"board/forged": b'"Mei"'})
    with pytest.raises(InvalidBlock, match="replica of Mei diverged at block 2"):
        mei.invoke("board", "pin", text="truth")
    assert board.replica("founder").ledger.height == 2
    assert board.replica("Mei").ledger.height == 1


def test_a_block_without_the_orderers_seal_is_refused(board: Consortium, mei: Member) -> None:
    mei.submit("board", "pin", text="sealed")
    forger = SingleOrderer(key("Forger"))
    board.ordering, kept = forger, board.ordering
    for signed in kept.next_batch():
        forger.submit(signed)
    with pytest.raises(InvalidBlock, match="not signed by the ordering organisation"):
        board.settle()
    assert board.height == 1


def test_questions_about_nobody_and_nothing(board: Consortium) -> None:
    with pytest.raises(InvalidValue, match="keeps no replica"):
        board.replica("Nobody")
    with pytest.raises(InvalidValue, match="in no block"):
        board.receipt("00" * 32)
    with pytest.raises(InvalidValue, match="at least 1 transaction"):
        SingleOrderer(key("x"), batch_size=0)


def test_ledgers_in_files_are_taken_up_again(tmp_path: Path) -> None:
    first = Consortium("board", [Board()], key("Founder"), folder=tmp_path)
    first.admit("Mei", "guest", key("Mei")).invoke("board", "pin", text="kept")
    root = first.replica("founder").state.root()
    for name in first.organisations:
        first.replica(name).ledger.close()
    again = Consortium("board", [Board()], key("Founder"), folder=tmp_path)
    assert again.height == 2
    assert again.replica("founder").state.root() == root
    with pytest.raises(CourseError):
        Consortium("board", [Board()], key("Another founder"), folder=tmp_path)
