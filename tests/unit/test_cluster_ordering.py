"""PBFT, HotStuff and Raft as ordering services: quorum seals, crashes and liars borne."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from course_lib.canonical import JSON
from course_lib.consensus.cluster import Cluster
from course_lib.consensus.hotstuff.ordering import HotStuffOrdering
from course_lib.consensus.pbft import Equivocator, Forger
from course_lib.consensus.pbft.ordering import PbftOrdering
from course_lib.consensus.raft.ordering import RaftOrdering
from course_lib.consortium import Consortium
from course_lib.contracts.runtime import Context, Contract, action
from course_lib.errors import InvalidBlock, InvalidValue
from course_lib.keys import PrivateKey, generate, teaching_seed
from course_lib.network import Crash, Heal, Partition, Restart

ORDERINGS = [PbftOrdering, HotStuffOrdering, RaftOrdering]
BANKS = ("bank1", "bank2", "bank3", "bank4")


class Board(Contract):
    """A notice board."""

    name = "board"

    @action()
    def pin(self, ctx: Context, text: str) -> JSON:
        ctx.put(text, ctx.caller.name)
        return text


def key(name: str) -> PrivateKey:
    return generate(seed=teaching_seed(name))


KEYS = {name: key(name) for name in BANKS}
Make = Callable[[], Cluster]


def consortium(ordering: Cluster) -> Consortium:
    return Consortium("board", [Board()], key("founder"), now_ms=1_000, ordering=ordering)


def pin(made: Consortium, text: str) -> None:
    made.founder.invoke("board", "pin", text=text)


@pytest.mark.parametrize("make", ORDERINGS)
def test_blocks_are_sealed_by_a_quorum_and_all_replicas_accept_them(make: type[Cluster]) -> None:
    made = consortium(make(KEYS))
    for number in range(5):
        pin(made, f"note {number}")
    head = made.ledger.head
    assert head.height == 5
    assert len(head.consensus["signatures"]) >= made.ordering.quorum
    make(KEYS).check(head)  # whoever has the public keys can check it


@pytest.mark.parametrize("make", ORDERINGS)
def test_a_crashed_leader_does_not_stop_the_ledger(make: type[Cluster]) -> None:
    ordering = make(KEYS)
    made = consortium(ordering)
    pin(made, "before")
    first = ordering.leader
    ordering.network.strike(Crash(0, first))
    pin(made, "after")
    assert ordering.leader != first
    assert first not in made.ledger.head.consensus["signatures"]
    ordering.network.strike(Restart(0, first))
    for number in range(12):
        pin(made, f"note {number}")
    assert made.ledger.head.height == 14


@pytest.mark.parametrize("make", ORDERINGS)
def test_without_a_quorum_there_is_no_block_and_nothing_is_lost(make: type[Cluster]) -> None:
    ordering = make(KEYS)
    made = consortium(ordering)
    pin(made, "before")
    ordering.network.strike(Partition(0, (BANKS[:2], BANKS[2:])))
    made.founder.submit("board", "pin", text="during")
    with pytest.raises(InvalidBlock, match="too many nodes are down, cut off or lying"):
        made.settle()
    assert made.ledger.head.height == 1
    ordering.network.strike(Heal(0))
    made.settle()
    assert made.ledger.head.height == 2


@pytest.mark.parametrize("liar", [Equivocator, Forger])
@pytest.mark.parametrize("bank", ["bank1", "bank2"])
def test_one_liar_among_four_is_borne(liar: type, bank: str) -> None:
    made = consortium(PbftOrdering(KEYS, liars={bank: liar}))
    for number in range(4):
        pin(made, f"note {number}")
    assert made.ledger.head.height == 4
    assert set(made.ledger.head.consensus["signatures"]) == {*BANKS} - {bank}


@pytest.mark.parametrize("make", ORDERINGS)
def test_seals_that_prove_nothing_are_refused(make: type[Cluster]) -> None:
    ordering = make(KEYS)
    made = consortium(ordering)
    pin(made, "a note")
    good = made.ledger.head
    signatures = good.consensus["signatures"]
    few = dict(list(signatures.items())[: ordering.quorum - 1])
    stranger = few | {"mallory": key("mallory").sign(bytes.fromhex(good.proposal_hash)).hex()}
    swapped = dict(zip(signatures, reversed(signatures.values()), strict=True))
    loud = {name: text.upper() for name, text in signatures.items()}
    extra = signatures | {"mallory": "00" * 64}
    wrong = [few, stranger, few | {"bank4": "zz"}, few | {"bank4": 5}, swapped, [], loud, extra]
    for forged in wrong:
        with pytest.raises(InvalidBlock):
            ordering.check(replace(good, consensus={"kind": ordering.kind, "signatures": forged}))
    more = {"kind": ordering.kind, "signatures": signatures, "more": 1}
    for seal in (None, {"kind": "single", "signatures": signatures}, "sealed", {}, more):
        with pytest.raises(InvalidBlock, match="no seal of kind"):
            ordering.check(replace(good, consensus=seal))
    with pytest.raises(InvalidBlock, match="0 valid signatures"):
        ordering.check(replace(good, time_ms=good.time_ms + 1))


@pytest.mark.parametrize("make", ORDERINGS)
def test_no_two_seals_for_one_height(make: type[Cluster]) -> None:
    ordering = make(KEYS)
    made = consortium(ordering)
    pin(made, "a note")
    other = replace(made.ledger.head, consensus=None, time_ms=5_000)
    with pytest.raises(InvalidBlock, match=r"found \d of \d signers"):
        ordering.seal(other)


def test_settings_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InvalidValue, match="give at least 4"):
        PbftOrdering({name: KEYS[name] for name in BANKS[:3]})
    with pytest.raises(InvalidValue, match="batch_size=0"):
        RaftOrdering(KEYS, batch_size=0)
