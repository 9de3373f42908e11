"""Proof of work under any input: round trips, our errors only, order of work and targets."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.consensus.proof_of_work import (
    REALISTIC,
    TEACHING,
    BitcoinHeader,
    check_unrepeated,
    check_work,
    compact,
    exact_odds,
    expand,
    merkle_root,
    nakamoto_odds,
    read_block,
    read_blocks,
    retarget,
    work,
)
from course_lib.errors import CourseError, InvalidBlock

anything = st.one_of(st.none(), st.integers(), st.text(max_size=90), st.binary(max_size=300))
bits32 = st.integers(0, 2**32 - 1)


@given(st.integers(0, 2**256 - 1))
def test_a_compact_target_is_the_nearest_below(target: int) -> None:
    bits = compact(target)
    back = expand(bits)
    assert back <= target
    assert compact(back) == bits
    assert (target - back) * 2**15 <= target


@given(bits32)
def test_any_32_bits_are_a_target_or_refused(bits: int) -> None:
    try:
        target = expand(bits)
    except CourseError:
        return
    assert expand(compact(target)) == target
    assert work(bits) == 2**256 // (target + 1)


@given(st.integers(1, REALISTIC.limit_bits), bits32, bits32, st.booleans())
def test_one_move_is_at_most_fourfold(bits: int, first: int, last: int, easy: bool) -> None:
    rules = TEACHING if easy else REALISTIC
    try:
        before = expand(bits)
    except CourseError:
        return
    after = expand(retarget(bits, first, last, rules))
    limit = expand(rules.limit_bits)
    assert after <= limit
    assert after <= 4 * before
    assert after >= min(before // 4, limit) * (1 - 2**-14) - 1


@given(st.binary(min_size=80, max_size=80))
def test_any_80_bytes_are_a_header_that_has_no_work(data: bytes) -> None:
    header = BitcoinHeader.from_bytes(data)
    assert header.to_bytes() == data
    assert header.id == sha256(sha256(data).digest()).digest()[::-1].hex()
    with pytest.raises(InvalidBlock):
        check_work(header)


@given(anything)
def test_foreign_bytes_end_in_our_errors(data: object) -> None:
    for read in (BitcoinHeader.from_bytes, read_block):
        try:
            read(data)
        except InvalidBlock:
            continue
        assert read is BitcoinHeader.from_bytes
    if type(data) is bytes and data:
        with pytest.raises(InvalidBlock):
            list(read_blocks(data))


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40, unique=True))
def test_a_list_without_repeats_has_a_root_of_its_own(leaves: list[bytes]) -> None:
    ids = [leaf.hex() for leaf in leaves]
    check_unrepeated(ids)
    level = [bytes.fromhex(text)[::-1] for text in ids]
    while len(level) > 1:  # written another way than the library's
        level += level[-1:] * (len(level) % 2)
        level = [
            sha256(sha256(level[at] + level[at + 1]).digest()).digest()
            for at in range(0, len(level), 2)
        ]
    assert merkle_root(ids) == level[0][::-1].hex()
    if len(ids) % 2 and len(ids) > 1:
        with pytest.raises(InvalidBlock):
            check_unrepeated([*ids, ids[-1]])


@given(st.floats(0, 0.499), st.integers(1, 60))
def test_odds_fall_with_depth_and_rise_with_the_share(q: float, z: int) -> None:
    for odds in (exact_odds, nakamoto_odds):
        assert -1e-12 <= odds(q, z + 1) <= odds(q, z) + 1e-12 <= 1 + 2e-12
        assert odds(q, z) <= odds(min(q + 0.01, 1), z) + 1e-12
