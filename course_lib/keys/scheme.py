"""What every signature algorithm must offer, and which algorithms there are.

Each algorithm is a small module of this package, imported when first used.

Left out of the real thing: choosing algorithms by security level, and retiring old ones.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any, Protocol, cast

from course_lib.errors import InvalidValue, shown

_MODULES = {
    "ed25519": "course_lib.keys.ed25519",
    "ecdsa-p256": "course_lib.keys.ecdsa_p256",
    "sm2": "course_lib.keys.sm2",
}
ALGORITHMS = tuple(_MODULES)


class Scheme(Protocol):
    """What an algorithm must offer to stand behind this interface."""

    def private_from_seed(self, seed: bytes) -> Any:
        """The loaded private key that 32 bytes determine."""
        ...

    def private_raw(self, private: Any) -> bytes:
        """The 32 bytes of a loaded private key: a secret."""
        ...

    def load_private(self, raw: bytes) -> Any:
        """The loaded private key of these 32 bytes; ValueError if they are none."""
        ...

    def public_raw(self, private: Any) -> bytes:
        """The encoded public key of a loaded private key."""
        ...

    def load_public(self, raw: bytes) -> Any:
        """The loaded public key; ValueError if ``raw`` encodes none."""
        ...

    def sign(self, private: Any, message: bytes) -> bytes:
        """The signature over ``message``."""
        ...

    def is_valid(self, public: Any, signature: bytes, message: bytes) -> bool:
        """Whether the signature fits."""
        ...


def scheme_of(algorithm: str) -> Scheme:
    """The scheme of an algorithm: the ``SCHEME`` of its module.

    Raises:
        InvalidValue: if the algorithm is not one of :data:`ALGORITHMS`.
    """
    if algorithm not in ALGORITHMS:
        raise InvalidValue(
            f"unknown signature algorithm {shown(algorithm)}: use one of {', '.join(ALGORITHMS)}"
        )
    return _load(algorithm)


@lru_cache(maxsize=len(_MODULES))
def _load(algorithm: str) -> Scheme:
    return cast(Scheme, import_module(_MODULES[algorithm]).SCHEME)
