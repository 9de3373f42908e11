"""Traceability of food 食品溯源: GS1 EPCIS 2.0 events on the ledger (lesson 09).

Read it in this order: :mod:`.identifiers` (what a thing is called), :mod:`.vocabulary` (what may
happen to it), :mod:`.documents` (how that is written down and checked), :mod:`.event_hash` (the
fingerprint that anchors it), :mod:`.tracing` and :mod:`.graph` (where a thing came from, what
else contains it), :mod:`.store` (the same in a file).
"""
