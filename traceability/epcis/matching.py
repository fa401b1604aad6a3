"""Does an event answer a query? The standard's conditions on event values, without a store.

Names are compared in their one spelling: an EPC URI, its Digital Link and a link under another
domain name the same thing; a bare word and its web address the same term.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from data_sources.errors import Refused
from traceability.epcis import terms
from traceability.epcis.event_fields import values_of
from traceability.epcis.identifiers import canonical_uri
from traceability.epcis.prefixes import Prefixes, expand_key, prefixes_of
from traceability.epcis.query import Condition, Query, Value, moment
from traceability.epcis.values import canonical_term, canonical_text, plain_text

Event = Mapping[str, Any]
Descendants = Callable[[str], Iterable[str]]


def select(
    query: Query, events: Iterable[Event], descendants: Descendants | None = None
) -> list[Event]:
    """Give the events that answer a query, in its order, no more than it wants.

    Parameters
    ----------
    descendants
        Gives the places within a place, for the `WD_` parameters; without it a place has none.

    Raises
    ------
    Refused
        If more events answer than the query bears (`maxEventCount`).
    """
    found = [event for event in events if matches(query, event, descendants)]
    if query.max_event_count is not None and len(found) > query.max_event_count:
        fault = f"{len(found)} events answer, over its maxEventCount of {query.max_event_count}"
        raise Refused("the query", [fault], "Ask for a shorter time or fewer things.")
    found.sort(key=lambda event: _sort_key(query.order_by, event), reverse=query.descending)
    return found[: query.event_count_limit]


def matches(query: Query, event: Event, descendants: Descendants | None = None) -> bool:
    """Tell whether an event meets every condition of a query."""
    prefixes = prefixes_of(event.get("@context"))
    return all(_meets(condition, event, prefixes, descendants) for condition in query.conditions)


def _meets(
    condition: Condition, event: Event, prefixes: Prefixes, descendants: Descendants | None
) -> bool:
    asked = condition.parameter
    found = values_of(condition.parameter, event, prefixes)
    if asked.operation == "EXISTS":
        return next(iter(found), None) is not None
    if asked.operation in ("GE", "GT", "LE", "LT"):
        return any(_compares(value, asked.operation, condition.values[0]) for value in found)
    if asked.operation == "MATCH":
        return any(_fits(str(pattern), value) for value in found for pattern in condition.values)
    wanted = set(condition.values)
    if asked.operation == "WD" and descendants:
        wanted |= {place for value in condition.values for place in descendants(str(value))}
    spelt = {_spelt(value, asked.field, prefixes) for value in wanted}
    return any(_spelt(value, asked.field, prefixes) in spelt for value in found)


_STEMS: Mapping[str, str] = {
    "bizStep": terms.BIZ_STEP_STEM, "disposition": terms.DISPOSITION_STEM,
    "persistentDisposition_set": terms.DISPOSITION_STEM,
    "persistentDisposition_unset": terms.DISPOSITION_STEM,
    "errorReason": terms.REASON_STEM, "type": terms.GS1_VOC,
}  # fmt: skip


def _spelt(value: object, field: str, prefixes: Prefixes) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if field in _STEMS:
        return canonical_term(value, _STEMS[field], prefixes)
    return canonical_text(value, prefixes)


def _compares(value: object, operation: str, bound: Value) -> bool:
    read = moment(value) if isinstance(value, str) and isinstance(bound, datetime) else value
    if isinstance(read, str):
        read = _figure(read)
    if isinstance(read, datetime) and isinstance(bound, datetime):
        return _ORDER[operation](read.timestamp(), bound.timestamp())
    if isinstance(read, (int, float)) and isinstance(bound, (int, float)):
        return _ORDER[operation](float(read), float(bound))
    return False


_ORDER: Mapping[str, Callable[[float, float], bool]] = {
    "GE": lambda a, b: a >= b,
    "GT": lambda a, b: a > b,
    "LE": lambda a, b: a <= b,
    "LT": lambda a, b: a < b,
}


def _figure(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str]:
    """Read an EPC pattern URI: `*` stands for any part."""
    parts = re.split(r"(\*)", pattern.replace("urn:epc:idpat:", "urn:epc:id:", 1))
    return re.compile("".join("[^:]+" if part == "*" else re.escape(part) for part in parts))


def _fits(pattern: str, value: object) -> bool:
    text = plain_text(value)
    spelt, wanted = canonical_uri(text), canonical_uri(pattern)
    if spelt == wanted:
        return True
    if not pattern.startswith("urn:epc:idpat:"):
        return False
    if wanted != pattern:  # a class, as a Digital Link: its instances are below it
        return spelt.startswith(wanted + "/") or _grows(spelt, wanted)
    return _pattern(pattern).fullmatch(text) is not None


def _grows(spelt: str, wanted: str) -> bool:
    """Tell whether a key continues a class without a separator, as GRAI, GDTI and GCN do."""
    return "/01/" not in wanted and "/8006/" not in wanted and spelt.startswith(wanted)


def _sort_key(field: str, event: Event) -> tuple[bool, float, str]:
    """Order by a moment or a number, else by the text; events without the field stand apart."""
    name = expand_key(field, prefixes_of(event.get("@context")))
    value = event.get(field, event.get(name))
    read = moment(value) if isinstance(value, str) else None
    if read:
        return True, read.timestamp(), ""
    number = value if isinstance(value, (int, float)) else 0.0
    return value is not None, number, plain_text(value)
