"""Where in an event the values lie that a query's parameter asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from traceability.epcis import terms
from traceability.epcis.parameters import Parameter
from traceability.epcis.prefixes import Prefixes, expand_key
from traceability.epcis.terms import words
from traceability.epcis.values import canonical_term

Event = Mapping[str, Any]


def values_of(asked: Parameter, event: Event, prefixes: Prefixes) -> Iterator[object]:
    """Give every value that an event has for the field a parameter asks for."""
    if asked.detail and asked.field.removeprefix("INNER_") in _INSIDE:
        yield from _extensions(event, asked.field, asked.detail, prefixes)
    elif asked.field in _LISTS:
        for name, key in _LISTS[asked.field]:
            yield from (
                item.get(key) if key else item
                for item in _items(event.get(name))
                if not key or isinstance(item, Mapping)
            )
    elif asked.field in ("bizTransaction", "source", "destination"):
        stem = terms.TRANSACTION_STEM if asked.field == "bizTransaction" else terms.PARTY_STEM
        kind = canonical_term(asked.detail, stem, prefixes)
        for item in _items(event.get(f"{asked.field}List")):
            if canonical_term(item.get("type", ""), stem, prefixes) == kind:
                yield item.get(asked.field)
    elif asked.field in _MEASURES:
        yield from _measures(event, asked.field, asked.detail)
    else:
        yield from _follow(event, _SINGLE[asked.field])


_INS, _OUTS = ("inputEPCList", ""), ("outputEPCList", "")
_EPCS = (("epcList", ""), ("childEPCs", ""))
_CLASSES = (("quantityList", "epcClass"), ("childQuantityList", "epcClass"))
_IN_CLASS, _OUT_CLASS = ("inputQuantityList", "epcClass"), ("outputQuantityList", "epcClass")
_LISTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "epc": _EPCS,
    "inputEPC": (_INS,),
    "outputEPC": (_OUTS,),
    "anyEPC": (*_EPCS, ("parentID", ""), _INS, _OUTS),
    "epcClass": _CLASSES,
    "inputEPCClass": (_IN_CLASS,),
    "outputEPCClass": (_OUT_CLASS,),
    "anyEPCClass": (*_CLASSES, _IN_CLASS, _OUT_CLASS),
}
_SENSED = ("sensorElementList", "sensorReport")
_META = ("sensorElementList", "sensorMetadata")
_SINGLE: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "eventType": (("type",),),
    "persistentDisposition_set": (("persistentDisposition", "set"),),
    "persistentDisposition_unset": (("persistentDisposition", "unset"),),
    "readPoint": (("readPoint", "id"),),
    "bizLocation": (("bizLocation", "id"),),
    "errorReason": (("errorDeclaration", "reason"),),
    "correctiveEventID": (("errorDeclaration", "correctiveEventIDs"),),
    "errorDeclaration_Time": (("errorDeclaration", "declarationTime"),),
    "errorDeclarationTime": (("errorDeclaration", "declarationTime"),),
    **{
        name: ((name,),)
        for name in ("action", "bizStep", "disposition", "transformationID", "eventID", "parentID",
                     "eventTime", "recordTime", "errorDeclaration", "sensorElementList")
    },
    **{name: ((*_META, name),) for name in ("startTime", "endTime", "bizRules")},
    **{
        name: ((*_META, name), (*_SENSED, name))
        for name in ("time", "deviceID", "dataProcessingMethod")
    },
    **{
        name: ((*_SENSED, name),)
        for name in ("type", "microorganism", "chemicalSubstance", "stringValue", "booleanValue",
                     "hexBinaryValue", "uriValue", "percRank")
    },
}  # fmt: skip
_MEASURES = words("value minValue maxValue meanValue sDev percValue quantity")
_QUANTITIES = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")


def _items(value: object) -> Iterator[Any]:
    if isinstance(value, (list, tuple)):
        yield from value
    elif value is not None:
        yield value


def _follow(event: Event, roads: Iterable[tuple[str, ...]]) -> Iterator[object]:
    for road in roads:
        level: list[Any] = [event]
        for step in road:
            level = [
                inner
                for outer in level
                if isinstance(outer, Mapping)
                for inner in _items(outer.get(step))
            ]
        yield from level


def _measures(event: Event, field: str, unit: str) -> Iterator[object]:
    lists = _QUANTITIES if field == "quantity" else ()
    lines = [line for name in lists for line in _items(event.get(name))]
    if field != "quantity":
        lines = list(_follow(event, (_SENSED,)))
    for line in lines:
        if isinstance(line, Mapping) and field in line and (not unit or line.get("uom") == unit):
            yield line[field]


_INSIDE: Mapping[str, tuple[str, ...]] = {
    "EVENT": (),
    "ILMD": ("ilmd",),
    "ERROR_DECLARATION": ("errorDeclaration",),
    "SENSORELEMENT": ("sensorElementList",),
    "SENSORMETADATA": _META,
    "SENSORREPORT": _SENSED,
    "readPoint": ("readPoint",),
    "bizLocation": ("bizLocation",),
}


def _extensions(event: Event, field: str, name: str, prefixes: Prefixes) -> Iterator[object]:
    """Give the values of an extension field, at its level or, for `INNER_`, at any below."""
    inner = field.startswith("INNER_")
    for record in _follow(event, (_INSIDE[field.removeprefix("INNER_")],)):
        if not isinstance(record, Mapping):
            continue
        for key, value in record.items():
            if inner:
                yield from _below(value, name, prefixes)
            elif expand_key(key, prefixes) == name:
                yield from _items(value)


def _below(value: object, name: str, prefixes: Prefixes) -> Iterator[object]:
    for item in _items(value):
        if isinstance(item, Mapping):
            for key, inner in item.items():
                if expand_key(key, prefixes) == name:
                    yield from _items(inner)
                yield from _below(inner, name, prefixes)
