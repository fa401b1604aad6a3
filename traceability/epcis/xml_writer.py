"""From the JSON-LD event to XML of version 2.0: one table of fields, in the XML schema's order.

Vocabulary terms are written as web addresses. Extensions keep their namespaces and, where a context
declares one, their prefixes, for a text may use them too. XML does not tell a number from its text
nor a list of one item from the item, and null is absence in both; the event hash is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from traceability.epcis import terms
from traceability.epcis.document import EVENT_TYPES, Event
from traceability.epcis.prefixes import Prefixes, expand_key, prefixes_of
from traceability.epcis.terms import DEFAULT_PREFIXES
from traceability.epcis.values import canonical_term
from traceability.epcis.xml_reader import split

_NAME = re.compile(r"[^\W\d][\w.\-]*")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Json = Mapping[str, Any]
Write = Callable[["EventWriter", Element, str, Any], None]


class EventWriter:
    """Writes what one context governs; keeps what XML has no form for as `faults`.

    Names are written with their prefixes, and `declare` puts the declarations on an element.
    """

    def __init__(self, context: object, faults: list[str]) -> None:
        self.faults = faults
        self.prefixes: Prefixes = prefixes_of(context)
        self.declared = {
            prefix: namespace
            for prefix, namespace in self.prefixes.items()
            if _NAME.fullmatch(prefix) and namespace and DEFAULT_PREFIXES.get(prefix) != namespace
        }

    def event(self, event: Event) -> Element:
        """Write one event as an element of its own."""
        kind = str(event.get("type"))
        root = Element(kind if kind in EVENT_TYPES else self.tag(kind))
        self.record(root, event, _ORDERS.get(kind, FIELDS))
        self.declare(root)
        return root

    def declare(self, element: Element) -> None:
        """Declare on *element* the prefixes used in it."""
        for prefix, namespace in self.declared.items():
            element.set(f"xmlns:{prefix}", namespace)

    def tag(self, name: str) -> str:
        """Name an extension field the way XML does; without a namespace it is a fault."""
        namespace, local = split(expand_key(name, self.prefixes))
        if not _NAME.fullmatch(local) or (":" in name and not namespace):
            self.faults.append(f"{name[:80]!r} cannot be an XML name; declare its prefix")
            return "unnamed"
        return f"{self._prefix(namespace)}:{local}" if namespace else local

    def _prefix(self, namespace: str) -> str:
        for known in (self.declared, DEFAULT_PREFIXES):
            for prefix, address in known.items():
                if address == namespace:
                    self.declared[prefix] = namespace
                    return prefix
        prefix = f"ns{len(self.declared) + 1}"
        self.declared[prefix] = namespace
        return prefix

    def text(self, value: object) -> str:
        """Give a value's text; characters that XML lacks are a fault."""
        if isinstance(value, bool):
            return "true" if value else "false"
        text = str(value)
        if _NOT_XML.search(text):
            self.faults.append(f"{text[:40]!r} holds a character that XML lacks")
            return ""
        return text

    def term(self, value: object, stem: str) -> object:
        """Give the web address of a term of the standard; a term of one's own as it is."""
        address = canonical_term(value, stem, self.prefixes)
        return address if address.startswith(stem) else value

    def leaf(self, parent: Element, name: str, value: object) -> Element:
        """Write a field with a text."""
        element = SubElement(parent, name)
        element.text = self.text(value)
        return element

    def extension(self, parent: Element, name: str, value: object) -> None:
        """Write a field of unknown meaning, once for each item of a list."""
        if name.startswith("@"):
            if name not in ("@context", "@type", "@id", "@value"):
                parent.set(self.tag(name[1:]), self.text(value))
            return
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, list):
                self.faults.append(f"{name}: XML has no form for a list within a list")
            elif item is not None:
                self._extension(SubElement(parent, self.tag(name)), item)

    def _extension(self, element: Element, value: object) -> None:
        if not isinstance(value, Mapping):
            element.text = self.text(value)
            return
        inner = value.get("#text", value.get("@value"))
        element.text = None if inner is None else self.text(inner)
        for key, part in value.items():
            if key != "#text":
                self.extension(element, key, part)

    def record(self, parent: Element, record: Json, known: Mapping[str, Write]) -> None:
        """Write a record's known fields in their order, then its extensions."""
        for name, write in known.items():
            if name in record:
                write(self, parent, name, record[name])
        for name, value in record.items():
            if name not in known and name not in ("@context", "type"):
                self.extension(parent, name, value)


def _leaf(writer: EventWriter, parent: Element, name: str, value: object) -> None:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, Mapping):
            writer.extension(parent, name, item)
        else:
            writer.leaf(parent, name, item)


def _term(stem: str) -> Write:
    def write(writer: EventWriter, parent: Element, name: str, value: object) -> None:
        for item in value if isinstance(value, list) else [value]:
            writer.leaf(parent, name, writer.term(item, stem))

    return write


def _texts(item: str) -> Write:
    def write(writer: EventWriter, parent: Element, name: str, value: list[object]) -> None:
        listed = SubElement(parent, name)
        for text in value:
            writer.leaf(listed, item, text)

    return write


def _record(known: Mapping[str, Write]) -> Write:
    return lambda writer, parent, name, value: writer.record(SubElement(parent, name), value, known)


def _records(item: str, known: Mapping[str, Write]) -> Write:
    def write(writer: EventWriter, parent: Element, name: str, value: list[Json]) -> None:
        listed = SubElement(parent, name)
        for entry in value:
            writer.record(SubElement(listed, item), entry, known)

    return write


def _named(item: str, stem: str) -> Write:
    def write(writer: EventWriter, parent: Element, name: str, value: list[Json]) -> None:
        listed = SubElement(parent, name)
        for entry in value:
            element = writer.leaf(listed, item, entry[item])
            if "type" in entry:
                element.set("type", writer.text(writer.term(entry["type"], stem)))

    return write


_ATTRIBUTE_STEMS = {
    "type": terms.GS1_VOC,
    "exception": terms.GS1_VOC,
    "component": terms.COMPONENT_STEM,
}


def _attributes(writer: EventWriter, parent: Element, name: str, value: Json | list[Json]) -> None:
    for entry in value if isinstance(value, list) else [value]:
        element = SubElement(parent, name)
        for key, item in entry.items():
            if key in _ATTRIBUTE_STEMS:
                element.set(key, writer.text(writer.term(item, _ATTRIBUTE_STEMS[key])))
            elif isinstance(item, (Mapping, list)):
                writer.extension(element, key, item)
            else:
                element.set(writer.tag(key), writer.text(item))


_EPCS = _texts("epc")
_QUANTITIES = _records("quantityElement", dict.fromkeys(("epcClass", "quantity", "uom"), _leaf))
_PLACE = _record({"id": _leaf})
FIELDS: Mapping[str, Write] = {
    **dict.fromkeys(("eventTime", "recordTime", "eventTimeZoneOffset", "eventID"), _leaf),
    "errorDeclaration": _record(
        {
            "declarationTime": _leaf,
            "reason": _term(terms.REASON_STEM),
            "correctiveEventIDs": _texts("correctiveEventID"),
        }
    ),
    "certificationInfo": _leaf,
    "inputEPCList": _EPCS,
    "inputQuantityList": _QUANTITIES,
    "outputEPCList": _EPCS,
    "outputQuantityList": _QUANTITIES,
    "transformationID": _leaf,
    "parentID": _leaf,
    "childEPCs": _EPCS,
    "epcList": _EPCS,
    "action": _leaf,
    "bizStep": _term(terms.BIZ_STEP_STEM),
    "disposition": _term(terms.DISPOSITION_STEM),
    "readPoint": _PLACE,
    "bizLocation": _PLACE,
    "bizTransactionList": _named("bizTransaction", terms.TRANSACTION_STEM),
    "quantityList": _QUANTITIES,
    "childQuantityList": _QUANTITIES,
    "sourceList": _named("source", terms.PARTY_STEM),
    "destinationList": _named("destination", terms.PARTY_STEM),
    "sensorElementList": _records(
        "sensorElement", {"sensorMetadata": _attributes, "sensorReport": _attributes}
    ),
    "persistentDisposition": _record(
        dict.fromkeys(("unset", "set"), _term(terms.DISPOSITION_STEM))
    ),
    "ilmd": _record({}),
}
"""How each field is written, in the order of the XML schema."""

_HEAD = ("eventTime", "recordTime", "eventTimeZoneOffset", "eventID", "errorDeclaration",
         "certificationInfo", "bizTransactionList")  # fmt: skip
_ORDERS: Mapping[str, Mapping[str, Write]] = {
    "TransactionEvent": {name: FIELDS[name] for name in (*_HEAD, *FIELDS)}
}
"""A transaction event names its transactions first."""
