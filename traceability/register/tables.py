"""The register's tables, the same on SQLite and PostgreSQL.

Names of events and things are long texts, most of them random; an index over them would be as large
as the rest and be written all over with every event. So each has a short *key*, a number computed
from the text, and the index is over that; whoever looks one up compares the text too. That no two
events have one name is kept by `recording`, which alone writes and holds the only lock.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

METADATA = sa.MetaData()


def _column(name: str, kind: type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""The kind of a key: in SQLite only an INTEGER one is the row's own place in the table."""


def _place(name: str = "position") -> sa.Column[int]:
    return sa.Column(name, NUMBER, primary_key=True, autoincrement=False)


EVENT = sa.Table(
    "event",
    METADATA,
    _place(),
    _column("event_key", sa.BigInteger),
    _column("event_id", sa.Text),
    # Empty, or the digest of the error declaration: it bears the name of the event it declares.
    _column("declaration", sa.Text),
    _column("public_key", sa.BigInteger),
    _column("public_id", sa.Text),
    sa.Column("event_hash", sa.Text),
    # Fields that its document leaves out of the hash, as a JSON list.
    sa.Column("ignored", sa.Text),
    # Microseconds since 1970, UTC.
    _column("at", sa.BigInteger),
    _column("recorded", sa.Text),
    sa.Column("captured_by", sa.Text),
    sa.Column("erased", sa.Text),
    sa.Column("salt", sa.LargeBinary),
    sa.Column("body", sa.Text),
    _column("statement", sa.LargeBinary),
    sa.Index("event_by_key", "event_key"),
    sa.Index("event_by_public_key", "public_key"),
    sa.Index("event_by_time", "at", "position"),
)
"""What was acknowledged; `body` and `salt` are private, `statement` is public."""

NAME = sa.Table(
    "name",
    METADATA,
    _place("id"),
    _column("name_key", sa.BigInteger),
    _column("name", sa.Text),
    sa.Index("name_by_key", "name_key"),
)
"""The things there are, numbered in the order they were first heard of."""

THING = sa.Table(
    "thing",
    METADATA,
    _place("thing"),
    _place(),
    _place("part"),
    # Milligrams, so that sums are exact; null where no mass is stated.
    sa.Column("mass", sa.BigInteger),
    _column("at", sa.BigInteger),
    sa.Index("thing_by_event", "position", "part", "thing", "mass"),
    sqlite_with_rowid=False,
)
"""Which thing played which part (`traceability.things.Part`) in which event."""

PARTICULARS = sa.Table(
    "particulars",
    METADATA,
    _place(),
    sa.Column("season", sa.Text),
    sa.Column("ward", sa.Text),
    sa.Column("code", sa.Text),
    sa.Column("basis", sa.Text),
    # Hundredths of a per cent, and milligrams.
    sa.Column("moisture", sa.BigInteger),
    sa.Column("loss", sa.BigInteger),
    sa.Column("delegation", sa.Text),
    sa.Column("denies", sa.Text),
    # Personal: erased with the event's body.
    sa.Column("field_id", sa.Text),
    sa.Column("claimant", sa.Text),
    sa.Index("particulars_by_code", "code", "season"),
    sa.Index("particulars_by_field", "field_id", "season"),
    sa.Index("particulars_by_denied", "denies"),
)
"""What an event says in Ruộng's own terms."""

VOIDED = sa.Table("voided", METADATA, _place(), _column("declared", sa.BigInteger))
"""Events that an error declaration has taken back, and the position of the declaration."""

CODE = sa.Table(
    "code",
    METADATA,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("season", sa.Text, primary_key=True),
    _column("owner", sa.Text),
    _column("capacity", sa.BigInteger),
)
"""What a planting-area code can bear in a season, milligrams of dry paddy, and whose it is."""

DELEGATION = sa.Table(
    "delegation",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    _column("code", sa.Text),
    _column("recorded", sa.Text),
    # Names the delegate; erased with them.
    sa.Column("note", sa.Text),
    sa.Index("delegation_by_code", "code"),
)
"""Delegations as their owners signed them."""

JOB = sa.Table(
    "job",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    _column("created", sa.Text),
    _column("owner", sa.Text),
    _column("said", sa.Text),
    sa.Index("job_by_owner", "owner", "created", "id"),
)
"""Capture jobs as they are shown to their owner."""

QUERY = sa.Table(
    "query",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    _column("owner", sa.Text),
    _column("created", sa.Text),
    _column("said", sa.Text),
)
"""Named queries, and who may remove them."""
