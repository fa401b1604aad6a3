"""From a document of events to JSON-LD: what `read` took apart, put together."""

from __future__ import annotations

import json
from typing import Any

from data_sources.errors import Refused
from traceability.epcis.document import Document, Event


def write_json(document: Document, what: str = "the document") -> bytes:
    """Write a document, an event, a list of events or a query as JSON-LD, UTF-8.

    Raises
    ------
    Refused
        If it holds what JSON has no form for: NaN, Infinity, half characters.
    """
    try:
        text = json.dumps(to_json(document), ensure_ascii=False, allow_nan=False)
        return text.encode()
    except ValueError as error:  # half characters are a UnicodeEncodeError, which is one
        raise Refused(what, [f"it has no form in JSON: {error}"]) from error


def to_json(document: Document) -> Any:  # noqa: ANN401 - any JSON value
    """Give a document as one JSON value; documents from XML of version 1 become version 2.0.

    Master data alone becomes the header of a document without events, JSON's only place for it.
    """
    if document.kind == "event":
        return dict(document.events[0])
    if document.kind == "events":
        return [dict(event) for event in document.events]
    envelope = dict(document.envelope)
    if document.kind == "query":
        return envelope
    envelope["schemaVersion"] = "2.0"
    if document.kind == "EPCISMasterDataDocument":
        header = {**envelope.get("epcisHeader", {}), "epcisMasterData": envelope["epcisBody"]}
        body = {"eventList": []}
        return envelope | {"type": "EPCISDocument", "epcisHeader": header, "epcisBody": body}
    outer = envelope.get("@context")
    events = [_without_context(event, outer) for event in document.events]
    body = dict(envelope.get("epcisBody", {}))
    if document.kind == "EPCISDocument":
        return {**envelope, "epcisBody": {**body, "eventList": events}}
    results = {"queryName": "SimpleEventQuery", **body.get("queryResults", {})}
    results["resultsBody"] = {**results.get("resultsBody", {}), "eventList": events}
    return {**envelope, "epcisBody": {**body, "queryResults": results}}


def _without_context(event: Event, outer: object) -> dict[str, Any]:
    """Take from an event's context what its document says already."""
    own = event.get("@context")
    written = {name: value for name, value in event.items() if name != "@context"}
    if own == outer:
        return written
    shared = outer if isinstance(outer, list) else [outer]
    if isinstance(own, list) and own[: len(shared)] == shared:
        own = own[len(shared) :]
    return {"@context": own, **written} if own else written
