"""The register: every event that was acknowledged, in order, in a database.

An event is acknowledged when its transaction is committed. Its *position* is then fixed for ever,
and it is the index its public statement takes in the transparency log; the log is brought up to
date after the commit, so that whatever is killed when, no acknowledged event is lost and database
and log end up equal. SQLite by default, PostgreSQL by URL, the same statements for both.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as sa_event

from data_sources.errors import RuongError
from traceability.things import Thing, things_of

_META = sa.MetaData()
EVENT = sa.Table(
    "event",
    _META,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.Text, nullable=False, unique=True),
    sa.Column("event_hash", sa.Text, nullable=False),
    sa.Column("event_time", sa.Text, nullable=False),
    sa.Column("recorded", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    sa.Column("leaf", sa.LargeBinary, nullable=False),
)
THING = sa.Table(
    "thing",
    _META,
    sa.Column("epc", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("quantity_kg", sa.Double, nullable=True),
    sa.Index("thing_by_event", "position", "role", "epc"),
)
_MOST_FOUND = 10_000
"""No trace returns more things than this; a lot with more says so."""


class Conflict(RuongError):
    """An event with this eventID is registered already, and says something else."""


@dataclass(frozen=True, slots=True)
class Registered:
    """An acknowledged event.

    Parameters
    ----------
    position
        Its place in the register and the index of its leaf in the log.
    event
        The event as it was captured, extensions included: not public.
    leaf
        Its public statement in canonical form: what the log commits to.
    """

    position: int
    event_id: str
    event_hash: str
    recorded: datetime
    event: Mapping[str, Any]
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """An event that is ready to be registered: checked, hashed, its public statement made."""

    event: Mapping[str, Any]
    event_id: str
    event_hash: str
    salt: bytes
    leaf: bytes


def open_register(url: str | Path) -> Register:
    """Open the register at a database URL, or at a file for SQLite; tables are made if absent."""
    address = f"sqlite:///{url}" if isinstance(url, Path) else url
    if isinstance(url, Path):
        url.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(address)
    if engine.dialect.name == "sqlite":
        sa_event.listen(engine, "connect", _durable)
        sa_event.listen(engine, "begin", _begin_writing)
    _META.create_all(engine)
    return Register(engine)


def _durable(connection: sqlite3.Connection, _record: object) -> None:
    """Readers beside one writer, and a commit that is on the disk when it returns."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_writing(connection: sa.Connection) -> None:
    """Take the write lock at once where writing is meant: two writers wait instead of failing."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@dataclass(frozen=True, slots=True)
class Register:
    """The events and the things they speak of, behind one database engine."""

    engine: sa.Engine

    def record(self, entries: Sequence[Entry], recorded: datetime) -> list[int]:
        """Register *entries* in one transaction: all of them or none.

        An event that is there already with the same content keeps its position.

        Returns
        -------
        The position of each entry.

        Raises
        ------
        Conflict
            Where an eventID is taken by an event that says something else.
        """
        with self.engine.connect().execution_options(writing=True) as link, link.begin():
            if self.engine.dialect.name == "postgresql":
                link.execute(sa.text("LOCK TABLE event IN EXCLUSIVE MODE"))
            known = _known(link, [entry.event_id for entry in entries])
            last = link.execute(sa.select(sa.func.max(EVENT.c.position))).scalar_one()
            start = 0 if last is None else last + 1
            positions, rows, things = _numbered(entries, known, start, recorded)
            if rows:
                link.execute(sa.insert(EVENT), rows)
                link.execute(sa.insert(THING), things)
            return positions

    def size(self) -> int:
        """Return how many events are registered."""
        with self.engine.connect() as link:
            return link.execute(sa.select(sa.func.count()).select_from(EVENT)).scalar_one()

    def leaves(self, start: int, count: int) -> list[bytes]:
        """Return up to *count* leaves from position *start* on, in order."""
        wanted = (
            sa.select(EVENT.c.leaf)
            .where(EVENT.c.position >= start, EVENT.c.position < start + count)
            .order_by(EVENT.c.position)
        )
        with self.engine.connect() as link:
            return [bytes(row.leaf) for row in link.execute(wanted)]

    def knows(self, epc: str) -> bool:
        """Tell whether any event speaks of a thing."""
        wanted = sa.select(THING.c.position).where(THING.c.epc == epc).limit(1)
        with self.engine.connect() as link:
            return link.execute(wanted).first() is not None

    def events_of(self, epc: str) -> list[Registered]:
        """Return the events that speak of a thing, in the order they happened."""
        wanted = (
            sa.select(EVENT)
            .where(EVENT.c.position.in_(sa.select(THING.c.position).where(THING.c.epc == epc)))
            .order_by(EVENT.c.event_time, EVENT.c.position)
            .limit(_MOST_FOUND)
        )
        with self.engine.connect() as link:
            return [_registered(row) for row in link.execute(wanted)]

    def origins(self, epc: str) -> set[str]:
        """Return every thing that *epc* was made of, itself included; cycles end."""
        return self._reached(epc, "output", "input")

    def destinations(self, epc: str) -> set[str]:
        """Return every thing that was made of *epc*, itself included; cycles end."""
        return self._reached(epc, "input", "output")

    def _reached(self, epc: str, here: str, there: str) -> set[str]:
        # UNION, not UNION ALL: a cycle that someone wrote into the events must end.
        reached = sa.select(sa.literal(epc).label("epc")).cte("reached", recursive=True)
        one, other = THING.alias(), THING.alias()
        step = (
            sa.select(other.c.epc)
            .join(one, (one.c.position == other.c.position) & (one.c.role == here))
            .join(reached, one.c.epc == reached.c.epc)
            .where(other.c.role == there)
        )
        whole = reached.union(step)
        with self.engine.connect() as link:
            return set(link.scalars(sa.select(whole.c.epc).limit(_MOST_FOUND)))


def _known(link: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    known: dict[str, tuple[int, str]] = {}
    for at in range(0, len(ids), 500):
        wanted = sa.select(EVENT.c.event_id, EVENT.c.position, EVENT.c.body).where(
            EVENT.c.event_id.in_(ids[at : at + 500])
        )
        known |= {row.event_id: (row.position, row.body) for row in link.execute(wanted)}
    return known


def _numbered(
    entries: Iterable[Entry], known: dict[str, tuple[int, str]], start: int, recorded: datetime
) -> tuple[list[int], list[dict[str, object]], list[dict[str, object]]]:
    positions: list[int] = []
    rows: list[dict[str, object]] = []
    things: list[dict[str, object]] = []
    for entry in entries:
        body = json.dumps(entry.event, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        if entry.event_id in known:
            position, before = known[entry.event_id]
            if before != body:
                raise Conflict(
                    f"{entry.event_id} is registered already and says something else",
                    "Correct an event with an errorDeclaration, never by sending it again changed.",
                )
        else:
            position = start + len(rows)
            rows.append(_row(entry, position, body, recorded))
            things += _thing_rows(position, things_of(entry.event))
            known[entry.event_id] = (position, body)
        positions.append(position)
    return positions, rows, things


def _row(entry: Entry, position: int, body: str, recorded: datetime) -> dict[str, object]:
    return {
        "position": position,
        "event_id": entry.event_id,
        "event_hash": entry.event_hash,
        "event_time": str(entry.event["eventTime"]),
        "recorded": recorded.isoformat(),
        "body": body,
        "salt": entry.salt,
        "leaf": entry.leaf,
    }


def _thing_rows(position: int, things: Iterable[Thing]) -> list[dict[str, object]]:
    merged: dict[tuple[str, str], float | None] = {}
    for thing in things:
        key = (thing.epc, thing.role)
        before, mass = merged.get(key), thing.quantity_kg
        merged[key] = mass if before is None else before + (mass or 0.0)
    return [
        {"epc": epc, "position": position, "role": role, "quantity_kg": quantity}
        for (epc, role), quantity in merged.items()
    ]


def _registered(row: sa.Row[Any]) -> Registered:
    return Registered(
        row.position,
        row.event_id,
        row.event_hash,
        datetime.fromisoformat(row.recorded),
        json.loads(row.body),
        bytes(row.leaf),
    )
