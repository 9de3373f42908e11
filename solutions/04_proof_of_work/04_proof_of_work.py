"""Assignment 04: proof of work. The form of this script is described in classroom/percent.py."""

# %% [markdown]
# # 04 · Exercises: proof of work
#
# You build what a node of Bitcoin checks, and what an attacker computes, one small function an
# item: 14 items with tests, and one judgement in your own words. About two hours. Each item stands
# alone: none needs your earlier answers.
#
# Replace `raise NotImplementedError()` and run the test below your answer. A test that fails says
# what to examine. When your work is graded, further tests use other inputs; they ask for the same.
#
# Headers of Bitcoin are real and named so; all other data are **synthetic**. `double_sha256` is
# given below. *Closed book* items withhold the library's rooms on proof of work while your
# function runs.

# %% tags=["given"] grade_id="04_setup"
from hashlib import sha256

from classroom.closed_book import closed_book
from classroom.verdict import same
from course_lib.facts import fact

ROOM = "course_lib.consensus.proof_of_work"
POW = [
    f"{ROOM}.{name}" for name in ("target", "header", "mining", "chain", "double_spend", "selfish")
]
REAL = [bytes.fromhex(fact("bitcoin_headers", f"block_{n}").value) for n in (0, 1, 2)]
REAL_TARGET = 0xFFFF * 256**26
"""The target of these three real headers of Bitcoin."""
EASY = 2**256 // 64
"""A target that 64 tries meet on average."""


def double_sha256(data):
    """SHA-256 of SHA-256: 32 bytes."""
    return sha256(sha256(data).digest()).digest()


def close(got, expected):
    """Whether a number is right to nine decimals."""
    return type(got) in (int, float) and abs(got - expected) < 1e-9


# %% [markdown]
# **Item 1. Does a header meet a target?** (2 points). Hash the 80 bytes with `double_sha256`, read
# the 32 bytes as a number **with the lowest byte first** (little-endian), and return `True` if it
# is not greater than the target, else `False`.
#
# `meets(REAL[1], REAL_TARGET)` → `True`. *Closed book.*
#
# *Stuck?* `int.from_bytes(b"\x00\x01", "little")` → `256`. A number equal to the target meets it.


# %% tags=["answer"] grade_id="04_meets"
def meets(header: bytes, target: int) -> bool:
    """Whether the header's hash is at most the target."""
    ### BEGIN SOLUTION
    return int.from_bytes(double_sha256(header), "little") <= target
    ### END SOLUTION


# %% tags=["test"] grade_id="04_meets_test" points=2
exactly = int.from_bytes(double_sha256(REAL[2]), "little")
with closed_book(*POW):
    real = [meets(header, REAL_TARGET) for header in REAL]
    changed = meets(REAL[1][:-1] + b"\x00", REAL_TARGET)
    edge = [meets(REAL[2], exactly), meets(REAL[2], exactly - 1)]
assert same(real, [True, True, True]), "Three real headers: is your number little-endian?"
assert same(changed, False), "With another nonce the work is gone."
assert same(edge, [True, False]), "Equal to the target is enough; one above it is not."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(401)
for _ in range(40):
    header, bits = dice.randbytes(80), dice.randrange(246, 256)
    number = int.from_bytes(double_sha256(header), "little")
    for target in (1 << bits, number, number - 1, number + 1):
        with closed_book(*POW):
            got = meets(header, target)
        assert same(got, number <= target), "Hash twice, read little-endian, compare with <=."
### END HIDDEN TESTS

# %% [markdown]
# **Item 2. From the compact form to the target** (3 points). The compact form has 32 bits. The
# first byte is the *size* in bytes; the highest bit of the rest is the *sign*; the other 23 bits
# are the *word*. The target is `word * 256 ** (size - 3)`. With a size below 3 the word loses its
# last `3 - size` bytes.
#
# Return the target; or `None` if it has more than 256 bits, or if the sign is set and the number
# is not 0.
#
# `expand_bits(0x1d00ffff)` → `0xffff * 256**26`; `expand_bits(0x01123456)` → `0x12`. *Closed book.*
#
# *Stuck?* `bits >> 24` is the size, `bits & 0x7fffff` the word, `bits & 0x800000` the sign. `n >>
# 8` cuts off one byte.


# %% tags=["answer"] grade_id="04_expand"
def expand_bits(bits: int) -> int | None:
    """The target that a compact form stands for; None if it is none."""
    ### BEGIN SOLUTION
    size, word = bits >> 24, bits & 0x7FFFFF
    number = word << 8 * (size - 3) if size >= 3 else word >> 8 * (3 - size)
    if (bits & 0x800000 and number) or number >= 1 << 256:
        return None
    return number
    ### END SOLUTION


# %% tags=["test"] grade_id="04_expand_test" points=3
with closed_book(*POW):
    got = [expand_bits(bits) for bits in (0x1D00FFFF, 0x05009234, 0x03123456)]
    short = [expand_bits(0x01123456), expand_bits(0x02008000), expand_bits(0x00123456)]
    refused = [expand_bits(0x04923456), expand_bits(0x21010000), expand_bits(0x2000FFFF)]
    zero = expand_bits(0x04800000)
assert same(got, [REAL_TARGET, 0x92340000, 0x123456]), "The word, then size - 3 zero bytes."
assert same(short, [0x12, 0x80, 0]), "With a size below 3 the word loses its last bytes."
assert same(refused, [None, None, 0xFFFF << 232]), "Negative; 257 bits; and one that just fits."
assert same(zero, 0), "The sign is set, but the number is 0: that is 0."
### BEGIN HIDDEN TESTS
import random

from course_lib.consensus.proof_of_work import expand
from course_lib.errors import CourseError

dice = random.Random(402)
cases = [0, 0x00FFFFFF, 0x01FEDCBA, 0x01803456, 0x20123456, 0x2100FFFF, 0x22000001, 0x22000100]
cases += [dice.randrange(36) << 24 | dice.getrandbits(24) for _ in range(300)]
for bits in cases:
    try:
        expected = expand(bits)
    except CourseError:
        expected = None
    with closed_book(*POW):
        got = expand_bits(bits)
    assert same(got, expected), "Try small sizes, the sign bit, and numbers around 256 bits."
### END HIDDEN TESTS

# %% [markdown]
# **Item 3. From the target to the compact form** (3 points). Go the other way. The *size* is the
# fewest bytes that hold the target; the *word* is its three leading bytes, and what follows is cut
# off. Shorter targets get zero bytes at the end of the word. If the word's highest bit is 1 it
# would be read as a sign: then the size is one more, and the word is the two leading bytes after a
# zero byte.
#
# `to_bits(0x12345600)` → `0x04123456`; `to_bits(0x80)` → `0x02008000`; `to_bits(0)` → `0`. *Closed
# book.*
#
# *Stuck?* `(target.bit_length() + 7) // 8` is the size. The result is `size << 24 | word`.


# %% tags=["answer"] grade_id="04_compact"
def to_bits(target: int) -> int:
    """The compact form of a target of 0 to 256 bits."""
    ### BEGIN SOLUTION
    size = (target.bit_length() + 7) // 8
    word = target >> 8 * (size - 3) if size >= 3 else target << 8 * (3 - size)
    if word & 0x800000:
        size, word = size + 1, word >> 8
    return size << 24 | word
    ### END SOLUTION


# %% tags=["test"] grade_id="04_compact_test" points=3
with closed_book(*POW):
    got = [to_bits(target) for target in (0x12345600, 0x123456789A, REAL_TARGET)]
    short, sign = (
        [to_bits(0), to_bits(0x12), to_bits(0x1234)],
        [to_bits(0x80), to_bits(0xFFFF << 232)],
    )
assert same(got, [0x04123456, 0x05123456, 0x1D00FFFF]), "Size, then the three leading bytes."
assert same(short, [0, 0x01120000, 0x02123400]), (
    "Shorter targets: zero bytes at the end of the word."
)
assert same(sign, [0x02008000, 0x2000FFFF]), (
    "A word that begins with 80 or more needs a zero byte in front."
)
### BEGIN HIDDEN TESTS
import random

from course_lib.consensus.proof_of_work import compact

dice = random.Random(403)
cases = [0x7F, 0xFF, 0x7FFF, 0x8000, 0x7FFFFF, 0x800000, (1 << 256) - 1, 1 << 255]
cases += [dice.getrandbits(dice.randrange(1, 257)) for _ in range(200)]
for target in cases:
    expected = compact(target)
    with closed_book(*POW):
        got = to_bits(target)
    assert same(got, expected), "Try targets of 1 to 256 bits, also those that begin with 80."
### END HIDDEN TESTS

# %% [markdown]
# **Item 4. Mine** (2 points). `prefix` is a header without its last 4 bytes. Find the first nonce,
# **from `first` on**, for which `prefix` and the nonce (4 bytes, lowest first) meet the target as
# in item 1. Return the nonce. Try at most `tries` nonces, and return `None` if none of them meets
# it.
#
# `mine_nonce(REAL[1][:76], REAL_TARGET, 2573394689, 1)` → `2573394689`, Bitcoin's own. *Closed
# book.*
#
# *Stuck?* `(5).to_bytes(4, "little")` writes a nonce.


# %% tags=["answer"] grade_id="04_mine"
def mine_nonce(prefix: bytes, target: int, first: int, tries: int) -> int | None:
    """The first nonce that meets the target; None if none of those tried does."""
    ### BEGIN SOLUTION
    for nonce in range(first, first + tries):
        found = double_sha256(prefix + nonce.to_bytes(4, "little"))
        if int.from_bytes(found, "little") <= target:
            return nonce
    return None
    ### END SOLUTION


# %% tags=["test"] grade_id="04_mine_test" points=2
with closed_book(*POW):
    found = mine_nonce(REAL[1][:76], REAL_TARGET, 2573394689, 1)
    late = mine_nonce(REAL[1][:76], REAL_TARGET, 2573394680, 20)
    none = [mine_nonce(REAL[1][:76], REAL_TARGET, 2573394680, 9), mine_nonce(b"", 0, 0, 5)]
    any_target = mine_nonce(b"synthetic", 2**256, 7, 1)
assert same(found, 2573394689), "Bitcoin's own nonce of block 1, at the first try."
assert same(late, 2573394689), "Go on until one meets the target, and return that nonce."
assert same(none, [None, None]), "Nine tries end just before it. Give up with None."
assert same(any_target, 7), "Every nonce meets this target: return the first one tried."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(404)
for _ in range(12):
    prefix, first = dice.randbytes(76), dice.randrange(1 << 31)
    hits = [
        nonce
        for nonce in range(first, first + 300)
        if int.from_bytes(double_sha256(prefix + nonce.to_bytes(4, "little")), "little") <= EASY
    ]
    with closed_book(*POW):
        got = mine_nonce(prefix, EASY, first, 300)
        after = mine_nonce(prefix, EASY, hits[0] + 1, 300 - (hits[0] - first) - 1) if hits else None
        short = mine_nonce(prefix, EASY, first, hits[0] - first) if hits else None
    assert same(got, hits[0] if hits else None), "The first nonce that meets it, from first on."
    assert same(after, hits[1] if len(hits) > 1 else None), "Begin at first, not at 0."
    assert same(short, None), "Do not try one nonce too many."
    number = int.from_bytes(double_sha256(prefix + first.to_bytes(4, "little")), "little")
    with closed_book(*POW):
        exact = mine_nonce(prefix, number, first, 1)
    assert same(exact, first), "Equal to the target meets it."
### END HIDDEN TESTS

# %% [markdown]
# **Item 5. Find the false header** (3 points). Given headers of 80 bytes in order, and one target
# for all, return the place, from 0, of the first header at fault: one that does not **meet the
# target**, or does not **name the header before it** (bytes 4 to 35 are `double_sha256` of that
# one). Return `None` if there is none. The header at place 0 names one that you do not have: check
# only its work.
#
# `first_fault(REAL, REAL_TARGET)` → `None`; `first_fault([REAL[0], REAL[2]], REAL_TARGET)` → `1`.
# *Closed book.*
#
# *Stuck?* `header[4:36]` are those bytes. A list may be empty.


# %% tags=["given"] grade_id="04_mined"
def mined(parents, target, word=b"synthetic"):
    """A chain of mined headers of teaching data, for the tests of item 5."""
    headers, previous = [], bytes(32)
    for number in range(parents):
        root = sha256(word + bytes([number])).digest()
        prefix = b"\x01\x00\x00\x00" + previous + root + bytes(8)
        nonce = 0
        while True:
            header = prefix + nonce.to_bytes(4, "little")
            previous = double_sha256(header)
            if int.from_bytes(previous, "little") <= target:
                break
            nonce += 1
        headers.append(header)
    return headers


# %% tags=["answer"] grade_id="04_first_fault"
def first_fault(headers: list, target: int) -> int | None:
    """The place of the first header at fault; None if all are right."""
    ### BEGIN SOLUTION
    before = None
    for place, header in enumerate(headers):
        own = double_sha256(header)
        if int.from_bytes(own, "little") > target:
            return place
        if before is not None and header[4:36] != before:
            return place
        before = own
    return None
    ### END SOLUTION


# %% tags=["test"] grade_id="04_first_fault_test" points=3
lazy = REAL[1][:-1] + b"\x00"
with closed_book(*POW):
    good = [first_fault(REAL, REAL_TARGET), first_fault([], 5), first_fault(REAL[1:], REAL_TARGET)]
    gap = first_fault([REAL[0], REAL[2]], REAL_TARGET)
    work = [first_fault([lazy], REAL_TARGET), first_fault([REAL[0], lazy, REAL[2]], REAL_TARGET)]
assert same(good, [None, None, None]), "Nothing is wrong here. Place 0 needs no parent."
assert same(gap, 1), "The second header does not name the first."
assert same(work, [0, 1]), "A changed nonce: that header itself does not meet the target any more."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(405)
for number in range(6):
    chain, other = mined(6, EASY, bytes([number])), mined(6, EASY, b"other" + bytes([number]))
    place = dice.randrange(1, 6)
    strange = [*chain[:place], *other[place:]]
    turned = bytearray(chain[place])
    turned[40] ^= 1
    flipped = [*chain[:place], bytes(turned), *chain[place + 1 :]]
    meets_still = int.from_bytes(double_sha256(flipped[place]), "little") <= EASY
    with closed_book(*POW):
        got = [first_fault(chain, EASY), first_fault(strange, EASY), first_fault(flipped, EASY)]
    follows = place + 1 if place < 5 else None
    assert same(got[0], None), "A good chain has no fault."
    assert same(got[1], place), "Each header must name the one before it."
    assert same(got[2], follows if meets_still else place), "Check the work of every header."
    worst = max(int.from_bytes(double_sha256(header), "little") for header in chain)
    with closed_book(*POW):
        exact = first_fault(chain, worst)
    assert same(exact, None), "Equal to the target meets it."
### END HIDDEN TESTS

# %% [markdown]
# **Item 6. Move the target** (3 points). Every 2016 blocks the target moves. Multiply it by the
# seconds between the first and the last block's time, and divide by `1_209_600` (two weeks),
# rounding down. The seconds count as at least a quarter of two weeks and at most four times two
# weeks. The result is at most `REAL_TARGET`. All numbers are integers.
#
# `next_target(1000, 0, 604_800)` → `500`, because the blocks came in half the time. *Closed book.*
#
# *Stuck?* First put the seconds between the two bounds, then multiply, then divide with `//`.
# Times may even run backwards.


# %% tags=["answer"] grade_id="04_retarget"
def next_target(target: int, first_time: int, last_time: int) -> int:
    """The target of the next 2016 blocks."""
    ### BEGIN SOLUTION
    two_weeks = 1_209_600
    taken = min(max(last_time - first_time, two_weeks // 4), two_weeks * 4)
    return min(target * taken // two_weeks, REAL_TARGET)
    ### END SOLUTION


# %% tags=["test"] grade_id="04_retarget_test" points=3
begins, ends = (fact("proof_of_work", f"first_change_{w}").value for w in ("begins", "ends"))
with closed_book(*POW):
    plain = [next_target(1000, 0, 604_800), next_target(1001, 50, 604_850)]
    bound = [next_target(1000, 0, 60), next_target(1000, 0, 9_999_999), next_target(1000, 9, 0)]
    limit, real = next_target(REAL_TARGET, 0, 2_419_200), next_target(REAL_TARGET, begins, ends)
assert same(plain, [500, 500]), "Half the time, half the target; round down."
assert same(bound, [250, 4000, 250]), "Never more than four times harder or easier."
assert same(limit, REAL_TARGET), "The target never becomes easier than the limit."
assert type(real) is int and real >> 208 == 0xD86A, "Height 32256 of Bitcoin. Use integers only."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(406)
for _ in range(200):
    target, start = dice.randrange(1, REAL_TARGET), dice.randrange(10**9)
    seconds = dice.choice(
        [dice.randrange(-9_000_000, 302_402), dice.randrange(6_000_000), 302_400, 4_838_400]
    )
    kept = max(302_400, min(4_838_400, seconds))
    expected = min(REAL_TARGET, (target * kept) // 1_209_600)
    with closed_book(*POW):
        got = next_target(target, start, start + seconds)
    assert same(got, expected), "Bounds for the seconds, integers, then the limit."
### END HIDDEN TESTS

# %% [markdown]
# **Item 7. Which branch counts?** (2 points). Each branch is a list of targets, one for each of
# its blocks. A block's **work** is `2**256 // (target + 1)`. Return the place, from 0, of the
# branch with the most work; of several with the same work, the first in the list, which was seen
# first.
#
# `heaviest([[2**250 - 1] * 3, [2**248 - 1]])` → `1`: three times 64 tries are less than
# 256. *Closed book.*
#
# *Stuck?* Add up each branch's work first. There is at least one branch; a branch may be empty.


# %% tags=["answer"] grade_id="04_heaviest"
def heaviest(branches: list) -> int:
    """The place of the branch with the most work."""
    ### BEGIN SOLUTION
    works = [sum(2**256 // (target + 1) for target in branch) for branch in branches]
    return works.index(max(works))
    ### END SOLUTION


# %% tags=["test"] grade_id="04_heaviest_test" points=2
easy, hard = 2**250, 2**248
with closed_book(*POW):
    got = heaviest([[easy] * 3, [hard]]), heaviest([[easy] * 5, [hard], [easy] * 4])
    ties = heaviest([[easy], [hard], [hard]]), heaviest([[]])
    harder = heaviest([[2**200, 2**250], [2**201, 2**201]])
assert same(got, (1, 0)), "Add up the work; a smaller target is more work."
assert same(ties, (1, 0)), "Of equal branches the first one counts."
assert same(harder, 0), "Not the mean of the targets: the sum of the work."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(407)
for _ in range(100):
    branches = [
        [dice.choice([easy, hard, 2**251, 3 * 2**247]) for _ in range(dice.randrange(6))]
        for _ in range(dice.randrange(1, 6))
    ]
    totals = [sum((1 << 256) // (target + 1) for target in branch) for branch in branches]
    with closed_book(*POW):
        got = heaviest(branches)
    assert same(got, totals.index(max(totals))), "Most work; among equals the one seen first."
with closed_book(*POW):
    exact = heaviest([[2**255], [2**255 - 1]]), heaviest([[2**255 - 1], [2**256 * 2 // 3] * 2])
assert same(exact, (1, 0)), "The work of a block is 2**256 // (target + 1), an integer."
### END HIDDEN TESTS

# %% [markdown]
# **Item 8. Which payments are gone?** (2 points). The chain has changed from an old branch to a
# new one. Each is a list of blocks, each block a list of payments. Return the payments of the old
# branch that are in **no** block of the new one, in their old order. (Within one branch no payment
# occurs twice.)
#
# `taken_back([["a", "b"], ["c"]], [["c"], ["d"], ["a"]])` → `["b"]`
#
# *Stuck?* Collect the payments of the new branch first. A payment may have moved to another block.


# %% tags=["answer"] grade_id="04_taken_back"
def taken_back(old: list, new: list) -> list:
    """The payments of the old branch that the new one does not hold."""
    ### BEGIN SOLUTION
    kept = {payment for block in new for payment in block}
    return [payment for block in old for payment in block if payment not in kept]
    ### END SOLUTION


# %% tags=["test"] grade_id="04_taken_back_test" points=2
assert same(taken_back([["a", "b"], ["c"]], [["c"], ["d"], ["a"]]), ["b"]), (
    "A payment that stands in another block of the new branch is not gone."
)
assert same(taken_back([["z"], ["y", "x"]], [[], ["q"]]), ["z", "y", "x"]), "Keep the old order."
assert same(taken_back([], [["a"]]), []), "Nothing was there, so nothing is gone."
assert same(taken_back([["a"]], [["a"], []]), []), "It is still there."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(408)
for _ in range(60):
    names = [f"payment {number}" for number in range(12)]
    dice.shuffle(names)
    first, second = names[: dice.randrange(13)], dice.sample(names, dice.randrange(13))
    old = [first[i : i + 2] for i in range(0, len(first), 2)]
    new = [second[i : i + 3] for i in range(0, len(second), 3)]
    expected = [name for name in first if name not in second]
    assert same(taken_back(old, new), expected), "Compare payments, not blocks or heights."
### END HIDDEN TESTS

# %% [markdown]
# **Item 9. The odds in Bitcoin's paper** (3 points). An attacker has the share `q` of the power,
# `p = 1 - q`. The shop waits for `z` blocks. Nakamoto (section 11) computes
#
# $$1-\sum_{k=0}^{z} \frac{\lambda^k e^{-\lambda}}{k!}\left(1-(q/p)^{z-k}\right), \qquad \lambda = z\,\frac{q}{p}$$
#
# Return it for 0 ≤ `q` < 0.5 and `z` from 0 to 60; from `q` = 0.5 on return 1, and 1 for `z` = 0
# as well.
#
# `paper_odds(0.1, 6)` → `0.000242…`, as the paper prints. *Closed book.*
#
# *Stuck?* `math.exp` and `math.factorial`. In Python `0.0 ** 0` is 1.


# %% tags=["answer"] grade_id="04_paper"
def paper_odds(q: float, z: int) -> float:
    """The odds by section 11 of Bitcoin's paper."""
    ### BEGIN SOLUTION
    from math import exp, factorial

    if q >= 0.5:
        return 1.0
    ratio = q / (1 - q)
    lam, total = z * ratio, 0.0
    for k in range(z + 1):
        total += lam**k * exp(-lam) / factorial(k) * (1 - ratio ** (z - k))
    return 1 - total
    ### END SOLUTION


# %% tags=["test"] grade_id="04_paper_test" points=3
with closed_book(*POW):
    tenth = [paper_odds(0.1, z) for z in (0, 1, 2, 5, 6)]
    third = [paper_odds(0.3, z) for z in (5, 10, 25)]
    edges = [paper_odds(0.5, 6), paper_odds(0.7, 6), paper_odds(0.0, 3)]
published = [1.0, 0.2045873, 0.0509779, 0.0009137, 0.0002428]
for got, printed in zip(tenth, published, strict=True):
    assert type(got) in (int, float), "Return a number."
    assert abs(got - printed) < 6e-8, "The paper's own table for q = 0.1."
for got, printed in zip(third, [0.1773523, 0.0416605, 0.0006132], strict=True):
    assert type(got) in (int, float) and abs(got - printed) < 6e-8, "The paper's table for q = 0.3."
assert close(edges[0], 1) and close(edges[1], 1), "Who has half catches up for certain."
assert close(edges[2], 0), "Who has no power never does."
### BEGIN HIDDEN TESTS
from course_lib.consensus.proof_of_work import nakamoto_odds

for q in (0.0, 0.03, 0.12, 0.2, 0.27, 0.38, 0.45, 0.5, 0.9):
    for z in (0, 1, 2, 3, 7, 12, 30, 60):
        expected = nakamoto_odds(q, z)
        with closed_book(*POW):
            got = paper_odds(q, z)
        assert close(got, expected), "Every term from k = 0 to z, both included."
### END HIDDEN TESTS

# %% [markdown]
# **Item 10. The exact odds** (3 points). While the others find `z` blocks, the attacker finds `k`
# with the probability $\binom{k+z-1}{k} p^z q^k$, and then catches up from `z - k` behind with
# $(q/p)^{z-k}$, or for certain if `k` is `z` or more. So the odds are
#
# $$1-\sum_{k=0}^{z-1} \binom{k+z-1}{k}\left(p^z q^k - q^z p^k\right)$$
#
# Return it for 0 ≤ `q` < 0.5 and `z` from 1 to 60. Return 1 for `q` from 0.5 on, and for `z` = 0.
#
# `sure_odds(0.1, 6)` → `0.000591…`. *Closed book.*
#
# *Stuck?* `math.comb(n, k)` is $\binom{n}{k}$.


# %% tags=["answer"] grade_id="04_exact"
def sure_odds(q: float, z: int) -> float:
    """The exact odds that a payment under z blocks is taken back."""
    ### BEGIN SOLUTION
    from math import comb

    if q >= 0.5 or z == 0:
        return 1.0
    p = 1 - q
    return 1 - sum(comb(k + z - 1, k) * (p**z * q**k - q**z * p**k) for k in range(z))
    ### END SOLUTION


# %% tags=["test"] grade_id="04_exact_test" points=3
with closed_book(*POW):
    one = [sure_odds(0.1, 1), sure_odds(0.3, 1), sure_odds(0.3, 2)]
    six = [sure_odds(0.1, 6), sure_odds(0.2, 6), sure_odds(0.4, 6)]
    edges = [sure_odds(0.5, 6), sure_odds(0.8, 2), sure_odds(0.2, 0), sure_odds(0.0, 4)]
assert close(one[0], 0.2) and close(one[1], 0.6), "For one block the odds are 2 q."
assert close(one[2], 0.432), "Two blocks have two terms, k = 0 and k = 1."
for got, printed in zip(six, [0.0005914, 0.0233084, 0.4930037], strict=True):
    assert type(got) in (int, float) and abs(got - printed) < 6e-8, "The published values, z = 6."
assert close(edges[0], 1) and close(edges[1], 1), "Who has half catches up for certain."
assert close(edges[2], 1), "After no block at all nothing protects the shop."
assert close(edges[3], 0), "Who has no power never does."
### BEGIN HIDDEN TESTS
from course_lib.consensus.proof_of_work import exact_odds

for q in (0.0, 0.02, 0.11, 0.2, 0.25, 0.33, 0.41, 0.49, 0.5, 1.0):
    for z in (0, 1, 2, 3, 5, 10, 24, 60):
        expected = exact_odds(q, z)
        with closed_book(*POW):
            got = sure_odds(q, z)
        assert close(got, expected), "Try other shares and depths, and both edges."
### END HIDDEN TESTS

# %% [markdown]
# **Item 11. How long must the shop wait?** (2 points). `odds[z]` is the probability of losing a
# payment under `z` blocks, for `z` = 0, 1, 2 and so on; it never grows. Return the fewest blocks
# for which it is **below** the risk, or `None` if the list has no such number.
#
# `wait([1, 0.2, 0.05, 0.02], 0.05)` → `3`
#
# *Stuck?* `enumerate(odds)` gives each `z` with its odds. Equal to the risk is not below it.


# %% tags=["answer"] grade_id="04_wait"
def wait(odds: list, risk: float) -> int | None:
    """The fewest blocks after which the odds are below the risk."""
    ### BEGIN SOLUTION
    return next((z for z, chance in enumerate(odds) if chance < risk), None)
    ### END SOLUTION


# %% tags=["test"] grade_id="04_wait_test" points=2
assert same(wait([1, 0.2, 0.05, 0.02], 0.05), 3), "Below the risk, not equal to it."
assert same(wait([1, 0.2, 0.05, 0.02], 0.3), 1), "The first that is below it."
assert same(wait([1, 1, 1], 0.999), None), "With half of the power no waiting helps."
assert same(wait([0.5], 0.9), 0), "Somebody who takes a high risk need not wait at all."
### BEGIN HIDDEN TESTS
from course_lib.consensus.proof_of_work import blocks_to_wait, exact_odds

for q in (0.05, 0.1, 0.17, 0.25, 0.3):
    odds = [exact_odds(q, z) for z in range(80)]
    for risk in (0.9, 0.3, 0.05, 0.01, 0.001):
        assert same(wait(odds, risk), blocks_to_wait(q, risk)), "Go through the list in order."
    assert same(wait(odds, odds[7]), 8), "Equal to the risk is not below it."
    assert same(wait(odds[:3], 1e-6), None), "If the list ends first, return None."
### END HIDDEN TESTS

# %% [markdown]
# **Item 12. A selfish pool, block by block** (3 points). You are told who found each block, in
# order: `"P"` the pool, `"H"` the others. The pool follows these rules, and the others never build
# on its block in a race (γ = 0):
#
# | the pool is ahead by | the pool finds one | the others find one |
# |---|---|---|
# | 0 | keeps it: ahead by 1 | it counts for them |
# | 1 | keeps it: ahead by 2 | it shows its own: a **race**, one block against one |
# | a race | shows it at once: its 2 count, their 1 is wasted | their 2 count, its 1 is wasted |
# | 2 | keeps it | it shows all: **all** it kept count; theirs since are wasted; ahead by 0 |
# | 3 or more | keeps it | theirs will be wasted; the pool is ahead by one less |
#
# Return three numbers: blocks of the pool that count, blocks of the others that count, wasted
# blocks. Every list ends at a moment when the pool is ahead by 0 and there is no race.
#
# `selfish("PPH")` → `(2, 0, 1)`; `selfish("PHH")` → `(0, 2, 1)`. *Closed book.*
#
# *Stuck?* Three counters, the lead, and whether there is a race. From a lead of 2 on, every block
# of the pool will count in the end.


# %% tags=["answer"] grade_id="04_selfish"
def selfish(finders: str) -> tuple:
    """Blocks of the pool, of the others, and wasted ones."""
    ### BEGIN SOLUTION
    pool = others = wasted = lead = kept = 0
    race = False
    for finder in finders:
        if race:
            pool, others = (pool + 2, others) if finder == "P" else (pool, others + 2)
            wasted, race, lead, kept = wasted + 1, False, 0, 0
        elif finder == "P":
            lead, kept = lead + 1, kept + 1
        elif lead == 0:
            others += 1
        elif lead == 1:
            race = True
        else:
            wasted, lead = wasted + 1, lead - 1
            if lead == 1:
                pool, lead, kept = pool + kept, 0, 0
    return pool, others, wasted
    ### END SOLUTION


# %% tags=["test"] grade_id="04_selfish_test" points=3
with closed_book(*POW):
    plain = [selfish(""), selfish("HHH"), selfish("PPH")]
    races = [selfish("PHP"), selfish("PHH"), selfish("PHHPHP")]
    longer = [selfish("PPPHH"), selfish("PPPHPHH"), selfish("HPPHPHPH")]
assert same(plain, [(0, 0, 0), (0, 3, 0), (2, 0, 1)]), "No pool block; then two kept, both shown."
assert same(races, [(2, 0, 1), (0, 2, 1), (2, 2, 2)]), "Whoever finds next in a race wins both."
assert same(longer[:2], [(3, 0, 2), (4, 0, 3)]), "Ahead by 3 or more: one less for each of theirs."
assert same(longer[2], (4, 2, 2)), "After a round everything begins at 0 again; races too."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(412)


def story(rounds):
    """Random rounds, each with its counts."""
    told, counts = "", [0, 0, 0]
    for _ in range(rounds):
        kind = dice.randrange(4)
        if kind == 0:
            part, add = "H", (0, 1, 0)
        elif kind == 1:
            part, add = dice.choice([("PHP", (2, 0, 1)), ("PHH", (0, 2, 1))])
        else:
            part, lead = "PP", 2
            while lead > 1:
                step = dice.choice("PHH")
                part, lead = part + step, lead + (1 if step == "P" else -1)
            add = (part.count("P"), 0, part.count("H"))
        told, counts = told + part, [a + b for a, b in zip(counts, add, strict=True)]
    return told, tuple(counts)


for rounds in (1, 1, 1, 1, 1, 2, 3, 5, 20, 200):
    told, expected = story(rounds)
    with closed_book(*POW):
        got = selfish(told)
    assert same(got, expected), "Follow the table row by row; write down the lead after each block."
### END HIDDEN TESTS

# %% [markdown]
# **Item 13. Does it pay?** (2 points). With the share `a` of the power (0 < `a` < 0.5) and γ =
# `g`, a selfish pool gets this part of the blocks that count (Eyal and Sirer, equation 8):
#
# $$R = \frac{a(1-a)^2\,(4a+g(1-2a)) - a^3}{1-a\,(1+(2-a)\,a)}$$
#
# Return `True` if it is more than the pool's fair share, else `False`. (No test stands nearer to
# the limit than 0.001.)
#
# `pays(0.4, 0)` → `True`; `pays(0.3, 0)` → `False`. *Closed book.*
#
# *Stuck?* What is the fair share of a pool with the share `a` of the power?


# %% tags=["answer"] grade_id="04_pays"
def pays(a: float, g: float) -> bool:
    """Whether selfish mining gives more than the fair share."""
    ### BEGIN SOLUTION
    above = a * (1 - a) ** 2 * (4 * a + g * (1 - 2 * a)) - a**3
    return above / (1 - a * (1 + (2 - a) * a)) > a
    ### END SOLUTION


# %% tags=["test"] grade_id="04_pays_test" points=2
with closed_book(*POW):
    never = [pays(0.2, 0), pays(0.3, 0), pays(0.34, 0), pays(0.4, 0)]
    coin = [pays(0.2, 0.5), pays(0.24, 0.5), pays(0.26, 0.5)]
    always = [pays(0.01, 1), pays(0.2, 1.0)]
assert same(never, [False, False, True, True]), "Without followers it pays above one third."
assert same(coin, [False, False, True]), "If the others toss a coin it pays above one quarter."
assert same(always, [True, True]), "If all others follow, every pool gains: use g."
### BEGIN HIDDEN TESTS
from course_lib.consensus.proof_of_work import selfish_threshold

for g in (0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1):
    limit = selfish_threshold(g)
    for a in (0.05, 0.12, 0.22, 0.28, 0.31, 0.36, 0.44, 0.49, limit - 0.002, limit + 0.002):
        if 0 < a < 0.5 and abs(a - limit) > 0.001:
            with closed_book(*POW):
                got = pays(a, g)
            assert same(got, a > limit), "Compare R with the fair share, for every g."
### END HIDDEN TESTS

# %% [markdown]
# **Item 14. Named members vote** (3 points). `members` are the names of a consortium; each may
# sign one block at a height. `ballots` are pairs of a name and a block, each with a signature that
# was already checked. Return the block that **more than two thirds of the members** signed, or
# `None` if there is none.
#
# Who is not a member has no vote. The same ballot twice is one vote. A member that signed two
# different blocks is a liar, and none of its ballots counts.
#
# `final(["a", "b", "c", "d"], [("a", "X"), ("b", "X"), ("c", "X"), ("d", "Y")])` → `"X"`
#
# *Stuck?* Collect for each member the set of blocks that it signed. Count with integers: `3 *
# votes > 2 * len(members)`.


# %% tags=["answer"] grade_id="04_final"
def final(members: list, ballots: list) -> str | None:
    """The block that more than two thirds of the members signed."""
    ### BEGIN SOLUTION
    signed = {name: set() for name in members}
    for name, block in ballots:
        if name in signed:
            signed[name].add(block)
    votes = [block for blocks in signed.values() if len(blocks) == 1 for block in blocks]
    for block in votes:
        if 3 * votes.count(block) > 2 * len(members):
            return block
    return None
    ### END SOLUTION


# %% tags=["test"] grade_id="04_final_test" points=3
FOUR, SIX = ["a", "b", "c", "d"], ["a", "b", "c", "d", "e", "f"]
three = [("a", "X"), ("b", "X"), ("c", "X")]
assert same(final(FOUR, [*three, ("d", "Y")]), "X"), "Three of four are more than two thirds."
assert same(final(FOUR, three[:2]), None), "Two of four are not enough."
assert same(final(SIX, [*three, ("d", "X")]), None), "Four of six are two thirds, not more."
assert same(final(FOUR, [*three[:2], ("e", "X"), ("f", "X")]), None), "Strangers have no vote."
assert same(final(FOUR, [*three[:2], ("a", "X")]), None), "One member, one vote."
assert same(final(FOUR, [*three, ("a", "Y")]), None), "Member a signed two blocks: a liar."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(414)
for _ in range(300):
    size = dice.randrange(1, 11)
    members = [f"member {number}" for number in range(size)]
    liked = [dice.choice(["X", "X", "X", "X", "Y"]) for _ in members]
    lists = [[block] for block in liked]
    for number in range(size):
        lists[number] = dice.choice([lists[number]] * 6 + [[], ["X", "Y"], ["Y", "Y"]])
    ballots = [
        (name, block) for name, blocks in zip(members, lists, strict=True) for block in blocks
    ]
    ballots += [("stranger", "X"), ("member 99", "Y")] * dice.randrange(3)
    dice.shuffle(ballots)
    counts = {block: sum(set(blocks) == {block} for blocks in lists) for block in "XY"}
    expected = next((block for block in "XY" if 3 * counts[block] > 2 * size), None)
    assert same(final(members, ballots), expected), "Other sizes, strangers, repeats and liars."
### END HIDDEN TESTS

# %% [markdown]
# **Item 15. Your judgement** (4 points, read by a person). Six logistics firms want a common
# ledger of waybills. Their consultant writes: "We recommend proof of work, the only proven
# technology. After six blocks an entry is final. Each firm contributes 50 servers." In about 150
# words: **what is true of this, what is not, and what would you do instead?**
#
# | points | what the reader finds |
# |---|---|
# | 4 | what work is for (votes without names), that it gives no finality and depends on the attacker's share, that 300 servers can be outdone from outside, and an alternative with its own limit |
# | 3 | three of these four |
# | 2 | correct statements about mining, little about these six firms |
# | 1 | an opinion without reasons, or "mining wastes energy" alone |

# %% [markdown] tags=["rubric"] grade_id="04_judgement" points=4
# ### BEGIN SOLUTION
# *What a good answer says.* True: Bitcoin has run on proof of work since 2009. Not true: "final".
# After six blocks somebody with 10 % of the power takes an entry back in about 0.06 % of all tries,
# with 30 % in 16 %, and with half always. Work is a price for votes where nobody has a name. The six firms
# have names and contracts: one firm, one signature, and an entry is final when five of six have
# signed it (more than two thirds). 300 servers protect only against somebody with fewer; an
# outsider, or one of the six that rents more, could rewrite the waybills. Also: energy, no coin to
# pay for it, and in China the notice of 2021 against mining virtual currencies raises a question
# to ask a lawyer. Limits of voting: two firms that lie or stay away can stop it or worse; somebody
# must admit members; and if all trust one keeper, a signed database with a witness is cheaper
# still.
# ### END SOLUTION
