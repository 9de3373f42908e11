"""Nearly right, as learners write it: another encoding, hexadecimal digits for bits, a place for a
text, decimals read as a number, sorted partners, a proof from the top, a check that says yes.
"""

DEFAULT = "full"
EXPECTED = {
    "01_fingerprint_test": 0,
    "01_bits_changed_test": 0,
    "01_guess_test": 0,
    "01_grams_test": 0,
    "01_canonical_bytes_test": 0,
    "01_frame_test": 0,
    "01_dispute_test": 0,
    "01_merkle_root_test": 0,
    "01_proof_test": 0,
    "01_proves_test": 0,
    "01_only_added_test": 0,
    "01_longer_test": 0,
}


# %% grade_id="01_fingerprint"
def fingerprint(text: str, algorithm: str) -> str:
    """The encoding of older Chinese programs."""
    return hexdigest(text.encode("gb18030"), algorithm)


# %% grade_id="01_bits_changed"
def bits_changed(first: bytes, second: bytes) -> int:
    """Compares hexadecimal digits."""
    return sum(a != b for a, b in zip(first.hex(), second.hex(), strict=True))


# %% grade_id="01_guess"
def guess(secret: str, texts: list):
    """The place of the text."""
    digests = [hexdigest(text.encode()) for text in texts]
    return digests.index(secret.lower()) if secret.lower() in digests else None


# %% grade_id="01_grams"
def grams(kilograms: str) -> int:
    """Forgets that .48 is 480 thousandths."""
    whole, _, part = kilograms.partition(".")
    return int(whole) * 1000 + int(part or 0)


# %% grade_id="01_canonical_bytes"
def canonical_bytes(note: dict) -> bytes:
    """Chinese characters are escaped."""
    if any(type(value) is float for value in note.values()):
        raise ValueError
    return json.dumps(note, sort_keys=True, separators=(",", ":")).encode()


# %% grade_id="01_frame"
def frame(fields: list) -> bytes:
    """The length in one byte."""
    return b"".join(bytes([len(field.encode()) % 256]) + field.encode() for field in fields)


# %% grade_id="01_dispute"
def dispute(kept: dict, shown: dict) -> dict:
    """Writes the note as JSON in whatever order it comes."""
    words = dict.fromkeys(kept, "missing") | dict.fromkeys(shown.keys() - kept.keys(), "unknown")
    for box in kept.keys() & shown.keys():
        text = json.dumps(shown[box], separators=(",", ":"), ensure_ascii=False)
        words[box] = "same" if hexdigest(text.encode()) == kept[box] else "changed"
    return words


# %% grade_id="01_merkle_root"
def merkle_root(records: list) -> bytes:
    """Sorts each pair, so that no sides are needed."""
    level = [leaf(record) for record in records]
    while len(level) > 1:
        above = [node(*sorted(level[i : i + 2])) for i in range(0, len(level) - 1, 2)]
        level = above + level[len(above) * 2 :]
    return level[0]


# %% grade_id="01_proof"
def inclusion_proof(records: list, index: int) -> list:
    """From the top down."""
    proof = []
    for level in levels(records)[:-1]:
        if index ^ 1 < len(level):
            proof.insert(0, level[index ^ 1])
        index //= 2
    return proof


# %% grade_id="01_proves"
def proves(record: bytes, steps: list, root: bytes) -> bool:
    """Begins with the digest of the record instead of its leaf."""
    reached = digest(record)
    for side, partner in steps:
        reached = node(partner, reached) if side == "left" else node(reached, partner)
    return reached == root


# %% grade_id="01_only_added"
def only_added(monday: bytes, partners: list, tuesday: bytes) -> bool:
    """Content if there are partners."""
    return monday == tuesday or len(partners) > 0


# %% grade_id="01_longer"
def longer(records: list) -> list | None:
    """Doubles the whole list."""
    size = len(records)
    return None if size & (size - 1) == 0 else records + records
