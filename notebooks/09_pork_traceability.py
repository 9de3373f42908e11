"""Lesson 09: pork traceability. CONTRIBUTING.md says how a lesson is written."""

# %% [markdown]
# # 09 · Which farm did this box of pork come from, and what else must be recalled?
#
# **After this lesson you can**
#
# - read the events of a food supply chain in the form the trade uses, and record one;
# - trace a box back to its farms, and a pig forward to every shelf;
# - say what an edited, cloned, lost or withdrawn record looks like, and who can notice;
# - say what a shared ledger cannot know about pork.
#
# **Time** 50 minutes; the assignment takes about two hours more. **Source** *China's Blockchain
# Ecosystem: Industry Mapping Report*, chapter 2, "Walmart's blockchain-based Food Safety
# Initiative", exhibits 2.4 and 2.5. **Standards** EPCIS 2.0 (Electronic Product Code Information
# Services) and CBV 2.0 (Core Business Vocabulary), both of GS1, which also gives out barcodes.
# **Law** Food Safety Law 食品安全法, articles 42 and 63.
#
# **You need** the idea of lessons 01 to 03. If you have not met it, five lines will do:
#
# - A **digest** (哈希值 *hāxīzhí*; also called hash or fingerprint) is a short number computed from
#   a text. The same text always gives the same digest; any change gives another.
# - A **digital signature** (数字签名 *shùzì qiānmíng*) is made with a secret **signing key**.
#   Everybody can check it, and nobody without the key can make it.
# - A **block** (区块 *qūkuài*) is a page of signed records that holds the digest of the page before.
# - A **ledger** (账本 *zhàngběn*) is the chain of blocks. Each organisation keeps its own copy, a
#   **replica** (副本 *fùběn*).
# - A **smart contract** (智能合约 *zhìnéng héyuē*) is the program that decides, alike on every
#   replica, what may be recorded. Ours is called `traceability`.

# %% [markdown]
# ## The case
#
# A pig is raised on a farm, slaughtered and cut in a plant, moved in a cold truck, sorted in a
# distribution centre and sold in a shop. The law asks each of them to keep records that make food
# traceable (追溯 *zhuīsù*, article 42), and to take unsafe food back from wherever it has gone
# (召回 *zhàohuí* recall, article 63). The report describes what this meant on paper: days of
# checking.
#
# Here is what it says of the pilot that Walmart, IBM and Tsinghua University began, and then a
# figure that you may have heard: "from 7 days to 2.2 seconds". *Claimed* means that those who
# ran the project say it of themselves.

# %%
from course_lib.facts import fact

print("less than", fact("walmart", "batch_search_seconds"))
for name in ("document_retrieval_seconds", "mango_after_seconds"):
    print(fact("walmart", name))
    print("   note:", fact("walmart", name).note)

# %% [markdown]
# Read such figures slowly. The first two are the pilot's own summary; nobody says how they were
# measured. *Less than 10 seconds* is for finding a batch, *half a minute* for fetching the papers
# of one product. The famous third belongs to mangoes in the United States, not to this pilot, and
# it compares asking people with asking a database.
#
# ## Who takes part
#
# The report's exhibit 2.4 names the parties: farming, processing, transport, sales, consumer; its
# text adds the authorities that supervise them. Our pilot has ten such organisations. **They and
# all their data are synthetic**, made for this lesson; their company prefixes begin with 952, which
# GS1 keeps for examples.
#
# Each has its own signing key and its own replica. Together they form a consortium (联盟
# *liánméng*). An eleventh replica belongs to the founder, an operator who opened the network,
# admitted the ten, and records nothing about pork. The next cell founds it all and captures five
# days of events, each in a document of its own.

# %%
from course_lib.contracts.traceability.network import run_pilot
from course_lib.contracts.traceability.parties import PARTIES, REGULATOR, party_at
from course_lib.contracts.traceability.pilot import box, pig, pork_pilot, truck

pilot = run_pilot()
for party in PARTIES:
    print(f"{party.role:12} {party.name:20} {party.zh}")
print(
    f"\nBlock 0, then {len(PARTIES)} blocks to admit members and {len(pork_pilot())} for documents:"
)
print(f"blocks 0 to {pilot.consortium.height}, on {len(pilot.consortium.organisations)} replicas")

# %% [markdown]
# ## One event
#
# EPCIS describes the chain as **events** (事件 *shìjiàn*). Each answers five questions: *what*
# things, *when*, *where* (`readPoint`), *why* (the business step `bizStep`, and the state of the
# things after it, `disposition`) and, since version 2.0, *how* (sensor data). Things and places
# have GS1 names: `urn:epc:id:sgtin:` begins the name of one item, `urn:epc:id:sgln:` that of a place.
#
# Two of the pilot's events: a farm gives four pigs their ear tags, and a plant makes boxes of pigs.
# Each box carries the plant's batch number (批次 *pīcì*) in `ilmd`, the data about an item.

# %%
import json

events = [done.document["epcisBody"]["eventList"][0] for done in pork_pilot()]
made = next(event for event in events if event["type"] == "TransformationEvent")
print(json.dumps(events[0], indent=1))
print(made["type"], "has the fields", ", ".join(made))
print('"ilmd":', json.dumps(made["ilmd"]))

# %% [markdown]
# Five types of event tell everything. An *action* says what three of them do:
#
# | type and action | what it says | our contract calls it |
# |---|---|---|
# | `ObjectEvent` ADD, OBSERVE, DELETE | things begin, are seen, end (a sale ends a box here) | create, observe, retire |
# | `AggregationEvent`, `AssociationEvent`, ADD or DELETE | children go into a parent (ADD) or come out (DELETE): boxes on a pallet, a thermometer in a truck | pack |
# | `TransformationEvent`, no action | the `inputEPCList` is used up, the `outputEPCList` comes into being | transform |
# | `TransactionEvent` | things belong to an order | trade |
#
# ## The event's digest
#
# The ledger **anchors** each event: it keeps the event's digest, the **CBV event hash**, with who
# recorded it and when. The digest is taken over the content in a fixed order, with every name in
# one spelling. So two systems that write the same event differently get the same digest. But
# change one ear tag, and about half of the bits turn:

# %%
from course_lib import show
from course_lib.contracts.traceability.documents import parse
from course_lib.contracts.traceability.event_hash import prehash_string

text = pork_pilot()[0].text
spelt = text.replace('"commissioning"', '"https://ref.gs1.org/cbv/BizStep-commissioning"')
original, other, edited = (parse(t).events[0] for t in (text, spelt, text.replace("P4", "P5")))
print(original.hash, edited.hash, sep="\n")
print("in another spelling the same digest:", other.hash == original.hash)
show.avalanche(prehash_string(original.raw), prehash_string(edited.raw))

# %% [markdown]
# ## Predict, then run: backwards
#
# A customer finds something odd in box `B1-1`. Every pig has one ear tag.
# **From how many pigs can the meat in this one box come?** Write your number down first. What a
# cell printed for others is folded away here (•••); it opens when you run the cell.

# %%
my_guess_pigs = 1  # change this before you run the next cell

# %% jupyter={"outputs_hidden": true}
processor = pilot.members["Hongfu Meats"]
answer = processor.query("traceability", "trace_back", thing=box("B1", 1))
print("you said", my_guess_pigs)
print("the ledger says", len(answer["origins"]))
for origin in answer["origins"]:
    print(origin["thing"].rpartition("/")[2], "from", party_at(origin["place"]).name)

# %% [markdown]
# Is it more than you said? The processor cut several pigs in one batch, and its transformation
# event says only what went in, those pigs, and what came out, those boxes. Nobody recorded which
# cut went into which box, so the ledger cannot know. **The batch is the finest grain of the truth
# here.** A processor who wants smaller answers must make smaller batches.
#
# Here is the way of the box, from the farms to the shop, as a map drawn from the same events.
# Arrows count what is in this box or carries it; the highest temperature that the truck reported
# stands below, with the limit of 4 °C, which is this lesson's own.
#
# Step through it. Move the slider with the arrow keys; the line above the map tells the event in
# words. Stop at the loading of the truck: from there on, whatever happens to the truck happens to
# the pallet on it, and to every box on the pallet.

# %% jupyter={"outputs_hidden": true}
from course_lib.contracts.traceability.graph import TraceGraph

graph = TraceGraph(event for done in pork_pilot() for event in parse(done.text).events)
back = graph.trace_back(box("B1", 1))
show.trace_view(back.events, PARTIES, "Box B1-1, from farm to shop (synthetic)", back.things)

# %% [markdown]
# ## Predict, then run: forwards
#
# The veterinary office reports that one pig was ill: the first pig of Songshan Farm. It is one of
# twelve. The pilot made 24 boxes. **How many boxes must be recalled, and from how many shops?**

# %%
my_guess_boxes = 2
my_guess_shops = 1

# %% jupyter={"outputs_hidden": true}
ill = pig(1, 1)  # farms count from 0, pigs from 1: Songshan is farm 1
recall = processor.query("traceability", "recall", thing=ill)
called = {product["thing"] for product in recall["products"]}
shops = sorted({party_at(product["place"]).name for product in recall["products"]})
print(f"you said {my_guess_boxes} boxes in {my_guess_shops} shop(s)")
print(f"the ledger says {len(called)} boxes in {len(shops)}: {', '.join(shops)};")
print(sum(product["sold"] for product in recall["products"]), "of them are sold already")
aboard = {thing for thing in graph.recall_forward(truck(1)).ends if "/21/B" in thing}
print("on the same truck, not recalled:", *sorted(t[-4:] for t in aboard - called))

# %% [markdown]
# One pig in twelve, yet a quarter of the boxes: the whole batch, because any of its boxes may hold
# her meat. And the centre packed the boxes anew, so the batch went to more than one shop. Look at
# what the recall did *not* touch: the last line. Those boxes shared the truck and nothing else.
#
# Good batch records on paper lead to the same boxes, if they are complete and somebody can bring
# them together in time. Where they do not, a careful shop takes back more than it must: a day's
# deliveries, or everything. We have no sourced figure for what that costs.

# %%
forward = graph.recall_forward(ill)
title = "Pig P1 of Songshan Farm: where it went (synthetic)"
show.trace_map(forward.events, PARTIES, title, things=forward.things)

# %% [markdown]
# ## Two more who ask
#
# A **consumer** scans the code on the box and learns origin, batch, dates and temperature. Prices,
# orders and other customers are none of their business. The **regulator** (监管机构 *jiānguǎn
# jīgòu*) gets the dossier, the whole file on the box: who recorded what, and what looks wrong. A
# `query` asks one replica and changes nothing.

# %%
shop, regulator = pilot.members["Shop Haidian"], pilot.members[REGULATOR.name]
for name, value in shop.query("traceability", "consumer", code=box("B3", 1)).items():
    print(f"{name:16}{value}")
dossier = regulator.query("traceability", "regulator", thing=box("B3", 1))
print("\nThe regulator sees", len(dossier["events"]), "events and is told:")
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
reading = parse(database["reading 5"]).events[0].sensor_readings[0]
print("the database now says", reading.value, "°C")

# %% [markdown]
# The attack worked: nobody who reads that database can tell. On the ledger the event's digest was
# anchored on eleven replicas when the event was captured. The edited text has another digest, and
# nobody recorded that one.

# %%
for text in (warm.text, database["reading 5"]):
    found = shop.query("traceability", "record", hash=parse(text).events[0].hash)
    print(found["by"] if found else "nobody recorded this event")

# %% [markdown]
# ## Break it, then repair it: the lost record
#
# What if the plant had never handed in its transformation events? Leave them out and ask again.

# %%
from course_lib.contracts.traceability.alerts import alerts

lost = TraceGraph(event for event in graph.events if event.kind != "TransformationEvent")
found = [end for end in lost.recall_forward(ill).ends if "/21/B" in end]
print(len(found), "boxes to recall")
for alert in alerts(back.start, lost.history(back.start), {}, 4):
    print(alert.kind, "-", alert.words)

# %% [markdown]
# The recall finds nothing, and nothing in its answer warns us: **no answer is not a safe answer.**
# But the boxes exist, and whoever looks at one sees that it came from nowhere. A shop that refuses
# boxes without an origin repairs this; no ledger does.
#
# ## Break it, then repair it: the cloned label
#
# A swindler photographs the label of a box that was **sold**, prints it again and puts other meat
# on the shelf under it. To record an event you need three things: a `document` in EPCIS form, a
# `Capture` (which party hands it in, and when), and `pilot.capture`, which sets the clock, signs
# with that party's key and sends. This event is valid on its own: right role, right place, right
# form.

# %%
from course_lib.contracts.traceability.parties import SHOPS
from course_lib.contracts.traceability.pilot import Capture, document

when, sold_box = "2016-10-18T08:00:00.000+08:00", box("B1", 1)
what = {"action": "OBSERVE", "epcList": [sold_box], "bizStep": "stocking"}
here = {"readPoint": {"id": SHOPS[2].location}}
receipt = pilot.capture(Capture(SHOPS[2], when, document(when, "ObjectEvent", **what, **here)))
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
# right. Here a farm hands in a word that is not in the CBV, and then an event that only a processor
# may record. `invoke` signs and sends as it is, without setting the clock.

# %%
from course_lib.errors import CourseError

farm = pilot.members["Qinghe Farm"]
cut = next(done.text for done in pork_pilot() if "TransformationEvent" in done.text)
for text in (cut.replace('"bizStep":"commissioning"', '"bizStep":"comissioning"'), cut):
    try:
        farm.invoke("traceability", "capture", document=text)
    except CourseError as error:
        print(f"{type(error).__name__}: {error}\n")

# %% [markdown]
# ## Break it, then repair it: the convenient correction
#
# Honest mistakes happen: a box scanned twice, say. Nothing is deleted. Its recorder repeats the
# event with an `errorDeclaration`; from then on it no longer counts. Now let the **carrier** declare
# its own warm reading an error. It is the recorder, so it may.

# %%
import copy

later, taken = "2016-10-18T09:00:00.000+08:00", copy.deepcopy(warm.document)
declaration = {"declarationTime": later, "reason": "did_not_occur"}
taken["epcisBody"]["eventList"][0]["errorDeclaration"] = declaration
receipt = pilot.capture(Capture(warm.party, later, taken))
print("accepted" if receipt.ok else receipt.error)
consumer = shop.query("traceability", "consumer", code=box("B3", 1))
print("the consumer now reads", consumer["highest_celsius"], "°C")

# %% [markdown]
# The attack worked on the consumer: 9.4 °C is gone from the answer. **Who notices?** Whoever reads
# what was taken back, and not only for the truck: for each box that was in it. The dossier compares
# the file with the one that there would be had nothing been taken back, and makes each alert that
# went away an alert of its own. An honest correction can raise one too; it is a question to the
# carrier, not a verdict.
#
# Both the reading and its declaration stay in blocks, and each block holds the digest of the one
# before. Walk the chain below with the slider: the newest two are the clone and the correction.

# %%
dossier = regulator.query("traceability", "regulator", thing=box("B3", 1))
print(len(dossier["events"]), "events count,", len(dossier["taken_back"]), "taken back")
for alert in dossier["alerts"]:
    print(alert["kind"], "-", alert["words"])

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
# - **Who pays, and who gains?** Farms and the plant buy tags and scan each pig and box; the carrier
#   pays for thermometers and loses the freedom to forget a warm hour; each member runs a replica.
#   The retailer gains most, by narrow recalls and by trust; the consumer gains safety, the authority
#   its view. We have no sourced figure for the cost, or for how it is shared: ask before you join.
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
# | 8–18 | parties, one event, its digest |
# | 18–32 | both predictions; collect guesses by show of hands before running |
# | 32–44 | edited, lost, cloned, refused, the convenient correction |
# | 44–50 | the limit, the quiz |
#
# **Common errors.** Learners say that the ledger "knows" which pig is in which box: go back to the
# transformation event. They expect the contract to refuse the cloned label: ask which single event
# was false. They think that a correction is harmless because it is visible: ask visible to whom.
# They read "less than 10 seconds" as the time of a recall: it is the time of a search.
#
# **Prompts.** Who pays for smaller batches, and who gains? What would the carrier do if the
# thermometer were its own? Which of the eleven replicas would you ask first in a dispute, and why
# two of them?
