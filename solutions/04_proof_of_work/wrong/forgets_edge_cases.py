"""Right for the ordinary case, wrong at the edges: equal to the target, small sizes, the first nonce, the first
header, no bound, ties, half of the power, a list that ends, a lead of three, ballots twice.
"""

DEFAULT = "full"
EXPECTED = {
    "04_meets_test": 0,
    "04_expand_test": 0,
    "04_compact_test": 0,
    "04_mine_test": 0,
    "04_first_fault_test": 0,
    "04_retarget_test": 0,
    "04_heaviest_test": 0,
    "04_paper_test": 0,
    "04_exact_test": 0,
    "04_wait_test": 0,
    "04_selfish_test": 0,
    "04_final_test": 0,
}


# %% grade_id="04_meets"
def meets(header: bytes, target: int) -> bool:
    """Strictly below."""
    return int.from_bytes(double_sha256(header), "little") < target


# %% grade_id="04_expand"
def expand_bits(bits: int) -> int | None:
    """Refuses every set sign, also that of 0."""
    size, word = bits >> 24, bits & 0x7FFFFF
    number = word << 8 * (size - 3) if size >= 3 else word >> 8 * (3 - size)
    return None if bits & 0x800000 or number >= 1 << 256 else number


# %% grade_id="04_compact"
def to_bits(target: int) -> int:
    """Short targets stand at the wrong end of the word."""
    size = (target.bit_length() + 7) // 8
    word = target >> 8 * (size - 3) if size >= 3 else target
    if word & 0x800000:
        size, word = size + 1, word >> 8
    return size << 24 | word


# %% grade_id="04_mine"
def mine_nonce(prefix: bytes, target: int, first: int, tries: int) -> int | None:
    """One try too many."""
    for nonce in range(first, first + tries + 1):
        found = double_sha256(prefix + nonce.to_bytes(4, "little"))
        if int.from_bytes(found, "little") <= target:
            return nonce
    return None


# %% grade_id="04_first_fault"
def first_fault(headers: list, target: int) -> int | None:
    """Forgets the first header's work."""
    for place in range(1, len(headers)):
        before, own = double_sha256(headers[place - 1]), double_sha256(headers[place])
        if headers[place][4:36] != before or int.from_bytes(own, "little") > target:
            return place
    return None


# %% grade_id="04_retarget"
def next_target(target: int, first_time: int, last_time: int) -> int:
    """No lower bound."""
    taken = min(last_time - first_time, 4 * 1_209_600)
    return min(target * taken // 1_209_600, REAL_TARGET)


# %% grade_id="04_heaviest"
def heaviest(branches: list) -> int:
    """The last of equals."""
    works = [sum(2**256 // (target + 1) for target in branch) for branch in branches]
    return max(range(len(works)), key=lambda place: (works[place], place))


# %% grade_id="04_paper"
def paper_odds(q: float, z: int) -> float:
    """Beyond one half the formula is no probability."""
    from math import exp, factorial

    ratio = q / (1 - q)
    lam = z * ratio
    terms = [lam**k * exp(-lam) / factorial(k) * (1 - ratio ** (z - k)) for k in range(z + 1)]
    return 1 - sum(terms)


# %% grade_id="04_exact"
def sure_odds(q: float, z: int) -> float:
    """The same for the exact odds."""
    from math import comb

    p = 1 - q
    return 1 - sum(comb(k + z - 1, k) * (p**z * q**k - q**z * p**k) for k in range(z))


# %% grade_id="04_wait"
def wait(odds: list, risk: float) -> int | None:
    """The length of the list when it ends."""
    return next((z for z, chance in enumerate(odds) if chance < risk), len(odds))


# %% grade_id="04_selfish"
def selfish(finders: str) -> tuple:
    """Publishes all at once, also when three or more ahead."""
    pool = others = wasted = kept = 0
    race = False
    for finder in finders:
        if race:
            pool, others = (pool + 2, others) if finder == "P" else (pool, others + 2)
            wasted, race = wasted + 1, False
        elif finder == "P":
            kept += 1
        elif kept == 0:
            others += 1
        elif kept == 1:
            race, kept = True, 0
        else:
            pool, wasted, kept = pool + kept, wasted + 1, 0
    return pool, others, wasted


# %% grade_id="04_final"
def final(members: list, ballots: list) -> str | None:
    """Counts ballots instead of members."""
    votes = [block for name, block in ballots if name in members]
    enough = [block for block in votes if 3 * votes.count(block) > 2 * len(members)]
    return enough[0] if enough else None
