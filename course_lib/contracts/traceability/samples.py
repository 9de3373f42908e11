"""Small random supply chains, for exercises and tests. Synthetic, and the same for the same seed.

A sample is a list of EPCIS events as plain dictionaries, in time order: farms commission animals,
a processor transforms batches into boxes, boxes are packed on pallets, pallets ride in trucks
that report temperatures, shops unpack, stock and sell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from course_lib.contracts.traceability.shape import Json
from course_lib.errors import InvalidValue
from course_lib.units import iso, milliseconds

START_MS = milliseconds("2016-10-13T06:00:00+08:00")
STEP_MS = 20 * 60_000
ZONE = "+08:00"


@dataclass(slots=True)
class _Clock:
    """A clock of its own for each sample: every event a little later than the one before."""

    now_ms: int = START_MS
    events: list[Json] = field(default_factory=list)

    def add(self, kind: str, step: str, place: str, **fields: Any) -> None:
        self.now_ms += STEP_MS
        time = iso(self.now_ms, ZONE)
        where = {"readPoint": {"id": f"urn:epc:id:sgln:{place}.00001.0"}}
        when = {"eventTime": time, "eventTimeZoneOffset": ZONE}
        self.events.append({"type": kind, **when, "bizStep": step, **where, **fields})


def sample_chain(seed: int, farms: int = 2, batches: int = 3, shops: int = 2) -> list[Json]:
    """One random chain.

    Args:
        seed: the same seed gives the same chain.
        farms, batches, shops: how many of each, at least 1.

    Returns:
        EPCIS 2.0 events as dictionaries, in time order.
    """
    if min(farms, batches, shops) < 1:
        raise InvalidValue(f"a chain needs at least one of each, got {farms}, {batches}, {shops}")
    random, clock = Random(seed), _Clock()
    pigs = list(_raise(random, clock, farms))
    random.shuffle(pigs)
    pallets = list(_process(random, clock, pigs, batches))
    for number, (pallet, boxes) in enumerate(pallets):
        _carry(random, clock, number, pallet)
        _sell(random, clock, random.randrange(shops), pallet, boxes)
    return clock.events


def _raise(random: Random, clock: _Clock, farms: int) -> Iterator[str]:
    for farm in range(farms):
        prefix = f"95211{farm:02d}"
        herd = [f"urn:epc:id:sgtin:{prefix}.010001.P{n}" for n in range(1, random.randint(3, 5))]
        clock.add("ObjectEvent", "commissioning", prefix, action="ADD", epcList=herd)
        yield from herd


def _process(
    random: Random, clock: _Clock, pigs: list[str], batches: int
) -> Iterator[tuple[str, list[str]]]:
    for batch in range(batches):
        used, pigs = pigs[: random.randint(1, 2)] or pigs[:1], pigs[2:]
        count = random.randint(2, 4)
        boxes = [f"urn:epc:id:sgtin:9521010.020001.S{batch}-{n}" for n in range(1, count + 1)]
        made = {"inputEPCList": used, "outputEPCList": boxes}
        clock.add("TransformationEvent", "commissioning", "9521010", **made)
        pallet = f"urn:epc:id:sscc:9521010.0{batch:09d}"
        packed = {"action": "ADD", "parentID": pallet, "childEPCs": boxes}
        clock.add("AggregationEvent", "packing", "9521010", **packed)
        yield pallet, boxes
        if not pigs:
            return


def _carry(random: Random, clock: _Clock, number: int, pallet: str) -> None:
    truck = f"urn:epc:id:grai:9521020.00001.T{number}"
    ride: Json = {"parentID": truck, "childEPCs": [pallet]}
    clock.add("AggregationEvent", "loading", "9521020", action="ADD", **ride)
    for _ in range(random.randint(1, 3)):
        tenths = random.choice((18, 27, 33, 39, 46, 71, 94))
        report = {"type": "Temperature", "value": tenths / 10, "uom": "CEL"}
        sensor = [{"sensorReport": [report]}]
        seen: Json = {"action": "OBSERVE", "epcList": [truck], "sensorElementList": sensor}
        clock.add("ObjectEvent", "transporting", "9521020", **seen)
    clock.add("AggregationEvent", "unloading", "9521020", action="DELETE", **ride)


def _sell(random: Random, clock: _Clock, shop: int, pallet: str, boxes: list[str]) -> None:
    place = f"95210{41 + shop}"
    clock.add("ObjectEvent", "receiving", place, action="OBSERVE", epcList=[pallet])
    unpacked = {"action": "DELETE", "parentID": pallet, "childEPCs": boxes}
    clock.add("AggregationEvent", "unpacking", place, **unpacked)
    clock.add("ObjectEvent", "stocking", place, action="OBSERVE", epcList=boxes)
    sold = random.sample(boxes, random.randint(0, len(boxes) - 1))
    if sold:
        retired: Json = {"action": "DELETE", "epcList": sold, "disposition": "retail_sold"}
        clock.add("ObjectEvent", "retail_selling", place, **retired)
