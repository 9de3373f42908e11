"""ECDSA over the curve P-256 with SHA-256 (FIPS 186-5), through ``cryptography``.

- A public key is its compressed point, 33 bytes (SEC 1, 2.3.3).
- A signature is ``r + s``, 32 bytes each, big-endian (as in IEEE P1363 and JOSE's ES256, RFC 7518,
  3.4). :func:`to_der` and :func:`from_der` convert to and from the form in X.509 and TLS.
- If ``(r, s)`` fits, ``(r, n - s)`` fits too. Only the lower ``s`` is made and accepted here, so
  that nobody can turn a signature into a second valid one without the key.
- Signing is deterministic (RFC 6979): no random number that could leak the key.
- A seed becomes a private key by FIPS 186-5, A.2.1: 64 bytes, reduced modulo ``n - 1``, plus 1.

Left out of the real thing: other curves and hashes; the higher ``s``, which verifiers elsewhere
accept too.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature as _Refused
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from course_lib.errors import InvalidSignature, shown
from course_lib.hashing import tagged

# The order n of the curve's group (SP 800-186, 3.2.1.3).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_CURVE = ec.SECP256R1()
_CHECK = ec.ECDSA(SHA256())
_SIGN = ec.ECDSA(SHA256(), deterministic_signing=True)


class EcdsaP256:
    """The scheme ``ecdsa-p256``."""

    def private_from_seed(self, seed: bytes) -> ec.EllipticCurvePrivateKey:
        wide = b"".join(tagged("lianke/p256-seed", bytes([half]) + seed) for half in (0, 1))
        return ec.derive_private_key(int.from_bytes(wide, "big") % (ORDER - 1) + 1, _CURVE)

    def private_raw(self, private: ec.EllipticCurvePrivateKey) -> bytes:
        return private.private_numbers().private_value.to_bytes(32, "big")

    def load_private(self, raw: bytes) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(int.from_bytes(raw, "big"), _CURVE)

    def public_raw(self, private: ec.EllipticCurvePrivateKey) -> bytes:
        return private.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)

    def load_public(self, raw: bytes) -> ec.EllipticCurvePublicKey:
        if len(raw) != 33:
            raise ValueError("a compressed point has 33 bytes")
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, raw)

    def sign(self, private: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
        return from_der(private.sign(message, _SIGN))

    def is_valid(self, public: ec.EllipticCurvePublicKey, signature: bytes, message: bytes) -> bool:
        try:
            public.verify(to_der(signature), message, _CHECK)
        except (_Refused, InvalidSignature):
            return False
        return True


def to_der(signature: bytes) -> bytes:
    """``r + s`` as the ASN.1 DER form that X.509 and TLS use (RFC 3279, 2.2.3).

    Raises:
        InvalidSignature: unless it is 64 bytes with ``r`` in 1 to n - 1 and the lower ``s``.
    """
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if len(signature) != 64 or not (0 < r < ORDER and 0 < s <= ORDER // 2):
        raise InvalidSignature(f"{shown(signature)} is not r + s in 64 bytes with the lower s")
    return utils.encode_dss_signature(r, s)


def from_der(der: bytes) -> bytes:
    """The ASN.1 DER form as ``r + s``, with the lower of the two possible ``s``.

    Raises:
        InvalidSignature: if the bytes are not such a form, or a number is out of range.
    """
    try:
        r, s = utils.decode_dss_signature(der)
        return r.to_bytes(32, "big") + min(s, ORDER - s).to_bytes(32, "big")
    except (ValueError, TypeError, OverflowError) as error:
        raise InvalidSignature(f"{shown(der)} is not a DER signature: {error}") from None


SCHEME = EcdsaP256()
