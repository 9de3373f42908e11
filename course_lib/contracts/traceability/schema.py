"""The shape of an EPCIS 2.0 document, as JSON Schemas of our own (draft 2020-12).

One small schema for each kind of event and of document, built from the tables below, so that a
fault is reported where it is and not as "not valid under any of the given schemas". Two keywords
are ours: ``fault`` says in words what a rule asks for, and the ``format`` names ``identifier``
and ``word:...`` lead to :mod:`.identifiers` and :mod:`.vocabulary`.

Source: EPCIS 2.0, sections 7.4 (event types) and 10 (JSON). ``tests/unit/test_epcis_schema.py``
compares the verdict with the official schema's and lists each deliberate difference.

Left out of the real thing: events of types that companies define for themselves.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

URI: Schema = {"type": "string", "format": "uri"}
IDENTIFIER: Schema = {"type": "string", "format": "identifier"}
TIME: Schema = {"type": "string", "format": "time"}
NUMBER: Schema = {"type": "number"}
TEXT: Schema = {"type": "string"}


def word(name: str) -> Schema:
    """A word of one vocabulary list, or a URI."""
    return {"type": "string", "format": f"word:{name}"}


def array(items: Schema, **more: Any) -> Schema:
    """A list of ``items``."""
    return {"type": "array", "items": items, **more}


def record(
    properties: dict[str, Schema], required: str = "", extensible: bool = True, **more: Any
) -> Schema:
    """An object; with ``extensible``, further fields are allowed if their names have a prefix."""
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
        **({"patternProperties": {":": True}, "propertyNames": {"format": "name"}}
           if extensible else {}),
        **more,
    }  # fmt: skip


def among(names: str, schema: Schema) -> dict[str, Schema]:
    """The same schema for several fields."""
    return dict.fromkeys(names.split(), schema)


QUANTITY = record(
    {
        "epcClass": IDENTIFIER,
        "quantity": NUMBER,
        "uom": {
            "type": "string",
            "pattern": "^[A-Z0-9]{2,3}$",
            "fault": "a unit is a code of UN/CEFACT Recommendation 20, such as KGM",
        },
    },
    "epcClass",
    extensible=False,
)
PLACE: Schema = {"type": "object", "properties": {"id": IDENTIFIER}, "required": ["id"]}
SENSOR_METADATA = record(
    among("time startTime endTime", TIME)
    | among("deviceID deviceMetadata rawData dataProcessingMethod bizRules", URI)
)
SENSOR_REPORT = record(
    {"type": word("measurement"), "exception": word("sensorAlert"), "time": TIME}
    | {"component": word("component"), "booleanValue": {"type": "boolean"}}
    | among("deviceID deviceMetadata rawData dataProcessingMethod bizRules uriValue", URI)
    | among("microorganism chemicalSubstance coordinateReferenceSystem", URI)
    | among("value minValue maxValue meanValue sDev percRank percValue", NUMBER)
    | among("stringValue uom", TEXT)
    | {
        "hexBinaryValue": {
            "type": "string",
            "pattern": "^[A-Fa-f0-9]+$",
            "fault": "write hexadecimal digits",
        }
    },
    "type",
)
SENSOR_ELEMENT = record(
    {"sensorMetadata": SENSOR_METADATA, "sensorReport": array(SENSOR_REPORT, minItems=1)},
    "sensorReport",
)
ERROR_DECLARATION = record(
    {
        "declarationTime": TIME,
        "reason": word("errorReason"),
        "correctiveEventIDs": array(URI),
    },
    "declarationTime",
)
CONTEXT: Schema = {
    "anyOf": [URI, {"type": "object"}, array({"anyOf": [URI, {"type": "object"}]})],
    "uniqueItems": True,
    "fault": "@context is the address of the EPCIS context, an object of prefixes, or a list of "
    "both without repetition",
}
DISPOSITIONS = array(word("disposition"), minItems=1, uniqueItems=True)
PERSISTENT = record(
    {"set": DISPOSITIONS, "unset": DISPOSITIONS},
    extensible=False,
    minProperties=1,
    fault="persistentDisposition says what it sets or unsets",
)
OFFSET: Schema = {
    "type": "string",
    "pattern": "^([+]|[-])((0[0-9]|1[0-3]):([0-5][0-9])|14:00)$",
    "fault": "a time zone offset is written +08:00, from -14:00 to +14:00",
}

COMMON: dict[str, Schema] = {
    "@context": CONTEXT,
    "type": TEXT,
    "eventTime": TIME,
    "recordTime": TIME,
    "eventTimeZoneOffset": OFFSET,
    "eventID": URI,
    "certificationInfo": {"anyOf": [URI, array(URI)], "fault": "write one URI or a list of URIs"},
    "errorDeclaration": ERROR_DECLARATION,
    "bizStep": word("bizStep"),
    "disposition": word("disposition"),
    "readPoint": PLACE,
    "bizLocation": PLACE,
    "bizTransactionList": array(
        record(
            {"type": word("bizTransaction"), "bizTransaction": URI},
            "bizTransaction",
            extensible=False,
        )
    ),
    "sourceList": array(
        record({"type": word("sourceDest"), "source": IDENTIFIER}, "type source", extensible=False)
    ),
    "destinationList": array(
        record(
            {"type": word("sourceDest"), "destination": IDENTIFIER},
            "type destination",
            extensible=False,
        )
    ),
    "sensorElementList": array(SENSOR_ELEMENT),
}
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
