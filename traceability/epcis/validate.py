"""Is this a valid document? Its envelope, each of its events, or the query that it is."""

from __future__ import annotations

from functools import lru_cache

import jsonschema_rs

from data_sources.errors import Refused
from traceability.epcis.check import MAX_FAULTS, compiled, faults, schema_faults
from traceability.epcis.document import Document, Syntax
from traceability.epcis.envelopes import envelope_schema
from traceability.epcis.query import query_faults


def validate(document: Document, what: str = "the document") -> Document:
    """Check a document and give it back.

    Raises
    ------
    Refused
        With the faults of the envelope and of every event, up to a hundred, each with its path.
    """
    found = document_faults(document)
    if found:
        more = len(found) - MAX_FAULTS
        shown = found[:MAX_FAULTS] + ([f"and {more} more"] if more > 0 else [])
        raise Refused(what, shown)
    return document


def document_faults(document: Document) -> list[str]:
    """Name every fault of a document: what the reader found, the envelope's, the events'."""
    if document.kind == "query":
        return query_faults(document.envelope)
    found = list(document.faults)
    if document.kind not in ("event", "events"):
        schema = _envelope(document.kind, document.syntax)
        found += [f"{path}: {said}" for path, said in schema_faults(schema, document.envelope)]
    for event, place in zip(document.events, document.places, strict=True):
        found += faults(event, place, document.syntax)
    return found


@lru_cache(maxsize=8)
def _envelope(kind: str, syntax: Syntax) -> jsonschema_rs.Draft202012Validator:
    return compiled(envelope_schema(kind, syntax))
