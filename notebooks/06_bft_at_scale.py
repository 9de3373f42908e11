"""Lesson 06: consensus at scale. CONTRIBUTING.md says how a lesson is written."""

# %% [markdown]
# # 06 · Which consensus for 4, 40 and 400 members?
#
# **After this lesson you can**
#
# - measure what a decision costs in messages, and say how the cost grows with the members;
# - explain how HotStuff decides with votes that go to one member only, and check its certificates;
# - say what a committee and what proof of authority save, and what each gives up;
# - choose a consensus for a consortium from your own measurements.
#
# **Time** 90 minutes, or twice 45 with the break after the chart; the assignment takes about two
# hours more. **Source** *China's Blockchain Ecosystem: Industry Mapping Report*, chapter 2.
# **Rules** HotStuff (Yin and others, 2019), rPBFT (FISCO BCOS documentation), proof of authority
# (EIP-225, "Clique", with the rule for equal branches of EIP-3436).
#
# **You need** lesson 05 in outline. If you have not met it:
#
# - **Consensus** (共识 *gòngshí*) is agreement on the order of requests among members of whom some
#   may stop (crash fault, 崩溃故障 *bēngkuì gùzhàng*) or lie (Byzantine fault, 拜占庭故障
#   *bàizhàntíng gùzhàng*).
# - To bear f liars takes n = 3f + 1 members; n − f of them are a **quorum** (法定人数 *fǎdìng
#   rénshù*). Any two quorums share an honest member.
# - **Raft** follows a leader and a majority; it bears crashes, no liars. **PBFT** bears liars;
#   everybody tells everybody, twice.

# %% [markdown]
# ## The case
#
# The report's chapter 2 tells of platforms on which companies build ledgers together, and how many
# members one association has:

# %%
from course_lib.facts import fact

for name in ("fisco_bcos", "fisco_members", "hyperchain", "platone"):
    print(fact("scale", name), "\n")

# %% [markdown]
# The report does not say how these platforms reach consensus, nor how many members vote. That is
# the question a buyer has to ask. **All measurements below are synthetic**: our own simulated
# network, which gives the same run each time. We count messages between members, nothing else: no
# seconds, no bytes, no prices.
#
# ## What PBFT costs
#
# Lesson 05 found 2n(n − 1) messages a decision. Let the simulated members do it:

# %%
from course_lib.consensus.scale import measure

for n in (4, 40, 400):
    print(f"{n:3} members: {measure('PBFT', n).messages:7,} messages")

# %% [markdown]
# Ten times the members, about a hundred times the messages. Four banks do not notice. Four hundred
# members send a third of a million messages for **one** decision.
#
# ## One idea: vote to one
#
# Why does everybody tell everybody? So that each member *sees* a quorum of votes. But votes are
# signed. If **one** member, the leader, collects n − f signed votes, it can show them to all. Such
# a bundle is a **quorum certificate** (法定人数证书 *fǎdìng rénshù zhèngshū*, QC). Then n − 1 votes
# go in and n − 1 copies of the next proposal, with the certificate inside, go out: **2(n − 1)**
# messages a round, which grows in line with n. This is HotStuff. Here the next leader counts:

# %%
from course_lib import show
from course_lib.consensus.hotstuff import Replica

show.source(Replica.on_vote)

# %% [markdown]
# `self._votes[vote]` is a **set**: a member that votes twice has one voice. A leader might invent a
# certificate, so nobody believes it unchecked. Find the three things that are examined: that voters
# are members, that they are enough, that each one signed *this* vote.

# %%
from course_lib.consensus.hotstuff.views import Views

show.source(Views.is_certificate)

# %% [markdown]
# ## Three certificates make it final
#
# PBFT has two rounds of votes in one view. HotStuff has one round in each **view** (视图 *shìtú*),
# and each view has a block of its own. A block (区块 *qūkuài*) is one view's proposal, on top of
# the block before. The same rule is applied again and again:
#
# - the **first** certificate, on a block, makes it the one to build on;
# - the **second**, on its child, makes members **lock** on it: they refuse branches around it,
#   unless these show a newer certificate;
# - the **third**, on its grandchild, **commits** it, if the three views follow each other without a
#   gap. This is the **three-chain** (三链规则 *sānliàn guīzé*).
#
# Read it in `learn`: the last lines are the rule; `justify` is the certificate that a block
# carries. What would be lost without the comparison of views is a question of the assignment.

# %%
show.source(Replica.learn)

# %% [markdown]
# ## Predict, then run: four members
#
# A lonely request needs its own view, two more for the second and the third certificate, and a
# fourth that carries the third certificate to all: 4 views of 2(n − 1) messages.
# With four members PBFT needs 24 messages. **How many does HotStuff need for one request?**

# %%
my_guess_hotstuff = 12  # change this before you run the next cell

# %% jupyter={"outputs_hidden": true}
print("you said", my_guess_hotstuff)
for n in (4, 40, 400):
    print(f"{n:3} members: {measure('HotStuff', n).messages:7,} messages")

# %% [markdown]
# **For four members nothing is gained**: 8(n − 1) is 24, and so is 2n(n − 1). The simplest answer
# to "4 members" is therefore: whatever you understand best. At 40 HotStuff needs a tenth of PBFT's
# messages, at 400 a hundredth.
#
# ## The pipeline
#
# Three of the four views carried nothing new; they only buried the first. If more requests wait,
# the burying views carry *their* blocks. That is a **pipeline** (流水线 *liúshuǐxiàn*):

# %%
for requests in (1, 2, 8, 40):
    pipeline = measure("HotStuff", 40, requests)
    print(f"{requests:2} requests: {pipeline.each:3} messages each, {pipeline.messages:5,} in all")

print("\n" + str(fact("scale", "hotstuff_costs")))

# %% [markdown]
# The cost falls towards 2(n − 1) = 78. The price is waiting: whatever you do, your block is final
# three views after its own. The published comparison in the last line says so in other words.
#
# ## Look: what a decision costs
#
# Each point of the chart is a run made now. Both axes are logarithmic: from 4 to 40 is as far
# as from 40 to 400, and one line up is ten times the messages. Choose members and protocol with
# the sliders (arrow keys); the sentence above the picture says the numbers.
#
# Find: where is Raft dearer than HotStuff? Which lines are parallel, and what does that mean? The
# line *authority* is explained below. (The first picture takes some seconds: it measures.)

# %%
show.scaling_view()

# %% [markdown]
# Parallel lines grow alike: HotStuff, Raft and authority with n, PBFT with n². Raft measures
# 4(n − 1) here: entries, answers, and the same again for the news that the entry is committed.
#
# ## When the leader stops
#
# All this held as long as the leader did its work. Under PBFT everybody then tells everybody that
# it wants the next view. Under HotStuff each member gives the turn up and tells **only the next
# leader** the highest certificate it knows; **leaders rotate** (领导者轮换 *lǐngdǎozhě lúnhuàn*) in
# turns of four views anyway. **40 members, the first leader is down: how many messages does PBFT
# need until one request is decided?** Without the crash it was 3,120.

# %%
my_guess_crashed = 3_200

# %% jupyter={"outputs_hidden": true}
print("you said", f"{my_guess_crashed:,}")
for protocol in ("PBFT", "HotStuff"):
    print(f"{protocol:9} all well {measure(protocol, 40).messages:6,}", end="")
    print(f"   leader down {measure(protocol, 40, down=[0]).messages:6,}", end="")
    print(f"   leader slow {measure(protocol, 40, slow=[0]).messages:6,}")
    print("   leader down:", dict(measure(protocol, 40, down=[0]).sent))

# %% [markdown]
# PBFT pays its n² a third time, for the **view change** (视图切换 *shìtú qiēhuàn*): 1,521
# demands, from each of 39 members to 39 others. (Its new primary answers each of them, and again
# whose demand comes late: hence 62.) HotStuff pays 38 `NewView`, each to the next leader alone, who
# needs none to itself. *Slow* means that all the first leader says comes half a second late: too
# late, so it loses its turn, and its messages arrive when nobody needs them. One thing is not
# counted here: PBFT's demands carry certificates of all that was prepared, so they are *long*.
#
# ## A second idea: fewer voters
#
# Must all members vote? FISCO BCOS documents **rPBFT**: a **committee** (共识委员会 *gòngshí
# wěiyuánhuì*) votes, the others check its signatures, and members take turns in the committee:

# %%
print(fact("scale", "rpbft"))
print(fact("scale", "fisco_leader"), "\n")
print("400 vote:", f"{measure('PBFT', 400).messages:,}", "  10 vote:", measure("PBFT", 10).messages)

# %% [markdown]
# With *node_num* the size of the committee, the second rule gives each block another leader. The
# cost no longer depends on how many members there are. But 400 voters bear 133 liars, and a
# committee of 10 bears **three**. Four members who are in it together can stop or split it.
# Rotation limits for how long they are in it; as the order is published, it also says in advance
# when.
#
# ## A third idea: no votes at all
#
# **Proof of authority** (权威证明 *quánwēi zhèngmíng*): known **sealers** (出块者 *chūkuàizhě*)
# take turns. A block needs one signature, its sealer's. If the one in turn stays away, another may
# seal a *lighter* block a little later. All follow the **heaviest** branch. One rule keeps a few
# from running away: of n // 2 + 1 blocks in a row a sealer may seal only **one**.
# (`recent` in the code is n // 2 + 1.)

# %%
from course_lib.consensus.authority import Sealer

for n in (4, 40, 400):
    print(f"{n:3} members: {measure('authority', n).messages:3} messages a block")
show.source(Sealer.may_seal)

# %% [markdown]
# ## Predict, then run: remove members until it stops
#
# n − 1 messages: nothing is cheaper. Now stop members, one after the other. Ten members, twelve
# requests. **How many may stop before no more is decided?** One guess each for PBFT, HotStuff,
# Raft and authority.

# %%
my_guess_stopped = (3, 3, 3, 3)

# %% jupyter={"outputs_hidden": true}
print("you said", my_guess_stopped)
for protocol in ("PBFT", "HotStuff", "Raft", "authority"):
    done = [measure(protocol, 10, 12, down=range(10 - gone, 10)).decided for gone in range(7)]
    print(
        f"{protocol:9}", *(f"{gone} stop: {count:2}" for gone, count in enumerate(done)), sep="  "
    )

# %% [markdown]
# PBFT and HotStuff need a quorum of n − f = 7, so three may stop. Raft needs a majority, 6. So does
# authority, by its rule: with five sealers left each seals **one** more block, then all have sealed
# too lately, and the chain stands still. None of them decides anything wrong here: nobody lies.
#
# ## Break it: a sealer that signs twice
#
# Four banks seal in turn. South seals first, and lies: it signs two blocks of one height and tells
# each half of the others another one (**equivocation**, 双重声明 *shuāngchóng shēngmíng*):

# %%
from course_lib.consensus.authority import Equivocator

show.source(Equivocator.publish)

# %%
from functools import partial

from course_lib.network import Scenario, run

BANKS = ("east", "south", "west", "north")
sealers = {name: partial(Sealer, sealers=BANKS) for name in BANKS}
sealers["south"] = partial(Equivocator, sealers=BANKS)

for after_ms in (1_100, 2_100):
    print("after", after_ms, "ms")
    for name, node in run(Scenario(sealers, after_ms)).nodes.items():
        branch = list(node.branch(node.tip))  # newest first; the last is the empty first block
        print(f"   {name:6} {branch[-2].payload}")

# %% [markdown]
# The attack worked. East and North saw a block, signed by whose turn it was, that pays A. If East
# handed over goods then, it lost them: a second later its own replica says *pay B*. Nobody broke
# into anything; West sealed on the block *it* had seen, and that branch became heavier. All banks
# agree in the end, and **what they agreed on before was undone**. There is no moment at which a
# block of proof of authority has **finality** (最终性 *zuìzhōngxìng*), the promise that it stays.
#
# ## Repair it: the same lie against a quorum
#
# The first leader of HotStuff lies in the same way: a block with the request to every second
# member, an empty one to the others. `Agreement` watches after every event that no two honest
# members ever decide different things; it would raise an error.

# %%
from course_lib.consensus import hotstuff
from course_lib.consensus.hotstuff import stories

lying = stories.cluster(4, 1_500, operations=("pay A",), liars={"r0": hotstuff.Equivocator})
watched = run(lying, observe=hotstuff.Agreement())
for name in ("r1", "r2", "r3"):
    durable = watched.nodes[name].durable
    seen = [b.request.operation or "empty" for b in durable.blocks.values() if b.view == 1]
    print(f"{name} saw in view 1: {seen}, decided {[r.operation for r in durable.history]}")

# %% [markdown]
# r2 was told otherwise, and voted for it. But only one of the two blocks could find three votes of
# four, and without a certificate no block is built on. r2 fetched the other one when it saw the
# certificate. Nothing that was decided was ever undone. The repair costs 8(n − 1) messages in place
# of n − 1: **finality is what the other messages pay for.**
#
# ## Your choice table
#
# Change `SIZE`, and add what your consortium cares about. Which rows would you strike out if a
# member may lie? If a decision must never be undone?

# %%
SIZE = 40  # 4, 40 or 400

print("voters              messages  may stop  may lie  final")
faults = (SIZE - 1) // 3
rows = [("PBFT, all", measure("PBFT", SIZE), faults, faults, "yes")]
rows += [("HotStuff, 8 in line", measure("HotStuff", SIZE, 8), faults, faults, "yes")]
rows += [("PBFT, 4 of them", measure("PBFT", 4), 1, 1, "yes")]
rows += [("Raft, all", measure("Raft", SIZE), (SIZE - 1) // 2, 0, "yes")]
rows += [("authority, all", measure("authority", SIZE), (SIZE - 1) // 2, 0, "no")]
for name, cost, stop, lie, final in rows:
    print(f"{name:19} {cost.each:8,} {stop:9} {lie:8}  {final}")

# %% [markdown]
# ## Say the limit
#
# - **More members: slower or weaker.** Either all vote, and each decision costs more; or few vote,
#   and few liars are enough; or nobody votes, and nothing is final. No row of the table has all.
# - **4**: PBFT, as simple as it gets. **40**: linear votes, or a committee. **400**: a committee,
#   and 400 replicas that check its signatures. These follow from our counts and are no law.
# - **The leader is a bottleneck.** HotStuff's votes all end at one member. Our count of messages
#   does not show that, nor the time to check 267 signatures.
# - **If anybody may join**, there is no n, and no quorum of it. That is what proof of work (lesson
#   04) is for; it has no finality either, only ever better odds.
# - **Would a signed database do?** If all 400 trust one operator not to equivocate: yes, with
#   no consensus at all. Ask whether 400 must *vote*, or only *read and check*. A few voters with
#   published signatures serve the others as a signed database does, with more than one signer.
# - **Who pays, and who gains?** Each voter runs a node without pause. Members who only read gain
#   without paying; rules of the consortium (lesson 08) must settle that.
#
# ## Take away
#
# 1. Everybody to everybody costs n²; signed votes to one leader cost n, and a certificate carries
#    them to all. For four members it makes no difference.
# 2. Three certificates in a row make a block final; a pipeline lets each view serve three blocks.
# 3. Fewer voters or no votes are cheaper still, and give up liars borne, or finality.
#
# **What the model leaves out**: bytes and signatures' cost (real HotStuff joins votes into one
# threshold signature), batches of many requests, seconds, sealers voted in and out, and who is
# behind the members. **Next**: the assignment
# [`exercises/06_bft_at_scale`](../exercises/06_bft_at_scale/06_bft_at_scale.ipynb); then lesson 07
# asks when code may be the clerk.

# %%
show.quiz("06")

# %% [markdown] tags=["instructor"]
# ### Notes for the instructor
#
# | minutes | what |
# |---|---|
# | 0–10 | the case; let learners count the handshakes of 4, then of all in the room |
# | 10–30 | certificates; play a view on paper: one collects signed slips, shows them to all |
# | 30–45 | first prediction, pipeline, the chart |
# | 45–60 | the leader stops; committees: who would you bribe, and when? |
# | 60–75 | authority, members removed, the sealer that signs twice |
# | 75–90 | the choice table for the learners' own consortia, the limit, the quiz |
#
# **Common errors.** "HotStuff is always cheaper": not at four members. "A certificate proves that
# the block is final": it takes three, in a row. "More nodes are more secure": only if they belong
# to different people. "Authority bears liars, as most are honest": one liar undid a payment.
# Learners confuse *stop* and *lie*: go through the two columns of the table row by row.
#
# **Prompts.** Why may a gap in the views not be ignored? What must a member of the 400 check if a
# committee of 10 decides? Who in your consortium would notice that South signed twice, and what
# could they do with the two signatures?
