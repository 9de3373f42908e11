"""SM4 and SM3: the standards' values, every mode built from our block, refusals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import InvalidSeal, InvalidValue
from course_lib.hashing import digest
from course_lib.keys import sm4

KEY, NONCE = bytes(range(16)), bytes(12)
Vectors = Callable[[str], Path]


def records(path: Path) -> list[dict[str, bytes]]:
    """The blocks of ``NAME = hexadecimal`` lines in a file of the NIST form."""
    found: list[dict[str, bytes]] = []
    for block in path.read_text().split("\n\n"):
        pairs = re.findall(r"^(\w+) = ([0-9a-f]+)$", block, re.M)
        numbers = {"COUNT", "Len"}
        if pairs:
            found.append({k: v if k in numbers else bytes.fromhex(v) for k, v in pairs})
    return found


def xor(one: bytes, two: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, two, strict=True))


def in_mode(mode: str, key: bytes, iv: bytes, text: bytes) -> bytes:
    """NIST SP 800-38A's modes, block by block: a check on our block, and independent of GCM."""
    out = []
    for at in range(0, len(text), 16):
        block = text[at : at + 16]
        if mode == "ecb":
            cipher = sm4.encrypt_block(key, block)
        elif mode == "cbc":
            cipher = iv = sm4.encrypt_block(key, xor(block, iv))
        elif mode == "cfb":
            cipher = iv = xor(block, sm4.encrypt_block(key, iv))
        elif mode == "ofb":
            iv = sm4.encrypt_block(key, iv)
            cipher = xor(block, iv)
        else:
            cipher = xor(block, sm4.encrypt_block(key, iv))
            iv = (int.from_bytes(iv, "big") + 1).to_bytes(16, "big")
        out.append(cipher)
    return b"".join(out)


@pytest.mark.vectors
@pytest.mark.parametrize("mode", ["ecb", "cbc", "cfb", "ofb", "ctr"])
def test_the_drafts_examples_in_every_mode(vectors: Vectors, mode: str) -> None:
    found = records(vectors(f"crypto/sm_pyca/sm4_{mode}.txt"))
    for record in found:
        made = in_mode(mode, record["KEY"], record.get("IV", b""), record["PLAINTEXT"])
        assert made == record["CIPHERTEXT"]
    print(f"SM4 {mode}: {len(found)} examples")
    assert len(found) == (4 if mode == "ecb" else 2)


@pytest.mark.vectors
def test_rfc_8998_a_2(vectors: Vectors) -> None:
    (record,) = records(vectors("crypto/sm_pyca/sm4_rfc8998.txt"))
    sealed = sm4.seal(record["KEY"], record["IV"], record["PLAINTEXT"], record["AAD"])
    assert sealed == record["CIPHERTEXT"] + record["TAG"]
    assert sm4.unseal(record["KEY"], record["IV"], sealed, record["AAD"]) == record["PLAINTEXT"]


@pytest.mark.vectors
def test_sm3_in_oscca_s_examples(vectors: Vectors) -> None:
    found = records(vectors("crypto/sm_pyca/sm3_oscca.txt"))
    for record in found:
        assert digest(record["Msg"][: int(record["Len"]) // 8], "sm3") == record["MD"]
    print(f"SM3: {len(found)} messages")
    assert len(found) == 6


@pytest.mark.vectors
def test_annex_a(vectors: Vectors) -> None:
    """GB/T 32907-2016, annex A, example 1 (example 2 is in the slow test below)."""
    example = json.loads(vectors("crypto/gbt_standard_examples.json").read_text())["sm4"]
    block = bytes.fromhex(example["plaintext"])
    assert sm4.encrypt_block(bytes.fromhex(example["key"]), block).hex() == example["ciphertext"]


@pytest.mark.vectors
@pytest.mark.slow
def test_annex_a_a_million_times(vectors: Vectors) -> None:
    """GB/T 32907-2016, annex A, example 2: the block encrypted 1,000,000 times."""
    example = json.loads(vectors("crypto/gbt_standard_examples.json").read_text())["sm4"]
    key, block = bytes.fromhex(example["key"]), bytes.fromhex(example["plaintext"])
    for _ in range(1_000_000):
        block = sm4.encrypt_block(key, block)
    assert block.hex() == example["after_1000000_iterations"]


@given(st.binary(max_size=100), st.binary(max_size=40), st.data())
def test_a_sealed_text_opens_unchanged_or_not_at_all(text: bytes, beside: bytes, data) -> None:
    sealed = sm4.seal(KEY, NONCE, text, beside)
    assert sm4.unseal(KEY, NONCE, sealed, beside) == text
    place = data.draw(st.integers(0, 8 * len(sealed) - 1))
    changed = bytearray(sealed)
    changed[place // 8] ^= 1 << place % 8
    for arguments in (
        (KEY, NONCE, bytes(changed), beside),
        (KEY[::-1], NONCE, sealed, beside),
        (KEY, b"\x01" * 12, sealed, beside),
        (KEY, NONCE, sealed, beside + b"x"),
        (KEY, NONCE, sealed + b"x", beside),
    ):
        with pytest.raises(InvalidSeal):
            sm4.unseal(*arguments)


@pytest.mark.parametrize("bad", [b"", bytes(11), bytes(17), "0" * 16, None, 16, bytearray(16)])
def test_wrong_arguments(bad: object) -> None:
    for call in (
        lambda: sm4.encrypt_block(bad, KEY),
        lambda: sm4.encrypt_block(KEY, bad),
        lambda: sm4.seal(bad, NONCE, b""),
        lambda: sm4.seal(KEY, bad, b""),
        lambda: sm4.unseal(bad, NONCE, bytes(16)),
        lambda: sm4.unseal(KEY, bad, bytes(16)),
    ):
        with pytest.raises(InvalidValue, match="for SM4: give 1"):
            call()
    if not isinstance(bad, bytes):
        for call in (
            lambda: sm4.seal(KEY, NONCE, bad),
            lambda: sm4.seal(KEY, NONCE, b"", bad),
            lambda: sm4.unseal(KEY, NONCE, bad),
        ):
            with pytest.raises(InvalidValue, match="for SM4: give bytes"):
                call()
    with pytest.raises(InvalidValue, match="at least 16 bytes, not 15"):
        sm4.unseal(KEY, NONCE, bytes(15))
