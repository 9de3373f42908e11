"""Confuses kinds of events: any DELETE is a sale, the newest transformation is the only one, texts are
compared instead of hashes, the mistaken event itself is changed, a transformation gets an action.
"""

DEFAULT = "full"
EXPECTED = {
    "09_transform_test": 0,
    "09_made_from_test": 0,
    "09_cloned_test": 0,
    "09_edited_test": 0,
    "09_take_back_test": 0,
}


# %% grade_id="09_transform"
def transform(pigs: list, boxes: list, place: str, time: str, lot: str) -> dict:
    """Gives the transformation an action, as if something were only added."""
    return {
        "type": "TransformationEvent",
        "eventTime": time,
        "eventTimeZoneOffset": time[-6:],
        "action": "ADD",
        "bizStep": "commissioning",
        "readPoint": {"id": place},
        "inputEPCList": list(pigs),
        "outputEPCList": list(boxes),
        "ilmd": {"cbvmda:lotNumber": lot},
    }


# %% grade_id="09_made_from"
def made_from(events: list, thing: str) -> set:
    """Keeps the last transformation only."""
    found = set()
    for event in events:
        if thing in event.get("outputEPCList", []):
            found = set(event["inputEPCList"])
    return found


# %% grade_id="09_cloned"
def cloned(events: list) -> set:
    """Takes the end of a transaction for a sale."""
    sold, suspicious = set(), set()
    for event in events:
        named = set(event.get("epcList", []))
        suspicious |= named & sold
        if event.get("action") == "DELETE":
            sold |= named
    return suspicious


# %% grade_id="09_edited"
def edited(events: list, anchors: list) -> list:
    """Compares the text with what it thinks was recorded: the order of fields fools it."""
    import json

    known = {json.dumps(event) for seed in (9, 70) for event in sample_chain(seed)}
    return [position for position, event in enumerate(events) if json.dumps(event) not in known]


# %% grade_id="09_take_back"
def take_back(event: dict, time: str, reason: str, corrections: list) -> dict:
    """Changes the event that was given."""
    event["errorDeclaration"] = {"declarationTime": time, "reason": reason}
    if corrections:
        event["errorDeclaration"]["correctiveEventIDs"] = corrections
    return event
