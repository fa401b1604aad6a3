"""The event hash of CBV 2.0, section 8.9.2: the same event, however written, the same number.

`prehash` spells an event in one way: its fields in the canonical order, every value in its one
spelling, lists sorted by code point; `event_hash` is the SHA-256 of that text in a `ni:` URI
(RFC 6920). An event's own ID, its record time, its error declaration, comments and the fields that
a document lists under `ignoreFields` are left out.

Where the standard's table and its published examples part, the examples win, for theirs are the
hashes that other systems compute: types come before their values, certificates after the offset,
a parent before its children; transactions, destinations, ILMD, sources and extensions follow the
sensors in the order of their names. An extension within a standard field stands behind that
field's own if its namespace ends in a slash, else, with the path to it, among the last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from traceability.epcis.prefixes import Prefixes, expand_key, prefixes_of
from traceability.epcis.terms import (
    BIZ_STEP_STEM,
    COMPONENT_STEM,
    DISPOSITION_STEM,
    GS1_VOC,
    PARTY_STEM,
    RDFS,
    TRANSACTION_STEM,
)
from traceability.epcis.values import (
    canonical_moment,
    canonical_term,
    canonical_text,
    plain_text,
)

UNHASHED = frozenset(("@context", "type", "eventID", "recordTime", "errorDeclaration"))
COMMENTS = frozenset(("comment", f"{{{RDFS}}}comment"))

Json = Mapping[str, object]


def event_hash(event: Json, ignore: Iterable[str] = ()) -> str:
    """Compute the event hash ID, `ni:///sha-256;...?ver=CBV2.0`.

    Parameters
    ----------
    event
        An EPCIS 2.0 event as JSON-LD; its `@context` declares the prefixes of its extensions.
    ignore
        Fields left out, as `{namespace}local`: see `documents.ignored_fields`.
    """
    digest = hashlib.sha256(prehash(event, ignore).encode("utf-8", "surrogatepass")).hexdigest()
    return f"ni:///sha-256;{digest}?ver=CBV2.0"


def prehash(event: Json, ignore: Iterable[str] = ()) -> str:
    """Spell an event in the one way that is hashed."""
    context = event.get("@context")
    return _Speller(prefixes_of(context), COMMENTS.union(ignore), []).event(event)


@dataclass(frozen=True, slots=True)
class _Speller:
    """Spells one event; `behind` gathers what a standard field leaves for the end."""

    prefixes: Prefixes
    left_out: frozenset[str]
    behind: list[str]

    def event(self, event: Json) -> str:
        head = "eventType=" + canonical_text(event.get("type"), self.prefixes)
        first = self.ordered(event, _EVENT)
        later = [
            spelt
            for name, spell in _LATER.items()
            if name in event and (spelt := spell(self, name, event[name]))
        ]
        for key in event.keys() - _KNOWN:
            later.extend(self.extension(key, event[key]))
        later.extend(self.behind)
        later.sort()
        return head + first + "".join(later)

    def ordered(self, record: Json, order: Mapping[str, _Spell]) -> str:
        return "".join(
            [spell(self, name, record[name]) for name, spell in order.items() if name in record]
        )

    def record(self, record: Json, order: Mapping[str, _Spell]) -> str:
        """Spell a record's own fields, then the extensions that stand with them, by name."""
        spelt = self.ordered(record, order)
        if record.keys() <= order.keys():
            return spelt
        rest: list[str] = []
        for key in record:
            if key not in order:
                near = "/}" in expand_key(key, self.prefixes)
                (rest if near else self.behind).extend(self.extension(key, record[key]))
        return spelt + "".join(sorted(rest))

    def records(self, item: str, values: Sequence[object], order: Mapping[str, _Spell]) -> str:
        """Spell a list of records, sorted; what they leave for the end gets their name."""
        bodies: list[str] = []
        for value in values:
            if isinstance(value, (dict, Mapping)):
                mark = len(self.behind)
                body = self.record(value, order)
                if body:
                    bodies.append(item + body)
                if len(self.behind) > mark:
                    self.behind[mark:] = [item + "".join(sorted(self.behind[mark:]))]
        bodies.sort()
        return "".join(bodies)

    def extension(self, key: str, value: object) -> list[str]:
        """Spell a field that the standard does not know, under its full name."""
        name = expand_key(key.removeprefix("@"), self.prefixes)
        return [] if name in self.left_out else self.named(name, value)

    def named(self, name: str, value: object) -> list[str]:
        """Spell a value after its name, a list's values each."""
        if isinstance(value, (list, tuple)):
            return [entry for item in value for entry in self.named(name, item)]
        text = canonical_text(value, self.prefixes)
        head = f"{name}={text}" if text else name
        if isinstance(value, (str, float)) or not isinstance(value, Mapping):
            return [head]
        inner = [
            entry
            for key in value
            if key not in _VALUE_KEYS
            for entry in self.extension(key, value[key])
        ]
        return [head + "".join(sorted(inner))]


_VALUE_KEYS = frozenset(("#text", "@value", "@id", "@type", "@context", "@language"))
_Spell = Callable[[_Speller, str, object], str]


def _each(value: object) -> Sequence[object]:
    return value if isinstance(value, (list, tuple)) else (value,)


def _all(name: str, texts: list[str]) -> str:
    """Spell several values of one field, sorted; nothing for values that are empty."""
    texts.sort()
    return "".join([f"{name}={text}" for text in texts if text])


def _plain(_spell: _Speller, name: str, value: object) -> str:
    """Spell a field of the standard's own words, which have one spelling."""
    text = plain_text(value)
    return f"{name}={text}" if text else ""


def _text(spell: _Speller, name: str, value: object) -> str:
    if isinstance(value, (list, tuple)):
        return _all(name, [canonical_text(item, spell.prefixes) for item in value])
    text = canonical_text(value, spell.prefixes)
    return f"{name}={text}" if text else ""


def _moment(_spell: _Speller, name: str, value: object) -> str:
    text = canonical_moment(plain_text(value))
    return f"{name}={text}" if text else ""


def _term(stem: str) -> _Spell:
    def spell_term(spell: _Speller, name: str, value: object) -> str:
        if isinstance(value, (list, tuple)):
            return _all(name, [canonical_term(item, stem, spell.prefixes) for item in value])
        text = canonical_term(value, stem, spell.prefixes)
        return f"{name}={text}" if text else ""

    return spell_term


def _epcs(spell: _Speller, name: str, value: object) -> str:
    epcs = _text(spell, "epc", value)
    return name + epcs if epcs else ""


def _list_of(item: str, order: Mapping[str, _Spell]) -> _Spell:
    """Spell the list's name once, then its records, each after *item*."""

    def spell_list(spell: _Speller, name: str, value: object) -> str:
        mark = len(spell.behind)
        spelt = spell.records(item, _each(value), order)
        if len(spell.behind) > mark:
            spell.behind[mark:] = [name + "".join(sorted(spell.behind[mark:]))]
        return name + spelt if spelt else ""

    return spell_list


def _every(order: Mapping[str, _Spell]) -> _Spell:
    """Spell records each after the field's name."""
    return lambda spell, name, value: spell.records(name, _each(value), order)


def _ilmd(spell: _Speller, name: str, value: object) -> str:
    if not isinstance(value, Mapping) or not value:
        return ""
    return spell.named(name, value)[0]


_PLACE = {"id": _text}
_QUANTITY = {"epcClass": _text, "quantity": _text, "uom": _text}
_METADATA = {
    "time": _moment, "startTime": _moment, "endTime": _moment, "deviceID": _text,
    "deviceMetadata": _text, "rawData": _text, "dataProcessingMethod": _text, "bizRules": _text,
}  # fmt: skip
_REPORT = {
    "type": _term(GS1_VOC), "exception": _term(GS1_VOC), "deviceID": _text,
    "deviceMetadata": _text, "rawData": _text, "dataProcessingMethod": _text, "time": _moment,
    "microorganism": _text, "chemicalSubstance": _text, "value": _text,
    "component": _term(COMPONENT_STEM), "stringValue": _text, "booleanValue": _text,
    "hexBinaryValue": _text, "uriValue": _text, "minValue": _text, "maxValue": _text,
    "meanValue": _text, "sDev": _text, "percRank": _text, "percValue": _text, "uom": _text,
    "coordinateReferenceSystem": _text,
}  # fmt: skip
_SENSOR = {
    "sensorMetadata": _every(_METADATA),
    "sensorReport": _every(_REPORT),
}
_quantities = _list_of("quantityElement", _QUANTITY)
_place = _every(_PLACE)

_EVENT: Mapping[str, _Spell] = {
    "eventTime": _moment,
    "eventTimeZoneOffset": _plain,
    "certificationInfo": _text,
    "parentID": _text,
    "epcList": _epcs,
    "inputEPCList": _epcs,
    "childEPCs": _epcs,
    "quantityList": _quantities,
    "childQuantityList": _quantities,
    "inputQuantityList": _quantities,
    "outputEPCList": _epcs,
    "outputQuantityList": _quantities,
    "action": _plain,
    "transformationID": _text,
    "bizStep": _term(BIZ_STEP_STEM),
    "disposition": _term(DISPOSITION_STEM),
    "persistentDisposition": _list_of(
        "", {"set": _term(DISPOSITION_STEM), "unset": _term(DISPOSITION_STEM)}
    ),
    "readPoint": _place,
    "bizLocation": _place,
    "sensorElementList": _list_of("sensorElement", _SENSOR),
}
_LATER: Mapping[str, _Spell] = {
    "bizTransactionList": _list_of("", {"type": _term(TRANSACTION_STEM), "bizTransaction": _text}),
    "destinationList": _list_of("", {"type": _term(PARTY_STEM), "destination": _text}),
    "ilmd": _ilmd,
    "sourceList": _list_of("", {"type": _term(PARTY_STEM), "source": _text}),
}
_KNOWN = UNHASHED | _EVENT.keys() | _LATER.keys()
