"""Give events out: queries with the standard's parameters, answered page by page.

The public asks of public statements and gets public statements: a condition on what is not shown
finds nothing, so nothing can be guessed by asking. A page looks at no more than `MOST_LOOKED_AT`
events; one that ends early for that has a next page all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from traceability.epcis.document import STANDARD_CONTEXT
from traceability.epcis.identifiers import canonical_uri
from traceability.epcis.matching import matches
from traceability.epcis.query import Query, from_texts, parse_query
from traceability.register.entries import record_time
from traceability.register.names import numbers_of
from traceability.register.reading import Registered, events_named, events_where, registered
from traceability.register.tables import EVENT, THING
from traceability.rest.exchange import Answer, Call, Client, Desk, as_json
from traceability.rest.paging import CONTROLS, Place, next_link, per_page, place_of
from traceability.rest.problems import Problem
from traceability.rest.versions import extensions

MOST_LOOKED_AT = 20_000
_BATCH = 500


@dataclass(frozen=True, slots=True)
class _Page:
    """Events of one page, and where the next begins."""

    events: list[dict[str, Any]]
    after: Place | None


def find_events(call: Call, desk: Desk, fixed: Mapping[str, Any] | None = None) -> Answer:
    """Answer a query given in the address, together with the conditions that the path fixes."""
    asked = {name: values for name, values in call.query.items() if name not in CONTROLS}
    both = set(asked) & set(fixed or {})
    if both:
        text = f"the path says {', '.join(sorted(both))} already"
        raise Problem(400, text, "QueryParameterException")
    context = {"@context": extensions(call)}
    query = parse_query({**context, **from_texts(asked), **(fixed or {})})
    if query.order_by not in ("eventTime", "recordTime"):
        text = "events are ordered by eventTime or recordTime"
        raise Problem(400, text, "QueryParameterException")
    place = place_of(call)
    with desk.register.reading() as link:
        page = _page(link, query, call.client, per_page(call), place)
    answer = _document(page.events, desk)
    if page.after is None:
        return answer
    return replace(answer, headers={**answer.headers, **next_link(call, desk, page.after)})


def show_event(call: Call, desk: Desk, name: str) -> Answer:
    """Show one event with its error declarations."""
    with desk.register.reading() as link:
        found = events_named(link, name, public=True)
        if call.client is not None:
            own = [e for e in events_named(link, name, public=False) if _whole(e, call.client)]
            found = own or found
    if not found:
        raise Problem(404, "there is no such event")
    return _document([view(event, call.client) for event in found], desk)


def view(event: Registered, client: Client | None) -> dict[str, Any]:
    """Give an event as its reader may see it."""
    if not _whole(event, client):
        return event.public_event
    return {**event.event, "recordTime": event.recorded_at}


def _whole(event: Registered, client: Client | None) -> bool:
    if client is None or event.body is None:
        return False
    return client.role == "read" or client.name == event.captured_by


def _document(events: list[dict[str, Any]], desk: Desk) -> Answer:
    results = {"queryName": "SimpleEventQuery", "resultsBody": {"eventList": events}}
    return as_json(
        {
            "@context": STANDARD_CONTEXT,
            "type": "EPCISQueryDocument",
            "schemaVersion": "2.0",
            "creationDate": record_time(desk.now()),
            "epcisBody": {"queryResults": results},
        }
    )


def _page(
    link: sa.Connection, query: Query, client: Client | None, count: int, place: Place | None
) -> _Page:
    given = int((place or {}).get("given", 0))
    limit = query.event_count_limit
    wanted = count if limit is None else min(count, limit - given)
    found: list[dict[str, Any]] = []
    before: Place = place or {}
    for looked, (event, at) in enumerate(_candidates(link, query, place)):
        if len(found) >= wanted or looked >= MOST_LOOKED_AT:
            done = limit is not None and given + len(found) >= limit
            return _Page(found, None if done else {**before, "given": given + len(found)})
        before = {"at": at, "position": event.position}
        seen = view(event, client)
        if matches(query, seen):
            found.append(seen)
            _check_count(query, given + len(found))
    return _Page(found, None)


def _check_count(query: Query, count: int) -> None:
    if query.max_event_count is not None and count > query.max_event_count:
        text = f"more than {query.max_event_count} events answer"
        raise Problem(413, text, "QueryTooLargeException")


def _candidates(
    link: sa.Connection, query: Query, place: Place | None
) -> Iterator[tuple[Registered, int]]:
    """Give events in the query's order that may answer it, from a place on."""
    by_time = query.order_by == "eventTime"
    keys = [EVENT.c.at, EVENT.c.position] if by_time else [EVENT.c.position]
    conditions = list(_narrowed(link, query))
    order = [key.desc() if query.descending else key.asc() for key in keys]
    while True:
        here = [] if place is None else [_beyond(keys, place, descending=query.descending)]
        wanted = events_where(*conditions, *here).add_columns(EVENT.c.at)
        rows = link.execute(wanted.order_by(*order).limit(_BATCH)).all()
        for row in rows:
            yield registered(row), row.at
        if len(rows) < _BATCH:
            return
        place = {"at": rows[-1].at, "position": rows[-1].position}


def _beyond(
    keys: list[sa.Column[Any]], place: Place, *, descending: bool
) -> sa.ColumnElement[bool]:
    try:
        values = [int(place[key.name]) for key in keys]
    except (KeyError, ValueError, TypeError):
        text = "nextPageToken is not one of this question"
        raise Problem(400, text, "QueryParameterException") from None
    one, other = sa.tuple_(*keys), sa.tuple_(*values)
    return one < other if descending else one > other


def _narrowed(link: sa.Connection, query: Query) -> Iterator[sa.ColumnElement[bool]]:
    """Give conditions for the database that no answer fails; the rest is looked at one by one."""
    for condition in query.conditions:
        asked, value = condition.parameter, condition.values[0] if condition.values else None
        if asked.field == "eventTime" and isinstance(value, datetime):
            bound = int((value - _EPOCH).total_seconds() * 1_000_000)
            yield EVENT.c.at >= bound - 1 if asked.operation == "GE" else EVENT.c.at <= bound + 1
        elif asked.operation == "MATCH" and not any("*" in str(v) for v in condition.values):
            names = [canonical_uri(str(v)) for v in condition.values]
            if all("/10/" in name or "/21/" in name for name in names):
                numbers = list(numbers_of(link, names).values())
                named = sa.select(THING.c.position).where(THING.c.thing.in_(numbers))
                yield EVENT.c.position.in_(named)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
