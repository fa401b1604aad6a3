"""From XML elements to the JSON-LD event: one table of fields, versions 1.2 and 2.0 alike.

Version 1.2 wraps its later fields in `extension` and `baseExtension`; here they are unwrapped.
Vocabulary terms become bare words where the standard knows them; numbers and booleans of known
fields become numbers and booleans; fields in other namespaces become extensions, `prefix:name`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from traceability.epcis import terms
from traceability.epcis.document import STANDARD_CONTEXT
from traceability.epcis.prefixes import expand_value, prefixes_of
from traceability.epcis.values import canonical_term
from traceability.epcis.xml_reader import XSI, Tree, is_standard, local_name, split, text_of

WRAPPERS = frozenset(("extension", "baseExtension"))
_NO_SECONDS = re.compile(r"(T\d\d:\d\d)(?=Z|[+-]\d\d:\d\d$)")
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")

_REPEATED = frozenset(("sensorReport", "certificationInfo"))

Json = dict[str, object]
Read = Callable[["EventReader", Element], object]


class EventReader:
    """Reads the events of one document; keeps what it could not place as `faults`."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        declared = tree.context()
        self.context: list[object] = [STANDARD_CONTEXT, *([declared] if declared else [])]
        self.prefixes = prefixes_of(declared)
        self.faults: list[str] = []

    def event(self, element: Element) -> Json:
        """Read one event, which then stands alone with its `@context`."""
        event: Json = {"@context": self.context, "type": self.tree.name(element.tag)}
        for child in unwrapped(element):
            self._add(event, child)
        for name, value in element.attrib.items():
            if self._is_extension(name):
                event[self.tree.name(name)] = value.strip()
        return event

    def _add(self, event: Json, child: Element) -> None:
        name = self.tree.name(child.tag)
        read = FIELDS.get(name, EventReader.extension)
        value = read(self, child)
        if value == "" and name in FIELDS:
            return
        if name not in event:
            event[name] = value
        elif name in _REPEATED or name not in FIELDS:
            event[name] = [*_listed(event[name]), value]
        else:
            self.faults.append(f"{event['type']}: has more than one {name}")

    def _is_extension(self, name: str) -> bool:
        namespace = split(name)[0]
        return bool(namespace) and namespace != XSI

    def extension(self, element: Element) -> object:
        """Read a field of unknown meaning: its text, or an object of its parts."""
        if element.get(f"{{{XSI}}}nil") in ("true", "1"):
            return None
        value: Json = {
            f"@{self.tree.name(name)}": text
            for name, text in element.attrib.items()
            if split(name)[0] != XSI
        }
        for child in element:
            name = self.tree.name(child.tag)
            part = self.extension(child)
            value[name] = [*_listed(value[name]), part] if name in value else part
        text = text_of(element)
        if not value:
            return _typed(text, element.get(f"{{{XSI}}}type", ""))
        return {"#text": text, **value} if text else value

    def record(self, element: Element, fields: dict[str, Read]) -> Json:
        """Read an object with known fields and extensions."""
        value: Json = {}
        for child in unwrapped(element):
            name = self.tree.name(child.tag)
            part = fields.get(name, EventReader.extension)(self, child)
            if part == "" and name in fields:
                continue
            if name in value and name in fields and name not in _REPEATED:
                self.faults.append(f"{local_name(element)}: has more than one {name}")
            value[name] = [*_listed(value[name]), part] if name in value else part
        for name, text in element.attrib.items():
            if self._is_extension(name):
                value[self.tree.name(name)] = text.strip()
        return value

    def items(self, element: Element, name: str) -> Iterator[Element]:
        """Give a list's items; anything else in it is a fault."""
        for child in unwrapped(element):
            if is_standard(child) and local_name(child) == name:
                yield child
            else:
                self.faults.append(f"{local_name(element)}: does not know {local_name(child)}")

    def word(self, text: str, stem: str, words: frozenset[str]) -> str:
        """Give a vocabulary term as its bare word where the standard has one."""
        address = canonical_term(_own_gs1(text), stem, self.prefixes)
        word = address.removeprefix(stem)
        return word if word in words else text.strip()


def unwrapped(element: Element) -> Iterator[Element]:
    """Give an element's children, those of version 1.2's wrappers in their place."""
    for child in element:
        if is_standard(child) and local_name(child) in WRAPPERS:
            yield from unwrapped(child)
        else:
            yield child


def _own_gs1(text: str) -> str:
    """Write `gs1:` in full: XML documents use it without, or with another, declaration."""
    return expand_value(text.strip(), {"gs1": terms.GS1_VOC, "cbv": terms.CBV})


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _number(text: str) -> object:
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _boolean(text: str) -> object:
    return {"true": True, "1": True, "false": False, "0": False}.get(text, text)


def _moment(text: str) -> str:
    return _NO_SECONDS.sub(r"\1:00", text)


def _typed(text: str, schema_type: str) -> object:
    kind = schema_type.rpartition(":")[2]
    if kind in ("integer", "int", "long", "double", "float", "decimal"):
        return _number(text)
    return _boolean(text) if kind == "boolean" else text


def _text(_reader: EventReader, element: Element) -> str:
    return text_of(element)


def _time(_reader: EventReader, element: Element) -> str:
    return _moment(text_of(element))


def _amount(_reader: EventReader, element: Element) -> object:
    return _number(text_of(element))


def _term(stem: str, words: frozenset[str]) -> Read:
    return lambda reader, element: reader.word(text_of(element), stem, words)


def _texts(item: str) -> Read:
    return lambda reader, element: [
        text for child in reader.items(element, item) if (text := text_of(child))
    ]


def _records(item: str, fields: dict[str, Read]) -> Read:
    return lambda reader, element: [
        reader.record(child, fields) for child in reader.items(element, item)
    ]


def _record(fields: dict[str, Read]) -> Read:
    return lambda reader, element: reader.record(element, fields)


def _named(item: str, stem: str, words: frozenset[str]) -> Read:
    """Read identifiers with a type: business transactions, sources, destinations."""

    def read(reader: EventReader, element: Element) -> list[Json]:
        found: list[Json] = []
        for child in reader.items(element, item):
            kind = child.get("type")
            typed: Json = {} if kind is None else {"type": reader.word(kind, stem, words)}
            found.append({**typed, item: text_of(child)})
        return found

    return read


def _persistent(reader: EventReader, element: Element) -> Json:
    value: Json = {}
    for child in unwrapped(element):
        name = local_name(child)
        word = reader.word(text_of(child), terms.DISPOSITION_STEM, terms.DISPOSITIONS)
        value[name] = [*_listed(value.get(name, [])), word]
    return value


_ATTRIBUTES: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(("time", "startTime", "endTime"), _moment),
    **dict.fromkeys(
        ("value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"), _number
    ),
    "booleanValue": _boolean,
}
_ATTRIBUTE_TERMS = {
    "type": (terms.GS1_VOC, terms.MEASUREMENTS | terms.EARLIER_MEASUREMENTS),
    "exception": (terms.GS1_VOC, terms.ALERTS),
    "component": (terms.COMPONENT_STEM, terms.COMPONENTS),
}


def _attributes(reader: EventReader, element: Element) -> Json:
    value: Json = {}
    for tag, raw in element.attrib.items():
        if split(tag)[0] == XSI:
            continue
        name, text = reader.tree.name(tag), raw.strip()
        if name in _ATTRIBUTE_TERMS:
            value[name] = reader.word(text, *_ATTRIBUTE_TERMS[name])
        else:
            value[name] = _ATTRIBUTES.get(name, str)(text)
    for child in element:
        value[reader.tree.name(child.tag)] = reader.extension(child)
    return value


def _sensors(reader: EventReader, element: Element) -> list[Json]:
    found: list[Json] = []
    for child in reader.items(element, "sensorElement"):
        sensor = reader.record(child, {"sensorMetadata": _attributes, "sensorReport": _attributes})
        if "sensorReport" in sensor:
            sensor["sensorReport"] = _listed(sensor["sensorReport"])
        found.append(sensor)
    return found


_QUANTITIES = _records("quantityElement", {"epcClass": _text, "quantity": _amount, "uom": _text})
_PLACE = _record({"id": _text})
FIELDS: dict[str, Read] = {
    "eventTime": _time,
    "recordTime": _time,
    "eventTimeZoneOffset": _text,
    "eventID": _text,
    "errorDeclaration": _record(
        {
            "declarationTime": _time,
            "reason": _term(terms.REASON_STEM, terms.ERROR_REASONS),
            "correctiveEventIDs": _texts("correctiveEventID"),
        }
    ),
    "certificationInfo": _text,
    **dict.fromkeys(("epcList", "inputEPCList", "outputEPCList", "childEPCs"), _texts("epc")),
    **dict.fromkeys(
        ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"),
        _QUANTITIES,
    ),
    **dict.fromkeys(("parentID", "transformationID", "action"), _text),
    "bizStep": _term(terms.BIZ_STEP_STEM, terms.BIZ_STEPS),
    "disposition": _term(terms.DISPOSITION_STEM, terms.DISPOSITIONS),
    "persistentDisposition": _persistent,
    "readPoint": _PLACE,
    "bizLocation": _PLACE,
    "bizTransactionList": _named("bizTransaction", terms.TRANSACTION_STEM, terms.TRANSACTION_TYPES),
    "sourceList": _named("source", terms.PARTY_STEM, terms.PARTY_TYPES),
    "destinationList": _named("destination", terms.PARTY_STEM, terms.PARTY_TYPES),
    "sensorElementList": _sensors,
    "ilmd": _record({}),
}
"""How each field of an event is read."""
