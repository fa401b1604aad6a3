"""Queries kept by name: views of the events, for whoever may see them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from data_sources.errors import Refused
from traceability.epcis.json_reader import read_json
from traceability.epcis.query import query_faults
from traceability.register.engine import writing
from traceability.register.entries import record_time
from traceability.register.tables import QUERY
from traceability.rest.capturing import may_capture
from traceability.rest.exchange import Answer, Call, Desk, as_json
from traceability.rest.finding import find_events
from traceability.rest.paging import next_link, per_page, place_of
from traceability.rest.problems import Problem

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", re.ASCII)
MOST_BYTES = 64 * 1024


def create(call: Call, desk: Desk) -> Answer:
    """Keep a query; the same under the same name again is no new one."""
    client = may_capture(call)
    if "json" not in call.headers.get("content-type", ""):
        raise Problem(415, "a query is application/json")
    if len(call.body) > MOST_BYTES:
        raise Problem(413, f"a query has at most {MOST_BYTES:,} bytes")
    said = read_json(call.body, "the query")
    name, query = _read(said)
    row = {"name": name, "owner": client.name, "created": record_time(desk.now()), "said": query}
    with writing(desk.register.engine) as link:
        known = link.scalar(sa.select(QUERY.c.said).where(QUERY.c.name == name))
        if known is not None and known != query:
            raise Problem(409, f"there is a query {name} already, and it asks something else")
        if known is None:
            link.execute(sa.insert(QUERY), row)
    return Answer(201, {"Location": f"{desk.root}/queries/{name}"})


def listing(call: Call, desk: Desk) -> Answer:
    """List the queries by name."""
    count, place = per_page(call), place_of(call)
    wanted = sa.select(QUERY).order_by(QUERY.c.name).limit(count + 1)
    if place is not None:
        wanted = wanted.where(QUERY.c.name > str(place.get("name")))
    with desk.register.reading() as link:
        rows = link.execute(wanted).all()
    told = [{"name": row.name, "query": json.loads(row.said)} for row in rows[:count]]
    more = next_link(call, desk, {"name": rows[count - 1].name}) if len(rows) > count else {}
    answer = as_json(told)
    return Answer(answer.status, {**answer.headers, **more}, answer.body)


def show(_call: Call, desk: Desk, name: str) -> Answer:
    """Show a query."""
    return as_json({"name": name, "query": _query(desk, name)})


def remove(call: Call, desk: Desk, name: str) -> Answer:
    """Remove one's own query."""
    client = may_capture(call)
    with writing(desk.register.engine) as link:
        owner = link.scalar(sa.select(QUERY.c.owner).where(QUERY.c.name == name))
        if owner is None:
            raise Problem(404, "there is no such query", "NoSuchNameException")
        if owner != client.name:
            raise Problem(403, "only who made a query removes it")
        link.execute(sa.delete(QUERY).where(QUERY.c.name == name))
    return Answer(204)


def events(call: Call, desk: Desk, name: str) -> Answer:
    """Answer a query that is kept by name."""
    return find_events(call, desk, _query(desk, name))


def _query(desk: Desk, name: str) -> Mapping[str, Any]:
    with desk.register.reading() as link:
        said = link.scalar(sa.select(QUERY.c.said).where(QUERY.c.name == name))
    if said is None:
        raise Problem(404, "there is no such query", "NoSuchNameException")
    return json.loads(said)


def _read(said: object) -> tuple[str, str]:
    if not isinstance(said, dict) or set(said) != {"name", "query"}:
        raise Refused("the query", ["it is an object with a name and a query"])
    name, query = said["name"], said["query"]
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise Refused("the query", ["its name is 1 to 80 letters, digits, dots and hyphens"])
    if not isinstance(query, dict):
        raise Refused("the query", ["$.query: it is an object of parameters"])
    faults = query_faults(query)
    if faults:
        raise Refused("the query", faults)
    return name, json.dumps(query, ensure_ascii=False, sort_keys=True)
