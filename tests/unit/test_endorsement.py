"""Endorsement: enough signatures, fresh reads, the same writes; and who is behind a key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from course_lib.blocks import Endorsement, SignedTransaction
from course_lib.canonical import JSON
from course_lib.consortium import Consortium, Member
from course_lib.consortium.trust import Trust
from course_lib.contracts.runtime import Context, Contract, action
from course_lib.errors import (
    ContractError,
    InvalidSignature,
    InvalidTransaction,
    NotAuthorised,
    ReadConflict,
)
from course_lib.keys import PrivateKey, generate, teaching_seed
from course_lib.keys.authority import CertificateAuthority
from course_lib.keys.certificates import Certificate
from course_lib.uscc import compose

BANK_CODE = compose("91110000", "MA000002")
DAY = 24 * 60 * 60 * 1000
YEAR = 365 * DAY


class Accounts(Contract):
    """Balances in fen, and a list of names."""

    name = "accounts"

    @action()
    def open(self, ctx: Context, name: str, fen: int) -> JSON:
        ctx.put(f"of/{name}", fen)
        return None

    @action()
    def spend(self, ctx: Context, name: str, fen: int) -> JSON:
        left = ctx.get(f"of/{name}", 0) - fen
        ctx.require(left >= 0, f"{name} has too little")
        ctx.put(f"of/{name}", left)
        return left

    @action()
    def tally(self, ctx: Context) -> JSON:
        ctx.put("count", len(list(ctx.keys("of/"))))
        return None

    @action()
    def close(self, ctx: Context, name: str) -> JSON:
        ctx.delete(f"of/{name}")
        return None


def key(name: str) -> PrivateKey:
    return generate(seed=teaching_seed(name))


@pytest.fixture
def banks() -> Consortium:
    """Three banks, any two of which must endorse; one account with 100 fen."""
    chain = Consortium("banks", [Accounts()], key("Operator"))
    for name in ("A", "B", "C"):
        chain.admit(name, "bank", key(name))
    assert chain.set_policy("accounts", "OutOf(2, 'A', 'B', 'C')") == ()
    chain.desk("A").invoke("accounts", "open", name="wang", fen=100)
    return chain


def build(banks: Consortium, desk: str, action: str, /, **arguments: JSON) -> SignedTransaction:
    return banks.desk(desk).build("accounts", action, **arguments)


def test_endorsements_are_gathered_and_travel_in_the_block(banks: Consortium) -> None:
    banks.desk("B").invoke("accounts", "spend", name="wang", fen=30)
    (signed,) = banks.ledger.block(banks.height).transactions
    assert signed.endorsement is not None
    assert len(signed.endorsement.verify()) == 3
    assert signed.endorsement.reads == {"accounts/of/wang": f"{banks.height - 1}.0"}
    again = SignedTransaction.from_json(signed.to_json())
    assert again == signed
    assert again.leaf == signed.leaf != replace(signed, endorsement=None).leaf


def test_too_few_endorsers_are_refused_by_every_replica(banks: Consortium) -> None:
    signed = build(banks, "A", "spend", name="wang", fen=1)
    with pytest.raises(NotAuthorised, match=r"OutOf\(2, 'A', 'B', 'C'\).*of: A$"):
        banks.submit(banks.endorse(signed, by=["A"]))
    enough = banks.endorse(signed, by=["A", "C"])
    banks.ordering.submit(replace(enough, endorsement=None))  # past the founder's desk
    banks.settle()
    with pytest.raises(NotAuthorised, match="of: nobody"):
        banks.receipt(signed.id).unwrap()
    assert banks.desk("A").build("accounts", "spend", name="wang", fen=1)


def test_a_stranger_among_the_endorsers_counts_for_nothing(banks: Consortium) -> None:
    signed = build(banks, "A", "spend", name="wang", fen=1)
    endorsed = banks.endorse(signed, by=["A"])
    assert endorsed.endorsement is not None
    forged = endorsed.endorsement.signed_by(key("Eve"))
    with pytest.raises(NotAuthorised, match="belongs to no member"):
        banks.submit(replace(signed, endorsement=forged))


@pytest.mark.parametrize("what", ["reads", "writes", "signature"])
def test_an_edited_endorsement_is_refused(banks: Consortium, what: str) -> None:
    signed = build(banks, "A", "spend", name="wang", fen=1)
    seen = banks.endorse(signed).endorsement
    assert seen is not None
    edited = {
        "reads": lambda: replace(seen, reads={}),
        "writes": lambda: replace(seen, writes="00" * 32),
        "signature": lambda: replace(seen, signatures=dict.fromkeys(seen.signatures, "00" * 64)),
    }[what]()
    with pytest.raises(InvalidSignature, match="endorsement by"):
        banks.submit(replace(signed, endorsement=edited))


def test_two_who_read_the_same_balance_cannot_both_spend_it(banks: Consortium) -> None:
    first = banks.endorse(build(banks, "A", "spend", name="wang", fen=80))
    second = banks.endorse(build(banks, "B", "spend", name="wang", fen=80))
    banks.submit(first)
    banks.submit(second)
    (block,) = banks.settle()
    assert len(block.transactions) == 2
    assert banks.receipt(first.id).unwrap() == 20
    with pytest.raises(ReadConflict, match="accounts/of/wang: written since"):
        banks.receipt(second.id).unwrap()


def test_a_name_that_appeared_since_is_seen_too(banks: Consortium) -> None:
    counted = banks.endorse(build(banks, "A", "tally"))
    banks.desk("B").invoke("accounts", "open", name="li", fen=1)
    banks.ordering.submit(counted)
    banks.settle()
    with pytest.raises(ReadConflict, match=r"/accounts/of/\*"):
        banks.receipt(counted.id).unwrap()


def test_a_key_that_went_and_came_back_has_another_version(banks: Consortium) -> None:
    spend = banks.endorse(build(banks, "A", "spend", name="wang", fen=1))
    banks.desk("B").invoke("accounts", "close", name="wang")
    banks.desk("B").invoke("accounts", "open", name="wang", fen=100)
    banks.ordering.submit(spend)
    banks.settle()
    with pytest.raises(ReadConflict):
        banks.receipt(spend.id).unwrap()


def test_endorsers_who_see_different_results_are_told_apart(banks: Consortium) -> None:
    banks.replica("B").state.apply({"accounts/of/wang": b"999"})
    signed = build(banks, "A", "spend", name="wang", fen=1)
    with pytest.raises(InvalidTransaction, match="do not agree"):
        banks.endorse(signed, by=["A", "B"])


def test_lying_endorsers_are_found_out_by_execution(banks: Consortium) -> None:
    """Two banks sign that one fen costs all: every replica computes the truth itself."""
    signed = build(banks, "A", "spend", name="wang", fen=1)
    honest = banks.endorse(signed, by=["A"]).endorsement
    assert honest is not None
    lie = Endorsement(signed.id, honest.reads, "11" * 32).signed_by(key("A")).signed_by(key("B"))
    with pytest.raises(ContractError, match="something else here than the endorsers signed"):
        banks.submit(replace(signed, endorsement=lie))


def test_an_endorsement_belongs_to_one_transaction(banks: Consortium) -> None:
    one = banks.endorse(build(banks, "A", "spend", name="wang", fen=1))
    two = build(banks, "A", "spend", name="wang", fen=2)
    with pytest.raises(InvalidTransaction, match="endorses another transaction"):
        replace(two, endorsement=one.endorsement)


@pytest.mark.parametrize(
    "edit",
    [
        {"reads": {"a": 1}}, {"reads": []}, {"writes": "xyz"}, {"transaction": 7},
        {"signatures": {"k": "zz"}}, {"signatures": None}, {"more": 1},
    ],
)  # fmt: skip
def test_malformed_endorsements_are_refused(edit: dict[str, object]) -> None:
    good = {"reads": {}, "signatures": {}, "transaction": "00" * 32, "writes": "11" * 32}
    assert Endorsement.from_json(good).to_json() == good
    with pytest.raises(InvalidTransaction):
        Endorsement.from_json({**good, **edit})
    for value in (None, [], "x", {}):
        with pytest.raises(InvalidTransaction):
            Endorsement.from_json(value)


# Certificates: the key is a member's, but does the authority still stand by it?


@pytest.fixture
def authority() -> CertificateAuthority:
    return CertificateAuthority(
        "Teaching CA",
        compose("91110000", "MA000001"),
        key("CA"),
        valid_from=0,
        valid_until=10 * YEAR,
    )


@pytest.fixture
def certified(authority: CertificateAuthority) -> tuple[Consortium, Callable[..., Certificate]]:
    trust = Trust(authority.certificate, authority.revocations(0, YEAR))
    chain = Consortium("certified", [Accounts()], key("Operator"), trust=trust)

    def issue(name: str, of: str | None = None, until: int = 2 * YEAR) -> Certificate:
        public = key(of or name).public_key
        return authority.issue(name, BANK_CODE, public, valid_from=0, valid_until=until)

    return chain, issue


def admit(chain: Consortium, name: str, certificate: Certificate | None) -> Member:
    return chain.admit(name, "bank", key(name), certificate)


def test_only_the_certified_come_in(
    certified: tuple[Consortium, Callable[..., Certificate]],
) -> None:
    chain, issue = certified
    with pytest.raises(NotAuthorised, match="shows a certificate"):
        admit(chain, "A", None)
    with pytest.raises(NotAuthorised, match="not for the one used"):
        admit(chain, "A", issue("A", of="Somebody else"))
    member = admit(chain, "A", issue("A"))
    assert member.invoke("accounts", "open", name="wang", fen=1).ok
    record = next(m for m in member.query("members", "everyone") if m["name"] == "A")
    assert record["profile"]["uscc"] == BANK_CODE


def test_a_revoked_certificate_neither_acts_nor_endorses(
    authority: CertificateAuthority, certified: tuple[Consortium, Callable[..., Certificate]]
) -> None:
    chain, issue = certified
    certificates = {name: issue(name) for name in ("A", "B")}
    for name, certificate in certificates.items():
        admit(chain, name, certificate)
    chain.set_policy("accounts", "AND('A', 'B')")
    chain.advance(DAY)
    authority.revoke(certificates["B"], DAY - 1000)
    chain.trust = Trust(authority.certificate, authority.revocations(DAY, YEAR))
    with pytest.raises(NotAuthorised, match="certificate of B is revoked"):
        chain.desk("A").invoke("accounts", "open", name="wang", fen=1)
    with pytest.raises(NotAuthorised, match="certificate of B is revoked"):
        chain.desk("B").invoke("accounts", "open", name="wang", fen=1)


def test_certificates_and_revocation_lists_run_out(
    certified: tuple[Consortium, Callable[..., Certificate]],
) -> None:
    chain, issue = certified
    member = admit(chain, "A", issue("A", until=DAY))
    other = admit(chain, "B", issue("B"))
    chain.advance(2 * DAY)
    with pytest.raises(NotAuthorised, match="certificate of A"):
        member.invoke("accounts", "open", name="wang", fen=1)
    chain.advance(YEAR)
    with pytest.raises(NotAuthorised, match="revocation list"):
        other.invoke("accounts", "open", name="wang", fen=1)


def test_a_removed_member_is_gone(banks: Consortium) -> None:
    gone = banks.desk("C")
    banks.remove("C")
    assert banks.organisations == ("founder", "A", "B")
    with pytest.raises(NotAuthorised, match="belongs to no member"):
        gone.invoke("accounts", "tally")
    assert banks.desk("A").invoke("accounts", "tally").ok
    assert banks.set_policy("accounts", "AND('A', 'C')") == (
        "never satisfied: not even all members together suffice",
        "names organisations that are no members: C",
    )
