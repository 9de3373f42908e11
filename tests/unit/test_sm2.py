"""SM2: the standard's own example, an independent computation, the ranges, and malformed input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import InvalidSignature, InvalidValue
from course_lib.hashing import digest
from course_lib.keys import PublicKey, generate, teaching_seed, verify_many
from course_lib.keys import sm2_curve as curve
from course_lib.keys.sm2 import (
    DEFAULT_ID,
    ORDER,
    SCHEME,
    _hmac,
    _nonces,
    _sign,
    from_der,
    identity_digest,
    message_digest,
    private_from_number,
    to_der,
)

P, N, G = curve.P, curve.N, curve.G
numbers = st.integers(1, N - 1)
messages = st.binary(max_size=100)


# An independent computation: textbook formulae with fractions modulo P, bit by bit.
def naive_add(one, two):
    if one is None or two is None:
        return one or two
    (x1, y1), (x2, y2) = one, two
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    top, bottom = (3 * x1 * x1 - 3, 2 * y1) if one == two else (y2 - y1, x2 - x1)
    slope = top * pow(bottom, -1, P) % P
    x3 = (slope * slope - x1 - x2) % P
    return x3, (slope * (x1 - x3) - y1) % P


def naive_times(number, point):
    result = None
    for bit in bin(number)[2:]:
        result = naive_add(result, result)
        if bit == "1":
            result = naive_add(result, point)
    return result


def naive_fits(point, signature, message) -> bool:
    """GB/T 32918.2-2016, 7.1, in its own order."""
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    x, y = (c.to_bytes(32, "big") for c in point)
    constants = b"".join(c.to_bytes(32, "big") for c in (P - 3, curve.B, *G))
    za = digest(b"\x00\x80" + b"1234567812345678" + constants + x + y, "sm3")
    e = int.from_bytes(digest(za + message, "sm3"), "big")
    t = (r + s) % N
    total = naive_add(naive_times(s, G), naive_times(t, point))
    return t != 0 and total is not None and (e + total[0]) % N == r


@pytest.fixture(scope="module")
def example(vectors: Callable[[str], Path]) -> dict[str, str]:
    return json.loads(vectors("crypto/gbt_standard_examples.json").read_text())["sm2"]


@pytest.mark.vectors
def test_the_standards_own_example(example: dict[str, str]) -> None:
    """GB/T 32918.5-2017, annex A: every printed value on the way is ours."""
    want = {name: int(example[name], 16) for name in ("d", "Px", "Py", "ZA", "e", "k", "r", "s")}
    key = private_from_number(want["d"])
    message = example["msg"].encode()
    e = message_digest(key.public.za, message)
    signature = _sign(key, e, [want["k"]])
    got = {
        "d": key.d,
        "Px": key.public.point[0],
        "Py": key.public.point[1],
        "ZA": int.from_bytes(identity_digest(key.public.point, example["id"].encode()), "big"),
        "e": e,
        "k": want["k"],
        "r": int.from_bytes(signature[:32], "big"),
        "s": int.from_bytes(signature[32:], "big"),
    }
    assert got == want
    public = PublicKey("sm2", SCHEME.public_raw(key))
    public.verify(signature, message)
    assert not public.accepts(signature, message + b" ")
    print(f"GB/T 32918.5 annex A: {len(got)} of {len(want)} values equal")


def test_the_curves_own_numbers() -> None:
    assert curve.is_on_curve(*G)
    assert naive_times(N, G) is None
    assert naive_times(N - 1, G) == (G[0], P - G[1])
    assert identity_digest(G) == identity_digest(G, DEFAULT_ID) != identity_digest(G, b"Alice")


@settings(max_examples=25)
@given(st.integers(1, N - 2), messages)
def test_signatures_fit_an_independent_check(d: int, message: bytes) -> None:
    key = private_from_number(d)
    assert key.public.point == naive_times(d, G)
    signature = SCHEME.sign(key, message)
    assert naive_fits(key.public.point, signature, message)
    assert SCHEME.is_valid(key.public, signature, message)
    assert from_der(to_der(signature)) == signature
    assert not naive_fits(key.public.point, signature, message + b"x")
    assert not SCHEME.is_valid(key.public, signature, message + b"x")


@settings(max_examples=25)
@given(numbers | st.sampled_from([1, 2, N - 1, N - 2, 2**255, 2**10 - 1]), st.integers(3, 11))
def test_tables_of_any_width_give_the_same_multiple(number: int, width: int) -> None:
    point = naive_times(12345, G)
    terms = curve.Multiples(point, width).terms(number)
    assert curve.affine(curve.total(terms)) == naive_times(number, point)


def test_sums_with_the_same_point_its_opposite_and_nothing() -> None:
    """Where the formulae for different points would divide by zero."""
    two, opposite = naive_add(G, G), (G[0], P - G[1])
    assert curve.affine(curve.total([])) is None
    for points in ([G, G], [G, opposite], [G, G, G, G], [G, two, opposite, G], [opposite, two, G]):
        want = None
        for point in points:
            want = naive_add(want, point)
        assert curve.affine(curve.total(points)) == want
    assert curve.add_pairs([G], [opposite]) is None
    assert curve.add_pairs([G, two], [G, G]) == [two, naive_add(two, G)]
    assert curve.add((*G, 1), opposite) == curve.INFINITY
    assert curve.affine(curve.add((*G, 1), G)) == two


def test_signing_is_deterministic_and_the_identifier_matters() -> None:
    key = generate("sm2", teaching_seed("Alice"))
    assert key.sign(b"message").hex() == (
        "cbd734a2f977db67320c2569a906cf5efe0231752a211920162442e24aafba8a"
        "9e63d93888bd46831cf6bc01abe4c4505ca38b7a772b9255e17875744a863af3"
    )
    private = key._loaded
    other = message_digest(identity_digest(private.public.point, b"Bob"), b"message")
    signature = _sign(private, other, _nonces(private.d, other))
    assert not key.public_key.accepts(signature, b"message")


def test_hmac_with_sm3() -> None:
    """Against the definition of RFC 2104 in Python's own library, where OpenSSL has SM3."""
    hashlib, hmac = pytest.importorskip("hashlib"), pytest.importorskip("hmac")
    if "sm3" not in hashlib.algorithms_available:
        pytest.skip("this Python's OpenSSL has no SM3: use a Python linked with OpenSSL 3")
    for key, data in ((bytes(32), b""), (b"k" * 32, b"data" * 50)):
        assert _hmac(key, data) == hmac.digest(key, data, "sm3")


def test_nonces_that_do_not_serve_are_passed_over() -> None:
    """``r = 0`` and ``r + k = n`` would make a signature that shows the key."""
    key = private_from_number(7)
    x = naive_times(5, G)[0]
    for e in (-x % N, (-5 - x) % N):
        assert _sign(key, e, [5, 6]) == _sign(key, e, [6])
        with pytest.raises(InvalidValue, match="no nonce serves"):
            _sign(key, e, [5])
    stream = _nonces(7, 1)
    assert len({next(stream) for _ in range(20)}) == 20
    assert next(_nonces(7, 1)) != next(_nonces(7, 2)) != next(_nonces(8, 2))


@pytest.mark.parametrize("d", [0, -1, N - 1, N, 1.0, None, "7", True])
def test_numbers_that_are_no_private_key(d: object) -> None:
    with pytest.raises(InvalidValue, match="is not an SM2 private key"):
        private_from_number(d)


def test_ranges_of_r_and_s() -> None:
    key = generate("sm2", teaching_seed("Alice"))
    good = key.sign(b"m")
    r, s = int.from_bytes(good[:32], "big"), int.from_bytes(good[32:], "big")
    wrong = [(0, s), (r, 0), (N, s), (r, N), (r, N - r), (r, N - s), (s, r)]
    wrong += [(r + N, s)] if r + N < 2**256 else []
    wrong += [(r, s + N)] if s + N < 2**256 else []
    for pair in wrong:
        signature = b"".join(number.to_bytes(32, "big") for number in pair)
        with pytest.raises(InvalidSignature, match="does not fit"):
            key.public_key.verify(signature, b"m")
    for bad in (bytes(64), good[:63], good + b"\x00", b"\xff" * 64, b""):
        with pytest.raises(InvalidSignature):
            to_der(bad)
    for bad in (b"", to_der(good)[:-1], to_der(good) + b"x", b"\x30\x06\x02\x01\x00\x02\x01\x01"):
        with pytest.raises(InvalidSignature):
            from_der(bad)


def test_keys_off_the_curve_and_in_other_forms_are_refused() -> None:
    x, y = G
    without_point = next(x for x in range(1, 100) if not _has_point(x))
    for raw in (
        b"\x02" + without_point.to_bytes(32, "big"),
        b"\x02" + (P + 1).to_bytes(32, "big"),
        b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big"),
        b"\x00" * 33,
        b"\x00",
        b"",
    ):
        with pytest.raises(InvalidValue, match="is not an sm2 public key"):
            PublicKey("sm2", raw)
    assert curve.lift_x(x, odd=y % 2 == 1) == G
    assert not curve.is_on_curve(x, y + P)


def _has_point(x: int) -> bool:
    return pow(x**3 - 3 * x + curve.B, (P - 1) // 2, P) <= 1


@settings(max_examples=60)
@given(st.binary(max_size=80), st.binary(min_size=33, max_size=33), messages)
def test_whatever_the_bytes_only_our_errors(noise: bytes, raw: bytes, message: bytes) -> None:
    key = generate("sm2", teaching_seed("Alice")).public_key
    with pytest.raises(InvalidSignature):
        key.verify(noise, message)
    for candidate in (noise, raw, b"\x02" + raw[1:]):
        try:
            PublicKey("sm2", candidate).verify(noise, message)
        except (InvalidSignature, InvalidValue):
            continue
        pytest.fail("noise passed for a signature")


@settings(max_examples=40)
@given(st.integers(0, 511), messages)
def test_any_flipped_bit_is_seen(bit: int, message: bytes) -> None:
    key = generate("sm2", teaching_seed("Alice"))
    good = int.from_bytes(key.sign(message), "big")
    assert not key.public_key.accepts((good ^ 1 << bit).to_bytes(64, "big"), message)


def test_memory_stays_bounded_over_many_keys() -> None:
    for number in range(3):
        curve.multiples_of_key(naive_times(number + 2, G))
    info = curve.multiples_of_key.cache_info()
    assert info.maxsize == 64
    assert info.currsize <= 64
    assert curve.multiples_of_base.cache_info().maxsize == 1


def test_many_sm2_signatures_at_once() -> None:
    keys = [generate("sm2", teaching_seed(name)) for name in ("Alice", "Bob")]
    items = [(key.public_key, key.sign(b"%d" % n), b"%d" % n) for key in keys for n in range(40)]
    verify_many(items)
    items[50] = (*items[50][:2], b"changed")
    with pytest.raises(InvalidSignature, match="item 50 of 80"):
        verify_many(items)
    assert ORDER == N
    assert "d=" not in repr(keys[0]._loaded)
