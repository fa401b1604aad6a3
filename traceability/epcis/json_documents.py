"""From a JSON value to a document of events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data_sources.errors import Refused
from traceability.epcis.document import (
    STANDARD_CONTEXT,
    Document,
    Event,
    Kind,
    ignored_fields,
    standing_alone,
)

_ROADS = (
    ("epcisBody", "eventList"),
    ("epcisBody", "queryResults", "resultsBody", "eventList"),
    ("queryResults", "resultsBody", "eventList"),
    ("resultsBody", "eventList"),
    ("eventList",),
    ("epcisBody", "event"),
)
"""Where events may lie in a document, the standard's places first."""


def document_of_json(value: object, what: str = "the document") -> Document:
    """Find the events in a JSON value.

    Raises
    ------
    Refused
        If it is neither a document, nor an event, nor a list of events, nor a query.
    """
    if isinstance(value, list):
        events = _objects(value, "$", what)
        return Document("events", {}, events, tuple(f"$[{at}]" for at in range(len(events))))
    if not isinstance(value, dict):
        raise Refused(what, ["it is neither a JSON object nor a list of events"])
    kind = value.get("type")
    if kind in ("EPCISDocument", "EPCISQueryDocument") or "epcisBody" in value:
        if kind == "EPCISQueryDocument":
            return _document(value, "EPCISQueryDocument", what)
        return _document(value, "EPCISDocument", what)
    if "type" in value:
        return Document("event", {}, (value,), ("$",))
    return Document("query", value, ())


def _document(value: dict[str, Any], kind: Kind, what: str) -> Document:
    context = value.get("@context", STANDARD_CONTEXT)
    for road in _ROADS:
        found = _follow(value, road)
        if found is None:
            continue
        path = "$." + ".".join(road)
        listed = isinstance(found, list)
        events = _objects(found if listed else [found], path, what)
        places = tuple(f"{path}[{at}]" if listed else path for at in range(len(events)))
        return Document(
            kind,
            _without(value, road),
            standing_alone(list(events), context),
            places,
            ignored_fields(value),
        )
    return Document(kind, value, (), (), ignored_fields(value))


def _objects(values: list[Any], path: str, what: str) -> tuple[Event, ...]:
    wrong = [at for at, event in enumerate(values) if not isinstance(event, dict)]
    if wrong:
        raise Refused(what, [f"{path}[{at}]: an event is an object" for at in wrong[:20]])
    return tuple(values)


def _follow(value: Mapping[str, Any], road: tuple[str, ...]) -> object:
    found: object = value
    for step in road:
        if not isinstance(found, dict) or step not in found:
            return None
        found = found[step]
    return found


def _without(value: dict[str, Any], road: tuple[str, ...]) -> dict[str, Any]:
    """Copy a document along *road*, its events taken out."""
    head, *rest = road
    inner = _without(value[head], tuple(rest)) if rest else []
    return {**value, head: inner}
