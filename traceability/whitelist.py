"""What of an event anyone may read: a list of what is harmless, field by field and value by value.

A value is shown because it has a known harmless shape (a GS1 key of a thing, a term, a time, a
number), never because it has no known harmful one. Left out on purpose: parties, transactions and
service relations (they name people), exact coordinates and plots, free text, and every extension
that is not declared open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from traceability.epcis.prefixes import prefixes_of
from traceability.epcis.terms import DEFAULT_PREFIXES
from traceability.harvest import CONTEXT, NAMESPACE

OPEN_TERMS: Final = frozenset(
    [f"ruong:{name}" for name in ("season", "tag", "plantingAreaCode", "massBasis", "moisture",
                                 "lossKg", "delegation", "denies")]
    + [
        f"cbvmda:{name}"
        for name in (
            "lotNumber", "harvestStartDate", "harvestEndDate", "itemExpirationDate",
            "bestBeforeDate", "sellByDate", "productionDate", "countryOfOrigin",
            "countryOfExport", "netWeight", "grossWeight", "drainedWeight",
        )
    ]
)  # fmt: skip
"""Extensions declared open; any other is personal."""
_OURS = {"ruong": NAMESPACE, "cbvmda": DEFAULT_PREFIXES["cbvmda"]}
_LONGEST_TEXT = 200


class _Held:
    """Stands for a value that is not shown."""


HELD: Final = _Held()
Rule = Callable[[object], object]
"""Gives what may be shown of a value, or `HELD`."""


def shown(
    event: Mapping[str, object], open_terms: frozenset[str] = OPEN_TERMS
) -> dict[str, object]:
    """Give what may be shown of a checked EPCIS event, its own names apart (eventID and the like).

    Parameters
    ----------
    event
        The event as captured.
    open_terms
        Names of extensions that are shown; a name counts only with the namespace it has here.
    """
    prefixes = prefixes_of(event.get("@context"))
    ours = frozenset(name for name, meaning in _OURS.items() if prefixes.get(name) == meaning)
    public = _rules(open_terms, ours)(event)
    return {} if not isinstance(public, dict) else _context_for(public) | public


@lru_cache(maxsize=64)
def _rules(open_terms: frozenset[str], ours: frozenset[str]) -> Rule:
    """Make the rules for an event in which the prefixes *ours* mean what they mean here."""
    open_here = (name for name in open_terms if name.partition(":")[0] in ours)
    meant: dict[str, Rule] = dict.fromkeys(open_here, _plain)
    if "ruong" in ours:
        meant.update(_SHAPED)
    return _fields({**_FIELDS, **meant, "ilmd": _fields(meant)})


def _context_for(public: dict[str, object]) -> dict[str, object]:
    """Write the context that the shown names need, never the one the event came with."""
    ilmd = public.get("ilmd")
    names = " ".join([*public, *(ilmd if isinstance(ilmd, dict) else ())])
    ours = "ruong:" in names
    return {"@context": [CONTEXT, {"ruong": NAMESPACE}] if ours else CONTEXT}


def _match(*patterns: str) -> Rule:
    fits = re.compile("|".join(f"(?:{each})" for each in patterns), re.ASCII).fullmatch
    return lambda value: value if isinstance(value, str) and fits(value) else HELD


def _fields(rules: Mapping[str, Rule]) -> Rule:
    def pick(value: object) -> object:
        if not isinstance(value, Mapping):
            return HELD
        kept: dict[str, object] = {}
        for name, part in value.items():
            rule = rules.get(name)
            public = HELD if rule is None else rule(part)
            if public is not HELD:
                kept[name] = public
        return kept or HELD

    return pick


def _each(rule: Rule, needs: str | None = None) -> Rule:
    """Apply *rule* to each item; one that loses the field it *needs* says nothing and goes."""

    def pick(value: object) -> object:
        if not isinstance(value, list):
            return HELD
        kept = [part for part in map(rule, value) if part is not HELD]
        if needs is not None:
            kept = [part for part in kept if isinstance(part, dict) and needs in part]
        return kept or HELD

    return pick


def _number(value: object) -> object:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else HELD


def _plain(value: object) -> object:
    """Show a scalar, or a list of them, of an extension that was declared open."""
    items = value if isinstance(value, list) else [value]
    plain = all(
        (isinstance(item, str) and len(item) <= _LONGEST_TEXT)
        or isinstance(item, int | float | bool)
        for item in items
    )
    return value if plain else HELD


def _place(value: object) -> object:
    """Show a location by GS1 key, ward or cell; coordinates only as the coarse cell around them."""
    if not isinstance(value, dict):
        return HELD
    name = _PLACE_NAME(value.get("id"))
    if name is HELD and (found := _GEO.fullmatch(str(value.get("id")))):
        name = f"{NAMESPACE}cell/{coarse_cell(float(found[2]), float(found[1]))}"
    return HELD if name is HELD else {"id": name}


def coarse_cell(lon: float, lat: float) -> str:
    """Name the cell of about 5 km (geohash of five characters) that a point lies in.

    Parameters
    ----------
    lon, lat
        WGS 84 degrees.
    """
    ranges = [[-180.0, 180.0], [-90.0, 90.0]]
    bits = 0
    for step in range(25):
        low, high = ranges[step % 2]
        middle = (low + high) / 2
        upper = (lon, lat)[step % 2] >= middle
        ranges[step % 2][0 if upper else 1] = middle
        bits = bits << 1 | upper
    return "".join("0123456789bcdefghjkmnpqrstuvwxyz"[bits >> at & 31] for at in (20, 15, 10, 5, 0))


def _is_location(kind: object) -> bool:
    return isinstance(kind, str) and re.split(r"[:/-]", kind)[-1] == "location"


def _report(value: object) -> object:
    """Show a measurement, unless it says where the sensor stands."""
    located = isinstance(value, dict) and {"component", "coordinateReferenceSystem"} & value.keys()
    return HELD if located else _MEASURED(value)


_GEO = re.compile(r"geo:(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)", re.ASCII)
_SERIAL = r"(?:[!'()*+,.:;=\w~-]|%[0-9A-F]{2}){1,60}"
_KEYED = r"https://id\.gs1\.org/(?:00|01|8003|8004|8006|8010)/[\w-]{4,30}"
_QUALIFIED = rf"(?:/(?:10|21|22|235|8011)/{_SERIAL}){{0,3}}"
_UUID = r"urn:uuid:[0-9a-fA-F-]{36}"
_PLACE_NAME = _match(
    rf"https://id\.gs1\.org/414/\d{{13}}(?:/254/{_SERIAL})?",
    rf"urn:epc:id:sgln:{_SERIAL}",
    re.escape(NAMESPACE) + r"(?:ward/\d{1,10}|cell/[0-9a-z]{1,5})",
)
_thing = _match(
    _KEYED + _QUALIFIED,
    rf"urn:epc:(?:id|class|idpat):(?:sgtin|lgtin|sscc|grai|giai|itip|upui|cpi):{_SERIAL}",
)
_term = _match(
    r"[A-Za-z][A-Za-z_]{0,60}", r"(?:https?://[\w.]*gs1\.org/|urn:epcglobal:cbv:)[\w./:#-]+"
)
_time = _match(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)")
_uuid = _match(_UUID)
_unit = _match(r"[A-Z0-9]{2,3}")
_process = _match(
    r"https://id\.gs1\.org/253/[\w-]{13,30}",
    rf"urn:epc:id:gdti:{_SERIAL}",
    r"urn:uuid:[0-9a-fA-F-]{36}",
)
_SHAPED: Mapping[str, Rule] = {
    # A code's owner says of a claim that it is none of theirs: code, eventID, time, signature.
    "ruong:denial": _match(
        r'ruong-denial@v1\n\{"claim":"[\w:;/?=.-]{1,120}","code":"[\w./-]{1,60}","time":"[\w:.+-]{1,40}"\}\n'
        r"\n(?:— [\w./-]{1,100} [A-Za-z0-9+/=]{1,200}\n){1,4}"
    ),
}
_quantity = _fields({"epcClass": _thing, "quantity": _number, "uom": _unit})
_MEASURED = _fields(
    {"type": _term, "time": _time, "uom": _unit}
    | dict.fromkeys(
        ("value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"), _number
    )
)


def _endpoint(name: str) -> Rule:
    """Show where goods left or went, never whose they were."""

    def pick(value: object) -> object:
        if not isinstance(value, dict) or _PLACE_NAME(value.get(name)) is HELD:
            return HELD
        return {"type": "location", name: value[name]} if _is_location(value.get("type")) else HELD

    return pick


_sensor = _fields(
    {
        "sensorMetadata": _fields(dict.fromkeys(("time", "startTime", "endTime"), _time)),
        "sensorReport": _each(_report, needs="type"),
    }
)

ERROR_DECLARATION: Final[Rule] = _fields(
    {"declarationTime": _time, "reason": _term, "correctiveEventIDs": _each(_uuid)}
)
EVENT_ID: Final[Rule] = _match(
    r"urn:uuid:[0-9a-fA-F-]{36}", r"ni:///sha-256;[0-9a-f]{64}\?ver=CBV2\.0"
)

_FIELDS: dict[str, Rule] = {
    "type": _match(r"(?:Object|Aggregation|Transaction|Transformation|Association)Event"),
    "eventTime": _time,
    "eventTimeZoneOffset": _match(r"[+-]\d\d:\d\d"),
    "action": _match("ADD|OBSERVE|DELETE"),
    "bizStep": _term,
    "disposition": _term,
    "persistentDisposition": _fields({"set": _each(_term), "unset": _each(_term)}),
    "readPoint": _place,
    "bizLocation": _place,
    "transformationID": _process,
    "parentID": _thing,
    "epcList": _each(_thing),
    "childEPCs": _each(_thing),
    "inputEPCList": _each(_thing),
    "outputEPCList": _each(_thing),
    "quantityList": _each(_quantity, needs="epcClass"),
    "childQuantityList": _each(_quantity, needs="epcClass"),
    "inputQuantityList": _each(_quantity, needs="epcClass"),
    "outputQuantityList": _each(_quantity, needs="epcClass"),
    "sensorElementList": _each(_sensor, needs="sensorReport"),
    "sourceList": _each(_endpoint("source")),
    "destinationList": _each(_endpoint("destination")),
}
