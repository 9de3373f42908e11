"""Right for the ordinary case, wrong at the edges: places counted from the left, a parent taken for
a list of letters, zero degrees taken for nothing, unknown roles let in, a zone that is always Chinese.
"""

DEFAULT = "full"
EXPECTED = {
    "09_check_digit_test": 0,
    "09_things_test": 0,
    "09_commission_test": 0,
    "09_may_record_test": 0,
    "09_warmest_test": 0,
}


# %% grade_id="09_check_digit"
def check_digit(digits: str) -> str:
    """Counts from the left: right for keys of even length only."""
    total = sum(int(d) * (1 if place % 2 == 0 else 3) for place, d in enumerate(digits))
    return str(-total % 10)


# %% grade_id="09_things"
def things(event: dict) -> set:
    """Takes the parent's name apart into letters."""
    names = ("epcList", "childEPCs", "inputEPCList", "outputEPCList", "parentID")
    return {thing for name in names for thing in event.get(name, [])}


# %% grade_id="09_commission"
def commission(place: str, tags: list, time: str) -> dict:
    """The zone is always +08:00."""
    return {
        "type": "ObjectEvent",
        "eventTime": time,
        "eventTimeZoneOffset": "+08:00",
        "action": "ADD",
        "bizStep": "commissioning",
        "readPoint": {"id": place},
        "epcList": list(tags),
    }


# %% grade_id="09_may_record"
def may_record(role: str, event: dict) -> bool:
    """Says what is forbidden rather than what is allowed: whoever is not named gets in."""
    if event["type"] == "TransformationEvent":
        return role == "processor"
    if role in ("carrier", "shop") and event.get("action") == "ADD":
        return event["type"] == "AggregationEvent"
    return not (role == "carrier" and event.get("action") == "DELETE")


# %% grade_id="09_warmest"
def warmest(events: list) -> float | None:
    """Zero degrees is falsy."""
    best = None
    for event in events:
        for element in event.get("sensorElementList", []):
            for report in element["sensorReport"]:
                if report["type"] == "Temperature":
                    best = max(best or report["value"], report["value"])
    return best or None
