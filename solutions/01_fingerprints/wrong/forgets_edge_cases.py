"""Right for the ordinary case, wrong at the edges: capital letters, numbers too long for a float, a
name of one letter, characters of several bytes, boxes of one side only, whatever is left over.
"""

DEFAULT = "full"
EXPECTED = {
    "01_guess_test": 0,
    "01_grams_test": 0,
    "01_canonical_bytes_test": 0,
    "01_twin_test": 0,
    "01_frame_test": 0,
    "01_dispute_test": 0,
    "01_merkle_root_test": 0,
    "01_sides_test": 0,
    "01_proof_test": 0,
    "01_longer_test": 0,
}


# %% grade_id="01_guess"
def guess(secret: str, texts: list) -> str | None:
    """Capital letters never fit."""
    for text in texts:
        if hexdigest(text.encode()) == secret:
            return text
    return None


# %% grade_id="01_grams"
def grams(kilograms: str) -> int:
    """Rounds at the right place, but through a float."""
    return round(float(kilograms) * 1000)


# %% grade_id="01_canonical_bytes"
def canonical_bytes(note: dict) -> bytes:
    """Takes a float that looks whole."""
    if any(type(value) is float and not value.is_integer() for value in note.values()):
        raise ValueError
    return json.dumps(note, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


# %% grade_id="01_twin"
def twin(box: str, weight: str) -> tuple | None:
    """Always cuts after the first character."""
    text = box + weight
    return (text[:1], text[1:]) if len(text) > 2 else None


# %% grade_id="01_frame"
def frame(fields: list) -> bytes:
    """Counts characters."""
    return b"".join(len(field).to_bytes(4, "big") + field.encode() for field in fields)


# %% grade_id="01_dispute"
def dispute(kept: dict, shown: dict) -> dict:
    """Looks only at the boxes whose digest was kept."""
    words = {}
    for box, secret in kept.items():
        if box not in shown:
            words[box] = "missing"
        else:
            fits = hexdigest(canonical.encode(shown[box])) == secret
            words[box] = "same" if fits else "changed"
    return words


# %% grade_id="01_merkle_root"
def merkle_root(records: list) -> bytes:
    """Takes the last one twice, as Bitcoin does."""
    level = [leaf(record) for record in records]
    while len(level) > 1:
        if len(level) % 2:
            level.append(level[-1])
        level = [node(level[i], level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]


# %% grade_id="01_sides"
def sides(index: int, size: int) -> list:
    """Everybody has a partner."""
    found = []
    while size > 1:
        found.append("left" if index % 2 else "right")
        index, size = index // 2, (size + 1) // 2
    return found


# %% grade_id="01_proof"
def inclusion_proof(records: list, index: int) -> list:
    """Whoever has no partner is its own."""
    proof = []
    for level in levels(records)[:-1]:
        proof.append(level[min(index ^ 1, len(level) - 1)])
        index //= 2
    return proof


# %% grade_id="01_longer"
def longer(records: list) -> list | None:
    """Repeats the last record, if their number is odd."""
    return records + records[-1:] if len(records) % 2 and len(records) > 1 else None
