"""Lesson 07: contracts. CONTRIBUTING.md says how a lesson is written."""

# %% [markdown]
# # 07 · When may code be the clerk?
#
# **After this lesson you can**
#
# - write a contract: its actions, its guards, its events, and who may call what;
# - say what is left of an action that fails halfway;
# - steal from a contract in four ways (no access rule, a role taken for a name, a minus sign, an
#   interruption), and repair each;
# - explain why a contract may read no clock, toss no coin, and not loop for ever;
# - put a repaired contract in charge, with its data, without stopping the ledger;
# - say which clerk's work code cannot do.
#
# **Time** 100 minutes, or two classes of 50: a good place for the break is marked. The assignment
# takes about two hours more. **Source** *China's Blockchain Ecosystem: Industry Mapping Report*,
# chapter 2. **Standards** vocabulary GB/T 43572, reference architecture GB/T 42752
# (after its forerunner of 2017).
#
# **You need** Python with functions and simple classes, and lessons 01 to 03, or these three lines:
#
# - A **digest** is a fingerprint: the same bytes give the same 32 bytes, any change gives others.
# - A **signature** shows whose key approved exactly this message.
# - A **chain** is a list of blocks, each naming the digest of the one before. Every member keeps a
#   copy of it, a **replica** (副本 *fùběn*), and checks what goes in.

# %% [markdown]
# ## The case
#
# A shop in Haidian buys pork from Anhe Foods for the first time. The shop will not pay before the
# boxes are there; Anhe will not send them before it is paid. The old answer is a clerk at a third
# house: the shop leaves the money there, and the clerk hands it to Anhe when the shop says
# "received". This is **escrow** (资金托管 *zījīn tuōguǎn*). The clerk costs money, sleeps at night, and
# must be trusted by both.
#
# The report hopes that a program can be that clerk (chapter 2, trade finance and energy):
#
# > the financing can be implemented quickly through smart contract
#
# > Smart contracts can automatically respond to demand changes, match retailers and buyers, and
# > execute power transactions. […] and impose fines on enterprises exceeding the emission standards.
#
# Note the word *can*: this is hope, not measurement. Three kinds of work stand there: paying when a
# condition holds, matching offers, imposing a fine.
#
# A **smart contract** (智能合约 *zhìnéng héyuē*) is a program on the ledger whose outcome is recorded
# there (GB/T 43572). It is neither smart nor, by itself, a contract in law. It is a clerk who follows
# the book to the letter. You write the book. Its parts:
#
# | part | in the book | in code |
# |---|---|---|
# | **action** (动作 *dòngzuò*) | something one can ask the clerk to do | a method marked `@action` |
# | **access rule** (访问规则 *fǎngwèn guīzé*) | who may ask | `roles=(…)` |
# | **guard** (守卫 *shǒuwèi*) | "only if …" | `ctx.require(condition, otherwise)` |
# | **state** (世界状态 *shìjiè zhuàngtài*) | the clerk's ledger cards | `ctx.get`, `ctx.put`, `ctx.delete` |
# | **event** (事件 *shìjiàn*) | what the clerk calls out | `ctx.emit` |
#
# Here is our clerk. Money is whole fen (分, a hundredth of a yuan). **Read it as if your money were in
# it**: at least three guards are missing. Write down which, before you read on.

# %%
from course_lib.contracts.runtime import Context, Contract, Runtime, action


class Escrow(Contract):
    name = "escrow"

    @action(roles=("bank",))
    def deposit(self, ctx: Context, to: str, fen: int):
        self.credit(ctx, to, fen)

    def credit(self, ctx: Context, to: str, fen: int):
        ctx.put(f"cash/{to}", ctx.get(f"cash/{to}", 0) + fen)

    @action(roles=("buyer",))
    def order(self, ctx: Context, number: str, seller: str, fen: int):
        buyer = ctx.caller.name
        left = ctx.get(f"cash/{buyer}", 0) - fen
        ctx.put(f"cash/{buyer}", left)
        ctx.put(f"order/{number}", {"buyer": buyer, "seller": seller, "fen": fen})
        ctx.emit("Ordered", number=number, fen=fen)
        ctx.require(left >= 0, f"{buyer} lacks {-left} fen")

    @action()
    def accept(self, ctx: Context, number: str):
        self.pay_out(ctx, number)

    def pay_out(self, ctx: Context, number: str):
        order = ctx.get(f"order/{number}")
        ctx.require(order is not None, f"there is no order {number}")
        self.credit(ctx, order["seller"], order["fen"])
        ctx.delete(f"order/{number}")
        ctx.emit("Paid", number=number, to=order["seller"], fen=order["fen"])


# %% [markdown]
# Who takes part? The reference architecture (区块链 参考架构 of 2017, the forerunner of GB/T 42752) looks
# at such a system first by roles.
# **Customers** (服务客户 *fúwù kèhù*) use it: here a bank, two shops that buy and one firm that sells.
# The **provider** (服务提供方 *fúwù tígōngfāng*) runs it: here the founder, who admits the members.
# **Related parties** (服务关联方 *fúwù guānliánfāng*) develop or audit it: you, who write the book.
# Keep an eye on the last two: who provides the clerk or writes its book has power that no `roles=`
# shows. All organisations and sums are **synthetic**.
#
# The next cell founds the consortium. A member **at its desk** signs what it asks for; every replica
# runs the contract itself, and all must come to the same state.
#
# The cell after it has two helpers: `attempt` lets a member ask and prints what came of it, `cash` reads
# the cards of one replica. Then follows an ordinary day. The bank pays in 5,000 yuan for Haidian; Haidian
# orders for 3,000, gets its boxes, accepts. Last come two things that the book forbids.

# %%
from course_lib.consortium import Consortium
from course_lib.errors import CourseError
from course_lib.keys import generate, teaching_seed

ROLES = {"Bank": "bank", "Haidian": "buyer", "Chaoyang": "buyer", "Anhe": "seller"}


def open_chain(*contracts):
    chain = Consortium("escrow-07", contracts, generate(seed=teaching_seed("Founder")))
    for name, role in ROLES.items():
        chain.admit(name, role, generate(seed=teaching_seed(name)))
    return chain


chain = open_chain(Escrow())


# %%
def attempt(chain, who, action, **arguments):
    try:
        receipt = chain.desk(who).invoke("escrow", action, **arguments)
        print(f"{who} {action}: done", *(f"{e.name} {e.payload}" for e in receipt.events))
    except CourseError as error:
        print(f"{who} {action}: refused, {type(error).__name__}: {error}")


def cash(chain):
    state, place = chain.replica("Bank").state, "escrow/cash/"
    return {key.removeprefix(place): int(state.read(key)) for key in state.keys(place)}


attempt(chain, "Bank", "deposit", to="Haidian", fen=500_000)
attempt(chain, "Haidian", "order", number="A1", seller="Anhe", fen=300_000)
attempt(chain, "Haidian", "accept", number="A1")
print(cash(chain))
attempt(chain, "Anhe", "deposit", to="Anhe", fen=1_000_000)
attempt(chain, "Haidian", "accept", number="A1")

# %% [markdown]
# The first refusal is an access rule: the runtime knows from the signature that Anhe is no bank. The
# second is a guard: that order is gone.
#
# ## Predict, then run: stopped halfway
#
# Haidian has 200,000 fen left and orders for 250,000. Look at `order` again: when its guard speaks,
# it has **already** written Haidian's new cash (−50,000) and the order, and called out `Ordered`.
# **How much has Haidian afterwards, and how many orders stand in the book?** Write your answer into
# the first line, then run. What the cell printed for others is folded away (•••) until then.

# %% jupyter={"outputs_hidden": true}
my_guess_cash, my_guess_orders = -50_000, 1  # your answer: write it before you run this cell

print("you said", my_guess_cash, "fen and", my_guess_orders, "order(s)")
attempt(chain, "Haidian", "order", number="A2", seller="Anhe", fen=250_000)
state = chain.replica("Bank").state
print(cash(chain)["Haidian"], "fen and", len([*state.keys("escrow/order/")]), "order(s)")

# %% [markdown]
# Nothing happened, as if nobody had asked. An action takes effect as a whole or not at all. This is
# **atomicity** (原子性 *yuánzǐxìng*). A tired human clerk who is called away halfway leaves a half-made
# entry; this one never does.
#
# How? The action never touches the state. It writes into a **journal** (日志 *rìzhì*); if it ends well,
# the journal is taken over, and if not, it is thrown away together with the events. What remains
# either way is a **receipt** (回执 *huízhí*): result or error, events, and how many **steps** it took
# (步 *bù*): one for each call of a function of the contract, one for each turn of a loop.
#
# Look into the journal. Nothing is sent here: the view tries an action out. **Choose who, choose the
# action, edit the arguments.** Find out:
#
# 1. What had the refused order wanted to write? (It stands there when you open the view.)
# 2. Let Anhe try the same order. Why is the journal empty now, and why are the steps 0?
# 3. Can you make Haidian **richer** with `order`? Try numbers nobody would think of.
#
# Below the view stands the library's real source. Find the two places where it returns: which journal
# goes out with the receipt at each?

# %%
from course_lib import show

calls = {"order": "number=A2, seller=Anhe, fen=250000", "deposit": "to=Haidian, fen=100"}
view = show.trial_view(chain, "escrow", calls)
view.controls["who"].value = "Haidian"
view

# %%
show.source(Runtime.execute)

# %% [markdown]
# *(In two classes: this is the place for the break.)*
#
# ## Break it, then repair it: who may say "received"?
#
# (Two answers first. Anhe's journal stayed empty because the role is checked before the action is called:
# no call, no step. And the source returns after an error with `Journal(state)`, a new and empty one; at the
# end with `journal`, the one that was written.)
#
# On a new ledger Haidian orders for 2,000 yuan. Anhe has not sent a single box, but its programmer has
# read the contract too:

# %%
chain = open_chain(Escrow())
attempt(chain, "Bank", "deposit", to="Haidian", fen=200_000)
attempt(chain, "Haidian", "order", number="A3", seller="Anhe", fen=200_000)
attempt(chain, "Anhe", "accept", number="A3")
print(cash(chain))

# %% [markdown]
# The attack worked. Nobody broke a key, nobody forged a signature; Anhe asked, and the book did not say
# who may. The **lost access check** is the plainest fault a contract can have.
#
# Repair it like this: `@action(roles=("buyer",))` before `accept`. Anhe is a seller and stays out.
# **Is that enough?** Haidian has an order open. Can Chaoyang, the other shop, accept it?


# %% jupyter={"outputs_hidden": true}
my_guess_chaoyang = "no"  # your answer, "yes" or "no": write it before you run this cell


class ByRole(Escrow):
    @action(roles=("buyer",))
    def accept(self, ctx: Context, number: str):
        self.pay_out(ctx, number)


print("you said", my_guess_chaoyang)
trying = open_chain(ByRole())
attempt(trying, "Bank", "deposit", to="Haidian", fen=500_000)
attempt(trying, "Haidian", "order", number="A4", seller="Anhe", fen=100_000)
attempt(trying, "Anhe", "accept", number="A4")
attempt(trying, "Chaoyang", "accept", number="A4")

# %% [markdown]
# Anhe is refused, and Chaoyang, which Anhe may have asked for a favour, is not. **A role says what
# somebody is; it does not say whose order this is.** That needs a guard that compares names:
# `ctx.caller.name == order["buyer"]`.
#
# ## Break it, then repair it: numbers nobody thought of
#
# Did you find the third answer in the view? Chaoyang has no money at all:

# %%
from course_lib.facts import fact

attempt(chain, "Chaoyang", "order", number="A5", seller="Anhe", fen=-1_000_000)
print(cash(chain))
print("and what a machine of 256 bits makes of 2 times 2**255:", 2 * 2**255 % 2**256)
print(fact("contracts", "bec_overflow"))

# %% [markdown]
# Ten thousand yuan out of nothing, in a contract that checks that nobody spends more than he has. The
# check asks `left >= 0`, and 0 − (−1,000,000) is very much above 0. (Worse, the order A5 of a sum below
# zero waits for somebody to accept it; then Anhe pays.)
#
# The last lines are a second form of it. Machines that count in 256 bits begin again at 0 after their
# largest number (**overflow**, 溢出 *yìchū*). In April 2018 somebody had the token BEC send 2²⁵⁵ tokens
# to each of two receivers. The program multiplied, got 0, and found that the sender had that much. The
# fault is in the public list of weaknesses as CVE-2018-10299.
#
# Python's numbers do not run over, and the course refuses whole numbers beyond 2⁵³ − 1 in a record.
# **The minus sign you must forbid yourself**: `ctx.require(fen > 0, …)`.
#
# ## Predict, then run: a price with a point
#
# Another programmer keeps money in yuan, as a float. A box costs 0.29 yuan more with ice. **How many
# fen does Python make of `int(0.29 * 100)`?** And: 50 fen are shared among four farms, each share
# rounded with `round`. **How many fen have the four together?**

# %%
my_guess_ice, my_guess_shared = 29, 50  # your answer

# %% jupyter={"outputs_hidden": true}
print("you said", my_guess_ice, "and", my_guess_shared)
print(int(0.29 * 100), "and", 4 * round(50 / 4), "and, of the same kind, 0.1 + 0.2 =", 0.1 + 0.2)
attempt(chain, "Bank", "deposit", to="Haidian", fen=0.1)
base, rest = divmod(50, 4)
print("in whole fen:", [base + (place < rest) for place in range(4)])

# %% [markdown]
# A computer writes 0.29 in twos, where it has no end, and cuts it off a little too low. `round` sends
# 12.5 to 12, the even neighbour, so two fen are nobody's, or the programmer's. With a million orders
# somebody could live on them.
#
# The repair: **whole numbers of the smallest unit, and a rule for the remainder.** `divmod` gives
# share and remainder; the first farms get one fen more, and nothing is lost. Our ledger helps: a float
# is refused wherever it would enter.
#
# ## The repaired book takes over
#
# `Guarded` has the guards: a price above zero, a number that is free (did you see that a second order
# `A3` would have overwritten the first, with the money?), and the right buyer. It also notes in each
# order **when** it was made, by the transaction's own time, because the auditors asked for it.
#
# A ledger cannot be taken back to the workshop: it holds orders that were made under version 1, and
# each replica must change its book **at the same page**. So every organisation first installs the new
# code at its own desk. (Here all replicas run in one notebook and share what is installed, so one
# `install` does it.) Then one transaction puts it in charge, at one height for all. It names the
# digest of the code's text, so that no two replicas can mean different code by "version 2". In the
# same transaction `migrate` brings the old data into the new shape (数据迁移 *shùjù qiānyí*): order A6,
# made under version 1, gets an `at` that says that nobody knows. The last of the three cells tries all the attacks once more, and
# then the honest way.


# %%
class Guarded(Escrow):
    @action(roles=("buyer",))
    def order(self, ctx: Context, number: str, seller: str, fen: int):
        who, have = ctx.caller.name, ctx.get(f"cash/{ctx.caller.name}", 0)
        ctx.require(fen > 0, f"a price is above zero, got {fen}")
        ctx.require(ctx.get(f"order/{number}") is None, f"the number {number} is taken")
        ctx.require(have >= fen, f"{who} lacks {fen - have} fen")
        ctx.put(f"cash/{who}", have - fen)
        ctx.put(f"order/{number}", {"buyer": who, "seller": seller, "fen": fen, "at": ctx.time_ms})
        ctx.emit("Ordered", number=number, fen=fen)

    @action(roles=("buyer",))
    def accept(self, ctx: Context, number: str):
        buyer = ctx.get(f"order/{number}", {"buyer": "nobody"})["buyer"]
        ctx.require(ctx.caller.name == buyer, f"{number} is {buyer}'s order")
        self.pay_out(ctx, number)


# %%
class Escrow2(Guarded):
    version = 2

    def migrate(self, ctx: Context):
        for key in ctx.keys("order/"):
            ctx.put(key, {**ctx.get(key), "at": None})


later = open_chain(Escrow())
attempt(later, "Bank", "deposit", to="Haidian", fen=500_000)
attempt(later, "Haidian", "order", number="A6", seller="Anhe", fen=100_000)
code = later.runtime.install(Escrow2())
for desk in (later.desk("Anhe"), later.founder):
    try:
        desk.invoke("lifecycle", "upgrade", contract="escrow", version=2, code=code)
        print(desk.name, "put version 2 in charge, code", code[:16])
    except CourseError as error:
        print(desk.name, "is refused:", error)

# %%
print(later.replica("Anhe").state.read("escrow/order/A6").decode())
attempt(later, "Anhe", "accept", number="A6")
attempt(later, "Chaoyang", "accept", number="A6")
attempt(later, "Chaoyang", "order", number="A7", seller="Anhe", fen=-1_000_000)
attempt(later, "Haidian", "order", number="A6", seller="Anhe", fen=1)
attempt(later, "Haidian", "accept", number="A6")

# %% [markdown]
# Who decided that version 2 is better? The founder, alone. Whoever may upgrade may write anything into
# the book, also that all cash is the founder's. In real consortia several organisations must approve
# an upgrade (lesson 08); **read that rule before you read the code**.
#
# ## Break it, then repair it: the clerk who is interrupted
#
# Our contracts do not call one another. On many platforms they do, and that opens a famous door. The
# toy below is plain Python: a `Till` owes three customers 300 fen each. It pays out by calling the
# customer's own code. **Re-entry** (重入 *chóngrù*): that code calls the till again before it has
# finished. **How much does the thief get?** Follow it in your head, then run the cells: the second
# robs the till, the third repairs it.


# %%
class Till:
    def __init__(self):
        self.cash, self.owed = 900, {"Anhe": 300, "Haidian": 300, "Thief": 300}

    def withdraw(self, customer):
        fen = self.owed[customer.name]
        if 0 < fen <= self.cash:  # check
            self.cash -= fen
            customer.receive(self, fen)  # interaction: somebody else's code runs now
            self.owed[customer.name] = 0  # effect, too late


class Thief:
    name, got = "Thief", 0

    def receive(self, till, fen):
        self.got += fen
        till.withdraw(self)


# %%
def rob(till):
    thief = Thief()
    till.withdraw(thief)
    print("the thief was owed 300 and got", thief.got, "- left in the till:", till.cash)


rob(Till())
print("moved out of The DAO:", fact("contracts", "dao_ether"))


# %%
class CarefulTill(Till):
    def withdraw(self, customer):
        fen = self.owed[customer.name]
        if 0 < fen <= self.cash:  # check
            self.cash -= fen
            self.owed[customer.name] = 0  # effect
            customer.receive(self, fen)  # interaction


rob(CarefulTill())

# %% [markdown]
# Each time the careless till hands money over, its card still says that 300 are owed: the thief takes
# Anhe's and Haidian's share too. The repair is an order of work, **check, effect, interaction**: write
# on the card first, then hand over. (The line on The DAO is no toy: it was a fund that was nothing but a
# contract, and with this fault about a third of what it had raised was moved out of it.)
#
# ## Every replica must write the same
#
# Each replica runs every action by itself, perhaps years later. Suppose a contract reports who has
# cash, and takes the names from a Python `set`. A set has no order of its own: Python places texts by
# a number that it salts with chance at each start (the variable `PYTHONHASHSEED` fixes it). Two
# replicas, two processes, two orders. **This is what it would do to them:**

# %%
from course_lib import canonical
from course_lib.contracts.state import WorldState

for replica, seen in (("Bank", ["Anhe", "Haidian"]), ("Anhe", ["Haidian", "Anhe"])):
    state = WorldState()
    state.apply({"report/names": canonical.encode(seen)})
    print(f"{replica:5}", seen, "-> state root", state.root()[:16])

# %% [markdown]
# Two state roots: the members no longer share one ledger, and nobody has done anything wrong. The same
# comes of a clock, a dice, a file, a web page. An action must be **deterministic** (确定性
# *quèdìngxìng*): the same state and the same request give the same outcome, on every machine, for ever.
#
# Hoping is no method. Here code is read **when it is registered**, and refused with the line. The next
# cell tries.
#
# And a loop? The cell after it pays a sum off by halves, until nothing is left. Follow it in your head
# for `fen=5`, then run it: it begins with a million.


# %%
import random
import time


class Report(Contract):
    name = "report"

    @action()
    def publish(self, ctx: Context):
        names = {key.removeprefix("cash/") for key in ctx.keys("cash/")}
        ctx.put("names", list(names))
        ctx.put("at", time.time_ns() // 1_000_000)
        ctx.put("winner", random.choice(sorted(names)))


try:
    Runtime([Report()])
except CourseError as error:
    print(error)


# %%
class Halves(Contract):
    name = "halves"

    @action()
    def pay_off(self, ctx: Context, fen: int):
        ctx.put("paid", True)
        while fen > 0:
            fen -= fen // 2


show.action_trial(open_chain(Halves()), "Haidian", "halves", "pay_off", "fen=1000000")

# %% [markdown]
# The first message says the repairs as well: `sorted(names)`, `ctx.time_ms`, and the number brought by
# the caller. (Is a caller's dice a fair one? No. Chance that nobody can bend is a subject of its own.)
#
# The loop: half of 1 in whole fen is 0, so the last fen stays for ever. No program can find out of all programs
# which of them end (Turing, 1936). So platforms **count**: steps here, gas (燃料 *ránliào*) in Ethereum.
# Seconds would not do: a fast replica would finish where a slow one gives up. Steps are the same
# everywhere, all stop at the same one, and the action has had no effect.
#
# ## Say the limit
#
# Version 2 withstood every attack above. Now two ordinary things happen:

# %%
attempt(later, "Haidian", "order", number="A8", seller="Ahne", fen=100_000)
attempt(later, "Haidian", "accept", number="A8")
attempt(later, "Haidian", "order", number="A9", seller="Anhe", fen=200_000)
print(cash(later))

# %% [markdown]
# - **A slip of the pen.** 100,000 fen belong to "Ahne", whom nobody knows. Everybody understands what
#   was meant. The clerk does what was written.
# - **The case that nobody wrote.** The boxes of A9 arrive spoiled, and Haidian does not accept. Its
#   200,000 fen lie there, and no action gives them back. A human clerk would have telephoned.
# - **What lies outside.** "The boxes are here" is a sentence that Haidian types in. The contract has not
#   seen a box. An honest book of false sentences is a false book.
#
# So **when may code be the clerk?** When every case is known beforehand and can be written as a
# condition on what is *in the ledger*; when everybody whom its letter can hurt has agreed to it;
# and when it is settled who may change it. Paying on a signed "received" is such a case. "Impose a fine
# on whoever exceeds the standard" is one only after somebody has measured, heard the firm and decided.
#
# **Would a signed database do?** If both trust the bank: yes. A program at the bank has actions, guards
# and roles too, and whoever is hurt has a counter to go to. The contract earns its trouble where none of
# the members may run the clerk for the others, and all want to check every entry themselves.
#
# ## The same clerk on a real virtual machine *(optional)*
#
# Here contracts are Python, checked against mistakes and trusted otherwise. Where strangers bring code,
# it runs in a **virtual machine** (虚拟机 *xūnǐjī*) that has no clock and no files to reach for. The best
# known is Ethereum's, the EVM; FISCO BCOS of the report runs one too. Here is our clerk in Vyper, a
# language for it that looks like Python. `assert` is the guard, `msg.sender` the caller, an `address` its
# number; `__init__` runs once, when the bank puts the contract on the machine. `order` has no guard
# against too little cash and needs none: Vyper refuses a subtraction below zero, and a `uint256` has no
# minus.
#
# The cell after it asks both clerks the same five things. Compiler and machine are two more packages,
# which the course does not need elsewhere: `python3 kit.py setup evm`, in the course's folder, brings them
# (then restart the kernel). Without them our side stands alone, and you lose nothing that comes later.

# %%
vyper = show.vyper("escrow")
vyper

# %% tags=["nbval-ignore-output"]
asked = (
    ("Bank", "deposit", {"to": "Haidian", "fen": 500_000}),
    ("Haidian", "order", {"number": 1, "seller": "Anhe", "fen": 300_000}),
    ("Chaoyang", "accept", {"number": 1}),
    ("Haidian", "accept", {"number": 1}),
    ("Haidian", "order", {"number": 2, "seller": "Anhe", "fen": 300_000}),
)
cards = ("cash/Haidian", "cash/Anhe")
print(show.side_by_side(open_chain(Escrow2()), "escrow", vyper, asked, cards))

# %% [markdown]
# With the machine (vyper 0.4.3, pyrevm 0.3.7) the same requests are done and the same refused, and the
# cards end alike. What differs is the count:
#
# | request | here | on the EVM |
# |---|---|---|
# | Bank deposit | 2 steps | 43,877 gas |
# | Haidian order | 1 step | 88,525 gas |
# | Chaoyang accept | refused, 1 step | refused, 21,703 gas |
# | Haidian accept | 3 steps | 35,580 gas |
# | Haidian order | refused, 1 step | refused, 24,112 gas |
#
# A step is a call or a turn of a loop; gas weighs each instruction. 21,000 of it are the price of any
# transaction, and a card written for the first time costs about 20,000 (Ethereum's Yellow Paper,
# appendix G). One cannot be converted into the other. Both are the same on every replica; gas
# is paid for a refusal too.
#
# ## Take away
#
# 1. A contract is a clerk who follows the book to the letter: what no guard forbids is allowed.
# 2. An action takes effect as a whole or not at all, and on every replica the same; so no clock, no
#    chance, no order of a set, no float, and a counted number of steps.
# 3. Code executes what was written, not what was meant; agree beforehand on who may change it, and on
#    what happens in the case that nobody wrote.
#
# **What the model leaves out**: code from strangers and its isolation, fees, calls between contracts,
# approval of an upgrade by several, proofs that a contract is right, what a court says. **Next**: the
# assignment [`exercises/07_contracts`](../exercises/07_contracts/07_contracts.ipynb); then lesson 08
# asks: who is let in, and who may see what?

# %%
show.quiz("07")

# %% [markdown] tags=["instructor"]
# ### Notes for the instructor
#
# | minutes | what |
# |---|---|
# | 0–15 | the case; reading the book aloud: collect suspected missing guards on the board, judge none |
# | 15–30 | an ordinary day, first prediction, the journal view with its three questions |
# | 30–45 | lost access check, role or name (a good place for the break before it) |
# | 45–60 | the negative price, overflow, floats |
# | 60–75 | the upgrade; who may upgrade in the learners' own firms? |
# | 75–85 | the interrupted clerk: act it out with coins and a card |
# | 85–100 | determinism, the loop, the limit, the quiz |
#
# **Common errors.** "The failed order left −50,000": let them find the journal's line in the view.
# "Roles are enough": Chaoyang. "Floats are exact to the fen": 0.29. "The runtime could see that a loop is
# endless": ask for the rule, then give them a loop that breaks it. "The code is the contract": ask who
# gives Haidian its money for A9 back, and on what paper.
#
# **Prompts.** Which entries of your own work could such a clerk make, and which would need a telephone?
# Which of the report's three kinds of work (pay, match, fine) would you give it? Whom would you let
# upgrade it, and what would you demand to read first?
#
# **The optional cell** needs `python3 kit.py setup evm`; with it a second column stands beside ours, and the
# same two requests are refused in both.
