"""Right on an ordinary day: forgets idle days, repeated transactions, the genesis block, empty lists, links
before the kept block, headers of another size.
"""

DEFAULT = "full"
EXPECTED = {
    "03_header_hash_test": 0,
    "03_next_header_test": 0,
    "03_broken_link_test": 0,
    "03_tampered_test": 0,
    "03_append_test": 0,
    "03_rewrite_test": 0,
    "03_convinced_test": 0,
    "03_parting_test": 0,
    "03_read_header_test": 0,
    "03_linked_test": 0,
}


# %% grade_id="03_header_hash"
def header_hash(header):
    """Leaves consensus out."""
    fields = {name: getattr(header, name) for name in FIELDS} | {"consensus": None}
    return tagged("lianke/header", canonical.encode(fields), header.algorithm).hex()


# %% grade_id="03_next_header"
def next_header(parent, transactions, time_ms, proposer):
    """Idle days get zeros for a root."""
    leaves = [signed.leaf for signed in transactions]
    root = merkle.root(leaves, parent.algorithm).hex() if leaves else "00" * 32
    return replace(
        parent,
        height=parent.height + 1,
        previous=parent.hash,
        transactions_root=root,
        transaction_count=len(leaves),
        time_ms=time_ms,
        proposer=proposer,
    )


# %% grade_id="03_broken_link"
def broken_link(headers):
    """Takes every list to begin at genesis."""
    previous = "00" * 32
    for header in headers:
        if header.previous != previous:
            return header.height
        previous = header.hash
    return None


# %% grade_id="03_tampered"
def tampered(blocks):
    """A block without transactions counts as fine."""
    found = []
    for block in blocks:
        header, leaves = block.header, [signed.leaf for signed in block.transactions]
        if not leaves:
            continue
        own = merkle.root(leaves, header.algorithm).hex()
        if own != header.transactions_root or len(leaves) != header.transaction_count:
            found.append(header.height)
    return found


# %% grade_id="03_append"
def append(chain, block):
    """Forgets transactions that stand in an earlier block."""
    try:
        validate_block(block, chain[-1].header if chain else None)
    except Exception as error:
        raise ValueError from error
    chain.append(block)


# %% grade_id="03_rewrite"
def rewrite(headers, height, root):
    """Makes the whole chain anew and drops the field consensus and the rest of the genesis block."""
    made = [genesis("boxes", algorithm=headers[0].algorithm).header]
    for header in headers[1:]:
        made.append(replace(header, previous=made[-1].hash))
        if header.height == height:
            made[-1] = replace(made[-1], transactions_root=root)
    return made


# %% grade_id="03_convinced"
def convinced(kept, headers):
    """Checks only the links after the kept block."""
    height, own = kept
    if len(headers) <= height or headers[height].hash != own:
        return False
    return all(child.previous == parent.hash for parent, child in pairwise(headers[height:]))


# %% grade_id="03_parting"
def parting(ours, theirs):
    """Halves the distance, as if copies never met again after parting."""
    low, high = 0, min(len(ours), len(theirs))
    while low < high:
        middle = (low + high) // 2
        if ours[middle].hash == theirs[middle].hash:
            low = middle + 1
        else:
            high = middle
    return low if low < min(len(ours), len(theirs)) else None


# %% grade_id="03_read_header"
def read_header(data):
    """Any number of bytes from 80 on."""
    if len(data) < 80:
        raise ValueError
    return {
        "version": int.from_bytes(data[:4], "little"),
        "previous": data[4:36][::-1].hex(),
        "root": data[36:68][::-1].hex(),
        "time": int.from_bytes(data[68:72], "little"),
        "bits": int.from_bytes(data[72:76], "little"),
        "nonce": int.from_bytes(data[76:80], "little"),
    }


# %% grade_id="03_linked"
def linked(headers):
    """Only the newest link."""
    return len(headers) < 2 or headers[-1][4:36] == digest(digest(headers[-2]))
