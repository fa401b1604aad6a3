"""A document of events as a value: its envelope, and events that each stand alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from traceability.epcis.fingerprint import event_hash
from traceability.epcis.prefixes import expand_key, prefixes_of

STANDARD_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
EVENT_TYPES = frozenset(
    ("ObjectEvent", "AggregationEvent", "AssociationEvent", "TransactionEvent",
     "TransformationEvent")
)  # fmt: skip

Event = Mapping[str, Any]
Kind = Literal[
    "EPCISDocument", "EPCISQueryDocument", "EPCISMasterDataDocument", "event", "events", "query"
]
Syntax = Literal["json", "xml"]


@dataclass(frozen=True, slots=True)
class Document:
    """What one file or body held.

    Parameters
    ----------
    kind
        An EPCIS document, a query document with its results, master data (no events), a bare
        event, a list of bare events (what a capture client may send), or a query (no events).
    envelope
        The document as JSON-LD without its events: `eventList` is there, but empty. For a query,
        its parameters; for bare events, nothing.
    events
        The events in the document's order; each carries the `@context` it was written under.
    places
        Where each event stood, as a JSON path.
    ignored
        Fields that the document asks to leave out of the hash, as `{namespace}local`.
    faults
        What the reader could not place; a document with faults is not valid, but can be hashed.
    syntax
        How it was written; the XML schema is laxer than the JSON schema in a few points.
    """

    kind: Kind
    envelope: Mapping[str, Any]
    events: tuple[Event, ...]
    places: tuple[str, ...] = ()
    ignored: frozenset[str] = field(default=frozenset())
    faults: tuple[str, ...] = ()
    syntax: Syntax = "json"

    def hashes(self) -> Iterator[str]:
        """Compute the event hash of each event, in order."""
        return (event_hash(event, self.ignored) for event in self.events)


def standing_alone(events: list[Event], context: object) -> tuple[Event, ...]:
    """Give each event the context of its document, under its own."""
    return tuple({**event, "@context": joined(context, event.get("@context"))} for event in events)


def joined(outer: object, inner: object) -> object:
    """Join two contexts; the inner one wins, as it comes last."""
    if inner is None or inner == outer:
        return outer
    if outer is None:
        return inner
    return [
        *(outer if isinstance(outer, list) else [outer]),
        *(inner if isinstance(inner, list) else [inner]),
    ]


def ignored_fields(envelope: Mapping[str, Any]) -> frozenset[str]:
    """Read the fields listed under `<anyone's prefix>:ignoreFields`, wherever in the envelope."""
    prefixes = prefixes_of(envelope.get("@context"))
    names: set[str] = set()
    inner: list[Mapping[str, Any]] = [envelope]
    while inner:
        part = inner.pop()
        for key, value in part.items():
            if key.endswith(":ignoreFields"):
                listed = value if isinstance(value, list) else [value]
                names.update(expand_key(name, prefixes) for name in listed if isinstance(name, str))
            elif isinstance(value, Mapping) and key != "@context":
                inner.append(value)
    return frozenset(names)
