"""Right but for one rule each: letters of the text made small, one field of a table skipped, a list that
belongs to the caller changed, no look at the upper levels of a tree.
"""

EXPECTED = {
    "01_guess_test": 0,
    "01_dispute_test": 0,
    "01_merkle_root_test": 0,
    "01_longer_test": 0,
}


# %% grade_id="01_guess"
def guess(secret: str, texts: list):
    """Makes the texts small as well."""
    for text in texts:
        if hexdigest(text.lower().encode()) == secret.lower():
            return text
    return None


# %% grade_id="01_dispute"
def dispute(kept: dict, shown: dict) -> dict:
    """Takes a digest that was kept for any box."""
    words = {}
    for box in kept | shown:
        if box not in shown:
            words[box] = "missing"
        elif box not in kept:
            words[box] = "unknown"
        else:
            fits = hexdigest(canonical.encode(shown[box])) in kept.values()
            words[box] = "same" if fits else "changed"
    return words


# %% grade_id="01_merkle_root"
def merkle_root(records: list) -> bytes:
    """Works in the caller's list."""
    for place, record in enumerate(records):
        records[place] = leaf(record)
    while len(records) > 1:
        above = [node(records[i], records[i + 1]) for i in range(0, len(records) - 1, 2)]
        records[:] = above + records[2 * len(above) :]
    return records[0]


# %% grade_id="01_longer"
def longer(records: list):
    """Knows two levels only."""
    size = len(records)
    if size & (size - 1) == 0:
        return None
    return records + (records[-1:] if size % 2 else records[-2:])
