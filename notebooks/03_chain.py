"""Lesson 03: the chain. CONTRIBUTING.md says how a lesson is written."""

# %% [markdown]
# # 03 · What does a chain add to a signed database?
#
# **After this lesson you can**
#
# - say what the keeper of a signed database can still do unseen;
# - build a block and its header, append it, and validate a chain in full;
# - find the block that was tampered with, and say which of its parts gives it away;
# - play a keeper who makes the whole chain anew, and say who notices;
# - read a real header of Bitcoin, byte by byte.
#
# **Time** 90 minutes, or two classes of 50: a good place for the break is marked. The assignment
# takes about two hours more. **Source** *China's Blockchain Ecosystem: Industry Mapping Report*,
# chapter 2, exhibit 2.2. **Also** NISTIR 8202; Nakamoto, *Bitcoin*, section 3; Bitcoin's header
# format.
#
# **You need** lessons 01 and 02, or these four lines:
#
# - A **digest** or hash (哈希值 *hāxīzhí*) is 32 bytes computed from any bytes; other bytes, another digest.
# - A **Merkle root** (默克尔根 *Mòkè'ěr gēn*) is one digest that stands for a whole list of records.
# - A **consistency proof** shows that today's list begins with the list of some earlier day.
# - A **digital signature** (数字签名 *shùzì qiānmíng*) shows that the holder of a key said exactly this.

# %% [markdown]
# ## The case
#
# North Cold Store keeps frozen goods of four owners. They sell boxes to each other without moving
# them: the seller signs a transfer, and the store writes it into its **register**, a list. Whoever has bought a
# box owns it. The store has no owner's key, so it cannot make up a transfer.
#
# The report promises more than that. Here is what its exhibit 2.2 lists first among the advantages
# of a blockchain, "safe & reliable". Below it is the register of one week. **Owners and transfers
# are synthetic.** Note Tuesday, numbers 2 and 3: Boda had bought 40 boxes and sells them *twice*.
# Whoever stands first in the register gets them.

# %%
from textwrap import fill

from course_lib.facts import fact
from course_lib.ledger.tampering import told, week  # told: a transfer in words


def listed(blocks):
    """The transfers of all days, one after the other."""
    return [signed for block in blocks for signed in block.transactions]


print(fill(str(fact("chain", "safe_and_reliable")), 96))
register = listed(week())
for number, signed in enumerate(register):
    print(f"{number}  {told(signed):23} signed {signed.signature.hex()[:12]}…")

# %% [markdown]
# ## Predict, then run: what do the signatures see?
#
# The register is a **signed database**, and each owner may read it and check every signature. Now
# the store's clerk is bribed. He can
#
# 1. change a number: 40 boxes become 4;
# 2. do the same with the seller's help, who signs the changed transfer again;
# 3. leave transfer 2 out;
# 4. swap transfers 2 and 3, so that Dongli stands first.
#
# **How many of the four stay unseen by an owner who checks every signature?** What the next cell
# printed for others is folded away (•••); it opens when you run it.

# %%
my_guess_unseen = 0  # change this before you run the next cell

# %% jupyter={"outputs_hidden": true}
from course_lib.errors import CourseError, InvalidSignature
from course_lib.ledger.tampering import edited

deeds = {
    "change a number": listed(edited(week(), 1, 4)),
    "the seller helps": listed(edited(week(), 1, 4, signed_again=True)),
    "leave one out": register[:2] + register[3:],
    "swap two": [*register[:2], register[3], register[2], *register[4:]],
}
print("you said", my_guess_unseen)
for name, after in deeds.items():
    try:
        for signed in after:
            signed.verify()
        print(f"{name:17} unseen: every signature is good")
    except InvalidSignature:
        print(f"{name:17} seen")

# %% [markdown]
# Three of four. A signature speaks for *one* record. It does not say that the record is still there,
# where it stands, or that its signer never said anything else.
#
# What is missing is a fingerprint of **the list**. From lesson 01 you know one: each evening the
# store computes a Merkle root of the register, and each owner keeps it. That works, and we shall
# come back to it. A chain does the same another way, and needs less keeping.
#
# ## Each day names the day before
#
# Put the transfers of a day into one record, a **block** (区块 *qūkuài*). Into each block also write
# the hash of the block before. Then Tuesday's hash depends on Monday's, Wednesday's on Tuesday's,
# and Friday's on them all. Here is such a **chain** (区块链 *qūkuàiliàn*) made at home, in a few lines:

# %%
from course_lib import canonical
from course_lib.hashing import hexdigest


def block_hash(block):
    return hexdigest(canonical.encode(block))


home_made, previous = [], "00" * 32
for block in week()[1:]:  # Monday to Friday; week()[0] is an opening block without transfers
    transfers = [told(signed) for signed in block.transactions]
    home_made.append({"previous": previous, "transfers": transfers})
    previous = block_hash(home_made[-1])
for day, block in enumerate(home_made):
    print(day, "names", block["previous"][:8], "and has the hash", block_hash(block)[:8])

# %% [markdown]
# Read it crosswise: the hash at the end of each line is the one that the next line names. Checking a
# chain is no more than that:


# %%
def first_fault(chain):
    """The first day that does not name the day before as it is; None if all fit."""
    previous = "00" * 32
    for day, block in enumerate(chain):
        if block["previous"] != previous:
            return day
        previous = block_hash(block)
    return None


print("first fault:", first_fault(home_made))

# %% [markdown]
# ## Break it: predict, then run
#
# The clerk edits one transfer. He tries it on each of the five days in turn, each time in a fresh
# copy of the chain. **On how many of the five days does `first_fault` notice?**

# %%
my_guess_noticed = 5

# %% jupyter={"outputs_hidden": true}
from copy import deepcopy

print("you said", my_guess_noticed)
for day in range(5):
    forged = deepcopy(home_made)
    forged[day]["transfers"][0] = "Boda to Dongli: 400"
    fault = first_fault(forged)
    print(f"edited on day {day}:", "nothing noticed" if fault is None else f"fault at day {fault}")

# %% [markdown]
# The attack worked on the last day. **The newest block can be edited unseen**, because no block
# names it yet. Many a "blockchain in fifty lines" stops here and calls itself tamper-proof.
#
# The repair costs 32 bytes: *somebody keeps the hash of the newest block*, the **head**. Whoever
# keeps the head has, through it, everything before:

# %%
kept_head = block_hash(home_made[-1])
forged = deepcopy(home_made)
forged[4]["transfers"][0] = "Boda to Dongli: 400"
for name, chain in (("true", home_made), ("forged", forged)):
    fits = first_fault(chain) is None and block_hash(chain[-1]) == kept_head
    print(f"{name:6} links fit and head is the one kept: {fits}")

# %% [markdown]
# There is a second flaw. The fault showed one day *late*: an edit of day 1 was reported at day 2, and
# nobody could say which of the two blocks lies. And whoever wants to check the links must load every
# transfer ever made.
#
# ## A real block: header and transactions
#
# So a real block has two parts. The **header** (区块头 *qūkuàitóu*) is small. It names the block
# before, and it covers the transactions by their Merkle root. **Only the header is hashed.** Here is
# Tuesday's, from the course's own library:

# %%
tuesday = week()[2]
for name, value in sorted(tuesday.header.to_json().items()):
    print(f"{name:18} {value}")
print("header:", len(canonical.encode(tuesday.header.to_json())), "bytes; hash", tuesday.hash[:16])

# %% [markdown]
# `height` is the block's number, `proposer` who made it, `time_ms` when: milliseconds since 1 January 1970.
# `previous` is the link, `transactions_root` covers the transfers and their signatures.
# `state_root` stands for who owns what *after* the block; until lesson 07 it is the digest of nothing.
# `consensus` is for those who decide which block comes next; lessons 04 to 06 fill it.
#
# How does a header become a hash? As a note did in lesson 01: canonical JSON, then a digest. The
# words `lianke/header` go in first, so that a header can never be taken for something else. Then
# you see the function that asks whether a block follows from the one before. Both are the library's
# real source.

# %%
from course_lib import show
from course_lib.blocks import Header, validate_block

show.source(Header.hash, validate_block)

# %% [markdown]
# Four questions: does it follow its parent; is each transaction for this ledger and in only once; do
# count and root fit; did each sender sign? The check that takes longest comes last.
#
# ## Append
#
# A **ledger** (账本 *zhàngběn*) starts with a first block that names none before it, the **genesis
# block** (创世区块 *chuàngshì qūkuài*). After that there is one way to change it: `append`. It
# validates in full and refuses what does not fit. The clerk tries three times, then does his duty:

# %%
from course_lib.ledger import Ledger

ledger = Ledger.in_memory("boxes")
for block in week()[:4]:  # the genesis block, Monday, Tuesday, Wednesday
    ledger.append(block)
offered = [week()[5], week()[3], edited(week(), 4, 200, signed_again=True)[4], week()[4]]
for name, block in zip(("Friday", "Wednesday", "edited", "Thursday"), offered, strict=True):
    try:
        ledger.append(block)
        print(f"{name:9} appended; the newest block is now {ledger.height}")
    except CourseError as error:
        print(f"{name:9} refused: {error}")

# %% [markdown]
# *(In two classes: this is the place for the break.)*
#
# ## Break it, then repair it: everything anew
#
# The clerk gives up editing. He has the store's computer, and on it **every copy** of the register.
# Boda helps him: it signs Tuesday's first transfer again, over 4 boxes instead of 40. Then the clerk makes Tuesday's header anew, then
# Wednesday's, which must name Tuesday's new hash, then Thursday's and Friday's. It takes no key.
#
# **How many of the six blocks does full validation refuse now?**

# %%
my_guess_refused = 4

# %% jupyter={"outputs_hidden": true}
from course_lib.ledger.tampering import remade

rewritten = remade(edited(week(), 2, 4, signed_again=True), 2)
ledger, refused = Ledger.in_memory("boxes"), 0
for block in rewritten:
    try:
        ledger.append(block)
    except CourseError:
        refused += 1
print(f"you said {my_guess_refused}; refused {refused} of {len(rewritten)} blocks")
ledger.verify()
print("Tuesday now:", *(told(signed) for signed in ledger.block(2).transactions), sep="  ")

# %% [markdown]
# None. The attack is perfect: links, roots and signatures all fit. A chain that fits in itself shows only
# that **somebody** computed it, perhaps five minutes ago. There is one thing that the clerk could not
# change, a hash that is *not in his house*. Dongli wrote down Friday's head. We call whoever does so a
# **witness** (见证方 *jiànzhèngfāng*):

# %%
everything = {"height": 2, "boxes": 4, "signed_again": True, "headers": "this and all after"}
show.edited_chain(week(), **everything, witness=5)

# %% [markdown]
# Now you are the clerk. Choose a **block** and another number of **boxes**; then let the seller
# **sign again**, then make **new headers**, and set the **witness** last. Tab and arrow keys work; the
# line above the picture says the same in words. Find out:
#
# - Which sign vanishes at each step of the rewrite, and which new one comes?
# - With *this block's* header made anew: for which one of the blocks does nothing break?
# - Which witnesses notice a rewrite from block 3 on?

# %%
show.tamper_view(week())

# %% [markdown]
# | what was done | what gives it away |
# |---|---|
# | a number changed | signature and root of that block |
# | and signed again | the root of that block |
# | and its own header made anew | the link of the **next** block; nothing, if it is the newest |
# | and all later headers | nothing in the chain; a witness who kept a hash from that block on |
#
# A witness answers for what came *before* the hash that was kept, and for nothing after.
#
# ## How much must a witness read?
#
# Dongli kept Wednesday's head and is shown Friday's. To see that the one grew out of the other, it must
# load the headers between and check their links: two here, after ten years thousands. You know
# something shorter. If the hashes of all headers are put under one Merkle root, a **consistency
# proof** (一致性证明) does it:

# %%
from course_lib import merkle
from course_lib.errors import InvalidProof


def log_of(blocks):
    return merkle.MerkleTree(bytes.fromhex(block.hash) for block in blocks)


wednesday_root = log_of(week()[:4]).root  # what Dongli kept: blocks 0 to 3
for name, blocks in (("true", week()), ("rewritten", rewritten)):
    log = log_of(blocks)
    try:
        merkle.verify_consistency(4, 6, log.consistency_proof(4), wednesday_root, log.root)
        print(f"{name:9} begins with what Dongli knew on Wednesday")
    except InvalidProof:
        print(f"{name:9} does not: history was rewritten")

# %% [markdown]
# Among a million blocks such a proof has about twenty digests. The logs that watch over the
# certificates of websites work so (RFC 6962): records, a tree, witnesses, **no chain of blocks**.
#
# ## The real thing: 80 bytes of Bitcoin
#
# Our header is JSON, because you should be able to read it. Bitcoin's is 80 bytes:
#
# | bytes | field | meaning |
# |---|---|---|
# | 0–3 | version | of the rules |
# | 4–35 | previous | hash of the block before |
# | 36–67 | root | Merkle root of the transactions |
# | 68–71 | time | seconds since 1 January 1970 |
# | 72–75 | bits | how small the hash must be (lesson 04) |
# | 76–79 | nonce | what miners try until it is (lesson 04) |
#
# Here is block 1, the first that somebody had to find. These are real bytes.

# %%
raw = {n: bytes.fromhex(fact("bitcoin_headers", f"block_{n}").value) for n in (0, 1, 2, 170)}
layout = {"version": 4, "previous": 36, "root": 68, "time": 72, "bits": 76, "nonce": 80}
start = 0
for name, end in layout.items():
    print(f"{name:9}", raw[1][start:end].hex())
    start = end

# %% [markdown]
# Which number is `61bc6649`? We write the highest digit first: 61 is the weighty part. Bitcoin
# follows the processors it was written for and puts the **lowest byte first**, which is called
# **little-endian** (小端序 *xiǎoduānxù*). Try both:

# %%
from datetime import UTC, datetime

for order in ("big", "little"):
    seconds = int.from_bytes(raw[1][68:72], order)
    print(f"{order:6}", seconds, datetime.fromtimestamp(seconds, UTC).date())
print("block 1 is of", fact("bitcoin_headers", "block_1").as_of)

# %% [markdown]
# Both are dates that look sensible, and no error warns you. Hashes too are shown with the bytes
# turned round, so that their zeros stand in front. And Bitcoin hashes twice: SHA-256 of SHA-256.
#
# Does block 1 name block 0? And block 170, with the first payment from one person to another, does it
# follow on block 2? And does block 1 still fit if one byte of block 0 is changed?

# %%
from course_lib.consensus.proof_of_work import BitcoinHeader, check_link

headers = {n: BitcoinHeader.from_bytes(data) for n, data in raw.items()}
for parent, child in ((0, 1), (1, 2), (2, 170)):
    print(f"block {child} names {headers[child].previous[:24]}…; block {parent} is", end=" ")
    try:
        check_link(headers[parent], headers[child])
        print("that block")
    except CourseError:
        print(f"{headers[parent].id[:24]}…")
forged_zero = BitcoinHeader.from_bytes(raw[0][:-1] + b"\x7d")
print("block 0, true  :", headers[0].id)
print("block 0, forged:", forged_zero.id)
print("block 1 names  :", headers[1].previous)

# %% [markdown]
# Block 170 names block 169, which we do not have. **Without the headers between, it proves nothing
# about block 2.** The last three lines changed one of block 0's 80 bytes, the last. Block 1 does not
# name the block that came out, and nobody could make it do so without two headers of one hash.
#
# ## Who is the witness?
#
# Bitcoin did not invent the chain. Its paper takes it from two cryptographers, Haber and Stornetta
# (1991), and with it their answer to our question: print the hash where everybody can see it.

# %%
for name in ("publish_the_hash", "newspaper", "tamper_evident"):
    print(fill(f"- {fact('chain', name)}", 96, subsequent_indent="  "))

# %% [markdown]
# Bitcoin replaces the newspaper by *work*: new headers cost so much that nobody can make them all
# anew in time (lesson 04). A consortium replaces it by *members*: each keeps its own copy and signs
# the head (lessons 05 and 08). Both are ways to have a witness. **The chain alone is not one.**
#
# ## Say the limit
#
# - **Whoever holds all copies can rewrite all copies.** Ten "nodes" of one firm in one cloud account
#   are one keeper. Ask of every offer: *who outside keeps the head?*
# - The report says data "cannot be tampered with" (篡改 *cuàngǎi*). More exactly: **they can be, and
#   whoever kept a hash will notice.** NIST writes *tamper evident* (one can notice it) and *tamper resistant* (it is hard
#   to do), not tamper-proof. To notice is not to restore: for that, somebody needs a copy.
# - A chain does not say which of two transfers *should* stand first. On Tuesday the clerk still
#   chose. Who may choose is **consensus** (共识 *gòngshí*), from lesson 04 on.
# - It does not make a record true (lesson 01), nor its signer honest (lesson 02).
# - **Would a signed database do?** If its keeper sends a root to all owners each evening and they
#   keep it, yes: they notice all that this lesson's chain notices. What the chain adds is small
#   and neat: the newest hash stands for everything, in its order, so one hash is enough to keep.
#   The rest of a blockchain's promise must come from who keeps copies, and who may append.
#
# ## Take away
#
# 1. A signature covers a record; a chain covers the list: what is in it, in which order, with nothing
#    left out.
# 2. A chain that fits in itself proves nothing yet. It is worth what the witness of its head is worth.
# 3. Root, link, signature and witness each catch another step of a rewrite: check them all.
#
# **What the model leaves out**: two blocks with one parent (lesson 04), chains too long for one disk
# and starting from the middle, what a rewritten block does to the owners' boxes, copies that are
# lost. **Next**: the assignment [`exercises/03_chain`](../exercises/03_chain/03_chain.ipynb); then lesson
# 04 asks why no consortium mines.

# %%
show.quiz("03")

# %% [markdown] tags=["instructor"]
# ### Notes for the instructor
#
# | minutes | what |
# |---|---|
# | 0–15 | the case, the first prediction; ask who keeps such a register at the learners' work |
# | 15–32 | the chain made at home, the second prediction, the head |
# | 32–45 | header and block, validation, append (then the break) |
# | 45–65 | third prediction, witness; pairs play clerk and owner with the view |
# | 65–78 | Bitcoin's 80 bytes; let one group read `bits` and `nonce` by hand |
# | 78–90 | who is the witness, the limit, the quiz |
#
# **Common errors.** "Editing a block breaks its own link": it breaks its root; a link breaks only
# when the header is made anew, and then at the next block. "Rehashing needs a key": it needs
# none; our headers are not sealed until lesson 05. "More nodes, more safety": not if one keeper runs
# them. "The hash of a block includes its transactions": through the root only, and that is why a
# witness can do without them. "The newest block is safe because it is newest": it is the only one that
# nobody names.
#
# **Prompts.** Where in your firm is there a list whose *order* decides who gets something? Who would
# gain from leaving a line out? If you had to keep 32 bytes a day for a business partner, where would
# you put them so that even you could not change them?
