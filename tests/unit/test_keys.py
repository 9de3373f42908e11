"""Signatures: published vectors, one interface, refusals."""

from __future__ import annotations

import copy

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

from course_lib.errors import InvalidSignature, InvalidValue
from course_lib.keys import (
    ALGORITHMS,
    PublicKey,
    first_invalid,
    generate,
    generate_random,
    teaching_seed,
    verify_many,
)
from course_lib.keys.ecdsa_p256 import ORDER, SCHEME, from_der, to_der

ALICE, BOB = (teaching_seed(name) for name in ("Alice", "Bob"))

# RFC 8032, 7.1, tests 1 to 3: secret key, public key, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b4"
        "6bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d"
        "8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6"
        "594a7c15e9716ed28dc027beceea1ec40a",
    ),
]

# RFC 6979, A.2.5, with SHA-256: private key, public key, and for two messages r and s.
P256_PRIVATE = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
P256_X = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
P256_Y_IS_ODD = 0x7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299 % 2
RFC_6979 = {
    b"sample": (
        0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,
        0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8,
    ),
    b"test": (
        0xF1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367,
        0x019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083,
    ),
}


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_rfc_8032(secret: str, public: str, message: str, signature: str) -> None:
    key = generate("ed25519", bytes.fromhex(secret))
    assert key.public_key.raw.hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    key.public_key.verify(bytes.fromhex(signature), bytes.fromhex(message))


@pytest.mark.parametrize("message", RFC_6979)
def test_rfc_6979(message: bytes) -> None:
    private = ec.derive_private_key(P256_PRIVATE, ec.SECP256R1())
    raw = SCHEME.public_raw(private)
    assert raw.hex() == f"{2 + P256_Y_IS_ODD:02x}{P256_X}"
    signature = SCHEME.sign(private, message)
    r, s = RFC_6979[message]
    assert int.from_bytes(signature[:32], "big") == r
    assert int.from_bytes(signature[32:], "big") == min(s, ORDER - s)
    PublicKey("ecdsa-p256", raw).verify(signature, message)


def test_the_other_s_is_refused() -> None:
    """``(r, n - s)`` fits mathematically; accepting it would give one transaction two forms."""
    key = generate("ecdsa-p256", ALICE)
    signature = key.sign(b"message")
    r, s = signature[:32], int.from_bytes(signature[32:], "big")
    twin = r + (ORDER - s).to_bytes(32, "big")
    der = utils.encode_dss_signature(int.from_bytes(r, "big"), ORDER - s)
    raw_key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.public_key.raw)
    raw_key.verify(der, b"message", ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        key.public_key.verify(twin, b"message")
    assert from_der(der) == signature


def test_der_there_and_back() -> None:
    signature = generate("ecdsa-p256", ALICE).sign(b"message")
    assert from_der(to_der(signature)) == signature
    for bad in (b"", bytes(64), signature[:63], signature + b"x", b"\xff" * 64):
        with pytest.raises(InvalidSignature):
            to_der(bad)
    for bad in (b"", b"0", to_der(signature)[:-1], to_der(signature) + b"x"):
        with pytest.raises(InvalidSignature):
            from_der(bad)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_seeds_determine_keys_and_signatures(algorithm: str) -> None:
    key, again, other = (generate(algorithm, seed=seed) for seed in (ALICE, ALICE, BOB))
    assert key.public_key == again.public_key != other.public_key
    assert key.sign(b"m") == again.sign(b"m") != other.sign(b"m")
    assert key.public_key.fingerprint == again.public_key.fingerprint
    assert key.algorithm == key.public_key.algorithm == algorithm


def test_keys_stay_as_they_were_published() -> None:
    """Lessons print these; a change here would change every recorded signature."""
    assert {name: generate(name, ALICE).public_key.to_text() for name in ALGORITHMS} == {
        "ed25519": "ed25519:bf183fac58b1f424853200a67c81b0be31fa95970967e46bccd9bccfe84efb8c",
        "ecdsa-p256": "ecdsa-p256:0242800ad9cad8dcbab6d60945c7c85b337e019e673aabe802a7514bd8e"
        "83e6765",
        "sm2": "sm2:03ea63c4b7e1caf2249b71767c580f462fc8a83e93fc49c71dbc1242363358872d",
    }


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_random_keys_differ(algorithm: str) -> None:
    one, two = generate_random(algorithm), generate_random(algorithm)
    assert one.public_key != two.public_key
    one.public_key.verify(one.sign(b"m"), b"m")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_signature_fits_one_key_and_one_message(algorithm: str) -> None:
    key, other = generate(algorithm, ALICE), generate(algorithm, BOB)
    signature = key.sign(b"pay 5 yuan")
    key.public_key.verify(signature, b"pay 5 yuan")
    wrong = [
        (key, signature, b"pay 500 yuan"),
        (other, signature, b"pay 5 yuan"),
        (key, other.sign(b"pay 5 yuan"), b"pay 5 yuan"),
        (key, signature[:-1], b"pay 5 yuan"),
        (key, signature + b"\x00", b"pay 5 yuan"),
        (key, b"", b"pay 5 yuan"),
        (key, bytes(64), b"pay 5 yuan"),
        (key, signature.hex(), b"pay 5 yuan"),
        (key, None, b"pay 5 yuan"),
        (key, signature, "pay 5 yuan"),
    ]
    for signer, candidate, message in wrong:
        with pytest.raises(InvalidSignature, match="does not fit this key and message"):
            signer.public_key.verify(candidate, message)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_text_there_and_back(algorithm: str) -> None:
    public = generate(algorithm, ALICE).public_key
    text = public.to_text()
    assert PublicKey.from_text(text) == public
    assert PublicKey.from_text(text) is PublicKey.from_text(text), "loaded once"
    assert hash(copy.copy(public)) == hash(public)
    for bad in (
        text.upper(),
        text + "0",
        text[:-2],
        text.replace(":", ": "),
        text + "00",
        " " + text,
    ):
        with pytest.raises(InvalidValue):
            PublicKey.from_text(bad)


@pytest.mark.parametrize(
    "text",
    ["", ":", "ed25519", "ed25519:", "ed25519:zz", "rsa:00", "ecdsa-p256:" + "05" * 33, None, 5],
)
def test_text_of_no_key(text: object) -> None:
    with pytest.raises(InvalidValue, match="is not the text of a key"):
        PublicKey.from_text(text)


@pytest.mark.parametrize(
    ("algorithm", "raw"),
    [
        ("ed25519", bytes(31)),
        ("ed25519", None),
        ("ed25519", bytearray(32)),
        ("ecdsa-p256", bytes(33)),
        ("ecdsa-p256", b"\x04" + bytes(64)),
        ("ecdsa-p256", b"\x02" + b"\xff" * 32),
        ("rsa", bytes(32)),
        (["ed25519"], bytes(32)),
    ],
)
def test_no_public_key(algorithm: object, raw: object) -> None:
    with pytest.raises(InvalidValue):
        PublicKey(algorithm, raw)


@pytest.mark.parametrize("seed", [None, b"", bytes(31), bytes(33), "Alice", bytearray(32)])
def test_seeds_have_32_bytes(seed: object) -> None:
    with pytest.raises(InvalidValue, match="is not a seed"):
        generate("ed25519", seed)


def test_other_refusals() -> None:
    with pytest.raises(InvalidValue, match="unknown signature algorithm 'rsa'"):
        generate("rsa", ALICE)
    with pytest.raises(InvalidValue, match="give bytes"):
        generate("ed25519", ALICE).sign("text")
    with pytest.raises(InvalidValue, match="give text"):
        teaching_seed(b"Alice")


def test_private_keys_print_no_secret() -> None:
    key = generate("ed25519", ALICE)
    assert ALICE.hex() not in repr(key)
    assert repr(ALICE) not in repr(key)


@pytest.mark.parametrize("count", [1, 63, 64, 200])
def test_many_signatures(count: int) -> None:
    """Few are checked one after the other, many on two threads; the first bad one is named."""
    keys = [generate(ALGORITHMS[number % 2], ALICE) for number in range(count)]
    items = [(key.public_key, key.sign(b"%d" % n), b"%d" % n) for n, key in enumerate(keys)]
    verify_many(iter(items))
    assert first_invalid(items) is None
    for bad in {0, count // 2, count - 1}:
        broken = list(items)
        for place in {bad, count - 1}:
            broken[place] = (*items[place][:2], b"changed")
        assert first_invalid(broken) == bad
        with pytest.raises(InvalidSignature, match=f"item {bad} of {count}: "):
            verify_many(broken)


def test_no_signatures_are_all_valid() -> None:
    verify_many([])
