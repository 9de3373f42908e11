"""Assignment 07: contracts. The form of this script is described in classroom/percent.py."""

# %% [markdown]
# # 07 · Exercises: contracts
#
# You write the book for a clerk who follows it to the letter, one small part an item: 12 items with
# tests, and one judgement in your own words. About two hours. Each item stands alone: none needs your
# earlier answers.
#
# Replace `raise NotImplementedError()` and run the test below your answer. A test that fails says
# what to examine. When your work is graded, further tests use other inputs; they ask for the same.
#
# All data here are **synthetic**. `Desk` tries a contract out without keys and blocks:
# `desk = Desk(MyContract(), Mei="keeper")` knows one member, Mei, with the role keeper;
# `desk.ask("Mei", "store", box="B1")` lets her ask and returns the receipt (`.ok`, `.result`,
# `.error`, `.events`, `.steps`); `desk.cards()` is the contract's state as a dictionary.
#
# A contract may not use `print`, `super()`, a clock or chance; registration refuses it.

# %% tags=["given"] grade_id="07_setup"
from classroom.verdict import learner_side, same
from course_lib.blocks import Transaction
from course_lib.canonical import decode
from course_lib.contracts.runtime import Caller, Context, Contract, Runtime, action, query
from course_lib.contracts.state import WorldState
from course_lib.errors import ContractError, CourseError, NotAuthorised


@learner_side
class Desk:
    """One contract, its state, and members who may ask."""

    def __init__(self, contract, budget=10_000, **roles):
        self.runtime, self.state = Runtime([contract], budget), WorldState()
        self.name, self.roles, self.time_ms = contract.name, roles, 0

    def ask(self, who, action, /, **arguments):
        """Let a member ask for an action; its changes are taken over if it succeeds."""
        tx = Transaction(
            chain="desk", contract=self.name, action=action, arguments=arguments,
            sender="ed25519:" + "0" * 64, nonce=1, time_ms=self.time_ms,
        )  # fmt: skip
        caller = Caller(who, self.roles[who], f"key of {who}")
        receipt, journal = self.runtime.execute(self.state, tx, caller)
        self.state.apply(journal.changes)
        return receipt

    def cards(self):
        """The contract's keys and values."""
        prefix = f"{self.name}/"
        keys = list(self.state.keys(prefix))
        return {key.removeprefix(prefix): decode(self.state.read(key)) for key in keys}


def refused(receipt, kind=ContractError):
    """Whether an action was refused on purpose, and not because its code is faulty."""
    return isinstance(receipt.error, kind) and "is faulty" not in str(receipt.error)


# %% [markdown]
# **Item 1. An action** (2 points). Complete the action `deliver`: it keeps the box under the key
# `box/` + its name, as `{"by": …, "grams": …}`, where `by` is the name of the caller; it emits the event
# `Delivered` with `box` and `grams`; and it returns how many boxes are kept then. (A box that is delivered
# again replaces what was kept of it, and counts once.)
#
# If Mei delivers B1 with 900 g, `cards()` is `{"box/B1": {"by": "Mei", "grams": 900}}`, and the result 1.
#
# *Stuck?* `ctx.caller.name`, `ctx.put(key, value)`, `ctx.emit("Delivered", box=box, grams=grams)`,
# and `ctx.keys("box/")`, which gives the keys one by one.


# %% tags=["answer"] grade_id="07_deliver"
class Store(Contract):
    """A store that counts its boxes."""

    name = "store"

    @action()
    def deliver(self, ctx: Context, box: str, grams: int):
        """Keep a box, announce it, return how many there are."""
        ### BEGIN SOLUTION
        ctx.put(f"box/{box}", {"by": ctx.caller.name, "grams": grams})
        ctx.emit("Delivered", box=box, grams=grams)
        return len(list(ctx.keys("box/")))
        ### END SOLUTION


# %% tags=["test"] grade_id="07_deliver_test" points=2
desk = Desk(Store(), Mei="keeper", Tom="driver")
first = desk.ask("Mei", "deliver", box="B1", grams=900)
second = desk.ask("Tom", "deliver", box="B2", grams=800)
assert first.ok, f"The action failed: {first.error}"
assert same(desk.cards()["box/B1"], {"by": "Mei", "grams": 900}), "Examine key and value of B1."
assert same(desk.cards()["box/B2"]["by"], "Tom"), "Whoever asks stands in ctx.caller."
assert [first.result, second.result] == [1, 2], "Return how many boxes are kept then."
told = [(event.name, event.payload) for event in second.events]
assert told == [("Delivered", {"box": "B2", "grams": 800})], "Emit one event for each delivery."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(701)
desk, kept = Desk(Store(), Li="a", 王="b"), {}
for _ in range(15):
    who, box, grams = dice.choice(["Li", "王"]), f"箱{dice.randrange(8)}", dice.randrange(1, 9999)
    receipt = desk.ask(who, "deliver", box=box, grams=grams)
    kept[f"box/{box}"] = {"by": who, "grams": grams}
    assert same(desk.cards(), kept), "Any member, any name of a box."
    assert same(receipt.result, len(kept)), "A box that comes again counts once."
    told = [(event.name, event.payload) for event in receipt.events]
    assert same(told, [("Delivered", {"box": box, "grams": grams})]), "One event each time."
### END HIDDEN TESTS

# %% [markdown]
# **Item 2. Guards** (2 points). Complete `register`. It keeps `grams` under the key `box/` + the box's
# name, but refuses, with `ctx.require`, whatever breaks one of these rules:
#
# - the box's name is not empty;
# - the number is not taken: nothing is kept under that key yet;
# - the weight is at least 1 and at most 50000.
#
# The texts of the refusals are yours.
#
# *Stuck?* `ctx.get(key)` is `None` where nothing is kept. `ctx.require(1 <= grams, "…")`.


# %% tags=["answer"] grade_id="07_register"
class Register(Contract):
    """A register of boxes by weight."""

    name = "register"

    @action()
    def register(self, ctx: Context, box: str, grams: int):
        """Keep a box's weight, if the rules allow it."""
        ### BEGIN SOLUTION
        ctx.require(box != "", "a box needs a name")
        ctx.require(ctx.get(f"box/{box}") is None, f"{box} is taken")
        ctx.require(1 <= grams <= 50_000, f"{grams} g is no weight of a box")
        ctx.put(f"box/{box}", grams)
        ### END SOLUTION


# %% tags=["test"] grade_id="07_register_test" points=2
desk = Desk(Register(), Mei="keeper")
assert desk.ask("Mei", "register", box="B1", grams=900).ok, "This box keeps all the rules."
assert refused(desk.ask("Mei", "register", box="B1", grams=800)), "B1 is taken already."
assert refused(desk.ask("Mei", "register", box="", grams=800)), "A box needs a name."
assert refused(desk.ask("Mei", "register", box="B2", grams=-5)), "No box weighs less than 1 g."
assert desk.ask("Mei", "register", box="B3", grams=50_000).ok, "50000 g are allowed."
assert same(desk.cards(), {"box/B1": 900, "box/B3": 50_000}), "Examine what is kept."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(702)
desk, kept = Desk(Register(), Mei="keeper"), {}
for _ in range(60):
    box = dice.choice(["", "箱", "B1", "B2", "a/b", *map(str, range(9))])
    grams = dice.choice([-1, 0, 1, 2, 49_999, 50_000, 50_001, 10**9])
    receipt = desk.ask("Mei", "register", box=box, grams=grams)
    if box and f"box/{box}" not in kept and 1 <= grams <= 50_000:
        kept[f"box/{box}"] = grams
        assert receipt.ok, "A box that keeps all the rules is taken in."
    else:
        assert refused(receipt), "Every rule counts, at its very edge too."
    assert same(desk.cards(), kept), "A refused box changes nothing."
### END HIDDEN TESTS

# %% [markdown]
# **Item 3. Access rules** (2 points). Write the class `Stock`, whose `name` is `"stock"`, with three
# methods. They keep one number under the key `"boxes"`, which is 0 at the beginning.
#
# | method | kind | for the roles | what it does |
# |---|---|---|---|
# | `add(self, ctx, boxes)` | action | keeper | adds to the number |
# | `take(self, ctx, boxes)` | action | keeper, driver | takes away; refuses (`ctx.require`) if there are too few |
# | `count(self, ctx)` | query | auditor | returns the number |
#
# A **query** (查询 *cháxún*) only reads: one replica answers it, and nothing goes onto the ledger. It is
# marked `@query(roles=(…))`, as an action is marked `@action(roles=(…))`. You need not check that `boxes`
# is above zero.
#
# *Stuck?* `roles=("keeper",)`: the comma makes it a tuple. `ctx.get("boxes", 0)` is 0 where nothing is kept.


# %% tags=["answer"] grade_id="07_stock"
### BEGIN SOLUTION
class Stock(Contract):
    """A number of boxes; who may do what."""

    name = "stock"

    @action(roles=("keeper",))
    def add(self, ctx: Context, boxes: int):
        """Add boxes."""
        ctx.put("boxes", ctx.get("boxes", 0) + boxes)

    @action(roles=("keeper", "driver"))
    def take(self, ctx: Context, boxes: int):
        """Take boxes away."""
        left = ctx.get("boxes", 0) - boxes
        ctx.require(left >= 0, f"{-left} boxes too few")
        ctx.put("boxes", left)

    @query(roles=("auditor",))
    def count(self, ctx: Context):
        """How many there are."""
        return ctx.get("boxes", 0)


### END SOLUTION


# %% tags=["test"] grade_id="07_stock_test" points=2
ROLES = {"Mei": "keeper", "Tom": "driver", "Wu": "auditor", "Guest": "buyer"}


def count(desk, who):
    """What the query answers, or the kind of its refusal."""
    caller = Caller(who, ROLES[who], f"key of {who}")
    try:
        return desk.runtime.query(desk.state, caller, "stock", "count", {})
    except CourseError as error:
        return type(error).__name__


desk = Desk(Stock(), **ROLES)
assert same(count(desk, "Wu"), 0), "At the beginning there are 0 boxes, also for the query."
assert desk.ask("Mei", "add", boxes=5).ok, "A keeper may add. Is there a comma in its roles?"
assert refused(desk.ask("Tom", "add", boxes=5), NotAuthorised), "A driver may not add."
assert desk.ask("Tom", "take", boxes=2).ok, "A driver may take."
assert refused(desk.ask("Guest", "take", boxes=1), NotAuthorised), "A buyer may not take."
assert refused(desk.ask("Mei", "take", boxes=4)), "There are only 3 left."
assert same(count(desk, "Wu"), 3), "5 came and 2 went. Is count a query?"
assert same(count(desk, "Mei"), "NotAuthorised"), "Only an auditor may count."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(703)
desk, boxes = Desk(Stock(), **ROLES), 0
may = {"add": ("keeper",), "take": ("keeper", "driver")}
for _ in range(80):
    who, name, number = dice.choice([*ROLES]), dice.choice([*may]), dice.randrange(1, 9)
    receipt = desk.ask(who, name, boxes=number)
    after = boxes + number if name == "add" else boxes - number
    if ROLES[who] not in may[name]:
        assert refused(receipt, NotAuthorised), "Each action is for the roles in the table only."
    elif after < 0:
        assert refused(receipt), "Nobody takes more than there are."
    else:
        assert receipt.ok, "Who may, may; the last box too."
        boxes = after
    assert same(count(desk, "Wu"), boxes), "The auditor counts what there is."
for who in ("Mei", "Tom", "Guest"):
    assert same(count(desk, who), "NotAuthorised"), "Only an auditor may count."
### END HIDDEN TESTS

# %% [markdown]
# **Item 4. Whose box is it?** (2 points). A role is not enough. Complete the two actions:
#
# - `store` keeps a box, with the caller as its owner, under the key `box/` + its name (the value is the
#   owner's name); it refuses a box that is kept already;
# - `give` makes `to` the new owner; it refuses a box that is not kept, and every caller who is not its
#   owner **now**.
#
# *Stuck?* Read the owner with `ctx.get`, then `ctx.require(ctx.caller.name == owner, "…")`.


# %% tags=["answer"] grade_id="07_owner"
class Locker(Contract):
    """Boxes and their owners."""

    name = "locker"

    @action()
    def store(self, ctx: Context, box: str):
        """Keep a box for the caller."""
        ### BEGIN SOLUTION
        ctx.require(ctx.get(f"box/{box}") is None, f"{box} is kept already")
        ctx.put(f"box/{box}", ctx.caller.name)
        ### END SOLUTION

    @action()
    def give(self, ctx: Context, box: str, to: str):
        """Make somebody else the owner."""
        ### BEGIN SOLUTION
        owner = ctx.get(f"box/{box}")
        ctx.require(owner is not None, f"{box} is not kept here")
        ctx.require(ctx.caller.name == owner, f"{box} is {owner}'s")
        ctx.put(f"box/{box}", to)
        ### END SOLUTION


# %% tags=["test"] grade_id="07_owner_test" points=2
desk = Desk(Locker(), Mei="buyer", Tom="buyer", Wu="buyer")
assert desk.ask("Mei", "store", box="B1").ok, "Everybody may store a new box."
assert refused(desk.ask("Tom", "store", box="B1")), "Storing B1 again would make it Tom's."
assert refused(desk.ask("Tom", "give", box="B1", to="Tom")), "B1 is Mei's, not Tom's."
assert desk.ask("Mei", "give", box="B1", to="Tom").ok, "The owner may give."
assert same(desk.cards(), {"box/B1": "Tom"}), "Now Tom is the owner."
assert refused(desk.ask("Mei", "give", box="B1", to="Wu")), "Mei was the owner; Tom is it now."
assert refused(desk.ask("Mei", "give", box="B2", to="Wu")), "B2 is not kept here."
### BEGIN HIDDEN TESTS
import random

dice, names, owners = random.Random(704), ["Mei", "Tom", "Wu", "李"], {}
desk = Desk(Locker(), **dict.fromkeys(names, "buyer"))
for _ in range(120):
    who, box, to = dice.choice(names), f"box/{dice.randrange(5)}", dice.choice(names)
    if dice.random() < 0.3:
        receipt, allowed = desk.ask(who, "store", box=box), box not in owners
        new = who
    else:
        receipt, allowed = desk.ask(who, "give", box=box, to=to), owners.get(box) == who
        new = to
    if allowed:
        assert receipt.ok, "What the rules allow must succeed."
        owners[box] = new
    else:
        assert refused(receipt), "Only the present owner gives; nobody stores a box twice."
    assert same(desk.cards(), {f"box/{name}": who for name, who in owners.items()}), (
        "Examine who owns what."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 5. All or nothing** (3 points). Build the journal yourself. `state` is a dictionary, `steps` a
# list of tuples, to be done in their order:
#
# | step | meaning |
# |---|---|
# | `("put", key, value)` | set the key |
# | `("delete", key)` | remove the key; if it is not there, nothing happens |
# | `("need", key, value)` | a guard: go on only if the key has this value **now** (`None`: if it is not there) |
#
# Return a **new** dictionary: the state after all steps, or an unchanged copy of `state` if a guard fails.
# `state` itself must never change. No value in these dictionaries is `None`.
#
# `run({"a": 1}, [("put", "a", 2), ("need", "b", 7)])` → `{"a": 1}`
#
# *Stuck?* Work on `dict(state)`. `journal.pop(key, None)` removes a key that may be missing.


# %% tags=["answer"] grade_id="07_run"
def run(state: dict, steps: list) -> dict:
    """The state after all steps, or as it was if a guard fails."""
    ### BEGIN SOLUTION
    journal = dict(state)
    for kind, key, *value in steps:
        if kind == "put":
            journal[key] = value[0]
        elif kind == "delete":
            journal.pop(key, None)
        elif journal.get(key) != value[0]:
            return dict(state)
    return journal
    ### END SOLUTION


# %% tags=["test"] grade_id="07_run_test" points=3
before = {"a": 1, "b": 2}
after = run(before, [("put", "a", 5), ("delete", "b"), ("need", "b", None), ("put", "c", 3)])
failed = run(before, [("put", "a", 5), ("delete", "b"), ("need", "c", 3)])
assert same(after, {"a": 5, "c": 3}), "All guards hold: every step counts."
assert same(failed, {"a": 1, "b": 2}), "A guard failed: nothing of the other steps is left."
assert same(before, {"a": 1, "b": 2}), "The state that was given must not change."
assert failed is not before, "Return a new dictionary, also where nothing changed."
assert same(run({}, [("put", "a", 1), ("need", "a", 1)]), {"a": 1}), (
    "A guard sees what earlier steps have written."
)
### BEGIN HIDDEN TESTS
import random

dice = random.Random(705)
for _ in range(200):
    state = {key: dice.randrange(3) for key in "abcd" if dice.random() < 0.6}
    kept, work, steps, holds = dict(state), dict(state), [], True
    for _ in range(dice.randrange(7)):
        kind, key, value = dice.choice(["put", "delete", "need"]), dice.choice("abcd"), None
        if kind == "put":
            work[key] = value = dice.randrange(3)
        elif kind == "delete":
            work.pop(key, None)
        else:
            value = work.get(key) if dice.random() < 0.8 else 9
            holds = holds and work.get(key) == value
        steps.append((kind, key) if kind == "delete" else (kind, key, value))
    got = run(state, steps)
    assert same(got, work if holds else kept), "Any order of steps, also none at all."
    assert same(state, kept), "The state that was given must not change."
    assert got is not state, "Return a new dictionary."
### END HIDDEN TESTS

# %% [markdown]
# **Item 6. Share without losing a fen** (2 points). Share `fen` among `count` farms, as evenly as whole
# fen allow. Return a list of `count` whole numbers whose sum is `fen`; where it does not come out even,
# the **first** farms get one fen more. `fen` is 0 or more, `count` 1 or more, and both may be large.
#
# `shares(50, 4)` → `[13, 13, 12, 12]`
#
# *Stuck?* `divmod(50, 4)` → `(12, 2)`: the share, and what remains.


# %% tags=["answer"] grade_id="07_shares"
def shares(fen: int, count: int) -> list:
    """Even shares in whole fen; the first get what remains."""
    ### BEGIN SOLUTION
    share, rest = divmod(fen, count)
    return [share + 1] * rest + [share] * (count - rest)
    ### END SOLUTION


# %% tags=["test"] grade_id="07_shares_test" points=2
assert same(shares(50, 4), [13, 13, 12, 12]), "12 each, and two fen remain."
assert same(shares(12, 4), [3, 3, 3, 3]), "This comes out even."
assert same(shares(2, 3), [1, 1, 0]), "Some may get nothing."
assert all(type(share) is int for share in shares(7, 2)), "Whole numbers, no floats."
long = shares(10**17 + 1, 2)
assert same(long, [5 * 10**16 + 1, 5 * 10**16]), "Every digit counts. Does a float stand between?"
### BEGIN HIDDEN TESTS
import random

dice = random.Random(706)
for _ in range(60):
    count, fen = dice.randrange(1, 12), dice.choice([dice.randrange(40), dice.randrange(10**20)])
    expected = [(fen + count - 1 - place) // count for place in range(count)]
    got = shares(fen, count)
    assert same(got, expected), "As even as can be, the larger shares first, nothing lost."
    assert all(type(share) is int for share in got), "Whole numbers, no floats."
### END HIDDEN TESTS

# %% [markdown]
# **Item 7. A fee without a float** (2 points). A fee is so many **hundredths of a percent** of a sum: 35
# stands for 0.35 %. Return it in whole fen, rounded to the nearest, and a half **up**. Both numbers are
# whole, 0 or more, and the answer is exact however large they are.
#
# `fee(1000, 35)` → `4`, because 0.35 % of 1000 is 3.5. `fee(1000, 34)` → `3`, because it is 3.4.
#
# *Stuck?* The fee is `sum * rate / 10000`. `//` divides and throws away what remains. What must you add
# before, so that it rounds to the nearest?


# %% tags=["answer"] grade_id="07_fee"
def fee(fen: int, rate: int) -> int:
    """The fee in whole fen, rounded half up."""
    ### BEGIN SOLUTION
    return (fen * rate + 5_000) // 10_000
    ### END SOLUTION


# %% tags=["test"] grade_id="07_fee_test" points=2
assert type(fee(1000, 35)) is int, "Return a whole number."
assert same(fee(1000, 34), 3), "3.4 is nearer to 3."
assert same(fee(1000, 35), 4), "3.5 is rounded up."
assert same(fee(1000, 45), 5), "4.5 is rounded up as well; Python's round does not do this."
assert same(fee(0, 35), 0), "No sum, no fee."
assert same(fee(10**20 + 5_000, 1), 10**16 + 1), "Every digit counts. Does a float stand between?"
### BEGIN HIDDEN TESTS
import random
from fractions import Fraction
from math import floor

dice = random.Random(707)
for _ in range(200):
    fen = dice.choice([dice.randrange(1000) * 100, dice.randrange(10**6), dice.randrange(10**40)])
    rate = dice.choice([0, 1, 5, 25, 50, 75, 10_000, dice.randrange(20_000)])
    expected = floor(Fraction(fen * rate, 10_000) + Fraction(1, 2))
    got = fee(fen, rate)
    assert same(got, expected), "To the nearest fen, a half up, for any sum and rate."
    assert type(got) is int, "Return a whole number."
### END HIDDEN TESTS

# %% [markdown]
# **Item 8. Break a careless machine** (2 points). A token counts in 256 bits: after 2²⁵⁶ − 1 comes 0. It
# sends `amount` to each of several receivers, and checks only this:
#
# `(amount * receivers) % 2**256 <= balance`
#
# Return an `amount` that passes the check although it is **larger than the balance**, above 0 and below
# 2²⁵⁶. There are at least 2 receivers, and the balance is at least as large as their number and below
# 2²⁰⁰.
#
# `overflow(1000, 2)` → for example `2**255`.
#
# *Stuck?* Divide 2²⁵⁶ by the number of receivers and round **up**. How far beyond 2²⁵⁶ is the product?


# %% tags=["answer"] grade_id="07_overflow"
def overflow(balance: int, receivers: int) -> int:
    """An amount that the careless check lets through."""
    ### BEGIN SOLUTION
    return 2**256 // receivers + 1 if 2**256 % receivers else 2**256 // receivers
    ### END SOLUTION


# %% tags=["test"] grade_id="07_overflow_test" points=2
def passes(amount, balance, receivers):
    """Whether an amount is too large and passes all the same."""
    whole = type(amount) is int and balance < amount < 2**256
    return whole and (amount * receivers) % 2**256 <= balance


assert passes(overflow(1000, 2), 1000, 2), "2**255 would do."
assert passes(overflow(3, 3), 3, 3), (
    "2**256 cannot be divided by 3. Round up; how much is too much?"
)
assert passes(overflow(10**50, 8), 10**50, 8), "The amount must be larger than the balance."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(708)
for receivers in [*range(2, 40), *(dice.randrange(2, 10**9) for _ in range(20))]:
    for balance in (receivers, receivers + 1, receivers + dice.randrange(2**190)):
        assert passes(overflow(balance, receivers), balance, receivers), (
            "Any number of receivers; a balance just as large as their number too."
        )
### END HIDDEN TESTS

# %% [markdown]
# **Item 9. Check, effect, interaction** (2 points). `till.owed` says what the till owes to whom (a
# dictionary, name to fen), `till.cash` what is in it. Write `withdraw(till, customer)`: if the till owes
# the customer (`customer.name`) something, and has that much, pay all of it by calling
# `customer.receive(till, fen)`, **once**. A customer's `receive` may call `withdraw` again, for itself or
# for a friend. Nobody may get more than is owed, and the cards must be right while `receive` runs.
# Who is not in `owed` is owed nothing.
#
# *Stuck?* Write down that it is paid, on both cards, before you hand it over. A `RecursionError` means that
# somebody is paid again and again: what was paid already, or nothing at all.


# %% tags=["given"] grade_id="07_till"
class Till:
    """Cash, and what is owed to whom."""

    def __init__(self, cash, **owed):
        self.cash, self.owed = cash, owed


class Customer:
    """A customer; each friend (perhaps itself) asks again while money is handed over."""

    def __init__(self, name, *friends):
        self.name, self.friends, self.got, self.seen = name, friends, 0, []

    def receive(self, till, fen):
        self.got += fen
        self.seen.append((till.cash, till.owed.get(self.name, 0)))
        for friend in self.friends:
            withdraw(till, friend)


# %% tags=["answer"] grade_id="07_withdraw"
def withdraw(till: Till, customer: Customer) -> None:
    """Pay a customer what is owed, once."""
    ### BEGIN SOLUTION
    fen = till.owed.get(customer.name, 0)
    if 0 < fen <= till.cash:
        till.owed[customer.name] = 0
        till.cash -= fen
        customer.receive(till, fen)
    ### END SOLUTION


# %% tags=["test"] grade_id="07_withdraw_test" points=2
till, mei, guest = Till(900, Mei=300, Thief=300), Customer("Mei"), Customer("Guest")
thief = Customer("Thief")
thief.friends = (thief, mei)
withdraw(till, thief)
assert thief.got == 300, "The thief is owed 300, however often it asks."
assert mei.got == 300, "Mei is a friend of the thief, and owed 300 herself."
assert till.cash == 300, "600 of 900 were paid."
assert same(thief.seen, [(600, 0)]), "While the money is handed over, both cards must be right."
withdraw(till, guest)
assert guest.got == 0, "Nothing is owed to the guest."
poor = Till(100, Mei=300)
withdraw(poor, mei)
assert poor.owed["Mei"] == 300 and poor.cash == 100, "The till has too little: nothing happens."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(709)
for _ in range(60):
    people = [Customer(name) for name in ("A", "B", "C", "D")]
    for person in people:
        person.friends = tuple(dice.choice(people) for _ in range(dice.randrange(4)))
    owed = {person.name: dice.choice([0, 100, 250, 400]) for person in people[:3]}
    till = Till(dice.choice([0, 250, 500, 2000]), **owed)
    start = till.cash
    for person in dice.sample(people, 4):
        withdraw(till, person)
    paid = {person.name: person.got for person in people}
    assert same(till.cash, start - sum(paid.values())), "What was paid is missing from the till."
    for name, fen in paid.items():
        assert fen in (0, owed.get(name, 0)), "Nobody gets more than is owed, or a part of it."
        assert same(till.owed.get(name, 0), owed.get(name, 0) - fen), "The cards must be right."
    for person in people:
        assert all(card == 0 for _, card in person.seen), "Effect first, then interaction."
    left = [fen for fen in till.owed.values() if fen]
    assert all(fen > till.cash for fen in left), "Who is owed something and asks is paid."
### END HIDDEN TESTS

# %% [markdown]
# **Item 10. The same on every replica** (2 points). This action is refused when it is registered:
#
# ```python
# names = {entry.split("@")[0] for entry in entries}
# ctx.put("names", list(names))
# ctx.put("at", time.time_ns() // 1_000_000)
# ctx.put("mark", hash(entries[0]))
# ```
#
# Complete `publish` so that it keeps, the same on every replica: under `"names"` the list of the names
# before the first `@` of each entry, each once, sorted; under `"at"` the **transaction's** time in
# milliseconds; under `"mark"` the number of characters of the first entry, or 0 if there is no entry.
#
# With `entries=["wu@b", "mei@a", "wu@c"]` the names are `["mei", "wu"]` and the mark is 4.
#
# *Stuck?* `sorted(…)` makes a list of a set. The lesson's refusal says where the time is.


# %% tags=["answer"] grade_id="07_publish"
class Report(Contract):
    """A report that all replicas write alike."""

    name = "report"

    @action()
    def publish(self, ctx: Context, entries: list):
        """Keep names, time and mark."""
        ### BEGIN SOLUTION
        names = {entry.split("@")[0] for entry in entries}
        ctx.put("names", sorted(names))
        ctx.put("at", ctx.time_ms)
        ctx.put("mark", len(entries[0]) if entries else 0)
        ### END SOLUTION


# %% tags=["test"] grade_id="07_publish_test" points=2
desk = Desk(Report(), Mei="keeper")  # refused here? The message names the line and the repair.
desk.time_ms = 1_600_000_000_000
receipt = desk.ask("Mei", "publish", entries=["wu@b", "mei@a", "wu@c"])
assert receipt.ok, f"The action failed: {receipt.error}"
assert same(desk.cards()["names"], ["mei", "wu"]), "Each name once, sorted."
assert same(desk.cards()["at"], 1_600_000_000_000), "The time is the transaction's."
assert same(desk.cards()["mark"], 4), "wu@b has four characters."
desk.ask("Mei", "publish", entries=[])
assert same(desk.cards()["mark"], 0), "There may be no entry at all."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(710)
for _ in range(30):
    people = ["wu", "mei", "li", "王", "Zoe", "", "a b"]
    entries = [
        f"{dice.choice(people)}@{dice.choice(['x', 'y@z', ''])}" for _ in range(dice.randrange(9))
    ]
    desk = Desk(Report(), Mei="keeper")
    desk.time_ms = dice.randrange(2**41)
    assert desk.ask("Mei", "publish", entries=entries).ok, "Any entries, also none."
    expected = {
        "at": desk.time_ms,
        "mark": len(entries[0]) if entries else 0,
        "names": sorted({entry[: entry.index("@")] for entry in entries}),
    }
    assert same(desk.cards(), expected), "Names before the first @, time and mark."
### END HIDDEN TESTS

# %% [markdown]
# **Item 11. A long list, a short budget** (2 points). Under `owed/` + name stand sums that wait to be
# paid, perhaps ten thousand of them; one action may take only so many steps. Complete `pay_some`: it pays
# at most `limit` of them, in the order of `ctx.keys("owed/")`, and returns how many it has paid. To pay
# one means: remove `owed/` + name, and add its sum to what stands under `paid/` + name (0 if nothing).
#
# It must stop in time: with `limit=5` it may take about 5 steps, not one for each that waits. (A step is
# one call of a function or one turn of a loop.) With `limit=0` it pays nobody.
#
# *Stuck?* Count what you have paid, and leave the loop with `break`.


# %% tags=["answer"] grade_id="07_pay_some"
class Payroll(Contract):
    """Sums that wait, and sums that are paid."""

    name = "payroll"

    @action()
    def owe(self, ctx: Context, to: str, fen: int):
        """Add a sum that waits."""
        ctx.put(f"owed/{to}", fen)

    @action()
    def pay_some(self, ctx: Context, limit: int):
        """Pay at most so many; return how many were paid."""
        ### BEGIN SOLUTION
        done = 0
        for key in ctx.keys("owed/"):
            if done >= limit:
                break
            paid = "paid/" + key.removeprefix("owed/")
            ctx.put(paid, ctx.get(paid, 0) + ctx.get(key))
            ctx.delete(key)
            done += 1
        return done
        ### END SOLUTION


# %% tags=["test"] grade_id="07_pay_some_test" points=2
desk = Desk(Payroll(), budget=20, Mei="keeper")
for number in range(30):
    desk.ask("Mei", "owe", to=f"farm {number:02}", fen=100 + number)
first = desk.ask("Mei", "pay_some", limit=5)
assert first.ok, f"The action failed: {first.error}"
assert same(first.result, 5), "Return how many were paid."
assert same(desk.cards()["paid/farm 04"], 104), "The first five in order are paid."
assert "owed/farm 04" not in desk.cards(), "Who is paid waits no more."
assert same(desk.cards()["owed/farm 05"], 105), "The sixth still waits."
desk.ask("Mei", "owe", to="farm 00", fen=7)
assert same(desk.ask("Mei", "pay_some", limit=1).result, 1), "Farm 00 waits again."
assert same(desk.cards()["paid/farm 00"], 107), "Add to what was paid before."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(711)
for _ in range(8):
    desk, owed, paid = Desk(Payroll(), budget=40, Mei="keeper"), {}, {}
    for _ in range(60):
        if dice.random() < 0.7:
            who, fen = f"农{dice.randrange(90)}", dice.randrange(1000)
            desk.ask("Mei", "owe", to=who, fen=fen)
            owed[who] = fen
        else:
            limit = dice.choice([0, 1, 2, 7, 15])
            chosen = sorted(owed)[:limit]
            receipt = desk.ask("Mei", "pay_some", limit=limit)
            assert receipt.ok, "A small limit needs few steps, however many wait."
            assert same(receipt.result, len(chosen)), "At most the limit, at most those that wait."
            for who in chosen:
                paid[who] = paid.get(who, 0) + owed.pop(who)
        expected = {f"owed/{who}": fen for who, fen in owed.items()}
        expected |= {f"paid/{who}": fen for who, fen in paid.items()}
        assert same(desk.cards(), expected), "Examine who is paid, and in which order."
### END HIDDEN TESTS

# %% [markdown]
# **Item 12. A new book for old cards** (3 points). Version 1 keeps under `card/` + name a plain number of
# fen, and under `note` a text. In version 2 a card is `{"fen": …, "frozen": false}`. Complete version 2:
#
# - `migrate` brings every card into the new shape; `note` and all other keys stay as they are;
# - `freeze` (role auditor) sets a card's `frozen` to `True`; it refuses a name that has no card;
# - `spend` (everybody) takes `fen` from the **caller's own** card; it refuses where there is no card, the
#   card is frozen, `fen` is below 1, or the card has less.
#
# *Stuck?* `{**card, "frozen": True}` is a copy of a card with one entry changed.


# %% tags=["given"] grade_id="07_cards"
from course_lib.contracts.lifecycle import Lifecycle


class Cards(Contract):
    """Version 1: plain numbers."""

    name = "cards"

    @action()
    def load(self, ctx: Context, key: str, value):
        """Put anything under a key; for the tests."""
        ctx.put(key, value)


def upgraded(cards, contract, **roles):
    """A desk on which version 1 held these cards, and the contract has just taken over."""
    desk = Desk(Cards(), Founder="founder", **roles)
    desk.runtime.install(Lifecycle())
    for key, value in cards.items():
        desk.ask("Founder", "load", key=key, value=value)
    code = desk.runtime.install(contract)
    desk.name = "lifecycle"
    receipt = desk.ask("Founder", "upgrade", contract="cards", version=2, code=code)
    desk.name = "cards"
    assert receipt.ok, f"The upgrade failed: {receipt.error}"
    return desk


# %% tags=["answer"] grade_id="07_upgrade"
class Cards2(Cards):
    """Version 2: cards that can be frozen."""

    version = 2

    def migrate(self, ctx: Context):
        """Bring the cards of version 1 into the new shape."""
        ### BEGIN SOLUTION
        for key in ctx.keys("card/"):
            ctx.put(key, {"fen": ctx.get(key), "frozen": False})
        ### END SOLUTION

    @action(roles=("auditor",))
    def freeze(self, ctx: Context, name: str):
        """Freeze a card."""
        ### BEGIN SOLUTION
        card = ctx.get(f"card/{name}")
        ctx.require(card is not None, f"{name} has no card")
        ctx.put(f"card/{name}", {**card, "frozen": True})
        ### END SOLUTION

    @action()
    def spend(self, ctx: Context, fen: int):
        """Take from the caller's own card."""
        ### BEGIN SOLUTION
        key = f"card/{ctx.caller.name}"
        card = ctx.get(key)
        ctx.require(card is not None, "no card")
        ctx.require(not card["frozen"], "the card is frozen")
        ctx.require(1 <= fen <= card["fen"], f"{fen} fen cannot be spent from it")
        ctx.put(key, {**card, "fen": card["fen"] - fen})
        ### END SOLUTION


# %% tags=["test"] grade_id="07_upgrade_test" points=3
PEOPLE = {"Mei": "buyer", "Tom": "buyer", "Wu": "auditor"}
desk = upgraded({"card/Mei": 500, "card/Tom": 0, "note": "old"}, Cards2(), **PEOPLE)
assert same(desk.cards()["card/Mei"], {"fen": 500, "frozen": False}), "Examine migrate."
assert same(desk.cards()["card/Tom"], {"fen": 0, "frozen": False}), "An empty card is a card."
assert same(desk.cards()["note"], "old"), "Only cards change their shape."
assert desk.ask("Mei", "spend", fen=200).ok, "Mei has 500."
assert same(desk.cards()["card/Mei"]["fen"], 300), "Examine what is left."
assert refused(desk.ask("Mei", "spend", fen=-200)), "A sum below 1 must be refused."
assert refused(desk.ask("Mei", "spend", fen=301)), "Mei has only 300."
assert refused(desk.ask("Wu", "spend", fen=1)), "Wu has no card."
assert desk.ask("Wu", "freeze", name="Mei").ok, "An auditor may freeze."
assert refused(desk.ask("Wu", "freeze", name="Zoe")), "Zoe has no card."
assert refused(desk.ask("Mei", "spend", fen=1)), "Mei's card is frozen."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(712)
for _ in range(6):
    cards = {name: dice.randrange(400) for name in ("Mei", "Tom") if dice.random() < 0.8}
    others = {"note": "card/", "cards": 3, "old/card/Mei": 5}
    start = {f"card/{name}": fen for name, fen in cards.items()} | others
    desk, frozen = upgraded(start, Cards2(), **PEOPLE), set()
    for _ in range(40):
        who, name = dice.choice([*PEOPLE]), dice.choice(["Mei", "Tom", "Wu"])
        if dice.random() < 0.1:
            allowed = who == "Wu" and name in cards
            receipt = desk.ask(who, "freeze", name=name)
            frozen |= {name} if allowed else set()
        else:
            fen = dice.choice([-5, 0, 1, 17, 60, 400])
            allowed = who in cards and who not in frozen and 1 <= fen <= cards[who]
            receipt = desk.ask(who, "spend", fen=fen)
            if allowed:
                cards[who] -= fen
        assert receipt.ok == allowed and (allowed or refused(receipt, CourseError)), (
            "Each rule of freeze and spend counts, by itself."
        )
        expected = {f"card/{n}": {"fen": f, "frozen": n in frozen} for n, f in cards.items()}
        assert same(desk.cards(), expected | others), "Examine cards and all other keys."
### END HIDDEN TESTS

# %% [markdown]
# **Item 13. Which clerk would you give it to?** (4 points, read by a person). The report hopes that a
# platform could record the emissions of firms "in real-time and impose fines on enterprises exceeding
# the emission standards". In about 150 words: which part of this work would you give to a contract, and
# which not? Name what must be written down or agreed beforehand, one case that the book would get wrong
# although it is followed to the letter, and who may change the book.
#
# | points | what the reader finds |
# |---|---|
# | 4 | the work is divided, with reasons; the contract knows only what is typed in, and by whom; something to agree beforehand; a concrete case in which the letter is wrong; who changes the book, with whose consent |
# | 3 | all of that but one |
# | 2 | data may be false, and one limit is named, without a case or without the question of change |
# | 1 | automation is praised or rejected in general |

# %% [markdown] tags=["rubric"] grade_id="07_judgement" points=4
# ### BEGIN SOLUTION
# *What a good answer says.* To a contract: adding up the values that are recorded, comparing the sum with
# the limit of the day, keeping the terms, taking a fine that was decided from a deposit. Not to it:
# measuring, hearing the firm, deciding on exceptions; it knows only what is typed in, and by whom. To be
# agreed beforehand: whose meter counts and who checks it, the limits and how they change, a term to
# object, who gives money back. The letter goes wrong when a sensor breaks and reports a high value, or a
# sum below zero is entered, or the firm burnt down and its meter says 0, which looks clean. Who may change
# the book: not the bureau alone, nor the firms; an upgrade needs both, and is announced.
# ### END SOLUTION
