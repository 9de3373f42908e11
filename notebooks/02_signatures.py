"""Lesson 02: signatures. CONTRIBUTING.md says how a lesson is written."""

# %% [markdown]
# # 02 · Who said so?
#
# **After this lesson you can**
#
# - sign a record and check a signature, with an American and with the Chinese standard;
# - move a signature between the two forms in which it travels;
# - stop a genuine order from being carried out twice;
# - read a certificate, and say which check refuses which forgery;
# - say what a signature does not prove.
#
# **Time** 90 minutes, or two classes of 50: a good place for the break is marked. The assignment
# takes about two hours more. **Source** *China's Blockchain Ecosystem: Industry Mapping Report*,
# chapter 1. **Law** Cryptography Law 密码法, Electronic Signature Law 电子签名法, Provisions on
# Blockchain Information Services 区块链信息服务管理规定. **Standards** Ed25519 (RFC 8032), ECDSA
# (FIPS 186-5), SM2 (GB/T 32918), certificates (X.509, RFC 5280), company codes (GB 32100).
#
# **You need** lesson 01, or these three lines:
#
# - A **digest** (哈希值 *hāxīzhí*) is 32 bytes computed from any text by a public function.
# - The same bytes give the same digest; any change gives another, and nobody can find two that agree.
# - **Canonical JSON** writes a record in one way only, so that equal records have equal bytes.

# %% [markdown]
# ## The case
#
# A cold store keeps boxes of meat for several companies and hands them out on their orders. The
# orders come over the network. **How does the store know who sent one?**
#
# The report answers with rules. Here is what it says on real names (实名认证 *shímíng rènzhèng*), and
# then what the provisions themselves say. The third line is the Cryptography Law's own word for
# what this lesson is about.

# %%
from textwrap import fill

from course_lib.facts import fact

for name in ("real_name_report", "real_name", "cryptography"):
    print(fill(f"- {fact('signatures', name)}", 96, subsequent_indent="  "))

# %% [markdown]
# Read slowly. The report quotes a news agency and names two means. The provisions name a third and
# put it first: the **organisation's code**. You will meet it below.
#
# The **Cryptography Law** sorts cryptography into three classes (articles 6 to 8). Two protect state
# secrets. The third, **commercial cryptography** (商用密码 *shāngyòng mìmǎ*), is for everything else, and
# any company may use it. Article 24 *encourages* recommended national standards such as SM2;
# article 27 makes operators of critical infrastructure use commercial cryptography where rules say
# so. What a signature is *worth* stands in the **Electronic Signature Law**: articles 13 and 14.
#
# Here is an order. **Companies, codes and orders in this lesson are synthetic.** Can a digest
# protect it?

# %%
from course_lib import canonical
from course_lib.hashing import hexdigest
from course_lib.keys.forgeries import ANHE, STORE

order = {"from": ANHE.code, "to": STORE.code, "boxes": 40}
forged = {**order, "boxes": 400}
print(canonical.encode(order).decode())
for record in (order, forged):
    print(record["boxes"], "boxes, digest", hexdigest(canonical.encode(record))[:16])

# %% [markdown]
# No. Whoever alters the order computes a new digest and sends that along. A digest is made without
# any secret, so it cannot say *who* made it.
#
# ## Two keys
#
# A **key pair** is two values that belong together. The **private key** (私钥 *sīyào*) stays with its
# holder and **signs**. The **public key** (公钥 *gōngyào*) is given to everybody and **checks**. From
# the public key nobody can compute the private one in any useful time.

# %%
from course_lib.errors import InvalidSignature
from course_lib.keys import generate, teaching_seed

key = generate("ed25519", seed=teaching_seed("Anhe Foods"))
signature = key.sign(canonical.encode(order))
print("public key", key.public_key.to_text())
print("signature ", signature.hex()[:40], "…")
for record in (order, forged):
    try:
        key.public_key.verify(signature, canonical.encode(record))
        print(record["boxes"], "boxes: the signature fits")
    except InvalidSignature:
        print(record["boxes"], "boxes: refused")

# %% [markdown]
# Checking took three things: public key, signature, the order's bytes. Change any of them and it
# fails, and nobody can say *which* of them was changed.
#
# `teaching_seed` makes the same key for everybody who runs this cell: good for a lesson, useless as
# a secret. A real private key comes from `generate_random` and lives under a password
# (`course_lib.keys.key_files`), better in a chip that never lets it out. The law asks for no less:
# a signature is reliable if its key is "controlled by the signer alone" (article 13).
#
# ## Predict, then run: how long?
#
# Our order has 66 bytes. A scanned contract has a million. **How many bytes has the signature
# of each?** What a cell printed for others is folded away here (•••); it opens when you run the cell.

# %%
bytes_for_the_order = 66  # change these two before you run the next cell
bytes_for_the_contract = 1_000_000

# %% jupyter={"outputs_hidden": true}
messages = [canonical.encode(order), b"scanned page " * 80_000]
print(f"you said {bytes_for_the_order} and {bytes_for_the_contract}")
for algorithm in ("ed25519", "ecdsa-p256", "sm2"):
    signer = generate(algorithm, seed=teaching_seed("Anhe Foods"))
    print(f"{algorithm:11}", *(len(signer.sign(message)) for message in messages))

# %% [markdown]
# A signature has two parts of 32 bytes each, whatever was signed: the message enters only through
# its digest. So **lesson 01 holds up this one**: with ECDSA, whoever could find two records with one
# digest could have one signed and show the other.
#
# | algorithm | standard | digest | where you meet it |
# |---|---|---|---|
# | Ed25519 | RFC 8032 | SHA-512 | newer programs; the ledger of this course |
# | ECDSA P-256 | FIPS 186-5 | SHA-256 | certificates of websites, bank cards, phones |
# | SM2 | GB/T 32918 | SM3 | Chinese banks, tax, government |
#
# All three compute with points of an **elliptic curve** (椭圆曲线 *tuǒyuán qūxiàn*): pairs of numbers
# that fulfil an equation, which the standard fixes. A public key is such a point. How one computes
# with them is not needed here.
#
# SM2 has a custom of its own. Before the message it hashes **who signs**: an identifier (ID), the
# curve, the public key. The standard calls that digest `ZA`; the library's real source for it stands
# below the next cell.
#
# Which ID? Often the **default ID** `1234567812345678` (GB/T 35276, clause 10), which says nothing about
# anybody. Some programs put in a company's code instead. Let a partner check our signature with
# the right key, over the right bytes, but with Anhe's code as the ID:

# %%
from course_lib import show
from course_lib.keys import sm2

signer = generate("sm2", seed=teaching_seed("Anhe Foods"))
signature, message = signer.sign(messages[0]), messages[0]
point = sm2.SCHEME.load_public(signer.public_key.raw).point
for identifier in (sm2.DEFAULT_ID, ANHE.code.encode()):
    holder = sm2.Sm2Public(point, sm2.identity_digest(point, identifier))
    fits = sm2.SCHEME.is_valid(holder, signature, message)
    print(f"ID {identifier.decode():18} ZA {holder.za.hex()[:12]}…  signature fits: {fits}")
show.source(sm2.identity_digest)

# %% [markdown]
# Nothing was forged, and yet *every* signature fails. If a partner's SM2 refuses all you send, ask
# first which ID they use.
#
# ## Break it, then repair it: one signature, two forms
#
# A signature is two numbers, `r` and `s`. They travel in two forms:
#
# - **raw**, `r‖s`: 32 bytes and 32 bytes, always 64. So here, and in web tokens (RFC 7518).
# - **DER**, the form in certificates: a mark that two numbers follow, and before each number its
#   length. Numbers lose leading zeros; a number whose first bit is 1 gains a zero byte, lest it be
#   read as negative.

# %%
from course_lib.keys.ecdsa_p256 import from_der, to_der

key = ANHE.key  # of ecdsa-p256
message = canonical.encode({**order, "nonce": 1})
raw = key.sign(message)
der = to_der(raw)
for form, signature in (("raw", raw), ("DER", der)):
    fits = key.public_key.accepts(signature, message)
    print(f"{form} {len(signature)} bytes, {signature.hex()[:28]}… fits: {fits}")

# %% [markdown]
# (`accepts` asks the same as `verify`, and answers True or False.) The same signature is refused in the
# wrong form. So a programmer writes a converter. He looks at
# one DER signature: 4 bytes of marks, 32 bytes of `r`, 2 bytes of marks, 32 bytes of `s`. He cuts
# them out, and it works on his example.
#
# **He runs it on 200 signatures. How many come out right?** (The next cell also tries our `from_der`.)

# %%
my_guess_right = 200

# %% jupyter={"outputs_hidden": true}
signed = [canonical.encode({**order, "nonce": number}) for number in range(200)]
in_der = [to_der(key.sign(message)) for message in signed]
glued = [der[4:36] + der[-32:] for der in in_der]
read = [from_der(der) for der in in_der]
print("you said", my_guess_right)
for way, forms in (("cut out and glued", glued), ("read with its lengths", read)):
    right = sum(key.public_key.accepts(s, m) for s, m in zip(forms, signed, strict=True))
    print(f"{way:21}: {right} of 200 come out right")

# %% [markdown]
# About half. Where `r` begins with the bit 1, DER puts a zero before it, and the cut is off by one
# byte. Two more fail because `s` was short. His example was lucky. **One example proves nothing about
# a form whose length varies.** The repair is to read the lengths, as `from_der` does in the last line.
#
# *A good place for the break.*
#
# ## Break it, then repair it: the order that comes again
#
# The store writes its first program: check the signature, hand out the boxes. A swindler **without
# any key** copies Anhe's order for 40 boxes from the network. He hands it in five times at the North
# store and twice at the South store, which runs the same program.
#
# **How many boxes does he carry off?**

# %%
my_guess_boxes = 0


# %% jupyter={"outputs_hidden": true}
def hand_out(message, signature):
    """The first program: a genuine order gets its boxes."""
    key.public_key.verify(signature, message)
    return canonical.decode(message)["boxes"]


message = canonical.encode(order)
signature = key.sign(message)  # by Anhe, once; the swindler only copies it
stolen = sum(hand_out(message, signature) for _ in range(5 + 2))
print(f"you said {my_guess_boxes}; he carries off {stolen} boxes")

# %% [markdown]
# This is a **replay** (重放攻击 *chóngfàng gōngjī*). The signature was genuine: Anhe did say "40
# boxes". It did not say *how often*, and the program did not look for *whom*.
#
# A tempting repair is to remember the signatures already seen. But with ECDSA, if `(r, s)` fits, then
# `(r, n − s)` fits too, where `n` is a public number of the curve. Anybody can compute this twin, as
# you will in the exercises. Our library accepts only the one with the lower `s`; many others accept
# both, and to a memory of signatures the twin is new.
#
# So remember what was **meant**, not how it was signed. Beside the receiver's code, the sender puts
# into the order a number that it uses once, a **nonce** (一次性随机数 *yīcìxìng suíjīshù*; ours just
# counts). Both are under the signature, so nobody else can change them. The store looks at the
# receiver and remembers sender and number.


# %%
from course_lib.keys.forgeries import SOUTH


def hand_out_once(message, signature, store, done):
    """The second program: for this store, and once for each number of each sender."""
    key.public_key.verify(signature, message)
    record = canonical.decode(message)
    ticket = (record["from"], record["nonce"])
    if record["to"] != store or ticket in done:
        return 0
    done.add(ticket)
    return record["boxes"]


message, north, south = canonical.encode({**order, "nonce": 7}), set(), set()
signature = key.sign(message)
print("North:", *(hand_out_once(message, signature, STORE.code, north) for _ in range(5)))
print("South:", *(hand_out_once(message, signature, SOUTH.code, south) for _ in range(2)))

# %% [markdown]
# Repaired: 40 boxes, once. Every transaction of our ledger carries sender, nonce and the ledger's
# name for this reason.
#
# ## Whose key is it?
#
# The swindler changes his plan. He makes a key of his own and writes to the store: "We are Anhe. Our
# new key is this one." His signatures fit that key. **A signature proves that somebody controls a
# key. It does not say who.** Somebody must tie key and organisation together.
#
# First, name the organisation without doubt. Every one in China has a **unified social credit code**
# (统一社会信用代码, USCC) of 18 characters. The last is a check character, computed from the others.

# %%
from course_lib import uscc
from course_lib.errors import InvalidValue

for code in (ANHE.code, ANHE.code.replace("AH1", "AH7"), uscc.compose("91310000", "MA1N0NE0")):
    try:
        print(code, "is well formed; organisation code", uscc.parse(code).organisation_code)
    except InvalidValue as error:
        print(error)

# %% [markdown]
# The mistyped code is noticed. The third was made up a moment ago, with check characters that fit.
# **A check character finds slips, not lies.**
#
# ## Certificates
#
# A **certificate** (证书 *zhèngshū*) is a signed record that ties a public key to a name and a USCC for
# some time. Its signer is a **certificate authority** (CA, 证书颁发机构). The Electronic Signature Law
# says what it must state (article 21): the next cell prints five things, and the sixth is the
# authority's own signature over them. The form is X.509 (RFC 5280). (Chinese authorities issue SM2
# certificates, GB/T 20518. Our library cannot, so ours hold P-256 keys.)
#
# A certificate comes with the order, from whoever sends it. Below it stands what a verifier asks
# before it believes one, the library's real source. `root` is the authority's own certificate,
# which the store got another way; the **revocation list** (吊销 *diàoxiāo*: taking back) names the
# certificates that no longer count.

# %%
from course_lib.keys.certificates import check_certificate
from course_lib.keys.forgeries import certify, open_authority
from course_lib.units import iso

authority = open_authority()
said = certify(ANHE, authority).contents
print("(1) provider       ", said.issuer_organisation, said.issuer_uscc)
print("(2) holder         ", said.organisation, said.uscc)
print("(3) serial number  ", said.serial)
print("(4) term           ", iso(said.valid_from)[:10], "until", iso(said.valid_until)[:10])
print("(5) holder's key   ", said.public_key.to_text()[:34], "…")
show.source(check_certificate)

# %% [markdown]
# ## Predict, then run: which check?
#
# The store asks six questions of each order:
#
# | check | question |
# |---|---|
# | signature | does the key in the certificate fit the order? |
# | authority | did the authority that we trust sign the certificate? |
# | dates | is it in force now? |
# | revocation | has the authority taken it back? |
# | owner | is it for the organisation that the order is *from*? |
# | once | is the order for us, and its number new? |
#
# Dongli Trade is an honest member with a **genuine certificate**. Today a clerk there writes an order
# for 400 boxes "from Anhe", signs it with Dongli's key and sends Dongli's certificate along.
# **Which of the six refuses it?** Or none?

# %%
my_guess_check = "signature"

# %% jupyter={"outputs_hidden": true}
from course_lib.keys.forgeries import COMPANIES, FORGERIES, desk, forgery, honest
from course_lib.keys.orders import findings

print("you said", my_guess_check)
for check, objection in findings(forgery("another's USCC"), desk()).items():
    print(f"{check:11}", objection or "no objection")

# %% [markdown]
# Only one of six, and it is easily forgotten, because all else fits. The signature *is* genuine, the
# certificate *is* genuine. They just belong to somebody else than the order says.
#
# Below are the orders of a morning. **Slip in** each of the eight forgeries and watch which check
# refuses it. Then **leave out** that check. Move both sliders with the arrow keys; the line above
# the picture tells it in words.

# %%
for name, deed in FORGERIES.items():
    print(f"{name:20} the forger {deed}")
show.signers_view(honest(), desk(), COMPANIES, {name: forgery(name) for name in FORGERIES})

# %% [markdown]
# Each forgery meets exactly one check. Leave that one out and 400 boxes are gone, or 40 that
# nobody ordered here. **No check is spare.** Here is the attack that works where somebody forgot the list of
# revoked certificates:

# %%
revoked = forgery("revoked")
show.who_signed(honest(), desk(), COMPANIES, slipped_in=revoked, skipped="revocation")

# %% [markdown]
# ## Break it, then repair it: the authority itself
#
# Now a forgery that passes **all six**. The swindler fills in the authority's form: Anhe's name,
# Anhe's USCC, *his* key. Our authority checks only that the code is well formed.

# %%
from course_lib.keys.orders import refusal, sign_order

swindler = generate("ecdsa-p256", seed=teaching_seed("swindler"))
false = certify(ANHE, authority, swindler)
claim = {"from": ANHE.code, "to": STORE.code, "boxes": 400, "nonce": 1}
print(refusal(sign_order(claim, swindler, false), desk()) or "carried out: 400 boxes leave")

# %% [markdown]
# No mathematics helps: the trusted authority signed a falsehood. The repair is work at a desk. A
# licensed authority **must examine who applies and review the papers** (Electronic Signature Law,
# article 20). In the exercises you build the first two steps of such a desk: name and code must stand
# in the register, and the applicant must sign with the key that he hands in. That stops made-up
# companies and borrowed keys. It does not stop *this* swindler: for him somebody must look at the
# papers and at the person.
#
# And when it has happened, the authority revokes, and the holder of a lost key must tell at once
# (article 15). From then on the certificate is refused, but only by those who **read the new list**:

# %%
from dataclasses import replace

from course_lib.keys.forgeries import NOW, TODAY, TOMORROW

authority.revoke(false, NOW)
old, order_now = desk(), sign_order(claim, swindler, false)
informed = replace(old, revocations=authority.revocations(NOW, TOMORROW))
earlier = replace(old, at_ms=TODAY, revocations=authority.revocations(TODAY, TOMORROW))
for told, store in (("this morning's list", old), ("the new list", informed), ("at 0:00", earlier)):
    print(f"{told:20}", refusal(order_now, store) or "carried out")

# %% [markdown]
# At midnight, before the revocation, the order still counted. So it matters **when** an order was
# signed, and its sender could write any time into it. Who tells the time? Lessons 03 and 21 come back
# to this.
#
# ## Say the limit
#
# - **A key proves control, not identity.** The signature says: whoever made this had the key. Lent,
#   stolen or used by the boss's nephew, it looks the same.
# - A certificate adds an authority's *word* on whose key it is. It is as good as the authority's
#   desk, and as fresh as your revocation list.
# - A signature says nothing about truth: Anhe can sign an order for goods that it does not own.
# - **Would a signed database do?** For everything in this lesson, yes: there was no chain in it. What
#   signatures cannot show is an order that somebody *left out* or put in another place. Lesson 03
#   begins there.
#
# ## Take away
#
# 1. The private key signs, the public key checks; what is signed is bytes, so agree on the bytes:
#    canonical form, raw or DER, and with SM2 the ID.
# 2. Put receiver and a nonce under the signature, or a genuine order works twice.
# 3. Believe a key only with a certificate, from your authority, in force, not revoked, **for the one
#    who is named**.
#
# **What the model leaves out**: keys in hardware, authorities under authorities, asking an authority
# online, who inside a company may sign, SM2 certificates, computers that could break these curves.
# **Next**: the assignment
# [`exercises/02_signatures`](../exercises/02_signatures/02_signatures.ipynb); then lesson 03 asks what a
# chain adds.

# %%
show.quiz("02")

# %% [markdown] tags=["instructor"]
# ### Notes for the instructor
#
# | minutes | what |
# |---|---|
# | 0–10 | the case, what the law says; ask who has a signing key at work (银行U盾 counts) |
# | 10–25 | key pair, first prediction, SM2 and its ID |
# | 25–40 | two forms; collect guesses for the converter |
# | 40–50 | replay, or after the break |
# | 50–60 | whose key, USCC, the certificate |
# | 60–78 | six checks: groups take two forgeries each and explain them to the others |
# | 78–90 | the false certificate, revocation, the limit, the quiz |
#
# **Common errors.** "The signature encrypts the order": it hides nothing, print the message. "Check the
# signature with the private key." "A certificate is secret": it is meant to be handed round; only the
# key is secret. "The check character proves the company exists": go back to the made-up code. "An
# expired certificate makes old orders void": ask at which moment one checks.
#
# **Prompts.** Who in your firm could sign with the firm's key today? How would you notice that it was
# copied? How old is the revocation list that your system uses? What would you ask an applicant for, if
# you were the authority?
