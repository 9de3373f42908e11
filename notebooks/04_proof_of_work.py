"""Lesson 04: proof of work. CONTRIBUTING.md says how a lesson is written."""

# %% [markdown]
# # 04 · Why does no consortium mine?
#
# **After this lesson you can**
#
# - read the target in a real Bitcoin header, meet an easy one, and move it by the real rule;
# - say which of two branches counts, and take a payment back by building a heavier one;
# - compute how likely that is, and how long a shop should wait;
# - run a pool that earns more than its share by hiding blocks, and say from which size on it pays;
# - say what named members change, and why a consortium has no use for any of this.
#
# **Time** 90 minutes, or two classes of 50: a good place for the break is marked. The assignment
# takes about two hours more. **Source** *China's Blockchain Ecosystem: Industry Mapping Report*,
# chapter 1, on Bitcoin. **Papers** Nakamoto 2008, sections 4 and 11; Rosenfeld 2014; Eyal and Sirer
# 2013. **Rules and headers** are those of Bitcoin's main network.
#
# **You need** a little Python, percentages, and lessons 01 to 03 in outline:
#
# - A **digest** (哈希值 *hāxīzhí*, also hash) is a short number computed from a text; any change of
#   the text gives another, and nobody can choose what comes out.
# - A **signature** (数字签名 *shùzì qiānmíng*) can be made only with its owner's key and be checked by
#   all.
# - A **block** (区块 *qūkuài*) is a page of records. Its **header** (区块头 *qūkuàitóu*) covers the page
#   and names the digest of the header before. So the headers make a chain: whoever changes an old
#   page must make all later headers anew.

# %% [markdown]
# ## The case
#
# Four banks want one common ledger of letters of credit (信用证 *xìnyòngzhèng*: the buyer's bank
# promises to pay the seller once the right papers arrive). A salesman says: "Real blockchains are
# mined, like Bitcoin. Buy a thousand machines." **Should they?**
#
# The report begins with Bitcoin and at once leaves it, for a legal reason; the first line below
# quotes it. The year after it appeared, China ordered the mining of
# virtual currencies to end (the second line). But there is
# a technical reason too, and it would hold without any law. To see it, you need to know what mining
# is *for*; the third line is Bitcoin's own paper on that.

# %%
from course_lib.facts import fact

for name in ("report_chapter_1", "mining_notice", "one_cpu_one_vote"):
    print("-", fact("proof_of_work", name))

# %% [markdown]
# Somebody must write the next page. In a club of known members, one could vote. But Bitcoin lets
# anybody in, without a name, and there **one person with a thousand names would have a thousand
# votes**: a *Sybil attack* (女巫攻击 *nǚwū gōngjī*). So a vote must cost something that cannot be
# multiplied by inventing names. Bitcoin's price is computing: **proof of work** (工作量证明
# *gōngzuòliàng zhèngmíng*).
#
# ## A target
#
# Read a header's digest as a number. The rule is one line: **the number must not be greater than
# the target** (目标值 *mùbiāozhí*). Nobody can choose a digest; one can only change the header a
# little and try again. For that the header has a field of 32 bits without meaning, the **nonce**
# (一次性随机数 *yīcìxìng suíjīshù*, mostly just 随机数). Trying nonces is **mining** (挖矿 *wākuàng*).
#
# Here is block 1 of Bitcoin, 80 real bytes. Its id is SHA-256 of SHA-256 of them, read as a
# number from the **last byte to the first** (*little-endian*): so its zeros stand in front.

# %%
from course_lib.consensus.proof_of_work import BitcoinHeader, expand

first = BitcoinHeader.from_bytes(bytes.fromhex(fact("bitcoin_headers", "block_1").value))
print("id    ", first.id)
print(f"target {expand(first.bits):064x}")
print("met:  ", int(first.id, 16) <= expand(first.bits), "- with the nonce", first.nonce)

# %% [markdown]
# The header has no room for a target of 32 bytes. It holds four, the **compact form**, here
# `1d00ffff`: the first byte says how many bytes the number has (`1d` is 29), the other three are
# its leading ones. The highest bit of the three is a minus sign, which no target may have. So a
# number that begins with `80` or more gets a zero byte in front. Of all 2²⁵⁶
# numbers, `target + 1` meet it; so 2²⁵⁶ / (target + 1) tries are needed on average, the **work**.
# Here is what three targets cost, and the library's real code that reads them:

# %%
from course_lib import show
from course_lib.consensus.proof_of_work import TEACHING, work

late = fact("proof_of_work", "block_277316_bits")
for name, bits in (
    ("lesson", TEACHING.limit_bits),
    ("block 1", first.bits),
    ("block 277316", int(late.value, 16)),
):
    print(f"{name:13}{bits:08x}  {work(bits):,} tries on average")
show.source(expand)

# %% [markdown]
# Block 277316 is of the year 2013, and the target has shrunk much further since. For this lesson we
# take the easy one: 256 tries.
#
# ## Predict, then run: luck
#
# We mine twenty headers, one after the other, under a target that takes **256 tries on average**.
# **How many tries does the unluckiest of the twenty take?** Write it down first. What the next
# cell printed for others is folded away (•••); it opens when you run it.

# %%
my_guess_tries = 300  # change this before you run the next cell

# %% jupyter={"outputs_hidden": true}
from course_lib.consensus.proof_of_work import mine
from course_lib.hashing import hexdigest


def child(parent, text):
    """A mined header that covers a text (synthetic) and follows its parent."""
    root, time = hexdigest(text.encode()), parent.time + 600
    return mine(BitcoinHeader(1, parent.id, root, time, TEACHING.limit_bits, 0))


# Nonces are tried from 0 on, so a nonce tells how many tries there were.
tries = [child(first, f"page {number}").nonce + 1 for number in range(20)]
print("you said", my_guess_tries, "- the twenty took:", *sorted(tries))
print("the average is", sum(tries) // 20)

# %% [markdown]
# Luck is spread much wider than most people think. Trying is like throwing dice: after 500 misses
# the next try is no more likely to hit than the first was. Three things follow:
#
# - **Whoever computes twice as much finds twice as many blocks**, under one name or a thousand.
#   This is what the work is for. A miner's share of all tries is its share of the **hash power**
#   (算力 *suànlì*).
# - **Finding is dear, checking is cheap**: one double hash, for you as for everybody.
# - **Sometimes two find one at nearly the same time.** That will be our trouble.
#
# ## The target moves
#
# If more machines join, blocks come faster. Bitcoin wants one in ten minutes, so every 2016 blocks
# each node computes a new target: the old one, multiplied by the time these blocks took and
# divided by the two weeks they should have taken; never more than four times easier or harder.
# Below stand the first time that it moved anything, at height 32256, and the rule itself:

# %%
from course_lib.consensus.proof_of_work import retarget

begins, ends = (fact("proof_of_work", f"first_change_{name}").value for name in ("begins", "ends"))
moved = retarget(first.bits, begins, ends)
print(f"{(ends - begins) / 86_400:.1f} days instead of 14 -> {moved:08x}")
print("on the chain stands ", fact("proof_of_work", "first_change_bits_after"))
show.source(retarget)

# %% [markdown]
# Computed and real target are the same. The rule includes a slip of 2009: from the first of
# 2016 blocks to the last there are only **2015** intervals, and they are compared with the time
# of 2016. It cannot be changed any more without everybody.
#
# ## Which branch counts
#
# Two miners find a block on the same parent: a **fork** (分叉 *fēnchā*). Both are valid. Everybody
# goes on with the one they saw first, until one branch has more **work**: the sum of the tries
# that its blocks took on average. *Most work, not most blocks.* Otherwise many easy blocks would
# beat few hard ones:

# %%
easy, hard = TEACHING.limit_bits, 0x1F3FFFC0
long_branch, short_branch = [easy] * 5, [hard] * 2
for name, branch in (("five easy blocks", long_branch), ("two hard ones", short_branch)):
    print(f"{name:17} work {sum(work(bits) for bits in branch):,}")

# %% [markdown]
# Watch it happen. Nobody below cheats: a pool (矿池 *kuàngchí*, miners who work together) has 35 %
# of the power, the others have the rest, and a block needs three minutes to reach the other side
# (really it takes seconds; slow blocks show more forks). Dashed blocks are not settled, red ones
# are lost. Each arrow points to the parent. In so short a run luck moves the pool's share a long
# way.

# %%
show.mining_race(35, "honest, slow blocks", 77)

# %% [markdown]
# Red blocks were real work of honest people, and they count for nobody. A payment that stood
# only in them has not happened: it must wait for a new block.
#
# ## Break it, then repair it: the payment that was taken back
#
# A buyer pays a shop. The payment stands in a block, two more follow, and the shop hands over the
# goods: three **confirmations** (确认 *quèrèn*). All names and texts here are synthetic, but the
# headers are really mined. A `HeaderChain` is what a node keeps: it checks each header and follows
# the most work.

# %%
from course_lib.consensus.proof_of_work import HeaderChain

ROOT = "00" * 32
start = mine(BitcoinHeader(1, ROOT, ROOT, first.time, TEACHING.limit_bits, 0))
chain = HeaderChain(start, TEACHING)
tip = start
for text in ("the buyer pays the shop 500 yuan", "other business", "more of it"):
    tip = child(tip, text)
    chain.add(tip)
print("height", chain.height, "- total work", chain.total_work)

# %% [markdown]
# Meanwhile, unseen, the buyer has mined on the *parent* of that block, and there the same 500 yuan
# go to himself. He had more machines than the rest, or more luck. Now he shows four blocks at
# once; the last one tips the scales:

# %%
secret, reorganised = start, None
for text in ("the buyer pays himself 500 yuan", "empty", "empty", "empty"):
    secret = child(secret, text)
    reorganised = chain.add(secret)
print(len(reorganised.left), "blocks leave the chain,", len(reorganised.joined), "join it")
paid = child(start, "the buyer pays the shop 500 yuan")
print("the payment is in the chain:", paid in chain.branch())

# %% [markdown]
# The attack worked, and **no rule was broken**: every node did what it should. The goods are gone,
# and so is the payment: **double spending** (双重支付 *shuāngchóng zhīfù*). No key was stolen; the
# buyer signed both payments himself.
#
# With more than half of the power this succeeds always, if he waits long enough: the **51 %
# attack**. He cannot spend other people's money, for which he lacks the keys. But what happened
# last he decides alone.
#
# ## Predict, then run: with less than half
#
# The attacker has **30 %** of the power, and the shop waits for **six** blocks. **In how many of
# 100 tries is the payment taken back?**

# %%
my_guess_percent = 1

# %% jupyter={"outputs_hidden": true}
from course_lib.consensus.proof_of_work import exact_odds, nakamoto_odds

print("you said", my_guess_percent)
for share in (0.1, 0.3, 0.45, 0.5):
    paper, exact = nakamoto_odds(share, 6), exact_odds(share, 6)
    print(f"{share:4.0%}: Bitcoin's paper {paper:8.3%}, exact {exact:8.3%}")
for name in ("nakamoto", "exact"):
    print(fact("proof_of_work", f"{name}_ten_percent_six_blocks"))

# %% [markdown]
# Nakamoto's paper took the time of the six blocks for fixed. Luck is wide, as you saw, and the
# attacker needs it only once: for 10 % of the power the exact odds are more than twice the paper's
# (near one half it errs a little to the other side).
#
# **The repair is waiting.** The question is only how long. At one block in ten minutes, for odds
# below one in a thousand:

# %%
from course_lib.consensus.proof_of_work import blocks_to_wait

minutes = fact("proof_of_work", "spacing").value // 60
for share in (0.1, 0.2, 0.3, 0.4, 0.45):
    blocks = blocks_to_wait(share, 0.001)
    print(f"{share:4.0%}: {blocks:3} blocks, {blocks * minutes / 60:5.1f} hours")

# %% [markdown]
# At 50 % no waiting helps. Below, the odds shrink with each block, and **they are never zero**.
# Ask a bank when a payment is final (最终性 *zuìzhōngxìng*, finality): it wants a moment, not a
# probability.
#
# *(In two classes: this is the place for the break.)*
#
# ## Predict, then run: the selfish pool
#
# So is everything well as long as nobody has half? That was the common opinion until Eyal and
# Sirer's paper of
# 2013. Take a pool with **40 %** of the power that does not
# attack any payment. It only keeps its blocks **secret** for a while, and shows them when
# the others come close: then *their* blocks die. **Of 100 blocks that count in the end,
# how many are the pool's?**

# %%
my_guess_of_100 = 40

# %% jupyter={"outputs_hidden": true}
from course_lib.consensus.proof_of_work import simulate_selfish

print("you said", my_guess_of_100)
for share in (0.2, 0.3, 0.4):
    run = simulate_selfish(share, gamma=0.0, blocks=200_000, seed=4)
    waste = run.wasted / (run.pool + run.honest + run.wasted)
    print(f"{share:.0%} of the power: {run.revenue:.1%} of the blocks; wasted: {waste:.0%} of all")
print(fact("proof_of_work", "selfish_claim"))

# %% [markdown]
# With 40 % it pays well, with 30 % it does not. The pool too loses blocks; the others lose more.
# *Not incentive-compatible* means: to follow the rules is not always what pays best. (`gamma` is
# explained further down.)
#
# All are worse off at first. Only when the target has moved, because so many blocks were wasted,
# does the pool earn more than before.
#
# **Watch how.** Step with the arrow keys. Wait until the pool keeps back two or more, and the
# others find one after the other: each comes too late. Then set the share to 20 %, and compare
# *agreed* with the fair share. The words above the picture say it all. (A run of 80 blocks is
# short; the last sentence says what a long one would give.)

# %% jupyter={"outputs_hidden": true}
show.mining_view(40)

# %% [markdown]
# ## The repair, and what it does not repair
#
# What share makes it pay? That depends on γ (gamma): when the pool and another show a block of one
# height at the same time, the part of the others that builds on the **pool's**. With γ = 0 a pool
# needs more than a third. If it is so well connected that its block always arrives first, γ = 1,
# and *any* pool gains.
#
# Eyal and Sirer's repair: whoever sees two such blocks tosses a coin. Then γ is one half, whatever
# the pool's connections. Here are all three:

# %%
from course_lib.consensus.proof_of_work import selfish_threshold

for gamma, who in ((1.0, "the pool is always first"), (0.5, "a coin"), (0.0, "never the pool")):
    print(f"gamma {gamma:3}: pays above {selfish_threshold(gamma):6.1%}  ({who})")

# %% [markdown]
# A quarter is better than nothing, and much less than the half that everybody had believed in. No γ
# brings the half back.
#
# ## What named members change
#
# Back to the four banks. Each is known, has a contract and a key. Nobody can invent a fifth bank.
# So **a vote need not cost anything**: one bank, one vote. Let a block count once three of the
# four have signed it, and let each sign only one block for each height. Now bank *north*, with all
# the machines in the world, mines a rival of the block with the payment, and borrows what votes it
# can: its own, one that east gave to the other block, and one by a bank that it invented:

# %%
from course_lib.keys import generate, teaching_seed

BANKS = {name: generate(seed=teaching_seed(name)) for name in ("east", "south", "west", "north")}


def votes(block, signatures):
    """The banks that really signed this block."""
    known = {name: key.public_key for name, key in BANKS.items()}
    return {n for n, s in signatures.items() if n in known and known[n].accepts(s, block)}


rival = child(start, "the buyer pays himself 500 yuan")
honest, forged = (bytes.fromhex(block.id) for block in (paid, rival))
for_honest = {name: BANKS[name].sign(honest) for name in ("east", "south", "west")}
for_forged = {"north": BANKS["north"].sign(forged), "east": for_honest["east"], "fifth": b"me too"}
for name, block, signed in (("honest", honest, for_honest), ("forged", forged, for_forged)):
    found = votes(block, signed)
    print(f"{name}: {len(found)} votes of 4:", "final" if len(found) >= 3 else "counts for nothing")

# %% [markdown]
# However much work north puts behind its block, it does not matter. Any two groups of three among
# four banks share two banks. If only one bank lies, one of these two is honest and signs one block
# only. So **two blocks of one height can never both be final**: not unlikely, impossible. And a
# block that is hidden gathers no votes, so there is nothing to be selfish with. How the four agree
# on *which* block to sign when one lies is lesson 05.
#
# What would the banks pay for mining instead? Our ledger can be sealed either way:

# %%
from course_lib.blocks import Header
from course_lib.consensus.proof_of_work.ordering import Miner

miner, done = Miner(BANKS["east"]), 0
page = {"transactions_root": ROOT, "transaction_count": 0, "state_root": ROOT, "time_ms": 0}
for height in range(1, 11):
    header = Header(chain="letters", height=height, previous=ROOT, proposer="east", **page)
    done += miner.seal(header).consensus["nonce"] + 1
print("ten blocks, mined at the lesson's easy target:", f"{done:,} hashes")
print("ten blocks at the target of block 277316:", f"{10 * work(int(late.value, 16)):,}")
print("ten blocks, three banks each:", 10 * 3, "signatures")

# %% [markdown]
# ## Say the limit
#
# - **Proof of work gives probability, never finality.** Waiting makes the odds small. It cannot
#   make them zero, and it assumes that nobody comes near half of the power.
# - **For a consortium it is work for nothing**, and worse: the work protects only if it is more
#   than an outsider could bring. Four banks with a thousand machines could be outworked by anybody
#   with two thousand; a vote of named members cannot be.
# - **Named members are no gift.** Somebody admits them, and can refuse to. Three banks together
#   can do whatever they like. Bitcoin's answer is dear because it does without all that.
# - **Would a signed database do?** If all four banks trust one keeper, yes: its signature on each
#   page, and a witness (lesson 03). If they do not trust one keeper but know each other, they
#   vote. Only where nobody knows who takes part does one need work, or something as dear.
# - Neither says anything about **truth**. A false letter of credit can be mined as well as a true
#   one.
#
# ## Take away
#
# 1. Work is a price for a vote where votes have no names; the branch with the most work counts.
# 2. With less than half of the power a payment can be taken back, and with a third of it, or less,
#    honest miners can be cheated; waiting and better rules make this rarer, not impossible.
# 3. Named members need no price for a vote, and get finality as long as few enough of them lie.
#
# **What the model leaves out**: rewards and fees, which pay for it all; machines and electricity;
# several pools; power that changes; the propagation of blocks among thousands of nodes; proof of
# stake. **Next**: the assignment
# [`exercises/04_proof_of_work`](../exercises/04_proof_of_work/04_proof_of_work.ipynb); then lesson
# 05 asks how four banks agree when one lies.

# %%
show.quiz("04")

# %% [markdown] tags=["instructor"]
# ### Notes for the instructor
#
# | minutes | what |
# |---|---|
# | 0–10 | the case; let the class say what a vote should cost when nobody has a name |
# | 10–25 | target, compact form; first prediction, numbers collected aloud |
# | 25–35 | the moving target; which branch counts; the picture of a fork |
# | 35–50 | the payment taken back; second prediction; waiting (the place for a break) |
# | 50–68 | third prediction; the view, each with another share |
# | 68–80 | thresholds; the banks' votes; the cost |
# | 80–90 | the limit, the quiz |
#
# **Common errors.** "The longest chain wins": show five easy blocks against two hard ones. "After
# six blocks it is final": ask for whom, and against what share. "The attacker can take anybody's
# money": no key, no payment; he can only take back his own. "A miner is due for a block after so
# many tries": dice do not remember. "Selfish mining steals": each block is valid; only the time of
# showing it changed. "A smaller target is easier": it is harder; difficulty and target go opposite
# ways.
#
# **Prompts.** A shop sells coffee, another a house: how long does each wait, and who pays for the
# waiting? If ten companies of one owner are members of a consortium, what is one vote each worth?
# Who in your own trade would admit the members, and who could throw one out?
