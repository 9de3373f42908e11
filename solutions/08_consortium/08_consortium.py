"""Assignment 08: consortium. The form of this script is described in classroom/percent.py."""

# %% [markdown]
# # 08 · Exercises: consortium
#
# You build what a consortium needs before anybody lends a yuan, one small function an item: 12
# items with tests, and one judgement in your own words. About two hours. Each item stands alone:
# none needs your earlier answers.
#
# Replace `raise NotImplementedError()` and run the test below your answer. A test that fails says
# what to examine. When your work is graded, further tests use other inputs; they ask for the same.
#
# All banks, companies and amounts here are **synthetic**. *Closed book* items withhold the
# library's own function for the task while your function runs, and say so.

# %% tags=["given"] grade_id="08_setup"
import random

from classroom.closed_book import closed_book
from classroom.verdict import same
from course_lib import canonical
from course_lib.consortium.suitability import QUESTIONS
from course_lib.hashing import hexdigest

BANKS = ("East", "River", "Hill")

# %% [markdown]
# **Item 1. Who belongs to it now?** (2 points) Read a list of admissions and removals in order and
# return who belongs afterwards: a dict from name to key.
#
# An entry is `("admit", name, key)` or `("remove", name)`. An admission is **ignored** if a
# present member has that name or that key. A removal of somebody who is no member is ignored. Who
# was removed may be admitted again, and a removed member's key may be used again.
#
# `members_after([("admit", "East", "k1"), ("admit", "East", "k2"), ("admit", "Fox", "k1")])` →
# `{"East": "k1"}`.
#
# *Stuck?* A dict; `key in members.values()`; `members.pop(name, None)`.


# %% tags=["answer"] grade_id="08_members_after"
def members_after(entries: list) -> dict:
    """Name to key of those who belong after all entries."""
    ### BEGIN SOLUTION
    members = {}
    for kind, name, *key in entries:
        if kind == "remove":
            members.pop(name, None)
        elif name not in members and key[0] not in members.values():
            members[name] = key[0]
    return members
    ### END SOLUTION


# %% tags=["test"] grade_id="08_members_after_test" points=2
east, fox = ("admit", "East", "k1"), ("admit", "Fox", "k1")
with closed_book("course_lib.contracts.members"):
    taken = members_after([east, ("admit", "East", "k2"), fox])
    gone = members_after([east, ("remove", "East"), ("remove", "Hill")])
    again = members_after([east, ("remove", "East"), fox])
assert same(taken, {"East": "k1"}), "Name and key are each taken by one present member."
assert same(gone, {}), "East was removed; Hill never belonged."
assert same(again, {"Fox": "k1"}), "East is gone, so its key is free again."
### BEGIN HIDDEN TESTS
dice = random.Random(801)
for _ in range(40):
    entries, expected = [], {}
    for _ in range(30):
        name, key = dice.choice("ABCDE"), dice.choice("12345")
        if dice.random() < 0.6:
            entries.append(("admit", name, key))
            if name not in expected and key not in expected.values():
                expected[name] = key
        else:
            entries.append(("remove", name))
            expected.pop(name, None)
    assert same(members_after(entries), expected), "Ask who is a member at that point of the list."
assert same(members_after([]), {}), "Nobody was admitted yet."
### END HIDDEN TESTS

# %% [markdown]
# **Item 2. Whose word counts?** (2 points) `keys` are the keys that signed an endorsement,
# `members` maps each key to its organisation (an organisation may have several keys). Return the
# **set** of organisations that vouch. If any key belongs to nobody, the whole endorsement is
# refused: return `None`.
#
# With `{"k1": "East", "k2": "East", "k3": "River"}`: keys `["k1", "k2"]` → `{"East"}`; `["k1",
# "k9"]` → `None`.
#
# *Stuck?* A set counts each organisation once.


# %% tags=["answer"] grade_id="08_vouchers"
def vouchers(keys: list, members: dict):
    """The organisations that vouch, or None."""
    ### BEGIN SOLUTION
    if any(key not in members for key in keys):
        return None
    return {members[key] for key in keys}
    ### END SOLUTION


# %% tags=["test"] grade_id="08_vouchers_test" points=2
members = {"k1": "East", "k2": "East", "k3": "River"}
assert same(vouchers(["k3", "k1"], members), {"East", "River"}), "Name the organisations."
assert same(vouchers(["k1", "k2"], members), {"East"}), "Two keys of one organisation are one word."
assert same(vouchers(["k1", "k9"], members), None), "k9 belongs to nobody."
assert same(vouchers([], members), set()), "Nobody vouches, and nobody strange is there: no None."
### BEGIN HIDDEN TESTS
dice = random.Random(802)
for _ in range(60):
    members = {f"key {n}": dice.choice(["A", "B", "C", ""]) for n in range(8)}
    keys = [f"key {dice.randrange(9)}" for _ in range(dice.randrange(6))]
    expected = None if "key 8" in keys else {members[key] for key in keys}
    assert same(vouchers(keys, members), expected), "A stranger anywhere refuses the whole."
### END HIDDEN TESTS

# %% [markdown]
# **Item 3. Is the policy satisfied?** (3 points) A policy is a name, or a tuple:
#
# | form | satisfied if |
# |---|---|
# | `"East"` | East is among `by` |
# | `("AND", p, q, …)` | all parts are |
# | `("OR", p, q, …)` | at least one part is |
# | `("OutOf", n, p, q, …)` | at least `n` parts are |
#
# Parts are policies again. Return `True` or `False`. `by` is a set of names.
#
# `satisfied(("AND", "East", ("OR", "River", "Hill")), {"East", "Hill"})` → `True`. *Closed book:*
# the module `contracts.policy` is withheld.
#
# *Stuck?* Let the function call itself for each part, and count.


# %% tags=["answer"] grade_id="08_satisfied"
def satisfied(policy, by: set) -> bool:
    """Whether the organisations suffice."""
    ### BEGIN SOLUTION
    if isinstance(policy, str):
        return policy in by
    word, *parts = policy
    if word == "OutOf":
        needed, *parts = parts
    else:
        needed = len(parts) if word == "AND" else 1
    return sum(satisfied(part, by) for part in parts) >= needed
    ### END SOLUTION


# %% tags=["test"] grade_id="08_satisfied_test" points=3
two = ("OutOf", 2, "East", "River", "Hill")
nested = ("AND", "East", ("OR", "River", "Hill"))
with closed_book("course_lib.contracts.policy"):
    got = [satisfied("East", {"East"}), satisfied(two, {"Hill", "River"})]
    no = [satisfied(two, {"Hill"}), satisfied(nested, {"River", "Hill"})]
    yes = satisfied(nested, {"East", "Hill"})
    zero, many = satisfied(("OutOf", 0, "East"), set()), satisfied(("OutOf", 2, "East"), {"East"})
assert same(got, [True, True]), "A plain name; and any two of three."
assert same(no, [False, False]), "One is not two; and East is missing."
assert same(yes, True), "A part may be a policy itself."
assert same([zero, many], [True, False]), "At least 0 is always so; 2 of 1 never."
### BEGIN HIDDEN TESTS
from course_lib.contracts.policy import Policy


def made(dice, depth):
    """A policy as a tuple, and the library's for the same."""
    if depth == 0 or dice.random() < 0.3:
        name = dice.choice("ABCD")
        return name, name
    parts = [made(dice, depth - 1) for _ in range(dice.randrange(1, 4))]
    mine, theirs = [part[0] for part in parts], tuple(part[1] for part in parts)
    word = dice.choice(["AND", "OR", "OutOf"])
    if word == "OutOf":
        needed = dice.randrange(5)
        return ("OutOf", needed, *mine), Policy(needed, theirs)
    return (word, *mine), Policy(len(theirs) if word == "AND" else 1, theirs)


dice = random.Random(803)
for _ in range(150):
    mine, theirs = made(dice, 3)
    theirs = Policy(1, (theirs,)) if isinstance(theirs, str) else theirs
    by = {name for name in "ABCD" if dice.random() < 0.5}
    expected = theirs.is_satisfied(by)
    with closed_book("course_lib.contracts.policy"):
        got = satisfied(mine, by)
    assert same(got, expected), "Count the parts that are satisfied, at every depth."
### END HIDDEN TESTS

# %% [markdown]
# **Item 4. One word is enough** (2 points) AND and OR can both be said with OutOf. Rewrite a
# policy of item 3's form so that only `"OutOf"` and names remain, at every depth; keep the order
# of the parts. A policy that is only a name stays that name.
#
# `only_out_of(("AND", "East", ("OR", "River", "Hill")))` → `("OutOf", 2, "East", ("OutOf", 1,
# "River", "Hill"))`.
#
# *Stuck?* AND of how many parts needs how many?


# %% tags=["answer"] grade_id="08_only_out_of"
def only_out_of(policy):
    """The same policy, written with OutOf only."""
    ### BEGIN SOLUTION
    if isinstance(policy, str):
        return policy
    word, *parts = policy
    needed = {"AND": len(parts), "OR": 1}.get(word)
    if needed is None:
        needed, *parts = parts
    return ("OutOf", needed, *(only_out_of(part) for part in parts))
    ### END SOLUTION


# %% tags=["test"] grade_id="08_only_out_of_test" points=2
inner = only_out_of(("AND", "East", ("OR", "River", "Hill")))
kept = only_out_of(("OutOf", 2, "A", ("AND", "B"), "C"))
assert same(only_out_of("East"), "East"), "A name stays a name."
assert same(inner, ("OutOf", 2, "East", ("OutOf", 1, "River", "Hill"))), (
    "AND needs all of its parts, OR needs one; rewrite inner parts too."
)
assert same(kept, ("OutOf", 2, "A", ("OutOf", 1, "B"), "C")), (
    "OutOf keeps its number, its parts are rewritten; AND of one part needs one."
)
### BEGIN HIDDEN TESTS
dice = random.Random(804)


def pair(depth):
    """A policy, and the same with OutOf only."""
    if depth == 0 or dice.random() < 0.3:
        name = dice.choice(["A", "B", "AND", "OR"])
        return name, name
    parts = [pair(depth - 1) for _ in range(dice.randrange(1, 4))]
    given, wanted = [p for p, _ in parts], [q for _, q in parts]
    word = dice.choice(["AND", "OR", "OutOf"])
    number = dice.randrange(4)
    needed = {"AND": len(parts), "OR": 1, "OutOf": number}[word]
    return (word, *([number] if word == "OutOf" else []), *given), ("OutOf", needed, *wanted)


for _ in range(100):
    given, wanted = pair(3)
    assert same(only_out_of(given), wanted), "Rewrite at every depth, and keep the order."
### END HIDDEN TESTS

# %% [markdown]
# **Item 5. Examine a policy before it counts** (3 points) `holds(by)` says whether the
# organisations in the set `by` satisfy some policy; more organisations never make it worse.
# `members` are all organisations there are. Return the first that applies:
#
# | word | meaning |
# |---|---|
# | `"always true"` | nobody needs to endorse |
# | `"never satisfied"` | not even all members suffice |
# | `"one alone"` | some member alone suffices |
# | `"fine"` | otherwise |
#
# With `holds = lambda by: len(by) >= 2` and three members → `"fine"`; with `>= 0` → `"always
# true"`. *Closed book:* the module `contracts.policy` is withheld.
#
# *Stuck?* Ask `holds` with the empty set, with all, with each one.


# %% tags=["answer"] grade_id="08_examine"
def examine(holds, members: tuple) -> str:
    """What is suspicious about a policy."""
    ### BEGIN SOLUTION
    if holds(set()):
        return "always true"
    if not holds(set(members)):
        return "never satisfied"
    return "one alone" if any(holds({name}) for name in members) else "fine"
    ### END SOLUTION


# %% tags=["test"] grade_id="08_examine_test" points=3
with closed_book("course_lib.contracts.policy"):
    found = [examine(lambda by, n=n: len(by) >= n, BANKS) for n in range(5)]
    stranger = examine(lambda by: "Fox" in by, BANKS)
    last = examine(lambda by: "Hill" in by, BANKS)
assert same(found[0], "always true"), "At least 0: ask with nobody."
assert same(found[1], "one alone"), "At least 1."
assert same(found[2:4], ["fine", "fine"]), "At least 2, and all 3: several must agree."
assert same(found[4], "never satisfied"), "At least 4 of 3: ask with all."
assert same([stranger, last], ["never satisfied", "one alone"]), (
    "A policy that asks for a stranger; and one that asks for the last member only."
)
### BEGIN HIDDEN TESTS
import itertools

for size in range(1, 6):
    names = tuple(f"member {n}" for n in range(size))
    for needed in range(size + 2):
        for among in itertools.chain(itertools.combinations(names, 2), [names, (names[-1], "X")]):

            def holds(by, among=among, needed=needed):
                """At least so many of these."""
                return len(set(by) & set(among)) >= needed

            inside = len(set(among) & set(names))
            expected = "fine" if needed > 1 else "one alone"
            if needed == 0:
                expected = "always true"
            elif needed > inside:
                expected = "never satisfied"
            with closed_book("course_lib.contracts.policy"):
                got = examine(holds, names)
            assert same(got, expected), "Only the members can endorse; ask holds, and nothing else."
### END HIDDEN TESTS

# %% [markdown]
# **Item 6. Who has a veto?** (2 points) A member has a veto if all the **others together** do not
# suffice. Return the set of members with a veto; `holds` is as in item 5. If not even all members
# suffice, everybody has one by this definition: return them all.
#
# East and one of the others must sign: `lambda by: "East" in by and len(by) >= 2` → `{"East"}`.
#
# *Stuck?* For each member, ask `holds` with everybody but that one.


# %% tags=["answer"] grade_id="08_veto"
def veto(holds, members: tuple) -> set:
    """The members without whom nothing goes."""
    ### BEGIN SOLUTION
    return {name for name in members if not holds(set(members) - {name})}
    ### END SOLUTION


# %% tags=["test"] grade_id="08_veto_test" points=2
with closed_book("course_lib.contracts.policy"):
    counts = [veto(lambda by, n=n: len(by) >= n, BANKS) for n in (0, 1, 2, 3, 4)]
    east = veto(lambda by: "East" in by and len(by) >= 2, BANKS)
assert same(counts[:3], [set(), set(), set()]), "Two of three: any one may be absent."
assert same(counts[3:], [set(BANKS), set(BANKS)]), "All three needed, or more than there are."
assert same(east, {"East"}), (
    "Without East nothing goes; River and Hill can stand in for each other."
)
### BEGIN HIDDEN TESTS
dice = random.Random(806)
for _ in range(60):
    names = tuple("ABCDEF"[: dice.randrange(1, 7)])
    ways = [{n for n in names if dice.random() < 0.6} for _ in range(dice.randrange(1, 4))]

    def holds(by, ways=ways):
        """One of the ways suffices."""
        return any(way <= set(by) for way in ways)

    expected = set.intersection(*ways)
    assert same(veto(holds, names), expected), "Leave out one at a time."
### END HIDDEN TESTS

# %% [markdown]
# **Item 7. Two banks, one balance** (3 points) A block holds transactions in order. Each is a
# dict: `"reads"` maps keys to the version that the endorsers saw, `"writes"` is a list of keys.
# `versions` maps each key to its version before the block; a key that is not there has the version
# `""`.
#
# A transaction **goes through** if every key that it read still has the version that it saw. Then
# the keys that it writes get the version `"height.place"`: the block's height, and the
# transaction's place in the block from 0 (those that fail count as well). One that fails writes
# nothing. Return a list of `True` and `False`. Leave `versions` as it is.
#
# Versions `{"line": "4.0"}`, height 7, two transactions that both read `{"line": "4.0"}` and write
# `["line"]` → `[True, False]`. *Closed book:* `contracts.versions` and `replica` are withheld.
#
# *Stuck?* Work on a copy, `now = dict(versions)`; `now.get(key, "")`.


# %% tags=["answer"] grade_id="08_goes_through"
def goes_through(transactions: list, versions: dict, height: int) -> list:
    """For each transaction of the block, whether it goes through."""
    ### BEGIN SOLUTION
    now, found = dict(versions), []
    for place, tx in enumerate(transactions):
        fresh = all(now.get(key, "") == seen for key, seen in tx["reads"].items())
        if fresh:
            now.update((key, f"{height}.{place}") for key in tx["writes"])
        found.append(fresh)
    return found
    ### END SOLUTION


# %% tags=["test"] grade_id="08_goes_through_test" points=3
def transaction(reads, *writes):
    """A transaction of item 7."""
    return {"reads": reads, "writes": list(writes)}


spend, before = transaction({"line": "4.0"}, "line"), {"line": "4.0", "other": "2.1"}
ROOMS = ("course_lib.contracts.versions", "course_lib.replica")
with closed_book(*ROOMS):
    both = goes_through([spend, spend], before, 7)
    apart = goes_through([spend, transaction({"other": "2.1"}, "other")], before, 7)
    failed = goes_through([transaction({"line": "3.0"}, "other"), spend], before, 7)
    new = goes_through([transaction({"n": ""}, "n"), transaction({"n": ""}, "n")], {}, 7)
    chained = goes_through([spend, transaction({"line": "7.0"}, "line")], before, 7)
assert same(both, [True, False]), "The first one's write makes the second one's read stale."
assert same(apart, [True, True]), "They touch different keys."
assert same(failed, [False, True]), "The first read an old version; it fails and changes nothing."
assert same(new, [True, False]), "A key that is not there has the version ''."
assert same(chained, [True, True]), "The first writes version 7.0, which the second has seen."
assert before == {"line": "4.0", "other": "2.1"}, "Leave versions as it is: work on a copy."
### BEGIN HIDDEN TESTS
dice = random.Random(807)
for height in (1, 9, 12):
    for _ in range(40):
        start = {key: f"{dice.randrange(height)}.0" for key in "abc"}
        block = []
        for place in range(8):
            seen = {k: dice.choice([start.get(k, ""), f"{height}.{place - 1}"]) for k in "abcd"}
            reads = {k: seen[k] for k in dice.sample("abcd", dice.randrange(3))}
            block.append(transaction(reads, *dice.sample("abcd", dice.randrange(3))))
        now, expected = dict(start), []
        for place, tx in enumerate(block):
            fresh = all(now.get(k, "") == v for k, v in tx["reads"].items())
            expected.append(fresh)
            if fresh:
                now |= dict.fromkeys(tx["writes"], f"{height}.{place}")
        with closed_book(*ROOMS):
            got = goes_through(block, dict(start), height)
        assert same(got, expected), "Versions count within the block too, and places count all."
assert same(goes_through([], {}, 1), []), "An empty block."
### END HIDDEN TESTS

# %% [markdown]
# **Item 8. A digest that hides** (2 points) Return the SHA-256 digest, hexadecimal, of the salt
# followed by the value's **canonical** bytes. A salt of fewer than 16 bytes hides too little:
# raise `ValueError`.
#
# `hidden(435, b"\x00" * 16)` → `hexdigest(b"\x00" * 16 + b"435")`. *Closed book:*
# `consortium.private_data` is withheld.
#
# *Stuck?* `hexdigest(…)`, `canonical.encode(value)`.


# %% tags=["answer"] grade_id="08_hidden"
def hidden(value, salt: bytes) -> str:
    """The salted digest of a value."""
    ### BEGIN SOLUTION
    if len(salt) < 16:
        raise ValueError(f"a salt has at least 16 bytes, got {len(salt)}")
    return hexdigest(salt + canonical.encode(value))
    ### END SOLUTION


# %% tags=["test"] grade_id="08_hidden_test" points=2
def refuses(function, *arguments):
    """Whether it raises ValueError."""
    try:
        function(*arguments)
    except ValueError:
        return True
    return False


with closed_book("course_lib.consortium.private_data"):
    got, longer = hidden(435, bytes(16)), hidden({"b": 1, "a": 2}, b"salt" * 8)
assert same(got, hexdigest(bytes(16) + b"435")), "Salt first, then the canonical bytes."
assert same(longer, hexdigest(b"salt" * 8 + b'{"a":2,"b":1}')), "Equal records have equal bytes."
assert refuses(hidden, 435, bytes(15)), "15 bytes are too few: raise ValueError."
### BEGIN HIDDEN TESTS
dice = random.Random(808)
for size in (16, 17, 32, 64):
    salt = dice.randbytes(size)
    for value in (0, "利率", [1, None], {"z": True, "a": {"c": 1, "b": 2}}):
        expected = hexdigest(salt + canonical.encode(value))
        assert same(hidden(value, salt), expected), "Any JSON value, any salt of 16 bytes or more."
assert refuses(hidden, 1, b""), "No salt is too little."
### END HIDDEN TESTS

# %% [markdown]
# **Item 9. Guess the price** (2 points) Somebody put `hexdigest(salt + canonical.encode(price))`
# on the ledger; you know the salt (often it is empty), and that the price is a whole number of fen
# from `low` to `high`, both included. Return the price, or `None` if it is not in that range.
#
# `guess_price(hexdigest(b"777"), 0, 1000)` → `777`.
#
# *Stuck?* `range(low, high + 1)`.


# %% tags=["answer"] grade_id="08_guess_price"
def guess_price(digest: str, low: int, high: int, salt: bytes = b""):
    """The price behind a digest, or None."""
    ### BEGIN SOLUTION
    for price in range(low, high + 1):
        if hexdigest(salt + canonical.encode(price)) == digest:
            return price
    return None
    ### END SOLUTION


# %% tags=["test"] grade_id="08_guess_price_test" points=2
assert same(guess_price(hexdigest(b"777"), 0, 1000), 777), "Try every price in the range."
assert same(guess_price(hexdigest(b"1000"), 0, 1000), 1000), "The highest price is included."
assert same(guess_price(hexdigest(b"1001"), 0, 1000), None), "Outside the range: None."
assert same(guess_price(hexdigest(b"leak777"), 0, 1000, b"leak"), 777), "A salt that leaked."
### BEGIN HIDDEN TESTS
dice = random.Random(809)
for _ in range(12):
    low = dice.randrange(50_000)
    high = low + dice.randrange(3_000)
    salt = dice.randbytes(dice.randrange(3))
    for price in (low, high, low - 1 if low else high + 1, high + 1, dice.randint(low, high)):
        digest = hexdigest(salt + canonical.encode(price))
        expected = price if low <= price <= high else None
        assert same(guess_price(digest, low, high, salt), expected), "Both ends are included."
assert same(guess_price(hexdigest(b"0"), 0, 0), 0), "A price of 0 is a price."
### END HIDDEN TESTS

# %% [markdown]
# **Item 10. Who sees what?** (2 points) A record is a dict with `"group"` (a name) and `"private"`
# (the names of those who hold its value, or `None` if it is not private). `groups` maps a group's
# name to its members. Return what `organisation` sees:
#
# - `"nothing"` if it is not in the group, whatever else is said;
# - `"digest"` if it is in the group, and the record is private to others;
# - `"value"` otherwise.
#
# `groups = {"loans": ["East", "River"]}`: East sees of `{"group": "loans", "private": ["River"]}`
# → `"digest"`.
#
# *Stuck?* Ask for the group first.


# %% tags=["answer"] grade_id="08_sees"
def sees(organisation: str, record: dict, groups: dict) -> str:
    """What an organisation sees of a record."""
    ### BEGIN SOLUTION
    if organisation not in groups.get(record["group"], []):
        return "nothing"
    private = record["private"]
    return "value" if private is None or organisation in private else "digest"
    ### END SOLUTION


# %% tags=["test"] grade_id="08_sees_test" points=2
groups = {"loans": ["East", "River"], "bonds": ["Hill"]}
plain, hushed = (
    {"group": "loans", "private": None},
    {"group": "loans", "private": ["River", "Hill"]},
)
assert same([sees(name, plain, groups) for name in BANKS], ["value", "value", "nothing"]), (
    "All of the group see what is not private; the others have no such ledger."
)
assert same([sees(name, hushed, groups) for name in BANKS], ["digest", "value", "nothing"]), (
    "East is in the group only; Hill is named, but the record never reaches its machines."
)
assert same(sees("East", {"group": "none", "private": None}, groups), "nothing"), (
    "There is no such group."
)
### BEGIN HIDDEN TESTS
dice = random.Random(810)
for _ in range(80):
    groups = {g: dice.sample("ABCD", dice.randrange(5)) for g in ("x", "y")}
    record = {
        "group": dice.choice("xyz"),
        "private": dice.choice([None, dice.sample("ABCD", dice.randrange(4))]),
    }
    for name in "ABCDE":
        inside = name in groups.get(record["group"], [])
        held = record["private"] is None or name in record["private"]
        expected = ("value" if held else "digest") if inside else "nothing"
        assert same(sees(name, record, groups), expected), (
            "A private record with nobody named is a digest to all of the group."
        )
### END HIDDEN TESTS

# %% [markdown]
# **Item 11. Who lied?** (2 points) A draw is `{"company": …, "fen": …}`, `state` maps companies to
# what may still be lent. If the amount is above 0 and fits, the draw writes `{company: what is
# then left}`; otherwise, or if the company has no line, it writes `{}`. `claims` maps endorsers to
# the writes that each of them signed. Execute the draw yourself and return the set of endorsers
# who signed something else. Change neither `state` nor `claims`.
#
# State `{"Anhe": 100}`, draw 30, claims `{"East": {"Anhe": 70}, "River": {"Anhe": 99}}` →
# `{"River"}`.
#
# *Stuck?* First compute the true writes, then compare each claim. A majority may be lying.


# %% tags=["answer"] grade_id="08_liars"
def liars(state: dict, draw: dict, claims: dict) -> set:
    """The endorsers whose claim is not what the draw writes."""
    ### BEGIN SOLUTION
    left = state.get(draw["company"], 0) - draw["fen"]
    true = {draw["company"]: left} if draw["fen"] > 0 and left >= 0 else {}
    return {name for name, claim in claims.items() if claim != true}
    ### END SOLUTION


# %% tags=["test"] grade_id="08_liars_test" points=2
state, draw = {"Anhe": 100}, {"company": "Anhe", "fen": 30}
one = liars(state, draw, {"East": {"Anhe": 70}, "River": {"Anhe": 99}})
most = liars(state, draw, {"East": {"Anhe": 70}, "River": {"Anhe": 100}, "Hill": {"Anhe": 100}})
exact = liars(state, {"company": "Anhe", "fen": 100}, {"East": {"Anhe": 0}, "River": {}})
none = liars(state, {"company": "Boda", "fen": 1}, {"East": {}, "River": {"Boda": -1}})
assert same(one, {"River"}), "100 less 30 is 70."
assert same(most, {"River", "Hill"}), "Do not count votes: compute the truth."
assert same(exact, {"River"}), "All of it fits, and 0 is left."
assert same(none, {"River"}), "Boda has no line: nothing is written."
assert same(state, {"Anhe": 100}), "Leave the state as it is."
### BEGIN HIDDEN TESTS
dice = random.Random(811)
for _ in range(80):
    state = {name: dice.randrange(5) for name in "AB"}
    draw = {"company": dice.choice("ABC"), "fen": dice.randrange(-1, 6)}
    left = state.get(draw["company"], 0) - draw["fen"]
    true = {draw["company"]: left} if draw["fen"] > 0 and left >= 0 else {}
    claims = {
        name: dice.choice([true, {}, {draw["company"]: left + 1}, {**true, "Z": 1}])
        for name in ("East", "River", "Hill", "Lake")
    }
    expected = {name for name in claims if claims[name] != true}
    assert same(liars(dict(state), draw, claims), expected), (
        "Amounts of 0 or below, too large ones, and claims that write one key more."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 12. Do you need a chain?** (3 points) `answers` maps the six names below to True or False.
# Ask in this order; the first answer that decides ends the test. Return a pair: the verdict, and
# the name of the question that decided (`""` in the last line).
#
# | name | question | decides if | verdict |
# |---|---|---|---|
# | `parties` | must several parties write to the same record? | no | `"no shared system"` |
# | `sharing` | are they willing, or have they the need, to share data? | no | `"no shared system"` |
# | `equals` | is none of them clearly subordinate to another? | no | `"signed database"` |
# | `fairness` | does trust in fairness weigh more than efficiency? | no | `"signed database"` |
# | `keeper` | is there a keeper whom all of them trust? | **yes** | `"signed database"` |
# | `strangers` | must strangers write whom nobody has admitted? | **yes** | `"public chain"` |
# | | none of these decided | | `"consortium chain"` |
#
# *Closed book:* the module `consortium.suitability` is withheld.
#
# *Stuck?* A list of rows (name, deciding answer, verdict) and a loop is shorter than six `if`.


# %% tags=["answer"] grade_id="08_suitable"
def suitable(answers: dict) -> tuple:
    """The verdict, and the question that decided."""
    ### BEGIN SOLUTION
    rows = (
        ("parties", False, "no shared system"),
        ("sharing", False, "no shared system"),
        ("equals", False, "signed database"),
        ("fairness", False, "signed database"),
        ("keeper", True, "signed database"),
        ("strangers", True, "public chain"),
    )
    for name, deciding, verdict in rows:
        if answers[name] is deciding:
            return verdict, name
    return "consortium chain", ""
    ### END SOLUTION


# %% tags=["test"] grade_id="08_suitable_test" points=3
bankers = dict(zip([q.name for q in QUESTIONS], [True] * 4 + [False] * 2, strict=True))
CLOSED = "course_lib.consortium.suitability"
with closed_book(CLOSED):
    banks = suitable(bankers)
    shops = suitable({**bankers, "equals": False, "keeper": True})
    coin = suitable({**bankers, "strangers": True})
    diary = suitable({**bankers, "parties": False, "sharing": False})
assert same(banks, ("consortium chain", "")), "Nothing simpler will do for the three banks."
assert same(shops, ("signed database", "equals")), "One above the others; the keeper comes later."
assert same(coin, ("public chain", "strangers")), "Strangers write, and nobody else is trusted."
assert same(diary, ("no shared system", "parties")), "Two answers decide: the first one is named."
### BEGIN HIDDEN TESTS
import itertools

from course_lib.consortium.suitability import Case, judge

for given in itertools.product([True, False], repeat=6):
    answers = dict(zip(bankers, given, strict=True))
    judged = judge(Case(**answers))
    with closed_book(CLOSED):
        got = suitable(dict(reversed(answers.items())))
    assert same(got, (judged.verdict, judged.decided_by)), "Ask in the order of the table."
### END HIDDEN TESTS

# %% [markdown]
# **Item 13. Your judgement** (4 points, read by a person). Your city's bureau of commerce proposes
# a blockchain on which the bureau, its 12 district offices and 300 markets record vegetable prices
# each day. A vendor offers it "as a service", from one account. Advise the bureau in about 200
# words: **put the plan to the test (which answer decides?), say what the vendor's offer means for
# trust, and name what must stand in a contract on paper, whatever is built.**
#
# | points | what the reader finds |
# |---|---|
# | 4 | the test is applied with reasons and one deciding answer is named; one account is recognised as one witness; at least two matters of governance (who admits, who changes rules, who pays, who is liable, who leaves with which data); a clear verdict |
# | 3 | as above, with one of these parts missing or without reasons |
# | 2 | correct statements about chains or consortia, little that the bureau could decide |
# | 1 | an opinion without reasons, or "a blockchain makes it trustworthy" |

# %% [markdown] tags=["rubric"] grade_id="08_judgement" points=4
# ### BEGIN SOLUTION
# *What a good answer says.* Several parties write, and sharing is the purpose. But the district
# offices are subordinate to the bureau: the report's second condition fails, and that decides. The
# markets are not subordinate, so one may ask whether they mistrust the bureau as keeper; for
# published prices hardly. A signed database at the bureau does: each market signs what it reports,
# and the bureau publishes a digest each day, so that a later change shows. (The report judges
# social public services apart: whoever relies on that must say what the chain adds here.) The
# vendor's offer makes all nodes from one account: many copies, one witness, and one who can switch
# them off. On paper, whatever is built: who admits and removes a market, who may change the rules
# and how it is announced, who corrects an error and who is liable, who pays, who gets the data at
# the end. None of it checks whether a reported price is true: that takes inspectors.
# ### END SOLUTION
