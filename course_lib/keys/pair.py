"""Private and public keys, whatever the algorithm behind them.

Left out of the real thing: see :mod:`course_lib.keys`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from course_lib.errors import InvalidSignature, InvalidValue, shown
from course_lib.hashing import tagged
from course_lib.keys.scheme import Scheme, scheme_of

SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key, loaded once and ready to check signatures.

    Args:
        algorithm: a name of :data:`ALGORITHMS`.
        raw: the encoded key; see the table at the top of this module.

    Raises:
        InvalidValue: if the algorithm is unknown or ``raw`` is not a key of it.
    """

    algorithm: str
    raw: bytes
    _scheme: Scheme = field(init=False, repr=False, compare=False)
    _loaded: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        scheme = scheme_of(self.algorithm)
        try:
            loaded = scheme.load_public(_require_bytes(self.raw))
        except (ValueError, TypeError) as error:
            raise InvalidValue(
                f"{shown(self.raw)} is not an {self.algorithm} public key: {error}"
            ) from None
        object.__setattr__(self, "_scheme", scheme)
        object.__setattr__(self, "_loaded", loaded)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Return if the signature was made by this key over this message, else raise.

        Raises:
            InvalidSignature: if it was not.
        """
        if not self.accepts(signature, message):
            raise InvalidSignature(
                f"{self.algorithm} signature does not fit this key and message "
                f"(key {self.fingerprint[:16]}, signature {shown(signature)}): "
                "one of the three has been changed, or another key signed"
            )

    def accepts(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature was made by this key over this message."""
        if type(signature) is not bytes or type(message) is not bytes:
            return False
        return self._scheme.is_valid(self._loaded, signature, message)

    @property
    def fingerprint(self) -> str:
        """A short name for the key: 64 hexadecimal digits."""
        return tagged("lianke/public-key", self.to_text().encode()).hex()

    def to_text(self) -> str:
        """The key as text, such as ``ed25519:d75a98...``; one key has one text."""
        return f"{self.algorithm}:{self.raw.hex()}"

    @staticmethod
    def from_text(text: str) -> PublicKey:
        """The key that :meth:`to_text` wrote; keys are remembered, so asking again is quick.

        Raises:
            InvalidValue: if the text is not exactly what :meth:`to_text` writes.
        """
        if type(text) is not str:
            raise InvalidValue(f"{shown(text)} is not the text of a key: give 'ed25519:<hex>'")
        return _from_text(text)


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A private key, made by :func:`generate` or :func:`generate_random`; it prints no secret."""

    public_key: PublicKey
    _scheme: Scheme = field(repr=False, compare=False)
    _loaded: Any = field(repr=False, compare=False)

    @property
    def algorithm(self) -> str:
        """The algorithm's name."""
        return self.public_key.algorithm

    def sign(self, message: bytes) -> bytes:
        """The signature of this key over ``message``; the same for the same message.

        Raises:
            InvalidValue: if the message is not bytes.
        """
        if type(message) is not bytes:
            raise InvalidValue(f"cannot sign {shown(message)}: give bytes")
        return self._scheme.sign(self._loaded, message)


def generate(algorithm: str = "ed25519", seed: bytes | None = None) -> PrivateKey:
    """The private key that ``seed`` determines, the same on every machine.

    Args:
        algorithm: a name of :data:`ALGORITHMS`.
        seed: 32 bytes, to be kept as secret as the key; in lessons :func:`teaching_seed`.

    Raises:
        InvalidValue: if the algorithm is unknown or the seed is not 32 bytes.
    """
    if type(seed) is not bytes or len(seed) != SEED_BYTES:
        raise InvalidValue(
            f"{shown(seed)} is not a seed: give {SEED_BYTES} bytes, in a lesson "
            "teaching_seed(name), or call generate_random() for a key nobody can guess"
        )
    scheme = scheme_of(algorithm)
    return _pair(algorithm, scheme, scheme.private_from_seed(seed))


def generate_random(algorithm: str = "ed25519") -> PrivateKey:
    """A new private key from the operating system's random source; another one at each call."""
    return generate(algorithm, seed=os.urandom(SEED_BYTES))


def private_bytes(key: PrivateKey) -> bytes:
    """The 32 bytes that are the private key itself: whoever reads them can sign in its name."""
    return key._scheme.private_raw(key._loaded)


def from_private_bytes(algorithm: str, raw: bytes) -> PrivateKey:
    """The private key that :func:`private_bytes` wrote.

    Raises:
        InvalidValue: if the algorithm is unknown or these are not the bytes of a key of it.
    """
    scheme = scheme_of(algorithm)
    if type(raw) is not bytes or len(raw) != SEED_BYTES:
        raise InvalidValue(f"a private key has {SEED_BYTES} bytes")
    try:
        return _pair(algorithm, scheme, scheme.load_private(raw))
    except ValueError:
        raise InvalidValue(f"these bytes are no {algorithm} private key: out of range") from None


def _pair(algorithm: str, scheme: Scheme, private: Any) -> PrivateKey:
    return PrivateKey(PublicKey(algorithm, scheme.public_raw(private)), scheme, private)


def teaching_seed(name: str) -> bytes:
    """A seed for the actor of a lesson. Not a secret: never use it for anything of value."""
    if type(name) is not str:
        raise InvalidValue(f"{shown(name)} is not a name: give text")
    return tagged("lianke/teaching-seed", name.encode("utf-8", "surrogatepass"))


def _require_bytes(raw: object) -> bytes:
    if type(raw) is not bytes:
        raise TypeError("give bytes")
    return raw


@lru_cache(maxsize=4096)
def _from_text(text: str) -> PublicKey:
    algorithm, _, digits = text.partition(":")
    try:
        key = PublicKey(algorithm, bytes.fromhex(digits))
    except ValueError as error:
        raise InvalidValue(f"{shown(text)} is not the text of a key: {error}") from None
    if key.to_text() != text:
        raise InvalidValue(f"{shown(text)} should be written {key.to_text()}")
    return key
