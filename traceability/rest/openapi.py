"""The interface described by itself, as OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from traceability.rest.exchange import Answer, Call, Desk, as_json

Json = dict[str, Any]
_PROBLEM: Json = {
    "description": "Why not",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "properties": {
                    "type": {"type": "string", "pattern": "^epcisException:"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                },
                "required": ["type", "title", "status", "detail"],
            }
        }
    },
}
_REFUSED = ("400", "401", "403", "404", "406", "409", "413", "414", "415")
_EVENT_LIST: Json = {"type": "array", "items": {"type": "object", "required": ["eventID"]}}
_EVENTS: Json = {
    "type": "object",
    "properties": {
        "type": {"const": "EPCISQueryDocument"},
        "schemaVersion": {"const": "2.0"},
        "creationDate": {"type": "string", "format": "date-time"},
        "epcisBody": {
            "type": "object",
            "properties": {
                "queryResults": {
                    "type": "object",
                    "properties": {
                        "queryName": {"type": "string"},
                        "resultsBody": {
                            "type": "object",
                            "properties": {"eventList": _EVENT_LIST},
                            "required": ["eventList"],
                        },
                    },
                    "required": ["queryName", "resultsBody"],
                }
            },
            "required": ["queryResults"],
        },
    },
    "required": ["@context", "type", "schemaVersion", "creationDate", "epcisBody"],
}
_COLLECTION: Json = {
    "type": "object",
    "properties": {
        "type": {"const": "Collection"},
        "member": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["@context", "type", "member"],
}
_JOB: Json = {
    "type": "object",
    "properties": {
        "captureID": {"type": "string"},
        "createdAt": {"type": "string", "format": "date-time"},
        "finishedAt": {"type": "string", "format": "date-time"},
        "running": {"type": "boolean"},
        "success": {"type": "boolean"},
        "captureErrorBehaviour": {"enum": ["rollback", "proceed"]},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["captureID", "createdAt", "running", "success", "captureErrorBehaviour", "errors"],
}
_QUERY: Json = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "query": {"type": "object"}},
    "required": ["name", "query"],
    "additionalProperties": False,
}
_SECURED: Json = {"security": [{"key": []}]}
_PAGED = ("perPage", "nextPageToken")
_ASKED = (
    "eventType", "GE_eventTime", "LT_eventTime", "EQ_action", "EQ_bizStep", "MATCH_anyEPC",
    "EQ_eventID", "orderBy", "orderDirection", "eventCountLimit", "maxEventCount", *_PAGED,
)  # fmt: skip
_SCHEMAS: dict[str, Json] = {
    "perPage": {"type": "integer", "minimum": 1},
    "eventCountLimit": {"type": "integer", "minimum": 1},
    "maxEventCount": {"type": "integer", "minimum": 1},
    "GE_eventTime": {"type": "string", "format": "date-time"},
    "LT_eventTime": {"type": "string", "format": "date-time"},
    "orderBy": {"enum": ["eventTime", "recordTime"]},
    "orderDirection": {"enum": ["ASC", "DESC"]},
}


def document(_call: Call, desk: Desk) -> Answer:
    """Describe the interface."""
    return as_json(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Ruộng EPCIS 2.0",
                "version": "1",
                "description": "Capture and query of traceability events. The public reads public "
                "statements; capturing needs a key.",
            },
            "servers": [{"url": desk.root}],
            "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
            "paths": _paths(),
        }
    )


def _paths() -> Json:
    body = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
    paths: Json = {
        "/": {"get": _reads("The resources", _COLLECTION)},
        "/capture": {
            "post": _writes("Capture a document", body, 202, None),
            "get": _SECURED | _reads("Capture jobs", {"type": "array", "items": _JOB}, _PAGED),
        },
        "/capture/{name}": {"get": _SECURED | _reads("A capture job", _JOB)},
        "/events": {
            "post": _writes("Capture one event", body, 201, {"type": "object"}),
            "get": _reads("Events", _EVENTS, _ASKED),
        },
        "/events/{name}": {"get": _reads("An event and its error declarations", _EVENTS)},
        "/queries": {
            "post": _writes("Keep a query", _body(_QUERY), 201, None),
            "get": _reads("Queries", {"type": "array", "items": _QUERY}, _PAGED),
        },
        "/queries/{name}": {
            "get": _reads("A query", _QUERY),
            "delete": _SECURED | _operation("Remove a query", {"204": {"description": "Gone"}}),
        },
        "/queries/{name}/events": {"get": _reads("Events of a query", _EVENTS, _PAGED)},
        "/epcs": {"get": _SECURED | _reads("Things", _COLLECTION, _PAGED)},
    }
    for resource in ("eventTypes", "bizSteps", "dispositions"):
        paths[f"/{resource}"] = {"get": _reads("Words", _COLLECTION)}
    for resource in ("eventTypes", "bizSteps", "dispositions", "epcs"):
        paths[f"/{resource}/{{name}}"] = {"get": _reads("Sub-resources", _COLLECTION)}
        paths[f"/{resource}/{{name}}/events"] = {"get": _reads("Its events", _EVENTS, _PAGED)}
    for path, methods in paths.items():
        methods["options"] = _operation("Discovery", {"204": {"description": "Headers"}})
        if "{name}" in path:
            methods["parameters"] = [_parameter("name", "path")]
    return paths


def _body(schema: Json) -> Json:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _reads(summary: str, schema: Json, query: tuple[str, ...] = ()) -> Json:
    shown = {"description": "Found", "content": {"application/json": {"schema": schema}}}
    parameters = [_parameter(name, "query") for name in query]
    return _operation(summary, {"200": shown}) | {"parameters": parameters}


def _writes(summary: str, body: Json, status: int, schema: Json | None) -> Json:
    done: Json = {"description": "Done; see Location"}
    if schema is not None:
        done["content"] = {"application/json": {"schema": schema}}
    return _SECURED | _operation(summary, {str(status): done}) | {"requestBody": body}


def _operation(summary: str, responses: Json) -> Json:
    refused = dict.fromkeys(_REFUSED, _PROBLEM)
    return {"summary": summary, "responses": responses | refused}


def _parameter(name: str, place: str) -> Json:
    schema = _SCHEMAS.get(name, {"type": "string", "minLength": 1})
    return {"name": name, "in": place, "required": place == "path", "schema": schema}
