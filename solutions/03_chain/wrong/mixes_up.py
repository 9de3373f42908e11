"""Mixes things up: SHA-256 whatever the header says, newest and oldest, one hash and two, the digits of
a hash and its bytes, the last fault and the first.
"""

DEFAULT = "full"
EXPECTED = {
    "03_header_hash_test": 0,
    "03_next_header_test": 0,
    "03_follows_test": 0,
    "03_broken_link_test": 0,
    "03_tampered_test": 0,
    "03_append_test": 0,
    "03_rewrite_test": 0,
    "03_convinced_test": 0,
    "03_parting_test": 0,
    "03_bitcoin_id_test": 0,
    "03_read_header_test": 0,
    "03_linked_test": 0,
}


# %% grade_id="03_header_hash"
def header_hash(header):
    """SHA-256, always."""
    fields = {name: getattr(header, name) for name in FIELDS}
    return tagged("lianke/header", canonical.encode(fields)).hex()


# %% grade_id="03_next_header"
def next_header(parent, transactions, time_ms, proposer):
    """The root over transaction ids: signatures are not covered."""
    ids = [signed.transaction.digest for signed in transactions]
    return replace(
        parent,
        height=parent.height + 1,
        previous=parent.hash,
        transactions_root=merkle.root(ids, parent.algorithm).hex(),
        transaction_count=len(ids),
        time_ms=time_ms,
        proposer=proposer,
    )


# %% grade_id="03_follows"
def follows(header, parent):
    """Asks only for link and height."""
    return header.height == parent.height + 1 and header.previous == parent.hash


# %% grade_id="03_broken_link"
def broken_link(headers):
    """Names the parent instead of the child."""
    for parent, header in pairwise(headers):
        if header.previous != parent.hash:
            return parent.height
    return None


# %% grade_id="03_tampered"
def tampered(blocks):
    """Looks for bad signatures instead."""
    found = []
    for block in blocks:
        try:
            for signed in block.transactions:
                signed.verify()
        except Exception:
            found.append(block.header.height)
    return found


# %% grade_id="03_append"
def append(chain, block):
    """Tells with False instead of an error."""
    try:
        validate_block(block, chain[-1].header if chain else None)
    except Exception:
        return False
    chain.append(block)
    return True


# %% grade_id="03_rewrite"
def rewrite(headers, height, root):
    """Works on the list that was given."""
    headers[height] = replace(headers[height], transactions_root=root)
    for place in range(height + 1, len(headers)):
        headers[place] = replace(headers[place], previous=headers[place - 1].hash)
    return headers


# %% grade_id="03_convinced"
def convinced(kept, headers):
    """Compares what was kept with the newest header."""
    links = all(child.previous == parent.hash for parent, child in pairwise(headers))
    return links and headers[-1].hash == kept[1]


# %% grade_id="03_parting"
def parting(ours, theirs):
    """The last height at which they differ."""
    pairs = list(enumerate(zip(ours, theirs, strict=False)))
    differing = [height for height, (a, b) in pairs if a.hash != b.hash]
    return differing[-1] if differing else None


# %% grade_id="03_bitcoin_id"
def bitcoin_id(header):
    """Hashes the digits of the first digest."""
    return digest(digest(header).hex().encode())[::-1].hex()


# %% grade_id="03_read_header"
def read_header(data):
    """Turns the digits round instead of the bytes."""
    if len(data) != 80:
        raise ValueError
    return {
        "version": int.from_bytes(data[:4], "little"),
        "previous": data[4:36].hex()[::-1],
        "root": data[36:68].hex()[::-1],
        "time": int.from_bytes(data[68:72], "little"),
        "bits": int.from_bytes(data[72:76], "little"),
        "nonce": int.from_bytes(data[76:80], "little"),
    }


# %% grade_id="03_linked"
def linked(headers):
    """Hashes once."""
    return all(child[4:36] == digest(parent) for parent, child in pairwise(headers))
