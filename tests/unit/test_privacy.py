"""Private data and groups: who sees what, and what the others can still check."""

from __future__ import annotations

import pytest

from course_lib.canonical import JSON, encode
from course_lib.consortium import Consortium
from course_lib.consortium.groups import Groups
from course_lib.consortium.private_data import Collection, Secret
from course_lib.contracts.runtime import Context, Contract, action, query
from course_lib.errors import (
    ContractError,
    InvalidProof,
    InvalidTransaction,
    InvalidValue,
    NotAuthorised,
)
from course_lib.hashing import tagged
from course_lib.keys import PrivateKey, generate, teaching_seed


class Notes(Contract):
    """One note for each name."""

    name = "notes"

    @action()
    def write(self, ctx: Context, text: str) -> JSON:
        ctx.put(ctx.caller.name, text)
        return None

    @query()
    def read(self, ctx: Context, of: str) -> JSON:
        return ctx.get(of)


def key(name: str) -> PrivateKey:
    return generate(seed=teaching_seed(name))


@pytest.fixture
def market() -> Consortium:
    chain = Consortium("market", [Notes()], key("Operator"))
    for name in ("Seller", "Buyer", "Rival"):
        chain.admit(name, "trader", key(name))
    return chain


def test_members_see_the_value_and_the_others_a_digest(market: Consortium) -> None:
    prices = Collection("prices", ["Seller", "Buyer"])
    seller, buyer, rival = (market.desk(name) for name in ("Seller", "Buyer", "Rival"))
    secret = prices.put(seller, "order-7", {"fen": 12_500})
    assert prices.get(buyer, "order-7") == {"fen": 12_500}
    with pytest.raises(NotAuthorised, match="Rival is not in 'prices': Seller, Buyer"):
        prices.get(rival, "order-7")
    record = rival.query("private", "get", collection="prices", key="order-7")
    assert record == {"by": "Seller", "digest": secret.digest, "time_ms": record["time_ms"]}
    everything = encode([block.to_json() for block in rival._consortium.ledger])
    assert b"12500" not in everything
    assert secret.salt.hex().encode() not in everything


def test_whoever_is_shown_the_value_can_check_it(market: Consortium) -> None:
    prices = Collection("prices", ["Seller", "Buyer"])
    secret = prices.put(market.desk("Seller"), "order-7", 12_500)
    prices.check(market.desk("Rival"), "order-7", secret)
    for other in (Secret(12_501, secret.salt), Secret(12_500, bytes(32))):
        with pytest.raises(InvalidProof, match="no such digest"):
            prices.check(market.desk("Rival"), "order-7", other)
    with pytest.raises(InvalidProof):
        prices.check(market.desk("Rival"), "order-8", secret)


def test_without_a_salt_a_price_is_guessed_with_it_not(market: Consortium) -> None:
    """The attack on small domains: hash every likely price and compare."""
    prices = Collection("prices", ["Seller", "Buyer"])
    secret = prices.put(market.desk("Seller"), "order-7", 777)
    unsalted = tagged("lianke/private", encode(777)).hex()
    guesses = {tagged("lianke/private", encode(fen)).hex(): fen for fen in range(1000)}
    assert guesses[unsalted] == 777
    assert secret.digest not in guesses
    again = prices.put(market.desk("Seller"), "order-8", 777)
    assert again.digest != secret.digest


def test_what_is_held_can_be_forgotten_and_not_be_put_twice(market: Consortium) -> None:
    prices = Collection("prices", ["Seller", "Buyer"])
    seller, buyer = market.desk("Seller"), market.desk("Buyer")
    prices.put(seller, "order-7", 1)
    with pytest.raises(ContractError, match="holds a digest already"):
        prices.put(buyer, "order-7", 2)
    assert prices.get(buyer, "order-7") == 1
    prices.forget(buyer, "order-7")
    with pytest.raises(InvalidValue, match="Buyer holds nothing"):
        prices.get(buyer, "order-7")
    assert prices.get(seller, "order-7") == 1
    with pytest.raises(NotAuthorised):
        prices.put(market.desk("Rival"), "order-9", 3)
    with pytest.raises(NotAuthorised):
        prices.forget(market.desk("Rival"), "order-7")
    for name in ("", "a/b"):
        with pytest.raises(InvalidValue, match="collection's name"):
            Collection(name, ["Seller"])
    assert prices.members == ("Seller", "Buyer")


@pytest.fixture
def groups() -> Groups:
    people = {name: ("bank", key(name)) for name in ("A", "B", "C")}
    groups = Groups(key("Operator"), people)
    groups.open("loans", [Notes()], ["A", "B"])
    groups.open("guarantees", [Notes()], ["B", "C"])
    return groups


def test_a_group_sees_its_own_ledger_only(groups: Groups) -> None:
    assert [groups.of(name) for name in "ABC"] == [
        ("loans",),
        ("loans", "guarantees"),
        ("guarantees",),
    ]
    groups.member("loans", "A").invoke("notes", "write", text="8 %")
    assert groups.member("loans", "B").query("notes", "read", of="A") == "8 %"
    assert groups.member("guarantees", "B").query("notes", "read", of="A") is None
    with pytest.raises(NotAuthorised, match="C is not in group 'loans'"):
        groups.member("loans", "C")
    with pytest.raises(NotAuthorised, match="group 'nowhere'"):
        groups.member("nowhere", "A")


def test_what_is_signed_for_one_group_is_nothing_in_another(groups: Groups) -> None:
    signed = groups.member("loans", "B").build("notes", "write", text="only here")
    elsewhere = groups.member("guarantees", "B")._consortium
    with pytest.raises(InvalidTransaction, match="made for ledger 'loans'"):
        elsewhere.submit(signed)


def test_groups_have_names_and_members_of_their_own(groups: Groups) -> None:
    with pytest.raises(InvalidValue, match="exists already"):
        groups.open("loans", [], ["A"])
    with pytest.raises(InvalidValue, match="unknown: D"):
        groups.open("new", [], ["A", "D"])
    assert groups.of("D") == ()
