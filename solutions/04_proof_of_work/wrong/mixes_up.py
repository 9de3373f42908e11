"""Mixes up what lies side by side: above and below, size and word, nonce and count, a header and its parent,
harder and easier, work and target, lost and new, p and q, payer and gainer, members and ballots.
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
    "04_exact_test": 0,
    "04_wait_test": 0,
    "04_selfish_test": 0,
    "04_pays_test": 0,
    "04_final_test": 0,
}


# %% grade_id="04_meets"
def meets(header: bytes, target: int) -> bool:
    """A greater number is better."""
    return int.from_bytes(double_sha256(header), "little") >= target


# %% grade_id="04_expand"
def expand_bits(bits: int) -> int | None:
    """The size counts the bytes after the word."""
    size, word = bits >> 24, bits & 0x7FFFFF
    number = word << 8 * size
    return None if (bits & 0x800000 and number) or number >= 1 << 256 else number


# %% grade_id="04_compact"
def to_bits(target: int) -> int:
    """The last three bytes instead of the first."""
    size = (target.bit_length() + 7) // 8
    return size << 24 | target & 0x7FFFFF


# %% grade_id="04_mine"
def mine_nonce(prefix: bytes, target: int, first: int, tries: int) -> int | None:
    """How many tries it took."""
    for nonce in range(first, first + tries):
        found = double_sha256(prefix + nonce.to_bytes(4, "little"))
        if int.from_bytes(found, "little") <= target:
            return nonce - first + 1
    return None


# %% grade_id="04_first_fault"
def first_fault(headers: list, target: int) -> int | None:
    """Names the parent."""
    for place, header in enumerate(headers):
        if int.from_bytes(double_sha256(header), "little") > target:
            return place
        if place and header[4:36] != double_sha256(headers[place - 1]):
            return place - 1
    return None


# %% grade_id="04_retarget"
def next_target(target: int, first_time: int, last_time: int) -> int:
    """Fast blocks make it easier."""
    taken = min(max(last_time - first_time, 302_400), 4_838_400)
    return min(target * 1_209_600 // taken, REAL_TARGET)


# %% grade_id="04_heaviest"
def heaviest(branches: list) -> int:
    """The greatest sum of targets."""
    sums = [sum(branch) for branch in branches]
    return sums.index(max(sums))


# %% grade_id="04_taken_back"
def taken_back(old: list, new: list) -> list:
    """What is new instead of what is gone."""
    was = {payment for block in old for payment in block}
    return [payment for block in new for payment in block if payment not in was]


# %% grade_id="04_exact"
def sure_odds(q: float, z: int) -> float:
    """p and q exchanged."""
    from math import comb

    if q >= 0.5 or z == 0:
        return 1.0
    p = 1 - q
    return 1 - sum(comb(k + z - 1, k) * (q**z * p**k - p**z * q**k) for k in range(z))


# %% grade_id="04_wait"
def wait(odds: list, risk: float) -> int | None:
    """The odds instead of the number of blocks."""
    return next((chance for chance in odds if chance < risk), None)


# %% grade_id="04_selfish"
def selfish(finders: str) -> tuple:
    """In a race the others always win."""
    pool = others = wasted = lead = 0
    race = False
    for finder in finders:
        if race:
            others, wasted, race = others + 2, wasted + 1, False
        elif finder == "P":
            lead += 1
            pool += 2 if lead == 2 else lead > 2
        elif lead < 2:
            race, others, lead = lead == 1, others + (lead == 0), 0
        else:
            wasted, lead = wasted + 1, 0 if lead == 2 else lead - 1
    return pool, others, wasted


# %% grade_id="04_pays"
def pays(a: float, g: float) -> bool:
    """Whether the others gain."""
    above = a * (1 - a) ** 2 * (4 * a + g * (1 - 2 * a)) - a**3
    return above / (1 - a * (1 + (2 - a) * a)) < a


# %% grade_id="04_final"
def final(members: list, ballots: list) -> str | None:
    """Two thirds of those who voted."""
    signed = {name: {b for n, b in ballots if n == name} for name in members}
    votes = [block for blocks in signed.values() if len(blocks) == 1 for block in blocks]
    enough = [block for block in votes if 3 * votes.count(block) > 2 * len(votes)]
    return enough[0] if enough else None
