"""Mixes up what lies side by side: the weights 3 and 1, the batch number's place, a humidity and a
temperature, the sale and what follows it, to look at a pallet and to load it.
"""

DEFAULT = "full"
EXPECTED = {
    "09_check_digit_test": 0,
    "09_transform_test": 0,
    "09_may_record_test": 0,
    "09_inside_test": 0,
    "09_warmest_test": 0,
    "09_cloned_test": 0,
    "09_take_back_test": 0,
}


# %% grade_id="09_check_digit"
def check_digit(digits: str) -> str:
    """Begins with 1."""
    total = sum(int(d) * (1 if place % 2 == 0 else 3) for place, d in enumerate(reversed(digits)))
    return str(-total % 10)


# %% grade_id="09_transform"
def transform(pigs: list, boxes: list, place: str, time: str, lot: str) -> dict:
    """The batch number stands beside ilmd."""
    return {
        "type": "TransformationEvent",
        "eventTime": time,
        "eventTimeZoneOffset": time[-6:],
        "bizStep": "commissioning",
        "readPoint": {"id": place},
        "inputEPCList": list(pigs),
        "outputEPCList": list(boxes),
        "cbvmda:lotNumber": lot,
    }


# %% grade_id="09_may_record"
def may_record(role: str, event: dict) -> bool:
    """Judges a packing by the actions of an ObjectEvent."""
    seen, anything = {"OBSERVE"}, {"ADD", "OBSERVE", "DELETE"}
    actions = {"farm": anything, "processor": anything, "carrier": seen, "shop": seen | {"DELETE"}}
    if event["type"] == "TransformationEvent":
        return role == "processor"
    if event["type"] == "AggregationEvent" and role == "farm":
        return False
    return event["action"] in actions.get(role, set())


# %% grade_id="09_inside"
def inside(events: list, thing: str, count: int) -> set:
    """Takes a look for a loading."""
    parent = {}
    for event in events[:count]:
        for child in event.get("childEPCs", []):
            if event["action"] == "DELETE":
                parent.pop(child, None)
            else:
                parent[child] = event["parentID"]
    found = set()
    while thing in parent:
        thing = parent[thing]
        found.add(thing)
    return found


# %% grade_id="09_warmest"
def warmest(events: list) -> float | None:
    """Every value is a temperature."""
    elements = [e for event in events for e in event.get("sensorElementList", [])]
    return max((r["value"] for e in elements for r in e["sensorReport"]), default=None)


# %% grade_id="09_cloned"
def cloned(events: list) -> set:
    """The sale itself comes after the sale."""
    sold, suspicious = set(), set()
    for event in events:
        named = set(event.get("epcList", []))
        if event["type"] == "ObjectEvent" and event["action"] == "DELETE":
            sold |= named
        suspicious |= named & sold
    return suspicious


# %% grade_id="09_take_back"
def take_back(event: dict, time: str, reason: str, corrections: list) -> dict:
    """Names the events that correct it beside the declaration."""
    declared = {**event, "errorDeclaration": {"declarationTime": time, "reason": reason}}
    return {**declared, "correctiveEventIDs": list(corrections)} if corrections else declared
