"""Other correct ways: recursion where the reference has loops, Decimal, JSON written by hand, tuples for
lists, hashlib instead of the library.
"""


# %% grade_id="01_fingerprint"
def fingerprint(text: str, algorithm: str) -> str:
    """From bytes to hexadecimal digits, step by step."""
    return digest(bytes(text, "utf-8"), algorithm).hex()


# %% grade_id="01_bits_changed"
def bits_changed(first: bytes, second: bytes) -> int:
    """Two long numbers."""
    both = int.from_bytes(first, "big") ^ int.from_bytes(second, "big")
    return bin(both).count("1")


# %% grade_id="01_guess"
def guess(secret: str, texts: list):
    """A dictionary from digest to text."""
    return {bytes.fromhex(hexdigest(t.encode())): t for t in texts}.get(bytes.fromhex(secret))


# %% grade_id="01_grams"
def grams(kilograms: str) -> int:
    """Decimal is exact."""
    from decimal import Decimal

    return int(Decimal(kilograms) * 1000)


# %% grade_id="01_canonical_bytes"
def canonical_bytes(note: dict) -> bytes:
    """Member by member."""
    members = []
    for key in sorted(note):
        value = note[key]
        if isinstance(value, float):
            raise ValueError(f"{key} is a float")
        members.append(
            json.dumps(key, ensure_ascii=False) + ":" + json.dumps(value, ensure_ascii=False)
        )
    return ("{" + ",".join(members) + "}").encode()


# %% grade_id="01_twin"
def twin(box: str, weight: str):
    """Moves one character over, from whichever part can spare it."""
    if len(weight) > 1:
        return box + weight[0], weight[1:]
    if len(box) > 1:
        return box[:-1], box[-1] + weight
    return None


# %% grade_id="01_frame"
def frame(fields: list) -> bytes:
    """The module struct writes numbers in bytes."""
    import struct

    out = bytearray()
    for field in fields:
        out += struct.pack(">I", len(bytes(field, "utf-8")))
        out += bytes(field, "utf-8")
    return bytes(out)


# %% grade_id="01_dispute"
def dispute(kept: dict, shown: dict) -> dict:
    """Digests first, words afterwards."""
    now = {box: hexdigest(canonical.encode(note)) for box, note in shown.items()}
    words = {box: "unknown" for box in now if box not in kept}
    for box, before in kept.items():
        words[box] = {None: "missing", before: "same"}.get(now.get(box), "changed")
    return words


# %% grade_id="01_merkle_root"
def merkle_root(records: list) -> bytes:
    """As RFC 6962 writes it: split at the largest power of two below the size."""
    if len(records) == 1:
        return leaf(records[0])
    middle = 1
    while middle * 2 < len(records):
        middle *= 2
    return node(merkle_root(records[:middle]), merkle_root(records[middle:]))


# %% grade_id="01_sides"
def sides(index: int, size: int):
    """From the top down, by recursion."""
    if size == 1:
        return ()
    middle = 1
    while middle * 2 < size:
        middle *= 2
    if index < middle:
        return (*sides(index, middle), "right")
    return (*sides(index - middle, size - middle), "left")


# %% grade_id="01_proof"
def inclusion_proof(records: list, index: int):
    """PATH of RFC 6962; the root of a part is the last level of its tree."""
    if len(records) == 1:
        return ()
    middle = 1
    while middle * 2 < len(records):
        middle *= 2
    left, right = records[:middle], records[middle:]
    if index < middle:
        return (*inclusion_proof(left, index), levels(right)[-1][0])
    return (*inclusion_proof(right, index - middle), levels(left)[-1][0])


# %% grade_id="01_proves"
def proves(record: bytes, steps: list, root: bytes) -> bool:
    """By recursion from the last step; hashlib instead of the helper."""
    import hashlib

    reached = hashlib.sha256(b"\x00" + record).digest()
    for side, partner in steps:
        pair = partner + reached if side == "left" else reached + partner
        reached = hashlib.sha256(b"\x01" + pair).digest()
    return reached == root


# %% grade_id="01_only_added"
def only_added(monday: bytes, partners: list, tuesday: bytes) -> bool:
    """A fold."""
    from functools import reduce

    return reduce(node, partners, monday) == tuesday


# %% grade_id="01_longer"
def longer(records: list):
    """Tries ever longer ends; a list is a list, a tuple will do."""
    for below in range(1, len(records)):
        forged = (*records, *records[-below:])
        if home_made_root(forged) == home_made_root(records):
            return forged
    return None
