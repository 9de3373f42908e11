"""Lesson 09: pork traceability. CONTRIBUTING.md says how a lesson is written."""

# %% [markdown]
# # 09 · Which farm did this box of pork come from, and what else must be recalled?
#
# **After this lesson you can**
#
# - read and record the events of a food supply chain in the form the trade uses, GS1 EPCIS 2.0;
# - trace a box back to its farms, and a pig forward to every shelf;
# - say what an edited, cloned or lost record looks like, and who can notice;
# - say what a shared ledger cannot know about pork.
#
# **You need** lessons 01 to 03 or the idea of a digest and a signature. **Time** 50 minutes;
# the assignment takes about 90 more.
#
# **Source** *China's Blockchain Ecosystem: Industry Mapping Report*, chapter 2, "Walmart's
# blockchain-based Food Safety Initiative", exhibits 2.4 and 2.5. **Standards** GS1 EPCIS 2.0 and
# CBV 2.0. **Law** Food Safety Law 食品安全法, articles 42 and 63.

# %% [markdown]
# ## The case
#
# A pig is raised on a farm, slaughtered and cut in a plant, moved in a cold truck, sorted in a
# distribution centre and sold in a shop. The law asks each of them to keep records that make food
# traceable (追溯 *zhuīsù*, article 42), and to take unsafe food back from wherever it has gone
# (召回 *zhàohuí* recall, article 63). The report describes what this meant on paper: days of
# checking. Here is what it says of the pilot that Walmart, IBM and Tsinghua University began.

# %%
from course_lib.facts import fact

for name in ("batch_search_seconds", "document_retrieval_seconds", "mango_after_seconds"):
    print(fact("walmart", name))
    print("   note:", fact("walmart", name).note)

# %% [markdown]
# Read such figures slowly. The first two are the pilot's own summary; nobody says how they were
# measured. *Less than 10 seconds* is for finding a batch, *half a minute* for fetching the papers
# of one product.
#
# The third is the one that you may have heard: "from 7 days to 2.2 seconds". It belongs to mangoes
# in the United States, not to this pilot, and it compares asking people with asking a database.

# %% [markdown]
# ## Who takes part
#
# The report's exhibit 2.4 names the parties: farming, processing, transport, sales, consumer; its
# text adds the authorities that supervise them. Our pilot has ten such organisations. **They and
# all their data are synthetic**, made for this lesson; their company prefixes begin with 952, which
# GS1 keeps for examples.
#
# Each organisation has its own signing key and its own replica (副本 *fùběn*) of the ledger
# (账本 *zhàngběn*). Together they form a consortium (联盟 *liánméng*). The next cell founds it
# and captures five days of events.

# %%
from course_lib.contracts.traceability.network import run_pilot
from course_lib.contracts.traceability.parties import PARTIES, REGULATOR, party_at

pilot = run_pilot()
for party in PARTIES:
    print(f"{party.role:12} {party.name:20} {party.zh}")
print(
    f"\n{pilot.consortium.height} blocks on each of {len(pilot.consortium.organisations)} replicas"
)

# %% [markdown]
# ## One event
#
# EPCIS describes the chain as **events** (事件 *shìjiàn*). Each answers five questions: *what*
# things, *when*, *where*, *why* (the business step) and, since version 2.0, *how* (sensor data).
# This is how a farm says that four pigs have got their ear tags:

# %%
import json

from course_lib.contracts.traceability.pilot import box, pig, pork_pilot

first = pork_pilot()[0]
print(json.dumps(first.document["epcisBody"]["eventList"][0], indent=1))

# %% [markdown]
# An `ObjectEvent` begins, observes or ends things. An `AggregationEvent` packs and unpacks them. A
# `TransformationEvent` is where identities end and begin: the ear tags in its `inputEPCList` are
# used up, the box codes in its `outputEPCList` come into being.
#
# ## The event's fingerprint
#
# The ledger anchors each event by its **CBV event hash**: a digest (哈希值 *hāxīzhí*) over the
# event's content in a fixed order, with every identifier in one spelling. Two systems that write
# the same event differently get the same hash. Change one ear tag, and half of the bits turn:

# %%
from course_lib import show
from course_lib.contracts.traceability.documents import parse
from course_lib.contracts.traceability.event_hash import prehash_string

original = parse(first.text).events[0]
edited = parse(first.text.replace("P4", "P5")).events[0]
print(original.hash, edited.hash, sep="\n")
show.avalanche(prehash_string(original.raw), prehash_string(edited.raw))

# %% [markdown]
# ## Predict, then run: backwards
#
# A customer finds something odd in box `B1-1`. Every pig has one ear tag.
# **From how many pigs can the meat in this one box come?** Write your number down first.

# %%
my_guess_pigs = 1  # change this before you run the next cell

# %%
processor = pilot.members["Hongfu Meats"]
answer = processor.query("traceability", "trace_back", thing=box("B1", 1))
for origin in answer["origins"]:
    print(origin["thing"].rpartition("/")[2], "from", party_at(origin["place"]).name)
print(f"\nyou said {my_guess_pigs}; the ledger says {len(answer['origins'])}")

# %% [markdown]
# Three pigs of two farms. The processor cut them in one batch (批次 *pīcì*), and its transformation
# event says only what went in, three pigs, and what came out, six boxes. Nobody recorded which cut
# went into which box, so the ledger cannot know. **The batch is the finest grain of the truth here.** A processor who wants smaller
# answers must make smaller batches.
#
# Here is the same answer as a map. It is drawn from the events, with the highest temperature that
# the truck reported.

# %%
from course_lib.contracts.traceability.graph import TraceGraph

graph = TraceGraph(event for done in pork_pilot() for event in parse(done.text).events)
show.trace_map(
    graph.trace_back(box("B1", 1)).events, PARTIES, "Box B1-1: where it came from (synthetic)"
)

# %% [markdown]
# Step through it. Move the slider with the arrow keys; the line above the map tells the event in
# words. Stop at the loading of the truck: from there on, whatever happens to the truck happens to
# the pallet on it, and to every box on the pallet.

# %%
show.trace_view(
    graph.trace_back(box("B1", 1)).events, PARTIES, "Box B1-1, step by step (synthetic)"
)

# %% [markdown]
# ## Predict, then run: forwards
#
# The veterinary office reports that one pig was ill: the first pig of Songshan Farm. It is one of
# twelve. The pilot made 24 boxes. **How many boxes must be recalled, and from how many shops?**

# %%
my_guess_boxes = 2
my_guess_shops = 1

# %%
recall = processor.query("traceability", "recall", thing=pig(1, 1))
shops = {party_at(product["place"]).name for product in recall["products"]}
sold = sum(product["sold"] for product in recall["products"])
print(f"{len(recall['products'])} boxes, {sold} of them already sold, in {sorted(shops)}")

# %% [markdown]
# One pig in twelve, yet six boxes of 24: the whole batch, because any box may hold its meat. And
# the centre packed the boxes anew, so the batch went to two shops. Look at what the recall did
# *not* touch: the third shop, and every other box on the same truck. Those only travelled along.
#
# That is what traceability is worth in money. Without it, article 63 leaves a careful shop one
# choice: take back everything.

# %%
show.trace_map(
    graph.recall_forward(pig(1, 1)).events,
    PARTIES,
    "Pig P1 of Songshan Farm: where it went (synthetic)",
)

# %% [markdown]
# ## Two more who ask
#
# A **consumer** scans the code on the box and learns origin, batch, dates and temperature. Prices,
# orders and other customers are none of their business. The **regulator** (监管机构 *jiānguǎn
# jīgòu*) sees the whole file, who recorded what, and what looks wrong; the limit of 4 °C is this
# lesson's own.

# %%
shop = pilot.members["Shop Haidian"]
shop.query("traceability", "consumer", code=box("B3", 1))

# %%
regulator = pilot.members[REGULATOR.name]
dossier = regulator.query("traceability", "regulator", thing=box("B3", 1))
print(len(dossier["events"]), "events")
for alert in dossier["alerts"]:
    print(alert["kind"], "-", alert["words"])

# %% [markdown]
# ## Break it, then repair it: the edited record
#
# The carrier would rather not have been warm. In a database of its own, an edit takes one line and
# leaves no trace. Here it is:

# %%
warm = next(c for c in pork_pilot() if "9.4" in c.text)
database = {"reading 5": warm.text}
database["reading 5"] = warm.text.replace("9.4", "3.4")
print(
    "the database now says", parse(database["reading 5"]).events[0].sensor_readings[0].value, "°C"
)

# %% [markdown]
# The attack worked: nobody who reads that database can tell. On the ledger the event's hash was
# recorded when the event was, by eleven replicas. The edited text has another hash, and nobody
# recorded that one.

# %%
for text in (warm.text, database["reading 5"]):
    found = shop.query("traceability", "record", hash=parse(text).events[0].hash)
    print(found["by"] if found else "nobody recorded this event")

# %% [markdown]
# ## Break it, then repair it: the cloned label
#
# A swindler photographs the label of a box that was **sold**, prints it again and puts other meat
# on the shelf under it. Every event below is valid on its own: right role, right place, right form.

# %%
from course_lib.contracts.traceability.parties import SHOPS
from course_lib.contracts.traceability.pilot import Capture, document

when, sold_box = "2016-10-18T08:00:00.000+08:00", box("B1", 1)
on_shelf = {
    "action": "OBSERVE",
    "epcList": [sold_box],
    "bizStep": "stocking",
    "readPoint": {"id": SHOPS[2].location},
}
receipt = pilot.capture(Capture(SHOPS[2], when, document(when, "ObjectEvent", **on_shelf)))
print("accepted" if receipt.ok else receipt.error)

# %% [markdown]
# Accepted: the contract looks at one event at a time. The fraud shows only when somebody compares
# the events of one code over time. That is the regulator's view, and it is why the chain must be
# *shared*: the two shops have never met.

# %%
dossier = regulator.query("traceability", "regulator", thing=sold_box)
for alert in dossier["alerts"]:
    print(alert["kind"], "-", alert["words"])

# %% [markdown]
# ## Refused: what breaks the standard, and what is not yours to say
#
# A document is taken whole or not at all. The error names the place, the value and what would be
# right.

# %%
from course_lib.errors import CourseError

farm = pilot.members["Qinghe Farm"]
made = next(done for done in pork_pilot() if "TransformationEvent" in done.text)
for text in (made.text.replace('"bizStep":"commissioning"', '"bizStep":"comissioning"'), made.text):
    try:
        farm.invoke("traceability", "capture", document=text)
    except CourseError as error:
        print(f"{type(error).__name__}: {error}\n")

# %% [markdown]
# ## Corrected, never deleted
#
# Honest mistakes happen: that stocking event was a scanning error, say. Its recorder repeats it
# with an `errorDeclaration`. From then on it no longer counts, and it stays visible, in a block
# that names the block before it. Walk the chain below with the slider.

# %%
wrong = document(when, "ObjectEvent", **on_shelf)
later = "2016-10-18T09:00:00.000+08:00"
wrong["epcisBody"]["eventList"][0]["errorDeclaration"] = {
    "declarationTime": later,
    "reason": "did_not_occur",
}
pilot.capture(Capture(SHOPS[2], later, wrong))
dossier = regulator.query("traceability", "regulator", thing=sold_box)
print(len(dossier["alerts"]), "alerts,", len(dossier["taken_back"]), "event taken back")

# %%
show.chain_view(pilot.consortium.ledger)

# %% [markdown]
# ## Say the limit
#
# - **Garbage in at the farm stays garbage.** A farm can tag a pig that it bought elsewhere. The
#   ledger proves that the farm *said* so, on that day, under its key; not that it was so.
# - **The tag is not the pig.** Codes are copied, sensors are moved (lessons 10 and 12).
# - **Would a signed database do?** If every party trusted one operator to keep it, yes, and it
#   would be cheaper. The ledger earns its cost where suppliers, a retailer and an authority each
#   need a copy that the others cannot change afterwards.
# - Which farm *may* see which order is not decided here: every replica holds every document.
#   Private data comes in lesson 08.
#
# The report itself warns of projects begun "only because blockchain is a promoted technology".
#
# ## Take away
#
# 1. Traceability is a graph of events: transformations join the pigs to the boxes, containers
#    carry what is inside them.
# 2. A ledger makes a record hard to change and easy to compare. It does not make it true.
# 3. The batch decides how much a recall costs.
#
# **What the model leaves out**: quantities and weights, product returns, master data, the network
# between the replicas, and member-by-member privacy. **Next**: the assignment
# [`exercises/09_pork_traceability`](../exercises/09_pork_traceability/09_pork_traceability.ipynb);
# then lesson 10 asks whether a thermometer can be a witness.

# %%
show.quiz("09")

# %% [markdown] tags=["instructor"]
# ### Notes for the instructor
#
# | minutes | what |
# |---|---|
# | 0–8 | the case and its figures; ask who has heard "2.2 seconds" |
# | 8–18 | parties, one event, the fingerprint |
# | 18–32 | both predictions; collect guesses by show of hands before running |
# | 32–44 | edited record, cloned label, refused, corrected |
# | 44–50 | the limit, the quiz |
#
# **Common errors.** Learners say that the ledger "knows" which pig is in which box: go back to the
# transformation event. They expect the contract to refuse the cloned label: ask which single event
# was false. They read "less than 10 seconds" as the time of a recall: it is the time of a search.
#
# **Prompts.** Who pays for smaller batches, and who gains? What would the carrier do if the
# thermometer were its own? Which of the eleven replicas would you ask first in a dispute, and why
# two of them?
