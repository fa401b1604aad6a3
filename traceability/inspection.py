"""Inspect the register: every row must follow from its event, every event from its leaf.

What is stored beside an event (its number, its time, the things it speaks of) is made again from
the event; the event, with its salt, is held against its statement; the statements are what the
monitor holds against the log. So a change to any stored field shows, wherever it was made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import sqlalchemy as sa

from data_sources.errors import RuongError
from traceability.canonical import canonical
from traceability.epcis.fingerprint import event_hash
from traceability.log.checkpoint import Checkpoint
from traceability.log.storage import Storage
from traceability.monitor import MOST_DIFFERENCES, Difference, compare
from traceability.origins import particulars_at
from traceability.particulars import NOTHING
from traceability.register.engine import among
from traceability.register.entries import Checked, accepted
from traceability.register.names import names_of
from traceability.register.reading import Registered, every_event
from traceability.register.tables import EVENT, THING
from traceability.statement import SALT_BYTES, statement_of

_BATCH = 1_000
_NO_SALT = bytes(SALT_BYTES)


@dataclass(frozen=True, slots=True)
class Report:
    """What an inspection found: differences, and how many events wait for the log."""

    differences: tuple[Difference, ...]
    waiting: int


def inspect(link: sa.Connection, storage: Storage, head: Checkpoint) -> Report:
    """Hold every row against its event, every event against its leaf, every leaf against the log.

    Raises
    ------
    Rejected
        Where the log's own files contradict its head.
    """
    found: list[Difference] = []
    differences, waiting = compare(storage, head, _entries(link, found))
    return Report(tuple([*found, *differences][:MOST_DIFFERENCES]), waiting)


def _entries(link: sa.Connection, found: list[Difference]) -> Iterator[bytes]:
    events = every_event(link)
    place = 0
    while batch := list(islice(events, _BATCH)):
        stored = _stored_things(link, [event.position for event in batch])
        said = particulars_at(link, [event.position for event in batch])
        times = dict(
            link.execute(
                sa.select(EVENT.c.position, EVENT.c.at).where(
                    among(link, EVENT.c.position, [event.position for event in batch])
                )
            ).all()
        )
        for event in batch:
            wrong = [] if event.position == place else ["position"]
            wrong += faults(event)
            if not wrong and event.body is not None:
                entry = _again(event)
                derived = {
                    "at": times[event.position] == entry.at,
                    "things": stored.get(event.position, set())
                    == {(t.name, int(t.part), t.mass_mg, entry.at) for t in entry.things},
                    "particulars": said.get(event.position, NOTHING) == entry.particulars,
                }
                wrong += [name for name, same in derived.items() if not same]
            if wrong and len(found) < MOST_DIFFERENCES:
                found.append(_difference(event.position, wrong))
            yield event.leaf
            place += 1


def faults(event: Registered) -> list[str]:
    """Name what of a stored event does not follow from the rest of it."""
    try:
        statement = json.loads(event.stated)
        wrong = [] if canonical(statement) == event.stated else ["statement"]
        if statement.get("eventID") != event.public_id:
            wrong.append("public_id")
        if statement.get("recordTime") != event.recorded_at:
            wrong.append("recorded")
        if event.body is None:
            return wrong if event.erased else [*wrong, "body"]
        return wrong + _faults_of_body(event, statement)
    except (RuongError, ValueError, KeyError, TypeError, AttributeError):
        return ["body"]


def _faults_of_body(event: Registered, statement: Mapping[str, object]) -> list[str]:
    entry = _again(event)
    public = statement.get("event")
    again = statement_of(
        entry.event,
        event.recorded_at,
        entry.event_hash,
        event.salt or _NO_SALT,
        event_hash,
        public=public if isinstance(public, dict) else {},
    )
    same = {
        "statement": again == statement,
        "event_id": event.event_id == entry.event_id,
        "event_hash": event.event_hash == entry.event_hash,
        "salt": (event.salt is not None) == ("held" in statement),
        "erased": event.erased is None,
    }
    return [name for name, right in same.items() if not right]


def _again(event: Registered) -> Checked:
    """Make what is stored beside an event again from the event itself."""
    return accepted(json.loads(event.body or ""), json.loads(event.ignored or "[]"))


def _stored_things(
    link: sa.Connection, positions: list[int]
) -> dict[int, set[tuple[str, int, int | None, int]]]:
    rows = link.execute(sa.select(THING).where(among(link, THING.c.position, positions))).all()
    names = names_of(link, {row.thing for row in rows})
    found: dict[int, set[tuple[str, int, int | None, int]]] = {}
    for row in rows:
        own = found.setdefault(row.position, set())
        own.add((names.get(row.thing, ""), row.part, row.mass, row.at))
    return found


def _difference(position: int, wrong: list[str]) -> Difference:
    fields = ", ".join(wrong)
    return Difference(
        position,
        f"các trường đã lưu không khớp với sự kiện: {fields}",
        f"stored fields do not follow from the event: {fields}",
    )
