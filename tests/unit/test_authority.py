"""Proof of authority: turns, weights, standstill, forks that heal, forks that a liar makes."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from functools import partial

import pytest

from course_lib.canonical import JSON
from course_lib.consensus.authority import (
    GENESIS,
    IN_TURN,
    OUT_OF_TURN,
    Block,
    Equivocator,
    Rules,
    Sealer,
    common_prefix,
)
from course_lib.consensus.authority.ordering import AuthorityOrdering
from course_lib.consensus.proof_of_work.ordering import Miner
from course_lib.consortium import Consortium
from course_lib.contracts.runtime import Context, Contract, action
from course_lib.errors import InvalidBlock, InvalidValue
from course_lib.keys import generate, teaching_seed
from course_lib.network import (
    BrokenPromise,
    Crash,
    Deliver,
    Fault,
    Heal,
    Network,
    Partition,
    Run,
    Scenario,
    random_faults,
    random_link,
    run,
)

LONG = os.environ.get("LIANKE_LONG") == "1"
SCHEDULES = 1_000 if LONG else 50
NAMES = tuple(f"s{number}" for number in range(5))


def scenario(
    *schedule: Fault,
    duration_ms: int = 20_000,
    names: tuple[str, ...] = NAMES,
    liars: tuple[str, ...] = (),
    honest: type[Sealer] = Sealer,
) -> Scenario:
    kinds = {name: Equivocator if name in liars else honest for name in names}
    nodes = {name: partial(kind, sealers=names) for name, kind in kinds.items()}
    return Scenario(nodes, duration_ms, schedule=schedule)


def honest(done: Run) -> list[Sealer]:
    return [node for node in done.nodes.values() if node.honest]


def test_sealers_take_turns_and_one_message_each_suffices() -> None:
    done = run(scenario(duration_ms=20_500), observe=Rules())
    chain = common_prefix(honest(done))
    assert [block.height for block in chain] == list(range(21))
    assert all(block.sealer == NAMES[block.height % 5] for block in chain[1:])
    assert all(block.weight == IN_TURN for block in chain[1:])
    assert done.sent == {"Block": 20 * 4}


def test_a_missing_sealer_is_stood_in_for() -> None:
    done = run(scenario(Crash(0, "s1")), observe=Rules())
    chain = common_prefix([done.nodes[name] for name in NAMES if name != "s1"])
    assert len(chain) > 12
    missed = [block for block in chain[1:] if block.height % 5 == 1]
    assert missed
    assert all(block.weight == OUT_OF_TURN and block.sealer != "s1" for block in missed)


def test_with_half_of_the_sealers_gone_the_chain_stands_still() -> None:
    """Three of five may go on; two may not: each may seal one of three blocks in a row."""
    for gone, goes_on in ((2, True), (3, False)):
        crashes = [Crash(0, name) for name in NAMES[:gone]]
        done = run(scenario(*crashes), observe=Rules())
        heights = {done.nodes[name].durable[done.nodes[name].tip].height for name in NAMES[gone:]}
        assert (max(heights) > 5) == goes_on
        assert max(heights) >= 2


def test_parted_sealers_make_two_branches_and_the_lighter_one_is_given_up() -> None:
    apart = (Partition(3_000, (("s0", "s1", "s2"), ("s3", "s4"))), Heal(10_000))
    done = run(scenario(*apart, duration_ms=25_000), observe=Rules())
    assert "leaves" in done.story()
    chain = common_prefix(honest(done))
    assert len(chain) > 15


def test_a_liar_gives_two_halves_two_blocks() -> None:
    """No block is final: at some moment honest sealers follow different blocks of one height."""
    seen = []

    def look(network: Network) -> None:
        chains = [{b.height: b for b in s.branch(s.tip)} for s in network.up.values() if s.honest]
        for one in chains:
            seen.extend(h for h, b in one.items() for two in chains if two.get(h, b) != b)

    done = run(scenario(liars=("s1",), duration_ms=12_000), observe=look)
    assert seen
    assert len(common_prefix(honest(done))) > 5


def troubled(seed: int, honest: type[Sealer] = Sealer) -> Scenario:
    """3 to 5 sealers, one of them a liar in every fourth scenario, under random faults."""
    names = NAMES[: random.Random(seed).choice((3, 4, 5))]
    faults = random_faults(seed, names, 6_000, at_once=1)
    nodes = scenario(names=names, liars=names[:1] if seed % 4 == 0 else (), honest=honest).nodes
    return Scenario(nodes, 30_000, seed, random_link(seed), schedule=faults)


@pytest.mark.parametrize("chunk", range(5))
def test_rules_hold_and_branches_join_under_random_faults(chunk: int) -> None:
    size = SCHEDULES // 5
    for seed in range(chunk * size, (chunk + 1) * size):
        sealers = honest(run(troubled(seed), traced=False, observe=Rules()))
        longest = max(s.durable[s.tip].height for s in sealers)
        assert longest > 10, f"seed {seed}"
        assert len(common_prefix(sealers)) > longest - 8, f"seed {seed}"
    print(f"{size} schedules of {SCHEDULES} in this {'long' if LONG else 'ordinary'} run")


class Greedy(Sealer):
    """Seals whether or not it has sealed lately, and lets others do so."""

    def may_seal(self, sealer: str, parent: str) -> bool:
        return True


class Light(Sealer):
    """Follows whatever it heard last."""

    def _add(self, block: Block) -> None:
        super()._add(block)
        self.tip = block.name


@pytest.mark.parametrize("wrong", [Greedy, Light])
def test_the_watch_catches_a_sealer_that_breaks_a_rule(wrong: type[Sealer]) -> None:
    for seed in range(100):
        try:
            run(troubled(seed, wrong), traced=False, observe=Rules())
        except BrokenPromise as broken:
            print(f"{wrong.__name__}, seed {seed}: {broken}")
            return
    raise AssertionError(f"{wrong.__name__} was not caught in 100 schedules")


@pytest.mark.parametrize(
    "block",
    [
        Block(GENESIS.name, 2, "s1", IN_TURN, 1_000, ""),
        Block(GENESIS.name, 1, "s1", OUT_OF_TURN, 1_000, ""),
        Block(GENESIS.name, 1, "s2", IN_TURN, 1_000, ""),
        Block(GENESIS.name, 1, "eve", OUT_OF_TURN, 1_000, ""),
        Block(GENESIS.name, 1, "s1", IN_TURN, 999, ""),
        Block(GENESIS.name, 1, "s1", IN_TURN, 60_000, ""),
        Block("nowhere", 1, "s1", IN_TURN, 1_000, ""),
    ],
)
def test_blocks_that_break_a_rule_are_not_taken_in(block: Block) -> None:
    crashes = [Crash(0, name) for name in NAMES if name != "s4"]
    network = Network(scenario(*crashes, duration_ms=1_150))
    network.strike(Deliver(1_100, "s4", block, block.sealer if block.sealer in NAMES else "s1"))
    network.run()
    assert block.name not in network.nodes["s4"].durable


def test_settings_that_make_no_sense() -> None:
    for wrong in ({"sealers": ("a",)}, {"sealers": NAMES, "period_ms": 0}):
        with pytest.raises(InvalidValue, match="give a sealer"):
            Sealer("s0", **wrong)
    with pytest.raises(InvalidValue, match="nobody may seal"):
        AuthorityOrdering({})


class Board(Contract):
    """A notice board."""

    name = "board"

    @action()
    def pin(self, ctx: Context, text: str) -> JSON:
        ctx.put(text, ctx.caller.name)
        return None


def test_a_consortium_sealed_in_turn() -> None:
    keys = {name: generate(seed=teaching_seed(name)) for name in ("A", "B", "C")}
    ordering = AuthorityOrdering(keys)
    chain = Consortium("board", [Board()], keys["A"], ordering=ordering)
    for number in range(4):
        chain.founder.invoke("board", "pin", text=f"note {number}")
    texts = [key.public_key.to_text() for key in keys.values()]
    blocks = list(chain.ledger)[1:]
    assert [block.header.proposer for block in blocks] == [texts[1], texts[2], texts[0], texts[1]]
    rotated = AuthorityOrdering({name: keys[name] for name in ("B", "C", "A")})
    with pytest.raises(InvalidBlock, match="not signed by"):
        rotated.check(blocks[0].header)
    unnamed = ordering._sealers[1].seal(replace(blocks[0].header, proposer=texts[0]))
    with pytest.raises(InvalidBlock, match="it is the turn of"):
        ordering.check(unnamed)


def test_a_consortium_whose_blocks_are_mined() -> None:
    """The same ledger under proof of work: any replica checks the nonce, an edit undoes it."""
    founder = generate(seed=teaching_seed("A"))
    chain = Consortium("board", [Board()], founder, ordering=Miner(founder))
    for number in range(3):
        chain.founder.invoke("board", "pin", text=f"note {number}")
    head = chain.ledger.head
    assert head.height == 3
    assert head.consensus["kind"] == "proof_of_work"
    with pytest.raises(InvalidBlock, match="shows no work"):
        chain.ordering.check(replace(head, time_ms=head.time_ms + 1))
