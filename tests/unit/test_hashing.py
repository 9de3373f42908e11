"""Hashing: the official vectors, separated domains, refusals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from course_lib import hashing
from course_lib.errors import InvalidValue
from course_lib.hashing import digest, hasher, hexdigest, tagged


def nist_vectors(path: Path) -> Iterator[tuple[bytes, str]]:
    """Message and digest of each entry in a file of the NIST form."""
    length, message = 0, b""
    for line in path.read_text().splitlines():
        name, _, value = line.partition(" = ")
        if name == "Len":
            length = int(value)
        elif name == "Msg":
            message = bytes.fromhex(value)[: length // 8]
        elif name == "MD":
            yield message, value


@pytest.mark.vectors
@pytest.mark.parametrize(
    ("name", "algorithm", "least"),
    [
        ("crypto/nist_cavp/SHA256ShortMsg.rsp", "sha256", 65),
        ("crypto/sm_pyca/sm3_oscca.txt", "sm3", 5),
    ],
)
def test_official_digests(
    vectors: Callable[[str], Path], name: str, algorithm: str, least: int
) -> None:
    cases = list(nist_vectors(vectors(name)))
    for message, expected in cases:
        assert hexdigest(message, algorithm) == expected
    print(f"{name}: {len(cases)} digests match")
    assert len(cases) >= least


@pytest.mark.vectors
def test_the_standards_own_sm3_examples(vectors: Callable[[str], Path]) -> None:
    examples = json.loads(vectors("crypto/gbt_standard_examples.json").read_text())["sm3"]
    for example in examples:
        assert hexdigest(example["msg"].encode(), "sm3") == example["digest"]
    print(f"GB/T 32905-2016, annex A: {len(examples)} digests match")
    assert len(examples) == 2


def test_sm3_without_openssl_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashlib, "algorithms_available", {"sha256"})
    hashing._load.cache_clear()
    try:
        assert hasher("sm3") is hashing._sm3_from_cryptography
        expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        assert hexdigest(b"abc", "sm3") == expected  # GB/T 32905-2016, A.1
    finally:
        hashing._load.cache_clear()


def test_tagged_hashes_length_domain_data() -> None:
    assert tagged("ab", b"c") == hashlib.sha256(b"\x02abc").digest()
    assert tagged("ab", b"c", "sm3") == digest(b"\x02abc", "sm3")


def test_no_two_domains_share_an_input() -> None:
    """Every way to cut a few short strings into domain and data gives its own digest."""
    domains = ["".join(letters) for n in (2, 3) for letters in product("ab", repeat=n)]
    data = [b"".join(letters) for n in range(3) for letters in product((b"a", b"b"), repeat=n)]
    pairs = list(product(domains, data))
    assert len({tagged(domain, rest) for domain, rest in pairs}) == len(pairs)


def test_domains_never_meet_leaves_and_nodes() -> None:
    """The first byte of a tagged input is the domain's length: never 00 (leaf) or 01 (node)."""
    for length in (2, 3, 254, 255):
        assert hashing._prefix("x" * length)[0] == length
    for domain in ("", "x", "x" * 256, "域名", None):
        with pytest.raises(InvalidValue, match="2 to 255 ASCII characters"):
            tagged(domain, b"")


@pytest.mark.parametrize("data", ["text", None, 5, bytearray(b"x"), memoryview(b"x"), [1]])
def test_only_bytes_are_hashed(data: object) -> None:
    with pytest.raises(InvalidValue, match="give bytes"):
        digest(data)
    with pytest.raises(InvalidValue, match="give bytes"):
        tagged("domain", data)


@pytest.mark.parametrize("algorithm", ["md5", "SHA256", "", None, ["sha256"]])
def test_only_known_algorithms(algorithm: object) -> None:
    with pytest.raises(InvalidValue, match="use one of sha256, sm3"):
        digest(b"", algorithm)
