"""Assignment 09: pork traceability. The form of this script is described in classroom/percent.py."""

# %% [markdown]
# # 09 · Exercises: pork traceability
#
# You build the tools of a traceability desk, one small function an item: 13 items with tests, and
# one judgement in your own words. About two hours. Each item stands alone: none needs your earlier
# answers.
#
# Replace `raise NotImplementedError()` and run the test below your answer. A test that fails says
# what to examine. When your work is graded, further tests use other inputs; they ask for the same.
#
# All data here are **synthetic**. An event is a Python dictionary in the shape of GS1 EPCIS 2.0, as
# in the lesson. *Closed book* items withhold the library's own function for the task while your
# function runs, and say so.

# %% tags=["given"] grade_id="09_setup"
import copy

from classroom.closed_book import closed_book
from classroom.verdict import same
from course_lib.contracts.traceability.documents import from_dict
from course_lib.contracts.traceability.graph import TraceGraph
from course_lib.contracts.traceability.identifiers import canonical
from course_lib.contracts.traceability.samples import sample_chain
from course_lib.contracts.traceability.shape import as_document

TRACING = tuple(
    f"course_lib.contracts.traceability.{room}"
    for room in ("tracing", "containment", "graph", "traces")
)
EVENTS = sample_chain(seed=9)
for event in EVENTS[:4]:
    print(event["eventTime"][:16], event["type"], event["bizStep"])

# %% [markdown]
# **Item 1. The check digit** (2 points). Every GS1 key ends in a check digit, so that a scanner
# notices a misread figure. From the right, multiply the digits by 3, 1, 3, 1, … and add up. The
# check digit is what is missing to a multiple of ten, 0 if nothing is (GS1 General Specifications,
# section 7.9).
#
# `check_digit("952100101000")` → `"9"`: 3·0 + 0 + 3·0 + 1 + 3·0 + 1 + 3·0 + 0 + 3·1 + 2 + 3·5 + 9
# = 31, and 9 more make 40. *Closed book:* the module `identifiers` is withheld.
#
# *Stuck?* `reversed("952…")` walks from the right; `enumerate` tells odd from even places.


# %% tags=["answer"] grade_id="09_check_digit"
def check_digit(digits: str) -> str:
    """The GS1 check digit for a key given without it."""
    ### BEGIN SOLUTION
    total = sum(int(d) * (3 if place % 2 == 0 else 1) for place, d in enumerate(reversed(digits)))
    return str(-total % 10)
    ### END SOLUTION


# %% tags=["test"] grade_id="09_check_digit_test" points=2
with closed_book("course_lib.contracts.traceability.identifiers"):
    got, round_sum, odd = map(check_digit, ("952300000012", "952300010004", "9521001"))
assert type(got) is str, "Return the digit as text, such as '3'."
assert got == "8", "For 952300000012 the sum is 42. Begin on the right, with a 3."
assert round_sum == "0", "For 952300010004 the sum is 50: nothing is missing."
assert odd == "8", "For 9521001, of odd length, the sum is 42. Count from the right."
### BEGIN HIDDEN TESTS
import random

from course_lib.contracts.traceability.identifiers import check_digit as checked

dice = random.Random(901)
for length in (7, 11, 12, 13, 17) * 4:
    key = "".join(dice.choice("0123456789") for _ in range(length))
    with closed_book("course_lib.contracts.traceability.identifiers"):
        got = check_digit(key)
    assert same(got, checked(key)), "Keys come in many lengths: count the places from the right."
assert same(check_digit("000000000000"), "0"), "A sum that is a multiple of ten needs no more."
### END HIDDEN TESTS

# %% [markdown]
# **Item 2. What is an event about?** (2 points). Depending on its type, an event names things in
# `epcList`, `childEPCs`, `parentID`, `inputEPCList` and `outputEPCList`. Any of them may be absent.
#
# `things({"type": "AggregationEvent", "parentID": "pallet", "childEPCs": ["a", "b"]})`
# → `{"pallet", "a", "b"}`
#
# *Stuck?* `event.get(name, [])` gives an empty list where the field is absent. `parentID` is no list.


# %% tags=["answer"] grade_id="09_things"
def things(event: dict) -> set:
    """Every thing that the event names."""
    ### BEGIN SOLUTION
    lists = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
    named = {thing for name in lists for thing in event.get(name, [])}
    return named | ({event["parentID"]} if "parentID" in event else set())
    ### END SOLUTION


# %% tags=["test"] grade_id="09_things_test" points=2
packing = {"type": "AggregationEvent", "parentID": "pallet", "childEPCs": ["a", "b"]}
assert same(things(packing), {"pallet", "a", "b"}), "Is the parent among them, as one name?"
assert same(things({"type": "ObjectEvent", "epcList": ["a"]}), {"a"}), "Some fields may be absent."
cut = {"type": "TransformationEvent", "inputEPCList": ["c"], "outputEPCList": ["d", "e"]}
assert same(things(cut), {"c", "d", "e"}), "A transformation names what went in and what came out."
### BEGIN HIDDEN TESTS
for seed in (2, 3):
    for event in sample_chain(seed):
        found = {
            t
            for name in ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
            for t in event.get(name, [])
        }
        expected = found | ({event["parentID"]} if "parentID" in event else set())
        assert same(things(event), expected), "Look at each type of event in EVENTS."
### END HIDDEN TESTS

# %% [markdown]
# **Item 3. A farm records its pigs** (2 points). Build the event by which a farm brings ear tags into
# being: an `ObjectEvent` with action `ADD` and business step `commissioning`, at the farm's
# `readPoint`. `eventTimeZoneOffset` is the zone at the end of the time: `+08:00` here.
#
# `commission(place, tags, "2016-10-13T06:00:00.000+08:00")` → a dictionary that the library accepts.
#
# *Stuck?* Print `EVENTS[0]`: it is such an event. A read point is `{"id": place}`.


# %% tags=["answer"] grade_id="09_commission"
def commission(place: str, tags: list, time: str) -> dict:
    """The EPCIS event that commissions ear tags at a place (an SGLN)."""
    ### BEGIN SOLUTION
    return {
        "type": "ObjectEvent",
        "eventTime": time,
        "eventTimeZoneOffset": time[-6:],
        "action": "ADD",
        "bizStep": "commissioning",
        "readPoint": {"id": place},
        "epcList": list(tags),
    }
    ### END SOLUTION


# %% tags=["test"] grade_id="09_commission_test" points=2
farm, tag = "urn:epc:id:sgln:9521001.00001.0", "urn:epc:id:sgtin:9521001.010001.P1"
made = commission(farm, [tag], "2016-10-13T06:00:00.000+08:00")
assert type(made) is dict, "Return a dictionary in EPCIS shape."
read = from_dict(as_document(made)).events[0]
assert read.kind == "ObjectEvent" and read.action == "ADD", (
    "Which type and action bring things into being?"
)
assert read.biz_step.endswith("commissioning"), "Name the business step."
assert read.epcs == (canonical(tag),), "The tags that were given go into epcList."
assert read.read_point == canonical(farm), "The read point is the place that was given."
### BEGIN HIDDEN TESTS
place, zone = "urn:epc:id:sgln:9521003.00002.0", "-03:30"
tags = [f"urn:epc:id:sgtin:9521003.010001.P{n}" for n in range(3)]
read = from_dict(as_document(commission(place, tags, f"2016-11-02T10:15:00.000{zone}"))).events[0]
assert same(set(read.epcs), {canonical(t) for t in tags}), (
    "All the tags that were given, and no others."
)
assert read.read_point == canonical(place), "The place is the one that was given."
assert read.raw["eventTimeZoneOffset"] == zone, "The offset comes from the time that was given."
### END HIDDEN TESTS

# %% [markdown]
# **Item 4. Pigs become boxes** (2 points). Build the `TransformationEvent` of a batch: `pigs` go in,
# `boxes` come out, business step `commissioning`. A transformation has **no action**: it both ends
# and begins. The batch number goes into `ilmd` (instance or lot master data): `{"cbvmda:lotNumber": lot}`.
#
# `transform(["urn:…P1"], ["urn:…B1", "urn:…B2"], place, "2016-10-14T05:00:00.000+08:00", "L7")` → a
# dictionary that the library accepts, with the pig in `inputEPCList` and the boxes in
# `outputEPCList`.
#
# *Stuck?* Time, zone, step and read point are as in item 3. The lesson's first event and the names
# of a transformation's fields stand in its section "One event".


# %% tags=["answer"] grade_id="09_transform"
def transform(pigs: list, boxes: list, place: str, time: str, lot: str) -> dict:
    """The EPCIS event that turns pigs into boxes."""
    ### BEGIN SOLUTION
    return {
        "type": "TransformationEvent",
        "eventTime": time,
        "eventTimeZoneOffset": time[-6:],
        "bizStep": "commissioning",
        "readPoint": {"id": place},
        "inputEPCList": list(pigs),
        "outputEPCList": list(boxes),
        "ilmd": {"cbvmda:lotNumber": lot},
    }
    ### END SOLUTION


# %% tags=["test"] grade_id="09_transform_test" points=2
pig, box = "urn:epc:id:sgtin:9521001.010001.P1", "urn:epc:id:sgtin:9521010.020001.B1"
plant = "urn:epc:id:sgln:9521010.00001.0"
made = transform([pig], [box], plant, "2016-10-14T05:00:00.000+08:00", "L7")
assert type(made) is dict, "Return a dictionary in EPCIS shape."
assert "action" not in made, "A transformation has no action."
read = from_dict(as_document(made)).events[0]
assert read.inputs == (canonical(pig),) and read.outputs == (canonical(box),), (
    "Which list holds what goes in, which what comes out?"
)
assert read.biz_step.endswith("commissioning"), "Name the business step."
assert read.read_point == canonical(plant), "The read point is the place that was given."
data = read.raw.get("ilmd", {})
assert same(data.get("cbvmda:lotNumber"), "L7"), "The batch number belongs into ilmd."
### BEGIN HIDDEN TESTS
pigs = [f"urn:epc:id:sgtin:9521002.010001.P{n}" for n in range(2)]
boxes = [f"urn:epc:id:sgtin:9521010.020001.X{n}" for n in range(4)]
raw = transform(pigs, boxes, plant, "2016-10-20T23:10:00.000+09:00", "L-42")
read = from_dict(as_document(raw)).events[0]
assert same(list(read.inputs), [canonical(p) for p in pigs]), "The pigs go in."
assert same(list(read.outputs), [canonical(b) for b in boxes]), "The boxes come out."
assert same(raw["ilmd"]["cbvmda:lotNumber"], "L-42"), "The batch number belongs into ilmd."
assert same(raw["eventTimeZoneOffset"], "+09:00"), "The offset comes from the time that was given."
### END HIDDEN TESTS

# %% [markdown]
# **Item 5. Who may record what?** (2 points). The pilot's rules, simplified for this item:
#
# | role | may record |
# |---|---|
# | farm | ObjectEvent with any action |
# | processor | ObjectEvent with any action, TransformationEvent, AggregationEvent |
# | carrier | ObjectEvent with action OBSERVE, AggregationEvent |
# | shop | ObjectEvent with action OBSERVE or DELETE, AggregationEvent |
#
# Here no other role may record anything, and no other type of event may be recorded. (The pilot
# itself has a distributor and two more types.) Only ObjectEvents are judged by their action; a
# TransformationEvent has none. `may_record("carrier", {"type": "ObjectEvent", "action": "ADD"})` →
# `False`: whoever moves meat must not be able to make meat. *Closed book:* `rights` is withheld.
#
# *Stuck?* Begin with the two types that only some roles may record; ObjectEvent is left.


# %% tags=["answer"] grade_id="09_may_record"
def may_record(role: str, event: dict) -> bool:
    """Whether the pilot's rules let this role record this event."""
    ### BEGIN SOLUTION
    anything, seen = {"ADD", "OBSERVE", "DELETE"}, {"OBSERVE"}
    actions = {"farm": anything, "processor": anything, "carrier": seen, "shop": seen | {"DELETE"}}
    if event["type"] == "ObjectEvent":
        return event["action"] in actions.get(role, set())
    if event["type"] == "AggregationEvent":
        return role in ("processor", "carrier", "shop")
    return event["type"] == "TransformationEvent" and role == "processor"
    ### END SOLUTION


# %% tags=["test"] grade_id="09_may_record_test" points=2
with closed_book("course_lib.contracts.traceability.rights"):
    moved = may_record("carrier", {"type": "ObjectEvent", "action": "OBSERVE"})
    minted = may_record("carrier", {"type": "ObjectEvent", "action": "ADD"})
    born = may_record("farm", {"type": "ObjectEvent", "action": "ADD"})
    packed = may_record("carrier", {"type": "AggregationEvent", "action": "ADD"})
    cut = [may_record(role, {"type": "TransformationEvent"}) for role in ("processor", "shop")]
    stranger = may_record("visitor", {"type": "ObjectEvent", "action": "OBSERVE"})
assert same(moved, True), "A carrier may observe."
assert same(minted, False), "A carrier may not bring things into being."
assert same(born, True), "A farm may bring things into being."
assert same(packed, True), "Whoever may record an AggregationEvent may use any action."
assert same(cut, [True, False]), "A processor makes boxes of pigs; a shop does not."
assert same(stranger, False), "Who is not in the table may record nothing."
### BEGIN HIDDEN TESTS
table = {
    "farm": "OAD",
    "processor": "OADTG",
    "carrier": "OG",
    "shop": "ODG",
    "regulator": "",
    "": "",
}
kinds = {
    "O": {"type": "ObjectEvent", "action": "OBSERVE"},
    "A": {"type": "ObjectEvent", "action": "ADD"},
    "D": {"type": "ObjectEvent", "action": "DELETE"},
    "T": {"type": "TransformationEvent"},
    "G": {"type": "AggregationEvent", "action": "ADD"},
    "?": {"type": "AssociationEvent", "action": "ADD"},
}
for role, allowed in table.items():
    for letter, event in kinds.items():
        assert same(may_record(role, event), letter in allowed), (
            "Go through the table row by row, and mind who is not in it."
        )
### END HIDDEN TESTS

# %% [markdown]
# **Item 6. What was it made from?** (2 points). The direct inputs of a thing: everything in
# `inputEPCList` of each TransformationEvent that has the thing in `outputEPCList`.
#
# If one event turns `["p1", "p2"]` into `["b1", "b2"]`, then `made_from(events, "b1")` → `{"p1", "p2"}`,
# and `made_from(events, "p1")` → `set()`.
#
# *Stuck?* Go through all events; only some have an `outputEPCList`.


# %% tags=["answer"] grade_id="09_made_from"
def made_from(events: list, thing: str) -> set:
    """The direct inputs of a thing."""
    ### BEGIN SOLUTION
    found = set()
    for event in events:
        if thing in event.get("outputEPCList", []):
            found |= set(event["inputEPCList"])
    return found
    ### END SOLUTION


# %% tags=["test"] grade_id="09_made_from_test" points=2
cut = {"type": "TransformationEvent", "inputEPCList": ["p1", "p2"], "outputEPCList": ["b1", "b2"]}
assert same(made_from([cut], "b1"), {"p1", "p2"}), "Both pigs may be in the box."
assert same(made_from([cut], "p1"), set()), "A pig was made from nothing here."
more = {"type": "TransformationEvent", "inputEPCList": ["p3"], "outputEPCList": ["b1"]}
seen = {"type": "ObjectEvent", "action": "OBSERVE", "epcList": ["b1"]}
assert same(made_from([cut, seen, more], "b1"), {"p1", "p2", "p3"}), (
    "Look at every event: a box can be filled twice, and most events transform nothing."
)
### BEGIN HIDDEN TESTS
other = {"type": "TransformationEvent", "inputEPCList": ["p4"], "outputEPCList": ["b9"]}
assert same(made_from([cut, other, more], "b1"), {"p1", "p2", "p3"}), "A box can be filled twice."
assert same(made_from([], "b1"), set()), "No events, no inputs."
assert same(made_from(EVENTS, EVENTS[0]["epcList"][0]), set()), "Most events transform nothing."
### END HIDDEN TESTS

# %% [markdown]
# **Item 7. Back to the farms** (3 points). Follow the inputs of the inputs until there are none.
# Return the **origins**: the things on the way that were made from nothing.
#
# If pigs become halves and halves become boxes, `origins(events, box)` → the pigs. A thing that was
# made from nothing is its own origin: `origins(events, pig)` → `{pig}`. Data can be wrong: a box may
# be among its own inputs, by some way round. Such a loop must not keep you forever. *Closed book:*
# `tracing`, `containment`, `graph` and `traces` are withheld. A checkpoint is given:
# `inputs_of(events, thing)` does what item 6 asks for.
#
# *Stuck?* Keep a list of things still to look at, and a set of things already seen.


# %% tags=["given"] grade_id="09_inputs_of"
def inputs_of(events, thing):
    """The direct inputs of a thing (the checkpoint for item 7)."""
    return {t for e in events if thing in e.get("outputEPCList", []) for t in e["inputEPCList"]}


# %% tags=["answer"] grade_id="09_origins"
def origins(events: list, thing: str) -> set:
    """The first origins of a thing."""
    ### BEGIN SOLUTION
    seen, waiting, found = {thing}, [thing], set()
    while waiting:
        current = waiting.pop()
        inputs = inputs_of(events, current)
        if not inputs:
            found.add(current)
        waiting += inputs - seen
        seen |= inputs
    return found
    ### END SOLUTION


# %% tags=["test"] grade_id="09_origins_test" points=3
halves = {"type": "TransformationEvent", "inputEPCList": ["p1", "p2"], "outputEPCList": ["h1"]}
boxes = {"type": "TransformationEvent", "inputEPCList": ["h1"], "outputEPCList": ["b1"]}
loop = {"type": "TransformationEvent", "inputEPCList": ["b1"], "outputEPCList": ["h1"]}
with closed_book(*TRACING):
    got, own = origins([halves, boxes], "b1"), origins([halves, boxes], "p1")
    looped = origins([halves, boxes, loop], "b1")
assert same(got, {"p1", "p2"}), "Do you follow the inputs of the inputs?"
assert same(own, {"p1"}), "A pig is its own origin."
assert same(looped, {"p1", "p2"}), "Here b1 went into h1 again, by mistake. Do you still end?"
### BEGIN HIDDEN TESTS
mixed = {"type": "TransformationEvent", "inputEPCList": ["h1", "p3"], "outputEPCList": ["b2"]}
assert same(origins([mixed, boxes, halves], "b2"), {"p1", "p2", "p3"}), (
    "Ways may have different lengths."
)
self_made = {"type": "TransformationEvent", "inputEPCList": ["b3", "p1"], "outputEPCList": ["b3"]}
assert same(origins([halves, self_made], "b3"), {"p1"}), "Data can hold a loop; do you still end?"
for seed in range(20, 26):
    events = sample_chain(seed, farms=3, batches=4)
    graph = TraceGraph(from_dict(as_document(*events)).events)
    for event in events:
        for thing in event.get("outputEPCList", []):
            expected = set(graph.trace_back(thing).ends)
            with closed_book(*TRACING):
                got = origins(events, thing)
            assert same({canonical(t) for t in got}, expected), "Try it on sample_chain(20)."
### END HIDDEN TESTS

# %% [markdown]
# **Item 8. Forward to the shelves** (3 points). The mirror image: given an ill pig, return the
# **products** that may contain it: all things reached through transformations that were made into
# nothing else. The pig itself is a product only if nothing was made from it. Mind loops, as before.
#
# If pigs become halves and halves become two boxes, `products(events, pig)` → both boxes.
# *Closed book* as item 7.
#
# *Stuck?* What `inputs_of` does with inputs and outputs, do the other way round.


# %% tags=["answer"] grade_id="09_products"
def products(events: list, thing: str) -> set:
    """The last products that may contain a thing."""
    ### BEGIN SOLUTION
    seen, waiting, found = {thing}, [thing], set()
    while waiting:
        current = waiting.pop()
        outputs = {
            t for e in events if current in e.get("inputEPCList", []) for t in e["outputEPCList"]
        }
        if not outputs:
            found.add(current)
        waiting += outputs - seen
        seen |= outputs
    return found
    ### END SOLUTION


# %% tags=["test"] grade_id="09_products_test" points=3
halves = {"type": "TransformationEvent", "inputEPCList": ["p1", "p2"], "outputEPCList": ["h1"]}
boxes = {"type": "TransformationEvent", "inputEPCList": ["h1"], "outputEPCList": ["b1", "b2"]}
loop = {"type": "TransformationEvent", "inputEPCList": ["h1"], "outputEPCList": ["h1", "b3"]}
with closed_book(*TRACING):
    got, own = products([halves, boxes], "p1"), products([halves, boxes], "b2")
    looped = products([boxes, halves, loop], "p1")
assert same(got, {"b1", "b2"}), "Do you follow the outputs of the outputs, and all of them?"
assert same(own, {"b2"}), "A box that became nothing else is its own product."
assert same(looped, {"b1", "b2", "b3"}), "Here h1 went into itself, by mistake. Do you still end?"
### BEGIN HIDDEN TESTS
split = {"type": "TransformationEvent", "inputEPCList": ["p1"], "outputEPCList": ["b9"]}
assert same(products([boxes, split, halves], "p1"), {"b1", "b2", "b9"}), (
    "One pig can go two ways, and the order of events is not given."
)
back = {"type": "TransformationEvent", "inputEPCList": ["b1"], "outputEPCList": ["h1"]}
assert same(products([halves, boxes, back], "p1"), {"b2"}), (
    "Data can hold a loop; do you still end?"
)
for seed in range(30, 36):
    events = sample_chain(seed, farms=3, batches=4)
    for event in events:
        for thing in event.get("inputEPCList", []):
            expected = {
                t for e in events if thing in e.get("inputEPCList", []) for t in e["outputEPCList"]
            }
            with closed_book(*TRACING):
                got = products(events, thing)
            assert same(got, expected), "Try it on sample_chain(30)."
### END HIDDEN TESTS

# %% [markdown]
# **Item 9. What is it inside of?** (3 points). A box is on a pallet from the `AggregationEvent` with
# action `ADD` until the one with action `DELETE`, and the pallet may be in a truck. Return all
# containers that hold the thing **after** the given number of events has happened. Each of these
# events lists its `childEPCs` here, and nothing is ever inside itself.
#
# `inside(events, box, 5)` looks at `events[:5]` only. Box on pallet, pallet in truck → `{pallet, truck}`.
# *Closed book* as item 7.
#
# *Stuck?* First the direct parent: the last ADD or DELETE that names the thing as a child decides.
# Then ask the same of the parent.


# %% tags=["answer"] grade_id="09_inside"
def inside(events: list, thing: str, count: int) -> set:
    """The containers that hold a thing after the first ``count`` events."""
    ### BEGIN SOLUTION
    parent = {}
    for event in events[:count]:
        if event["type"] == "AggregationEvent":
            for child in event["childEPCs"]:
                if event["action"] == "ADD":
                    parent[child] = event["parentID"]
                elif event["action"] == "DELETE":
                    parent.pop(child, None)
    found = set()
    while thing in parent and parent[thing] not in found:
        thing = parent[thing]
        found.add(thing)
    return found
    ### END SOLUTION


# %% tags=["test"] grade_id="09_inside_test" points=3
pack = {"type": "AggregationEvent", "action": "ADD", "parentID": "pallet", "childEPCs": ["b1"]}
load = {"type": "AggregationEvent", "action": "ADD", "parentID": "truck", "childEPCs": ["pallet"]}
unload = {**load, "action": "DELETE"}
with closed_book(*TRACING):
    got = [inside([pack, load, unload], "b1", n) for n in range(4)]
assert same(got[1], {"pallet"}), "After one event the box is on the pallet."
assert same(got[2], {"pallet", "truck"}), "What is in the truck is in it with all its boxes."
assert same(got[3], {"pallet"}), "DELETE takes the pallet out of the truck again."
assert same(got[0], set()), "Before any event nothing is inside anything."
look = {**load, "action": "OBSERVE"}
assert same(inside([pack, look], "b1", 2), {"pallet"}), "To look at a pallet does not load it."
### BEGIN HIDDEN TESTS
repack = {"type": "AggregationEvent", "action": "ADD", "parentID": "pallet2", "childEPCs": ["b1"]}
unpack = {**pack, "action": "DELETE"}
again = [pack, load, unload, unpack, repack]
assert same(inside(again, "b1", 4), set()), "After unpacking the box is on no pallet."
assert same(inside(again, "b1", 5), {"pallet2"}), "It can be packed again, on another pallet."
look = {"type": "AggregationEvent", "action": "OBSERVE", "parentID": "pallet", "childEPCs": ["b1"]}
assert same(inside([pack, look], "b1", 2), {"pallet"}), "To observe a pallet changes nothing."
seen = {"type": "ObjectEvent", "action": "DELETE", "epcList": ["b2"]}
assert same(inside([pack, seen], "b1", 2), {"pallet"}), "Only aggregation events pack and unpack."
events = sample_chain(41)
loaded = next(n for n, e in enumerate(events) if e["bizStep"] == "transporting")
pallet, truck = events[loaded - 1]["childEPCs"][0], events[loaded - 1]["parentID"]
box = next(e for e in events if e["bizStep"] == "packing" and e["parentID"] == pallet)["childEPCs"][
    0
]
with closed_book(*TRACING):
    assert same(inside(events, box, loaded + 1), {pallet, truck}), "Try it on sample_chain(41)."
### END HIDDEN TESTS

# %% [markdown]
# **Item 10. Was it warm?** (2 points). A checkpoint is given: `history(events, thing)` returns the events
# of a thing in time order, those of its pallet and truck included while it was inside. Return the
# highest temperature in them, or `None` where none was measured.
#
# A reading stands in `sensorElementList` → each has a `sensorReport` list → each report has `type`,
# `value` and `uom` (unit of measure). Count reports of type `Temperature` only; here all of them are
# in degrees Celsius, `CEL`. Frozen goods are below zero.
#
# `warmest([departed, measured])` → `9.4`, if only `measured` carries readings, of 3.1 and 9.4.
#
# *Stuck?* Three loops inside each other; `event.get("sensorElementList", [])`.


# %% tags=["given"] grade_id="09_history"
def history(events, thing):
    """A thing's events with those of its containers meanwhile (the checkpoint for item 10)."""
    pairs = zip(from_dict(as_document(*events)).events, events, strict=True)
    raw = {event.hash: plain for event, plain in pairs}
    return [
        raw[event.hash]
        for event in TraceGraph(from_dict(as_document(*events)).events).history(thing)
    ]


# %% tags=["answer"] grade_id="09_warmest"
def warmest(events: list) -> float | None:
    """The highest temperature that the events report; None if none does."""
    ### BEGIN SOLUTION
    values = [
        report["value"]
        for event in events
        for element in event.get("sensorElementList", [])
        for report in element["sensorReport"]
        if report["type"] == "Temperature"
    ]
    return max(values, default=None)
    ### END SOLUTION


# %% tags=["test"] grade_id="09_warmest_test" points=2
def reading(value, kind="Temperature", unit="CEL"):
    """An event with one sensor report."""
    return {
        "type": "ObjectEvent",
        "sensorElementList": [{"sensorReport": [{"type": kind, "value": value, "uom": unit}]}],
    }


assert same(warmest([reading(2.5), reading(9.4), reading(3.1)]), 9.4), "The highest of the three."
assert same(warmest([{"type": "ObjectEvent"}]), None), "No sensor, no temperature: None."
assert same(warmest([reading(-18.5), reading(-20)]), -18.5), "Frozen goods have temperatures too."
assert same(warmest([reading(0), reading(-1)]), 0), "Zero degrees is a temperature, not nothing."
damp = reading(80, "RelativeHumidity", "A93")
assert same(warmest([reading(2.5), damp]), 2.5), "80 is no temperature: look at the type."
### BEGIN HIDDEN TESTS
assert same(warmest([damp]), None), "Other sensors report other things."
two = {
    "type": "ObjectEvent",
    "sensorElementList": [
        {
            "sensorReport": [
                {"type": "Temperature", "value": 1},
                {"type": "Temperature", "value": 7},
            ]
        },
        {"sensorReport": [{"type": "Temperature", "value": 5}]},
    ],
}
assert same(warmest([two]), 7), "An element can hold several reports, an event several elements."
assert same(warmest([]), None), "No events, no temperature."
for seed in (50, 51):
    events = sample_chain(seed)
    box = next(e for e in events if e["bizStep"] == "packing")["childEPCs"][0]
    past = history(events, box)
    expected = max(
        r["value"] for e in past for s in e.get("sensorElementList", []) for r in s["sensorReport"]
    )
    assert same(warmest(past), expected), "Try it on history(sample_chain(50), ...)."
### END HIDDEN TESTS

# %% [markdown]
# **Item 11. Cloned labels** (2 points). A box that was sold is gone. Return every code that an event
# names in `epcList` **after** an `ObjectEvent` with action `DELETE` named it there.
#
# Sold, then stocked elsewhere → suspicious. Stocked, then sold → honest: the sale itself does not
# count. Events come in time order and are of all types: some have no `epcList`, some no `action`.
#
# *Stuck?* Remember the sold codes as you go through the events.


# %% tags=["answer"] grade_id="09_cloned"
def cloned(events: list) -> set:
    """The codes that live on after they were sold."""
    ### BEGIN SOLUTION
    sold, suspicious = set(), set()
    for event in events:
        named = set(event.get("epcList", []))
        suspicious |= named & sold
        if event["type"] == "ObjectEvent" and event["action"] == "DELETE":
            sold |= named
    return suspicious
    ### END SOLUTION


# %% tags=["test"] grade_id="09_cloned_test" points=2
stock = {"type": "ObjectEvent", "action": "OBSERVE", "epcList": ["b1", "b2"]}
sell = {"type": "ObjectEvent", "action": "DELETE", "epcList": ["b1"]}
unpack = {"type": "AggregationEvent", "action": "DELETE", "parentID": "x", "childEPCs": ["b1"]}
cut = {"type": "TransformationEvent", "inputEPCList": ["p1"], "outputEPCList": ["b1", "b2"]}
honest, fraud = cloned([cut, unpack, stock, sell]), cloned([cut, unpack, sell, stock])
assert same(honest, set()), "On the shelf, then sold: nothing is wrong. Does the sale itself count?"
assert same(fraud, {"b1"}), "Sold, then on a shelf: which box is that?"
assert same(cloned([stock, sell, sell]), {"b1"}), "A box cannot be sold twice."
### BEGIN HIDDEN TESTS
assert same(
    cloned([sell, {"type": "ObjectEvent", "action": "OBSERVE", "epcList": ["b3"]}]), set()
), "Other boxes are innocent."
assert same(cloned([]), set()), "No events, no suspicion."
ship = {"type": "TransactionEvent", "action": "DELETE", "epcList": ["b4"]}
seen = {"type": "ObjectEvent", "action": "OBSERVE", "epcList": ["b4"]}
assert same(cloned([ship, seen]), set()), (
    "A transaction that ends is no sale: look at the event's type."
)
for seed in (60, 61):
    assert same(cloned(sample_chain(seed)), set()), "An honest chain has no clones."
### END HIDDEN TESTS

# %% [markdown]
# **Item 12. Find the edited records** (2 points). A partner sends you its events and you hold the event
# hashes that the ledger recorded, in the same order. Return the positions (from 0) at which they do
# not fit.
#
# `from_dict(as_document(event)).events[0].hash` computes the CBV event hash.
#
# *Stuck?* `zip` walks both lists together, `enumerate` counts.


# %% tags=["answer"] grade_id="09_edited"
def edited(events: list, anchors: list) -> list:
    """The positions of the events that are not what the ledger recorded."""
    ### BEGIN SOLUTION
    found = []
    for position, (event, anchor) in enumerate(zip(events, anchors, strict=True)):
        if from_dict(as_document(event)).events[0].hash != anchor:
            found.append(position)
    return found
    ### END SOLUTION


# %% tags=["test"] grade_id="09_edited_test" points=2
anchors = [from_dict(as_document(event)).events[0].hash for event in EVENTS]
changed = copy.deepcopy(EVENTS)
changed[3]["bizStep"] = "inspecting"
got, found = edited(EVENTS, anchors), edited(changed, anchors)
assert type(got) in (list, tuple), "Return a list of positions, in order."
assert same(got, []), "Nothing was edited here. Did you compute the event hash of each event?"
assert same(found, [3]), "One event, the one at position 3, was edited."
### BEGIN HIDDEN TESTS
events = sample_chain(70)
anchors = [from_dict(as_document(event)).events[0].hash for event in events]
changed = copy.deepcopy(events)
warm = next(n for n, e in enumerate(events) if "sensorElementList" in e)
changed[warm]["sensorElementList"][0]["sensorReport"][0]["value"] = 1.5
changed[0]["epcList"] = changed[0]["epcList"][:1]
reordered = [dict(reversed(event.items())) for event in events]
assert same(edited(changed, anchors), sorted({0, warm})), "Every edited position, in order."
assert same(edited(reordered, anchors), []), (
    "The order of the fields does not change what an event says: compare hashes, not texts."
)
assert same(edited([], []), []), "Nothing sent, nothing edited."
### END HIDDEN TESTS

# %% [markdown]
# **Item 13. Take it back, do not delete it** (2 points). Return a **new** event that declares the given one
# an error: the same content plus `errorDeclaration` with `declarationTime`, `reason` and, where
# corrections are given, `correctiveEventIDs`. `corrections` lists the event IDs of the events that
# say it right, such as `"urn:uuid:7c3f…"`; it may be empty. The given event stays as it was.
#
# *Stuck?* `{**event, "errorDeclaration": {...}}` is a new dictionary.


# %% tags=["answer"] grade_id="09_take_back"
def take_back(event: dict, time: str, reason: str, corrections: list) -> dict:
    """The event again, declared an error."""
    ### BEGIN SOLUTION
    declaration = {"declarationTime": time, "reason": reason}
    if corrections:
        declaration["correctiveEventIDs"] = list(corrections)
    return {**event, "errorDeclaration": declaration}
    ### END SOLUTION


# %% tags=["test"] grade_id="09_take_back_test" points=2
before = copy.deepcopy(EVENTS[0])
declared = take_back(EVENTS[0], "2016-10-18T09:00:00.000+08:00", "did_not_occur", [])
assert type(declared) is dict and declared is not EVENTS[0], "Return a new dictionary."
assert same(EVENTS[0], before), "The given event must stay as it was."
read = from_dict(as_document(declared)).events[0]
assert read.error_declaration is not None, "Where is the errorDeclaration?"
assert read.error_declaration.reason.endswith("did_not_occur"), "Give the reason."
assert "correctiveEventIDs" not in declared["errorDeclaration"], (
    "No corrections were given: leave the field out."
)
right = ["urn:uuid:7c3f0a52-8d2e-4c11-9a55-1f6c0f6c2a10"]
declared = take_back(EVENTS[0], "2016-10-18T09:00:00.000+08:00", "incorrect_data", right)
read = from_dict(as_document(declared)).events[0]
assert same(list(read.error_declaration.corrective_ids), right), "Name the events that correct it."
### BEGIN HIDDEN TESTS
for event in sample_chain(80)[:6]:
    before = copy.deepcopy(event)
    declared = take_back(
        event,
        "2016-10-19T10:00:00.000+08:00",
        "incorrect_data",
        ["urn:uuid:7c3f0a52-8d2e-4c11-9a55-1f6c0f6c2a10"],
    )
    read = from_dict(as_document(declared)).events[0]
    assert same(event, before), "The given event must stay as it was."
    assert same(
        list(read.error_declaration.corrective_ids),
        ["urn:uuid:7c3f0a52-8d2e-4c11-9a55-1f6c0f6c2a10"],
    ), "Name the events that correct it."
    assert read.hash == from_dict(as_document(event)).events[0].hash, (
        "The content must be the same: it is how the ledger finds the event."
    )
    assert read.error_declaration.reason.endswith("incorrect_data"), (
        "The reason is the one that was given."
    )
### END HIDDEN TESTS

# %% [markdown]
# **Item 14. Your judgement** (4 points, read by a person). Your company sells pork through 200 shops. The
# board has heard "blockchain makes food safe" and wants your advice in about 200 words: **would you
# join such a platform, and what would you ask for first?** Say what the ledger can prove here and
# what not, who gains and who pays, and when a shared database with one trusted operator would do.
#
# | points | what the reader finds |
# |---|---|
# | 4 | a clear advice, built on what a ledger can and cannot prove in this chain, with costs and gains for at least two parties and a fair word for the alternative |
# | 3 | a clear advice with a correct limit, but one of parties, costs or alternative is missing |
# | 2 | correct statements about ledgers, little about pork, shops or costs |
# | 1 | an opinion without reasons, or "the chain makes data true" |

# %% [markdown] tags=["rubric"] grade_id="09_judgement" points=4
# ### BEGIN SOLUTION
# *What a good answer says.* Join, if the suppliers and the authority join as well: a ledger that only
# we write is a slow database. It proves who recorded what and that it has not changed since; not that
# the farm told the truth. So ask first for smaller batches and for inspections that are recorded too.
# We gain narrow recalls (six boxes rather than a week's sales); farms pay for tags and scanning and
# should share the gain; the carrier loses the freedom to forget a warm hour. If all suppliers already
# trust one operator, such as the authority, a signed database with copies does the same for less.
# ### END SOLUTION
