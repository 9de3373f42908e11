"""Damaged transactions, endorsements and blocks at a consortium's door: our errors, no change."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.blocks import Block, SignedTransaction
from course_lib.canonical import JSON
from course_lib.consortium import Consortium
from course_lib.contracts.runtime import Context, Contract, action
from course_lib.errors import CourseError
from course_lib.keys import PrivateKey, generate, teaching_seed

values = st.none() | st.booleans() | st.integers(-5, 2**70) | st.text(max_size=8) | st.floats()
values |= st.lists(values, max_size=2) | st.dictionaries(st.text(max_size=4), values, max_size=2)


class Notes(Contract):
    """One note for each name."""

    name = "notes"

    @action()
    def write(self, ctx: Context, text: str, times: int = 1) -> JSON:
        ctx.put(ctx.caller.name, [ctx.get(ctx.caller.name), text * times][1:])
        return None


def key(name: str) -> PrivateKey:
    return generate(seed=teaching_seed(name))


def consortium() -> Consortium:
    chain = Consortium("notes", [Notes()], key("Operator"))
    for name in ("A", "B"):
        chain.admit(name, "member", key(name))
    chain.set_policy("notes", "AND('A', 'B')")
    return chain


CHAIN = consortium()
GOOD = CHAIN.endorse(CHAIN.desk("A").build("notes", "write", text="hello")).to_json()
AHEAD = consortium()  # the same ledger, one block further: that block fits on CHAIN
AHEAD.desk("B").invoke("notes", "write", text="a block to damage")
BLOCK = AHEAD.ledger.block(AHEAD.height).to_json()


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside a JSON value."""
    yield path
    if isinstance(value, dict):
        for name in value:
            yield from paths(value[name], (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from paths(item, (*path, index))


def damaged(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy with another value at one place."""
    if not path:
        return new
    result = copy.deepcopy(value)
    inner = result
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = new
    return result


def snapshot() -> tuple[Any, ...]:
    replicas = [CHAIN.replica(name) for name in CHAIN.organisations]
    return tuple((replica.ledger.height, replica.state.root()) for replica in replicas)


@settings(max_examples=400)
@given(st.sampled_from(sorted(paths(GOOD), key=str)), values)
def test_a_damaged_transaction_is_refused_and_changes_nothing(
    path: tuple[Any, ...], new: Any
) -> None:
    before = snapshot()
    edited = damaged(GOOD, path, new)
    try:
        CHAIN.submit(SignedTransaction.from_json(edited))
    except CourseError:
        pass
    else:
        assert edited == GOOD
        CHAIN.ordering.next_batch()  # taken out again: the next example begins as this one
    assert snapshot() == before


@settings(max_examples=400)
@given(st.sampled_from(sorted(paths(BLOCK), key=str)), values)
def test_a_damaged_block_is_refused_by_every_replica(path: tuple[Any, ...], new: Any) -> None:
    before, edited = snapshot(), damaged(BLOCK, path, new)
    for name in CHAIN.organisations if edited != BLOCK else ():
        try:
            CHAIN.replica(name).apply(Block.from_json(edited))
        except CourseError:
            continue
        raise AssertionError(f"{name} took a block that is damaged at {path}")
    assert snapshot() == before


def test_the_undamaged_block_fits() -> None:
    """What the other examples are refused for is the damage, and nothing else."""
    other = consortium()
    for name in other.organisations:
        other.replica(name).apply(Block.from_json(BLOCK))
    assert other.height == AHEAD.height


@settings(max_examples=200)
@given(st.text(max_size=10), st.text(max_size=10), st.dictionaries(st.text(max_size=5), values))
def test_any_call_ends_in_a_receipt_or_in_our_error(
    contract: str, action: str, arguments: dict[str, Any]
) -> None:
    before = snapshot()
    try:
        CHAIN.submit(CHAIN.desk("A").build(contract, action, **arguments))
    except CourseError:
        pass
    else:
        raise AssertionError("no random name is a contract")
    assert snapshot() == before


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(["text", "times", "more"]), values))
def test_any_arguments_end_in_a_receipt_or_in_our_error(arguments: dict[str, Any]) -> None:
    try:
        signed = CHAIN.endorse(CHAIN.desk("A").build("notes", "write", **arguments))
    except CourseError:
        return
    assert signed.endorsement is not None
