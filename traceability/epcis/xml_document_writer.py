"""From a document of events to XML of version 2.0, with its header and master data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from data_sources.errors import Refused
from traceability.epcis.document import Document
from traceability.epcis.xml_reader import SBDH
from traceability.epcis.xml_writer import EventWriter

_ROOTS: Mapping[str, tuple[str, str]] = {
    "EPCISDocument": ("epcis", "urn:epcglobal:epcis:xsd:2"),
    "EPCISQueryDocument": ("epcisq", "urn:epcglobal:epcis-query:xsd:2"),
    "EPCISMasterDataDocument": ("epcismd", "urn:epcglobal:epcis-masterdata:xsd:2"),
}
_ENVELOPE = frozenset(
    ("@context", "id", "type", "schemaVersion", "creationDate", "instanceIdentifier", "sender",
     "receiver", "epcisHeader", "epcisBody")
)  # fmt: skip
_RESULTS = frozenset(("queryName", "subscriptionID", "resultsBody"))

Json = Mapping[str, Any]


def write_xml(document: Document, what: str = "the document") -> bytes:
    """Write a document or a bare event as XML, UTF-8.

    Raises
    ------
    Refused
        If an extension's name or a text cannot stand in XML, or if it is a query or a list of bare
        events, which XML has no form for.
    """
    faults: list[str] = []
    if document.kind == "event":
        event = document.events[0]
        root = EventWriter(event.get("@context"), faults).event(event)
    elif document.kind in _ROOTS:
        root = _document(document, faults)
    else:
        raise Refused(what, [f"XML has no form for {document.kind}"])
    if faults:
        raise Refused(what, faults)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _document(document: Document, faults: list[str]) -> Element:
    envelope = document.envelope
    writer = EventWriter(envelope.get("@context"), faults)
    prefix, namespace = _ROOTS[document.kind]
    root = Element(f"{prefix}:{document.kind}")
    writer.declared[prefix] = namespace
    root.set("schemaVersion", "2.0")
    if "creationDate" in envelope:
        root.set("creationDate", writer.text(envelope["creationDate"]))
    _header(writer, root, envelope)
    body = SubElement(root, "EPCISBody")
    if document.kind == "EPCISMasterDataDocument":
        _vocabularies(writer, body, envelope["epcisBody"]["vocabularyList"])
    else:
        _events(writer, body, document)
    _extensions(writer, root, envelope, _ENVELOPE)
    writer.declare(root)
    return root


def _extensions(writer: EventWriter, parent: Element, record: Json, known: frozenset[str]) -> None:
    for name, value in record.items():
        if name.endswith(":ignoreFields") and isinstance(value, list):
            listed = SubElement(parent, writer.tag(name))
            for field in value:
                SubElement(listed, writer.tag(field))
        elif name not in known:
            writer.extension(parent, name, value)


def _events(writer: EventWriter, body: Element, document: Document) -> None:
    parent = body
    if document.kind == "EPCISQueryDocument":
        results = document.envelope["epcisBody"]["queryResults"]
        answer = SubElement(body, "epcisq:QueryResults")
        for name in ("queryName", "subscriptionID"):
            if name in results:
                writer.leaf(answer, name, results[name])
        _extensions(writer, answer, results, _RESULTS)
        parent = SubElement(answer, "resultsBody")
    listed = SubElement(parent, "EventList")
    for event in document.events:
        written = EventWriter(event.get("@context"), writer.faults).event(event)
        # an event type of one's own stands in the list's extension point
        home = SubElement(listed, "extension") if ":" in written.tag else listed
        home.append(written)


def _header(writer: EventWriter, root: Element, envelope: Json) -> None:
    header: Json = envelope.get("epcisHeader", {})
    parties = {name: envelope[name] for name in _PARTIES if name in envelope}
    if not header and not parties:
        return
    element = SubElement(root, "EPCISHeader")
    if not any(key.endswith(":StandardBusinessDocumentHeader") for key in header) and parties:
        _business_header(writer, element, parties)
    for name, value in header.items():
        if name == "epcisMasterData":
            data = SubElement(SubElement(element, "extension"), "EPCISMasterData")
            _vocabularies(writer, data, value.get("vocabularyList", []))
        else:
            writer.extension(element, name, value)


_PARTIES = ("sender", "receiver", "instanceIdentifier")


def _business_header(writer: EventWriter, header: Element, parties: Json) -> None:
    writer.declared["sbdh"] = SBDH
    business = SubElement(header, "sbdh:StandardBusinessDocumentHeader")
    writer.leaf(business, "sbdh:HeaderVersion", "1.0")
    for name in ("sender", "receiver"):
        if name in parties:
            party = SubElement(business, f"sbdh:{name.capitalize()}")
            writer.leaf(party, "sbdh:Identifier", parties[name])
    if "instanceIdentifier" in parties:
        identification = SubElement(business, "sbdh:DocumentIdentification")
        writer.leaf(identification, "sbdh:Standard", "EPCglobal")
        writer.leaf(identification, "sbdh:TypeVersion", "2.0")
        writer.leaf(identification, "sbdh:InstanceIdentifier", parties["instanceIdentifier"])
        writer.leaf(identification, "sbdh:Type", "Events")


def _vocabularies(writer: EventWriter, parent: Element, vocabularies: list[Json]) -> None:
    listed = SubElement(parent, "VocabularyList")
    for vocabulary in vocabularies:
        element = SubElement(listed, "Vocabulary", {"type": writer.text(vocabulary["type"])})
        entries = SubElement(element, "VocabularyElementList")
        for entry in vocabulary.get("vocabularyElementList", []):
            _entry(writer, entries, entry)


def _entry(writer: EventWriter, entries: Element, entry: Json) -> None:
    element = SubElement(entries, "VocabularyElement", {"id": writer.text(entry["id"])})
    for attribute in entry.get("attributes", []):
        written = SubElement(element, "attribute", {"id": writer.text(attribute["id"])})
        value = attribute.get("attribute", "")
        if isinstance(value, Mapping):
            for name, part in value.items():
                writer.extension(written, name, part)
        else:
            written.text = writer.text(value)
    if entry.get("children"):
        children = SubElement(element, "children")
        for child in entry["children"]:
            writer.leaf(children, "id", child)
