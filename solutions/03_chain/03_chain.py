"""Assignment 03: the chain. The form of this script is described in classroom/percent.py."""

# %% [markdown]
# # 03 · Exercises: the chain
#
# You build what keeps a ledger together, what takes it apart, and what notices it: 12 items with
# tests, and one judgement in your own words. About two hours. Each item stands alone: none needs your
# earlier answers.
#
# Replace `raise NotImplementedError()` and run the test below your answer. A test that fails says
# what to examine. When your work is graded, further tests use other inputs; they ask for the same.
#
# Blocks and headers are the library's, as in the lesson: `block.header`, `block.transactions`,
# `header.hash`, `header.previous`, `header.height` and so on. They cannot be changed;
# `replace(header, height=7)` makes a copy in which one field differs. All of them are **synthetic**,
# except Bitcoin's headers, which are real. *Closed book* items withhold the library's own functions for
# the task while your function runs, and say so.

# %% tags=["given"] grade_id="03_setup"
import random
from dataclasses import replace
from itertools import pairwise

from classroom.closed_book import closed_book
from classroom.verdict import same
from course_lib import canonical, merkle
from course_lib.blocks import Header, Transaction, genesis, make_block, sign, validate_block
from course_lib.facts import fact
from course_lib.hashing import digest, tagged
from course_lib.keys import generate, teaching_seed
from course_lib.ledger.tampering import edited, remade, week

CHECKS = ("course_lib.blocks.validation", "course_lib.ledger.tampering", "course_lib.ledger.ledger")
BITCOIN = ("course_lib.consensus.proof_of_work.header",)
FIELDS = (
    *("chain", "height", "previous", "transactions_root", "transaction_count"),
    *("state_root", "time_ms", "proposer", "consensus", "algorithm"),
)
MAINNET = {n: bytes.fromhex(fact("bitcoin_headers", f"block_{n}").value) for n in (0, 1, 2, 170)}


def headers_of(blocks):
    """The headers of some blocks."""
    return [block.header for block in blocks]


def plain(headers):
    """Headers as lists of their fields, so that they can be compared; None for anything else."""
    if type(headers) not in (list, tuple) or any(type(h) is not Header for h in headers):
        return None
    return [[getattr(header, name) for name in FIELDS] for header in headers]


def chain_of(length, seed=0, algorithm="sha256"):
    """A synthetic chain: a genesis block and so many more with 0 to 3 transactions each."""
    dice, key = random.Random(seed), generate(seed=teaching_seed(f"owner {seed}"))
    sender, blocks = key.public_key.to_text(), [genesis("boxes", algorithm=algorithm)]
    for height in range(1, length + 1):
        signed, parent = [], blocks[-1].header
        for n in range(dice.randrange(4)):
            asked = Transaction(
                chain="boxes", contract="register", action="transfer", sender=sender,
                arguments={"boxes": dice.randrange(1, 99)}, nonce=4 * height + n,
                time_ms=height, algorithm=algorithm,
            )  # fmt: skip
            signed.append(sign(asked, key))
        later = {"time_ms": parent.time_ms + dice.randrange(1, 5000), "proposer": "store"}
        blocks.append(make_block(parent, signed, state_root=parent.state_root, **later))
    return blocks


# %% [markdown]
# **Item 1. The hash of a header** (2 points). Write all ten `FIELDS` of a header as a canonical JSON
# object, and return the digest of these bytes with the header's own algorithm, tagged as
# `"lianke/header"`, in hexadecimal.
#
# `header_hash(week()[2].header)` → `"87a7aea3d50c9134…"`, 64 digits. *Closed book:* the header's own
# `hash` and `to_json` are withheld.
#
# *Stuck?* `getattr(header, "height")` is `header.height`. `tagged("lianke/header", data, algorithm)`
# gives the digest in bytes.


# %% tags=["answer"] grade_id="03_header_hash"
def header_hash(header: Header) -> str:
    """The hash of a header, from its fields."""
    ### BEGIN SOLUTION
    fields = {name: getattr(header, name) for name in FIELDS}
    return tagged("lianke/header", canonical.encode(fields), header.algorithm).hex()
    ### END SOLUTION


# %% tags=["test"] grade_id="03_header_hash_test" points=2
tuesday = week()[2].header
sealed = replace(tuesday, consensus={"votes": 3})
other = genesis("boxes", algorithm="sm3").header
with closed_book("course_lib.blocks.header"):
    got = [header_hash(tuesday), header_hash(sealed), header_hash(other)]
assert type(got[0]) is str and len(got[0]) == 64, "Return 64 hexadecimal digits, as text."
assert got[0].startswith("87a7aea3d50c9134"), "Tuesday's header. Are all ten fields in?"
assert got[1].startswith("2be619d7"), "The field consensus belongs to the header as well."
assert got[2].startswith("1d5a5869"), "This header's algorithm is sm3."
### BEGIN HIDDEN TESTS
for seed, algorithm in ((11, "sha256"), (12, "sm3")):
    for each in headers_of(chain_of(6, seed, algorithm)):
        each = replace(each, consensus=[None, seed, {"b": "猪", "a": []}][each.height % 3])
        expected = each.hash
        with closed_book("course_lib.blocks.header"):
            got = header_hash(each)
        assert same(got, expected), "All ten fields, canonical JSON, tagged, the own algorithm."
### END HIDDEN TESTS

# %% [markdown]
# **Item 2. The next header** (2 points). Return the `Header` of the block that follows `parent` and holds
# these signed transactions. Chain, algorithm and state root are the parent's; `consensus` stays `None`.
# The transactions root is the Merkle root over the transactions' leaves, in hexadecimal.
#
# `next_header(week()[1].header, week()[2].transactions, week()[2].header.time_ms, "North Cold Store")`
# → a header equal to `week()[2].header`. *Closed book:* `make_block` is withheld.
#
# *Stuck?* `Header(chain=…, height=…, …)` takes the ten `FIELDS`. `signed.leaf` is a transaction's leaf,
# in bytes; `merkle.root(leaves, algorithm)` gives bytes, `.hex()` makes digits of them.


# %% tags=["answer"] grade_id="03_next_header"
def next_header(parent: Header, transactions: tuple, time_ms: int, proposer: str) -> Header:
    """The header of the block after ``parent``."""
    ### BEGIN SOLUTION
    leaves = [signed.leaf for signed in transactions]
    return Header(
        chain=parent.chain,
        height=parent.height + 1,
        previous=parent.hash,
        transactions_root=merkle.root(leaves, parent.algorithm).hex(),
        transaction_count=len(leaves),
        state_root=parent.state_root,
        time_ms=time_ms,
        proposer=proposer,
        algorithm=parent.algorithm,
    )
    ### END SOLUTION


# %% tags=["test"] grade_id="03_next_header_test" points=2
parent, block = week()[1].header, week()[2]
with closed_book("course_lib.blocks.block"):
    got = next_header(parent, block.transactions, block.header.time_ms, "North Cold Store")
    idle = next_header(parent, (), 5, "Anhe")
assert type(got) is Header, "Return a Header."
assert same(got.previous, parent.hash), "previous is the hash of the parent."
assert same(got.height, 2), "The height is one more than the parent's."
assert same(got.transactions_root, block.header.transactions_root), "The root over the leaves."
assert same(plain([got]), plain([block.header])), "Compare each field with the description."
assert same([idle.transaction_count, idle.proposer, idle.time_ms], [0, "Anhe", 5]), (
    "A day without transfers has a header as well."
)
### BEGIN HIDDEN TESTS
for seed, algorithm in ((21, "sha256"), (22, "sm3"), (23, "sha256")):
    blocks = chain_of(6, seed, algorithm)
    blocks[3:] = [replace(block, header=replace(block.header, state_root="ab" * 32))
                  for block in blocks[3:]]  # fmt: skip
    for parent, block in zip(headers_of(blocks), blocks[1:], strict=False):
        parent = replace(parent, consensus={"sealed": seed} if parent.height % 2 else None)
        expected = make_block(
            parent,
            block.transactions,
            state_root=parent.state_root,
            time_ms=block.header.time_ms + 1,
            proposer=f"clerk {seed}",
        )
        with closed_book("course_lib.blocks.block"):
            got = next_header(parent, block.transactions, block.header.time_ms + 1, f"clerk {seed}")
        assert same(plain([got]), plain([expected.header])), (
            "Any transactions, either algorithm; the parent's chain and state root, not its consensus."
        )
### END HIDDEN TESTS

# %% [markdown]
# **Item 3. Does it follow?** (2 points). Return `True` if a header can stand right after `parent`, and
# `False` if not. Five rules: the height is one more; chain and algorithm are the same; `previous` is the
# parent's hash; the time is not before the parent's (the same time is allowed).
#
# `follows(week()[2].header, week()[1].header)` → `True`; with the two exchanged → `False`.
# *Closed book:* `validate_block` is withheld, as are the functions of the modules `tampering` and
# `ledger`.
#
# *Stuck?* Write the five comparisons, joined by `and`.


# %% tags=["answer"] grade_id="03_follows"
def follows(header: Header, parent: Header) -> bool:
    """Whether a header can stand right after another."""
    ### BEGIN SOLUTION
    return (
        header.height == parent.height + 1
        and header.chain == parent.chain
        and header.algorithm == parent.algorithm
        and header.previous == parent.hash
        and header.time_ms >= parent.time_ms
    )
    ### END SOLUTION


# %% tags=["test"] grade_id="03_follows_test" points=2
parent, header = headers_of(week()[1:3])
with closed_book(*CHECKS):
    good = [follows(header, parent), follows(replace(header, time_ms=parent.time_ms), parent)]
    height = follows(replace(header, height=3), parent)
    chain = follows(replace(header, chain="pork"), parent)
    algorithm = follows(replace(header, algorithm="sm3"), parent)
    previous = follows(replace(header, previous="00" * 32), parent)
    time = follows(replace(header, time_ms=parent.time_ms - 1), parent)
    exchanged = follows(parent, header)
assert same(good, [True, True]), "These follow; the second has the same time as its parent."
assert same(height, False), "Examine the height."
assert same(chain, False), "Examine the chain's name."
assert same(algorithm, False), "Examine the algorithm."
assert same(previous, False), "Examine the link."
assert same(time, False), "Examine the time."
assert same(exchanged, False), "The parent does not follow its child."
### BEGIN HIDDEN TESTS
for seed, algorithm in ((31, "sha256"), (32, "sm3")):
    headers = headers_of(chain_of(5, seed, algorithm))
    turned = {"sha256": "sm3", "sm3": "sha256"}[algorithm]
    for parent, header in pairwise(headers):
        changes = [{"height": n} for n in (header.height - 1, header.height + 1, header.height + 2)]
        changes += [{"chain": header.chain + "2"}, {"algorithm": turned}]
        changes += [{"previous": header.hash}, {"previous": parent.previous}]
        if parent.time_ms:
            changes += [{"time_ms": parent.time_ms - 1}, {"time_ms": 0}]
        fine = [{}, {"proposer": "x"}, {"time_ms": parent.time_ms}, {"time_ms": 2**50}]
        wrong = [replace(header, **change) for change in changes]
        right = [replace(header, **change) for change in fine]
        with closed_book(*CHECKS):
            got = (
                [follows(each, parent) for each in wrong],
                [follows(each, parent) for each in right],
            )
        assert same(got[0], [False] * len(wrong)), "Each of the five rules alone must refuse."
        assert same(got[1], [True] * len(right)), "Whatever keeps the five rules follows."
### END HIDDEN TESTS

# %% [markdown]
# **Item 4. The first broken link** (2 points). Given headers in their order, return the **height** of the
# first one whose `previous` is not the hash of the header before it in the list, or `None` if all
# links hold. The list may begin anywhere in a chain: what its first header names cannot be checked.
#
# For Monday's, Wednesday's and Thursday's headers (heights 1, 3, 4) → `3`. *Closed book* as item 3.
#
# *Stuck?* `pairwise(headers)` gives each header with the next.


# %% tags=["answer"] grade_id="03_broken_link"
def broken_link(headers: list) -> int | None:
    """The height of the first header that does not name the one before; None if all do."""
    ### BEGIN SOLUTION
    for parent, header in pairwise(headers):
        if header.previous != parent.hash:
            return header.height
    return None
    ### END SOLUTION


# %% tags=["test"] grade_id="03_broken_link_test" points=2
headers = headers_of(week())
forged = headers_of(remade(edited(week(), 2, 4), 2, 2))
with closed_book(*CHECKS):
    whole = [broken_link(headers), broken_link(headers[3:]), broken_link(headers[5:])]
    gap, new = broken_link([headers[1], headers[3], headers[4]]), broken_link(forged)
    later = broken_link(forged[1:])
assert same(whole, [None, None, None]), "All links hold, also where the list begins in the middle."
assert same(gap, 3), "Tuesday is missing: Wednesday's header names a block that is not there."
assert same(new, 3), "Header 2 was made anew, and header 3 still names the old one."
assert same(later, 3), "Return the header's height, not its place in the list."
### BEGIN HIDDEN TESTS
dice = random.Random(304)
for seed, algorithm in ((41, "sha256"), (42, "sm3")):
    headers = headers_of(chain_of(9, seed, algorithm))
    for _ in range(12):
        first, bad = dice.randrange(5), dice.sample(range(6, 10), 2)
        broken = list(headers)
        for height in bad:
            broken[height] = replace(broken[height], previous="cd" * 32)
        edit = list(headers)
        edit[bad[0] - 1] = replace(edit[bad[0] - 1], proposer="another")
        with closed_book(*CHECKS):
            got = [broken_link(broken[first:]), broken_link(edit[first:])]
        assert same(got, [min(bad), bad[0]]), "The first broken link counts, by its height."
    with closed_book(*CHECKS):
        got = [broken_link([]), broken_link(headers[4:5]), broken_link(headers)]
    assert same(got, [None, None, None]), "No headers or one: there is no link to break."
### END HIDDEN TESTS

# %% [markdown]
# **Item 5. Find the tampered blocks** (2 points). Return the heights of all blocks whose own transactions
# do not fit their own header, in order: another Merkle root over the leaves, or another number of them
# than `transaction_count`. Links and signatures are not asked for.
#
# `tampered(edited(week(), 3, 6))` → `[3]`. *Closed book* as item 3.
#
# *Stuck?* `merkle.root([signed.leaf for signed in block.transactions], algorithm)` gives bytes, with the
# algorithm that the header names.


# %% tags=["answer"] grade_id="03_tampered"
def tampered(blocks: list) -> list:
    """The heights of the blocks whose transactions do not fit their header."""
    ### BEGIN SOLUTION
    found = []
    for block in blocks:
        header, leaves = block.header, [signed.leaf for signed in block.transactions]
        own = merkle.root(leaves, header.algorithm).hex()
        if own != header.transactions_root or len(leaves) != header.transaction_count:
            found.append(header.height)
    return found
    ### END SOLUTION


# %% tags=["test"] grade_id="03_tampered_test" points=2
true, one = list(week()), list(edited(week(), 3, 6))
two = list(edited(edited(week(), 5, 6, signed_again=True), 2, 1))
fewer, counted = list(true), list(true)
fewer[4] = replace(true[4], transactions=true[4].transactions[:1])
counted[1] = replace(true[1], header=replace(true[1].header, transaction_count=3))
linked = list(true)
linked[4] = replace(true[4], header=replace(true[4].header, previous="00" * 32))
with closed_book(*CHECKS):
    got = [tampered(blocks) for blocks in (true, one, two, fewer, counted, linked)]
assert same(got[0], []), "Nothing was changed here. The genesis block is a block as well."
assert same(got[1], [3]), "A transfer of block 3 says another number."
assert same(got[2], [2, 5]), "Two blocks were edited; block 5 was even signed again."
assert same(got[3], [4]), "A transfer was left out."
assert same(got[4], [1]), "The header counts one more than there are."
assert same(got[5], []), "Only the link is broken here, which this function is not asked for."
### BEGIN HIDDEN TESTS
dice = random.Random(305)
for seed, algorithm in ((51, "sha256"), (52, "sm3"), (53, "sm3")):
    blocks = chain_of(9, seed, algorithm)
    full = [block.header.height for block in blocks if block.transactions]
    for _ in range(6):
        chosen, forged = sorted(dice.sample(full, min(3, len(full)))), list(blocks)
        for height in chosen:
            block, way = blocks[height], dice.randrange(4)
            if way == 0:
                forged[height] = replace(block, transactions=block.transactions[1:])
            elif way == 1:
                more = (*block.transactions, block.transactions[0])
                forged[height] = replace(block, transactions=more)
            elif way == 2:
                first = replace(block.transactions[0], signature=b"x" * 64)
                forged[height] = replace(block, transactions=(first, *block.transactions[1:]))
            else:
                header = replace(block.header, transactions_root="ef" * 32)
                forged[height] = replace(block, header=header)
        start = dice.choice([0, chosen[0]])
        with closed_book(*CHECKS):
            got, again = tampered(forged[start:]), tampered(blocks)
        assert same(got, chosen), "Each change of transactions or root shows at its own block."
        assert same(again, []), "A true chain of either algorithm has none."
### END HIDDEN TESTS

# %% [markdown]
# **Item 6. Append** (2 points). `chain` is a list of blocks. Add `block` at its end, or raise `ValueError`
# and leave the list as it was. Refuse a block that `validate_block` refuses (for an empty list the
# parent is `None`), and a block that holds a transaction which **an earlier block of the chain** holds
# already, because `validate_block` sees two blocks only.
#
# `append([], week()[0])` → the list holds the genesis block. Nothing is returned. *Closed book:* the
# functions of the module `ledger` are withheld; `validate_block` is yours.
#
# *Stuck?* `signed.id` is a transaction's name. `validate_block(block, parent_header)` raises an error of
# its own when it refuses; catch it with `except Exception` and raise `ValueError`.


# %% tags=["answer"] grade_id="03_append"
def append(chain: list, block) -> None:
    """Add a block that follows; raise ValueError for any other."""
    ### BEGIN SOLUTION
    try:
        validate_block(block, chain[-1].header if chain else None)
    except Exception as error:
        raise ValueError(f"refused: {error}") from error
    recorded = {signed.id for earlier in chain for signed in earlier.transactions}
    if any(signed.id in recorded for signed in block.transactions):
        raise ValueError("a transaction is recorded already")
    chain.append(block)
    ### END SOLUTION


# %% tags=["test"] grade_id="03_append_test" points=2
def append_all(blocks, chain):
    """For each block, whether it was refused; the chain must grow exactly by the others."""
    refused = []
    for block in blocks:
        before, told = list(chain), False
        with closed_book("course_lib.ledger.ledger"):
            try:
                append(chain, block)
            except ValueError:
                told = True
        expected = before if told else [*before, block]
        assert len(chain) == len(expected), "A refused block leaves the list as it was."
        assert all(a is b for a, b in zip(chain, expected, strict=True)), "Add the block itself."
        refused.append(told)
    return refused


def after(blocks, transactions):
    """A block after these that holds these transactions."""
    parent = blocks[-1].header
    later = {"time_ms": parent.time_ms, "proposer": "store"}
    return make_block(parent, transactions, state_root=parent.state_root, **later)


days = week()
assert same(append_all(days, []), [False] * 6), "The true week can be appended block by block."
assert same(append_all([days[1], days[0]], []), [True, False]), "A chain begins with genesis."
assert same(append_all([days[2], days[1], days[1]], [days[0]]), [True, False, True]), (
    "Only the next block may be added, and only once."
)
bad = edited(days, 3, 600, signed_again=True)[3]
assert same(append_all([bad, days[3]], list(days[:3])), [True, False]), "The root does not fit."
repeated = after(days[:3], days[1].transactions[:1])
assert same(append_all([repeated, days[3]], list(days[:3])), [True, False]), (
    "This transaction stands in Monday's block already."
)
### BEGIN HIDDEN TESTS
dice = random.Random(306)
for seed, algorithm in ((61, "sha256"), (62, "sm3")):
    blocks = chain_of(8, seed, algorithm)
    assert same(append_all(blocks, []), [False] * 9), "A true chain, with days without transfers."
    old = [signed for block in blocks for signed in block.transactions]
    for _ in range(5):
        again = after(blocks, [replace(dice.choice(old))])  # equal, but not the same object
        idle = after(blocks, [])
        stranger = chain_of(9, seed + 10, algorithm)[9]
        got = append_all([again, stranger, blocks[-1], idle], list(blocks))
        assert same(got, [True, True, True, False]), (
            "Refuse a repeated transaction, another chain's block and an old one; append the rest."
        )
    unsigned = [replace(old[0], signature=bytes(64))]
    assert same(append_all([after(blocks[:1], unsigned)], blocks[:1]), [True]), (
        "validate_block refuses this; so must you."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 7. Rewrite history** (2 points). Be the clerk. Given the headers of a chain from the genesis block
# on, return a new list in which the header at `height` has the transactions root `root`, and every later
# header names the hash of the one before it **in your list**. Nothing else changes, and the list that was
# given stays as it was.
#
# `rewrite(headers, 3, "ab" * 32)` → headers 0 to 2 as they were, 3 with another root, 4 and 5 relinked.
# *Closed book* as item 3.
#
# *Stuck?* `replace(header, previous=…)` makes a copy with another link. Go from `height` to the end.


# %% tags=["answer"] grade_id="03_rewrite"
def rewrite(headers: list, height: int, root: str) -> list:
    """The chain of headers with another root at one height, and links that all hold."""
    ### BEGIN SOLUTION
    made = [*headers[:height], replace(headers[height], transactions_root=root)]
    for header in headers[height + 1 :]:
        made.append(replace(header, previous=made[-1].hash))
    return made
    ### END SOLUTION


# %% tags=["test"] grade_id="03_rewrite_test" points=2
headers, root = headers_of(week()), "ab" * 32
kept = list(headers)
with closed_book(*CHECKS):
    got, newest = rewrite(headers, 3, root), rewrite(headers, 5, root)
assert same(plain(headers), plain(kept)), "The list that was given must stay as it was."
assert plain(got) is not None and len(got) == 6, "Return a list of six headers."
assert same(plain(got[:3]), plain(headers[:3])), "Nothing changes before the height."
assert same(got[3].transactions_root, root), "Header 3 has the other root."
assert same(got[3].previous, headers[2].hash), "Header 3 still names header 2."
links = [child.previous == parent.hash for parent, child in pairwise(got)]
assert same(links, [True] * 5), "Each header must name the new hash of the one before it."
assert same(plain(newest[:5]), plain(headers[:5])), "Only the newest changes here."
assert same(got[5].proposer, headers[5].proposer), "Nothing but root and links changes."
### BEGIN HIDDEN TESTS
for seed, algorithm in ((71, "sha256"), (72, "sm3")):
    headers = headers_of(chain_of(7, seed, algorithm))
    for height in range(8):
        kept, fresh = list(headers), f"{height + 16:02x}" * 32
        expected = [*headers[:height], replace(headers[height], transactions_root=fresh)]
        for header in headers[height + 1 :]:
            expected.append(replace(header, previous=expected[-1].hash))
        with closed_book(*CHECKS):
            got = rewrite(headers, height, fresh)
        assert same(plain(headers), plain(kept)), "The list that was given must stay as it was."
        assert same(plain(got), plain(expected)), (
            "Every height counts, 0 and the newest too; change the root there and the later links."
        )
### END HIDDEN TESTS

# %% [markdown]
# **Item 8. Be the witness** (2 points). You kept the hash of one block: `kept` is the pair of its height
# and its hash. Now you are shown headers, from the genesis block on. Return `True` if the header at that
# height has that hash and **every** link in the list holds, and `False` if not, also if the list is too
# short to hold your block.
#
# `convinced((3, week()[3].hash), headers_of(week()))` → `True`. *Closed book* as item 3.
#
# *Stuck?* Ask for the length first. Then compare the hash, then each link.


# %% tags=["answer"] grade_id="03_convinced"
def convinced(kept: tuple, headers: list) -> bool:
    """Whether the headers hold the block that was kept, with all links."""
    ### BEGIN SOLUTION
    height, own = kept
    if len(headers) <= height or headers[height].hash != own:
        return False
    pairs = pairwise(headers)
    return all(child.previous == parent.hash for parent, child in pairs)
    ### END SOLUTION


# %% tags=["test"] grade_id="03_convinced_test" points=2
true = headers_of(week())
forged = headers_of(remade(edited(week(), 2, 4), 2))
patched = [*true[:4], *forged[4:]]
with closed_book(*CHECKS):
    got = [convinced((n, true[n].hash), true) for n in range(6)]
    rewritten = [convinced((n, true[n].hash), forged) for n in range(6)]
    short = convinced((5, true[5].hash), true[:5])
    broken = convinced((3, true[3].hash), patched)
assert same(got, [True] * 6), "The true chain holds every hash that you could have kept."
assert same(rewritten[2:], [False] * 4), "Rewritten from block 2 on: these hashes differ."
assert same(rewritten[:2], [True] * 2), "What you kept of blocks 0 and 1 says nothing about later."
assert same(short, False), "The block that you know is missing."
assert same(broken, False), "Your block is there, but the next header names another one."
### BEGIN HIDDEN TESTS
for seed, algorithm in ((81, "sha256"), (82, "sm3")):
    true = headers_of(chain_of(7, seed, algorithm))
    for place in range(8):
        forged = [*true[:place], replace(true[place], proposer="clerk")]
        for header in true[place + 1 :]:
            forged.append(replace(header, previous=forged[-1].hash))
        single = [*true[:place], forged[place], *true[place + 1 :]]
        with closed_book(*CHECKS):
            whole = [convinced((n, true[n].hash), forged) for n in range(8)]
            lone = [convinced((n, true[n].hash), single) for n in range(8)]
            cut = [convinced((n, true[n].hash), true[:place]) for n in range(8)]
        assert same(whole, [n < place for n in range(8)]), "Only the kept height's hash decides."
        fits = [n < 7 and place == 7 for n in range(8)]
        assert same(lone, fits), "A broken link anywhere, before or after your block, is a no."
        assert same(cut, [n < place for n in range(8)]), "A list that is too short is a no."
    with closed_book(*CHECKS):
        moved = [convinced((n, true[n - 1].hash), true) for n in range(1, 8)]
    assert same(moved, [False] * 7), "The hash must stand at the height that was kept."
### END HIDDEN TESTS

# %% [markdown]
# **Item 9. Where do our copies part?** (2 points). Two owners compare their copies. Given the headers of
# both, from the genesis block on, return the first height at which the two differ, or `None` if one list
# is the beginning of the other (or the same).
#
# True and rewritten from block 2 on → `2`.
#
# *Stuck?* A header's hash covers all its fields.


# %% tags=["answer"] grade_id="03_parting"
def parting(ours: list, theirs: list) -> int | None:
    """The first height at which two copies differ; None if neither contradicts the other."""
    ### BEGIN SOLUTION
    for height, (own, other) in enumerate(zip(ours, theirs, strict=False)):
        if own.hash != other.hash:
            return height
    return None
    ### END SOLUTION


# %% tags=["test"] grade_id="03_parting_test" points=2
true, forged = headers_of(week()), headers_of(remade(edited(week(), 2, 4), 2))
assert same(parting(true, forged), 2), "Blocks 0 and 1 agree, block 2 does not."
assert same(parting(true, true), None), "They agree in everything."
assert same(parting(true, true[:4]), None), "One copy is only behind."
assert same(parting(true[:4], forged[:3]), 2), "They need not be equally long."
assert same(parting([genesis("pork").header], true), 0), "These are two different ledgers."
### BEGIN HIDDEN TESTS
dice = random.Random(309)
for seed, algorithm in ((91, "sha256"), (92, "sm3")):
    true = headers_of(chain_of(8, seed, algorithm))
    for place in range(9):
        change = dice.choice([{"proposer": "x"}, {"consensus": 1}, {"state_root": "12" * 32}])
        single = [*true[:place], replace(true[place], **change), *true[place + 1 :]]
        end = dice.randrange(place, 9)
        got = [
            parting(true, single),
            parting(single[: end + 1], true),
            parting(true, single[:place]),
        ]
        assert same(got, [place, place, None]), (
            "One differing header is enough, in any field, whatever follows and however long."
        )
    assert same([parting([], true), parting(true, []), parting([], [])], [None] * 3), (
        "An empty copy contradicts nobody."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 10. The id of a Bitcoin block** (2 points). Return the id of a header of 80 bytes: SHA-256 of
# SHA-256 of them, with the bytes turned round, in hexadecimal.
#
# Block 0 → `"000000000019d668…"`. *Closed book:* the functions of the module
# `course_lib.consensus.proof_of_work.header` are withheld.
#
# *Stuck?* `digest(data)` is SHA-256 in bytes. `data[::-1]` turns bytes round.


# %% tags=["answer"] grade_id="03_bitcoin_id"
def bitcoin_id(header: bytes) -> str:
    """The id of a Bitcoin header, as it is shown."""
    ### BEGIN SOLUTION
    return digest(digest(header))[::-1].hex()
    ### END SOLUTION


# %% tags=["test"] grade_id="03_bitcoin_id_test" points=2
with closed_book(*BITCOIN):
    got = [bitcoin_id(MAINNET[0]), bitcoin_id(MAINNET[1])]
assert type(got[0]) is str and len(got[0]) == 64, "Return 64 hexadecimal digits, as text."
assert not got[0].endswith("00000000"), "The zeros stand in front: turn the bytes round."
assert got[0].startswith("000000000019d6689c085ae1"), "Hash twice: the digest of the digest."
assert got[1].startswith("00000000839a8e6886ab5951"), "This is the id of block 1."
### BEGIN HIDDEN TESTS
from hashlib import sha256

dice = random.Random(310)
for data in (*MAINNET.values(), *(dice.randbytes(80) for _ in range(20))):
    expected = bytes(reversed(sha256(sha256(data).digest()).digest())).hex()
    with closed_book(*BITCOIN):
        got = bitcoin_id(data)
    assert same(got, expected), "SHA-256 twice over the 80 bytes, then turned round byte by byte."
### END HIDDEN TESTS

# %% [markdown]
# **Item 11. Read a Bitcoin header** (2 points). Return the six fields of a header as a dictionary:
# `version`, `time`, `bits` and `nonce` as whole numbers (little-endian, none below 0), `previous` and
# `root` as hexadecimal digits with the bytes turned round. If there are not exactly 80 bytes, raise
# `ValueError`. The places, counted from 0: version 0–3, previous 4–35, root 36–67, time 68–71, bits 72–75,
# nonce 76–79.
#
# `read_header(MAINNET[1])["time"]` → `1231469665`. *Closed book* as item 10.
#
# *Stuck?* `data[68:72]` cuts out four bytes; `int.from_bytes(data, "little")` reads a number.


# %% tags=["answer"] grade_id="03_read_header"
def read_header(data: bytes) -> dict:
    """The fields of a Bitcoin header."""
    ### BEGIN SOLUTION
    if len(data) != 80:
        raise ValueError(f"a header has 80 bytes, not {len(data)}")
    return {
        "version": int.from_bytes(data[:4], "little"),
        "previous": data[4:36][::-1].hex(),
        "root": data[36:68][::-1].hex(),
        "time": int.from_bytes(data[68:72], "little"),
        "bits": int.from_bytes(data[72:76], "little"),
        "nonce": int.from_bytes(data[76:80], "little"),
    }
    ### END SOLUTION


# %% tags=["test"] grade_id="03_read_header_test" points=2
def too_long_or_short(data):
    """Whether read_header raises ValueError."""
    try:
        with closed_book(*BITCOIN):
            read_header(data)
    except ValueError:
        return True
    return False


with closed_book(*BITCOIN):
    got, later = read_header(MAINNET[1]), read_header(MAINNET[170])
assert type(got) is dict, "Return a dictionary."
assert same(sorted(got), ["bits", "nonce", "previous", "root", "time", "version"]), "Six keys."
assert same(got["version"], 1), "The version of block 1 is 1. Little-endian?"
assert same(got["time"], 1231469665), "The time of block 1: 9 January 2009."
assert same(got["bits"], 0x1D00FFFF), "The bits of block 1."
assert got["previous"].startswith("000000000019d668"), "previous is shown with its zeros in front."
assert got["root"].startswith("0e3e2357"), "The root is turned round as well."
assert same(later["nonce"], 1889418792), "The nonce of block 170: the last four bytes."
assert too_long_or_short(MAINNET[0][:79]), "79 bytes are no header: raise ValueError."
assert not too_long_or_short(MAINNET[0]), "80 bytes are one."
### BEGIN HIDDEN TESTS
import struct

dice = random.Random(311)
for data in (*MAINNET.values(), *(dice.randbytes(80) for _ in range(20))):
    version, before, root, time, bits, nonce = struct.unpack("<I32s32sIII", data)
    before, root = before[::-1].hex(), root[::-1].hex()
    expected = {"version": version, "previous": before, "root": root}
    expected |= {"time": time, "bits": bits, "nonce": nonce}
    with closed_book(*BITCOIN):
        got = read_header(data)
    assert same(got, expected), "Any 80 bytes: six fields, numbers unsigned and little-endian."
for size in (0, 4, 81, 160):
    assert too_long_or_short(dice.randbytes(size)), "Not exactly 80 bytes: raise ValueError."
### END HIDDEN TESTS

# %% [markdown]
# **Item 12. Real links** (2 points). Given Bitcoin headers of 80 bytes each, return `True` if each names
# the one before it in the list: bytes 4 to 35 are SHA-256 of SHA-256 of the header before, **as it comes
# out**, not turned round. A list of one or none has no link that could fail: `True`. What the first header
# names cannot be checked. The work is not asked for.
#
# Blocks 0, 1, 2 → `True`; blocks 2 and 170 → `False`. *Closed book* as item 10.
#
# *Stuck?* Compare bytes with bytes; nothing need be shown to anybody.


# %% tags=["answer"] grade_id="03_linked"
def linked(headers: list) -> bool:
    """Whether each Bitcoin header names the one before it."""
    ### BEGIN SOLUTION
    pairs = pairwise(headers)
    return all(child[4:36] == digest(digest(parent)) for parent, child in pairs)
    ### END SOLUTION


# %% tags=["test"] grade_id="03_linked_test" points=2
zero, one, two, later = MAINNET.values()
changed = zero[:-1] + b"\x7d"
with closed_book(*BITCOIN):
    good = [linked([zero, one, two]), linked([one, two]), linked([later]), linked([])]
    gap, turned, forged = linked([two, later]), linked([two, one, zero]), linked([changed, one])
    last = linked([zero, one, later])
assert same(good, [True] * 4), "These are all linked; one header or none has no link to fail."
assert same(gap, False), "Block 170 names block 169."
assert same(turned, False), "From the oldest to the newest."
assert same(forged, False), "The last byte of block 0 was changed."
assert same(last, False), "Every link counts."
### BEGIN HIDDEN TESTS
from hashlib import sha256

dice = random.Random(312)
for length in (2, 3, 5, 9):
    made = [dice.randbytes(80)]
    while len(made) < length:
        name = sha256(sha256(made[-1]).digest()).digest()
        made.append(dice.randbytes(4) + name + dice.randbytes(44))
    place, at = dice.randrange(length - 1), dice.randrange(80)
    spoilt = list(made)
    spoilt[place] = bytes([*made[place][:at], made[place][at] ^ 1, *made[place][at + 1 :]])
    with closed_book(*BITCOIN):
        got = [
            linked(made),
            linked(made[1:]),
            linked(spoilt),
            linked(made[:place] + made[place + 1 :]),
        ]
    assert same(got[:2], [True, True]), "Any bytes may stand around the link."
    assert same(got[2], False), "One bit changed in one header breaks a link."
    assert same(got[3], place == 0), (
        "A header that is missing breaks a link, unless it was the first."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 13. Your judgement** (4 points, read by a person). A platform offers your firm and five partners a
# "tamper-proof blockchain register". It runs on four nodes in the platform's own data centre; members
# log in and read. In about 150 words: **what can members notice with this, what not, and what would you ask
# for before you sign? Would a signed database do?**
#
# | points | what the reader finds |
# |---|---|
# | 4 | that the keeper of all copies can rewrite them; what links, roots and signatures still show; at least two sensible demands, one of them a hash or copy of one's own; and a reasoned word on the signed database |
# | 3 | the keeper's power and a sensible demand, but the signed database or what still shows is missing |
# | 2 | correct statements about chains, little about this offer |
# | 1 | an opinion without reasons, or "a blockchain cannot be changed" |

# %% [markdown] tags=["rubric"] grade_id="03_judgement" points=4
# ### BEGIN SOLUTION
# *What a good answer says.* Members who check signatures notice changed records, but not with the signer's
# help; those who check roots and links notice a clumsy edit. Nobody notices a register made anew
# from some day on: the four nodes have one master, so four copies are one. Members might even be shown
# different registers. Demands: each member gets every head (better, signed by the platform) and keeps
# it; members compare heads; a consistency proof from any kept head on request; a full copy at one or
# more members, since noticing does not restore; clear rules on who decides the order; who checks all
# this, and how often. "Tamper-proof" should read "tamper-evident for whoever kept a hash". A signed
# database whose keeper sends all members a signed root each evening gives the same here, and is simpler.
# A chain with copies and votes at several members is worth its price only if they do not trust one keeper.
# ### END SOLUTION
