"""Properties of floors 1 to 3 that hold for whatever hypothesis can think of."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from chains import ALICE, BOB, CHAIN, chain, signed
from hypothesis import example, given, settings
from hypothesis import strategies as st

from course_lib.blocks import (
    Block,
    Header,
    SignedTransaction,
    Transaction,
    genesis,
    make_block,
    validate_block,
)
from course_lib.canonical import MAX_INTEGER, decode, encode
from course_lib.errors import (
    CourseError,
    InvalidBlock,
    InvalidProof,
    InvalidSignature,
    InvalidTransaction,
    InvalidValue,
    NotCanonical,
)
from course_lib.hashing import ALGORITHMS, digest, tagged
from course_lib.keys import PublicKey, generate
from course_lib.ledger import Ledger
from course_lib.merkle import MerkleTree, leaf_hash, root, verify_consistency, verify_inclusion
from course_lib.units import fen, iso, milliseconds, yuan

texts = st.text(st.characters(exclude_categories=["Cs"]))
keys_of_objects = st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF))
integers = st.integers(-MAX_INTEGER, MAX_INTEGER)
leaves = st.none() | st.booleans() | integers | texts
safe = st.recursive(
    leaves,
    lambda inner: st.lists(inner) | st.dictionaries(keys_of_objects, inner),
    max_leaves=20,
)
anything = st.recursive(
    leaves | st.floats() | st.integers() | st.text() | st.binary() | st.dates() | st.uuids(),
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text() | st.integers() | st.none(), inner)
    ),
    max_leaves=20,
)
messages = st.binary(max_size=100)
signers = st.sampled_from([ALICE, BOB])


def refused(function: Callable[[Any], object], value: Any) -> CourseError | None:
    """The error with which ``function`` refuses ``value``; any other error is a failure."""
    try:
        function(value)
    except CourseError as error:
        return error
    return None


# Floor 1


@given(safe)
def test_canonical_bytes_are_those_of_sorted_json(value: Any) -> None:
    """Python's own encoder is the witness: within our subset it must write the same."""
    witness = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert encode(value) == witness.encode()


@given(safe)
def test_canonical_there_and_back(value: Any) -> None:
    assert decode(encode(value)) == value
    assert encode(decode(encode(value))) == encode(value)


@given(anything)
@example([{"a": float("nan")}])
@example({"a": {"\U0001f600": 1}, "b": "\ud800"})
def test_values_are_encoded_faithfully_or_refused(value: Any) -> None:
    refusal = refused(encode, value)
    if refusal is not None:
        assert isinstance(refusal, NotCanonical)
        assert str(refusal).startswith("$")
    else:
        assert _types(json.loads(encode(value))) == _types(_lists(value))
        assert json.loads(encode(value)) == _lists(value)


def _lists(value: Any) -> Any:
    """The same value with tuples as lists."""
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    return [_lists(item) for item in value] if isinstance(value, list | tuple) else value


def _types(value: Any) -> Any:
    """The types inside a value, so that 1, 1.0 and True are told apart."""
    if isinstance(value, dict):
        return {key: _types(item) for key, item in value.items()}
    return [_types(item) for item in value] if isinstance(value, list) else type(value)


@given(st.binary() | texts.map(lambda text: json.dumps(text).encode()) | safe.map(encode))
def test_decoding_accepts_only_what_encoding_writes(data: bytes) -> None:
    refusal = refused(decode, data)
    assert isinstance(refusal, NotCanonical) or encode(decode(data)) == data


@given(integers)
def test_money_there_and_back(amount: int) -> None:
    assert fen(yuan(amount)) == fen(Decimal(yuan(amount))) == amount


@given(
    st.integers(-62_000_000_000_000, 253_000_000_000_000),
    st.integers(-23, 23),
    st.sampled_from([0, 30, 45]),
)
def test_time_there_and_back(ms: int, hours: int, minutes: int) -> None:
    zone = f"{hours:+03}:{minutes:02}"
    assert milliseconds(iso(ms, zone)) == milliseconds(iso(ms, "Z")) == ms
    assert iso(ms, zone).endswith(zone)


@given(st.text(), st.text())
def test_units_refuse_by_name(amount: str, time: str) -> None:
    for function, text in ((fen, amount), (milliseconds, time)):
        refusal = refused(function, text)
        assert isinstance(refusal, InvalidValue) or isinstance(function(text), int)


domains = st.text(st.characters(codec="ascii"), min_size=2, max_size=20)


@given(domains, messages, domains, messages, st.sampled_from(ALGORITHMS))
def test_tagged_digests_differ_unless_domain_and_data_agree(
    one: str, data: bytes, two: str, other: bytes, algorithm: str
) -> None:
    same = tagged(one, data, algorithm) == tagged(two, other, algorithm)
    assert same is ((one, data) == (two, other))
    assert tagged(one, data, algorithm) not in {
        leaf_hash(data, algorithm),
        digest(data, algorithm),
    }


# Floor 2

records = st.lists(st.binary(max_size=40), min_size=1, max_size=40)


@given(records, st.data())
def test_a_changed_proof_proves_nothing(contents: list[bytes], data: st.DataObject) -> None:
    tree = MerkleTree(contents)
    index = data.draw(st.integers(0, len(contents) - 1))
    proof = tree.inclusion_proof(index)
    parts = [leaf_hash(contents[index]), tree.root, *proof]
    verify_inclusion(parts[0], index, len(contents), parts[2:], parts[1])
    place = data.draw(st.integers(0, len(parts) - 1))
    parts[place] = _flip(parts[place], data)
    with pytest.raises(InvalidProof):
        verify_inclusion(parts[0], index, len(contents), parts[2:], parts[1])


@given(records, st.data())
def test_a_changed_growth_proves_nothing(contents: list[bytes], data: st.DataObject) -> None:
    tree = MerkleTree(contents)
    old, new = data.draw(st.integers(1, len(contents))), len(contents)
    parts = [tree.root_at(old), tree.root, *tree.consistency_proof(old)]
    verify_consistency(old, new, parts[2:], parts[0], parts[1])
    place = data.draw(st.integers(0, len(parts) - 1))
    parts[place] = _flip(parts[place], data)
    with pytest.raises(InvalidProof):
        verify_consistency(old, new, parts[2:], parts[0], parts[1])


@given(records, records)
def test_different_records_have_different_roots(one: list[bytes], two: list[bytes]) -> None:
    assert (root(one) == root(two)) is (one == two)


junk = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.binary(max_size=40)


@given(junk, junk, junk, junk | st.lists(junk), junk)
def test_malformed_proofs_are_refused(
    leaf: Any, index: Any, size: Any, proof: Any, top: Any
) -> None:
    """Refused by name; only the proof that needs no digest can be hit by chance."""
    refusal = refused(lambda _: verify_inclusion(leaf, index, size, proof, top), None)
    assert isinstance(refusal, InvalidProof) or (index, size, leaf) == (0, 1, top)
    refusal = refused(lambda _: verify_consistency(index, size, proof, leaf, top), None)
    assert isinstance(refusal, InvalidProof) or (index, leaf) == (size, top)


def _flip(data: bytes, source: st.DataObject) -> bytes:
    """``data`` with one bit changed."""
    bit = source.draw(st.integers(0, 8 * len(data) - 1))
    return (int.from_bytes(data, "big") ^ (1 << bit)).to_bytes(len(data), "big")


@given(signers, messages, st.data())
def test_one_bit_breaks_a_signature(key: Any, message: bytes, data: st.DataObject) -> None:
    signature = key.sign(message)
    key.public_key.verify(signature, message)
    with pytest.raises(InvalidSignature):
        key.public_key.verify(_flip(signature, data), message)
    with pytest.raises(InvalidSignature):
        key.public_key.verify(signature, _flip(message, data) if message else b"x")


@given(st.sampled_from(["ed25519", "ecdsa-p256"]), st.binary(min_size=32, max_size=32))
@settings(max_examples=30)
def test_every_seed_is_a_key(algorithm: str, seed: bytes) -> None:
    key = generate(algorithm, seed)
    PublicKey.from_text(key.public_key.to_text()).verify(key.sign(seed), seed)


@given(st.text() | st.text("0123456789abcdef", max_size=70).map(lambda text: f"ed25519:{text}"))
def test_text_is_a_key_or_refused(text: str) -> None:
    refusal = refused(PublicKey.from_text, text)
    if refusal is None:
        assert PublicKey.from_text(text).to_text() == text
    else:
        assert isinstance(refusal, InvalidValue)


# Floor 3

objects = st.dictionaries(keys_of_objects, safe, max_size=4)
names = texts.filter(bool)
counts = st.integers(0, MAX_INTEGER)


@st.composite
def transactions(draw: st.DrawFn) -> SignedTransaction:
    """Any valid transaction for the chain of the tests."""
    key = draw(signers)
    return signed(
        draw(counts),
        key,
        contract=draw(names),
        action=draw(names),
        arguments=draw(objects),
        time_ms=draw(counts),
    )


@given(st.lists(transactions(), max_size=4, unique_by=lambda tx: tx.id), safe)
@settings(max_examples=50)
def test_blocks_there_and_back(batch: list[SignedTransaction], consensus: Any) -> None:
    first = genesis(CHAIN)
    block = make_block(
        first.header, batch, state_root="ab" * 32, time_ms=5, proposer="A", consensus=consensus
    )
    validate_block(block, first.header)
    again = Block.from_bytes(block.to_bytes())
    assert (again, again.hash) == (block, block.hash)
    assert Block.from_json(json.loads(json.dumps(block.to_json()))) == block
    for index in range(len(batch)):
        again.inclusion_proof(index).verify(block.header)


PARENT, BLOCK, CHILD = chain(3, size=3)[1:]
BYTES = BLOCK.to_bytes()


def in_the_chain(read: Callable[[], Block]) -> None:
    """Read a block and validate it between its parent and its child."""
    block = read()
    validate_block(block, PARENT.header)
    validate_block(CHILD, block.header)


@given(st.integers(0, len(BYTES) - 1), st.integers(1, 255))
@settings(max_examples=400)
def test_any_edited_byte_breaks_the_block_or_its_link(place: int, change: int) -> None:
    """The edited block is refused, or the next block no longer follows from it."""
    edited = bytearray(BYTES)
    edited[place] ^= change
    with pytest.raises(InvalidBlock):
        in_the_chain(lambda: Block.from_bytes(bytes(edited)))


@given(st.integers(0, len(BYTES)), st.binary(max_size=3), st.integers(0, 5))
def test_cut_and_spliced_bytes_are_refused(place: int, inserted: bytes, removed: int) -> None:
    edited = BYTES[:place] + inserted + BYTES[place + removed :]
    if edited != BYTES:
        with pytest.raises(InvalidBlock):
            in_the_chain(lambda: Block.from_bytes(edited))


@given(anything)
def test_other_values_are_refused_as_blocks(value: Any) -> None:
    for read, refusal in (
        (Block.from_json, InvalidBlock),
        (Header.from_json, InvalidBlock),
        (Transaction.from_json, InvalidTransaction),
        (SignedTransaction.from_json, InvalidTransaction),
    ):
        with pytest.raises(refusal):
            read(value)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every place inside a JSON value."""
    inside: Any = ()
    if isinstance(value, dict | list):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(found for key, item in inside for found in _paths(item, (*path, key)))]


WHOLE = json.loads(BYTES)
PLACES = [path for path in _paths(WHOLE) if path]


@given(st.sampled_from(PLACES), anything)
@settings(max_examples=400)
def test_one_replaced_value_is_refused_or_seen(path: tuple[Any, ...], value: Any) -> None:
    """Whatever stands in place of one value: an InvalidBlock, here or at the next block."""
    edited = json.loads(BYTES)
    inner = edited
    for key in path[:-1]:
        inner = inner[key]
    if inner[path[-1]] == value and type(inner[path[-1]]) is type(value):
        return
    inner[path[-1]] = value
    with pytest.raises(InvalidBlock):
        in_the_chain(lambda: Block.from_json(edited))


@given(st.lists(st.lists(st.integers(0, 12), max_size=4), max_size=5))
@settings(max_examples=40)
def test_a_ledger_takes_each_transaction_once(batches: list[list[int]]) -> None:
    """Replays within a block and across blocks are refused; the rest is found again."""
    ledger, taken = Ledger.in_memory(CHAIN), set[int]()
    ledger.append(genesis(CHAIN))
    for nonces in batches:
        block = make_block(
            ledger.head, map(signed, nonces), state_root="ab" * 32, time_ms=0, proposer="A"
        )
        if len(set(nonces)) == len(nonces) and not taken & set(nonces):
            ledger.append(block)
            taken |= set(nonces)
        else:
            with pytest.raises(CourseError):
                ledger.append(block)
    ledger.verify()
    assert {found.signed.transaction.nonce for found in ledger.transactions()} == taken
    for nonce in taken:
        block, position = ledger.transaction(signed(nonce).id)
        assert block.transactions[position] == signed(nonce)
