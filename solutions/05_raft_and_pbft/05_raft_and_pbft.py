"""Assignment 05: Raft and PBFT. The form of this script is described in classroom/percent.py."""

# %% [markdown]
# # 05 · Exercises: Raft and PBFT
#
# You build the decisions of a voting bank, one small function an item: 13 items with tests, and
# one judgement in your own words. About two hours. Each item stands alone: none needs your earlier
# answers.
#
# Replace `raise NotImplementedError()` and run the test below your answer. A test that fails says
# what to examine. When your work is graded, further tests use other inputs; they ask for the same.
#
# All data here are **synthetic**. Messages are plain dictionaries and tuples; that a message is
# signed by whom it says has been checked before it reaches you. *Closed book* items withhold the
# library's own code for the task while your function runs, and say so.

# %% tags=["given"] grade_id="05_setup"
import copy
import random

from classroom.closed_book import closed_book
from classroom.verdict import same
from course_lib.consensus import pbft, raft
from course_lib.consensus.pbft import stories
from course_lib.network import Silent, run

RAFT = tuple(f"course_lib.consensus.raft.{room}" for room in ("election", "log", "server"))
PBFT = tuple(f"course_lib.consensus.pbft.{room}" for room in ("normal_case", "view_change"))
BANKS = ["east", "south", "west", "north"]

# %% [markdown]
# **Item 1. Count the votes** (2 points). In Raft a candidate leads once **more than half of the
# members** voted for it in its term. It votes for itself, without a message. Replies may come
# twice, late (from an earlier term) or from somebody who is no member.
#
# `elected(["a", "b", "c"], "a", 3, [{"sender": "b", "term": 3, "granted": True}])` → `True`: a and
# b are two of three. *Closed book:* Raft's `election`, `log` and `server` are withheld.
#
# *Stuck?* Put the names of those who count into a set, your own first.


# %% tags=["answer"] grade_id="05_elected"
def elected(members: list, me: str, term: int, replies: list) -> bool:
    """Whether candidate ``me`` has won the election of this term."""
    ### BEGIN SOLUTION
    votes = {r["sender"] for r in replies if r["granted"] and r["term"] == term}
    return 2 * len((votes | {me}) & set(members)) > len(members)
    ### END SOLUTION


# %% tags=["test"] grade_id="05_elected_test" points=2
def reply(sender, term=3, granted=True):
    """A reply to RequestVote."""
    return {"sender": sender, "term": term, "granted": granted}


def ask_elected(members, *replies):
    """Your function, closed book, for candidate east in term 3."""
    with closed_book(*RAFT):
        return elected(members, "east", 3, list(replies))


assert same(ask_elected(BANKS, reply("south"), reply("west")), True), "Three of four are enough."
assert same(ask_elected(BANKS, reply("south")), False), "Two of four are half, not more."
assert same(ask_elected(BANKS, reply("south"), reply("south")), False), "South has one vote."
assert same(ask_elected(BANKS, reply("south"), reply("east")), False), "East has one vote too."
assert same(ask_elected(BANKS, reply("south"), reply("west", 2)), False), "West's was for term 2."
late = ask_elected(BANKS, reply("south"), reply("west", granted=False))
assert same(late, False), "West said no."
assert same(ask_elected(BANKS, reply("south"), reply("mallory")), False), "Mallory is no member."
### BEGIN HIDDEN TESTS
dice = random.Random(501)
for size in (1, 2, 3, 5, 6, 7) * 8:
    members = ["east", *(f"b{n}" for n in range(1, size))]
    names = [*members, "stranger"]
    replies = [
        reply(dice.choice(names), dice.choice((2, 3, 3, 3, 4)), dice.random() < 0.7)
        for _ in range(2 * size)
    ]
    count = 1 + sum(
        any(r["sender"] == m and r["term"] == 3 and r["granted"] for r in replies)
        for m in members[1:]
    )
    assert same(ask_elected(members, *replies), count > size / 2), (
        "Count members, each once, whose yes is for this term; clusters have any size."
    )
assert same(ask_elected(["east"]), True), "A cluster of one has its majority at once."
### END HIDDEN TESTS

# %% [markdown]
# **Item 2. Give a vote** (2 points). A server is asked for its vote. It says yes if
#
# 1. the request's term is not below its own;
# 2. it has not voted for somebody else **in that term** (a higher term is a new one: whatever it
#    did before does not count);
# 3. the candidate's log is at least as complete as its own: a higher last term, or the same last
#    term and a last index that is not lower.
#
# With `voter = {"term": 2, "voted_for": None, "last_term": 1, "last_index": 5}` and
# `request = {"term": 3, "candidate": "a", "last_term": 2, "last_index": 4}`,
# `grants_vote(voter, request)` → `True`: last term 2 is higher than 1, so the length does not
# matter. *Closed book:* as in item 1.
#
# *Stuck?* Python compares pairs from the left: `(2, 4) > (1, 5)`.


# %% tags=["answer"] grade_id="05_grants_vote"
def grants_vote(voter: dict, request: dict) -> bool:
    """Whether the voter gives its vote to the candidate."""
    ### BEGIN SOLUTION
    if request["term"] < voter["term"]:
        return False
    voted_for = voter["voted_for"] if request["term"] == voter["term"] else None
    mine = voter["last_term"], voter["last_index"]
    theirs = request["last_term"], request["last_index"]
    return voted_for in (None, request["candidate"]) and theirs >= mine
    ### END SOLUTION


# %% tags=["test"] grade_id="05_grants_vote_test" points=2
def ask_vote(term, last, mine=(2, None, 1, 5)):
    """Your function, closed book, for candidate a; ``last`` and ``mine`` are the logs' ends."""
    names = ("term", "voted_for", "last_term", "last_index")
    request = {"term": term, "candidate": "a", "last_term": last[0], "last_index": last[1]}
    with closed_book(*RAFT):
        return grants_vote(dict(zip(names, mine, strict=True)), request)


assert same(ask_vote(3, (2, 4)), True), "A higher last term beats a longer log."
assert same(ask_vote(3, (1, 5)), True), "An equally complete log is complete enough."
assert same(ask_vote(3, (1, 4)), False), "This candidate lacks an entry."
assert same(ask_vote(1, (2, 9)), False), "The request comes from a term that is over."
assert same(ask_vote(2, (2, 4), (2, "b", 1, 5)), False), "In term 2 it has voted for b."
assert same(ask_vote(3, (2, 4), (2, "b", 1, 5)), True), "Term 3 is another election."
assert same(ask_vote(2, (2, 4), (2, "a", 1, 5)), True), "A request may come twice: say yes again."
### BEGIN HIDDEN TESTS
dice = random.Random(502)
for _ in range(120):
    mine = (
        dice.randint(2, 5), dice.choice((None, "a", "b")), dice.randint(0, 2), dice.randint(0, 3)
    )  # fmt: skip
    term, last = dice.randint(1, 6), (dice.randint(0, 2), dice.randint(0, 3))
    free = mine[1] in (None, "a") or term > mine[0]
    expected = term >= mine[0] and free and last >= mine[2:]
    assert same(ask_vote(term, last, mine), expected), "Go through the three rules, one by one."
### END HIDDEN TESTS

# %% [markdown]
# **Item 3. Do the logs meet?** (2 points). With new entries a leader sends the index and the term
# of the entry just **before** them. The follower accepts only if its own log has an entry of that
# term at that index. `log` lists the terms of its entries; the first has **index 1**. Index 0 means
# "from the beginning" and always fits.
#
# `log_matches([1, 1, 2], 3, 2)` → `True`; `log_matches([1, 1, 2], 3, 3)` → `False`.
# *Closed book:* as in item 1.
#
# *Stuck?* What does Python make of `log[-1]`? Treat index 0 and indices behind the end first.


# %% tags=["answer"] grade_id="05_log_matches"
def log_matches(log: list, index: int, term: int) -> bool:
    """Whether the log has an entry of this term at this index, counted from 1."""
    ### BEGIN SOLUTION
    if index == 0:
        return True
    return index <= len(log) and log[index - 1] == term
    ### END SOLUTION


# %% tags=["test"] grade_id="05_log_matches_test" points=2
def ask_matches(log, index, term):
    """Your function, closed book."""
    with closed_book(*RAFT):
        return log_matches(log, index, term)


assert same(ask_matches([1, 1, 2], 3, 2), True), "The third entry is of term 2."
assert same(ask_matches([1, 1, 2], 3, 3), False), "The third entry is of term 2, not 3."
assert same(ask_matches([1, 1, 2], 2, 2), False), "The second entry is of term 1."
assert same(ask_matches([1, 1, 2], 4, 2), False), "There is no fourth entry; answer False."
assert same(ask_matches([1, 1, 2], 0, 0), True), "Before the first entry all logs meet."
### BEGIN HIDDEN TESTS
dice = random.Random(503)
assert same(ask_matches([], 0, 0), True), "Before the first entry all logs meet, empty ones too."
assert same(ask_matches([], 1, 1), False), "An empty log has no first entry."
for _ in range(80):
    log = sorted(dice.randint(1, 4) for _ in range(dice.randint(0, 6)))
    index, term = dice.randint(0, 7), dice.randint(1, 4)
    expected = index == 0 or dict(enumerate(log, 1)).get(index) == term
    assert same(ask_matches(log, index, term), expected), (
        "Count entries from 1; index 0 always fits."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 4. Store what the leader sends** (2 points). The check of item 3 has passed for `index`.
# Return the follower's **new** log with `entries` placed after `index`. Entries are pairs
# (term, command). An entry that is there already, with the same term, stays. At the first one of
# **another term**, drop it and all that follow it, and append the rest. If there is no such
# conflict, keep also what follows: a message that was late must not shorten the log.
#
# `store([(1, "a"), (1, "b"), (1, "c")], 1, [(1, "b"), (2, "x")])` → `[(1, "a"), (1, "b"), (2, "x")]`
#
# The given log stays as it was. *Closed book:* as in item 1.
#
# *Stuck?* Walk through `entries`; each has its place in the log. Where does the log end or differ?


# %% tags=["answer"] grade_id="05_store"
def store(log: list, index: int, entries: list) -> list:
    """The log after an AppendEntries whose entries come after ``index``."""
    ### BEGIN SOLUTION
    for offset, entry in enumerate(entries):
        place = index + offset
        if place >= len(log) or log[place][0] != entry[0]:
            return log[:place] + list(entries[offset:])
    return list(log)
    ### END SOLUTION


# %% tags=["test"] grade_id="05_store_test" points=2
def ask_store(log, index, entries):
    """Your function, closed book, on a copy that must not change."""
    given = copy.deepcopy(log)
    with closed_book(*RAFT):
        got = store(given, index, copy.deepcopy(entries))
    assert same(given, log), "Return a new list; the given log must stay as it was."
    return got


A, B, C, X = (1, "a"), (1, "b"), (1, "c"), (2, "x")
assert same(ask_store([A, B, C], 1, [B, X]), [A, B, X]), "c is of term 1, x of term 2: x wins."
assert same(ask_store([A], 1, [B, C]), [A, B, C]), "Nothing is there yet: append."
assert same(ask_store([A, B, C], 0, [A]), [A, B, C]), "An old message must not shorten the log."
assert same(ask_store([A, B, C], 2, []), [A, B, C]), "A heartbeat changes nothing."
assert same(ask_store([A, B, C], 0, [X]), [X]), "A conflict takes all that follows with it."
### BEGIN HIDDEN TESTS
dice = random.Random(504)
for _ in range(100):
    terms = sorted(dice.randint(1, 3) for _ in range(dice.randint(0, 6)))
    leader = [(term, f"{term}.{place}") for place, term in enumerate(terms)]
    shared = dice.randint(0, len(leader))
    stale = [(1 if not shared else leader[shared - 1][0], "old")] * dice.randint(0, 3)
    mine = leader[:shared] + stale
    start = dice.randint(0, shared)
    sent = leader[start : start + dice.randint(0, 5)]
    model = raft.Log(entries=[raft.Entry(*e) for e in mine])
    model.merge(start, tuple(raft.Entry(*e) for e in sent))
    expected = [(e.term, e.command) for e in model.after(0)]
    assert same(ask_store(mine, start, sent), expected), (
        "Compare terms place by place; only the first difference cuts the log."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 5. What may the leader call committed?** (2 points). `log` lists the terms of the leader's
# entries, the first with index 1; `match` says for each **other** server up to which index it has
# the log. Return the new commit index: the highest index that **more than half of all servers**
# (the leader counts) have, **if that entry is of the leader's current term**. Otherwise nothing new
# is committed: return `committed`. It never goes back.
#
# `commit_index([1, 1, 2], {"b": 3, "c": 0}, 2, 1)` → `3`: two of three have entry 3, of term 2.
# Entries of earlier terms are committed along with it, never alone: counting their copies is not
# enough (Raft, section 5.4.2). *Closed book:* as in item 1.
#
# *Stuck?* Try indices from the last one downwards, and stop at the first that fits.


# %% tags=["answer"] grade_id="05_commit_index"
def commit_index(log: list, match: dict, term: int, committed: int) -> int:
    """The leader's commit index after the replies so far."""
    ### BEGIN SOLUTION
    for index in range(len(log), committed, -1):
        holders = 1 + sum(reached >= index for reached in match.values())
        if 2 * holders > len(match) + 1 and log[index - 1] == term:
            return index
    return committed
    ### END SOLUTION


# %% tags=["test"] grade_id="05_commit_index_test" points=2
def ask_commit(log, match, term, committed):
    """Your function, closed book; ``match`` lists the others' indices."""
    others = {f"b{place}": index for place, index in enumerate(match)}
    with closed_book(*RAFT):
        return commit_index(list(log), others, term, committed)


assert same(ask_commit([1, 1, 2], [3, 0], 2, 1), 3), "The leader and one other are two of three."
assert same(ask_commit([1, 1, 2], [2, 0], 2, 1), 1), "Entry 2 is of term 1: it must wait for 3."
assert same(ask_commit([1, 1, 1, 1], [3, 3, 0], 1, 0), 3), "Entry 4 is at one of four, 3 at three."
assert same(ask_commit([1, 1], [2, 0, 0], 1, 0), 0), "Two of four are half, not more."
assert same(ask_commit([1, 1], [0, 0], 1, 2), 2), "What is committed stays committed."
### BEGIN HIDDEN TESTS
dice = random.Random(505)
for _ in range(100):
    term = dice.choice((2, 3))
    log = sorted(dice.randint(1, term) for _ in range(dice.randint(0, 7)))
    match = [dice.randint(0, len(log)) for _ in range(dice.randint(0, 6))]
    committed = dice.randint(0, len(log))
    held = [sum(m >= i for m in match) + 1 for i in range(1, len(log) + 1)]
    good = [
        i for i in range(1, len(log) + 1)
        if held[i - 1] > (len(match) + 1) / 2 and log[i - 1] == term
    ]  # fmt: skip
    expected = max([committed, *good])
    assert same(ask_commit(log, match, term, committed), expected), (
        "The leader has its whole log; the entry itself must be of the current term."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 6. How many may lie, how many decide?** (2 points). For n banks under PBFT return the pair
# (f, quorum): f is the **most** liars that n banks bear, that is the largest f with n > 3f; the
# quorum is as many as a bank can wait for when f keep silent, n − f.
#
# `quorum(4)` → `(1, 3)`, `quorum(6)` → `(1, 5)`: the fifth and the sixth bank bear no second liar.
# *Closed book:* PBFT's `normal_case` and `view_change` are withheld.
#
# *Stuck?* n > 3f means n − 1 ≥ 3f. `//` divides and rounds down.


# %% tags=["answer"] grade_id="05_quorum"
def quorum(n: int) -> tuple:
    """The most liars that n banks bear, and how many decide."""
    ### BEGIN SOLUTION
    f = (n - 1) // 3
    return f, n - f
    ### END SOLUTION


# %% tags=["test"] grade_id="05_quorum_test" points=2
def ask_quorum(n):
    """Your function, closed book."""
    with closed_book(*PBFT):
        return quorum(n)


assert same(ask_quorum(4), (1, 3)), "Four banks bear one liar; three decide."
assert same(ask_quorum(6), (1, 5)), "Six are not more than 3 · 2, so f is still 1; n − f decide."
assert same(ask_quorum(7), (2, 5)), "Seven are more than 3 · 2."
assert same(ask_quorum(3), (0, 3)), "Three banks bear no liar: all must agree."
### BEGIN HIDDEN TESTS
for n in (1, 2, 5, 8, 9, 10, 13, 30, 31, 100):
    f = max(f for f in range(n) if n > 3 * f)
    assert same(ask_quorum(n), (f, n - f)), "Find the largest f with n > 3f, then n − f."
### END HIDDEN TESTS

# %% [markdown]
# **Item 7. Judge a proposal** (2 points). A consortium proposes its own rule: n banks, up to f
# liars, and any `size` votes decide. Return the pair (safe, live):
#
# - *safe*: any two groups of that size share **more than f** banks, so an honest one at least;
# - *live*: if f banks keep silent, there are still `size` votes.
#
# `judge(4, 1, 3)` → `(True, True)`; `judge(4, 1, 2)` → `(False, True)`: East and South could decide
# one thing, West and North another.
#
# *Stuck?* Two groups of 3 among 4 banks: how many are in both, at least? Groups that need not
# meet at all share 0 banks, or by the formula fewer.


# %% tags=["answer"] grade_id="05_judge"
def judge(n: int, f: int, size: int) -> tuple:
    """Whether groups of this size are safe, and whether they can always be found."""
    ### BEGIN SOLUTION
    return 2 * size - n > f, size <= n - f
    ### END SOLUTION


# %% tags=["test"] grade_id="05_judge_test" points=2
assert same(judge(4, 1, 3), (True, True)), "PBFT's own rule for four banks."
assert same(judge(4, 1, 2), (False, True)), "Two groups of two need not meet."
assert same(judge(4, 1, 4), (True, False)), "One silent bank stops everything."
assert same(judge(3, 1, 2), (False, True)), "Two groups of two share one bank: it may be the liar."
assert same(judge(5, 0, 3), (True, True)), "Nobody lies: a majority will do."
### BEGIN HIDDEN TESTS
from itertools import combinations

for n in range(1, 7):
    for f in range(n):
        for size in range(1, n + 1):
            groups = [set(group) for group in combinations(range(n), size)]
            safe = all(len(one & two) > f for one in groups for two in groups)
            assert same(judge(n, f, size), (safe, size + f <= n)), (
                "Write down all groups of that size for a few small cases."
            )
### END HIDDEN TESTS

# %% [markdown]
# **Item 8. The prepared certificate** (2 points). A bank has accepted the primary's `proposal`, a
# triple (view, number, digest). It is *prepared* with matching prepares of **2f different
# backups**: equal in view, number and digest. `replicas` lists all 3f + 1 banks; the **primary of
# view v is number v mod n** of the list, counted from 0, and its prepares do not count. `prepares`
# holds (sender, view, number, digest), your own among them; some may be repeated, or come from
# strangers.
#
# With four banks and `proposal = (0, 1, "ab")`, the prepares `("south", 0, 1, "ab")` and
# `("west", 0, 1, "ab")` are enough. *Closed book:* as in item 6.
#
# *Stuck?* Collect the senders in a set, then take away who does not count.


# %% tags=["answer"] grade_id="05_is_prepared"
def is_prepared(proposal: tuple, replicas: list, prepares: list) -> bool:
    """Whether these prepares make a certificate for the proposal."""
    ### BEGIN SOLUTION
    f = (len(replicas) - 1) // 3
    primary = replicas[proposal[0] % len(replicas)]
    backups = {sender for sender, *vote in prepares if tuple(vote) == tuple(proposal)}
    return len(backups & set(replicas) - {primary}) >= 2 * f
    ### END SOLUTION


# %% tags=["test"] grade_id="05_is_prepared_test" points=2
def ask_prepared(senders, proposal=(0, 1, "ab"), vote=None, replicas=BANKS):
    """Your function, closed book; all senders prepare ``vote``, by default the proposal."""
    prepares = [(sender, *(vote or proposal)) for sender in senders]
    with closed_book(*PBFT):
        return is_prepared(proposal, list(replicas), prepares)


assert same(ask_prepared(["south", "west"]), True), "2f = 2 backups prepared it."
assert same(ask_prepared(["south"]), False), "One backup is too few."
assert same(ask_prepared(["south", "south"]), False), "Two messages of South are one voice."
assert same(ask_prepared(["south", "east"]), False), "East is primary of view 0: it does not count."
assert same(ask_prepared(["south", "east"], (5, 1, "ab")), False), "Who is primary of view 5?"
assert same(ask_prepared(["west", "east"], (5, 1, "ab")), True), "In view 5 East is a backup."
assert same(ask_prepared(["south", "west"], vote=(0, 1, "cd")), False), "That is another request."
assert same(ask_prepared(["south", "west"], vote=(0, 2, "ab")), False), "That is another number."
assert same(ask_prepared(["south", "mallory"]), False), "Mallory is no replica."
### BEGIN HIDDEN TESTS
dice = random.Random(508)
for n in (4, 7, 10) * 12:
    names = [f"r{place}" for place in range(n)]
    view = dice.randint(0, 25)
    proposal = (view, dice.randint(1, 3), dice.choice(("ab", "cd")))
    prepares = [
        (dice.choice([*names, "x"]), view - (dice.random() < 0.1), proposal[1], proposal[2])
        for _ in range(dice.randint(0, 2 * n))
    ]
    who = {p[0] for p in prepares if p[1] == view} - {"x", names[view % n]}
    with closed_book(*PBFT):
        got = is_prepared(proposal, names, prepares)
    assert same(got, len(who) >= (n - 1) // 3 * 2), (
        "Count different backups whose view, number and digest are the proposal's."
    )
    for enough, count in enumerate(((n - 1) // 3 * 2 - 1, (n - 1) // 3 * 2)):
        backups = dice.sample([name for name in names if name != names[view % n]], count)
        got = ask_prepared(backups, proposal, replicas=names)
        assert same(got, bool(enough)), "2f different backups, with f from the number of replicas."
### END HIDDEN TESTS

# %% [markdown]
# **Item 9. The commit certificate** (2 points). A bank that is prepared for `proposal` calls it
# committed with matching commits of **2f + 1 different replicas**. Here the primary counts like
# anybody else, and so does the bank itself: its own commit is in the list. Commits that came before
# the bank was prepared are kept, but they decide nothing while `prepared` is `False`.
#
# With four banks, prepared, and matching commits of east, south and west → `True`. *Closed book:*
# as in item 6.
#
# *Stuck?* This differs from item 8 in three places: who counts, how many, and one more condition.


# %% tags=["answer"] grade_id="05_is_committed"
def is_committed(proposal: tuple, replicas: list, prepared: bool, commits: list) -> bool:
    """Whether the proposal is final at this bank."""
    ### BEGIN SOLUTION
    f = (len(replicas) - 1) // 3
    voters = {sender for sender, *vote in commits if tuple(vote) == tuple(proposal)}
    return prepared and len(voters & set(replicas)) >= 2 * f + 1
    ### END SOLUTION


# %% tags=["test"] grade_id="05_is_committed_test" points=2
def ask_committed(senders, prepared=True, vote=(0, 1, "ab")):
    """Your function, closed book, for the proposal (0, 1, "ab") of four banks."""
    commits = [(sender, *vote) for sender in senders]
    with closed_book(*PBFT):
        return is_committed((0, 1, "ab"), list(BANKS), prepared, commits)


assert same(ask_committed(["east", "south", "west"]), True), "2f + 1 = 3; the primary counts."
assert same(ask_committed(["south", "west"]), False), "Two commits are too few."
assert same(ask_committed(["south", "west", "west"]), False), "West has one voice."
assert same(ask_committed(["south", "west", "mallory"]), False), "Mallory is no replica."
assert same(ask_committed(BANKS, prepared=False), False), (
    "This bank does not know the proposal yet."
)
assert same(ask_committed(BANKS, vote=(1, 1, "ab")), False), "Those are commits of another view."
assert same(ask_committed(BANKS, vote=(0, 1, "cd")), False), "Those are for another request."
### BEGIN HIDDEN TESTS
dice = random.Random(509)
for n in (1, 4, 7, 10) * 10:
    names = [f"r{place}" for place in range(n)]
    proposal, prepared = (dice.randint(0, 9), dice.randint(1, 9), "ef"), dice.random() < 0.8
    commits = [
        (dice.choice([*names, "x"]), proposal[0], proposal[1] + (dice.random() < 0.1), "ef")
        for _ in range(dice.randint(0, 3 * n))
    ]
    who = {c[0] for c in commits if c[2] == proposal[1]} - {"x"}
    with closed_book(*PBFT):
        got = is_committed(proposal, names, prepared, commits)
    assert same(got, prepared and len(who) > (n - 1) // 3 * 2), (
        "Prepared, and 2f + 1 different replicas with the same view, number and digest."
    )
    for enough, count in enumerate(((n - 1) // 3 * 2, (n - 1) // 3 * 2 + 1)):
        commits = [(name, *proposal) for name in dice.sample(names, count)]
        with closed_book(*PBFT):
            got = is_committed(proposal, names, True, commits)
        assert same(got, bool(enough)), "2f + 1 replicas, with f from the number of replicas."
### END HIDDEN TESTS

# %% [markdown]
# **Item 10. How many messages?** (2 points). Under PBFT n = 3f + 1 banks decide one request. How
# many messages do they send each other, if `silent` of the **backups** (at most f) receive
# everything and send nothing? Return a dictionary with the keys `"pre-prepare"`, `"prepare"`,
# `"commit"` and `"total"`. Messages to silent banks count: they are sent.
#
# `messages(4, 0)` → `{"pre-prepare": 3, "prepare": 9, "commit": 12, "total": 24}`
#
# *Stuck?* For each round ask: who speaks, and to how many? The primary sends no prepare.


# %% tags=["answer"] grade_id="05_messages"
def messages(n: int, silent: int) -> dict:
    """Messages between n banks for one decision, by round and in total."""
    ### BEGIN SOLUTION
    rounds = {
        "pre-prepare": n - 1,
        "prepare": (n - 1 - silent) * (n - 1),
        "commit": (n - silent) * (n - 1),
    }
    return {**rounds, "total": sum(rounds.values())}
    ### END SOLUTION


# %% tags=["test"] grade_id="05_messages_test" points=2
four = {"pre-prepare": 3, "prepare": 9, "commit": 12, "total": 24}
assert same(messages(4, 0), four), "3 + 9 + 12: as in the lesson."
one_silent = {"pre-prepare": 3, "prepare": 6, "commit": 9, "total": 18}
assert same(messages(4, 1), one_silent), "Two backups prepare, three banks commit, to three each."
assert same(messages(7, 0)["total"], 84), "2n(n − 1) when nobody is silent."
### BEGIN HIDDEN TESTS
for n, silent in ((4, 1), (7, 0), (7, 2), (10, 1), (10, 3)):
    mute = {f"r{place}": lambda name, **_: Silent(name) for place in range(1, 1 + silent)}
    sent = run(stories.cluster(n, 200, liars=mute), traced=False).sent
    expected = {
        "pre-prepare": sent["PrePrepare"], "prepare": sent["Prepare"], "commit": sent["Commit"]
    }  # fmt: skip
    expected["total"] = sum(expected.values())
    assert same(messages(n, silent), expected), (
        "Who speaks in each round, and to how many? A run of the library's banks counts the same."
    )
assert same(messages(100, 0)["total"], 19800), "2n(n − 1), for any n."
assert same(messages(1, 0)["total"], 0), "A bank alone needs no messages."
### END HIDDEN TESTS

# %% [markdown]
# **Item 11. Convict the liar** (2 points). Banks pooled the signed proposals that they were sent,
# as (sender, view, number, digest). Return the names of those who **equivocated**: signed two
# different digests for the same view and the same number. A proposal that several banks received
# is no crime, nor is another digest for another number or in another view.
#
# `equivocators([("east", 0, 1, "ab"), ("east", 0, 1, "cd")])` → `{"east"}`
#
# *Stuck?* Use a dictionary from (sender, view, number) to the first digest seen.


# %% tags=["answer"] grade_id="05_equivocators"
def equivocators(proposals: list) -> set:
    """Who signed two different proposals for one place."""
    ### BEGIN SOLUTION
    first, found = {}, set()
    for sender, view, number, digest in proposals:
        if first.setdefault((sender, view, number), digest) != digest:
            found.add(sender)
    return found
    ### END SOLUTION


# %% tags=["test"] grade_id="05_equivocators_test" points=2
one, two = ("east", 0, 1, "ab"), ("east", 0, 1, "cd")
assert same(equivocators([one, two]), {"east"}), "Two digests for view 0, number 1."
assert same(equivocators([one, one]), set()), "Two banks received the same proposal: honest."
assert same(equivocators([one, ("east", 0, 2, "cd")]), set()), "Another number, another request."
assert same(equivocators([one, ("south", 1, 1, "cd")]), set()), "Another primary in another view."
assert same(equivocators([one, ("east", 4, 1, "cd")]), set()), "In view 4 east leads again."
### BEGIN HIDDEN TESTS
dice = random.Random(511)
for _ in range(40):
    pooled = [
        (dice.choice(BANKS), dice.randint(0, 2), dice.randint(1, 3), dice.choice("abc"))
        for _ in range(dice.randint(0, 14))
    ]
    guilty = {a[0] for a in pooled for b in pooled if a[:3] == b[:3] and a[3] != b[3]}
    assert same(equivocators(pooled), guilty), "Same sender, view and number, another digest."
### END HIDDEN TESTS

# %% [markdown]
# **Item 12. What must survive a view change?** (2 points). The banks that ask for a new view show
# their valid prepared certificates, as (view, number, request). Return the list of requests that
# the new primary must propose for the numbers `low + 1`, `low + 2`, … up to the highest number
# shown. For each number **the certificate of the highest view** decides; a number without one gets
# `"null"`, which does nothing. Numbers up to `low` are settled: ignore them.
#
# `carry_over(10, [(0, 11, "pay Ann"), (2, 13, "pay Bo")])` → `["pay Ann", "null", "pay Bo"]`
#
# *Closed book:* as in item 6. *Stuck?* Sort the certificates by view and let later ones overwrite
# earlier ones in a dictionary.


# %% tags=["answer"] grade_id="05_carry_over"
def carry_over(low: int, certificates: list) -> list:
    """The requests to propose again, for low + 1 and on."""
    ### BEGIN SOLUTION
    newest = {}
    for _, number, request in sorted(certificates, key=lambda certificate: certificate[0]):
        newest[number] = request
    highest = max(newest, default=low)
    return [newest.get(number, "null") for number in range(low + 1, highest + 1)]
    ### END SOLUTION


# %% tags=["test"] grade_id="05_carry_over_test" points=2
def ask_carry(low, *certificates):
    """Your function, closed book."""
    with closed_book(*PBFT):
        return carry_over(low, list(certificates))


gap = ask_carry(10, (0, 11, "pay Ann"), (2, 13, "pay Bo"))
assert same(gap, ["pay Ann", "null", "pay Bo"]), "Number 12 is a gap: fill it with null."
newer = ask_carry(0, (3, 1, "pay Bo"), (1, 1, "pay Ann"), (1, 1, "pay Ann"))
assert same(newer, ["pay Bo"]), "View 3 is higher than view 1, whoever comes first or more often."
assert same(ask_carry(5), []), "Nothing was prepared, nothing is carried over."
assert same(ask_carry(10, (0, 10, "old"), (0, 11, "pay Ann")), ["pay Ann"]), "10 is settled."
### BEGIN HIDDEN TESTS
dice = random.Random(512)
for _ in range(80):
    low = dice.randint(0, 5)
    views = {(v, n): f"{v}-{n}" for v in range(4) for n in range(low + 4 * (dice.random() < 0.9))}
    shown = [(v, n + 1, r) for (v, n), r in views.items() if dice.random() < 0.3]
    dice.shuffle(shown)
    top = max([n for _, n, _ in shown], default=low)
    expected = [
        max([(v, r) for v, n, r in shown if n == number], default=(0, "null"))[1]
        for number in range(low + 1, top + 1)
    ]
    assert same(ask_carry(low, *shown), expected), (
        "For each number after low: the request of the highest view, or null."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 13. What may a client believe?** (2 points). Ann receives replies (bank, result) and knows
# that at most f banks lie. Return the result that **f + 1 different banks** report, or `None` as
# long as there is none. A liar may repeat itself and change its story; then it counts once for
# each story. Replies from others than `replicas` do not count.
#
# `believed(BANKS, 1, [("east", "refused"), ("south", "paid"), ("west", "paid")])` → `"paid"`: one
# of south and west must be honest.
#
# *Stuck?* For each result collect the set of banks that report it.


# %% tags=["answer"] grade_id="05_believed"
def believed(replicas: list, f: int, replies: list) -> str | None:
    """The result that at least one honest bank reports for certain."""
    ### BEGIN SOLUTION
    for _, result in replies:
        banks = {bank for bank, told in replies if told == result}
        if len(banks & set(replicas)) > f:
            return result
    return None
    ### END SOLUTION


# %% tags=["test"] grade_id="05_believed_test" points=2
paid = [("south", "paid"), ("west", "paid")]
assert same(believed(BANKS, 1, [("east", "refused"), *paid]), "paid"), "South and West are f + 1."
assert same(believed(BANKS, 1, paid[:1]), None), "South alone may be the liar."
assert same(believed(BANKS, 1, [paid[0], paid[0]]), None), "South twice is still South alone."
assert same(believed(BANKS, 1, [paid[0], ("mallory", "paid")]), None), "Mallory is no replica."
lies = [("east", "paid"), ("east", "refused"), ("west", "refused")]
assert same(believed(BANKS, 1, lies), "refused"), "East told both; with West it is f + 1 once."
lies = [("east", "paid"), *paid[:1], ("east", "refused")]
assert same(believed(BANKS, 1, lies), "paid"), "East's first story still counts, beside South's."
### BEGIN HIDDEN TESTS
dice = random.Random(513)
for f in (0, 1, 2, 3) * 12:
    names = [f"r{place}" for place in range(3 * f + 1)]
    told = [(name, "truth") for name in names] + [(name, "lie") for name in names[:f]]
    replies = dice.choices([*told, ("x", "lie"), ("x", "truth")], k=dice.randint(0, 4 * f + 3))
    honest = {name for name, result in replies if result == "truth"} - {"x"}
    assert same(believed(names, f, replies), "truth" if len(honest) > f else None), (
        "f + 1 different replicas with the same result; f are not enough."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 14. Your judgement** (4 points, read by a person). Your bank and three others want one
# ledger of financed invoices, so that none is financed twice. A supplier offers two settings: Raft
# on four nodes, or PBFT on four nodes; "both are blockchain". In about 200 words: **which would you
# choose, under which conditions would you choose the other, and what would you ask before you
# sign?** Say against what each setting protects, what it costs, and who runs the nodes.
#
# | points | what the reader finds |
# |---|---|
# | 4 | a clear choice, built on who might lie and who might fail; what each setting bears, with numbers; a cost; and a question about who controls the nodes or about false invoices |
# | 3 | a clear choice with correct limits, but one of cost, numbers or control is missing |
# | 2 | correct statements about the protocols, little about these four banks |
# | 1 | an opinion without reasons, or "PBFT makes the invoices true" |

# %% [markdown] tags=["rubric"] grade_id="05_judgement" points=4
# ### BEGIN SOLUTION
# *What a good answer says.* PBFT: the four compete, and a member that orders invoices gains by
# telling two others different things. Four nodes under PBFT bear one liar; three votes decide; each
# decision takes 24 messages, which is nothing for four banks and some thousand invoices a day. Raft
# on four nodes bears one crash (three nodes would, too) and no liar at all: its followers believe
# the leader. I would choose Raft if one operator whom all trust ran all nodes, and then ask whether
# a replicated database does not do the same. Before signing: who runs each node, and does one
# company or one cloud run two of them? Then two may fail or lie together, and no promise holds. What
# happens when two are down: it stops. Who checks that an invoice is real? Neither setting does.
# ### END SOLUTION
