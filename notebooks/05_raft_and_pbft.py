"""Lesson 05: Raft and PBFT. CONTRIBUTING.md says how a lesson is written."""

# %% [markdown]
# # 05 · How do four banks agree when one lies?
#
# **After this lesson you can**
#
# - say why copies of a ledger must agree on an *order*, and count the votes that settle it;
# - follow an election and a commit in Raft, and a decision in PBFT, message by message;
# - compute how many banks a consortium needs to bear f liars, and show what happens with one less;
# - say what no protocol of this kind can promise.
#
# **Time** 90 minutes, or twice 45 with the break before PBFT; the assignment takes about two hours
# more. **Source** *China's Blockchain Ecosystem: Industry Mapping Report*, chapter 5.
# **Standards** Raft (Ongaro and Ousterhout, 2014) and PBFT, Practical Byzantine Fault Tolerance
# (Castro and Liskov, 1999): the two papers whose names of messages and rules we keep.
#
# **You need** lessons 01 to 04 in outline. If you have not met them:
#
# - A **digest** (哈希值 *hāxīzhí*, also hash) is a short number computed from a text; any change
#   of the text gives another.
# - A **digital signature** (数字签名 *shùzì qiānmíng*) is made with a secret key. Everybody can
#   check it, nobody else can make it. So a signed message can be shown around as evidence.
# - A **block** (区块 *qūkuài*) is a page of signed records with the digest of the page before.
#   A **replica** (副本 *fùběn*) is one organisation's copy of the chain.
# - **Proof of work** (lesson 04) lets strangers agree by burning electricity, with a small chance
#   that what was agreed is undone. Banks know each other. They can vote.

# %% [markdown]
# ## The case
#
# Four banks, East 东, South 南, West 西 and North 北, keep one ledger together. **They, their
# customers Ann and Bo, and every message below are synthetic**: made by a simulated network that
# gives the same run each time.
#
# An account holds 10 yuan. Ann and Bo each ask to be paid 10 from it. Whoever is **first** gets
# it; the other is refused. The two requests reach the banks in different orders, as letters do.
#
# This is what **consensus** (共识 *gòngshí*) is for. The report names it as the first of three
# technologies on which everything else waits, and a platform of its chapter 2 offers the two
# protocols of this lesson:

# %%
from course_lib.facts import fact

for name in ("report_chapter_5", "bft_platform"):
    print(fact("consensus", name), "\n")

# %% [markdown]
# ## Why an order
#
# Without consensus each bank carries out what reaches it first. The function below is all the
# banking of this lesson. Give two honest banks the same two requests in different orders:

# %%
ANN, BO = "pay Ann", "pay Bo"


def paid(requests, balance=10):
    """Who is paid, if each request asks for 10 yuan."""
    return requests[: balance // 10]


print("East paid", paid([ANN, BO]))
print("West paid", paid([BO, ANN]))

# %% [markdown]
# Each bank obeyed the rule, and together they have paid 20 yuan out of 10. If all replicas carry
# out the **same requests in the same order**, they stay equal. So agreement on a ledger is
# agreement on a list: what is number 1, what is number 2. A protocol makes two promises:
#
# - **Safety** (安全性 *ānquánxìng*): no two honest banks ever hold different requests as the same
#   number. Nothing wrong happens.
# - **Liveness** (活性 *huóxìng*): every request gets a number in the end. Something happens.
#
# And it says against what:
#
# - a **crash fault** (崩溃故障 *bēngkuì gùzhàng*): a bank stops, or cannot be reached;
# - a **Byzantine fault** (拜占庭故障 *bàizhàntíng gùzhàng*): a bank does anything at all. It lies.
#
# ## Raft: nobody lies, somebody crashes
#
# One server is **leader** (领导者 *lǐngdǎozhě*) for a **term** (任期 *rènqī*, a number that grows).
# Clients ask the leader. It writes each request into its **log** (日志 *rìzhì*), sends it to the
# followers, and calls it **committed** (已提交 *yǐ tíjiāo*) when a **majority**, more than half of
# all servers, has it. When a follower hears nothing from the leader for a while, it calls the next
# term and asks for votes. Here is the beginning of a run; times are virtual milliseconds.

# %%
from course_lib.consensus.banks import raft_banks
from course_lib.network import run

quiet = run(raft_banks())
for happening in quiet.trace[:14]:
    print(happening)

# %% [markdown]
# `RequestVote` carries how far the candidate's log goes. A server votes once in a term, and only
# for a candidate whose log is at least as complete as its own: the last term decides, then the
# length. Here is the rule itself, as our library runs it. `granted` is the part to read.

# %%
from course_lib import show
from course_lib.consensus.raft import Server

show.source(Server.on_request_vote)

# %% [markdown]
# ## Look: a vote and a commit, message by message
#
# Every column is a bank (the last one is the client), time runs downwards, and the newest event is
# the thick one. Below each bank stands what it knows *at that moment*: its role, and its log, with
# ✓ for what it knows to be committed and ? for what is not, or not yet. East opens its term with
# an entry of its own (`no-op` above, *open term 1* below), so Ann's request is number 2.
#
# Choose what goes wrong, then step with the slider (arrow keys) or press play. Choose *the leader
# crashes* first and find: who notices? How many votes does the new leader need? Is anything that
# was ✓ lost? A **heartbeat** (心跳 *xīntiào*) is an empty
# message by which a leader shows that it is alive. Each message of the leader also says how far it
# has committed; of the heartbeats we show only those that bring this news.

# %%
from course_lib.consensus.banks import BANKS_ZH, raft_film, say

crashes = ("nothing", "a follower crashes", "the leader crashes", "cut one from three")
raft_films = {trouble: raft_film(trouble) for trouble in crashes}
show.film_view(raft_films, say, "Raft (synthetic)", BANKS_ZH)

# %% [markdown]
# ## Predict, then run: two against two
#
# In *cut one from three* the network falls into two parts (网络分区 *wǎngluò fēnqū*, partition):
# East, still leader of term 1, took Ann's request and could not commit it. The three others
# elected a leader for term 2 and went on. When the cut healed, East dropped its entry.
#
# Now cut the banks **two against two**. East leads one half and is asked to pay Ann; the other
# half hears no leader. **How many of the four banks commit Ann's payment before the cut heals?**
# What a cell printed for others is folded away here (•••); it opens when you run the cell.

# %%
my_guess_banks = 2  # change this before you run the next cell

# %% jupyter={"outputs_hidden": true}
halves = raft_film("cut two from two")
before = [f for f in halves.frames if f.time_ms < 1_000][-1]
committed = [name for name, state in before.states.items() if "✓ 2 pay Ann" in state]
print("you said", my_guess_banks, "- it is", len(committed))
for name, state in before.states.items():
    print(f"{name:6}", "; ".join(state))
print("after the cut:", halves.frames[-1].states["north"][-2])

# %% [markdown]
# None. East and South have the entry, two of four: **half is no majority**. West keeps calling for
# votes and gets two. If either half went on, so could the other, with Bo; that is why nobody may.
# Raft gave up liveness to keep safety, and got it back when the cut healed.
#
# The rule behind it: **any two majorities share a server.** Whoever was elected by a majority got
# a vote from somebody who holds each committed entry, and that voter refuses candidates who lack
# it. Four banks need three; so four bear one crash, as three do. The fourth bank buys nothing,
# as long as nobody lies.
#
# ## Break it: the leader lies
#
# East takes Ann's request, and writes *Bo* in its place in the messages to West. Nothing else in
# the protocol is changed; this is the whole attack:

# %%
from course_lib.consensus.banks import TwoFaced

show.source(TwoFaced.send)

# %%
liar = run(raft_banks("the leader lies"))
for name, server in liar.nodes.items():
    print(f"{name:6} paid", paid(server.applied))
lying_film = raft_film("the leader lies")
print("broken:", lying_film.broken)
show.message_lanes(lying_film, say, 20, "Raft, the leader lies (synthetic)", BANKS_ZH)

# %% [markdown]
# The attack worked. Follow West in the picture: at 406 ms it was told *pay Bo*, the others *pay
# Ann*. It answered that it has entry 2, which is true. The next heartbeat said that entry 2 is
# committed, and West paid Bo. It broke no rule, and nobody told it what the *others* had been
# told. The red line names the promise of Raft that broke: logs with an entry of the same term in
# the same place are equal up to there. In Raft a follower believes its leader. Two things are
# missing:
#
# 1. **The followers must compare what they were told** with each other, and keep the signed proof.
# 2. **Enough votes.** Two majorities share a bank; but if that one lies, it votes for both. Two
#    groups that *decide* must share an **honest** bank, who will not vote for two things.
#
# ## How many banks for f liars?
#
# Say n banks, f of which may lie. A bank cannot wait for more than **n − f** answers, as liars may
# keep silent. But among those who answered there may be liars too: the silent ones were perhaps
# only slow. Two groups of n − f share at least (n − f) + (n − f) − n = **n − 2f** banks, of which
# f may lie. An honest one is left over only if n − 2f > f:
#
# > **n > 3f**, so the fewest are **n = 3f + 1**, and n − f = **2f + 1** of them decide.
#
# Such a group is a **quorum** (法定人数 *fǎdìng rénshù*). The table is this arithmetic and nothing
# more; look where the last column is 0. Of four banks a majority happens to be a quorum too; of
# seven it is one short.

# %%
print(" n  f  majority  quorum  two quorums share  of which honest, at least")
for n, f in ((3, 0), (3, 1), (4, 1), (6, 2), (7, 2), (10, 3)):
    quorum, majority = n - f, n // 2 + 1
    shared = 2 * quorum - n
    print(f"{n:2} {f:2} {majority:9} {quorum:7} {shared:18} {shared - f:26}")
print("\n" + str(fact("consensus", "bft_minimum")))

# %% [markdown]
# ## PBFT: three rounds, and signatures
#
# PBFT calls the leader **primary** (主节点 *zhǔ jiédiǎn*) and its time in office a **view** (视图
# *shìtú*). With view number v it is bank v mod n, so everybody knows who comes next.
#
# 1. **Pre-prepare** (预准备): the primary gives a request a number and tells all backups.
# 2. **Prepare** (准备): each backup tells all others *which* request it was told for that number.
#    The proposal with 2f matching prepares of other banks than the primary is a **prepared
#    certificate**: nobody else can have one for another request in this view.
# 3. **Commit** (提交): each bank tells all that it has that certificate. With 2f + 1 commits
#    (one's own counts) the request is final here, and will survive a change of primary.
#
# A client believes a result that **f + 1** banks report: at least one of them is honest. Let four
# banks decide one request, and count the messages between them:

# %%
from course_lib.consensus.pbft import stories

decision = run(stories.normal_decision())
for kind, count in decision.sent.items():
    print(f"{kind:12}{count:3}")
between = sum(decision.sent[kind] for kind in ("PrePrepare", "Prepare", "Commit"))
print("between the banks:", between)

# %% [markdown]
# ## Predict, then run: more banks
#
# Four banks need 24 messages between them for one decision. **How many do seven banks need?**

# %%
my_guess_messages = 42

# %% jupyter={"outputs_hidden": true}
for n in (4, 7, 10, 13):
    sent = run(stories.cluster(n, 200), traced=False).sent
    counts = [sent[kind] for kind in ("PrePrepare", "Prepare", "Commit")]
    print(f"{n:2} banks: {' + '.join(map(str, counts)):15} = {sum(counts)}")
print("for 7 you said", my_guess_messages)

# %% [markdown]
# Not 42: everybody talks to everybody, twice. The primary sends n − 1 pre-prepares; n − 1 backups
# send n − 1 prepares each; n banks send n − 1 commits each:
#
# > (n − 1) + (n − 1)² + n(n − 1) = **2n(n − 1)**
#
# Our simulated banks agree with the formula. It is why consortia keep few voting members; lesson 06
# asks what to do with 40 or 400.
#
# ## Repair it: the same lie under PBFT
#
# East is primary and lies: South is told *Bo, then Ann*, West *Ann, then Bo*, North nothing. Ann
# and Bo have columns of their own now. The view begins at step 26, when all that was sent has
# arrived. The lines below South and West count prepares: each has 1 of 2, its own, and gets no
# further. Why? Then step on: when has a bank had enough, and which three demands bring the next
# view?

# %%
from course_lib.consensus.banks import pbft_film

pbft_troubles = ("the primary lies", "nothing", "the primary crashes", "a backup lies")
pbft_films = {trouble: pbft_film(trouble) for trouble in pbft_troubles}
show.film_view(pbft_films, say, "PBFT (synthetic)", BANKS_ZH, begin=26)

# %% [markdown]
# South sent prepares for Bo as 1, West for Ann. So each learned that the other was told otherwise,
# and neither found a second voice.
# The lie bought East a third of a second, and cost it the office. At the end all lists are the
# same; in view 1 East is one voice of four. To tell different banks different things, as East did,
# is **equivocation** (双重声明 *shuāngchóng shēngmíng*).
#
# ## The view change: what must survive
#
# A bank that waits too long asks for the next view and shows what it has *prepared*, with the
# certificates. The new primary needs 2f + 1 such demands. If a request was committed anywhere,
# 2f + 1 banks said that they had prepared it; an honest one of these is among those who ask, and
# shows it. For each number after the newest *checkpoint* (a state that a quorum signed; more below)
# **the certificate of the highest view wins**, and gaps are filled with a
# request that does nothing. Everybody can repeat this computation, so a new primary cannot cheat:

# %%
from course_lib.consensus.pbft.view_change import follow_up

show.source(follow_up)

# %% [markdown]
# ## Break it: three banks
#
# North leaves the consortium to save money. Three banks are left, and one may lie: **n = 3f**. The
# arithmetic says that two quorums of n − f = 2 need share no honest bank. East tells South one
# order and West the other, and is bolder than before: it sends each of them its own prepares and
# commits to match (`Equivocator`):

# %%
from course_lib.consensus.banks import BANKS, pbft_banks
from course_lib.consensus.pbft import Equivocator

lie = {"trouble": "the primary lies", "f": 1, "liar": Equivocator}
three = run(pbft_banks(names=BANKS[:3], **lie))
for name in ("south", "west"):
    orders = [request.operation for request in three.nodes[name].durable.history]
    print(f"{name:6}{orders}, so it paid {paid(orders)}")
print("broken:", pbft_film("the primary lies", BANKS[:3], f=1).broken)

# %% [markdown]
# Two honest banks, two truths, 20 yuan gone (`ann:1` is Ann's first request); and each bank holds
# as many votes as it asked for. As long as messages may be late, no cleverer protocol would help:
# it is the *number* that is wrong.
#
# ## Repair it: one more bank
#
# The same liar, the same lie, four banks:

# %%
four = run(pbft_banks(names=BANKS, **lie))
for name in BANKS[1:]:
    orders = [request.operation for request in four.nodes[name].durable.history]
    print(f"{name:6}{orders}, so it paid {paid(orders)}")

# %% [markdown]
# Whoever decided, decided the same. East could bring a quorum together only by telling **most**
# banks the same thing, which is no longer a lie to them. West, told otherwise, has decided nothing
# and waits: safe, but behind. It catches up with the next checkpoint (检查点 *jiǎncháduǎn*), when a
# quorum signs how far it is; this short run ends before.
#
# ## The limit of waiting
#
# What if *two* of four crash? Neither of the others can tell a dead bank from a slow one.

# %%
two_down = pbft_film("two banks crash")
for name, state in two_down.frames[-1].states.items():
    down = name in two_down.frames[-1].down
    print(f"{name:6}", "down" if down else "; ".join(state))
print("broken promise:", two_down.broken or "none")
print(fact("consensus", "flp"))

# %% [markdown]
# No bank decides anything, for ever: two are no quorum. And nothing wrong is decided either. That
# is the choice of both protocols: **when in doubt, stop.**
#
# The last line is a theorem (Fischer, Lynch and Paterson 1985, "FLP"). If messages may take
# arbitrarily long and nobody throws dice, no protocol can promise that it always comes to an end,
# even if only *one* bank may crash. Raft draws its waiting times by lot, and PBFT doubles them:
# they end in practice, once the network is calm for long enough. Safety never depends on a clock;
# liveness always does.
#
# ## Say the limit
#
# - **Safety needs 2f + 1 honest of 3f + 1.** If a second of four banks lies, or one group owns two of
#   them, no promise holds. Ask who *controls* the nodes, not how many there are.
# - **Agreement is not truth.** Four banks can agree on the order of two false invoices.
# - **Would a signed database do?** If all four banks trust one operator to order and not to
#   equivocate, yes: cheaper and faster. If they trust it not to lie but fear that it fails,
#   a database replicated with Raft does it. PBFT earns its 2n(n − 1) messages only where a *member* may lie.
# - **Who pays, and who gains?** Every member runs a node, day and night; the customers gain, and
#   whoever would otherwise have had to trust the operator. We have no sourced figure for the cost.
#
# ## Take away
#
# 1. Replicas that start equal and take the same requests in the same order stay equal; consensus
#    is agreement on that order.
# 2. Any two majorities share a server: enough against crashes. Any two quorums of 2f + 1 among
#    3f + 1 share an *honest* one: enough against f liars.
# 3. Safety always, liveness when the network is calm: no protocol can promise more.
#
# **What the model leaves out**: the cost of signatures and of bandwidth, batches of many requests,
# members that join or leave (our Raft can, PBFT here cannot), clients that lie, and banks that
# conspire outside the network. **Next**: the assignment
# [`exercises/05_raft_and_pbft`](../exercises/05_raft_and_pbft/05_raft_and_pbft.ipynb);
# then lesson 06 asks which consensus fits 4, 40 and 400 members.

# %%
show.quiz("05")

# %% [markdown] tags=["instructor"]
# ### Notes for the instructor
#
# | minutes | what |
# |---|---|
# | 0–10 | the case; act it out: two learners are Ann and Bo, four are banks, notes on paper |
# | 10–35 | Raft, the view, the first prediction; let a learner say what each bank knows at a step |
# | 35–45 | the leader lies; ask what West could have done |
# | 45–60 | the arithmetic on the board with circles that overlap; the three rounds |
# | 60–75 | second prediction; the liar under PBFT, step by step |
# | 75–90 | three banks, one more bank, the limit, the quiz |
#
# **Common errors.** Learners think that half is a majority: show *two against two*. They say that
# PBFT needs two thirds honest "because of voting": it is the overlap of two quorums. They take
# f = 1 of 3 to be a third and therefore safe: the bound is n > 3f. They think that prepare alone
# decides: ask what a new primary would know. They think that signatures alone stop the liar: East
# signed both of its proposals, and South and West never compared them before the prepares.
#
# **Prompts.** In *the leader crashes*, what if the new leader had not had entry 2? Why may a client
# believe f + 1 replies, where a bank needs 2f + 1 commits? One company runs two of four nodes "for
# reliability": what has the consortium bought? Which of your partners would you rather see lie:
# the primary or a backup?
