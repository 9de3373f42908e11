"""Other correct ways: dataclasses.asdict, replace on the parent, loops where the reference has all(), sets,
a Merkle tree, recursion, hashlib and struct.
"""


# %% grade_id="03_header_hash"
def header_hash(header: Header) -> str:
    """The module dataclasses knows the fields."""
    from dataclasses import asdict

    return tagged("lianke/header", canonical.encode(asdict(header)), header.algorithm).hex()


# %% grade_id="03_next_header"
def next_header(parent: Header, transactions: tuple, time_ms: int, proposer: str) -> Header:
    """A copy of the parent in which most differs."""
    tree = merkle.MerkleTree((signed.leaf for signed in transactions), parent.algorithm)
    return replace(
        parent,
        height=parent.height + 1,
        previous=parent.hash,
        transactions_root=tree.root.hex(),
        transaction_count=len(tree),
        time_ms=time_ms,
        proposer=proposer,
        consensus=None,
    )


# %% grade_id="03_follows"
def follows(header: Header, parent: Header) -> bool:
    """Rule by rule."""
    if header.time_ms < parent.time_ms or header.previous != parent.hash:
        return False
    wanted = (parent.height + 1, parent.chain, parent.algorithm)
    return (header.height, header.chain, header.algorithm) == wanted


# %% grade_id="03_broken_link"
def broken_link(headers: list) -> int | None:
    """With next()."""
    places = range(1, len(headers))
    broken = (headers[n].height for n in places if headers[n].previous != headers[n - 1].hash)
    return next(broken, None)


# %% grade_id="03_tampered"
def tampered(blocks: list) -> tuple:
    """A tuple, and pairs of root and count."""

    def fits(block) -> bool:
        tree = merkle.MerkleTree((s.leaf for s in block.transactions), block.header.algorithm)
        header = block.header
        return (tree.root.hex(), len(tree)) == (header.transactions_root, header.transaction_count)

    return tuple(block.header.height for block in blocks if not fits(block))


# %% grade_id="03_append"
def append(chain: list, block) -> None:
    """Transactions first, the list extended in place."""
    for earlier in chain:
        for old in earlier.transactions:
            for new in block.transactions:
                if old.transaction == new.transaction:
                    raise ValueError("recorded already")
    try:
        validate_block(block, None if not chain else chain[len(chain) - 1].header)
    except Exception:
        raise ValueError("refused") from None
    chain += [block]


# %% grade_id="03_rewrite"
def rewrite(headers: list, height: int, root: str) -> tuple:
    """From the first header on; before the height the links are what they were."""
    made = []
    for place, header in enumerate(headers):
        changes = {"previous": made[-1].hash} if made else {}
        if place == height:
            changes["transactions_root"] = root
        made.append(replace(header, **changes))
    return tuple(made)


# %% grade_id="03_convinced"
def convinced(kept: tuple, headers: list) -> bool:
    """Walks along the chain."""
    seen, previous = False, None
    for header in headers:
        if previous is not None and header.previous != previous:
            return False
        previous = header.hash
        seen = seen or (header.height, previous) == tuple(kept)
    return seen


# %% grade_id="03_parting"
def parting(ours: list, theirs: list) -> int | None:
    """Compares the headers themselves, one after the other, from the front."""
    height = 0
    while height < len(ours) and height < len(theirs):
        if plain([ours[height]]) != plain([theirs[height]]):
            return height
        height += 1
    return None


# %% grade_id="03_bitcoin_id"
def bitcoin_id(header: bytes) -> str:
    """As a number: the zeros in front must be written."""
    from hashlib import sha256

    number = int.from_bytes(sha256(sha256(header).digest()).digest(), "little")
    return f"{number:064x}"


# %% grade_id="03_read_header"
def read_header(data: bytes) -> dict:
    """The module struct cuts and reads."""
    import struct

    try:
        version, before, root, time, bits, nonce = struct.unpack("<I32s32sIII", data)
    except struct.error as error:
        raise ValueError(str(error)) from None
    texts = {"previous": bytes(reversed(before)).hex(), "root": bytes(reversed(root)).hex()}
    return texts | {"version": version, "time": time, "bits": bits, "nonce": nonce}


# %% grade_id="03_linked"
def linked(headers: list) -> bool:
    """Recursion."""
    if len(headers) < 2:
        return True
    first, second, *_ = headers
    return second[4:36] == digest(digest(first)) and linked(headers[1:])
