"""Assignment 06: consensus at scale. The form of this script is described in classroom/percent.py."""

# %% [markdown]
# # 06 · Exercises: consensus for 4, 40 and 400 members
#
# You build the rules that let many members agree with few messages, one small function an item: 12
# items with tests, and one judgement in your own words. About two hours. Each item stands alone:
# none needs your earlier answers.
#
# Replace `raise NotImplementedError()` and run the test below your answer. A test that fails says
# what to examine. When your work is graded, further tests use other inputs; they ask for the same.
#
# All data here are **synthetic**. Messages are plain tuples and dictionaries; that a vote is signed
# by whom it names has been checked, unless an item says otherwise. *Closed book* items withhold the
# library's own code for the task while your function runs, and say so.

# %% tags=["given"] grade_id="06_setup"
import copy
import random

from classroom.closed_book import closed_book
from classroom.verdict import same

HOTSTUFF = tuple(f"course_lib.consensus.hotstuff.{room}" for room in ("views", "replica", "state"))
AUTHORITY = tuple(f"course_lib.consensus.authority.{room}" for room in ("sealer", "invariants"))
MEMBERS = ["a", "b", "c", "d"]

# %% [markdown]
# **Item 1. Count votes in a line** (2 points). The next leader of HotStuff receives votes
# (sender, view, block). Return the **sorted list of members** who voted for `block` in `view` as
# soon as they are a quorum of **n − f**, with n members and f = (n − 1) // 3; otherwise `None`.
# A member counts once, however often it sends; strangers do not count.
#
# `collect(["a","b","c","d"], 5, "X", [("d",5,"X"), ("a",5,"X"), ("b",5,"X")])` → `["a", "b", "d"]`
#
# *Closed book:* HotStuff's `views`, `replica` and `state` are withheld.
#
# *Stuck?* Collect the senders of the votes that fit in a set, and intersect it with the members.


# %% tags=["answer"] grade_id="06_collect"
def collect(members: list, view: int, block: str, votes: list) -> list | None:
    """The voters of a certificate, or None as long as they are too few."""
    ### BEGIN SOLUTION
    voters = {sender for sender, *vote in votes if vote == [view, block]} & set(members)
    quorum = len(members) - (len(members) - 1) // 3
    return sorted(voters) if len(voters) >= quorum else None
    ### END SOLUTION


# %% tags=["test"] grade_id="06_collect_test" points=2
def ask_collect(members, *votes):
    """Your function, closed book, for block X of view 5."""
    with closed_book(*HOTSTUFF):
        return collect(list(members), 5, "X", list(votes))


A, B, C, D = ((name, 5, "X") for name in "abcd")
assert same(ask_collect(MEMBERS, D, A, B), ["a", "b", "d"]), (
    "Three of four are a quorum: sort them."
)
assert same(ask_collect(MEMBERS, A, B), None), "Two of four are none."
assert same(ask_collect(MEMBERS, A, B, A), None), "a has one vote."
assert same(ask_collect(MEMBERS, A, B, ("m", 5, "X")), None), "m is no member."
assert same(ask_collect(MEMBERS, A, B, ("c", 4, "X")), None), "c's vote is for view 4."
assert same(ask_collect(MEMBERS, A, B, ("c", 5, "Y")), None), "c's vote is for another block."
assert same(ask_collect(MEMBERS, *(A, B, C, D)), MEMBERS), "More than a quorum is one, too."
### BEGIN HIDDEN TESTS
dice = random.Random(601)
for n in (1, 2, 3, 5, 6, 7, 9, 10) * 8:
    names = [f"m{place}" for place in range(n)]
    votes = [
        (dice.choice([*names, "stranger"]), dice.choice((5, 5, 5, 5, 4)), dice.choice("XXXXXY"))
        for _ in range(4 * n)
    ]
    found = sorted(name for name in names if (name, 5, "X") in votes)
    f = max(f for f in range(n) if n > 3 * f)
    expected = found if len(found) >= n - f else None
    assert same(ask_collect(names, *votes), expected), (
        "Members, each once, for this view and this block; n - f of them, whatever n is."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 2. Check a quorum certificate** (2 points). A certificate is
# `{"view": 5, "block": "X", "voters": ["a", "b", "d"]}`. A leader may have made it up. `signed` is
# the set of votes (sender, view, block) that really carry a valid signature. The certificate holds
# if at least **n − f different members** are among its voters, and **every member named** has
# signed a vote for just this view and block. Voters who are no members are ignored.
#
# *Closed book:* as in item 1.
#
# *Stuck?* Which members are named? Are they enough? Has each of them signed?


# %% tags=["answer"] grade_id="06_holds"
def holds(certificate: dict, members: list, signed: set) -> bool:
    """Whether a quorum of members signed what the certificate says."""
    ### BEGIN SOLUTION
    named = set(certificate["voters"]) & set(members)
    quorum = len(members) - (len(members) - 1) // 3
    vote = certificate["view"], certificate["block"]
    return len(named) >= quorum and all((name, *vote) in signed for name in named)
    ### END SOLUTION


# %% tags=["test"] grade_id="06_holds_test" points=2
def ask_holds(members, voters, signed):
    """Your function, closed book, for a certificate on block X of view 5."""
    with closed_book(*HOTSTUFF):
        return holds({"view": 5, "block": "X", "voters": list(voters)}, list(members), set(signed))


SIGNED = {("a", 5, "X"), ("b", 5, "X"), ("d", 5, "X"), ("c", 4, "X"), ("c", 5, "Y")}
SIGNED |= {("m", 5, "X")}
assert same(ask_holds(MEMBERS, "abd", SIGNED), True), "a, b and d have signed: three of four."
assert same(ask_holds(MEMBERS, "ab", SIGNED), False), "Two of four are no quorum."
assert same(ask_holds(MEMBERS, "aab", SIGNED), False), "a is named twice and counts once."
assert same(ask_holds(MEMBERS, "abm", SIGNED), False), "m is no member."
assert same(ask_holds(MEMBERS, "abc", SIGNED), False), "c signed for view 4, and for block Y."
assert same(ask_holds(MEMBERS, "abcd", SIGNED), False), "c is named and has not signed this."
assert same(ask_holds(MEMBERS, "abdx", SIGNED), True), "x is no member and is ignored."
### BEGIN HIDDEN TESTS
dice = random.Random(602)
for n in (1, 3, 4, 5, 6, 7, 9, 10) * 10:
    names = [f"m{place}" for place in range(n)]
    signed = {(name, 5, "X") for name in names if dice.random() < 0.95}
    signed |= {(name, 6, "X") for name in names} | {("y", 5, "X")}
    voters = dice.choices([*names, "y"], k=dice.randint(n, 3 * n))
    f = max(f for f in range(n) if n > 3 * f)
    named = [name for name in names if name in voters]
    expected = len(named) >= n - f and not [x for x in named if (x, 5, "X") not in signed]
    assert same(ask_holds(names, voters, signed), expected), (
        "Different members, at least n - f; each member named must have signed."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 3. Whose turn is it?** (2 points). Two rotations. In our HotStuff a leader keeps `turn`
# views in a row, then the next member follows; views count from **1** and members from the first of
# the list. In FISCO BCOS the leader's number is (view + block number) modulo the number of nodes.
# Return the two leaders as a pair.
#
# `leaders(["a","b","c","d"], 5, 4, 9)` → `("b", "c")`: with turns of 4, view 5 is b's first; and
# (5 + 9) mod 4 = 2. *Closed book:* as in item 1.
#
# *Stuck?* Which of the four turns 0, 1, 2, 3 does view 4 belong to? Subtract 1 before you divide.


# %% tags=["answer"] grade_id="06_leaders"
def leaders(members: list, view: int, turn: int, block_number: int) -> tuple:
    """The leader under HotStuff with turns, and under FISCO BCOS."""
    ### BEGIN SOLUTION
    n = len(members)
    return members[(view - 1) // turn % n], members[(view + block_number) % n]
    ### END SOLUTION


# %% tags=["test"] grade_id="06_leaders_test" points=2
def ask_leaders(*given):
    """Your function, closed book."""
    with closed_book(*HOTSTUFF):
        return leaders(*given)


assert same(ask_leaders(MEMBERS, 5, 4, 9), ("b", "c")), "View 5 opens the second turn."
assert same(ask_leaders(MEMBERS, 4, 4, 0), ("a", "a")), "View 4 is a's last; 4 mod 4 is 0."
assert same(ask_leaders(MEMBERS, 17, 4, 1), ("a", "c")), "After d it is a's turn again."
assert same(ask_leaders(MEMBERS, 3, 1, 0), ("c", "d")), "With turns of 1 every view has another."
### BEGIN HIDDEN TESTS
dice = random.Random(603)
for _ in range(60):
    names = [f"m{place}" for place in range(dice.randint(1, 12))]
    turn, view, number = dice.randint(1, 6), dice.randint(1, 90), dice.randint(0, 500)
    order = [name for name in names * 90 for _ in range(turn)]
    expected = order[view - 1], (names * 600)[view + number]
    assert same(ask_leaders(names, view, turn, number), expected), (
        "Lay the turns out in a row: which member stands at place view?"
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 4. May I vote?** (2 points). A HotStuff replica votes for a block if
#
# 1. the block's view is higher than that of its last vote, `voted`; **and**
# 2. the block builds on what it is locked on: following parents from the block one comes to
#    `locked["block"]`; **or** the certificate in the block is of a **higher view** than the lock's.
#
# `blocks` maps a name to `{"view": …, "parent": …, "justify": …}`: the view of the block, its
# parent's name, and the view of the certificate it carries. The first block's parent is `None`.
# `locked` is `{"block": …, "view": …}`. *Closed book:* as in item 1.
#
# *Stuck?* Walk: `while name is not None and name != locked["block"]: name = …`.


# %% tags=["answer"] grade_id="06_may_vote"
def may_vote(name: str, blocks: dict, voted: int, locked: dict) -> bool:
    """Whether it is safe to vote for the block called name."""
    ### BEGIN SOLUTION
    block = blocks[name]
    while name is not None and name != locked["block"]:
        name = blocks[name]["parent"]
    return block["view"] > voted and (name is not None or block["justify"] > locked["view"])
    ### END SOLUTION


# %% tags=["test"] grade_id="06_may_vote_test" points=2
def ask_vote(name, blocks, voted, locked):
    """Your function, closed book; blocks and locks as tuples."""
    names = ("view", "parent", "justify")
    given = {key: dict(zip(names, block, strict=True)) for key, block in blocks.items()}
    with closed_book(*HOTSTUFF):
        return may_vote(name, given, voted, {"block": locked[0], "view": locked[1]})


TREE = {"g": (0, None, 0), "p": (1, "g", 0), "q": (2, "p", 1), "r": (3, "q", 2), "s": (4, "g", 0)}
TREE["t"] = (5, "p", 1)
assert same(ask_vote("r", TREE, 2, ("p", 1)), True), "r builds on q, q on p: the lock is kept."
assert same(ask_vote("r", TREE, 3, ("p", 1)), False), "It has voted in view 3 already."
assert same(ask_vote("s", TREE, 3, ("p", 1)), False), "s goes around p with an old certificate."
assert same(ask_vote("r", TREE, 2, ("s", 1)), True), (
    "r's certificate, of view 2, outranks the lock."
)
assert same(ask_vote("t", TREE, 3, ("q", 1)), False), "View 1 is not higher than the lock's view 1."
### BEGIN HIDDEN TESTS
dice = random.Random(604)
for _ in range(120):
    tree = {"b0": (0, None, 0)}
    for place in range(1, 9):
        parent = dice.choice(list(tree))
        tree[f"b{place}"] = (place, parent, tree[parent][0])
    name, lock = dice.choice(list(tree)), dice.choice(list(tree))
    voted, level = dice.randint(-1, 8), dice.randint(0, 6)
    way, at = set(), name
    while at is not None:
        way, at = way | {at}, tree[at][1]
    expected = tree[name][0] > voted and (lock in way or tree[name][2] > level)
    assert same(ask_vote(name, tree, voted, (lock, level)), expected), (
        "Rule 1 always; of rule 2 one half is enough. A block extends itself."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 5. The three-chain** (3 points). A certificate for block `name` has just become known. It
# commits the block **two above** it, if the three blocks (the certified one, its parent, its
# grandparent) are of **three views in a row**. Return the committed block's name, or `None`.
# `blocks` maps a name to the pair (view, parent's name); the first block is `"g"`, with view 0 and
# parent `None`. It counts like any other: three in a row from view 0 commit it.
#
# With `{"g": (0, None), "x": (1, "g"), "y": (2, "x"), "z": (3, "y")}`: `three_chain("z", …)` → `"x"`
#
# *Closed book:* as in item 1.
#
# *Stuck?* Find parent and grandparent first; one of them may not exist.


# %% tags=["answer"] grade_id="06_three_chain"
def three_chain(name: str, blocks: dict) -> str | None:
    """What a certificate for this block commits."""
    ### BEGIN SOLUTION
    view, parent = blocks[name]
    if parent is None or blocks[parent][1] is None:
        return None
    oldest = blocks[parent][1]
    in_a_row = blocks[parent][0] == view - 1 and blocks[oldest][0] == view - 2
    return oldest if in_a_row else None
    ### END SOLUTION


# %% tags=["test"] grade_id="06_three_chain_test" points=3
def ask_chain(name, blocks):
    """Your function, closed book."""
    with closed_book(*HOTSTUFF):
        return three_chain(name, dict(blocks))


ROW = {"g": (0, None), "x": (1, "g"), "y": (2, "x"), "z": (3, "y"), "w": (5, "z"), "v": (6, "w")}
ROW |= {"u": (7, "v"), "k": (4, "y")}
assert same(ask_chain("z", ROW), "x"), "Views 1, 2, 3 stand in a row: the first is committed."
assert same(ask_chain("w", ROW), None), "Between 3 and 5 a view is missing."
assert same(ask_chain("v", ROW), None), "5 and 6 fit, and 3 does not: none may be missing."
assert same(ask_chain("u", ROW), "w"), "Views 5, 6, 7 are in a row again."
assert same(ask_chain("k", ROW), None), "k is of view 4, its parent of view 2."
assert same(ask_chain("x", ROW), None), "x has no grandparent."
### BEGIN HIDDEN TESTS
dice = random.Random(605)
for _ in range(120):
    tree, views = {"g": (0, None)}, sorted(dice.sample(range(1, 14), 9))
    for view in views:
        tree[f"b{view}"] = (view, dice.choice(list(tree)[-2:]))
    for name in tree:
        lines = [n for n in (name, tree[name][1]) if n is not None]
        last = tree[lines[-1]][1] if len(lines) == 2 else None
        fits = last is not None and [tree[n][0] for n in (*lines, last)] == [
            tree[name][0] - back for back in range(3)
        ]
        assert same(ask_chain(name, tree), last if fits else None), (
            "Follow parents, not the order of the names; check both steps."
        )
### END HIDDEN TESTS

# %% [markdown]
# **Item 6. The pipeline** (2 points). A line of blocks, each on the one before, was certified in
# the views that `views` lists, in growing order. Three views in a row (v, v + 1, v + 2) commit the
# block of view v **and all blocks before it**. Return the views of all committed blocks, in order.
#
# `pipeline([1, 2, 3, 5, 6, 7, 8])` → `[1, 2, 3, 5, 6]`: 6, 7, 8 stand in a row, so the block of 6
# is committed, and 1, 2, 3, 5 with it. *Closed book:* as in item 1.
#
# *Stuck?* Find the last place where three stand in a row; the answer is everything up to there.


# %% tags=["answer"] grade_id="06_pipeline"
def pipeline(views: list) -> list:
    """The views whose blocks are committed."""
    ### BEGIN SOLUTION
    rows = [v for v in views if v + 1 in views and v + 2 in views]
    return [v for v in views if rows and v <= rows[-1]]
    ### END SOLUTION


# %% tags=["test"] grade_id="06_pipeline_test" points=2
def ask_pipeline(views):
    """Your function, closed book."""
    with closed_book(*HOTSTUFF):
        return pipeline(list(views))


assert same(ask_pipeline([1, 2, 3, 5, 6, 7, 8]), [1, 2, 3, 5, 6]), (
    "6, 7, 8 commit 6 and all before."
)
assert same(ask_pipeline([1, 2, 3]), [1]), "Three in a row commit the first."
assert same(ask_pipeline([1, 2, 4, 5, 7]), []), "There are no three in a row."
assert same(ask_pipeline([1, 3, 4, 5, 7, 8]), [1, 3]), "1 is before 3, so it is committed with it."
### BEGIN HIDDEN TESTS
dice = random.Random(606)
assert same(ask_pipeline([]), []), "Nothing was certified, nothing is committed."
for _ in range(80):
    views = sorted(dice.sample(range(1, 20), dice.randint(1, 16)))
    best = 0
    for place in range(len(views) - 2):
        if views[place + 2] - views[place] == 2:
            best = place + 1
    assert same(ask_pipeline(views), views[:best]), "The last three in a row decide."
### END HIDDEN TESTS

# %% [markdown]
# **Item 7. Rotate a committee** (2 points). rPBFT of FISCO BCOS lets a committee of `size` among N
# nodes vote; nodes have the numbers 0 to N − 1, and the committee begins with 0 to size − 1. In
# round i (i = 0, 1, …) the node at **place i mod size** of the committee leaves, and the node with
# number **(the leaver's number + size) mod N** takes that place. Return the committee, as a list
# by places, after `rounds` rounds (rounds 0 to rounds − 1).
#
# `committee(7, 3, 2)` → `[3, 4, 2]`: 0 leaves and 3 comes; 1 leaves and 4 comes.
#
# *Stuck?* The published rule is a loop of two lines: find the place, replace what is there.


# %% tags=["answer"] grade_id="06_committee"
def committee(n: int, size: int, rounds: int) -> list:
    """The committee after some rounds of rotation."""
    ### BEGIN SOLUTION
    chosen = list(range(size))
    for i in range(rounds):
        chosen[i % size] = (chosen[i % size] + size) % n
    return chosen
    ### END SOLUTION


# %% tags=["test"] grade_id="06_committee_test" points=2
assert same(committee(7, 3, 0), [0, 1, 2]), "Before the first round the first three vote."
assert same(committee(7, 3, 2), [3, 4, 2]), "0 and 1 have left, for 3 and 4."
assert same(committee(7, 3, 4), [6, 4, 5]), "Round 3 is place 0 again: 3 leaves, for 6."
assert same(committee(7, 3, 5), [6, 0, 5]), "Round 4 is place 1: 4 leaves, and 4 + 3 is 0 mod 7."
### BEGIN HIDDEN TESTS
for n, size in ((4, 4), (5, 1), (10, 4), (40, 7), (400, 10), (11, 3)):
    for rounds in (0, 1, size, size + 1, 2 * n, 3 * n + 2):
        expected = [
            (place + size * ((rounds + size - 1 - place) // size)) % n for place in range(size)
        ]
        assert same(committee(n, size, rounds), expected), (
            "Place i mod size; its node's number plus size, modulo all nodes."
        )
### END HIDDEN TESTS

# %% [markdown]
# **Item 8. Proof of authority: may it seal?** (2 points). `chain` lists who sealed the blocks so
# far, oldest first. With n sealers, of any **n // 2 + 1 blocks in a row** a sealer may seal only
# one (EIP-225). Say whether `sealer` may seal the next block. Strangers never may.
#
# `may_seal(["a","b","c","d"], ["a","b","c"], "a")` → `True`: of the last three blocks with the new
# one (b, c, a) it has one. *Closed book:* authority's `sealer` and `invariants` are withheld.
#
# *Stuck?* The new block is one of the n // 2 + 1. How many older ones must be free of the sealer?
# Mind what Python makes of `chain[-0:]`.


# %% tags=["answer"] grade_id="06_may_seal"
def may_seal(sealers: list, chain: list, sealer: str) -> bool:
    """Whether the sealer may seal the next block."""
    ### BEGIN SOLUTION
    others = len(sealers) // 2
    newest = chain[max(len(chain) - others, 0) :]
    return sealer in sealers and sealer not in newest
    ### END SOLUTION


# %% tags=["test"] grade_id="06_may_seal_test" points=2
def ask_seal(sealers, chain, sealer):
    """Your function, closed book."""
    with closed_book(*AUTHORITY):
        return may_seal(list(sealers), list(chain), sealer)


assert same(ask_seal("abcd", "abc", "a"), True), "b, c and the new one: a has one of three."
assert same(ask_seal("abcd", "abc", "b"), False), "b, c, b: two of three."
assert same(ask_seal("abcd", "abc", "c"), False), "c sealed the newest block."
assert same(ask_seal("abcd", "abc", "m"), False), "m is no sealer."
assert same(ask_seal("abcd", "", "d"), True), "On an empty chain every sealer may."
assert same(ask_seal("abcde", "cab", "b"), False), "Five sealers: one of three blocks, too."
### BEGIN HIDDEN TESTS
dice = random.Random(608)
assert same(ask_seal("a", "aaa", "a"), True), "A single sealer may seal block after block."
for _ in range(100):
    names = "abcdefghij"[: dice.randint(1, 10)]
    chain = dice.choices(names, k=dice.randint(0, 12))
    asked = dice.choice(names)
    row = [*chain, asked][-(len(names) // 2 + 1) :]
    assert same(ask_seal(names, chain, asked), row.count(asked) == 1), (
        "Take the last n // 2 + 1 blocks, the new one included, and count."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 9. Which branch?** (2 points). A block weighs 2 if its sealer was in turn, 1 if not.
# Follow the **heaviest** branch; of equally heavy ones the **shorter**; of those that are equal in
# both, the one whose newest block has the **smaller digest** (EIP-3436, shortened). A branch is
# `{"weights": [2, 2, 1], "digest": "0a…"}`; digests are hexadecimal, all of one length, in small
# letters. Return the digest of the branch to follow. *Closed book:* as in item 8.
#
# *Stuck?* `min(…, key=…)` with a triple as key; a minus turns "heaviest" into "least".


# %% tags=["answer"] grade_id="06_follow"
def follow(branches: list) -> str:
    """The newest digest of the branch that everybody should follow."""
    ### BEGIN SOLUTION
    best = min(branches, key=lambda b: (-sum(b["weights"]), len(b["weights"]), b["digest"]))
    return best["digest"]
    ### END SOLUTION


# %% tags=["test"] grade_id="06_follow_test" points=2
def ask_follow(*branches):
    """Your function, closed book, for branches (digest, weights...)."""
    given = [{"weights": list(weights), "digest": digest} for digest, *weights in branches]
    with closed_book(*AUTHORITY):
        return follow(given)


assert same(ask_follow(("1a", 2, 2), ("0b", 2, 1)), "1a"), "4 is heavier than 3."
assert same(ask_follow(("1a", 2, 2, 1), ("0b", 1, 1, 1, 1)), "1a"), "Longer is not heavier."
assert same(ask_follow(("0b", 1, 1, 2), ("1a", 2, 2)), "1a"), "Both weigh 4: the shorter one."
assert same(ask_follow(("1a", 2, 1), ("0b", 1, 2)), "0b"), "Equal in both: the smaller digest."
### BEGIN HIDDEN TESTS
dice = random.Random(609)
for _ in range(100):
    found = [
        (f"{dice.randrange(16**4):04x}", *dice.choices((1, 2), k=dice.randint(1, 5)))
        for _ in range(dice.randint(1, 6))
    ]
    top = max(sum(branch[1:]) for branch in found)
    heavy = [branch for branch in found if sum(branch[1:]) == top]
    least = min(map(len, heavy))
    expected = sorted(branch[0] for branch in heavy if len(branch) == least)[0]
    assert same(ask_follow(*found), expected), "Weight first, then length, then the digest."
### END HIDDEN TESTS

# %% [markdown]
# **Item 10. Until the quorum is gone** (2 points). How many of n members may **stop** (nobody
# lies) so that the others still go on for ever? Return a dictionary with `"raft"` (a majority must
# be up), `"bft"` (PBFT and HotStuff: n − f must be up, f = (n − 1) // 3) and `"authority"` (no
# sealer may have two of n // 2 + 1 blocks in a row, so that many must be up).
#
# `may_stop(10)` → `{"raft": 4, "bft": 3, "authority": 4}`
#
# *Stuck?* For each: how many must be up? The rest may stop.


# %% tags=["answer"] grade_id="06_may_stop"
def may_stop(n: int) -> dict:
    """How many of n members may stop, by protocol."""
    ### BEGIN SOLUTION
    needed = n // 2 + 1
    return {"raft": n - needed, "bft": (n - 1) // 3, "authority": n - needed}
    ### END SOLUTION


# %% tags=["test"] grade_id="06_may_stop_test" points=2
assert same(may_stop(10), {"raft": 4, "bft": 3, "authority": 4}), "Six, seven and six must be up."
assert same(may_stop(4), {"raft": 1, "bft": 1, "authority": 1}), "Three of four must be up."
assert same(may_stop(5), {"raft": 2, "bft": 1, "authority": 2}), "f of five is still 1."
### BEGIN HIDDEN TESTS
for n in (1, 2, 3, 6, 7, 8, 13, 40, 99, 100, 400):
    raft = max(k for k in range(n) if 2 * (n - k) > n)
    bft = max(k for k in range(n) if n > 3 * k)
    assert same(may_stop(n), {"raft": raft, "bft": bft, "authority": raft}), (
        "A majority is more than half; f is the largest number with n > 3f."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 11. From runs to costs** (2 points). `runs` lists measurements
# (protocol, members, messages, decisions). There may be several of one protocol and size: add
# their messages and their decisions. Return a dictionary from (protocol, members) to the messages
# for **one decision**, rounded to a whole number with `round`. Where nothing was decided at all,
# the value is `None`.
#
# `costs([("Raft", 4, 12, 1), ("Raft", 4, 100, 9)])` → `{("Raft", 4): 11}`: 112 messages, 10
# decisions.
#
# *Stuck?* Two sums for each key, then one division. Not the mean of the quotients.


# %% tags=["answer"] grade_id="06_costs"
def costs(runs: list) -> dict:
    """Messages for a decision, by protocol and members."""
    ### BEGIN SOLUTION
    sums = {}
    for protocol, members, messages, decisions in runs:
        old = sums.get((protocol, members), (0, 0))
        sums[protocol, members] = (old[0] + messages, old[1] + decisions)
    return {key: round(m / d) if d else None for key, (m, d) in sums.items()}
    ### END SOLUTION


# %% tags=["test"] grade_id="06_costs_test" points=2
got = costs([("Raft", 4, 12, 1), ("PBFT", 4, 24, 1), ("Raft", 4, 100, 9)])
assert same(got, {("Raft", 4): 11, ("PBFT", 4): 24}), "112 messages for 10 decisions: 11."
got = costs([("PBFT", 4, 50, 0), ("PBFT", 10, 180, 1)])
assert same(got, {("PBFT", 4): None, ("PBFT", 10): 180}), "Without a decision: None; sizes apart."
got = costs([("PBFT", 4, 50, 0), ("PBFT", 4, 24, 1)])
assert same(got, {("PBFT", 4): 74}), "Messages of a run that failed were sent all the same."
### BEGIN HIDDEN TESTS
dice = random.Random(611)
assert same(costs([]), {}), "No runs, no costs."
for _ in range(60):
    runs = [
        (dice.choice(("PBFT", "Raft")), dice.choice((4, 40)), dice.randint(1, 999),
         dice.choice((0, 1, 3, 8))) for _ in range(dice.randint(1, 9))
    ]  # fmt: skip
    given = copy.deepcopy(runs)
    expected = {}
    for key in {run[:2] for run in runs}:
        mine = [run for run in runs if run[:2] == key]
        total = sum(run[3] for run in mine)
        expected[key] = round(sum(run[2] for run in mine) / total) if total else None
    assert same(costs(given), expected), "Add first, divide once, and keep sizes apart."
### END HIDDEN TESTS

# %% [markdown]
# **Item 12. Choose** (3 points). `table` lists what is on offer:
# `{"name": …, "bears": "liars" or "crashes", "final": True or False, "messages": …}`; `messages` is
# what a decision costs at the size asked for, by your own measurements. A consortium says what it
# needs: `liars` (True: a member may lie, so a protocol that bears only crashes will not do),
# `final` (True: a decision must never be undone) and `budget`, the most messages for a decision.
# Return the **names** of all that fit, cheapest first, those of equal cost by name.
#
# What is not needed does no harm: a protocol that bears liars also bears crashes.
#
# *Stuck?* Drop what does not fit, rule by rule; then sort by a pair.


# %% tags=["answer"] grade_id="06_choose"
def choose(table: list, liars: bool, final: bool, budget: int) -> list:
    """The names of the protocols that fit, cheapest first."""
    ### BEGIN SOLUTION
    fitting = [
        row for row in table
        if (row["bears"] == "liars" or not liars)
        and (row["final"] or not final)
        and row["messages"] <= budget
    ]  # fmt: skip
    return [row["name"] for row in sorted(fitting, key=lambda row: (row["messages"], row["name"]))]
    ### END SOLUTION


# %% tags=["test"] grade_id="06_choose_test" points=3
def offer(name, bears, final, messages):
    """A row of the table."""
    return {"name": name, "bears": bears, "final": final, "messages": messages}


FORTY = [offer("PBFT", "liars", True, 3_120), offer("HotStuff", "liars", True, 312)]
FORTY += [offer("Raft", "crashes", True, 156), offer("authority", "crashes", False, 39)]
assert same(choose(FORTY, True, True, 5_000), ["HotStuff", "PBFT"]), (
    "Two bear liars; cheapest first."
)
assert same(choose(FORTY, True, True, 312), ["HotStuff"]), "A budget of 312 allows 312."
assert same(choose(FORTY, False, True, 400), ["Raft", "HotStuff"]), "Bearing liars does no harm."
assert same(choose(FORTY, False, False, 50), ["authority"]), "Only one is that cheap."
assert same(choose(FORTY, True, True, 100), []), "Nothing fits; that is an answer, too."
### BEGIN HIDDEN TESTS
dice = random.Random(612)
for _ in range(100):
    table = [
        offer(name, dice.choice(("liars", "crashes")), dice.random() < 0.5, dice.randint(1, 5))
        for name in dice.sample("abcdefgh", dice.randint(0, 8))
    ]
    liars, final, budget = dice.random() < 0.5, dice.random() < 0.5, dice.randint(1, 5)
    pairs = sorted((row["messages"], row["name"]) for row in table)
    good = {row["name"] for row in table if row["messages"] <= budget}
    good -= {row["name"] for row in table if liars and row["bears"] != "liars"}
    good -= {row["name"] for row in table if final and not row["final"]}
    expected = [name for _, name in pairs if name in good]
    assert same(choose(table, liars, final, budget), expected), "Three rules, then cost, then name."
### END HIDDEN TESTS

# %% [markdown]
# **Item 13. Your judgement** (4 points, read by a person). An association of 110 companies wants
# one shared ledger of certificates. A vendor offers: *all 110 vote under PBFT*; or *a committee of
# 10 votes, rotating*; or *all 110 seal in turn under proof of authority*. In about 200 words:
# **what would you choose, what does your choice give up, and what would you measure or ask before
# you sign?** Use numbers from the lesson or the chart.
#
# | points | what the reader finds |
# |---|---|
# | 4 | a clear choice; what it bears, in members; its cost in messages against another; what it gives up (finality, or a small committee that may be bought or down); a question about who controls the nodes, or whether 110 must vote at all |
# | 3 | a clear choice with correct limits, but numbers, what is given up or the question is missing |
# | 2 | correct statements about the protocols, little about this association |
# | 1 | an opinion without reasons, or "more nodes are more secure" |

# %% [markdown] tags=["rubric"] grade_id="06_judgement" points=4
# ### BEGIN SOLUTION
# *What a good answer says.* The committee of 10, with all 110 keeping replicas and checking the
# committee's signatures. 110 under PBFT would need 2 · 110 · 109 = 23,980 messages a decision and
# bear 36 liars; 10 need 180 and bear 3. That is what I give up: four members in one committee, if
# they conspire or are down, stop it or break it, where it took 37 before. Rotation makes it harder
# to keep a committee bought, not impossible; a published order also says in advance whom to buy.
# Linear votes (HotStuff) would let all 110 vote for about 8 · 109 = 872, and I would ask the vendor
# for it. Proof of authority costs 109 and is never final: a certificate that was shown may vanish,
# which I could not explain to whoever relied on it. I would ask who runs the nodes, for one company
# with 40 of them ends all this, measure what a leader's failure costs, and ask whether the 110 need
# to vote or only to read and check: then a few voters and published signatures are enough.
# ### END SOLUTION
