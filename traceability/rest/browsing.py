"""What there is: the interface's resources, event types, steps, dispositions, things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from traceability.epcis.document import EVENT_TYPES, STANDARD_CONTEXT
from traceability.epcis.terms import BIZ_STEPS, DISPOSITIONS
from traceability.register.tables import NAME
from traceability.rest.exchange import Answer, Call, Desk, as_json
from traceability.rest.finding import find_events
from traceability.rest.paging import next_link, per_page, place_of
from traceability.rest.problems import Problem

TOP = ("capture", "events", "queries", "eventTypes", "epcs", "bizSteps", "dispositions")
_WORDS: Mapping[str, frozenset[str]] = {
    "eventTypes": EVENT_TYPES, "bizSteps": BIZ_STEPS, "dispositions": DISPOSITIONS,
}  # fmt: skip
_ASKED = {
    "eventTypes": "eventType", "bizSteps": "EQ_bizStep", "dispositions": "EQ_disposition",
    "epcs": "MATCH_anyEPC",
}  # fmt: skip


def top(_call: Call, _desk: Desk) -> Answer:
    """List the resources."""
    return _collection(TOP)


def words(_call: Call, _desk: Desk, resource: str) -> Answer:
    """List the words of a vocabulary."""
    return _collection(sorted(_WORDS[resource]))


def sub_resources(_call: Call, _desk: Desk, resource: str, name: str) -> Answer:
    """Say what can be asked of one word or thing: its events."""
    _known(resource, name)
    return _collection(["events"])


def events(call: Call, desk: Desk, resource: str, name: str) -> Answer:
    """Give the events of one word or thing."""
    _known(resource, name)
    asked = _ASKED[resource]
    if resource == "epcs" and ("/10/" in name or name.startswith("urn:epc:class:")):
        asked = "MATCH_anyEPCClass"
    return find_events(call, desk, {asked: [name]})


def things(call: Call, desk: Desk) -> Answer:
    """List the things there are, for who may read all: some names are not public."""
    if call.client is None:
        raise Problem(401, "the list of all things needs a key")
    if call.client.role != "read":
        raise Problem(403, "the list of all things is for those who may read all")
    count, place = per_page(call), place_of(call)
    after = int((place or {}).get("id", -1))
    wanted = sa.select(NAME.c.id, NAME.c.name).where(NAME.c.id > after).order_by(NAME.c.id)
    with desk.register.reading() as link:
        rows = link.execute(wanted.limit(count + 1)).all()
    more = next_link(call, desk, {"id": rows[count - 1].id}) if len(rows) > count else {}
    answer = _collection([row.name for row in rows[:count]])
    return Answer(answer.status, {**answer.headers, **more}, answer.body)


def _known(resource: str, name: str) -> None:
    if resource in _WORDS and ":" not in name and name not in _WORDS[resource]:
        raise Problem(404, f"{name[:60]!r} is no word of {resource}")
    if resource == "epcs" and ":" not in name:
        raise Problem(404, "a thing is named by a URI")


def _collection(members: Sequence[str]) -> Answer:
    return as_json({"@context": STANDARD_CONTEXT, "type": "Collection", "member": list(members)})
