"""What an EPCIS 2.0 event looks like, as JSON Schema (draft 2020-12), in our own words.

Written from the standard's facts: which fields an event has, of what kind, which are required. An
event type is a table of fields here; `event_schema` turns it into a schema. Rules over several
fields stand in `rules.py`. The official schema is the tests' oracle and is not part of Ruộng.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from traceability.epcis import terms
from traceability.epcis.document import Syntax

Schema = dict[str, object]

URI: Schema = {"type": "string", "format": "uri"}
TIME: Schema = {"type": "string", "format": "date-time"}
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
CONTEXT: Schema = {
    "type": ["string", "object", "array"],
    "items": {"type": ["string", "object"]},
    "minItems": 1,
}
EXTENSION_NAME = r"^[A-Za-z_][A-Za-z0-9_.+-]*:[^\s\"<>\\^`{|}]+$"
"""The name of a field from outside the standard: a prefix or an address, never a bare word."""


def record(fields: Mapping[str, Schema], *, required: Iterable[str] = ()) -> Schema:
    """Describe an object with these fields and no others."""
    return {
        "type": "object",
        "properties": dict(fields),
        "required": list(required),
        "additionalProperties": False,
    }


def extensible(fields: Mapping[str, Schema], *, required: Iterable[str] = ()) -> Schema:
    """Describe an object with these fields and, beside them, extensions with a namespace."""
    extensions: Schema = {EXTENSION_NAME: {"$ref": "#/$defs/json"}}
    return record(fields, required=required) | {"patternProperties": extensions}


def whole(schema: Schema) -> Schema:
    """Complete a schema that has extensions: their values are any JSON, down to the last."""
    anything: Schema = {"$ref": "#/$defs/json"}
    kinds = ["string", "number", "boolean", "null", "array", "object"]
    json: Schema = {"type": kinds, "items": anything, "additionalProperties": anything}
    return schema | {"$defs": {"json": json}}


def listed(item: Schema, *, at_least: int = 0, unique: bool = False) -> Schema:
    """Describe a list."""
    return {"type": "array", "items": item, "minItems": at_least, "uniqueItems": unique}


def term(
    words: Iterable[str], taken: str = r"urn:epcglobal:cbv|https?://ns\.gs1\.org/cbv/"
) -> Schema:
    """Describe a vocabulary term: one of the standard's words, or an address of one's own."""
    return {
        "type": "string",
        "anyOf": [{"enum": sorted(words)}, {"format": "uri", "not": {"pattern": f"^(?:{taken})"}}],
    }


_VOC = r"https?://(?:www\.)?gs1\.org/voc/"
BIZ_STEP = term(terms.BIZ_STEPS)
DISPOSITION = term(terms.DISPOSITIONS)
PARTY_TYPE = term(terms.PARTY_TYPES)

ACTION: Schema = {"enum": ["ADD", "OBSERVE", "DELETE"]}
OFFSET: Schema = {"type": "string", "pattern": r"^[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)$"}
CERTIFICATES: Schema = {
    "type": ["string", "array"],
    "minLength": 1,
    "items": {"type": ["string", "object"], "minLength": 1},
}
"""Addresses of certificates, or their details; version 1.2 documents have plain text here."""
EPCS = listed(URI, unique=True)
QUANTITIES = listed(
    record(
        {
            "epcClass": URI,
            "quantity": NUMBER,
            "uom": {"type": "string", "pattern": "^[A-Z0-9]{2,3}$"},
        },
        required=["epcClass"],
    )
)
PLACE = extensible({"id": URI}, required=["id"])
TRANSACTIONS = listed(
    record(
        {"type": term(terms.TRANSACTION_TYPES), "bizTransaction": URI}, required=["bizTransaction"]
    )
)
SOURCES = listed(record({"type": PARTY_TYPE, "source": URI}, required=["type", "source"]))
DESTINATIONS = listed(
    record({"type": PARTY_TYPE, "destination": URI}, required=["type", "destination"])
)
PERSISTENT = record(
    dict.fromkeys(("set", "unset"), listed(DISPOSITION, at_least=1, unique=True))
) | {"minProperties": 1}
ILMD = extensible({})
ERROR = extensible(
    {
        "declarationTime": TIME,
        "reason": term(terms.ERROR_REASONS),
        "correctiveEventIDs": listed(URI),
    },
    required=["declarationTime"],
)

_DEVICE = dict.fromkeys(
    ("deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules"), URI
)
_FIGURES = ("value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue")
_LINKS = ("microorganism", "chemicalSubstance", "coordinateReferenceSystem", "uriValue")
METADATA = extensible({"time": TIME, "startTime": TIME, "endTime": TIME, **_DEVICE})
REPORT = extensible(
    {
        "type": term(terms.MEASUREMENTS | terms.EARLIER_MEASUREMENTS, _VOC),
        "exception": term(terms.ALERTS, _VOC),
        "time": TIME,
        "component": term(terms.COMPONENTS),
        "stringValue": TEXT,
        "booleanValue": {"type": "boolean"},
        "hexBinaryValue": {"type": "string", "pattern": "^[0-9A-Fa-f]+$"},
        "uom": TEXT,
        **dict.fromkeys(_FIGURES, NUMBER),
        **dict.fromkeys(_LINKS, URI),
        **_DEVICE,
    },
) | {"anyOf": [{"required": ["type"]}, {"required": ["exception"]}]}
"""What was measured, or what went wrong: an alert needs no measurement type."""
SENSORS = listed(
    extensible(
        {"sensorMetadata": METADATA, "sensorReport": listed(REPORT, at_least=1)},
        required=["sensorReport"],
    )
)

_ALWAYS: Mapping[str, Schema] = {
    "@context": CONTEXT, "type": TEXT, "eventID": URI, "eventTime": TIME, "recordTime": TIME,
    "eventTimeZoneOffset": OFFSET, "certificationInfo": CERTIFICATES, "errorDeclaration": ERROR,
}  # fmt: skip
_USUAL: Mapping[str, Schema] = {
    **_ALWAYS, "bizStep": BIZ_STEP, "disposition": DISPOSITION, "readPoint": PLACE,
    "bizLocation": PLACE, "bizTransactionList": TRANSACTIONS, "sourceList": SOURCES,
    "destinationList": DESTINATIONS, "sensorElementList": SENSORS,
    "persistentDisposition": PERSISTENT,
}  # fmt: skip
"""What most events have; a later erratum took `persistentDisposition` from three of them, but
documents of all five carry it, and the XML schema lets them."""
_GROUP: Mapping[str, Schema] = {
    **_USUAL, "action": ACTION, "parentID": URI, "childEPCs": listed(URI),
    "childQuantityList": QUANTITIES,
}  # fmt: skip
_TIMED = ("@context", "type", "eventTime", "eventTimeZoneOffset")

EVENT_FIELDS: Mapping[str, Mapping[str, Schema]] = {
    "ObjectEvent": {
        **_USUAL, "action": ACTION, "epcList": EPCS, "quantityList": QUANTITIES, "ilmd": ILMD,
    },
    "AggregationEvent": _GROUP,
    "AssociationEvent": _GROUP,
    "TransactionEvent": {
        **_USUAL, "action": ACTION, "parentID": URI, "epcList": listed(URI),
        "quantityList": QUANTITIES,
    },
    "TransformationEvent": {
        **_USUAL, "inputEPCList": EPCS, "outputEPCList": EPCS, "inputQuantityList": QUANTITIES,
        "outputQuantityList": QUANTITIES, "transformationID": URI, "ilmd": ILMD,
    },
}  # fmt: skip
"""The fields of each event type."""

EVENT_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "ObjectEvent": (*_TIMED, "action"),
    "AggregationEvent": (*_TIMED, "action"),
    "AssociationEvent": (*_TIMED, "action", "parentID"),
    "TransactionEvent": (*_TIMED, "action", "bizTransactionList"),
    "TransformationEvent": _TIMED,
}


def event_schema(event_type: str, syntax: Syntax = "json") -> Schema:
    """Describe an event of one of the five types; any other type only has what all events have."""
    if event_type in EVENT_FIELDS:
        fields = dict(EVENT_FIELDS[event_type])
        if syntax == "xml":
            fields |= {name: listed(URI) for name, schema in fields.items() if schema is EPCS}
        return whole(extensible(fields, required=EVENT_REQUIRED[event_type]))
    own_type: Schema = {"type": "string", "format": "uri"}
    return whole(
        {
            "type": "object",
            "properties": {**_ALWAYS, "type": own_type},
            "required": list(_TIMED),
            "additionalProperties": {"$ref": "#/$defs/json"},
        }
    )
