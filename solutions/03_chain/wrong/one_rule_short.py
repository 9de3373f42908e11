"""Right but for one rule each: consensus copied from the parent, transactions compared as objects, the
kept hash looked for at any height.
"""

EXPECTED = {"03_next_header_test": 0, "03_append_test": 0, "03_convinced_test": 0}


# %% grade_id="03_next_header"
def next_header(parent: Header, transactions: tuple, time_ms: int, proposer: str) -> Header:
    """A copy of the parent, consensus and all."""
    root = merkle.root([signed.leaf for signed in transactions], parent.algorithm).hex()
    return replace(
        parent,
        height=parent.height + 1,
        previous=parent.hash,
        transactions_root=root,
        transaction_count=len(transactions),
        time_ms=time_ms,
        proposer=proposer,
    )


# %% grade_id="03_append"
def append(chain: list, block) -> None:
    """Looks for the same objects, not for equal ones."""
    try:
        validate_block(block, chain[-1].header if chain else None)
    except Exception:
        raise ValueError("it does not follow") from None
    old = {id(signed) for earlier in chain for signed in earlier.transactions}
    if any(id(signed) in old for signed in block.transactions):
        raise ValueError("a transaction is repeated")
    chain.append(block)


# %% grade_id="03_convinced"
def convinced(kept: tuple, headers: list) -> bool:
    """Looks for the hash anywhere."""
    found = any(header.hash == kept[1] for header in headers)
    return found and all(b.previous == a.hash for a, b in pairwise(headers))
