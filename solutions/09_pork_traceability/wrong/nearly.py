"""Nearly right, as learners write it: a check digit of two figures, the first match only, recursion
that trusts the data, a maximum that starts at zero, fields that not every event has.
"""

DEFAULT = "full"
EXPECTED = {
    "09_check_digit_test": 0,
    "09_things_test": 0,
    "09_transform_test": 0,
    "09_may_record_test": 0,
    "09_made_from_test": 0,
    "09_origins_test": 0,
    "09_products_test": 0,
    "09_warmest_test": 0,
    "09_cloned_test": 0,
    "09_edited_test": 0,
}


# %% grade_id="09_check_digit"
def check_digit(digits: str) -> str:
    """Brings a sum that is round already to the next ten."""
    total = sum(int(d) * (3 if place % 2 == 0 else 1) for place, d in enumerate(reversed(digits)))
    return str(10 - total % 10)


# %% grade_id="09_things"
def things(event: dict) -> set:
    """Makes a set of the letters of the parent's name."""
    lists = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
    return {t for name in lists for t in event.get(name, [])} | set(event.get("parentID", []))


# %% grade_id="09_transform"
def transform(pigs: list, boxes: list, place: str, time: str, lot: str) -> dict:
    """Forgets the batch number."""
    return {
        "type": "TransformationEvent",
        "eventTime": time,
        "eventTimeZoneOffset": time[-6:],
        "bizStep": "commissioning",
        "readPoint": {"id": place},
        "inputEPCList": list(pigs),
        "outputEPCList": list(boxes),
    }


# %% grade_id="09_may_record"
def may_record(role: str, event: dict) -> bool:
    """Only the rule of the example."""
    return role == "carrier" and event["action"] == "OBSERVE"


# %% grade_id="09_made_from"
def made_from(events: list, thing: str) -> set:
    """Content with the first event that fits."""
    for event in events:
        if thing in event.get("outputEPCList", []):
            return set(event["inputEPCList"])
    return set()


# %% grade_id="09_origins"
def origins(events: list, thing: str) -> set:
    """Goes round a loop until Python stops it."""
    inputs = inputs_of(events, thing)
    return set().union(*(origins(events, source) for source in inputs)) if inputs else {thing}


# %% grade_id="09_products"
def products(events: list, thing: str) -> set:
    """Follows one output of each step only."""
    for event in events:
        if thing in event.get("inputEPCList", []):
            return products(events, event["outputEPCList"][0])
    return {thing}


# %% grade_id="09_warmest"
def warmest(events: list) -> float | None:
    """Starts at zero: nothing is ever colder."""
    best = 0
    for event in events:
        for element in event.get("sensorElementList", []):
            for report in element["sensorReport"]:
                if report["type"] == "Temperature" and report["value"] > best:
                    best = report["value"]
    return best or None


# %% grade_id="09_cloned"
def cloned(events: list) -> set:
    """Expects an action and an epcList in every event."""
    sold, suspicious = set(), set()
    for event in events:
        suspicious |= set(event["epcList"]) & sold
        if event["type"] == "ObjectEvent" and event["action"] == "DELETE":
            sold |= set(event["epcList"])
    return suspicious


# %% grade_id="09_edited"
def edited(events: list, anchors: list):
    """A set has no order."""
    pairs = enumerate(zip(events, anchors, strict=True))
    return {n for n, (e, a) in pairs if from_dict(as_document(e)).events[0].hash != a}
