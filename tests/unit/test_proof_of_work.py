"""Targets, headers, blocks, branches and mining, by Bitcoin's rules and on its own data."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from course_lib.blocks import Header
from course_lib.consensus.proof_of_work import (
    REALISTIC,
    TEACHING,
    BitcoinBlock,
    BitcoinHeader,
    HeaderChain,
    Reorganisation,
    Rules,
    check_block,
    check_link,
    check_unrepeated,
    check_work,
    compact,
    difficulty,
    expand,
    find_nonce,
    has_work,
    merkle_root,
    mine,
    read_block,
    read_blocks,
    retarget,
    work,
)
from course_lib.consensus.proof_of_work.ordering import Miner
from course_lib.errors import InvalidBlock, InvalidValue
from course_lib.facts import fact
from course_lib.keys import generate, teaching_seed

Vectors = Callable[[str], Path]
GENESIS_ID = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"

# Bitcoin Core, src/test/arith_uint256_tests.cpp, bignum_SetCompact: compact, target, compact again.
SET_COMPACT = (
    (0x00000000, 0, 0), (0x00123456, 0, 0), (0x01003456, 0, 0), (0x02000056, 0, 0),
    (0x03000000, 0, 0), (0x04000000, 0, 0), (0x00923456, 0, 0), (0x01803456, 0, 0),
    (0x02800056, 0, 0), (0x03800000, 0, 0), (0x04800000, 0, 0),
    (0x01123456, 0x12, 0x01120000), (0x02123456, 0x1234, 0x02123400),
    (0x03123456, 0x123456, 0x03123456), (0x04123456, 0x12345600, 0x04123456),
    (0x05009234, 0x92340000, 0x05009234), (0x20123456, 0x123456 << 232, 0x20123456),
)  # fmt: skip

# Bitcoin Core, src/test/pow_tests.cpp: first and last time of an interval, bits before, bits after.
CALCULATE_NEXT_WORK = (
    (1231006505, 1233061996, 0x1D00FFFF, 0x1D00FFFF),  # heights 0 to 2015: not above the limit
    (1261130161, 1262152739, 0x1D00FFFF, 0x1D00D86A),  # 30240 to 32255: the first change, at 32256
    (1279008237, 1279297671, 0x1C05A3F4, 0x1C0168FD),  # 66528 to 68543: at most four times harder
    (1263163443, 1269211443, 0x1C387F6F, 0x1D00E1FD),  # an invented time: at most four times easier
)


# Targets


@pytest.mark.parametrize(("bits", "target", "again"), SET_COMPACT)
def test_compact_targets_both_ways(bits: int, target: int, again: int) -> None:
    assert expand(bits) == target
    assert compact(target) == again


def test_a_leading_high_bit_moves_to_the_next_byte() -> None:
    assert compact(0x80) == 0x02008000
    assert compact(0x7F) == 0x017F0000
    assert compact(2**256 - 1) == 0x2100FFFF
    assert expand(0x2100FFFF) == 0xFFFF << 240


@pytest.mark.parametrize("bits", [0x01FEDCBA, 0x04923456, 0x03800001, 0x208000FF])
def test_negative_targets_are_refused(bits: int) -> None:
    with pytest.raises(InvalidValue, match="negative"):
        expand(bits)


@pytest.mark.parametrize("bits", [0xFF123456, 0x23000001, 0x22000100, 0x21010000, 0x227FFFFF])
def test_targets_beyond_256_bits_are_refused(bits: int) -> None:
    with pytest.raises(InvalidValue, match="overflows"):
        expand(bits)


def test_the_largest_that_fit() -> None:
    for bits in (0x220000FF, 0x2100FFFF, 0x207FFFFF):
        assert 0 < expand(bits) < 2**256


@pytest.mark.parametrize("bad", [-1, 2**32, None, "1d00ffff", 1.0, True, b"1d00ffff"])
def test_what_is_no_target(bad: object) -> None:
    for function in (expand, work, difficulty, lambda b: retarget(b, 0, 1)):
        with pytest.raises(InvalidValue):
            function(bad)
    if bad != 2**32:
        with pytest.raises(InvalidValue, match="0 to 256 bits"):
            compact(bad)
    with pytest.raises(InvalidValue, match="integer seconds"):
        retarget(0x1D00FFFF, 0, "1")
    with pytest.raises(InvalidValue, match="is 0"):
        difficulty(0)


def test_work_and_difficulty() -> None:
    assert work(0x1D00FFFF) == 0x100010001  # Bitcoin Core's chainwork of the first block
    assert difficulty(0x1D00FFFF) == 1
    assert round(difficulty(0x1D00D86A), 4) == 1.1829  # at height 32256
    assert work(0) == 2**256


@pytest.mark.parametrize(("first", "last", "before", "after"), CALCULATE_NEXT_WORK)
def test_retargets_of_bitcoin_core(first: int, last: int, before: int, after: int) -> None:
    got = retarget(before, first, last)
    print(f"expected {after:08x}, got {got:08x}")
    assert got == after


@pytest.mark.vectors
def test_the_first_change_of_difficulty(vectors: Vectors) -> None:
    published = json.loads(vectors("consensus/published_numbers.json").read_text())
    row = published["bitcoin_retarget"]
    assert row["first_difficulty_change_height"] == 32256 == 16 * REALISTIC.interval
    got = retarget(int(row["bits_before"], 16), 1261130161, 1262152739)
    print(f"height 32256: expected {row['bits_after']}, got {got:08x}")
    assert f"{got:08x}" == row["bits_after"]
    by_2016_intervals = compact(
        expand(0x1D00FFFF) * ((1262152739 - 1261130161) * 2016 // 2015) // (2016 * 600)
    )
    assert by_2016_intervals != got, "the off-by-one makes a difference here"


# Headers


@pytest.fixture(scope="module")
def mainnet(vectors: Vectors) -> list[BitcoinHeader]:
    data = vectors("bitcoin/bitcoinX/mainnet-headers-2016.raw").read_bytes()
    return [BitcoinHeader.from_bytes(data[at : at + 80]) for at in range(0, len(data), 80)]


@pytest.mark.vectors
def test_real_headers_link_and_meet_their_targets(mainnet: list[BitcoinHeader]) -> None:
    for parent, child in pairwise(mainnet):
        check_link(parent, child)
    for header in mainnet:
        check_work(header)
        assert BitcoinHeader.from_bytes(header.to_bytes()) == header
    print(f"{len(mainnet)} headers parsed, linked and met their target")
    assert len(mainnet) == 2017
    assert mainnet[0].id == GENESIS_ID


@pytest.mark.vectors
def test_a_chain_takes_them_and_retargets(mainnet: list[BitcoinHeader]) -> None:
    chain = HeaderChain(mainnet[0])
    for header in mainnet[1:]:
        assert chain.add(header) == Reorganisation((), (header.id,))
    assert (chain.height, len(chain)) == (2016, 2017)
    assert chain.branch() == mainnet
    assert chain.total_work == 2017 * 0x100010001
    heavier = replace(mainnet[2016], bits=0x1D00D86A)
    with pytest.raises(InvalidBlock, match="at height 2016 it is 1d00ffff"):
        chain.add(heavier)


@pytest.mark.vectors
def test_btcd_has_the_same_first_headers(mainnet: list[BitcoinHeader], vectors: Vectors) -> None:
    text = vectors("bitcoin/btcd/netsync/testdata/blockheaders-mainnet-1-11.txt").read_text()
    assert [bytes.fromhex(line) for line in text.split()] == [h.to_bytes() for h in mainnet[1:12]]


@pytest.mark.vectors
def test_the_facts_are_the_real_headers(mainnet: list[BitcoinHeader]) -> None:
    for height in (0, 1, 2, 170):
        text = str(fact("bitcoin_headers", f"block_{height}").value)
        assert BitcoinHeader.from_bytes(bytes.fromhex(text)) == mainnet[height]


def header_fact(height: int) -> BitcoinHeader:
    return BitcoinHeader.from_bytes(
        bytes.fromhex(str(fact("bitcoin_headers", f"block_{height}").value))
    )


def test_the_headers_that_lessons_show() -> None:
    first, second, third = (header_fact(height) for height in (0, 1, 2))
    assert first.id == GENESIS_ID
    check_link(first, second)
    check_link(second, third)
    for header in (first, second, third, header_fact(170)):
        check_work(header)
    assert header_fact(170).id[:8] == "00000000"
    with pytest.raises(InvalidBlock, match="follows"):
        check_link(first, third)


def test_every_changed_bit_of_a_header_costs_its_work() -> None:
    good = header_fact(1).to_bytes()
    for bit in range(640):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        with pytest.raises(InvalidBlock):
            check_work(BitcoinHeader.from_bytes(bytes(bad)))


def test_easier_targets_than_allowed_are_no_work() -> None:
    easy = replace(header_fact(1), bits=0x207FFFFF)
    for bits, words in (
        (0x207FFFFF, "easier than the limit"),
        (0x1D010000, "easier than the limit"),
        (0, "is 0"),
        (0x04923456, "negative"),
        (0xFF123456, "overflows"),
    ):
        with pytest.raises(InvalidBlock, match=words):
            check_work(replace(easy, bits=bits))


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2**31}, {"version": "1"}, {"previous": "00"}, {"previous": "G" * 64},
        {"previous": "AB" * 32}, {"root": None}, {"root": bytes(32)}, {"time": -1},
        {"time": 2**32}, {"bits": None}, {"nonce": 2**32}, {"nonce": True},
    ],
)  # fmt: skip
def test_malformed_headers(change: dict[str, object]) -> None:
    (name,) = change
    with pytest.raises(InvalidBlock, match=name):
        replace(header_fact(1), **change)


@pytest.mark.parametrize("data", [b"", bytes(79), bytes(81), None, "00" * 40, bytearray(80)])
def test_headers_of_another_length(data: object) -> None:
    with pytest.raises(InvalidBlock, match="80 bytes"):
        BitcoinHeader.from_bytes(data)


# Blocks


@pytest.fixture(scope="module")
def blocks(vectors: Vectors) -> list[BitcoinBlock]:
    path = vectors("bitcoin/blocks_decompressed/blocks_1_255.dat")
    return list(read_blocks(path.read_bytes()))


@pytest.mark.vectors
def test_roots_of_early_blocks(blocks: list[BitcoinBlock], mainnet: list[BitcoinHeader]) -> None:
    for block in blocks:
        check_block(block)
    assert [block.header for block in blocks] == mainnet[1:256]
    count = sum(len(block.transactions) for block in blocks)
    print(f"{len(blocks)} blocks, {count} transactions: every Merkle root re-derived")
    assert (len(blocks), count) == (255, 262)
    # Nakamoto's payment to Finney
    assert blocks[169].transactions[1] == (
        "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16"
    )


@pytest.mark.vectors
def test_a_transaction_too_many_or_too_few_shows(blocks: list[BitcoinBlock]) -> None:
    block = blocks[169]
    one, two = block.transactions
    for changed in ((one,), (two, one), (one, two, two, two), (one, one)):
        with pytest.raises(InvalidBlock, match="its transactions have the root"):
            check_block(replace(block, transactions=changed))


@pytest.mark.vectors
def test_any_cut_or_longer_block_is_refused(vectors: Vectors) -> None:
    data = vectors("bitcoin/blocks_decompressed/blocks_1_255.dat").read_bytes()
    whole = data[8:223]
    assert read_block(whole).header == header_fact(1)
    for length in range(len(whole)):
        with pytest.raises(InvalidBlock):
            read_block(whole[:length])
    with pytest.raises(InvalidBlock, match="1 bytes follow"):
        read_block(whole + b"\0")
    for bad in (b"\0" + data, data[:-1], data[:223] + b"x"):
        with pytest.raises(InvalidBlock):
            list(read_blocks(bad))
    with pytest.raises(InvalidBlock, match="more than bytes are left"):
        read_block(whole[:80] + b"\xff" * 9)
    with pytest.raises(InvalidBlock, match="shortest form"):
        read_block(whole[:80] + b"\xfd\x01\x00" + whole[81:])


IDS = [sha256(bytes([number])).hexdigest() for number in range(12)]


def test_two_lists_with_one_root() -> None:
    """CVE-2012-2459, and its remedy."""
    for count, twin in (
        (3, [*IDS[:3], IDS[2]]),
        (6, [*IDS[:6], *IDS[4:6]]),
        (5, [*IDS[:5], IDS[4]]),
        (1, IDS[:1]),
    ):
        assert merkle_root(IDS[:count]) == merkle_root(twin)
        check_unrepeated(IDS[:count])
        if twin != IDS[:count]:
            with pytest.raises(InvalidBlock, match="repeats its end"):
                check_unrepeated(twin)
    assert merkle_root(IDS[:1]) == IDS[0]


@pytest.mark.parametrize("bad", [[], [""], ["00"], ["x" * 64], [None], [b"0" * 64]])
def test_malformed_lists_of_transactions(bad: list[object]) -> None:
    for function in (merkle_root, check_unrepeated):
        with pytest.raises(InvalidBlock):
            function(bad)


# Branches


def child(parent: BitcoinHeader, bits: int, name: str = "", seconds: int = 600) -> BitcoinHeader:
    root = sha256(f"{parent.id}{name}".encode()).hexdigest()
    found = mine(BitcoinHeader(1, parent.id, root, parent.time + seconds, bits, 0))
    assert found is not None
    return found


FIRST = mine(BitcoinHeader(1, "00" * 32, "11" * 32, 1_700_000_000, TEACHING.limit_bits, 0))
assert FIRST is not None


def grown(chain: HeaderChain, start: BitcoinHeader, count: int, name: str, seconds: int = 600):
    """``count`` headers on top of ``start``, each added to the chain."""
    headers, changes = [start], []
    for _ in range(count):
        headers.append(child(headers[-1], chain.next_bits(headers[-1].id), name, seconds))
        changes.append(chain.add(headers[-1]))
    return headers[1:], changes


def test_the_first_seen_stays_until_a_heavier_branch_comes() -> None:
    chain = HeaderChain(FIRST, TEACHING)
    (a1,), _ = grown(chain, FIRST, 1, "a")
    (b1,), changes = grown(chain, FIRST, 1, "b")
    assert changes == [Reorganisation((), ())]
    assert chain.tip == a1
    (b2,), changes = grown(chain, b1, 1, "b")
    assert changes == [Reorganisation((a1.id,), (b1.id, b2.id))]
    assert chain.branch() == [FIRST, b1, b2]
    assert chain.branch(a1.id) == [FIRST, a1]
    assert chain.add(a1) == Reorganisation((), ())
    assert len(chain) == 4
    assert a1.id in chain


def test_the_heaviest_is_not_the_longest() -> None:
    """A fast branch meets a harder target after the first interval, and needs fewer blocks."""
    rules = Rules(limit_bits=0x2100FFFF, interval=4, spacing_s=600)
    first = replace(FIRST, bits=0x2000FFFF)
    first = mine(replace(first, nonce=0))
    chain = HeaderChain(first, rules)
    slow, _ = grown(chain, first, 9, "slow", seconds=2400)
    fast, changes = grown(chain, first, 6, "fast", seconds=150)
    assert chain.tip == fast[-1]
    assert chain.height == 6 < len(slow)
    assert changes[-1].left or any(change.left for change in changes)
    assert work(fast[-1].bits) > 3 * work(first.bits) > work(slow[-1].bits)


def test_a_chain_refuses_what_breaks_its_rules_and_stays_as_it_was() -> None:
    chain = HeaderChain(FIRST, TEACHING)
    good, _ = grown(chain, FIRST, 3, "")
    bits = chain.next_bits()
    nobody = replace(good[-1], previous="22" * 32)
    times = [header.time for header in chain.branch()]
    late = child(good[-1], bits, "late", seconds=sorted(times)[2] - good[-1].time)
    workless = replace(child(good[-1], bits), version=2)
    while int(workless.id, 16) <= expand(bits):
        workless = replace(workless, version=workless.version + 1)
    for bad, words in (
        (nobody, "which is not known"),
        (late, "not after"),
        (child(good[-1], 0x2000FFFE), "names the target 2000fffe"),
        (workless, "no work was done"),
    ):
        before = (chain.tip, len(chain), chain.total_work)
        with pytest.raises(InvalidBlock, match=words):
            chain.add(bad)
        assert (chain.tip, len(chain), chain.total_work) == before
    for unknown in ("", "22" * 32, None):
        if unknown is not None:
            with pytest.raises(InvalidValue, match="is known"):
                chain.branch(unknown)
    with pytest.raises(InvalidBlock, match="easier than the limit"):
        HeaderChain(FIRST)


def test_a_time_must_be_after_the_middle_of_the_last_eleven() -> None:
    chain = HeaderChain(FIRST, TEACHING)
    headers, _ = grown(chain, FIRST, 14, "")
    tip, bits, middle = headers[-1], chain.next_bits(), -5 * 600
    with pytest.raises(InvalidBlock, match="not after"):
        chain.add(child(tip, bits, "", seconds=middle))
    early = child(tip, bits, "", seconds=middle + 1)
    assert chain.add(early).joined == (early.id,)


def test_the_target_follows_the_miners() -> None:
    """Blocks that come twice as fast as they should make it about twice as hard."""
    chain = HeaderChain(FIRST, TEACHING)
    grown(chain, FIRST, 9, "", seconds=300)
    ratio = work(chain.next_bits()) / work(FIRST.bits)
    assert ratio == pytest.approx(10 / (9 * 0.5), rel=0.01)  # 9 spans measured, 10 expected


# Mining


def test_mining_finds_the_first_nonce() -> None:
    header = BitcoinHeader(1, GENESIS_ID, IDS[0], 1_700_000_000, TEACHING.limit_bits, 0)
    found = mine(header)
    assert found is not None
    check_work(found, TEACHING)
    for nonce in range(found.nonce):
        assert int(replace(header, nonce=nonce).id, 16) > expand(header.bits)
    assert mine(header, tries=found.nonce) is None
    assert mine(header, tries=found.nonce + 1) == found
    assert mine(replace(header, nonce=found.nonce)) == found


def test_the_real_first_block_is_found_again() -> None:
    real = header_fact(0)
    assert mine(replace(real, nonce=real.nonce - 500)) == real
    assert mine(replace(real, nonce=real.nonce - 500), tries=500) is None
    assert mine(replace(real, nonce=2**32 - 3)) is None


def test_work_for_any_bytes() -> None:
    target = 2**248 - 1
    nonce = find_nonce(b"pay 5 yuan", target)
    assert nonce is not None
    digests = [sha256(b"pay 5 yuan" + n.to_bytes(8, "big")).digest() for n in range(nonce + 1)]
    assert [digest[0] for digest in digests].index(0) == nonce
    assert has_work(b"pay 5 yuan", nonce, target)
    assert not has_work(b"pay 500 yuan", nonce, target)
    assert find_nonce(b"", 0, tries=3) is None
    assert find_nonce(b"", 2**256 - 1, first=2**64 - 1) == 2**64 - 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("text", 1), (None, 1), (b"", -1), (b"", 2**256), (b"", 1.5), (b"", 1, -1),
        (b"", 1, 2**64), (b"", 1, None), (b"", 1, 0, 0), (b"", 1, 0, None),
    ],
)  # fmt: skip
def test_what_cannot_be_worked_for(arguments: tuple[object, ...]) -> None:
    with pytest.raises(InvalidValue):
        find_nonce(*arguments)


def test_a_miner_seals_our_own_headers() -> None:
    miner = Miner(generate(seed=teaching_seed("Miner")))
    header = Header(
        chain="c", height=1, previous="00" * 32, transactions_root="11" * 32, transaction_count=0,
        state_root="22" * 32, time_ms=1, proposer=miner.proposer,
    )  # fmt: skip
    sealed = miner.seal(header)
    miner.check(sealed)
    assert sealed == miner.seal(header)
    seal = dict(sealed.consensus)
    for bad in (
        None,
        [],
        {**seal, "nonce": seal["nonce"] + 1},
        {**seal, "nonce": None},
        {**seal, "nonce": -1},
        {**seal, "bits": 0x207FFFFF},
        {**seal, "more": 1},
        {"kind": "single", "signature": "00"},
    ):
        with pytest.raises(InvalidBlock, match="shows no work"):
            miner.check(replace(header, consensus=bad))
    with pytest.raises(InvalidBlock, match="shows no work"):
        miner.check(replace(sealed, state_root="33" * 32))
