"""Cases of Project Wycheproof (C2SP, Apache-2.0) that careless verifiers get wrong, typed in.

From ``ed25519_test.json`` and ``ecdsa_secp256r1_sha256_p1363_test.json``; each by its number there.
"""

from __future__ import annotations

import pytest

from course_lib.keys import PublicKey
from course_lib.keys.ecdsa_p256 import ORDER

DAVID = "100fdf47fb94f1536a4f7c3fda27383fa03375a8f527c537e6f1703c47f94f86"
ED25519 = (  # number, key, message, signature, whether it is valid
    (73, "a12c2beb77265f2aac953b5009349d94155a03ada416aad451319480e983ca4c", "54657374",
     "8a9bb4c465a3863abc9fd0dd35d80bb28f7d33d37d74679802d63f82b20da114"
     "b8d765a1206b3e9ad7cf2b2d8d778bb8651f1fa992db293c0039eacb6161480f", True),
    (84, DAVID, "124e583f8b8eca58bb29c271b41d36986bbc45541f8e51f9cb0133eca447601e",
     "dac119d6ca87fc59ae611c157048f4d4fc932a149dbe20ec6effd1436abf83ea"
     "05c7df0fef06147241259113909bc71bd3c53ba4464ffcad3c0968f2ffffff0f", True),
    (85, DAVID, "6a0bc2b0057cedfc0fa2e3f7f7d39279b30f454a69dfd1117c758d86b19d85e0",
     "0971f86d2c9c78582524a103cb9cf949522ae528f8054dc20107d999be673ff4"
     "e25ebf2f2928766b1248bec6e91697775f8446639ede46ad4df4053000000010", False),
)  # fmt: skip
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493  # RFC 8032, 5.1

P256_KEY = "022927b10512bae3eddcfe467828128bad2903269919f7086069c8c4df6c732838"  # its y is even
P256_R = 0x2BA3A8BE6B94D5EC80A6D9D1190A436EFFE50D85A1EEE859B8CC6AF9BD5C2E18
P256_S = 0xB329F479A2BBD0A5C384EE1493B1F5186A87139CAC5DF4087C134B49156847DB
P256_LOW_S = 0x4CD60B855D442F5B3C7B11EB6C4E0AE7525FE710FAB9AA7C77A67F79E6FADD76
P256_P = 2**256 - 2**224 + 2**192 + 2**96 - 1


@pytest.mark.parametrize(("number", "key", "message", "signature", "valid"), ED25519)
def test_ed25519(number: int, key: str, message: str, signature: str, valid: bool) -> None:
    public, said, signed = (bytes.fromhex(part) for part in (key, message, signature))
    assert PublicKey("ed25519", public).accepts(signed, said) is valid
    s = int.from_bytes(signed[32:], "little")
    assert (s < ED25519_ORDER) is valid
    twin = signed[:32] + ((s + ED25519_ORDER) % 2**256).to_bytes(32, "little")
    assert not PublicKey("ed25519", public).accepts(twin, said)


def p256_accepts(r: int, s: int, size: int = 32) -> bool:
    key = PublicKey("ecdsa-p256", bytes.fromhex(P256_KEY))
    return key.accepts(r.to_bytes(size, "big") + s.to_bytes(size, "big"), b"123400")


def test_p256_takes_the_lower_s_alone() -> None:
    """Case 1; its higher twin, which Wycheproof lets a verifier accept, is refused here."""
    assert P256_S + P256_LOW_S == ORDER
    assert p256_accepts(P256_R, P256_LOW_S)
    assert not p256_accepts(P256_R, P256_S)
    for wide in (ORDER, 256 * ORDER, 2**256, 2**320):  # cases 2, 3 and 5 to 10
        assert not p256_accepts(P256_R + wide, P256_LOW_S, 64)
        assert not p256_accepts(P256_R, P256_LOW_S + wide, 64)


@pytest.mark.parametrize(
    ("r", "s"),
    [
        (r, s)
        for r in (0, 1, ORDER - 1, ORDER, ORDER + 1, P256_P, P256_P + 1)
        for s in (0, 1, ORDER - 1, ORDER, ORDER + 1, P256_P, P256_P + 1)
    ]
    + [(ORDER - P256_R, P256_S), (ORDER - P256_R, P256_LOW_S)],
)
def test_p256_special_numbers(r: int, s: int) -> None:
    """Cases 4 and 11 to 59: zero, the group's order, the field's prime, and their neighbours."""
    assert not p256_accepts(r, s)
