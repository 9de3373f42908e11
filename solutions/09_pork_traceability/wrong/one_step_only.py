"""Follows only one step: the direct inputs, the direct outputs, the direct container.

Plausible, because the pilot's own chain has a single transformation.
"""

DEFAULT = "full"
EXPECTED = {"09_origins_test": 0, "09_products_test": 0, "09_inside_test": 0}


# %% grade_id="09_origins"
def origins(events: list, thing: str) -> set:
    """The first origins of a thing."""
    return inputs_of(events, thing) or {thing}


# %% grade_id="09_products"
def products(events: list, thing: str) -> set:
    """The last products that may contain a thing."""
    found = set()
    for event in events:
        if thing in event.get("inputEPCList", []):
            found |= set(event["outputEPCList"])
    return found or {thing}


# %% grade_id="09_inside"
def inside(events: list, thing: str, count: int) -> set:
    """The containers that hold a thing after the first ``count`` events."""
    held = set()
    for event in events[:count]:
        if thing in event.get("childEPCs", []):
            if event["action"] == "ADD":
                held.add(event["parentID"])
            else:
                held.discard(event["parentID"])
    return held
