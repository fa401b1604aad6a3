"""Read the register: events by place, by name and by thing."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from traceability.epcis.identifiers import canonical_uri
from traceability.log.tiles import LARGEST_ENTRY
from traceability.register.engine import among, key_of
from traceability.register.names import numbers_of
from traceability.register.tables import EVENT, THING, VOIDED
from traceability.statement import entry_of

MOST_EVENTS = 10_000
"""No list of a thing's events is longer; a thing with more says so by having this many."""
_BATCH = 2_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Registered:
    """An acknowledged event.

    Parameters
    ----------
    position
        Its place in the register and the index of its leaf in the log.
    event_id
        Its name; after an erasure, its public name.
    public_id
        The name it has in public.
    event_hash
        CBV 2.0 hash of the whole event; None after an erasure.
    ignored
        Fields left out of the hash, as a JSON list; None where there are none.
    recorded_at
        The time of record as the statement has it.
    body
        The event as it was captured, extensions included, as JSON: not public. None after an
        erasure.
    salt
        Of its commitments; None where nothing is held back, and after an erasure.
    stated
        Its public statement in canonical form.
    captured_by
        Who captured it; None where the register's operator did.
    erased
        When its private part was erased.
    void
        Whether an error declaration has taken it back.
    """

    position: int
    event_id: str
    public_id: str
    event_hash: str | None
    ignored: str | None
    recorded_at: str
    body: str | None
    salt: bytes | None
    stated: bytes
    captured_by: str | None
    erased: str | None
    void: bool

    @property
    def recorded(self) -> datetime:
        """The time of record."""
        return datetime.fromisoformat(self.recorded_at)

    @property
    def event(self) -> Mapping[str, Any]:
        """The event as it was captured: not public. After an erasure, what was public of it."""
        return json.loads(self.body) if self.body is not None else self.public_event

    @property
    def statement(self) -> Mapping[str, Any]:
        """Its public statement."""
        return json.loads(self.stated)

    @property
    def leaf(self) -> bytes:
        """What the log commits to."""
        return _leaf(self.stated)

    @property
    def public_event(self) -> dict[str, Any]:
        """What anyone may read of the event, under the names that the register gives it."""
        statement = self.statement
        named = ("eventID", "recordTime", "errorDeclaration")
        event = statement.get("event")
        shown = event if isinstance(event, dict) else {}
        return {**shown, **{name: statement[name] for name in named if name in statement}}


COLUMNS = (
    EVENT.c.position,
    EVENT.c.event_id,
    EVENT.c.public_id,
    EVENT.c.event_hash,
    EVENT.c.ignored,
    EVENT.c.recorded,
    EVENT.c.body,
    EVENT.c.salt,
    EVENT.c.statement,
    EVENT.c.captured_by,
    EVENT.c.erased,
    VOIDED.c.declared.is_not(None).label("void"),
)
_FROM = EVENT.outerjoin(VOIDED, VOIDED.c.position == EVENT.c.position)


def events_where(*conditions: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    """Select events; the caller says in which order and how many."""
    return sa.select(*COLUMNS).select_from(_FROM).where(*conditions)


def registered(row: sa.Row[Any]) -> Registered:
    """Read a row of `events_where`."""
    salt = row.salt
    return Registered(
        row.position,
        row.event_id,
        row.public_id,
        row.event_hash,
        row.ignored,
        row.recorded,
        row.body,
        None if salt is None else bytes(salt),
        bytes(row.statement),
        row.captured_by,
        row.erased,
        bool(row.void),
    )


def events_at(link: sa.Connection, positions: Collection[int]) -> list[Registered]:
    """Give the events at these positions, in the order of their times."""
    wanted = events_where(among(link, EVENT.c.position, positions))
    rows = link.execute(wanted.order_by(EVENT.c.at, EVENT.c.position))
    return [registered(row) for row in rows]


def events_named(link: sa.Connection, event_id: str, *, public: bool) -> list[Registered]:
    """Give the event of a name and its error declarations, in the order of record."""
    key, name = (
        (EVENT.c.public_key, EVENT.c.public_id) if public else (EVENT.c.event_key, EVENT.c.event_id)
    )
    wanted = events_where(key == key_of(event_id), name == event_id)
    return [registered(row) for row in link.execute(wanted.order_by(EVENT.c.position))]


def events_of(link: sa.Connection, thing: str, most: int = MOST_EVENTS) -> list[Registered]:
    """Give the events that speak of a thing, in the order of their times."""
    name = canonical_uri(thing)
    number = numbers_of(link, [name]).get(name)
    if number is None:
        return []
    latest = (
        sa.select(THING.c.position)
        .where(THING.c.thing == number)
        .distinct()
        .order_by(THING.c.position)
        .limit(most)
    )
    wanted = events_where(EVENT.c.position.in_(latest))
    rows = link.execute(wanted.order_by(EVENT.c.at, EVENT.c.position))
    return [registered(row) for row in rows]


def every_event(link: sa.Connection, start: int = 0) -> Iterator[Registered]:
    """Give all events in the order of record, a few thousand in memory at a time."""
    while True:
        wanted = events_where(EVENT.c.position >= start).order_by(EVENT.c.position)
        rows = link.execute(wanted.limit(_BATCH)).all()
        if not rows:
            return
        yield from map(registered, rows)
        start = rows[-1].position + 1


def leaves(link: sa.Connection, start: int, count: int) -> list[bytes]:
    """Give up to *count* leaves from position *start* on, in order."""
    wanted = (
        sa.select(EVENT.c.statement)
        .where(EVENT.c.position >= start, EVENT.c.position < start + count)
        .order_by(EVENT.c.position)
    )
    return [_leaf(bytes(stated)) for stated in link.scalars(wanted)]


def _leaf(stated: bytes) -> bytes:
    """Give the log's entry for a statement in canonical form: itself, unless it is too large."""
    return stated if len(stated) <= LARGEST_ENTRY else entry_of(json.loads(stated))


def size(link: sa.Connection) -> int:
    """Tell how many events are registered."""
    last = link.scalar(sa.select(sa.func.max(EVENT.c.position)))
    return 0 if last is None else last + 1


def time_text(at: int) -> str:
    """Write an event's time, microseconds since 1970, as RFC 3339 in UTC."""
    return (_EPOCH + timedelta(microseconds=at)).isoformat().replace("+00:00", "Z")
