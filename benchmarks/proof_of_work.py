"""Proof of work: tries on one core, against the loop of the best-known teaching chain.

dvf (Daniel van Flymen's ``blockchain``) is a program, not a package: its loop is rebuilt here
as it works there: a function call, a text and a hexadecimal digest for each try. Both hash inputs
of the same length, once or, for Bitcoin's headers, twice. The limit is the bare loop over a copied
midstate.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256

from benchmarks.harness import Row, alternate, compare
from course_lib.consensus.proof_of_work import REALISTIC, BitcoinHeader, find_nonce, mine

TRIES = 50_000
HEADER = BitcoinHeader(1, "00" * 32, "ab" * 32, 1_700_000_000, REALISTIC.limit_bits, 0)
WORK = HEADER.to_bytes()[:72]  # and 8 bytes of nonce


class Dvf:
    """The peer's loop; ``last_hash`` brings its text to the length of a header."""

    last_hash = "ab" * 32

    def proof_of_work(self, valid: Callable[[int, int, str], bool], last_proof: int) -> int:
        """Count up until a proof is valid, or all tries are used."""
        proof = 0
        while valid(last_proof, proof, self.last_hash) is False and proof < TRIES:
            proof += 1
        return proof

    @staticmethod
    def valid_once(last_proof: int, proof: int, last_hash: str) -> bool:
        """One hash of a text; the target is out of reach."""
        guess = f"{last_proof}{proof}{last_hash}".encode()
        return hashlib.sha256(guess).hexdigest()[:16] == "0" * 16

    @staticmethod
    def valid_twice(last_proof: int, proof: int, last_hash: str) -> bool:
        """The same with Bitcoin's hash."""
        guess = f"{last_proof}{proof}{last_hash}".encode()
        once = hashlib.sha256(guess).digest()
        return hashlib.sha256(once).hexdigest()[-16:] == "0" * 16


def rows() -> Iterator[Row]:
    """The time of one try."""
    dvf = Dvf()
    ours, peer, limit = alternate(
        lambda: find_nonce(WORK, 2**192, tries=TRIES),
        lambda: dvf.proof_of_work(dvf.valid_once, 2**31),
        _bare_once,
    )
    yield _row("proof of work, one SHA-256 of 80 B", ours, peer, limit, at_least=2)
    hard = replace(HEADER, bits=0x03000001)
    ours, peer, limit = alternate(
        lambda: mine(hard, tries=TRIES),
        lambda: dvf.proof_of_work(dvf.valid_twice, 2**31),
        _bare_twice,
    )
    yield _row("proof of work, Bitcoin header", ours, peer, limit)


def _row(name: str, ours: float, peer: float, limit: float, at_least: float | None = None) -> Row:
    return compare(
        name,
        ours / TRIES,
        unit="ns",
        peer=("dvf's loop", peer / TRIES),
        limit=("bare loop", limit / TRIES),
        at_least=at_least,
        at_most=1.25,
    )


def _bare_once() -> None:
    copy, limit = sha256(WORK).copy, bytes(8)
    for nonce in range(TRIES):
        state = copy()
        state.update(nonce.to_bytes(8, "big"))
        if state.digest() < limit:
            return


def _bare_twice() -> None:
    copy, zero = sha256(HEADER.to_bytes()[:-4]).copy, bytes(8)
    for nonce in range(TRIES):
        state = copy()
        state.update(nonce.to_bytes(4, "little"))
        if sha256(state.digest()).digest() == zero:
            return
