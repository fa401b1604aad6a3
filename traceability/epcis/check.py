"""Is this an EPCIS 2.0 event? The schema first, in Rust; then the rules it cannot say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs

from data_sources.errors import Refused
from traceability.epcis.document import Syntax
from traceability.epcis.rules import broken
from traceability.epcis.schema import EVENT_FIELDS, Schema, event_schema

MAX_FAULTS = 100
"""Faults named for one input; a file that is wrong all over is not told a million times."""

Event = Mapping[str, Any]


def check(event: Event, what: str = "the event") -> Event:
    """Check an event and give it back; it must declare its `@context`.

    Parameters
    ----------
    event
        An EPCIS 2.0 event as JSON-LD, as read from JSON (dict, list, str, int, float, bool, None).
    what
        What to call it in the refusal.

    Raises
    ------
    Refused
        With every fault and its JSON path.
    """
    found = faults(event)
    if found:
        raise Refused(what, found[:MAX_FAULTS])
    return event


def faults(event: object, root: str = "$", syntax: Syntax = "json") -> list[str]:
    """Name every fault of an event, each after its JSON path, which starts with *root*.

    An event that came as XML is held to the XML schema, which lets an EPC come twice in a list, and
    ILMD stand with any action.
    """
    if not isinstance(event, Mapping):
        return [f"{root}: an event is an object, not {type(event).__name__}"]
    kind = event.get("type")
    if not isinstance(kind, str):
        return [f"{root}.type: says which type of event this is, but is missing or no text"]
    found = list(schema_faults(_validator(kind if kind in EVENT_FIELDS else "", syntax), event))
    if not found:
        found = broken(event, syntax)
    return [f"{root}{path[1:]}: {sentence}" for path, sentence in found]


@lru_cache(maxsize=16)
def _validator(kind: str, syntax: Syntax) -> jsonschema_rs.Draft202012Validator:
    return compiled(event_schema(kind, syntax))


def compiled(schema: Schema) -> jsonschema_rs.Draft202012Validator:
    """Compile a schema, formats checked."""
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def schema_faults(
    validator: jsonschema_rs.Draft202012Validator, value: object
) -> Iterator[tuple[str, str]]:
    """Name where and how *value* departs from a schema, as (path, sentence)."""
    try:
        if validator.is_valid(value):
            return
        errors = list(validator.iter_errors(value))
    except (ValueError, UnicodeError, RecursionError) as error:
        yield "$", f"is no JSON value: {error}"
        return
    for error in errors:
        yield json_path(error.instance_path), _sentence(error)


def json_path(steps: list[str | int]) -> str:
    """Write a place in a JSON value, like `$.epcList[0]`."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def _sentence(error: jsonschema_rs.ValidationError) -> str:
    value = repr(error.instance) if not isinstance(error.instance, (dict, list)) else "the value"
    shown = value if len(value) <= 80 else value[:77] + "..."
    kind = error.kind
    match kind:
        case jsonschema_rs.ValidationErrorKind.AnyOf():
            return f"{shown} is neither a term of the CBV nor an address of your own vocabulary"
        case jsonschema_rs.ValidationErrorKind.AdditionalProperties():
            names = ", ".join(sorted(map(str, kind.unexpected)))
            return f"does not know {names}; a field of your own needs a namespace (prefix:name)"
        case jsonschema_rs.ValidationErrorKind.Required():
            return f"lacks {kind.property}"
        case jsonschema_rs.ValidationErrorKind.Format():
            return f"{shown} is not a {kind.format}"
        case _:
            return error.message if len(error.message) <= 200 else error.message[:197] + "..."
