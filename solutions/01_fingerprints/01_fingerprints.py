"""Assignment 01: fingerprints. The form of this script is described in classroom/percent.py."""

# %% [markdown]
# # 01 · Exercises: fingerprints
#
# You build the tools of a shop that keeps fingerprints instead of boxes, one small function an item:
# 14 items with tests, and one judgement in your own words. About two hours. Each item stands alone:
# none needs your earlier answers.
#
# Replace `raise NotImplementedError()` and run the test below your answer. A test that fails says
# what to examine. When your work is graded, further tests use other inputs; they ask for the same.
#
# All data here are **synthetic**. `digest(data)` and `hexdigest(data, algorithm)` are the library's,
# as in the lesson. *Closed book* items withhold the library's own function for the task while your
# function runs, and say so.

# %% tags=["given"] grade_id="01_setup"
import json

from classroom.closed_book import closed_book
from classroom.verdict import same
from course_lib import canonical
from course_lib.hashing import digest, hexdigest

MERKLE = ("course_lib.merkle.tree", "course_lib.merkle.proofs")
RECORDS = [f"box {number}".encode() for number in range(7)]


def leaf(record):
    """The leaf of a record, as RFC 6962 asks."""
    return digest(b"\x00" + record)


def node(left, right):
    """The node above two digests, as RFC 6962 asks."""
    return digest(b"\x01" + left + right)


# %% [markdown]
# **Item 1. A fingerprint of a text** (2 points). Return the hexadecimal digest of a text's UTF-8 bytes,
# with the algorithm that is named, `"sha256"` or `"sm3"`. You may use `hexdigest`.
#
# `fingerprint("abc", "sm3")` → `"66c7f0f4…"`, 64 hexadecimal digits.
#
# *Stuck?* `text.encode()` gives the bytes.


# %% tags=["answer"] grade_id="01_fingerprint"
def fingerprint(text: str, algorithm: str) -> str:
    """The hexadecimal digest of a text."""
    ### BEGIN SOLUTION
    return hexdigest(text.encode("utf-8"), algorithm)
    ### END SOLUTION


# %% tags=["test"] grade_id="01_fingerprint_test" points=2
american, chinese = fingerprint("abc", "sha256"), fingerprint("abc", "sm3")
assert type(american) is str and len(american) == 64, "Return 64 hexadecimal digits, as text."
assert american.startswith("ba7816bf"), "This is the published example of SHA-256."
assert chinese.startswith("66c7f0f4"), "This is the published example of SM3. Use the algorithm."
assert fingerprint("猪肉", "sha256").startswith("98fe6354"), "Chinese text too is stored as UTF-8."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(101)
for length in (0, 1, 5, 60, 500):
    text = "".join(dice.choice("abc XYZ019 箱批次猪é") for _ in range(length))
    for algorithm in ("sha256", "sm3"):
        expected = hexdigest(text.encode(), algorithm)
        assert same(fingerprint(text, algorithm), expected), (
            "Any text, the empty one too, with either algorithm."
        )
### END HIDDEN TESTS

# %% [markdown]
# **Item 2. How many bits changed?** (2 points). Given two digests as bytes, of equal length, return in
# how many bits they differ. Each byte has eight bits.
#
# `bits_changed(b"\x00\x07", b"\x00\x00")` → `3`, because 7 is `00000111` in bits.
#
# *Stuck?* `zip(first, second)` gives pairs of numbers; `a ^ b` has a 1 where their bits differ;
# `(6).bit_count()` → `2`.


# %% tags=["answer"] grade_id="01_bits_changed"
def bits_changed(first: bytes, second: bytes) -> int:
    """The number of bits in which two digests differ."""
    ### BEGIN SOLUTION
    return sum((a ^ b).bit_count() for a, b in zip(first, second, strict=True))
    ### END SOLUTION


# %% tags=["test"] grade_id="01_bits_changed_test" points=2
assert same(bits_changed(b"\x00\x07", b"\x00\x00"), 3), "7 has three bits that are 1."
assert same(bits_changed(b"abc", b"abc"), 0), "Equal digests differ nowhere."
assert same(bits_changed(b"\xff\x00", b"\x00\xff"), 16), "Here every bit of both bytes differs."
assert same(bits_changed(b"\x0f", b"\x3c"), 4), "00001111 and 00111100 differ in four places."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(102)
for length in (1, 2, 32, 32, 32):
    a, b = dice.randbytes(length), dice.randbytes(length)
    expected = (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).bit_count()
    assert same(bits_changed(a, b), expected), "Count bits, not bytes, in every byte."
### END HIDDEN TESTS

# %% [markdown]
# **Item 3. Guess what was hashed** (2 points). A digest hides nothing that can be guessed. Given a
# hexadecimal SHA-256 digest and a list of texts, return the text that has this digest, or `None` if
# none of them has it. The digest may be written in small or capital letters.
#
# `guess(hexdigest(b"yes"), ["no", "yes"])` → `"yes"`
#
# *Stuck?* Compare `hexdigest(text.encode())` for each text in turn. `lower()` makes letters small.


# %% tags=["answer"] grade_id="01_guess"
def guess(secret: str, texts: list) -> str | None:
    """The text whose digest is the secret one; None if it is none of them."""
    ### BEGIN SOLUTION
    for text in texts:
        if hexdigest(text.encode()) == secret.lower():
            return text
    return None
    ### END SOLUTION


# %% tags=["test"] grade_id="01_guess_test" points=2
prices = [f"{fen} fen" for fen in range(300)]
assert same(guess(hexdigest(b"250 fen"), prices), "250 fen"), "Try every text of the list."
assert same(guess(hexdigest(b"301 fen"), prices), None), "301 is not among them: return None."
assert same(guess(hexdigest(b"7 fen").upper(), prices), "7 fen"), "Capital letters mean the same."
assert same(guess(hexdigest("否".encode()), ["是", "否"]), "否"), "Return the text itself."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(103)
phones = [f"138{dice.randrange(10**8):08}" for _ in range(400)]
for phone in (phones[0], phones[137], phones[-1]):
    assert same(guess(hexdigest(phone.encode()), phones), phone), "First and last count as well."
    assert same(guess(hexdigest(phone.encode()).upper(), phones), phone), "Mind capital letters."
assert same(guess(hexdigest(b"x"), phones), None), "Return None where no text fits."
assert same(guess(hexdigest(b"x"), []), None), "An empty list holds no answer."
assert same(guess(hexdigest(b""), ["", "x"]), ""), "The empty text has a digest as well."
assert same(guess(hexdigest(b"Yes"), ["yes", "Yes"]), "Yes"), "Only the digest's letters may vary."
### END HIDDEN TESTS

# %% [markdown]
# **Item 4. Kilograms without a decimal point** (2 points). Turn a weight in kilograms, given as text,
# into whole grams. The text has digits, and perhaps a point with one to three digits after it. The
# answer is exact, however long the number: a float in between would round it.
#
# `grams("12.48")` → `12480`
#
# *Stuck?* `text.partition(".")` gives what stands before the point, the point, and what stands after
# it; without a point the last two are empty. `"48".ljust(3, "0")` → `"480"`.


# %% tags=["answer"] grade_id="01_grams"
def grams(kilograms: str) -> int:
    """The weight in whole grams."""
    ### BEGIN SOLUTION
    whole, _, part = kilograms.partition(".")
    return int(whole) * 1000 + int(part.ljust(3, "0"))
    ### END SOLUTION


# %% tags=["test"] grade_id="01_grams_test" points=2
assert type(grams("12.48")) is int, "Return a whole number."
assert grams("12.48") == 12480, "48 hundredths of a kilogram are 480 grams."
assert grams("12.048") == 12048, "48 thousandths of a kilogram are 48 grams."
assert grams("7") == 7000, "There need not be a point."
assert grams("0.5") == 500, "Half a kilogram."
long = "90071992547409.931"
assert grams(long) == 90071992547409931, "Every digit counts. Does a float stand in between?"
### BEGIN HIDDEN TESTS
import random

dice = random.Random(104)
for expected in [0, 1, 10, 100, 999, 1001, 2030, *(dice.randrange(10**20) for _ in range(20))]:
    text = f"{expected // 1000}.{expected % 1000:03}"
    assert same(grams(text), expected), "Three digits after the point are grams."
    while text.endswith("0"):
        text = text[:-1]
    assert same(grams(text.rstrip(".")), expected), "Zeros at the end may be left out."
### END HIDDEN TESTS

# %% [markdown]
# **Item 5. One note, one text** (2 points). Return a note as canonical JSON (RFC 8785), in bytes: keys
# sorted, no spaces between the parts, Chinese characters as they are, UTF-8. The values are texts,
# whole numbers, `True`, `False` or `None`. If one of them is a float, raise `ValueError`.
#
# `canonical_bytes({"to": "店", "grams": 9})` → the bytes of `{"grams":9,"to":"店"}`. *Closed book:* the
# module `canonical` is withheld. Python's own `json` is yours.
#
# *Stuck?* Read what `json.dumps` does with `sort_keys`, `separators` and `ensure_ascii`
# (put the cursor on it and press Shift + Tab).


# %% tags=["answer"] grade_id="01_canonical_bytes"
def canonical_bytes(note: dict) -> bytes:
    """The canonical JSON of a note without nested parts."""
    ### BEGIN SOLUTION
    if any(type(value) is float for value in note.values()):
        raise ValueError("a float has no exact text: use a whole number of a smaller unit")
    text = json.dumps(note, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")
    ### END SOLUTION


# %% tags=["test"] grade_id="01_canonical_bytes_test" points=2
def refuses(note):
    """Whether canonical_bytes raises ValueError for the note."""
    try:
        with closed_book("course_lib.canonical"):
            canonical_bytes(note)
    except ValueError:
        return True
    return False


with closed_book("course_lib.canonical"):
    got = canonical_bytes({"to": "店", "grams": 9})
    spaced = canonical_bytes({"text": 'a "b": c, d', "sold": False, "why": None})
assert type(got) is bytes, "Return bytes: encode the text."
assert got == '{"grams":9,"to":"店"}'.encode(), "Examine order, spaces and the Chinese character."
assert spaced == b'{"sold":false,"text":"a \\"b\\": c, d","why":null}', (
    "Spaces inside a value stay; false and null are JSON's words."
)
assert refuses({"kg": 12.48}), "A float must be refused with ValueError."
assert not refuses({"grams": 12480, "sold": True}), "Only a float is refused."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(105)
values = ["B1", "猪肉", "a, b: c", 'say "x"', "tab\there", "back\\slash", "", 0, -5, 2**50]
values += [True, False, None, "é\n"]
keys = ["box", "箱", "a", "Z", "b c", "aa", "é", "10", "9"]
for _ in range(30):
    chosen = dice.sample(keys, dice.randrange(len(keys) + 1))
    note = {key: dice.choice(values) for key in chosen}
    expected = canonical.encode(note)
    with closed_book("course_lib.canonical"):
        got = canonical_bytes(note)
    assert same(got, expected), (
        "Any order of keys, any of the named kinds of value, or none at all."
    )
    assert refuses({**note, "last": 1.0}), "A float is refused although it looks whole."
### END HIDDEN TESTS

# %% [markdown]
# **Item 6. Break the glue** (2 points). A careless program fingerprints `box + weight`, two texts glued
# together. Return **another** pair `(box, weight)` that it cannot tell from the given one. Neither part
# of your pair may be empty. Return `None` if there is no such pair.
#
# `twin("B1", "12480")` → for example `("B11", "2480")`; `("B", "112480")` is as good.
#
# *Stuck?* Glue the two, then cut the text at another place. When is there only one place to cut?


# %% tags=["answer"] grade_id="01_twin"
def twin(box: str, weight: str) -> tuple | None:
    """Another pair that gives the same text when glued; None if there is none."""
    ### BEGIN SOLUTION
    text = box + weight
    for cut in range(1, len(text)):
        if cut != len(box):
            return text[:cut], text[cut:]
    return None
    ### END SOLUTION


# %% tags=["test"] grade_id="01_twin_test" points=2
def is_twin(got, box, weight):
    """Whether a pair is another one of two non-empty texts, and glues to the same."""
    if type(got) not in (tuple, list) or [type(part) for part in got] != [str, str]:
        return False
    return all(got) and got[0] != box and "".join(got) == box + weight


assert is_twin(twin("B1", "12480"), "B1", "12480"), "Another pair, the same text, no part empty."
assert is_twin(twin("箱", "77"), "箱", "77"), "The box's name may be as short as one character."
assert is_twin(twin("B12", "5"), "B12", "5"), "The weight may be as short as one character."
assert same(twin("B", "5"), None), "Two characters can be cut in one place only."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(106)
for _ in range(40):
    one = "".join(dice.choice("B179箱-") for _ in range(dice.randrange(1, 6)))
    two = "".join(dice.choice("0123456789") for _ in range(dice.randrange(1, 6)))
    found = twin(one, two)
    if len(one + two) == 2:
        assert same(found, None), "Two characters can be cut in one place only."
    else:
        assert is_twin(found, one, two), "Cut somewhere else, and leave no part empty."
### END HIDDEN TESTS

# %% [markdown]
# **Item 7. Repair the glue** (2 points). Write fields so that nobody can take two lists for one: before
# each field its length, as four bytes, the largest part first. The length counts the field's UTF-8
# **bytes**.
#
# `frame(["B1", "店"])` → `b"\x00\x00\x00\x02B1\x00\x00\x00\x03\xe5\xba\x97"`, because `店` is stored
# in three bytes.
#
# *Stuck?* `number.to_bytes(4, "big")` writes a number in four bytes. `+` joins bytes as it joins texts.


# %% tags=["answer"] grade_id="01_frame"
def frame(fields: list) -> bytes:
    """The fields one after the other, each after its length in four bytes."""
    ### BEGIN SOLUTION
    parts = [field.encode("utf-8") for field in fields]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    ### END SOLUTION


# %% tags=["test"] grade_id="01_frame_test" points=2
assert type(frame(["B1"])) is bytes, "Return bytes."
assert frame(["B1"]) == b"\x00\x00\x00\x02B1", "Four bytes of length, then the field."
assert frame(["店"]) == b"\x00\x00\x00\x03\xe5\xba\x97", "Count bytes, not characters."
assert frame(["", "a"]) == b"\x00\x00\x00\x00\x00\x00\x00\x01a", "An empty field has length 0."
assert frame([]) == b"", "No fields, no bytes."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(107)
for _ in range(30):
    count = dice.randrange(6)
    fields = [
        "".join(dice.choice("ab1,箱é") for _ in range(dice.randrange(5))) for _ in range(count)
    ]
    fields += ["x" * 300] if dice.random() < 0.3 else []
    expected = b""
    for field in fields:
        expected += len(field.encode()).to_bytes(4, "big") + field.encode()
    assert same(frame(fields), expected), (
        "Each field in turn: four bytes of length, then its bytes."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 8. The desk for disputes** (2 points). `kept` gives for each box the hexadecimal SHA-256 digest
# of its note in canonical JSON. `shown` gives for each box the note that the supplier shows today.
# Return a dictionary with a word for **every** box that stands in either of them:
#
# | word | when |
# |---|---|
# | `"same"` | the note shown has the digest that was kept |
# | `"changed"` | it has another digest |
# | `"missing"` | a digest was kept, no note is shown |
# | `"unknown"` | a note is shown, no digest was kept |
#
# *Stuck?* `hexdigest(canonical.encode(note))` is the digest of a note. `kept | shown` has the keys of
# both; `kept.get(box)` is `None` where there is none.


# %% tags=["answer"] grade_id="01_dispute"
def dispute(kept: dict, shown: dict) -> dict:
    """For each box: same, changed, missing or unknown."""
    ### BEGIN SOLUTION
    words = {}
    for box in kept | shown:
        if box not in shown:
            words[box] = "missing"
        elif box not in kept:
            words[box] = "unknown"
        else:
            fits = hexdigest(canonical.encode(shown[box])) == kept[box]
            words[box] = "same" if fits else "changed"
    return words
    ### END SOLUTION


# %% tags=["test"] grade_id="01_dispute_test" points=2
first, second = {"box": "B1", "grams": 12480}, {"box": "B2", "grams": 12510}
kept = {"B1": hexdigest(canonical.encode(first)), "B2": hexdigest(canonical.encode(second))}
turned = {"grams": 12480, "box": "B1"}
got = dispute(kept, {"B1": turned, "B3": second})
assert type(got) is dict, "Return a dictionary."
assert same(got.get("B1"), "same"), "The order of keys is no change: use canonical JSON."
assert same(got.get("B2"), "missing"), "A digest was kept for B2; no note is shown."
assert same(got.get("B3"), "unknown"), "No digest was kept for B3."
assert same(dispute(kept, {"B1": first, "B2": {**second, "grams": 1}})["B2"], "changed"), (
    "The note of B2 has another weight now."
)
assert same(dispute({}, {}), {}), "No boxes, no words."
### BEGIN HIDDEN TESTS
import random

dice = random.Random(108)
for _ in range(20):
    kept, shown, expected = {}, {}, {}
    for number in range(dice.randrange(8)):
        box, note = f"C{number}", {"box": f"C{number}", "grams": dice.randrange(20_000), "to": "店"}
        word = dice.choice(["same", "changed", "missing", "unknown"])
        if word != "unknown":
            kept[box] = hexdigest(canonical.encode(note))
        if word != "missing":
            shown[box] = {**note, "to": "库"} if word == "changed" else dict(reversed(note.items()))
        expected[box] = word
    assert same(dispute(kept, shown), expected), "Go through the four rows of the table."
kept = {name: hexdigest(canonical.encode({"n": name})) for name in ("A", "B")}
exchanged = {"A": {"n": "B"}, "B": {"n": "A"}}
assert same(dispute(kept, exchanged), {"A": "changed", "B": "changed"}), (
    "Each note counts for its own box only."
)
kept = {"A": hexdigest(canonical.encode({}))}
assert same(dispute(kept, {"A": {}}), {"A": "same"}), "An empty note is a note that is shown."
### END HIDDEN TESTS

# %% [markdown]
# **Item 9. The root of a tree** (3 points). Return the Merkle root of one or more records as RFC 6962
# asks: join the leaves in pairs, then the nodes in pairs, until one is left. **A last one without a
# partner moves up as it is.** `leaf(record)` and `node(left, right)` are given at the top. The list that
# you get stays as it was.
#
# `merkle_root([a])` → `leaf(a)`; `merkle_root([a, b, c])` → `node(node(leaf(a), leaf(b)), leaf(c))`.
# *Closed book:* the library's `merkle` is withheld.
#
# *Stuck?* Start from a list of leaves. While it has more than one entry, make the next list from it.


# %% tags=["answer"] grade_id="01_merkle_root"
def merkle_root(records: list) -> bytes:
    """The Merkle root of one or more records."""
    ### BEGIN SOLUTION
    level = [leaf(record) for record in records]
    while len(level) > 1:
        above = [node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = above + level[len(above) * 2 :]
    return level[0]
    ### END SOLUTION


# %% tags=["test"] grade_id="01_merkle_root_test" points=3
a, b, c, d, e = (leaf(record) for record in RECORDS[:5])
given = RECORDS[:5]
with closed_book(*MERKLE):
    got = [merkle_root(RECORDS[:size]) for size in range(1, 5)] + [merkle_root(given)]
assert all(type(root) is bytes for root in got), "Return bytes."
assert got[0] == a, "The root of one record is its leaf."
assert got[1] == node(a, b), "Two leaves make one node."
assert got[2] == node(node(a, b), c), "The third moves up as it is; it is not joined with itself."
assert got[3] == node(node(a, b), node(c, d)), "Four leaves, two nodes, one root."
assert got[4] == node(node(node(a, b), node(c, d)), e), "The fifth moves up twice."
assert same(given, RECORDS[:5]), "The list that was given must stay as it was."
### BEGIN HIDDEN TESTS
import random

from course_lib import merkle

dice = random.Random(109)
for size in (1, 2, 3, 6, 7, 8, 9, 11, 13, 16, 21, 33):
    records = [dice.randbytes(dice.randrange(40)) for _ in range(size)]
    expected, before = merkle.root(records), list(records)
    with closed_book(*MERKLE):
        got = merkle_root(records)
    assert same(got, expected), "Try sizes from 1 to 33, and draw the tree where it differs."
    assert same(records, before), "The list that was given must stay as it was."
### END HIDDEN TESTS

# %% [markdown]
# **Item 10. Left or right?** (2 points). On the way from a leaf to the root a partner stands on one
# side at each level, or there is none, where the digest moves up as it is. Return the partners' sides
# from the bottom up, for the record at `index` (from 0) in a tree of `size` records.
#
# In a tree of 7, `sides(2, 7)` → `["right", "left", "right"]` and `sides(6, 7)` → `["left", "left"]`:
# the last leaf has no partner at the bottom. *Closed book* as item 9.
#
# *Stuck?* On each level: an odd place has its partner on the left; an even place has one on the right,
# unless it is the last. One level up the place is `index // 2`, and there are `(size + 1) // 2`.


# %% tags=["answer"] grade_id="01_sides"
def sides(index: int, size: int) -> list:
    """The side of each partner, from the leaf to the root."""
    ### BEGIN SOLUTION
    found = []
    while size > 1:
        if index % 2 == 1:
            found.append("left")
        elif index + 1 < size:
            found.append("right")
        index, size = index // 2, (size + 1) // 2
    return found
    ### END SOLUTION


# %% tags=["test"] grade_id="01_sides_test" points=2
with closed_book(*MERKLE):
    got = [sides(2, 7), sides(6, 7), sides(0, 1), sides(4, 5)]
assert same(got[0], ["right", "left", "right"]), "Follow place 2 in the lesson's picture."
assert same(got[1], ["left", "left"]), "Place 6 of 7 has no partner at the bottom."
assert same(got[2], []), "A single record is the root already."
assert same(got[3], ["left"]), "Place 4 of 5 moves up twice before it meets a partner."
### BEGIN HIDDEN TESTS
from course_lib import merkle

for size in (1, 2, 3, 4, 6, 8, 9, 12, 17, 20):
    records = [bytes([number]) for number in range(size)]
    tree = merkle.MerkleTree(records)
    for index in range(size):
        with closed_book(*MERKLE):
            got = sides(index, size)
        assert type(got) in (list, tuple), "Return a list of sides."
        assert all(type(side) is str and side in ("left", "right") for side in got), (
            "Each side is 'left' or 'right'."
        )
        reached, proof = leaf(records[index]), tree.inclusion_proof(index)
        assert len(got) == len(proof), "A digest that moves up alone has no partner on that level."
        for side, partner in zip(got, proof, strict=True):
            reached = node(partner, reached) if side == "left" else node(reached, partner)
        assert reached == tree.root, "Draw the tree and look at which side each partner stands."
### END HIDDEN TESTS

# %% [markdown]
# **Item 11. Make a proof** (3 points). A checkpoint is given: `levels(records)` returns the tree as a
# list of levels, the leaves first, the root last. Return the inclusion proof for the record at
# `index`: the digest of its partner on each level, from the bottom up. Where there is no partner,
# there is no digest.
#
# For 7 records and index 6, the proof has two digests. *Closed book* as item 9.
#
# *Stuck?* The partner of place 4 is 5, and of place 5 it is 4. One level up the place is `index // 2`.
# The root has no partner.


# %% tags=["given"] grade_id="01_levels"
def levels(records):
    """Every level of the tree, from the leaves to the root (the checkpoint for item 11)."""
    found = [[leaf(record) for record in records]]
    while len(found[-1]) > 1:
        level = found[-1]
        above = [node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        found.append(above + level[2 * len(above) :])
    return found


# %% tags=["answer"] grade_id="01_proof"
def inclusion_proof(records: list, index: int) -> list:
    """The partners' digests, from the bottom up."""
    ### BEGIN SOLUTION
    proof = []
    for level in levels(records)[:-1]:
        partner = index + 1 if index % 2 == 0 else index - 1
        if partner < len(level):
            proof.append(level[partner])
        index //= 2
    return proof
    ### END SOLUTION


# %% tags=["test"] grade_id="01_proof_test" points=3
tree = levels(RECORDS)
with closed_book(*MERKLE):
    third, last, single = (
        inclusion_proof(RECORDS, 2),
        inclusion_proof(RECORDS, 6),
        inclusion_proof(RECORDS[:1], 0),
    )
assert type(third) in (list, tuple), "Return a list of digests."
assert same(third, [tree[0][3], tree[1][0], tree[2][1]]), (
    "Place 2: its partners are 3, then 0, then 1."
)
assert same(last, [tree[1][2], tree[2][0]]), "Place 6 has no partner on the lowest level."
assert same(single, []), "A tree of one needs no proof."
### BEGIN HIDDEN TESTS
from course_lib import merkle

for size in (1, 2, 3, 5, 8, 11, 16, 19):
    records = [f"{size} {number}".encode() for number in range(size)]
    expected = [merkle.MerkleTree(records).inclusion_proof(index) for index in range(size)]
    with closed_book(*MERKLE):
        got = [inclusion_proof(records, index) for index in range(size)]
    assert same(got, expected), "Try every place of trees with 1 to 19 records."
### END HIDDEN TESTS

# %% [markdown]
# **Item 12. Check a proof** (2 points). You hold a record, a published root and the steps between, each
# a pair of the partner's side and its digest, from the bottom up. Return `True` if they lead from the
# record to the root, and `False` if they do not.
#
# With `steps = [("right", leaf(b"y"))]`, `proves(b"x", steps, node(leaf(b"x"), leaf(b"y")))` → `True`.
# *Closed book* as item 9.
#
# *Stuck?* Begin with the record's leaf. A partner on the left comes first in `node`.


# %% tags=["answer"] grade_id="01_proves"
def proves(record: bytes, steps: list, root: bytes) -> bool:
    """Whether the steps lead from the record to the root."""
    ### BEGIN SOLUTION
    reached = leaf(record)
    for side, partner in steps:
        reached = node(partner, reached) if side == "left" else node(reached, partner)
    return reached == root
    ### END SOLUTION


# %% tags=["test"] grade_id="01_proves_test" points=2
x, y, z = leaf(b"x"), leaf(b"y"), leaf(b"z")
root = node(node(x, y), z)
with closed_book(*MERKLE):
    good = [
        proves(b"x", [("right", y), ("right", z)], root),
        proves(b"y", [("left", x), ("right", z)], root),
        proves(b"z", [("left", node(x, y))], root),
    ]
    other, swapped = (
        proves(b"w", [("right", y), ("right", z)], root),
        proves(b"x", [("left", y), ("right", z)], root),
    )
    alone = proves(b"x", [], x)
assert same(good, [True, True, True]), "All three are good proofs. On which side is each partner?"
assert same(other, False), "The record w is not in the tree."
assert same(swapped, False), "The partner stands on the wrong side: the root is not reached."
assert same(alone, True), "In a tree of one the leaf is the root."
### BEGIN HIDDEN TESTS
from course_lib import merkle

for size in (1, 2, 5, 7, 12):
    records = [f"record {size}.{number}".encode() for number in range(size)]
    tree = merkle.MerkleTree(records)
    root = tree.root
    for index in range(size):
        place, count, way = index, size, []
        for partner in tree.inclusion_proof(index):
            while place % 2 == 0 and place + 1 == count:
                place, count = place // 2, (count + 1) // 2
            way.append(("left" if place % 2 else "right", partner))
            place, count = place // 2, (count + 1) // 2
        with closed_book(*MERKLE):
            got = proves(records[index], way, root)
            wrong = [proves(b"else", way, root), proves(records[index], way, leaf(b"else"))]
            short = proves(records[index], way[:-1], root) if way else False
        assert same(got, True), "A good proof must be accepted, on either side."
        assert same(wrong, [False, False]), "Another record or another root must be refused."
        assert same(short, False), "All the steps are needed."
### END HIDDEN TESTS

# %% [markdown]
# **Item 13. Only added to?** (2 points). On Monday the tree had 1, 2, 4, 8 or another power of two of
# records. Such a tree is whole: when records are added later, its root becomes a node on the **left**
# edge of the bigger tree, and every partner on the way up stands on the right. `partners` are their
# digests, from the bottom up. Return `True` if they lead from Monday's root to Tuesday's.
#
# Monday `a, b`; Tuesday `a, b, c`: `only_added(node(a, b), [c], node(node(a, b), c))` → `True`, where `a`,
# `b`, `c` are leaves. *Closed book* as item 9.
#
# *Stuck?* It is item 12 without leaves and without left sides. If nothing was added, there are no
# partners, and the roots are equal.


# %% tags=["answer"] grade_id="01_only_added"
def only_added(monday: bytes, partners: list, tuesday: bytes) -> bool:
    """Whether Tuesday's tree begins with Monday's records."""
    ### BEGIN SOLUTION
    for partner in partners:
        monday = node(monday, partner)
    return monday == tuesday
    ### END SOLUTION


# %% tags=["test"] grade_id="01_only_added_test" points=2
a, b, c, d, e = (leaf(record) for record in RECORDS[:5])
two, four = node(a, b), node(node(a, b), node(c, d))
with closed_book(*MERKLE):
    grown = [only_added(two, [c], node(two, c)), only_added(two, [node(c, d), e], node(four, e))]
    nothing = [only_added(two, [], two), only_added(two, [], four)]
    edited, turned = only_added(node(a, e), [c], node(two, c)), only_added(two, [c], node(c, two))
assert same(grown, [True, True]), "Join each partner on the right, from the bottom up."
assert same(nothing, [True, False]), "Without partners the two roots must be equal."
assert same(edited, False), "Monday's root is another one: a record was changed."
assert same(turned, False), "Here the new record was put before the old ones."
### BEGIN HIDDEN TESTS
from course_lib import merkle

tree = merkle.MerkleTree([f"note {number}".encode() for number in range(37)])
for old in (1, 2, 4, 8, 16, 32):
    for new in (size for size in (2, 3, 6, 8, 11, 16, 29, 32, 37) if size >= old):
        proof, before, after = (
            tree.consistency_proof(old, new),
            tree.root_at(old),
            tree.root_at(new),
        )
        with closed_book(*MERKLE):
            got = only_added(before, proof, after)
            wrong = [
                only_added(leaf(b"other"), proof, after),
                only_added(before, proof, leaf(b"other")),
                only_added(before, [*proof, leaf(b"more")], after),
            ]
        assert same(got, True), "An honest tree grows by partners on the right."
        assert same(wrong, [False, False, False]), "Both roots and every partner matter."
### END HIDDEN TESTS

# %% [markdown]
# **Item 14. Forge a longer list** (3 points). Below stands the tree made at home of the lesson: where
# one is left over, it is taken twice. Return a **longer** list of records with the same
# `home_made_root`, or `None` where the tree never takes anything twice (1, 2, 4, 8 … records). Return a
# new list; the one that you get stays as it was.
#
# `longer([a, b, c])` → `[a, b, c, c]`; for six records it is the last **two** that are taken twice.
#
# *Stuck?* Draw the tree of six. Which node is left over, and which records stand below it? For twelve
# it is the last four.


# %% tags=["given"] grade_id="01_home_made"
def home_made_root(records):
    """A Merkle root by Bitcoin's rule: one left over is taken twice."""
    level = [digest(record) for record in records]
    while len(level) > 1:
        if len(level) % 2 == 1:
            level.append(level[-1])
        level = [digest(level[i] + level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]


# %% tags=["answer"] grade_id="01_longer"
def longer(records: list) -> list | None:
    """A longer list with the same home-made root; None if nothing is ever left over."""
    ### BEGIN SOLUTION
    size, below = len(records), 1
    while size > 1:
        if size % 2 == 1:
            return records + records[-below:]
        size, below = size // 2, below * 2
    return None
    ### END SOLUTION


# %% tags=["test"] grade_id="01_longer_test" points=3
def is_longer(got, records):
    """Whether a list of bytes is longer and has the same home-made root."""
    if type(got) not in (list, tuple) or len(got) <= len(records):
        return False
    return all(type(one) is bytes for one in got) and home_made_root(got) == home_made_root(records)


given = RECORDS[:3]
assert is_longer(longer(given), RECORDS[:3]), "Three leaves: one is left over."
assert same(given, RECORDS[:3]), "Return a new list; the one that was given stays as it was."
assert is_longer(longer(RECORDS[:5]), RECORDS[:5]), "Five leaves: one is left over, and only one."
assert is_longer(longer(RECORDS[:6]), RECORDS[:6]), "Six leaves make three nodes: one is left over."
twelve = [*RECORDS, *RECORDS[:5]]
assert is_longer(longer(twelve), twelve), "Twelve, six, three: on the third level one is left over."
assert same(longer(RECORDS[:4]), None), "Four leaves, two nodes, one root: none is left over."
assert same(longer(RECORDS[:1]), None), "One record: nothing is taken twice."
### BEGIN HIDDEN TESTS
for size in (2, 3, 5, 8, 9, 10, 12, 14, 16, 20, 24, 28):
    records = [f"{size}/{number}".encode() for number in range(size)]
    before, found = list(records), longer(records)
    assert same(records, before), "The list that was given must stay as it was."
    if size in (2, 8, 16):
        assert same(found, None), "Where every level is even there is nothing to repeat."
    else:
        assert is_longer(found, records), "Find the lowest level with one left over."
### END HIDDEN TESTS

# %% [markdown]
# **Item 15. Your judgement** (4 points, read by a person). A supplier offers your shop a "blockchain
# certificate": for each delivery, its platform stores the SHA-256 digest of the delivery note. The
# salesman says that this proves the weight and the farm, and that nobody can read your business from
# it. In about 150 words: **what is true of this, what is not, and what would you ask for before you
# sign?**
#
# | points | what the reader finds |
# |---|---|
# | 4 | what a digest proves and what not (truth, and secrecy of what can be guessed), who keeps it, and at least two sensible demands, one of them about a copy of your own or about how the fields are put together |
# | 3 | a correct limit and a sensible demand, but secrecy or the keeper is missing |
# | 2 | correct statements about digests, little about this offer |
# | 1 | an opinion without reasons, or "the chain makes data true" |

# %% [markdown] tags=["rubric"] grade_id="01_judgement" points=4
# ### BEGIN SOLUTION
# *What a good answer says.* True: a note that fits the stored digest is the note of that day, byte for
# byte. Not true: weight and farm are what somebody wrote; a wrong note gets a perfect digest. Not
# private either: weight, price and farm can be guessed and tried out, so ask for a secret random part
# (a salt) in each note. Ask how a note becomes bytes (canonical form, or lengths before the fields),
# with which function, and for the root and a proof for each of our notes, kept by us too, on the day
# of delivery: a digest that only the supplier keeps protects us from nobody. And keep weighing boxes.
# If supplier and shop simply exchange the root by e-mail, much of this costs nothing.
# ### END SOLUTION
