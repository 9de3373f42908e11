"""Building blocks of the schemas in :mod:`.schema`: words, places, quantities, sensors.

Two keywords are ours. ``fault`` says in words what a rule asks for. The ``format`` names
``identifier``, ``time``, ``name``, ``prefixed`` and ``word:...`` are explained to ``jsonschema``
in :mod:`.validation`; they lead to :mod:`.identifiers` and :mod:`.vocabulary`.

Source: EPCIS 2.0, sections 7.3 (values) and 10 (JSON).

Left out of the real thing: the official schema's own file layout.
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
