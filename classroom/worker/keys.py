"""Keys of the ``cryptography`` package, which can be neither pickled nor taken apart, as DER.

What this leaves out: certificates, and keys that live in hardware.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

KINDS = ("private key", "public key")


def disassemble(value: Any) -> tuple[str, list[Any]] | None:
    """The kind of a key and its DER bytes; None where a value is no key."""
    from cryptography.hazmat.primitives import serialization as s

    if hasattr(value, "private_bytes"):
        der = value.private_bytes(s.Encoding.DER, s.PrivateFormat.PKCS8, s.NoEncryption())
        return KINDS[0], [bytes(der)]
    if hasattr(value, "public_bytes") and hasattr(value, "verify"):
        der = value.public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)
        return KINDS[1], [bytes(der)]
    return None


def assemble(kind: str, der: bytes) -> Any:
    """The key.

    Raises:
        ValueError: the bytes are no key.
    """
    from cryptography.hazmat.primitives import serialization as s

    return s.load_der_private_key(der, None) if kind == KINDS[0] else s.load_der_public_key(der)


def reduce(value: Any) -> tuple[Callable[..., Any], tuple[str, bytes]] | Any:
    """How pickle writes a key; NotImplemented for anything else."""
    if type(value).__module__.startswith("cryptography.") and (form := disassemble(value)):
        return assemble, (form[0], form[1][0])
    return NotImplemented
