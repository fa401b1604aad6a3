"""What a document's envelope looks like, as JSON Schema: everything but the events."""

from __future__ import annotations

from collections.abc import Mapping

from traceability.epcis.document import Syntax
from traceability.epcis.schema import CONTEXT, TEXT, TIME, URI, Schema, extensible, listed, whole

_VERSION: Schema = {"type": "string", "pattern": r"^\d+(\.\d+)*$"}
_DOCUMENT_ID: Schema = {"type": "string", "anyOf": [{"format": "uri"}, {"pattern": "^_:"}]}
"""An address, or the name of a blank node, as older examples of the standard have it."""
_ATTRIBUTE: Schema = {
    "type": "object",
    "properties": {"id": URI, "attribute": {"type": ["number", "string", "object"]}},
    "required": ["id"],
}
_VOCABULARY: Schema = {
    "type": "object",
    "properties": {
        "type": URI,
        "vocabularyElementList": listed(
            {
                "type": "object",
                "properties": {
                    "id": URI,
                    "attributes": listed(_ATTRIBUTE),
                    "children": listed(URI),
                },
                "required": ["id"],
            }
        ),
    },
    "required": ["type"],
}
_HEADER = extensible(
    {
        "epcisMasterData": {
            "type": "object",
            "properties": {"vocabularyList": listed(_VOCABULARY)},
        }
    }
)
_EVENTS: Schema = {"type": "array"}
_COMMON: Mapping[str, Schema] = {
    "@context": CONTEXT,
    "id": _DOCUMENT_ID,
    "schemaVersion": _VERSION,
    "creationDate": TIME,
    "instanceIdentifier": TEXT,
    "sender": TEXT,
    "receiver": TEXT,
    "epcisHeader": _HEADER,
}
_RESULTS: Mapping[str, Schema] = {
    "queryName": TEXT,
    "subscriptionID": TEXT,
    "resultsBody": extensible(
        {"eventList": _EVENTS, "vocabularyList": listed(_VOCABULARY)}, required=["eventList"]
    ),
}
_RESULTS_NEED: Mapping[Syntax, list[str]] = {
    "json": ["queryName", "resultsBody"],
    "xml": ["resultsBody"],
}
"""XML results in use leave their query unnamed."""


def envelope_schema(kind: str, syntax: Syntax) -> Schema:
    """Describe the envelope of a document of this kind, its events left out."""
    if kind == "EPCISDocument":
        return _envelope(kind, {"eventList": _EVENTS}, ["schemaVersion", "creationDate"])
    if kind == "EPCISMasterDataDocument":
        body = {"vocabularyList": listed(_VOCABULARY)}
        return _envelope(kind, body, ["schemaVersion", "creationDate"])
    results = extensible(_RESULTS, required=_RESULTS_NEED[syntax])
    return _envelope(kind, {"queryResults": results}, [])


def _envelope(kind: str, body: Mapping[str, Schema], required: list[str]) -> Schema:
    fields: Mapping[str, Schema] = {
        **_COMMON,
        "type": {"const": kind},
        "epcisBody": extensible(body, required=list(body)),
    }
    return whole(extensible(fields, required=["@context", "type", "epcisBody", *required]))
