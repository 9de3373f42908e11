"""Transactions and blocks: what is signed, hashed, chained; what is refused, and why."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace
from itertools import pairwise

import pytest
from chains import ALICE, BOB, CHAIN, STATE_ROOT, chain, following, request, signed

from course_lib.blocks import (
    Block,
    Header,
    SignedTransaction,
    Transaction,
    genesis,
    make_block,
    sign,
    validate_block,
)
from course_lib.canonical import encode
from course_lib.errors import (
    InvalidBlock,
    InvalidProof,
    InvalidSignature,
    InvalidTransaction,
    InvalidValue,
)
from course_lib.hashing import ALGORITHMS, tagged
from course_lib.merkle import leaf_hash, node_hash


class TestTransaction:
    def test_is_signed_by_its_sender(self) -> None:
        for key in (ALICE, BOB):
            signed(1, key).verify()
        with pytest.raises(InvalidTransaction, match="but this key is ecdsa-p256:"):
            sign(request(1, ALICE), BOB)

    @pytest.mark.parametrize(
        "change",
        [
            {"chain": "beef"},
            {"contract": "other"},
            {"action": "erase"},
            {"arguments": {"batch": "B2"}},
            {"nonce": 2},
            {"time_ms": 5},
            {"algorithm": "sm3"},
            {"sender": BOB.public_key.to_text()},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_every_field_is_signed(self, change: dict[str, object]) -> None:
        original = signed(1)
        other = replace(original.transaction, **change)
        assert other.id != original.id
        with pytest.raises(InvalidSignature):
            SignedTransaction(other, original.signature).verify()

    def test_id_is_the_tagged_digest_of_the_payload(self) -> None:
        tx = request(1)
        assert tx.payload() == encode(tx.to_json())
        assert tx.id == tagged("lianke/transaction", tx.payload()).hex() == signed(1).id

    def test_is_frozen_and_shares_nothing(self) -> None:
        arguments = {"batch": "B1", "tags": ["a"]}
        tx = request(1, arguments=arguments)
        before = tx.id
        arguments["tags"].append("b")
        assert tx.id == before
        with pytest.raises(FrozenInstanceError):
            tx.nonce = 2

    def test_a_change_in_place_is_seen(self) -> None:
        """The arguments are a dictionary; whoever edits it breaks the signature."""
        original = signed(1)
        original.transaction.arguments["batch"] = "forged"
        with pytest.raises(InvalidSignature):
            original.verify()

    def test_equal_transactions_are_one_in_a_set(self) -> None:
        assert len({request(1), request(1), request(2), signed(1), signed(1)}) == 3

    def test_there_and_back(self) -> None:
        original = signed(1)
        assert Transaction.from_json(original.transaction.to_json()) == original.transaction
        again = SignedTransaction.from_json(json.loads(json.dumps(original.to_json())))
        assert again == original
        again.verify()

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"chain": ""}, "^chain is ''"),
            ({"contract": None}, "^contract is None"),
            ({"action": 5}, "^action is 5"),
            ({"action": "\ud800"}, "lone surrogate"),
            ({"arguments": []}, r"^arguments is \[\]"),
            ({"arguments": {"price": 1.5}}, r"\$\.price: float 1\.5"),
            ({"arguments": {1: 2}}, "key 1 is int"),
            ({"sender": "Alice"}, "^sender is not a public key"),
            ({"sender": None}, "^sender is not a public key"),
            ({"nonce": -1}, "^nonce is -1"),
            ({"nonce": 1.0}, r"^nonce is 1\.0"),
            ({"nonce": True}, "^nonce is True"),
            ({"time_ms": 2**53}, "^time_ms is 9007199254740992"),
            ({"algorithm": "md5"}, "^algorithm is 'md5'"),
        ],
    )
    def test_refuses(self, change: dict[str, object], message: str) -> None:
        with pytest.raises(InvalidTransaction, match=message):
            request(1, **change)

    @pytest.mark.parametrize("field", list(request(1).to_json()))
    def test_json_needs_exactly_its_fields(self, field: str) -> None:
        whole = request(1).to_json()
        with pytest.raises(InvalidTransaction, match=f"missing: {field}; unknown: none"):
            Transaction.from_json({name: value for name, value in whole.items() if name != field})
        with pytest.raises(InvalidTransaction, match="missing: none; unknown: 'more'"):
            Transaction.from_json({**whole, "more": 1})

    @pytest.mark.parametrize(
        "signature", ["AB", "0", "zz", " ab", None, 5, b"ab"], ids=lambda value: repr(value)
    )
    def test_signatures_are_lower_case_hex(self, signature: object) -> None:
        with pytest.raises(InvalidTransaction, match="signature is"):
            SignedTransaction.from_json({**signed(1).to_json(), "signature": signature})

    def test_parts_have_their_types(self) -> None:
        with pytest.raises(InvalidTransaction, match="give bytes"):
            SignedTransaction(request(1), "ab")
        with pytest.raises(InvalidTransaction, match="is not a Transaction"):
            SignedTransaction({}, b"")


class TestHeader:
    def test_every_field_is_hashed(self) -> None:
        header = chain(1)[1].header
        changes = {
            "chain": "beef",
            "height": 7,
            "previous": "cd" * 32,
            "transactions_root": "cd" * 32,
            "transaction_count": 9,
            "state_root": "cd" * 32,
            "time_ms": 9,
            "proposer": "Bob",
            "consensus": {"nonce": 1},
            "algorithm": "sm3",
        }
        assert changes.keys() == header.to_json().keys()
        hashes = {replace(header, **{name: value}).hash for name, value in changes.items()}
        assert len(hashes | {header.hash}) == len(changes) + 1

    def test_the_proposal_leaves_out_consensus_alone(self) -> None:
        header = chain(1)[1].header
        sealed = replace(header, consensus={"signature": "ab"})
        assert sealed.proposal_hash == header.proposal_hash
        assert sealed.hash != header.hash
        assert header.proposal_hash != header.hash, "separate domains, though consensus is None"
        assert replace(header, proposer="Bob").proposal_hash != header.proposal_hash

    def test_consensus_shares_nothing(self) -> None:
        votes = ["a"]
        header = replace(chain(1)[1].header, consensus=votes)
        before = header.hash
        votes.append("b")
        assert header.hash == before

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"chain": 5}, "^chain is 5"),
            ({"height": -1}, "^height is -1"),
            ({"transaction_count": "2"}, "^transaction_count is '2'"),
            ({"previous": "AB" * 32}, "^previous is 'ABAB"),
            ({"previous": "ab" * 31}, "^previous is 'abab.*give 64 hexadecimal digits"),
            ({"state_root": None}, "^state_root is None"),
            ({"state_root": bytes(32)}, "^state_root is"),
            ({"time_ms": 0.5}, r"^time_ms is 0\.5"),
            ({"proposer": ""}, "^proposer is ''"),
            ({"consensus": 0.5}, "no canonical form: .*float 0.5"),
            ({"algorithm": None}, "^algorithm is None"),
        ],
    )
    def test_refuses(self, change: dict[str, object], message: str) -> None:
        with pytest.raises(InvalidBlock, match=message):
            replace(chain(1)[1].header, **change)


class TestBlock:
    @pytest.mark.parametrize("algorithm", ALGORITHMS)
    def test_a_chain_is_valid(self, algorithm: str) -> None:
        blocks = chain(3, algorithm=algorithm)
        validate_block(blocks[0], None)
        for parent, block in pairwise(blocks):
            validate_block(block, parent.header)
            assert block.header.previous == parent.hash
            assert block.header.algorithm == algorithm

    def test_a_large_block_is_valid_on_two_threads(self) -> None:
        first = genesis(CHAIN)
        block = following(first, *(signed(n) for n in range(130)))
        validate_block(block, first.header)

    def test_no_kind_of_thing_can_pass_for_another(self) -> None:
        """The same bytes hashed as transaction, header, proposal, leaf and node all differ."""
        tx = request(1)
        data = tx.payload()
        digests = {tagged(f"lianke/{kind}", data) for kind in ("transaction", "header", "proposal")}
        assert len(digests | {leaf_hash(data), node_hash(data[:32], data[32:64])}) == 5
        assert signed(1).leaf == tx.digest + signed(1).signature

    def test_there_and_back(self) -> None:
        for block in chain(2):
            again = Block.from_bytes(block.to_bytes())
            assert again == block
            assert again.hash == block.hash
            assert Block.from_json(json.loads(block.to_bytes())) == block

    def test_genesis_stands_alone(self) -> None:
        first = genesis(
            CHAIN, state_root=STATE_ROOT, time_ms=5, proposer="Alice", consensus={"n": 1}
        )
        validate_block(first, None)
        assert (first.header.height, first.header.state_root) == (0, STATE_ROOT)
        assert genesis("a").hash != genesis("b").hash
        with pytest.raises(InvalidBlock, match="height is 1, but should be 0"):
            validate_block(chain(1)[1], None)
        with pytest.raises(InvalidBlock, match="previous is 'abab"):
            validate_block(Block(replace(first.header, previous="ab" * 32), ()), None)
        with pytest.raises(InvalidBlock, match="number of transactions in a genesis block is 1"):
            validate_block(Block(first.header, (signed(1),)), None)
        with pytest.raises(InvalidBlock, match="algorithm is 'md5'"):
            genesis(CHAIN, algorithm="md5")

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"height": 3}, "height is 3, but should be 2"),
            ({"chain": "beef"}, "chain is 'beef', but should be 'pork'"),
            ({"algorithm": "sm3"}, "algorithm is 'sm3', but should be 'sha256'"),
            ({"previous": "cd" * 32}, "previous is 'cdcd"),
            ({"time_ms": 0}, "time 0 ms lies before its parent's 1 ms"),
            ({"transactions_root": "cd" * 32}, "transactions_root is 'cdcd"),
            ({"transaction_count": 3}, "transaction_count is 3, but should be 2"),
        ],
    )
    def test_a_wrong_header_is_refused(self, change: dict[str, object], message: str) -> None:
        _, parent, block = chain(2)
        with pytest.raises(InvalidBlock, match=f"^block [23]: {message}"):
            validate_block(
                Block(replace(block.header, **change), block.transactions), parent.header
            )

    def test_equal_time_is_allowed(self) -> None:
        _, parent, _ = chain(2)
        validate_block(following(parent, time_ms=parent.header.time_ms), parent.header)

    def test_transactions_are_covered(self) -> None:
        """Swapped, dropped, added or exchanged: the root tells."""
        _, parent, block = chain(2)
        one, two = block.transactions
        for others in ((two, one), (one,), (one, two, signed(9)), (one, signed(9)), ()):
            with pytest.raises(InvalidBlock, match=r"root|count"):
                validate_block(Block(block.header, others), parent.header)

    def test_wrong_transactions_are_named(self) -> None:
        first = genesis(CHAIN)
        forged = SignedTransaction(request(1), signed(2).signature)
        cases = {
            "transaction 1 .* is in twice": (signed(1), signed(1)),
            "transaction 0 is made for ledger 'beef' with sha256": (signed(1, chain="beef"),),
            "transaction 0 is made for ledger 'pork' with sm3": (signed(1, algorithm="sm3"),),
            "the signature of transaction 1": (signed(0), forged),
        }
        for message, transactions in cases.items():
            with pytest.raises(InvalidBlock, match=f"^block 1: {message}"):
                validate_block(following(first, *transactions), first.header)

    def test_one_request_with_two_signatures_is_in_twice(self) -> None:
        first = genesis(CHAIN)
        twin = SignedTransaction(request(1), bytes(64))
        with pytest.raises(InvalidBlock, match="is in twice"):
            validate_block(following(first, signed(1), twin), first.header)

    def test_make_block_takes_over_chain_and_algorithm(self) -> None:
        first = genesis("beef", algorithm="sm3")
        header = make_block(
            first.header, iter([]), state_root=STATE_ROOT, time_ms=1, proposer="A", consensus=[1]
        ).header
        assert (header.chain, header.algorithm, header.consensus) == ("beef", "sm3", [1])

    def test_parts_have_their_types(self) -> None:
        header = genesis(CHAIN).header
        for parts in ((None, ()), (header, []), (header, (request(1),)), (header.to_json(), ())):
            with pytest.raises(InvalidBlock):
                Block(*parts)

    @pytest.mark.parametrize(
        "data", [b"", b"{}", b"[]", b"null", b'{"header":1,"transactions":[]}', b"{", None, "{}"]
    )
    def test_other_bytes_are_refused(self, data: object) -> None:
        with pytest.raises(InvalidBlock):
            Block.from_bytes(data)

    def test_json_needs_exactly_its_fields(self) -> None:
        whole = chain(1)[1].to_json()
        broken = [
            {**whole, "transactions": None},
            {**whole, "transactions": {}},
            {**whole, "header": None},
            {**whole, "header": {**whole["header"], "extra": 1}},
            {**whole, "transactions": [None]},
            {**whole, "receipts": []},
        ]
        for value in broken:
            with pytest.raises(InvalidBlock):
                Block.from_json(value)
        with pytest.raises(
            InvalidBlock, match=r"header has the wrong keys \(missing: algorithm, chain, "
        ):
            Header.from_json({})


class TestTransactionProof:
    def test_a_light_client_checks_with_the_header_alone(self) -> None:
        first = genesis(CHAIN)
        for size in (1, 2, 3, 7):
            block = following(first, *(signed(n) for n in range(size)))
            for index, transaction in enumerate(block.transactions):
                proof = block.inclusion_proof(index)
                assert proof.signed == transaction
                proof.verify(block.header)

    def test_it_proves_nothing_else(self) -> None:
        _, block, other = chain(2, size=5)
        proof = block.inclusion_proof(3)
        wrong = [
            (proof, other.header),
            (replace(proof, index=2), block.header),
            (replace(proof, index=-1), block.header),
            (replace(proof, path=proof.path[1:]), block.header),
            (replace(proof, path=None), block.header),
            (replace(proof, signed=signed(99)), block.header),
            (
                replace(proof, signed=SignedTransaction(proof.signed.transaction, bytes(64))),
                block.header,
            ),
        ]
        for candidate, header in wrong:
            with pytest.raises(InvalidProof, match="is not proved to be in block"):
                candidate.verify(header)

    def test_a_forged_signature_in_a_forged_block_is_seen(self) -> None:
        forged = SignedTransaction(request(1), signed(2).signature)
        block = following(genesis(CHAIN), forged)
        with pytest.raises(InvalidSignature):
            block.inclusion_proof(0).verify(block.header)

    @pytest.mark.parametrize("index", [2, -1, None, 0.0])
    def test_no_such_transaction(self, index: object) -> None:
        with pytest.raises(InvalidValue):
            chain(1)[1].inclusion_proof(index)
