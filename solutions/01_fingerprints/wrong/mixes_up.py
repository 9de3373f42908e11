"""Mixes up what lies side by side: the two algorithms, bits and bytes, left and right, first and last
byte, missing and unknown, nodes with and without a prefix.
"""

DEFAULT = "full"
EXPECTED = {
    "01_fingerprint_test": 0,
    "01_bits_changed_test": 0,
    "01_canonical_bytes_test": 0,
    "01_twin_test": 0,
    "01_frame_test": 0,
    "01_dispute_test": 0,
    "01_merkle_root_test": 0,
    "01_sides_test": 0,
    "01_proves_test": 0,
    "01_only_added_test": 0,
}


# %% grade_id="01_fingerprint"
def fingerprint(text: str, algorithm: str) -> str:
    """Always SHA-256."""
    return hexdigest(text.encode())


# %% grade_id="01_bits_changed"
def bits_changed(first: bytes, second: bytes) -> int:
    """Counts bytes."""
    return sum(a != b for a, b in zip(first, second, strict=True))


# %% grade_id="01_canonical_bytes"
def canonical_bytes(note: dict) -> bytes:
    """Sorted, but with Python's usual spaces."""
    if any(type(value) is float for value in note.values()):
        raise ValueError
    return json.dumps(note, sort_keys=True, ensure_ascii=False).encode()


# %% grade_id="01_twin"
def twin(box: str, weight: str) -> tuple | None:
    """Exchanges the two parts."""
    return (weight, box) if len(box + weight) > 2 else None


# %% grade_id="01_frame"
def frame(fields: list) -> bytes:
    """The smallest part of the length first."""
    parts = [field.encode() for field in fields]
    return b"".join(len(part).to_bytes(4, "little") + part for part in parts)


# %% grade_id="01_dispute"
def dispute(kept: dict, shown: dict) -> dict:
    """Missing for unknown and the other way round."""
    words = {}
    for box in kept | shown:
        if box not in shown or box not in kept:
            words[box] = "unknown" if box not in shown else "missing"
        else:
            fits = hexdigest(canonical.encode(shown[box])) == kept[box]
            words[box] = "same" if fits else "changed"
    return words


# %% grade_id="01_merkle_root"
def merkle_root(records: list) -> bytes:
    """Leaves have their prefix, nodes have none."""
    level = [leaf(record) for record in records]
    while len(level) > 1:
        above = [digest(level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = above + level[len(above) * 2 :]
    return level[0]


# %% grade_id="01_sides"
def sides(index: int, size: int) -> list:
    """The side on which the digest itself stands."""
    found = []
    while size > 1:
        if index % 2 == 1 or index + 1 < size:
            found.append("right" if index % 2 else "left")
        index, size = index // 2, (size + 1) // 2
    return found


# %% grade_id="01_proves"
def proves(record: bytes, steps: list, root: bytes) -> bool:
    """Always joins on the right."""
    reached = leaf(record)
    for _, partner in steps:
        reached = node(reached, partner)
    return reached == root


# %% grade_id="01_only_added"
def only_added(monday: bytes, partners: list, tuesday: bytes) -> bool:
    """Always joins on the left."""
    for partner in partners:
        monday = node(partner, monday)
    return monday == tuesday
