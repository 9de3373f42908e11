"""A synthetic pork pilot: ten organisations, four batches, one warm truck.

Every document here was made for teaching. The shape follows the report's exhibit 2.4 (farming,
processing, transport, sales, consumer) and its example of a supplier that loads scanned pallets
for a Walmart distribution centre; the organisations, animals, boxes and temperatures are
invented. All GS1 company prefixes begin with 952, which GS1 sets aside for examples.

What happens, from 13 to 17 October 2016:

* three farms send twelve pigs to a processor,
* the processor makes four batches of six boxes; each batch mixes the pigs of two farms,
* a carrier's two trucks, each with a thermometer, take two pallets each to the distribution
  centre; one truck is warm for a while,
* the centre packs the boxes anew for three shops, so batches mix again,
* the shops put them on the shelf and sell some.

Source: EPCIS 2.0 section 7.4 (event types); CBV 2.0 sections 7.1, 7.2 (steps, dispositions).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from course_lib.contracts.traceability.parties import (
    CARRIER,
    CENTRE,
    FARMS,
    PROCESSOR,
    SHOPS,
    Party,
)
from course_lib.contracts.traceability.shape import Json, as_document

ZONE = "+08:00"
PIGS_A_FARM = 4
BOXES_A_BATCH = 6
LIMIT_C = 4
"""The highest temperature of chilled pork in this scenario, degrees Celsius (synthetic)."""


BATCHES = {
    "B1": ((0, 1), (0, 2), (1, 1)),
    "B2": ((1, 2), (2, 1), (2, 2)),
    "B3": ((0, 3), (2, 3), (2, 4)),
    "B4": ((0, 4), (1, 3), (1, 4)),
}
"""Each batch and its pigs, as (farm, number)."""
SHOP_OF = {"B1": "000011", "B2": "111122", "B3": "112222", "B4": "000022"}
"""For each box of a batch, the index of the shop that gets it."""
READINGS_C = ((2.6, 3.1, 2.9), (2.8, 9.4, 3.3))
"""Each truck's three readings, degrees Celsius; the second truck was warm once."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One document and who hands it in."""

    party: Party
    time: str
    document: Json

    @property
    def text(self) -> str:
        """The document as it travels: JSON text."""
        return json.dumps(self.document, ensure_ascii=False, separators=(",", ":"))


def pig(farm: int, number: int) -> str:
    """A pig's ear tag as an SGTIN.

    Args:
        farm: the farm's place in ``FARMS``, from 0: Qinghe, Songshan, Baiyun.
        number: the pig's number on its farm, from 1.
    """
    return f"urn:epc:id:sgtin:{FARMS[farm].prefix}.010001.P{number}"


def box(batch: str, number: int) -> str:
    """A box of packed pork as an SGTIN; ``number`` counts from 1."""
    return f"urn:epc:id:sgtin:{PROCESSOR.prefix}.020001.{batch}-{number}"


def pallet(party: Party, number: int) -> str:
    """A pallet as an SSCC."""
    return f"urn:epc:id:sscc:{party.prefix}.0{number:09d}"


def truck(number: int) -> str:
    """A truck as a returnable asset, GRAI."""
    return f"urn:epc:id:grai:{CARRIER.prefix}.00001.T{number}"


def thermometer(number: int) -> str:
    """A truck's thermometer as an individual asset, GIAI."""
    return f"urn:epc:id:giai:{CARRIER.prefix}.TH{number}"


@cache
def pork_pilot() -> tuple[Capture, ...]:
    """All 62 documents, one event each, in the order in which they are handed in."""
    steps = (_farming, _processing, _transport, _distribution, _retail)
    return tuple(sorted((done for step in steps for done in step()), key=lambda c: c.time))


def boxes_for(shop: int) -> list[str]:
    """The boxes that one shop receives."""
    return [
        box(batch, number)
        for batch, shops in SHOP_OF.items()
        for number, index in enumerate(shops, start=1)
        if int(index) == shop
    ]


def document(time: str, kind: str, **fields: Any) -> Json:
    """One EPCIS 2.0 document with one event, in the standard's own shape."""
    return as_document({"type": kind, "eventTime": time, "eventTimeZoneOffset": ZONE, **fields})


def _at(day: int, hour: int, minute: int = 0) -> str:
    return f"2016-10-{day:02d}T{hour:02d}:{minute:02d}:00.000{ZONE}"


def _capture(party: Party, time: str, kind: str, step: str, **fields: Any) -> Capture:
    place = {"readPoint": {"id": party.location}}
    return Capture(party, time, document(time, kind, bizStep=step, **place, **fields))


def _seen(party: Party, time: str, step: str, things: list[str], state: str) -> Capture:
    what: Json = {"action": "OBSERVE", "epcList": things, "disposition": state}
    return _capture(party, time, "ObjectEvent", step, **what)


def _packed(party: Party, time: str, parent: str, children: list[str], action: str) -> Capture:
    step = {"ADD": "packing", "DELETE": "unpacking"}[action]
    what: Json = {"parentID": parent, "childEPCs": children, "action": action}
    return _capture(party, time, "AggregationEvent", step, **what)


def _farming() -> Iterator[Capture]:
    for place, farm in enumerate(FARMS):
        pigs = [pig(place, number) for number in range(1, PIGS_A_FARM + 1)]
        born: Json = {"action": "ADD", "epcList": pigs, "disposition": "active"}
        yield _capture(farm, _at(13, 6, place * 10), "ObjectEvent", "commissioning", **born)
        yield _seen(farm, _at(13, 8, place * 10), "shipping", pigs, "in_transit")
        yield _seen(PROCESSOR, _at(13, 12, place * 10), "receiving", pigs, "in_progress")


def _processing() -> Iterator[Capture]:
    for place, (batch, herd) in enumerate(BATCHES.items()):
        boxes = [box(batch, number) for number in range(1, BOXES_A_BATCH + 1)]
        made: Json = {
            "inputEPCList": [pig(farm, number) for farm, number in herd],
            "outputEPCList": boxes,
            "disposition": "active",
            "ilmd": {"cbvmda:lotNumber": batch, "cbvmda:bestBeforeDate": "2016-10-21"},
        }
        time = _at(14, 5 + place)
        yield _capture(PROCESSOR, time, "TransformationEvent", "commissioning", **made)
        yield _packed(PROCESSOR, _at(14, 10, place), pallet(PROCESSOR, place + 1), boxes, "ADD")


def _transport() -> Iterator[Capture]:
    for number, readings in enumerate(READINGS_C, start=1):
        pallets = [pallet(PROCESSOR, 2 * number - 1), pallet(PROCESSOR, 2 * number)]
        fixed: Json = {"parentID": truck(number), "childEPCs": [thermometer(number)]}
        start = _at(14, 11, number)
        yield _capture(CARRIER, start, "AssociationEvent", "assembling", action="ADD", **fixed)
        yield _loaded(_at(14, 12, number), truck(number), pallets, "ADD", "loading")
        yield _seen(CARRIER, _at(14, 13, number), "departing", [truck(number)], "in_transit")
        for hour, celsius in enumerate(readings):
            yield _measured(_at(14, 14 + hour, number), number, celsius)
        yield _seen(CARRIER, _at(14, 18, number), "arriving", [truck(number)], "in_progress")
        yield _loaded(_at(14, 19, number), truck(number), pallets, "DELETE", "unloading")


def _loaded(time: str, parent: str, children: list[str], action: str, step: str) -> Capture:
    what: Json = {"parentID": parent, "childEPCs": children, "action": action}
    return _capture(CARRIER, time, "AggregationEvent", step, **what)


def _measured(time: str, number: int, celsius: float) -> Capture:
    report: Json = {"type": "Temperature", "value": celsius, "uom": "CEL"}
    source: Json = {"time": time, "deviceID": thermometer(number)}
    element: Json = {"sensorMetadata": source, "sensorReport": [report]}
    seen = _seen(CARRIER, time, "transporting", [truck(number)], "in_transit")
    seen.document["epcisBody"]["eventList"][0]["sensorElementList"] = [element]
    return seen


def _distribution() -> Iterator[Capture]:
    for number in range(1, len(BATCHES) + 1):
        came = pallet(PROCESSOR, number)
        yield _ordered(_at(15, 6, number), "receiving", came, f"IN-{number}")
        boxes = [box(f"B{number}", each) for each in range(1, BOXES_A_BATCH + 1)]
        yield _packed(CENTRE, _at(15, 7, number), came, boxes, "DELETE")
    for place, shop in enumerate(SHOPS):
        goes = pallet(CENTRE, place + 1)
        yield _packed(CENTRE, _at(15, 9, place), goes, boxes_for(place), "ADD")
        yield _ordered(_at(15, 10, place), "picking", goes, f"OUT-{place + 1}")
        sent = _seen(CENTRE, _at(15, 11, place), "shipping", [goes], "in_transit")
        to: Json = {"type": "owning_party", "destination": shop.party}
        sent.document["epcisBody"]["eventList"][0]["destinationList"] = [to]
        yield sent


def _ordered(time: str, step: str, thing: str, number: str) -> Capture:
    order = f"urn:epcglobal:cbv:bt:{CENTRE.prefix}000001:{number}"
    links: Json = {"bizTransactionList": [{"type": "po", "bizTransaction": order}]}
    what: Json = {"action": "ADD", "epcList": [thing], **links}
    return _capture(CENTRE, time, "TransactionEvent", step, **what)


def _retail() -> Iterator[Capture]:
    for place, shop in enumerate(SHOPS):
        came, boxes = pallet(CENTRE, place + 1), boxes_for(place)
        yield _seen(shop, _at(16, 5, place), "receiving", [came], "in_progress")
        yield _packed(shop, _at(16, 6, place), came, boxes, "DELETE")
        on_shelf = "sellable_accessible"
        yield _seen(shop, _at(16, 7, place), "stocking", boxes, on_shelf)
        sold: Json = {"action": "DELETE", "epcList": boxes[:2], "disposition": "retail_sold"}
        yield _capture(shop, _at(17, 10, place), "ObjectEvent", "retail_selling", **sold)
