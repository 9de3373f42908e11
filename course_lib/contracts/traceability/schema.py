"""The shape of an EPCIS 2.0 document, as JSON Schemas of our own (draft 2020-12).

One small schema for each kind of event and of document, built from the tables below, so that a
fault is reported where it is and not as "not valid under any of the given schemas".
The blocks they are built from are in :mod:`.schema_parts`.

Source: EPCIS 2.0, sections 7.4 (event types) and 10 (JSON). ``tests/unit/test_epcis_schema.py``
compares the verdict with the official schema's and lists each deliberate difference.

Left out of the real thing: events of types that companies define for themselves.
"""

from __future__ import annotations

from course_lib.contracts.traceability.schema_parts import (
    COMMON,
    CONTEXT,
    IDENTIFIER,
    PERSISTENT,
    QUANTITY,
    TEXT,
    TIME,
    URI,
    Schema,
    among,
    array,
    record,
)

ACTION: Schema = {"enum": ["ADD", "OBSERVE", "DELETE"]}
EPCS = array(IDENTIFIER, uniqueItems=True)
EPCS_REPEATED = array(IDENTIFIER)
QUANTITIES = array(QUANTITY)
ILMD: Schema = {"type": "object", "propertyNames": {"format": "prefixed"}}


def has(name: str, least: int = 1) -> Schema:
    """A list that is there, with at least so many entries."""
    return {"properties": {name: {"minItems": least}}, "required": [name]}


def one_of(fault: str, *choices: Schema) -> Schema:
    """At least one of the choices holds."""
    return {"anyOf": list(choices), "fault": fault}


DELETING: Schema = {"properties": {"action": {"const": "DELETE"}}, "required": ["action"]}
NO_ILMD: Schema = {
    "anyOf": [
        {"properties": {"action": {"const": "ADD"}}},
        {"properties": {"ilmd": False}},
    ],
    "fault": "ilmd (master data of new things) goes with action ADD only",
}
PARENT_UNLESS_OBSERVED: Schema = {
    "anyOf": [{"required": ["parentID"]}, {"properties": {"action": {"const": "OBSERVE"}}}],
    "fault": "parentID is missing: only an OBSERVE may leave the container unnamed",
}


def event(properties: dict[str, Schema], required: str, *rules: Schema) -> Schema:
    """The schema of one kind of event: common fields, its own, and rules between fields."""
    always = "type eventTime eventTimeZoneOffset "
    return record(COMMON | properties, always + required, allOf=list(rules))


CHILDREN = one_of(
    "childEPCs or childQuantityList names at least one child, unless the action is DELETE",
    has("childEPCs"),
    has("childQuantityList"),
    DELETING,
)
CONTAINED = {
    "parentID": IDENTIFIER,
    "childEPCs": EPCS_REPEATED,
    "childQuantityList": QUANTITIES,
    "action": ACTION,
}
INPUTS = (has("inputEPCList"), has("inputQuantityList"))
OUTPUTS = (has("outputEPCList"), has("outputQuantityList"))
EVENTS: dict[str, Schema] = {
    "ObjectEvent": event(
        among("epcList", EPCS)
        | among("quantityList", QUANTITIES)
        | {"action": ACTION, "persistentDisposition": PERSISTENT, "ilmd": ILMD},
        "action",
        one_of(
            "an ObjectEvent names things in epcList or quantityList, or has sensorElementList "
            "with a readPoint",
            has("epcList", 0),
            has("quantityList"),
            {"allOf": [has("sensorElementList"), {"required": ["readPoint"]}]},
        ),
        NO_ILMD,
    ),
    "AggregationEvent": event(CONTAINED, "action", CHILDREN, PARENT_UNLESS_OBSERVED),
    "AssociationEvent": event(CONTAINED, "action parentID", CHILDREN),
    "TransactionEvent": event(
        {"parentID": IDENTIFIER, "epcList": EPCS_REPEATED, "quantityList": QUANTITIES}
        | {"action": ACTION}
        | {"bizTransactionList": {**COMMON["bizTransactionList"], "minItems": 1}},
        "action bizTransactionList",
        one_of(
            "a TransactionEvent names things in epcList or quantityList, unless it is a DELETE",
            has("epcList", 0),
            has("quantityList"),
            DELETING,
        ),
    ),
    "TransformationEvent": event(
        among("inputEPCList outputEPCList", EPCS)
        | among("inputQuantityList outputQuantityList", QUANTITIES)
        | {"transformationID": URI, "persistentDisposition": PERSISTENT, "ilmd": ILMD},
        "",
        one_of(
            "a TransformationEvent names inputs and outputs; with a transformationID, one side "
            "is enough",
            {"allOf": [{"anyOf": list(INPUTS)}, {"anyOf": list(OUTPUTS)}]},
            {"allOf": [{"anyOf": [*INPUTS, *OUTPUTS]}, {"required": ["transformationID"]}]},
        ),
    ),
}

VOCABULARY = {
    "type": "object",
    "properties": {
        "type": URI,
        "vocabularyElementList": array(
            {
                "type": "object",
                "properties": {
                    "id": URI,
                    "attributes": array(
                        {
                            "type": "object",
                            "properties": {
                                "id": URI,
                                "attribute": {"type": ["number", "string", "object"]},
                            },
                            "required": ["id"],
                        }
                    ),
                    "children": array(URI),
                },
                "required": ["id"],
            }
        ),
    },
    "required": ["type"],
}
VERSION: Schema = {
    "type": "string",
    "pattern": "^\\d+(\\.\\d+)*$",
    "fault": "a version is digits and dots, such as 2.0",
}
EVENT_LIST: Schema = {
    "type": "array",
    "items": {"type": "object", "required": ["type"], "properties": {"type": TEXT}},
}
HEADER = record(
    {
        "epcisMasterData": {
            "type": "object",
            "properties": {"vocabularyList": array(VOCABULARY)},
        }
    }
)
ENVELOPE: dict[str, Schema] = {
    "@context": CONTEXT,
    "id": URI,
    "type": TEXT,
    "schemaVersion": VERSION,
    "creationDate": TIME,
}
DOCUMENTS: dict[str, Schema] = {
    "EPCISDocument": record(
        ENVELOPE
        | among("instanceIdentifier sender receiver", TEXT)
        | {
            "epcisHeader": HEADER,
            "epcisBody": {
                "type": "object",
                "properties": {"eventList": EVENT_LIST},
                "required": ["eventList"],
            },
        },
        "@context type schemaVersion creationDate epcisBody",
    ),
    "EPCISQueryDocument": record(
        ENVELOPE
        | {
            "epcisBody": record(
                {
                    "queryResults": record(
                        among("queryName subscriptionID", TEXT)
                        | {
                            "resultsBody": record(
                                {"eventList": EVENT_LIST, "vocabularyList": array(VOCABULARY)},
                                "eventList",
                            )
                        },
                        "queryName resultsBody",
                    )
                },
                "queryResults",
            )
        },
        "@context type epcisBody",
    ),
}
"""The envelopes; their events are checked one by one with :data:`EVENTS`."""
