"""The envelope of EPCIS 2.0: events as they stand in an EPCISDocument (section 9.5)."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"


def as_document(*events: Json) -> Json:
    """One EPCIS 2.0 document around ``events``, created when the last of them happened."""
    return {
        "@context": [CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": max(event["eventTime"] for event in events),
        "epcisBody": {"eventList": list(events)},
    }
