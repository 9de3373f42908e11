"""SM4, the Chinese block cipher (GB/T 32907-2016), through ``cryptography``.

SM4 turns 16 bytes into 16 others under a key of 16 bytes. Longer texts need a mode; here it is
GCM (RFC 8998, 3.1; NIST SP 800-38D), which hides a text and also shows any change to it.

Left out of the real thing: how the 32 rounds work inside; the modes CBC, CTR and CCM; texts too
large for memory.
"""

from __future__ import annotations

from course_lib.errors import InvalidSeal, InvalidValue, shown

KEY_BYTES = BLOCK_BYTES = TAG_BYTES = 16
NONCE_BYTES = 12


def encrypt_block(key: bytes, block: bytes) -> bytes:
    """One block under one key (GB/T 32907-2016, clause 7).

    Raises:
        InvalidValue: unless both are 16 bytes.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    _require("key", key, KEY_BYTES)
    _require("block", block, BLOCK_BYTES)
    return Cipher(algorithms.SM4(key), modes.ECB()).encryptor().update(block)


def seal(key: bytes, nonce: bytes, text: bytes, beside: bytes = b"") -> bytes:
    """The text encrypted, then a tag of 16 bytes over it and over ``beside``.

    Args:
        key: 16 bytes.
        nonce: 12 bytes, never used twice with one key: two texts would give each other away.
        text: what to hide.
        beside: what stays readable, but must not change either.

    Raises:
        InvalidValue: if one of them is of another length or not bytes.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    _require("key", key, KEY_BYTES)
    _require("nonce", nonce, NONCE_BYTES)
    _require("text", text)
    _require("text beside", beside)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(beside)
    return encryptor.update(text) + encryptor.finalize() + encryptor.tag


def unseal(key: bytes, nonce: bytes, sealed: bytes, beside: bytes = b"") -> bytes:
    """The text that :func:`seal` hid.

    Raises:
        InvalidValue: if an argument is of another length or not bytes.
        InvalidSeal: if key, nonce, sealed text or the text beside it is another; which of them,
            nobody can tell.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    _require("key", key, KEY_BYTES)
    _require("nonce", nonce, NONCE_BYTES)
    _require("sealed text", sealed)
    _require("text beside", beside)
    if len(sealed) < TAG_BYTES:
        raise InvalidValue(f"a sealed text has at least {TAG_BYTES} bytes, not {len(sealed)}")
    text, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(beside)
    try:
        return decryptor.update(text) + decryptor.finalize()
    except InvalidTag:
        raise InvalidSeal("the tag does not fit: another key, or something has changed") from None


def _require(name: str, value: object, length: int | None = None) -> None:
    if type(value) is not bytes or length not in (None, len(value)):
        size = "" if length is None else f"{length} "
        raise InvalidValue(f"{shown(value)} is no {name} for SM4: give {size}bytes")
