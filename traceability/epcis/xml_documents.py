"""From an XML tree to a document of events: EPCIS documents, query documents, bare events."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from data_sources.errors import Refused
from traceability.epcis.document import EVENT_TYPES, Document, Event, Kind, ignored_fields
from traceability.epcis.xml_events import EventReader, unwrapped
from traceability.epcis.xml_queries import QUERY_BODIES, read_query
from traceability.epcis.xml_reader import (
    SBDH,
    XSI,
    Tree,
    is_standard,
    local_name,
    split,
    text_of,
)

Json = dict[str, object]
_KINDS: dict[str, Kind] = {
    "EPCISQueryDocument": "EPCISQueryDocument",
    "EPCISMasterDataDocument": "EPCISMasterDataDocument",
}
_EVENTS_AT = {
    "EPCISDocument": "$.epcisBody.eventList",
    "EPCISQueryDocument": "$.epcisBody.queryResults.resultsBody.eventList",
    "EPCISMasterDataDocument": "$.epcisBody.vocabularyList",
}


def document_of_xml(tree: Tree, what: str = "the document") -> Document:
    """Find the events in an XML tree.

    Raises
    ------
    Refused
        If it is no EPCIS document, query document or event.
    """
    reader = EventReader(tree)
    name = local_name(tree.root)
    if _is_event(tree.root):
        event = reader.event(tree.root)
        faults = tuple(reader.faults)
        return Document("event", {}, (event,), ("$",), faults=faults, syntax="xml")
    body = _child(tree.root, "EPCISBody")
    asked = _child(body, *QUERY_BODIES) if body is not None else None
    if name == "EPCISQueryDocument" and asked is not None:
        return Document("query", read_query(asked, what), (), syntax="xml")
    found = next((e for e in tree.root.iter() if _is(e, "EventList")), None)
    if name not in _EVENTS_AT and found is None:
        raise Refused(what, [f"<{name}> is no EPCIS document, query document or event"])
    kind = _KINDS.get(name, "EPCISDocument")
    envelope = _envelope(reader, tree.root, kind)
    events: list[Event] = []
    if found is not None:
        events = [reader.event(element) for element in unwrapped(found)]
    return Document(
        kind,
        envelope,
        tuple(events),
        tuple(f"{_EVENTS_AT[kind]}[{at}]" for at in range(len(events))),
        ignored_fields(envelope),
        (*_root_faults(tree.root), *reader.faults),
        "xml",
    )


def _is_event(root: Element) -> bool:
    """Tell an event by its name, or, where its type is one's own, by its time."""
    if is_standard(root):
        return local_name(root) in EVENT_TYPES
    return _child(root, "eventTime") is not None


def _root_faults(root: Element) -> Iterator[str]:
    if not split(root.tag)[0]:
        yield f"<{local_name(root)}> stands in no namespace, not in urn:epcglobal:epcis:xsd:2"


def _envelope(reader: EventReader, root: Element, kind: str) -> Json:
    envelope: Json = {"@context": reader.context, "type": kind}
    for name, value in root.attrib.items():
        if split(name)[0] != XSI:
            envelope[reader.tree.name(name)] = value.strip()
    for child in unwrapped(root):
        name = reader.tree.name(child.tag)
        if name == "EPCISBody":
            envelope["epcisBody"] = _body(reader, child)
        elif name == "EPCISHeader":
            envelope |= _header(reader, child)
        else:
            envelope[name] = _field(reader, child)
    return envelope


def _field(reader: EventReader, element: Element) -> object:
    """Read a field of the envelope; a list of fields to ignore is the list of their names."""
    if local_name(element) == "ignoreFields":
        return [reader.tree.name(field.tag) for field in element]
    return reader.extension(element)


def _body(reader: EventReader, body: Element) -> Json:
    value: Json = {}
    for child in unwrapped(body):
        name = reader.tree.name(child.tag)
        if name == "EventList":
            value["eventList"] = []
        elif name == "VocabularyList":
            value["vocabularyList"] = _vocabularies(reader, child)
        elif name == "QueryResults":
            value["queryResults"] = _results(reader, child)
        else:
            value[name] = _field(reader, child)
    return value


def _results(reader: EventReader, results: Element) -> Json:
    value: Json = {}
    for child in unwrapped(results):
        name = reader.tree.name(child.tag)
        if name != "resultsBody":
            value[name] = _field(reader, child)
            continue
        value[name] = body = {}
        for part in unwrapped(child):
            listed = local_name(part)
            if listed == "EventList":
                body["eventList"] = []
            elif listed == "VocabularyList":
                body["vocabularyList"] = _vocabularies(reader, part)
                body.setdefault("eventList", [])
            else:
                body[reader.tree.name(part.tag)] = reader.extension(part)
    return value


def _header(reader: EventReader, header: Element) -> Json:
    """Read a header: the parties of its SBDH beside the document, master data, extensions."""
    found: Json = {}
    value: Json = {}
    for child in unwrapped(header):
        name = reader.tree.name(child.tag)
        if name == "EPCISMasterData":
            lists = [part for part in unwrapped(child) if _is(part, "VocabularyList")]
            value["epcisMasterData"] = {
                "vocabularyList": [v for part in lists for v in _vocabularies(reader, part)]
            }
            continue
        value[name] = reader.extension(child)
        if split(child.tag)[0] == SBDH:
            found |= _parties(child)
    return {**found, "epcisHeader": value} if value else found


_PARTIES = {"Sender": "sender", "Receiver": "receiver"}


def _parties(header: Element) -> Json:
    found: Json = {}
    for element in header.iter():
        name = local_name(element)
        if name in _PARTIES:
            texts = [text_of(part) for part in element if local_name(part) == "Identifier"]
            found |= {_PARTIES[name]: texts[0]} if texts else {}
        elif name == "InstanceIdentifier":
            found["instanceIdentifier"] = text_of(element)
    return found


def _vocabularies(reader: EventReader, element: Element) -> list[Json]:
    return [
        {
            "type": vocabulary.get("type", ""),
            "vocabularyElementList": [
                _entry(reader, entry)
                for entry in vocabulary.iter()
                if _is(entry, "VocabularyElement")
            ],
        }
        for vocabulary in element
        if _is(vocabulary, "Vocabulary")
    ]


def _entry(reader: EventReader, element: Element) -> Json:
    attributes: list[Json] = []
    children: list[str] = []
    for part in unwrapped(element):
        if _is(part, "attribute"):
            parts = {child.tag: reader.extension(child) for child in part}
            named = {reader.tree.name(tag): value for tag, value in parts.items()}
            attributes.append({"id": part.get("id", ""), "attribute": named or text_of(part)})
        elif _is(part, "children"):
            children = [text_of(child) for child in part]
    return {
        "id": element.get("id", ""),
        **({"attributes": attributes} if attributes else {}),
        **({"children": children} if children else {}),
    }


def _is(element: Element, name: str) -> bool:
    return local_name(element) == name and is_standard(element)


def _child(element: Element, *names: str) -> Element | None:
    return next((c for c in element if is_standard(c) and local_name(c) in names), None)
