"""Ed25519 signatures (RFC 8032, 5.1), through ``cryptography``.

The seed is the private key of the standard. Signing needs no random number (RFC 8032, 5.1.6).

Left out of the real thing: the variants Ed25519ctx and Ed25519ph.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)


class Ed25519:
    """The scheme ``ed25519``."""

    def private_from_seed(self, seed: bytes) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(seed)

    def private_raw(self, private: Ed25519PrivateKey) -> bytes:
        return private.private_bytes_raw()

    def load_private(self, raw: bytes) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(raw)

    def public_raw(self, private: Ed25519PrivateKey) -> bytes:
        return private.public_key().public_bytes_raw()

    def load_public(self, raw: bytes) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(raw)

    def sign(self, private: Ed25519PrivateKey, message: bytes) -> bytes:
        return private.sign(message)

    def is_valid(self, public: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
        try:
            public.verify(signature, message)
        except InvalidSignature:
            return False
        return True


SCHEME = Ed25519()
