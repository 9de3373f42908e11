"""Nearly right, as learners write it: one hash instead of two, the wrong end first, the longest branch,
2016 intervals by heart, one term too few, the paper's odds for the exact ones, at least two thirds.
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
    "04_taken_back_test": 0,
    "04_paper_test": 0,
    "04_exact_test": 0,
    "04_wait_test": 0,
    "04_selfish_test": 0,
    "04_pays_test": 0,
    "04_final_test": 0,
}


# %% grade_id="04_meets"
def meets(header: bytes, target: int) -> bool:
    """Reads the highest byte first."""
    return int.from_bytes(double_sha256(header), "big") <= target


# %% grade_id="04_expand"
def expand_bits(bits: int) -> int | None:
    """Takes the sign bit for a part of the word."""
    size, word = bits >> 24, bits & 0xFFFFFF
    number = word << 8 * (size - 3) if size >= 3 else word >> 8 * (3 - size)
    return number if number < 1 << 256 else None


# %% grade_id="04_compact"
def to_bits(target: int) -> int:
    """Forgets that a leading 80 reads as a sign."""
    size = (target.bit_length() + 7) // 8
    word = target >> 8 * (size - 3) if size >= 3 else target << 8 * (3 - size)
    return size << 24 | word


# %% grade_id="04_mine"
def mine_nonce(prefix: bytes, target: int, first: int, tries: int) -> int | None:
    """Hashes once."""
    for nonce in range(first, first + tries):
        found = sha256(prefix + nonce.to_bytes(4, "little")).digest()
        if int.from_bytes(found, "little") <= target:
            return nonce
    return None


# %% grade_id="04_first_fault"
def first_fault(headers: list, target: int) -> int | None:
    """Checks the links and forgets the work."""
    for place in range(1, len(headers)):
        if headers[place][4:36] != double_sha256(headers[place - 1]):
            return place
    return None


# %% grade_id="04_retarget"
def next_target(target: int, first_time: int, last_time: int) -> int:
    """Repairs the off-by-one that Bitcoin keeps."""
    wanted = 2015 * 600
    taken = min(max(last_time - first_time, wanted // 4), wanted * 4)
    return min(target * taken // wanted, REAL_TARGET)


# %% grade_id="04_heaviest"
def heaviest(branches: list) -> int:
    """The longest."""
    lengths = [len(branch) for branch in branches]
    return lengths.index(max(lengths))


# %% grade_id="04_taken_back"
def taken_back(old: list, new: list) -> list:
    """Compares block by block."""
    new = [*new, *[[] for _ in old]]
    return [p for block, other in zip(old, new, strict=False) for p in block if p not in other]


# %% grade_id="04_paper"
def paper_odds(q: float, z: int) -> float:
    """One term too few."""
    from math import exp, factorial

    if q >= 0.5:
        return 1.0
    ratio = q / (1 - q)
    lam = z * ratio
    terms = [lam**k * exp(-lam) / factorial(k) * (1 - ratio ** (z - k)) for k in range(z - 1)]
    return 1 - sum(terms)


# %% grade_id="04_exact"
def sure_odds(q: float, z: int) -> float:
    """The paper's."""
    from math import exp, factorial

    if q >= 0.5:
        return 1.0
    ratio = q / (1 - q)
    lam = z * ratio
    terms = [lam**k * exp(-lam) / factorial(k) * (1 - ratio ** (z - k)) for k in range(z + 1)]
    return 1 - sum(terms)


# %% grade_id="04_wait"
def wait(odds: list, risk: float) -> int | None:
    """At most the risk."""
    return next((z for z, chance in enumerate(odds) if chance <= risk), None)


# %% grade_id="04_selfish"
def selfish(finders: str) -> tuple:
    """An honest pool: everything counts."""
    return finders.count("P"), finders.count("H"), 0


# %% grade_id="04_pays"
def pays(a: float, g: float) -> bool:
    """Compares with half."""
    above = a * (1 - a) ** 2 * (4 * a + g * (1 - 2 * a)) - a**3
    return above / (1 - a * (1 + (2 - a) * a)) > 0.5


# %% grade_id="04_final"
def final(members: list, ballots: list) -> str | None:
    """At least two thirds."""
    signed = {name: {b for n, b in ballots if n == name} for name in members}
    votes = [block for blocks in signed.values() if len(blocks) == 1 for block in blocks]
    enough = [block for block in votes if 3 * votes.count(block) >= 2 * len(members)]
    return enough[0] if enough else None
