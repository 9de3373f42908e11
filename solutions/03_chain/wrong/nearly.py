"""Nearly right, as learners write it: a hash without its tag, the hash of the parent's parent, a time that
must be later, a place for a height, roots only, a list changed before the check, one link made
anew, a hash without links, bytes left as they came.
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
    """Forgets the tag."""
    fields = {name: getattr(header, name) for name in FIELDS}
    return digest(canonical.encode(fields), header.algorithm).hex()


# %% grade_id="03_next_header"
def next_header(parent, transactions, time_ms, proposer):
    """Copies the parent's link."""
    leaves = [signed.leaf for signed in transactions]
    return replace(
        parent,
        height=parent.height + 1,
        transactions_root=merkle.root(leaves, parent.algorithm).hex(),
        transaction_count=len(leaves),
        time_ms=time_ms,
        proposer=proposer,
    )


# %% grade_id="03_follows"
def follows(header, parent):
    """Wants a later time."""
    return (
        header.height == parent.height + 1
        and (header.chain, header.algorithm) == (parent.chain, parent.algorithm)
        and header.previous == parent.hash
        and header.time_ms > parent.time_ms
    )


# %% grade_id="03_broken_link"
def broken_link(headers):
    """The place in the list."""
    for place, (parent, header) in enumerate(pairwise(headers), start=1):
        if header.previous != parent.hash:
            return place
    return None


# %% grade_id="03_tampered"
def tampered(blocks):
    """Does not count."""
    return [
        block.header.height
        for block in blocks
        if merkle.root([s.leaf for s in block.transactions], block.header.algorithm).hex()
        != block.header.transactions_root
    ]


# %% grade_id="03_append"
def append(chain, block):
    """Adds first and checks afterwards."""
    parent = chain[-1].header if chain else None
    chain.append(block)
    try:
        validate_block(block, parent)
    except Exception as error:
        raise ValueError from error


# %% grade_id="03_rewrite"
def rewrite(headers, height, root):
    """Mends only the next link."""
    made = list(headers)
    made[height] = replace(made[height], transactions_root=root)
    if height + 1 < len(made):
        made[height + 1] = replace(made[height + 1], previous=made[height].hash)
    return made


# %% grade_id="03_convinced"
def convinced(kept, headers):
    """Compares the hash and looks at no link."""
    return len(headers) > kept[0] and headers[kept[0]].hash == kept[1]


# %% grade_id="03_parting"
def parting(ours, theirs):
    """The shorter copy counts as different."""
    for height in range(max(len(ours), len(theirs))):
        if ours[height : height + 1] != theirs[height : height + 1]:
            return height
    return None


# %% grade_id="03_bitcoin_id"
def bitcoin_id(header):
    """Not turned round."""
    return digest(digest(header)).hex()


# %% grade_id="03_read_header"
def read_header(data):
    """Reads numbers as we write them."""
    if len(data) != 80:
        raise ValueError
    return {
        "version": int.from_bytes(data[:4], "big"),
        "previous": data[4:36][::-1].hex(),
        "root": data[36:68][::-1].hex(),
        "time": int.from_bytes(data[68:72], "big"),
        "bits": int.from_bytes(data[72:76], "big"),
        "nonce": int.from_bytes(data[76:80], "big"),
    }


# %% grade_id="03_linked"
def linked(headers):
    """Turns the hash round."""
    return all(child[4:36] == digest(digest(parent))[::-1] for parent, child in pairwise(headers))
