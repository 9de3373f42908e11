"""SM2 digital signatures (GB/T 32918.2-2016) on the curve sm2p256v1, in plain Python integers.

*For teaching: not constant-time.* Whoever can time the signing precisely may learn the key. It is
here because ``cryptography`` has SM3 and SM4 but no SM2.

What SM2 does differently from ECDSA:

- The digest covers the signer: ``e = SM3(ZA || M)``, where ``ZA`` hashes the signer's identifier,
  the curve and the public key. One signature can therefore never pass for another key's.
- ``r = e + x1`` and ``s = (k - r d) / (1 + d)``, modulo n; the check adds ``t = r + s``.
- ``(r, n - s)`` is not a second valid signature, so that every ``s`` is accepted.

Choices made here, within the standard:

- A public key is its compressed point, 33 bytes (GB/T 32918.1-2016, 4.2; SEC 1, 2.3.3).
- A signature is ``r || s``, 32 bytes each. :func:`to_der` and :func:`from_der` convert to and from
  the form in certificates (GB/T 35276-2017, 7.3).
- The identifier is ``1234567812345678`` unless another is given (GB/T 35276-2017, clause 10).
- The nonce ``k`` comes from the key and ``e`` as in RFC 6979, 3.2, with HMAC-SM3: the same key and
  message give the same signature on any machine, and no bad random number can leak the key.
- A seed becomes a private key as for P-256: 64 bytes, reduced modulo ``n - 2``, plus 1.

Left out of the real thing: constant time, SM2 encryption and key exchange (GB/T 32918.3 and .4),
keys in hardware, which Chinese practice asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from course_lib.errors import InvalidSignature, InvalidValue, shown
from course_lib.hashing import digest, tagged
from course_lib.keys import sm2_curve
from course_lib.keys.sm2_curve import N, P, Point

ORDER = N
DEFAULT_ID = b"1234567812345678"
_INNER, _OUTER = (int.from_bytes(bytes([pad]) * 64, "big") for pad in (0x36, 0x5C))
_CURVE = b"".join(number.to_bytes(32, "big") for number in (sm2_curve.A, sm2_curve.B, *sm2_curve.G))


@dataclass(frozen=True, slots=True)
class Sm2Public:
    """A public key: its point, and ``ZA`` for the default identifier."""

    point: Point
    za: bytes


@dataclass(frozen=True, slots=True)
class Sm2Private:
    """A private key ``d`` in 1 to n - 2, and what each signature needs of it."""

    d: int = field(repr=False)
    inverse: int = field(repr=False)  # of 1 + d, modulo n
    public: Sm2Public


class Sm2:
    """The scheme ``sm2``."""

    def private_from_seed(self, seed: bytes) -> Sm2Private:
        wide = b"".join(tagged("lianke/sm2-seed", bytes([half]) + seed) for half in (0, 1))
        return private_from_number(int.from_bytes(wide, "big") % (N - 2) + 1)

    def private_raw(self, private: Sm2Private) -> bytes:
        return private.d.to_bytes(32, "big")

    def load_private(self, raw: bytes) -> Sm2Private:
        return private_from_number(int.from_bytes(raw, "big"))

    def public_raw(self, private: Sm2Private) -> bytes:
        x, y = private.public.point
        return bytes([2 + y % 2]) + x.to_bytes(32, "big")

    def load_public(self, raw: bytes) -> Sm2Public:
        if len(raw) != 33 or raw[0] not in (2, 3):
            raise ValueError("a compressed point is 33 bytes and begins with 02 or 03")
        point = sm2_curve.lift_x(int.from_bytes(raw[1:], "big"), odd=raw[0] == 3)
        return Sm2Public(point, identity_digest(point))

    def sign(self, private: Sm2Private, message: bytes) -> bytes:
        e = message_digest(private.public.za, message)
        return _sign(private, e, _nonces(private.d, e))

    def is_valid(self, public: Sm2Public, signature: bytes, message: bytes) -> bool:
        return _fits(public.point, signature, message_digest(public.za, message))


def private_from_number(d: int) -> Sm2Private:
    """The private key ``d`` (GB/T 32918.1-2016, 6.1).

    Raises:
        InvalidValue: unless ``d`` is an integer from 1 to n - 2; then ``1 + d`` has an inverse.
    """
    if type(d) is not int or not 1 <= d <= N - 2:
        raise InvalidValue(f"{shown(d)} is not an SM2 private key: give an integer from 1 to n - 2")
    point = sm2_curve.affine(sm2_curve.total(sm2_curve.multiples_of_base().terms(d)))
    assert point is not None  # d is not a multiple of n
    return Sm2Private(d, pow(1 + d, -1, N), Sm2Public(point, identity_digest(point)))


def identity_digest(point: Point, identifier: bytes = DEFAULT_ID) -> bytes:
    """``ZA = SM3(ENTL || ID || a || b || xG || yG || xA || yA)`` (GB/T 32918.2-2016, 5.5).

    ``ENTL`` is the identifier's length in bits, as two bytes.

    Raises:
        InvalidValue: if the identifier is not bytes, or longer than 8191 bytes.
    """
    if type(identifier) is not bytes or len(identifier) > 8191:
        raise InvalidValue(f"{shown(identifier)} is no SM2 identifier: give at most 8191 bytes")
    length = (8 * len(identifier)).to_bytes(2, "big")
    x, y = (number.to_bytes(32, "big") for number in point)
    return digest(length + identifier + _CURVE + x + y, "sm3")


def message_digest(za: bytes, message: bytes) -> int:
    """``e = SM3(ZA || M)`` as an integer (GB/T 32918.2-2016, 6.1, steps A1 and A2)."""
    return int.from_bytes(digest(za + message, "sm3"), "big")


def _sign(private: Sm2Private, e: int, nonces: Iterable[int]) -> bytes:
    """The signature with the first nonce that serves (GB/T 32918.2-2016, 6.1, A3 to A7)."""
    for k in nonces:
        point = sm2_curve.affine(sm2_curve.total(sm2_curve.multiples_of_base().terms(k)))
        assert point is not None  # k is not a multiple of n
        r = (e + point[0]) % N
        s = private.inverse * (k - r * private.d) % N
        if r != 0 and r + k != N and s != 0:
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    raise InvalidValue("no nonce serves: give another")


def _fits(point: Point, signature: bytes, e: int) -> bool:
    """The check of GB/T 32918.2-2016, 7.1, B1 to B7."""
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    t = (r + s) % N
    if len(signature) != 64 or not (0 < r < N and 0 < s < N) or t == 0:
        return False
    base, key = sm2_curve.multiples_of_base(), sm2_curve.multiples_of_key(point)
    x, _, z = sm2_curve.total(base.terms(s) + key.terms(t))
    # x1 = x / z^2 must satisfy r = e + x1 modulo n, and x1 is below P: two candidates, no division
    x1 = (r - e) % N
    return z != 0 and any((c * z * z - x) % P == 0 for c in (x1, x1 + N) if c < P)


def _nonces(d: int, e: int) -> Iterator[int]:
    """Numbers in 1 to n - 1 that only the holder of ``d`` can foresee (RFC 6979, 3.2)."""
    secret = d.to_bytes(32, "big") + (e % N).to_bytes(32, "big")
    k, v = bytes(32), b"\x01" * 32
    for mark in (b"\x00", b"\x01"):
        k = _hmac(k, v + mark + secret)
        v = _hmac(k, v)
    while True:
        v = _hmac(k, v)
        if 0 < (candidate := int.from_bytes(v, "big")) < N:
            yield candidate
        k = _hmac(k, v + b"\x00")
        v = _hmac(k, v)


def _hmac(key: bytes, data: bytes) -> bytes:
    """HMAC-SM3 for a key of 32 bytes (RFC 2104, 2)."""
    padded = int.from_bytes(key, "big") << 256  # zeros up to SM3's block of 64 bytes
    inner, outer = ((padded ^ pad).to_bytes(64, "big") for pad in (_INNER, _OUTER))
    return digest(outer + digest(inner + data, "sm3"), "sm3")


def to_der(signature: bytes) -> bytes:
    """``r || s`` as the ASN.1 DER form that certificates use (GB/T 35276-2017, 7.3).

    Raises:
        InvalidSignature: unless it is 64 bytes with ``r`` and ``s`` in 1 to n - 1.
    """
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if len(signature) != 64 or not (0 < r < N and 0 < s < N):
        raise InvalidSignature(f"{shown(signature)} is not r || s in 64 bytes, each in 1 to n - 1")
    from cryptography.hazmat.primitives.asymmetric import utils

    return utils.encode_dss_signature(r, s)


def from_der(der: bytes) -> bytes:
    """The ASN.1 DER form as ``r || s``.

    Raises:
        InvalidSignature: if the bytes are not such a form, or a number is out of range.
    """
    from cryptography.hazmat.primitives.asymmetric import utils

    try:
        r, s = utils.decode_dss_signature(der)
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    except (ValueError, TypeError, OverflowError) as error:
        raise InvalidSignature(f"{shown(der)} is not a DER signature: {error}") from None
    to_der(signature)  # checks the ranges
    return signature


SCHEME = Sm2()
