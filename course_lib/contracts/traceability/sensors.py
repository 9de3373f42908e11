"""Sensor readings in an event: temperature on the way, light in a box, a place by satellite.

EPCIS 2.0, section 7.3.7. One event may carry many sensor elements, each with metadata (which
device, when) and reports (what was measured); here they become one flat list of readings.

Left out of the real thing: positions, percentiles, raw data, and values that are no numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from course_lib.contracts.traceability import vocabulary
from course_lib.contracts.traceability.identifiers import canonical
from course_lib.contracts.traceability.values import time_ms


@dataclass(frozen=True, slots=True)
class SensorReading:
    """One value that a sensor reported (EPCIS 2.0, section 7.3.7).

    Args:
        type: measurement type, such as ``Temperature``; a URI for a company's own.
        value: the measured value; None where only a minimum, maximum or mean was reported.
        uom: unit code, such as ``CEL``; empty where none was given.
        time_ms: when it was measured; where nothing says so, the time of the event.
        device: canonical id of the device; empty where unknown.
    """

    type: str
    value: Decimal | None
    uom: str
    time_ms: int
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    mean: Decimal | None = None
    device: str = ""


def readings(raw: Mapping[str, Any], event_ms: int) -> Iterator[SensorReading]:
    """The readings in an event's JSON object; ``event_ms`` is the time of the event."""
    for element in raw.get("sensorElementList", ()):
        metadata = element.get("sensorMetadata", {})
        for report in element["sensorReport"]:
            yield _reading(report, metadata, event_ms)


def _reading(
    report: Mapping[str, Any], metadata: Mapping[str, Any], event_ms: int
) -> SensorReading:
    time = report.get("time") or metadata.get("time") or metadata.get("endTime")
    return SensorReading(
        type=vocabulary.bare("measurement", report["type"]),
        value=_decimal(report, "value"),
        uom=report.get("uom", ""),
        time_ms=time_ms(time) if time else event_ms,
        minimum=_decimal(report, "minValue"),
        maximum=_decimal(report, "maxValue"),
        mean=_decimal(report, "meanValue"),
        device=canonical(report.get("deviceID") or metadata.get("deviceID") or ""),
    )


def _decimal(report: Mapping[str, Any], name: str) -> Decimal | None:
    return Decimal(report[name]) if name in report else None
