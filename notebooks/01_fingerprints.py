"""Lesson 01: fingerprints. CONTRIBUTING.md says how a lesson is written."""

# %% [markdown]
# # 01 · How does a shop prove which box it got without keeping the box?
#
# **After this lesson you can**
#
# - compute the fingerprint of a record with two standard functions, one American, one Chinese;
# - write a record so that two computers get the same fingerprint for it;
# - put many records under one fingerprint, and prove that one of them is among them;
# - break two home-made ways of doing this, and say what the standard does instead;
# - say what a fingerprint does not prove.
#
# **Time** 90 minutes, or two classes of 50: a good place for the break is marked. The assignment
# takes about two hours more. **Source** *China's Blockchain Ecosystem: Industry Mapping Report*,
# chapter 2, "Copyright Protection". **Standards** SHA-256 (FIPS 180-4), SM3 (GB/T 32905), canonical
# JSON (RFC 8785), Merkle trees (RFC 6962, section 2.1).
#
# **You need** a little Python: variables, functions, lists, dictionaries, loops. No earlier lesson,
# no mathematics beyond counting.

# %% [markdown]
# ## The case
#
# A shop in Haidian receives seven boxes of pork. With each comes a delivery note: which box, which
# batch (批次 *pīcì*: boxes made together), how many grams. Next week the boxes are sold and gone. Half
# a year later the supplier's invoice says something else. **How does the shop prove what it was
# told, without keeping the boxes, and without keeping the supplier's good will?**
#
# The report describes an answer for another trade, copyright. Whoever registers a text or a picture
# sends it to a platform,
#
# > and the platform will generate a digital ID for each piece of work through the cryptographic
# > algorithm that contains the content, owner's information, submission time, and other information
# > of the work.
#
# "The cryptographic algorithm" is a **hash function** (密码杂凑算法 *mìmǎ zácòu suànfǎ*, mostly called
# 哈希函数 *hāxī hánshù*), and what it makes is a **digest** (哈希值 *hāxīzhí*), also called hash or
# fingerprint. The report does not say which function, or how several fields are put into one
# fingerprint. Keep the second question in mind: it will matter.
#
# Here are the shop's seven notes. **They are synthetic**, made for this lesson. Weights are whole
# grams; you will see why.

# %%
weights = [12480, 12510, 11975, 12050, 12480, 12600, 11890]
notes = [
    {"box": f"B1-{number}", "batch": "L7", "grams": grams}
    for number, grams in enumerate(weights, start=1)
]
print(*notes, sep="\n")

# %% [markdown]
# ## From text to bytes to a digest
#
# Computers store every text as **bytes** (字节 *zìjié*), numbers from 0 to 255. The rule UTF-8 says
# which: one byte for `B`, three for `猪` (pig). Two hexadecimal digits (0 to 9, then a to f) write one
# byte. A hash function takes bytes, few or many, and always returns 32 of them: 64 hexadecimal
# digits, or 256 bits (a bit is a 0 or a 1).

# %%
from course_lib.hashing import hexdigest

print("猪 is stored as", "猪".encode().hex())
for text in ("猪", "", "pork " * 100_000):
    data = text.encode()
    print(f"{len(data):7} bytes -> {hexdigest(data)}")

# %% [markdown]
# Half a megabyte and nothing at all get digests of the same length.
#
# Two such functions stand in this course behind one name. **SHA-256** is the American standard FIPS
# 180-4, used nearly everywhere. **SM3** is the Chinese national standard GB/T 32905; whoever works
# with partners in both worlds meets both. For each, examples are published, so that everybody can
# check a program; `fact` reads such a published value together with its source. Ours passes. Below it
# stands the library's real code. It is short, because the two functions come from OpenSSL, the
# library that does the cryptography in most programs.

# %%
from course_lib import hashing, show
from course_lib.facts import fact

for algorithm in ("sha256", "sm3"):
    published = fact("fingerprints", f"{algorithm}_abc")
    computed = hexdigest(b"abc", algorithm)
    print(f"{algorithm:7} {computed}  as published: {computed == published.value}")
show.source(hashing.digest)

# %% [markdown]
# ## Predict, then run: one gram
#
# Box B1-1 weighs 12480 g. Somebody changes the note to 12481 g, one character of the text. **How
# many of the digest's 256 bits change?** Write your number down first. What the next cell printed
# for others is folded away (•••); it opens when you run it.

# %%
my_guess_bits = 1  # change this before you run the next cell

# %% jupyter={"outputs_hidden": true}
print("you said", my_guess_bits)
show.avalanche_view("box B1-1: 12480 g", "box B1-1: 12481 g")

# %% [markdown]
# About half: as if somebody had tossed a coin for each bit. A small change is as visible as a large
# one, and the digest does not tell which it was. This is the **avalanche effect** (雪崩效应 *xuěbēng
# xiàoyìng*). Play with it: type into the second field, and change the algorithm. Can you find two
# texts for which fewer than 115 bits differ? One try in twenty does it. For fewer than 100 you would
# need about five thousand.
#
# There is no known way back from a digest to the text, except to try texts until one fits. Nor does
# anybody know two texts with one digest, a **collision** (碰撞 *pèngzhuàng*). So the shop can keep 32
# bytes, and a note that fits them later must be the note of that day.
#
# But trying is cheap where there is little to try. A competitor finds the digest of one of the
# shop's notes and knows all of it except the weight:

# %%
secret = hexdigest(b"box B1-3, batch L7, 11975 g")
for grams in range(20_000):
    if hexdigest(f"box B1-3, batch L7, {grams} g".encode()) == secret:
        print("the competitor now knows:", grams, "g")

# %% [markdown]
# **A digest hides nothing that can be guessed.** A name, a telephone number, a price: never think
# them private because only their digest is published.
#
# ## One record, many texts
#
# The shop's computer and the supplier's hold the same note. Do they get the same digest? A note is a
# dictionary, and a hash function needs bytes. JSON is the usual way to write one as the other, and
# it leaves choices: the order of the keys, the spaces. With other choices the digest is another one,
# and an honest supplier looks like a liar.
#
# So a standard picks **one** text from the many, the **canonical form** (规范形式 *guīfàn xíngshì*).
# RFC 8785 says for JSON: keys sorted, no spaces between the parts, UTF-8, and a backslash only where
# JSON demands one.
#
# One thing the course refuses although RFC 8785 allows it: numbers with a decimal point. Computers
# round them (try `0.1 + 0.2`). So write grams rather than kilograms, and money in fen. A refusal in
# Python is an *exception*; `try … except` catches it:

# %%
import json

from course_lib import canonical
from course_lib.errors import CourseError

theirs = {"grams": 12480, "batch": "L7", "box": "B1-1"}  # the shop's first note, in another order
print(notes[0] == theirs, "that the two say the same")
print(json.dumps(notes[0]) == json.dumps(theirs), "that JSON writes them as the same text")
print(canonical.encode(notes[0]) == canonical.encode(theirs), "that canonical JSON does:")
print(canonical.encode(theirs).decode())
try:
    canonical.encode({"box": "B1-1", "kg": 12.48})
except CourseError as error:
    print(type(error).__name__, "-", error)

# %% [markdown]
# ## Break it, then repair it: fields glued together
#
# A programmer in a hurry finds all this too long: "I just put the fields one after the other and hash
# that." It is a short function, and it looks harmless. Now box B1-1 came with 12480 g, and a swindler
# needs **another** note with the same digest, and less meat in it:


# %%
def glued_digest(note):
    return hexdigest((note["box"] + str(note["grams"])).encode())


delivered = {"box": "B1-1", "grams": 12480}
forged = {"box": "B1-11", "grams": 2480}
print(glued_digest(delivered))
print(glued_digest(forged), glued_digest(delivered) == glued_digest(forged))

# %% [markdown]
# The attack worked: ten kilograms are gone, and the shop's fingerprint "proves" it. SHA-256 is not
# to blame. Both notes were the same bytes, `B1-112480`, before it saw them. **Two different records
# must never become the same bytes.** The report's digital ID "contains the content, owner's
# information, submission time"; you would have to ask its makers how.
#
# Would a comma between the fields help? Only while no field can hold a comma. Canonical JSON
# encloses each text in quotation marks and marks those inside it, so the reader always knows where a
# field ends:

# %%
for note in (delivered, forged):
    print(hexdigest(canonical.encode(note))[:16], canonical.encode(note).decode())
with_comma = [",".join(fields) for fields in (["pork,ribs", "L7"], ["pork", "ribs,L7"])]
print(with_comma[0] == with_comma[1], "that the comma has failed")

# %% [markdown]
# *(In two classes: this is the place for the break.)*
#
# ## Many notes, one digest
#
# The shop gets hundreds of notes a month and would like to keep one digest for all. It could hash
# one long list. But then, to prove one note, it must show the whole list, with every supplier's
# business in it.
#
# A **Merkle tree** (默克尔树 *Mòkè'ěr shù*) does better. Take the digest of each note: the *leaves*.
# Join them in pairs and take the digest of each pair: a *node*. Join the nodes in pairs, and so on,
# until one is left, the **root** (默克尔根 *Mòkè'ěr gēn*). It stands for all notes: change any, and it
# changes. The shop publishes the root; the notes stay at home.

# %%
from course_lib import merkle

records = [canonical.encode(note) for note in notes]
tree = merkle.MerkleTree(records)
print(len(tree), "notes under the root", tree.root.hex())
show.source(merkle.root)

# %% [markdown]
# ## Predict, then run: how long is a proof?
#
# To prove one note, the shop shows the note and the digests that were joined to it on the way up,
# its *partners*. That is an **inclusion proof** (包含证明 *bāohán zhèngmíng*). Among 7 notes it takes 3
# digests or fewer. **How many digests among a million notes?**

# %%
my_guess_digests = 500_000

# %% jupyter={"outputs_hidden": true}
print("you said", my_guess_digests)
for size in (7, 1000, 1_000_000):
    many = merkle.MerkleTree(str(number).encode() for number in range(size))
    print(f"{size:9,} notes: a proof of", len(many.inclusion_proof(0)), "digests")

# %% [markdown]
# Each level halves what is left, and a million can be halved only twenty times. 20 digests are 640
# bytes. This is why a telephone can check a ledger that it could never store.
#
# Now walk such a proof. Choose a note, then move the slider with the arrow keys. At each step one
# partner is joined, on its own side: the left and the right are not the same. The line above the
# picture says it in words. Then **edit the note** in the field, such as 12480 to 12481, and see where
# it ends.

# %%
names = [note["box"] for note in notes]
show.proof_view(records, names)

# %% [markdown]
# The last step decides: a true note ends at the published root. In a dispute the judge needs only
# four things: the note, its place in the list, the proof, and the root with the number of notes as
# they were published that day. Whoever checks holds no other note and trusts nothing but the root.
#
# `verify_inclusion` returns if the proof is good and refuses if it is not. Try it with the true note
# of box B1-3 and with one that is a kilogram lighter. The picture walks the lighter one with the same
# partners: every digest on its way is another one (≠), and so is the end.


# %%
from course_lib.errors import InvalidProof


def judge(record, index):
    proof = tree.inclusion_proof(index)
    try:
        merkle.verify_inclusion(merkle.leaf_hash(record), index, len(tree), proof, tree.root)
        print("proved:  ", record.decode())
    except InvalidProof:
        print("refused: ", record.decode())


judge(records[2], 2)
lighter = canonical.encode({**notes[2], "grams": 10975})
judge(lighter, 2)
show.proof_walk(records, 2, presented=lighter, names=names)

# %% [markdown]
# ## Break it, then repair it: a tree made at home
#
# Seven leaves do not pair up: one is left over. What then? Bitcoin's rule is to take the last one
# twice. Here is a tree by that rule, as many tutorials show it. (`leaf` and `node` are empty for now.)

# %%
from course_lib.hashing import digest


def home_made_root(records, leaf=b"", node=b""):
    level = [digest(leaf + record) for record in records]
    while len(level) > 1:
        if len(level) % 2 == 1:
            level.append(level[-1])  # one is left over: take it twice
        pairs = range(0, len(level), 2)
        level = [digest(node + level[i] + level[i + 1]) for i in pairs]
    return level[0]


published = home_made_root(records)
print("seven notes:", published.hex()[:16])

# %% [markdown]
# First forgery: the supplier writes an invoice for **eight** boxes, the last note twice. Second
# forgery: somebody joins the two digests just below the root and hands them in as if they were *one
# record*, the only one there is.

# %%
from textwrap import fill

eight = [*records, records[-1]]
fake = home_made_root(records[:4]) + home_made_root(records[4:])
print("eight notes:", home_made_root(eight) == published)
print("one 'record' of", len(fake), "bytes:", home_made_root([fake]) == published)
print(fill(f"Bitcoin: {fact('fingerprints', 'bitcoin_duplicate')}", 96))

# %% [markdown]
# Both attacks worked: seven notes, eight notes, and one note that nobody wrote, all under the same
# root. The first is no classroom trick: the last line says it of Bitcoin. It has a number, CVE-2012-2459
# (CVE is the public list of known weaknesses). With it, a good block could be turned into a bad one of the same
# fingerprint, and whoever saw the bad one first would refuse the good one. Bitcoin kept its tree and
# now looks for the doubled pair.
#
# ## Predict, then run: does the prefix repair it?
#
# RFC 6962 puts the byte `00` before every record and the byte `01` before every pair, so that a pair
# can never be read as a record. **Which of the two forgeries fails then: the eight notes, the one
# fake record, or both?**

# %%
my_guess_stopped = "both"  # "eight", "fake" or "both"

# %% jupyter={"outputs_hidden": true}
print("you said", my_guess_stopped)
prefixed = home_made_root(records, b"\x00", b"\x01")
for name, forgery in (("eight", eight), ("fake", [fake])):
    works = home_made_root(forgery, b"\x00", b"\x01") == prefixed
    print(f"{name}: with prefixes the forgery", "still works" if works else "fails")
    works = merkle.root(forgery) == tree.root
    print(f"{name}: with all of RFC 6962 the forgery", "still works" if works else "fails")

# %% [markdown]
# The prefixes stop the fake record. They do nothing against the eighth note, because there every
# record is a true record. Against that, RFC 6962 has a second rule: **a digest without a partner is
# never doubled; it moves up as it is.** Look at B1-7 in the view above: its line goes up two levels.
# Two weaknesses, two repairs; a program that copies only one of them is still open.
#
# ## Only added to
#
# Now let the supplier keep the list. On Monday it published the root of four notes, on Tuesday that
# of all seven. Did it change one of Monday's in between? The shop, which kept Monday's root, need not
# compare notes. A **consistency proof** (一致性证明 *yīzhìxìng zhèngmíng*) is a list of digests from which
# both roots can be computed, if and only if Tuesday's list begins with Monday's. Below, the supplier
# offers an honest tree, then one in which the lighter note of box B1-3 stands and everything was
# computed anew:

# %%
monday = tree.root_at(4)
edited = merkle.MerkleTree([*records[:2], lighter, *records[3:]])
for offered in (tree, edited):
    try:
        proof = offered.consistency_proof(4)
        merkle.verify_consistency(4, 7, proof, monday, offered.root)
        print("Tuesday's list begins with Monday's; the proof has", len(proof), "digest(s)")
    except InvalidProof:
        print("refused: Monday's notes are not what they were")

# %% [markdown]
# The edited tree is perfect in itself. It fails only because **somebody kept Monday's root**. A
# fingerprint that only the supplier keeps protects nobody from the supplier.
#
# ## Say the limit
#
# What if the note was wrong from the start? The supplier writes 14480 g for a box of 12480 g, and
# only then are digests taken:

# %%
lie = canonical.encode({"box": "B1-1", "batch": "L7", "grams": 14480})
false_tree = merkle.MerkleTree([lie, *records[1:]])
proof = false_tree.inclusion_proof(0)
merkle.verify_inclusion(merkle.leaf_hash(lie), 0, 7, proof, false_tree.root)
print("the proof is good; the note is false")

# %% [markdown]
# - **A fingerprint says nothing about truth.** It proves that these are the bytes of that day. For
#   the weight you need a scale, and somebody who looks at it.
# - **It does not say who or when.** Anybody can hash anything. *Who* comes with signatures, lesson 02.
#   *When* is proved only as far as others saw the root.
# - **Would a signed database do?** For the question of this lesson, much less does: the shop sends
#   the root to the supplier by e-mail each evening, and both keep it. A chain is of use where many
#   parties need the same root and none of them is trusted to keep it for the others.
# - **Functions age.** SHA-1 is a standard of 1995; in 2017 two different documents with one SHA-1 digest were
#   shown (Stevens and others, *The first collision for full SHA-1*). For SHA-256 and SM3 no such pair
#   has been published. Write down with which function a digest was made.
#
# ## Take away
#
# 1. The same bytes always give the same digest; so first agree on the bytes.
# 2. One root stands for many records, and a short proof shows that a record is among them.
# 3. A digest is worth what its keeper is worth, and it never makes a record true.
#
# **What the model leaves out**: how SHA-256 and SM3 work inside, records too large for memory, salts
# that make guessing hard, trees that grow on disk, and who publishes the root. **Next**: the assignment
# [`exercises/01_fingerprints`](../exercises/01_fingerprints/01_fingerprints.ipynb); then lesson 02
# asks: who said so?

# %%
show.quiz("01")

# %% [markdown] tags=["instructor"]
# ### Notes for the instructor
#
# | minutes | what |
# |---|---|
# | 0–12 | the case, bytes and digests; let everybody hash their own name with both functions |
# | 12–22 | first prediction; collect numbers aloud before running, then the view |
# | 22–30 | the guessed weight: whose data are "only hashed" in the learners' own firms? |
# | 30–42 | canonical form; the glued fields (the place for a break) |
# | 42–60 | the tree, the second prediction, the walk with an edited note |
# | 60–75 | the tree made at home, the third prediction |
# | 75–90 | only added to, the limit, the quiz |
#
# **Common errors.** "The digest is encrypted, so it is secret": go back to the guessed weight. "The
# hash function was broken" (glued fields): ask what bytes it was given. "The prefix repairs the
# tree": that is the third prediction; most say *both*. "A longer list needs a longer proof": twice as
# long a list needs one digest more. Learners also confuse the leaf with the record: the leaf is the
# digest of `00` and the record.
#
# **Prompts.** What would you have to keep for ten years, and where? If the supplier publishes the
# root, what has the shop gained? Which fields of your own documents could be guessed? Who in the
# report's copyright example checks that the owner is the owner?
