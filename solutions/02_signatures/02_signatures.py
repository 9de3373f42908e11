"""Assignment 02: signatures. The form of this script is described in classroom/percent.py."""

# %% [markdown]
# # 02 · Exercises: signatures
#
# You build the tools of a desk that receives signed orders, one small function an item: 12 items with
# tests, and one judgement in your own words. About two hours. Each item stands alone: none needs your
# earlier answers.
#
# Replace `raise NotImplementedError()` and run the test below your answer. A test that fails says what
# to examine. When your work is graded, further tests use other inputs; they ask for the same.
#
# All companies, codes and orders here are **synthetic**; the example of SM2 is the standard's own.
# *Closed book* items withhold the library's own function for the task while your function runs, and
# say so.

# %% tags=["given"] grade_id="02_setup"
from classroom.closed_book import closed_book
from classroom.verdict import same
from course_lib import canonical, uscc
from course_lib.errors import CourseError
from course_lib.hashing import digest
from course_lib.keys import PublicKey, ecdsa_p256, generate, sm2, sm2_curve, teaching_seed
from course_lib.keys.certificates import Certificate, check_certificate
from course_lib.keys.forgeries import ANHE, BODA, DONGLI, SOUTH, STORE, desk, forgery, honest


def key_of(name, algorithm="ed25519"):
    """The teaching key of that name."""
    return generate(algorithm, seed=teaching_seed(name))


print(*(f"{company.code} {company.name}" for company in (ANHE, BODA, STORE, SOUTH)), sep="\n")

# %% [markdown]
# **Item 1. Sign a record** (2 points). Return the signature, bytes, of `key` over the record's
# **canonical** bytes. Equal records must get equal signatures, in whatever order their fields stand.
#
# `got = sign_record({"boxes": 40}, key_of("Anhe"))` → 64 bytes, and
# `key_of("Anhe").public_key.accepts(got, b'{"boxes":40}')` is True.
#
# *Stuck?* `canonical.encode(record)` gives the bytes, `key.sign(…)` the signature.


# %% tags=["answer"] grade_id="02_sign_record"
def sign_record(record: dict, key) -> bytes:
    """The key's signature over the record's canonical bytes."""
    ### BEGIN SOLUTION
    return key.sign(canonical.encode(record))
    ### END SOLUTION


# %% tags=["test"] grade_id="02_sign_record_test" points=2
record, key = {"to": "北方冷库", "boxes": 40}, key_of("Anhe")
got, turned = sign_record(record, key), sign_record(dict(reversed(record.items())), key)
assert type(got) is bytes, "Return the signature as bytes, as key.sign gives it."
assert key.public_key.accepts(got, canonical.encode(record)), "Sign the record's canonical bytes."
assert same(turned, got), "The same fields in another order are the same record."
### BEGIN HIDDEN TESTS
for name, algorithm in (("Boda", "ecdsa-p256"), ("Chen", "ed25519")):
    for record in ({}, {"b": [1, {"d": None, "c": "é"}], "a": True}, {"name": "北方冷库", "n": -1}):
        key = key_of(name, algorithm)
        got = sign_record(record, key)
        assert key.public_key.accepts(got, canonical.encode(record)), (
            "Sign with the key that is given, over the canonical bytes of any record."
        )
### END HIDDEN TESTS

# %% [markdown]
# **Item 2. Who signed this?** (2 points). `keys` maps names to public keys. Return the name whose key
# made the signature over the message, or `None` if none of them did.
#
# With the keys of Anhe and Boda, a message signed by Boda → `"Boda"`; the same message with one byte
# changed → `None`.
#
# *Stuck?* `public_key.accepts(signature, message)` is True or False; `verify` raises an error instead.


# %% tags=["answer"] grade_id="02_signer_of"
def signer_of(message: bytes, signature: bytes, keys: dict):
    """The name of the key that signed, or None."""
    ### BEGIN SOLUTION
    for name, key in keys.items():
        if key.accepts(signature, message):
            return name
    return None
    ### END SOLUTION


# %% tags=["test"] grade_id="02_signer_of_test" points=2
keys = {name: key_of(name).public_key for name in ("Anhe", "Boda")}
message = b"40 boxes"
by_boda, by_dongli = key_of("Boda").sign(message), key_of("Dongli").sign(message)
assert same(signer_of(message, by_boda, keys), "Boda"), "Try every key, not only the first."
assert same(signer_of(b"41 boxes", by_boda, keys), None), "The message was changed after signing."
assert same(signer_of(message, by_dongli, keys), None), "A signer who is not in the list."
### BEGIN HIDDEN TESTS
names = [f"member {n}" for n in range(6)]
keys = {
    name: key_of(name, ("ed25519", "ecdsa-p256")[n % 2]).public_key for n, name in enumerate(names)
}
for n, name in enumerate(names):
    signature = key_of(name, ("ed25519", "ecdsa-p256")[n % 2]).sign(b"order %d" % n)
    assert same(signer_of(b"order %d" % n, signature, keys), name), "Any of the keys may fit."
    assert same(signer_of(b"order %d " % n, signature, keys), None), (
        "One byte more is another text."
    )
assert same(signer_of(b"", b"", keys), None), "An empty signature is nobody's."
assert same(signer_of(b"x", b"y", {}), None), "No keys, no signer."
### END HIDDEN TESTS

# %% [markdown]
# **Item 3. The check character of a company** (2 points). The 18th character of a USCC
# (GB 32100-2015, annex A). Each of the first 17 characters has a value: its place in `ALPHABET`,
# from 0. Multiply the values by 1, 3, 9, 27, … (each weight is three times the one before), add up,
# and divide by 31. The check value is what is missing to the next multiple of 31, 0 if nothing is.
#
# `check_character("91350100M000100Y4")` → `"3"`. *Closed book:* the module `uscc` is withheld.
#
# *Stuck?* `ALPHABET.index("M")` is 21. `-total % 31` is what is missing.

# %% tags=["given"] grade_id="02_alphabet"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # 31 characters; I, O, S, V and Z are left out


# %% tags=["answer"] grade_id="02_check_character"
def check_character(first_17: str) -> str:
    """The last character of the USCC that begins with these 17."""
    ### BEGIN SOLUTION
    total = sum(ALPHABET.index(c) * 3**place for place, c in enumerate(first_17))
    return ALPHABET[-total % 31]
    ### END SOLUTION


# %% tags=["test"] grade_id="02_check_character_test" points=2
with closed_book("course_lib.uscc"):
    got, other = check_character("91350100M000100Y4"), check_character("91110000MA00BD205")
    nothing = check_character("0" * 17)
assert type(got) is str, "Return one character, such as '3'."
assert got == "3", "The sum leaves 28 when divided by 31: what is missing to 31?"
assert other == "F", "Here 15 is missing. Which character has the value 15? Take it from ALPHABET."
assert nothing == "0", "The sum 0 is a multiple of 31: nothing is missing."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(203)
for _ in range(60):
    code = "91" + "".join(dice.choice("0123456789") for _ in range(6))
    code += "".join(dice.choice(ALPHABET) for _ in range(9))
    expected = uscc.check_character(code)
    with closed_book("course_lib.uscc"):
        got = check_character(code)
    assert same(got, expected), "Every weight is three times the one before, from the left."
### END HIDDEN TESTS

# %% [markdown]
# **Item 4. Numbers into DER** (2 points). Write a signature's two numbers in the form of
# certificates:
#
# | byte | meaning |
# |---|---|
# | `30` | several values follow |
# | length | of all that follows, in bytes |
# | `02`, length, bytes | the number `r`, big-endian |
# | `02`, length, bytes | the number `s` |
#
# A number has as few bytes as possible. But if the first bit of its first byte is 1 (the byte is 128
# or more), a zero byte is put before it. `r` and `s` are at least 1 and below 2²⁵⁶.
#
# `to_der(1, 200)` → `bytes.fromhex("3007 020101 020200c8")`: 200 is `c8`, above 127, so `00c8`.
# *Closed book:* the modules `ecdsa_p256` and `sm2` are withheld.
#
# *Stuck?* `n.to_bytes(size, "big")` with `size = n.bit_length() // 8 + 1` has just the zero byte that
# is needed.


# %% tags=["answer"] grade_id="02_to_der"
def to_der(r: int, s: int) -> bytes:
    """The two numbers in DER."""

    ### BEGIN SOLUTION
    def number(n):
        size = n.bit_length() // 8 + 1
        return bytes([2, size]) + n.to_bytes(size, "big")

    body = number(r) + number(s)
    return bytes([0x30, len(body)]) + body
    ### END SOLUTION


# %% tags=["test"] grade_id="02_to_der_test" points=2
FORMS = ("course_lib.keys.ecdsa_p256", "course_lib.keys.sm2")
with closed_book(*FORMS):
    small, high, edge = to_der(1, 200), to_der(128, 127), to_der(256, 2**255)
assert type(small) is bytes, "Return bytes."
assert small == bytes.fromhex("3007020101020200c8"), "Compare with the example, byte by byte."
assert high == bytes.fromhex("3007 02020080 02017f"), (
    "128 needs a zero byte before it, 127 does not."
)
assert edge[:6] == bytes.fromhex("302702020100"), "256 is 0100: no further zero is needed."
assert edge[6:9] == bytes.fromhex("022100"), "2**255 begins with the bit 1: it takes 33 bytes."
### BEGIN HIDDEN TESTS
import random

from cryptography.hazmat.primitives.asymmetric import utils

dice = random.Random(204)
for bits in (1, 7, 8, 9, 15, 16, 127, 240, 247, 248, 249, 255, 256) * 4:
    r, s = dice.getrandbits(bits) | 1 << (bits - 1), dice.randrange(1, 2**256)
    with closed_book(*FORMS):
        got = to_der(r, s)
    assert same(got, utils.encode_dss_signature(r, s)), (
        "Numbers of any length: as few bytes as possible, and a zero before a first bit of 1."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 5. DER into raw** (2 points). The other way: from the form of item 4 return `r‖s`, 32 bytes each,
# 64 in all. What you are given is always right in form; **do not count on the length of a number**.
#
# `from_der(bytes.fromhex("3007020101020200c8"))` → 31 zero bytes, `01`, 31 zero bytes, `c8`.
# *Closed book* as item 4.
#
# *Stuck?* The byte at place 3 is the length of `r`, which begins at place 4. Where does `s` begin?


# %% tags=["answer"] grade_id="02_from_der"
def from_der(der: bytes) -> bytes:
    """The signature in the raw form, 64 bytes."""
    ### BEGIN SOLUTION
    end = 4 + der[3]
    numbers = der[4:end], der[end + 2 :]
    return b"".join(int.from_bytes(n, "big").to_bytes(32, "big") for n in numbers)
    ### END SOLUTION


# %% tags=["test"] grade_id="02_from_der_test" points=2
FORMS = ("course_lib.keys.ecdsa_p256", "course_lib.keys.sm2")
high_r = bytes.fromhex("3045 0221 00" + "ff" * 32 + "0220" + "11" * 32)
short_r = bytes.fromhex("3043 021f" + "22" * 31 + "0220" + "33" * 32)
with closed_book(*FORMS):
    tiny, cut, padded = map(from_der, (bytes.fromhex("3007020101020200c8"), high_r, short_r))
assert type(tiny) is bytes, "Return bytes."
assert len(tiny) == len(cut) == len(padded) == 64, "The raw form has 64 bytes, always."
assert tiny == bytes(31) + b"\x01" + bytes(31) + b"\xc8", "Short numbers stand on the right."
assert cut == b"\xff" * 32 + b"\x11" * 32, "The zero that DER put before r does not belong to it."
assert padded == b"\x00" + b"\x22" * 31 + b"\x33" * 32, "r has 31 bytes here: where does s begin?"
### BEGIN HIDDEN TESTS
import random

from cryptography.hazmat.primitives.asymmetric import utils

dice = random.Random(205)
for bits in (1, 8, 9, 128, 240, 247, 248, 249, 255, 256) * 4:
    r, s = dice.getrandbits(bits) | 1 << (bits - 1), dice.randrange(1, 2**256)
    for pair in ((r, s), (s, r)):
        with closed_book(*FORMS):
            got = from_der(utils.encode_dss_signature(*pair))
        assert same(got, b"".join(n.to_bytes(32, "big") for n in pair)), (
            "Either number may be long or short: read both lengths."
        )
### END HIDDEN TESTS

# %% [markdown]
# **Item 6. One signature, one form** (2 points). With ECDSA, if the raw signature `r‖s` fits, then
# `r‖(n − s)` fits too. So agree on one of the two: return the one whose second number is the
# **smaller**. `N` below is `n` for the curve P-256. `s` is at least 1 and below `n`.
#
# A signature with `s = 5` → itself. One with `s = N - 5` → the one with `s = 5`. *Closed book:* the
# module `ecdsa_p256` is withheld.
#
# *Stuck?* `int.from_bytes(raw[32:], "big")` reads `s`; `s.to_bytes(32, "big")` writes it.

# %% tags=["given"] grade_id="02_order_of_the_curve"
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


# %% tags=["answer"] grade_id="02_lower_s"
def lower_s(raw: bytes) -> bytes:
    """The one of the two twins that has the smaller s."""
    ### BEGIN SOLUTION
    s = int.from_bytes(raw[32:], "big")
    return raw[:32] + min(s, N - s).to_bytes(32, "big")
    ### END SOLUTION


# %% tags=["test"] grade_id="02_lower_s_test" points=2
low = b"\x07" * 32 + (5).to_bytes(32, "big")
high = b"\x07" * 32 + (N - 5).to_bytes(32, "big")
below, above = (b"\x07" * 32 + (N // 2 + more).to_bytes(32, "big") for more in (0, 1))
with closed_book("course_lib.keys.ecdsa_p256"):
    kept, turned, still, over = map(lower_s, (low, high, below, above))
assert type(kept) is bytes and len(kept) == 64, "Return 64 bytes."
assert kept == low, "s = 5 is the smaller already: leave the signature as it is."
assert turned == low, "s = N - 5: its twin has s = 5. r stays."
assert still == below and over == below, "N is odd. N // 2 is the largest s that stays."
### BEGIN HIDDEN TESTS
for n in range(24):
    key = key_of(f"signer {n}", "ecdsa-p256")
    raw = key.sign(b"order %d" % n)
    s = int.from_bytes(raw[32:], "big")
    twin = raw[:32] + (N - s).to_bytes(32, "big")
    with closed_book("course_lib.keys.ecdsa_p256"):
        from_raw, from_twin = lower_s(raw), lower_s(twin)
    assert same(from_raw, raw) and same(from_twin, raw), (
        "Both twins must become the same signature, and it must still fit."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 7. ZA, the digest of the signer** (2 points). SM2 hashes the signer before the message
# (GB/T 32918.2, 5.5):
#
# `ZA = SM3(ENTL ‖ ID ‖ a ‖ b ‖ xG ‖ yG ‖ xA ‖ yA)`
#
# `ENTL` is the length of the ID **in bits**, in two bytes. `CURVE` below is `a ‖ b ‖ xG ‖ yG`. `xA` and
# `yA` are the two numbers of the public key, 32 bytes each, big-endian. `‖` puts one after the other.
#
# The default ID `b"1234567812345678"` has 16 bytes, 128 bits: `ENTL` is `0080`. *Closed book:* the module
# `sm2` is withheld; `digest(data, "sm3")` is yours.
#
# *Stuck?* `(8 * len(identifier)).to_bytes(2, "big")` is ENTL.

# %% tags=["given"] grade_id="02_curve"
CURVE = b"".join(n.to_bytes(32, "big") for n in (sm2_curve.A, sm2_curve.B, *sm2_curve.G))


# %% tags=["answer"] grade_id="02_za"
def za(identifier: bytes, x: int, y: int) -> bytes:
    """The digest of the signer with this ID and this public key."""
    ### BEGIN SOLUTION
    length = (8 * len(identifier)).to_bytes(2, "big")
    point = x.to_bytes(32, "big") + y.to_bytes(32, "big")
    return digest(length + identifier + CURVE + point, "sm3")
    ### END SOLUTION


# %% tags=["test"] grade_id="02_za_test" points=2
x = 0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020  # GB/T 32918.5, annex A
y = 0xCCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13
mail = sm2.identity_digest((x, y), b"a-long-identifier-of-a-company@example.cn")
with closed_book("course_lib.keys.sm2"):
    got, long = (
        za(b"1234567812345678", x, y),
        za(b"a-long-identifier-of-a-company@example.cn", x, y),
    )
assert type(got) is bytes and len(got) == 32, "Return the digest, 32 bytes."
assert got.hex().upper().startswith("B2E14C5C79C6DF5B"), (
    "The standard's example begins B2E14C5C79C6DF5B. SM3? ENTL in bits? x before y, 32 bytes each?"
)
assert long == mail, "Another ID, of 41 bytes: ENTL is 328, in two bytes. Does the ID enter at all?"
### BEGIN HIDDEN TESTS
for n, identifier in enumerate((b"", b"\x00", "安和食品".encode(), ANHE.code.encode(), b"x" * 200)):
    point = sm2.SCHEME.load_public(key_of(f"signer {n}", "sm2").public_key.raw).point
    expected = sm2.identity_digest(point, identifier)
    with closed_book("course_lib.keys.sm2"):
        got = za(identifier, *point)
    assert same(got, expected), "Any ID, short or long, and any key."
one = sm2.identity_digest((1, 2), b"1234567812345678")
assert same(za(b"1234567812345678", 1, 2), one), "Small numbers take 32 bytes as well."
### END HIDDEN TESTS

# %% [markdown]
# **Item 8. Check an SM2 signature** (3 points). You are given the signer's public key `point`, the
# number `e` (the digest of ZA and message) and the signature's numbers `r` and `s`. It fits if all of
# this holds (GB/T 32918.2, 7.1):
#
# 1. `r` and `s` are both from 1 to n − 1;
# 2. `t = (r + s) mod n` is not 0;
# 3. `(e + x) mod n` equals `r`, where `x` belongs to the sum `s·G + t·P` of points of the curve.
#
# `N_SM2` is n. The checkpoint `x_of_sum(s, t, point)` computes that `x`, for any whole numbers; it is
# `None` where the sum has no `x`, and then the signature does not fit. *Closed book:* the module `sm2`
# is withheld.
#
# *Stuck?* Rules 1 and 2 are no formality: the tests hold false signatures that only they refuse.

# %% tags=["given"] grade_id="02_x_of_sum"
N_SM2 = sm2_curve.N


def x_of_sum(s, t, point):
    """The x of s·G + t·P, or None at infinity (the checkpoint for item 8)."""
    base, key = sm2_curve.multiples_of_base(), sm2_curve.multiples_of_key(point)
    terms = base.terms(s % N_SM2) + key.terms(t % N_SM2)
    total = sm2_curve.affine(sm2_curve.total(terms))
    return None if total is None else total[0]


# %% tags=["answer"] grade_id="02_sm2_fits"
def sm2_fits(point: tuple, e: int, r: int, s: int) -> bool:
    """Whether (r, s) is the signature of this key over e."""
    ### BEGIN SOLUTION
    t = (r + s) % N_SM2
    if not (0 < r < N_SM2 and 0 < s < N_SM2) or t == 0:
        return False
    x = x_of_sum(s, t, point)
    return x is not None and (e + x) % N_SM2 == r
    ### END SOLUTION


# %% tags=["test"] grade_id="02_sm2_fits_test" points=3
point = (  # the example of GB/T 32918.5, annex A
    0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020,
    0xCCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13,
)
e = 0xF0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640
r = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
s = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
no_t = (N_SM2 - 5 - x_of_sum(5, 0, point)) % N_SM2  # a false e that fits if rule 2 is forgotten
with closed_book("course_lib.keys.sm2"):
    got, other, turned = (
        sm2_fits(point, e, r, s),
        sm2_fits(point, e + 1, r, s),
        sm2_fits(point, e, s, r),
    )
    large = [sm2_fits(point, e, r + N_SM2, s), sm2_fits(point, e, r, s + N_SM2)]
    zero = sm2_fits(point, no_t, N_SM2 - 5, 5)
assert same(got, True), "The standard's own example must fit. Is t in the sum, and e beside x?"
assert same(other, False), "Another message has another e: its signature does not fit."
assert same(turned, False), "r and s are not interchangeable."
assert same(large, [False, False]), "Rule 1: r and s must be below n."
assert same(zero, False), "Rule 2: here r + s is n."
### BEGIN HIDDEN TESTS
for n in range(5):
    key = key_of(f"signer {n}", "sm2")
    holder, message = sm2.SCHEME.load_public(key.public_key.raw), b"order %d" % n
    raw, e = key.sign(message), sm2.message_digest(holder.za, message)
    r, s = (int.from_bytes(half, "big") for half in (raw[:32], raw[32:]))
    cases = ((e, r, s), (e, r, N_SM2 - s), (e ^ 1, r, s), (e, r - 1, s), (e, r, s + 1), (e, 0, s))
    cases += ((e, r, 0), (e, -r, s), (e, N_SM2, s), (e, r, N_SM2))
    with closed_book("course_lib.keys.sm2"):
        got = [sm2_fits(holder.point, *case) for case in cases]
    assert same(got, [True] + [False] * 9), (
        "Only the true signature fits; go through the three rules."
    )
    x0 = x_of_sum(n + 2, n + 2, holder.point)
    e0 = -x0 % N_SM2
    assert same(sm2_fits(holder.point, e0, 0, n + 2), False), "Rule 1: r is at least 1."
    e0 = (n + 2 - x_of_sum(0, n + 2, holder.point)) % N_SM2
    assert same(sm2_fits(holder.point, e0, n + 2, 0), False), "Rule 1: s is at least 1."
s = N_SM2 - 5  # with the base point as the key and t = 5, the sum is s·G + 5·G: it has no x
assert same(sm2_fits(sm2_curve.G, 7, 10, s), False), "Where x_of_sum is None, nothing fits."
### END HIDDEN TESTS

# %% [markdown]
# **Item 9. Is the certificate in force?** (2 points). `held` is what a certificate says, with
# `valid_from`, `valid_until` and `serial`; `listed` is what a revocation list says, with `issued_at`,
# `next_due` and `revoked` (a dictionary: serial number → the moment of revocation). All moments are
# milliseconds, as is `at_ms`. Return the **first** of these that applies, as text:
#
# | answer | when |
# |---|---|
# | `"not yet"` | `at_ms` is before `valid_from` |
# | `"expired"` | `at_ms` is after `valid_until` |
# | `"list"` | the list is not in force: `at_ms` is before `issued_at`, or not before `next_due` |
# | `"revoked"` | its serial number is listed, and `at_ms` is not before the moment listed |
# | `""` | none of them: it is in force |
#
# The first and the last moment of a certificate still count. *Closed book:* `certificates` and
# `orders` are withheld.
#
# *Stuck?* `listed.revoked.get(held.serial)` is `None` if the number is not listed.

# %% tags=["given"] grade_id="02_papers"
from types import SimpleNamespace


def papers(valid=(100, 200), serial=7, issued=(90, 250), revoked=None):
    """A pair of held and listed, as item 9 gets them."""
    held = SimpleNamespace(valid_from=valid[0], valid_until=valid[1], serial=serial)
    listed = SimpleNamespace(issued_at=issued[0], next_due=issued[1], revoked=revoked or {})
    return held, listed


# %% tags=["answer"] grade_id="02_in_force"
def in_force(held, listed, at_ms: int) -> str:
    """Why the certificate does not count at that moment; an empty text if it does."""
    ### BEGIN SOLUTION
    if at_ms < held.valid_from:
        return "not yet"
    if at_ms > held.valid_until:
        return "expired"
    if not listed.issued_at <= at_ms < listed.next_due:
        return "list"
    since = listed.revoked.get(held.serial)
    return "" if since is None or at_ms < since else "revoked"
    ### END SOLUTION


# %% tags=["test"] grade_id="02_in_force_test" points=2
WITHHELD = ("course_lib.keys.certificates", "course_lib.keys.orders")
with closed_book(*WITHHELD):
    ends = [in_force(*papers(), at) for at in (99, 100, 200, 201)]
    stale = [in_force(*papers(issued=(120, 150)), at) for at in (119, 120, 149, 150)]
    taken = [in_force(*papers(revoked={7: 160}), at) for at in (159, 160, 161)]
    other, first = in_force(*papers(revoked={8: 50}), 150), in_force(*papers(issued=(0, 1)), 300)
assert same(ends, ["not yet", "", "", "expired"]), "It counts from 100 until 200, both included."
assert same(stale, ["list", "", "", "list"]), "The list holds from 120 on; at 150 the next is due."
assert same(taken, ["", "revoked", "revoked"]), "Revoked at 160: at 159 it still counted."
assert same(other, ""), "Another certificate was revoked, number 8."
assert same(first, "expired"), "Expired, and the list overdue: the table's first answer counts."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(209)
for _ in range(300):
    a, b, c, d, at, since = (dice.randrange(12) for _ in range(6))
    held, listed = papers((a, a + b), dice.randrange(3), (c, c + d + 1), {1: since, 2: 0})
    if at < a or at > a + b:
        expected = "not yet" if at < a else "expired"
    elif at < c or at >= c + d + 1:
        expected = "list"
    else:
        expected = "revoked" if at >= listed.revoked.get(held.serial, 99) else ""
    with closed_book(*WITHHELD):
        got = in_force(held, listed, at)
    assert same(got, expected), (
        "Go through the table from the top, and mind both ends of each span."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 10. An authority that looks** (3 points). A company applies for a certificate:
#
# ```
# {"name": "安和食品", "uscc": "9111…", "public_key": "ed25519:…", "proof": "3a09…"}
# ```
#
# `proof` is a signature, as hexadecimal text, made **with the key that is handed in** over the
# canonical bytes of the application **without** `proof`. It shows that the applicant holds the key.
# `register` maps each USCC to the registered name. If the code stands in the register **with this
# name**, and the proof fits, issue the certificate: return `issue(name, code, public_key)`. Else return
# `None`, without issuing anything. (A swindler who hands in *his own* key with Anhe's true name and code
# passes both; a real authority also looks at papers and person.)
#
# `applied(company, key)` in the next cell makes an honest application.
#
# *Stuck?* `PublicKey.from_text(text)` reads the key, `bytes.fromhex(text)` the proof. Make a new
# dictionary without `proof`.

# %% tags=["given"] grade_id="02_desk"
from course_lib.keys.forgeries import FROM, UNTIL, open_authority

REGISTER = {company.code: company.zh for company in (ANHE, BODA, DONGLI)}


def applied(company, key, **changes):
    """An application, signed with the key; changes come before the signing."""
    said = {"name": company.zh, "uscc": company.code, "public_key": key.public_key.to_text()}
    said |= changes
    return {**said, "proof": key.sign(canonical.encode(said)).hex()}


def new_desk():
    """A fresh authority's issue function, and the list of what it has issued."""
    authority, issued = open_authority(), []

    def issue(name, code, public_key):
        issued.append(authority.issue(name, code, public_key, valid_from=FROM, valid_until=UNTIL))
        return issued[-1]

    return issue, issued


# %% tags=["answer"] grade_id="02_admit"
def admit(application: dict, register: dict, issue):
    """The certificate, or None if the application must be refused."""
    ### BEGIN SOLUTION
    name, code = application["name"], application["uscc"]
    said = {field: value for field, value in application.items() if field != "proof"}
    key = PublicKey.from_text(application["public_key"])
    proven = key.accepts(bytes.fromhex(application["proof"]), canonical.encode(said))
    return issue(name, code, key) if register.get(code) == name and proven else None
    ### END SOLUTION


# %% tags=["test"] grade_id="02_admit_test" points=3
issue, issued = new_desk()
key, thief = key_of("Anhe"), key_of("thief")
got = admit(applied(ANHE, key), REGISTER, issue)
assert type(got) is Certificate and len(issued) == 1, (
    "An honest application: return what issue gives."
)
assert (got.organisation, got.uscc) == (ANHE.zh, ANHE.code), "For the name and code that applied."
assert got.public_key == key.public_key, "For the key that was handed in."
unknown, alias = applied(STORE, key), applied(ANHE, key, name="安和食品公司")
copied = {**applied(ANHE, thief), "public_key": key.public_key.to_text()}
moved = {**applied(BODA, key), "name": ANHE.zh, "uscc": ANHE.code}
assert same(admit(unknown, REGISTER, issue), None), "This code is not in the register."
assert same(admit(alias, REGISTER, issue), None), "The register has another name for this code."
assert same(admit(copied, REGISTER, issue), None), "The proof was made with another key."
assert same(admit(moved, REGISTER, issue), None), "The proof was made for another application."
assert len(issued) == 1, "Where you refuse, issue nothing."
### BEGIN HIDDEN TESTS
issue, issued = new_desk()
for n, company in enumerate((ANHE, BODA, DONGLI)):
    key = key_of(f"applicant {n}", ("ed25519", "ecdsa-p256")[n % 2])
    paper = applied(company, key)
    got = admit(dict(reversed(paper.items())), REGISTER, issue)
    assert type(got) is Certificate and got.uscc == company.code, "Any member of the register."
    assert got.public_key == key.public_key, "The certificate is for the key that was handed in."
    for changes in ({"name": BODA.zh + "x"}, {"uscc": STORE.code}, {"name": ""}):
        wrong = applied(company, key, **changes)
        assert same(admit(wrong, REGISTER, issue), None), "Name and code must stand in one line."
    swapped = applied(company, key, name=REGISTER[(BODA if company is ANHE else ANHE).code])
    assert same(admit(swapped, REGISTER, issue), None), (
        "Another member's name does not fit the code."
    )
    assert same(admit({**paper, "proof": "00" * 64}, REGISTER, issue), None), (
        "A proof that fits nothing."
    )
    assert same(admit({**paper, "proof": ""}, REGISTER, issue), None), (
        "An empty proof proves nothing."
    )
    assert same(admit(paper, {}, issue), None), "An empty register admits nobody."
assert len(issued) == 3, "Issue once for each honest application."
### END HIDDEN TESTS

# %% [markdown]
# **Item 11. Whose order is it?** (3 points). An order arrives: `record` (a dictionary with the sender's
# USCC in `"from"`), `signature` and `certificate`. Return the USCC of the organisation that may be
# **believed** to have sent it, or `None`. All of this must hold:
#
# - the certificate's key fits the record's canonical bytes;
# - the certificate can be believed: authority, dates, revocation;
# - it is for the organisation that the record is `from`.
#
# `trust` is a dictionary for the second point: `check_certificate(certificate, **trust)` returns
# nothing if all is well and raises a `CourseError` if not. *Closed book:* `orders` is withheld;
# `check_certificate` is yours.
#
# *Stuck?* Three questions, one after the other. `certificate.public_key`, `certificate.uscc`.

# %% tags=["given"] grade_id="02_trust"
TRUST = {"root": desk().root, "at_ms": desk().at_ms, "revocations": desk().revocations}


def parts(order):
    """An order's record, signature and certificate, as item 11 gets them."""
    return dict(order.record), order.signature, order.certificate


# %% tags=["answer"] grade_id="02_believed"
def believed(record: dict, signature: bytes, certificate, trust: dict):
    """The USCC of the sender, or None if the order proves no sender."""
    ### BEGIN SOLUTION
    if not certificate.public_key.accepts(signature, canonical.encode(record)):
        return None
    try:
        check_certificate(certificate, uscc=record["from"], **trust)
    except CourseError:
        return None
    return certificate.uscc
    ### END SOLUTION


# %% tags=["test"] grade_id="02_believed_test" points=3
true, altered = parts(honest()[0]), parts(forgery("altered order"))
foreign, old = parts(forgery("home-made CA")), parts(forgery("expired"))
lost, borrowed = parts(forgery("revoked")), parts(forgery("another's USCC"))
with closed_book("course_lib.keys.orders"):
    got = [believed(*order, TRUST) for order in (true, altered, foreign, old, lost, borrowed)]
assert same(got[0], ANHE.code), "An honest order of Anhe: return its USCC."
assert same(got[1], None), "The record was altered after signing."
assert same(got[2], None), "Another authority signed this certificate: does an error escape you?"
assert same(got[3:5], [None, None]), "Expired; revoked. check_certificate tells you."
assert same(got[5], None), "A genuine certificate, but for Dongli; the order is 'from' Anhe."
### BEGIN HIDDEN TESTS
from course_lib.keys import forgeries
from course_lib.keys.forgeries import COMPANIES, TOMORROW

for company in COMPANIES:
    for boxes in (1, 77):
        sent = parts(forgeries.order(company, boxes, boxes))
        with closed_book("course_lib.keys.orders"):
            got, late = believed(*sent, TRUST), believed(*sent, {**TRUST, "at_ms": TOMORROW})
            emptied = believed(sent[0], b"", sent[2], TRUST)
        assert same(got, company.code), "Any member may be the sender."
        assert same(late, None), "The revocation list is overdue then."
        assert same(emptied, None), "No signature, no sender."
    for other in COMPANIES:
        stranger = parts(forgeries.order(other, 5, 5))[2]
        mixed = believed(*parts(forgeries.order(company, 5, 5))[:2], stranger, TRUST)
        assert same(mixed, company.code if other is company else None), (
            "The signature must fit the key in the certificate that is shown."
        )
for name in ("altered name", "expired", "revoked", "another's USCC", "altered order"):
    assert same(believed(*parts(forgery(name)), TRUST), None), "Ask all three questions."
assert same(believed(*parts(forgery("replay")), TRUST), ANHE.code), (
    "A replay is item 12's business."
)
### END HIDDEN TESTS

# %% [markdown]
# **Item 12. Each order once** (2 points). All these orders are genuine; their signatures are checked
# already. Carry out an order if it is `to` your store and no earlier order that **you carried out** has
# the same sender and the same nonce. Return the positions (from 0) of the orders carried out.
#
# Anhe's order 7 for us, then the same again → `[0]`. Anhe's order 7 and Boda's order 7 → `[0, 1]`: each
# sender counts for itself. An order for another store is not yours: skip it, and do not remember it.
#
# *Stuck?* A set of pairs `(sender, nonce)`.


# %% tags=["answer"] grade_id="02_carried_out"
def carried_out(orders: list, store: str) -> list:
    """The positions of the orders that this store carries out."""
    ### BEGIN SOLUTION
    done, positions = set(), []
    for position, order in enumerate(orders):
        ticket = order["from"], order["nonce"]
        if order["to"] == store and ticket not in done:
            done.add(ticket)
            positions.append(position)
    return positions
    ### END SOLUTION


# %% tags=["test"] grade_id="02_carried_out_test" points=2
def plain(sender, nonce, to="us", boxes=40):
    """An order."""
    return {"from": sender, "to": to, "boxes": boxes, "nonce": nonce}


twice = carried_out([plain("Anhe", 7), plain("Anhe", 7)], "us")
each = carried_out([plain("Anhe", 7), plain("Boda", 7), plain("Anhe", 6)], "us")
more = carried_out([plain("Anhe", 7), plain("Anhe", 7, boxes=41)], "us")
away = carried_out(
    [plain("Anhe", 7, to="them"), plain("Anhe", 7), plain("Anhe", 8, to="them")], "us"
)
assert same(twice, [0]), "The same order a second time."
assert same(each, [0, 1, 2]), "Each sender counts for itself, and a number may come out of turn."
assert same(more, [0]), "The number is used, whatever the second order asks for."
assert same(away, [1]), "Orders for others are skipped, and do not use up a number here."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(212)
for store in ("us", "them", STORE.code):
    orders = [
        plain(dice.choice("ABC"), dice.randrange(6), dice.choice(["us", "them", STORE.code]), n)
        for n in range(60)
    ]
    seen, expected = set(), []
    for n, given in enumerate(orders):
        if given["to"] == store and (given["from"], given["nonce"]) not in seen:
            seen.add((given["from"], given["nonce"]))
            expected.append(n)
    assert same(carried_out(orders, store), expected), "Sender and number together, for this store."
assert same(carried_out([], "us"), []), "No orders, nothing to do."
assert same(carried_out([plain("A", 11), plain("A1", 1)], "us"), [0, 1]), (
    "Sender and number are two fields: do not glue them into one text."
)
### END HIDDEN TESTS

# %% [markdown]
# **Item 13. Your judgement** (4 points, read by a person). Your company's stores will accept orders
# signed by 60 suppliers. The vendor says: "With digital signatures, identity is solved." Advise the
# board in about 200 words: **what does a signature settle, what not, and what will you ask of the
# authority, of the suppliers and of your own stores?** Say whether a blockchain is needed for this.
#
# | points | what the reader finds |
# |---|---|
# | 4 | control of a key is told apart from identity; concrete demands on at least two of authority, suppliers and stores (such as examining applicants, reporting lost keys, fresh revocation lists, nonces); a reasoned word on the chain |
# | 3 | the difference is clear and the demands are sound, but one of these parts is missing |
# | 2 | correct statements about keys or certificates, little that the board could decide |
# | 1 | an opinion without reasons, or "a valid signature proves who it was" |

# %% [markdown] tags=["rubric"] grade_id="02_judgement" points=4
# ### BEGIN SOLUTION
# *What a good answer says.* A signature settles that the order was not altered and that the holder of a
# key made it; not who sat at the keyboard, nor that the order makes sense. So the authority must be a
# licensed one that examines applicants (Electronic Signature Law, articles 16 to 20), and we choose which
# we trust. Suppliers keep keys in hardware, name who may sign, and report a lost key at once (article
# 15). Our stores check six things: signature, authority, dates, a revocation list of today, that the
# certificate is the sender's, receiver and nonce. No blockchain is needed for any of that: signed orders
# in our own database do. A shared ledger would begin to pay if suppliers and we must prove to each
# other which orders were *not* left out or put in another order.
# ### END SOLUTION
