"""Queries in XML: `Poll` and its sisters, read as the parameters of a query.

The result is the JSON form of the same query: `query.parse` reads both.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from data_sources.errors import Refused
from traceability.epcis.query import from_texts
from traceability.epcis.xml_reader import XSI, local_name, text_of

_REQUIRED = {
    "Poll": ("queryName", "params"),
    "Subscribe": ("queryName", "params", "dest", "controls", "subscriptionID"),
    "Unsubscribe": ("subscriptionID",),
    "GetSubscriptionIDs": ("queryName",),
    "GetQueryNames": (),
    "GetStandardVersion": (),
    "GetVendorVersion": (),
}
QUERY_BODIES = frozenset(_REQUIRED)
"""Bodies of a query document that ask rather than answer."""

Json = dict[str, object]


def read_query(asked: Element, what: str = "the query") -> Json:
    """Read the parameters of a query.

    Raises
    ------
    Refused
        If a required part is missing, or a part is unknown or comes twice.
    """
    name = local_name(asked)
    parts: dict[str, Element] = {}
    faults: list[str] = []
    for child in asked:
        part = local_name(child)
        if part not in _REQUIRED[name]:
            faults.append(f"{name} does not know {part}")
        elif part in parts:
            faults.append(f"{name} has more than one {part}")
        parts[part] = child
    faults += [f"{name} lacks {part}" for part in _REQUIRED[name] if part not in parts]
    faults += [
        f"{name} has an empty {part}"
        for part, element in parts.items()
        if part not in ("params", "controls") and not text_of(element)
    ]
    parameters: dict[str, list[str]] = {}
    for parameter, texts in _parameters(parts.get("params"), faults):
        if parameter in parameters:
            faults.append(f"the parameter {parameter} is given twice")
        parameters[parameter] = texts
    if faults:
        raise Refused(what, faults)
    return from_texts(parameters)


def _parameters(params: Element | None, faults: list[str]) -> Iterator[tuple[str, list[str]]]:
    for param in params if params is not None else ():
        named = {local_name(part): part for part in param}
        if local_name(param) != "param" or named.keys() != {"name", "value"}:
            faults.append("params holds something else than a param with its name and value")
            continue
        yield text_of(named["name"]), _value(named["value"])


def _value(value: Element) -> list[str]:
    """Give the texts of a value: of its items, its own, or none for an empty list or void."""
    items = [text_of(item) for item in value]
    if items or value.get(f"{{{XSI}}}type", "").endswith(("ArrayOfString", "VoidHolder")):
        return items
    return [text_of(value)]
