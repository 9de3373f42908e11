"""Other correct ways: bytes turned round instead of little-endian, multiplication instead of shifts, fractions, a
recursion in probabilities, a dictionary of states, counting instead of searching.
"""


# %% grade_id="04_meets"
def meets(header: bytes, target: int) -> bool:
    """Turn the bytes round."""
    return not int(double_sha256(header)[::-1].hex(), 16) > target


# %% grade_id="04_expand"
def expand_bits(bits: int) -> int | None:
    """Bytes, not shifts."""
    size, *rest = bits.to_bytes(4, "big")
    negative, rest[0] = rest[0] >= 128, rest[0] % 128
    whole = bytes(rest) + bytes(max(size - 3, 0))
    number = int.from_bytes(whole[: len(whole) - max(3 - size, 0)], "big")
    if number == 0:
        return 0
    return None if negative or number.bit_length() > 256 else number


# %% grade_id="04_compact"
def to_bits(target: int) -> int:
    """From the bytes of the number."""
    raw = target.to_bytes(33, "big").lstrip(b"\x00")
    if raw[:1] >= b"\x80":
        raw = b"\x00" + raw
    return int.from_bytes(bytes([len(raw)]) + (raw + bytes(3))[:3], "big")


# %% grade_id="04_mine"
def mine_nonce(prefix: bytes, target: int, first: int, tries: int):
    """A generator, and the beginning hashed once."""
    start = sha256(prefix)

    def number(nonce):
        state = start.copy()
        state.update(nonce.to_bytes(4, "little"))
        return int.from_bytes(sha256(state.digest()).digest(), "little")

    return next((n for n in range(first, first + tries) if number(n) <= target), None)


# %% grade_id="04_first_fault"
def first_fault(headers: list, target: int):
    """The smallest place of both kinds."""
    ids = [double_sha256(header) for header in headers]
    lazy = [n for n, own in enumerate(ids) if int(own[::-1].hex(), 16) > target]
    pairs = zip(headers[1:], ids, strict=False)
    strange = [n for n, (header, before) in enumerate(pairs, 1) if header[4:36] != before]
    return min(lazy + strange, default=None)


# %% grade_id="04_retarget"
def next_target(target: int, first_time: int, last_time: int) -> int:
    """Exact fractions."""
    from fractions import Fraction

    part = Fraction(last_time - first_time, 1_209_600)
    part = max(Fraction(1, 4), min(part, Fraction(4)))
    return min(int(target * part), REAL_TARGET)


# %% grade_id="04_heaviest"
def heaviest(branches: list) -> int:
    """One pass."""
    best, most = 0, -1
    for place, branch in enumerate(branches):
        total = 0
        for target in branch:
            total += (1 << 256) // (target + 1)
        if total > most:
            best, most = place, total
    return best


# %% grade_id="04_taken_back"
def taken_back(old: list, new: list):
    """A tuple."""
    return tuple(p for block in old for p in block if not any(p in other for other in new))


# %% grade_id="04_paper"
def paper_odds(q: float, z: int) -> float:
    """Each term from the one before."""
    from math import exp

    if q >= 0.5 or z == 0:
        return 1
    ratio = q / (1 - q)
    poisson, left = exp(-z * ratio), 1.0
    for k in range(z + 1):
        left -= poisson * (1 - ratio ** (z - k))
        poisson *= z * ratio / (k + 1)
    return left


# %% grade_id="04_exact"
def sure_odds(q: float, z: int) -> float:
    """What lies beyond z, and what catches up from below."""
    if q >= 0.5 or z == 0:
        return 1
    p, ratio = 1 - q, q / (1 - q)
    chance, below, caught = p**z, 0.0, 0.0
    for k in range(z):
        below += chance
        caught += chance * ratio ** (z - k)
        chance *= q * (k + z) / (k + 1)
    return 1 - below + caught


# %% grade_id="04_wait"
def wait(odds: list, risk: float):
    """As the odds never grow, count those that are too high."""
    high = sum(chance >= risk for chance in odds)
    return high if high < len(odds) else None


# %% grade_id="04_selfish"
def selfish(finders: str):
    """Round by round."""
    counts, rest = [0, 0, 0], finders
    while rest:
        if rest[0] == "H":
            size, add = 1, (0, 1, 0)
        elif rest[1] == "H":
            size, add = 3, (2, 0, 1) if rest[2] == "P" else (0, 2, 1)
        else:
            size = 2
            while rest[:size].count("P") - rest[:size].count("H") > 1:
                size += 1
            add = (rest[:size].count("P"), 0, rest[:size].count("H"))
        counts, rest = [a + b for a, b in zip(counts, add, strict=True)], rest[size:]
    return counts


# %% grade_id="04_pays"
def pays(a: float, g: float) -> bool:
    """By the threshold, observation 1 of the paper."""
    return a * (3 - 2 * g) > 1 - g


# %% grade_id="04_final"
def final(members: list, ballots: list):
    """Count each block's faithful members."""
    from collections import Counter

    pairs = {pair for pair in map(tuple, ballots) if pair[0] in members}
    once = Counter(name for name, _ in pairs)
    tally = Counter(block for name, block in pairs if once[name] == 1)
    return next((b for b, count in tally.items() if count > len(members) * 2 / 3), None)
