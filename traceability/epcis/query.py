"""Queries with the standard's parameters (EPCIS 2.0, section 8.2.7.1), parsed and typed.

Names that are not of the standard are refused, as are values of the wrong kind: a filter that is
silently dropped would answer another question. `matching.matches` applies a query to an event; a
store may translate the conditions instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from data_sources.errors import Refused
from traceability.epcis.parameters import WORDS, Kind, Parameter, parameter
from traceability.epcis.prefixes import expand_key, prefixes_of

MAX_VALUES = 1000
"""Values of one parameter."""

Value = str | float | bool | datetime


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: any of the values may match. An event must meet all conditions."""

    name: str
    parameter: Parameter
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: its conditions, the order, and how many events are wanted or borne."""

    conditions: tuple[Condition, ...] = ()
    order_by: str = "eventTime"
    descending: bool = True
    event_count_limit: int | None = None
    max_event_count: int | None = None


def parse_query(parameters: Mapping[str, Any], what: str = "the query") -> Query:
    """Parse a query's parameters.

    Parameters
    ----------
    parameters
        The JSON form of a query: lists of texts, numbers, moments in ISO 8601. A `@context` gives
        the prefixes of extension fields. What came as text (from an address, from XML) goes through
        `from_texts` first.

    Raises
    ------
    Refused
        With every unknown parameter and every value that is not of its kind.
    """
    found = query_faults(parameters)
    if found:
        raise Refused(what, found)
    prefixes = prefixes_of(parameters.get("@context"))
    conditions: list[Condition] = []
    for name, value in parameters.items():
        known = parameter(name)
        if known is None:
            continue
        if known.kind in ("any", "scalar", "nothing") and known.detail:
            known = replace(known, detail=_full_name(known.detail, prefixes))
        conditions.append(Condition(name, known, _values(value, known.kind)))
    return Query(
        tuple(conditions),
        parameters.get("orderBy", "eventTime"),
        parameters.get("orderDirection", "DESC") == "DESC",
        parameters.get("eventCountLimit"),
        parameters.get("maxEventCount"),
    )


def query_faults(parameters: Mapping[str, Any]) -> list[str]:
    """Name every fault of a query's parameters, each after its JSON path."""
    found: list[str] = []
    for name, value in parameters.items():
        known = parameter(name)
        if known:
            wrong = [*_wrong(value, known.kind), *_odd_words(value, known.field)]
        elif name in _CONTROLS:
            wrong = [] if _CONTROLS[name][1](value) else [f"needs {_CONTROLS[name][0]}"]
        else:
            wrong = [] if name == "@context" else ["is no parameter of an EPCIS query"]
        found += [f"$.{name}: {fault}" for fault in wrong]
    if "eventCountLimit" in parameters and "maxEventCount" in parameters:
        found.append("$: eventCountLimit and maxEventCount exclude each other")
    return found


def from_texts(parameters: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """Give parameters that came as texts the values that their names ask for.

    A text that is not of its kind stays a text, for `query_faults` to name.
    """
    read: dict[str, Any] = {}
    for name, given in parameters.items():
        texts = list(given)
        known = parameter(name)
        kind = known.kind if known else "whole" if name.endswith(("Limit", "Count")) else ""
        if kind == "texts" or (kind == "any" and len(texts) != 1):
            read[name] = texts
        elif kind == "numbers":
            read[name] = [_number(text) for text in texts]
        elif len(texts) != 1:
            read[name] = texts or None
        else:
            read[name] = _READ.get(kind, str)(texts[0])
    return read


def moment(text: str) -> datetime | None:
    """Read a date and time with its offset; None if it is none."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else None


def _full_name(name: str, prefixes: Mapping[str, str]) -> str:
    """Name an extension field in full; XML queries write `namespace#local`."""
    namespace, hash_sign, local = name.rpartition("#")
    return f"{{{namespace}}}{local}" if hash_sign else expand_key(name, prefixes)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_moment(value: object) -> bool:
    return isinstance(value, str) and moment(value) is not None


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_order(value: object) -> bool:
    return isinstance(value, str) and (value in ("eventTime", "recordTime") or ":" in value)


Check = tuple[str, Callable[[object], bool]]
_CHECKS: Mapping[str, Check] = {
    "moment": ("a date and time with its offset", _is_moment),
    "number": ("a number", _is_number),
    "truth": ("true or false", lambda value: isinstance(value, bool)),
    "scalar": ("a number or a date and time", lambda v: _is_number(v) or _is_moment(v)),
    "nothing": ("no value", lambda value: value is None or value == "" or _is_number(value)),
}
_CONTROLS: Mapping[str, Check] = {
    "orderDirection": ("ASC or DESC", lambda value: value in ("ASC", "DESC")),
    "orderBy": ("eventTime, recordTime or a field with its prefix", _is_order),
    "eventCountLimit": ("a whole number from 1", _is_whole),
    "maxEventCount": ("a whole number from 1", _is_whole),
}


def _wrong(value: object, kind: Kind) -> Iterator[str]:
    if kind == "any" and not isinstance(value, list):
        kind = "scalar"
    if kind in _CHECKS:
        wanted, fits = _CHECKS[kind]
        if not fits(value):
            yield f"needs {wanted}, not {str(value)[:60]!r}"
        return
    wanted, fits = ("numbers", _is_number) if kind == "numbers" else ("texts", _is_text)
    if not isinstance(value, list):
        yield f"needs a list of {wanted}"
    elif len(value) > MAX_VALUES:
        yield f"has {len(value)} values, over the limit of {MAX_VALUES}"
    elif not all(map(fits, value)):
        yield f"needs a list of nothing but {wanted}"


def _odd_words(value: object, field: str) -> Iterator[str]:
    """Name values that are neither a word of the field's vocabulary nor an address."""
    words = WORDS.get(field)
    if words is None or not isinstance(value, list):
        return
    for word in value:
        if isinstance(word, str) and ":" not in word and word not in words:
            yield f"{word[:60]!r} is no term of the standard for {field}"


def _values(value: Value | list[Value], kind: Kind) -> tuple[Value, ...]:
    if kind == "nothing":
        return ()
    if isinstance(value, list):
        return tuple(value)
    return ((moment(value) or value) if isinstance(value, str) else value,)


def _number(text: str) -> float | str:
    try:
        return float(text) if "." in text or "e" in text.lower() else int(text)
    except ValueError:
        return text


def _scalar(text: str) -> float | str:
    return text if moment(text) else _number(text)


_READ: Mapping[str, Callable[[str], Any]] = {
    "number": _number,
    "whole": _number,
    "scalar": _scalar,
    "any": lambda text: (
        [text] if isinstance(_scalar(text), str) and not moment(text) else _scalar(text)
    ),
    "truth": lambda text: {"true": True, "false": False}.get(text, text),
}
