"""The register's first tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _events()
    _things()
    _codes()
    _desk()


def _must(name: str, kind: type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, _NUMBER, nullable=False, autoincrement=False)


def _events() -> None:
    op.create_table(
        "event",
        _number("position"),
        _must("event_key", sa.BigInteger),
        _must("event_id", sa.Text),
        _must("declaration", sa.Text),
        _must("public_key", sa.BigInteger),
        _must("public_id", sa.Text),
        sa.Column("event_hash", sa.Text),
        sa.Column("ignored", sa.Text),
        _must("at", sa.BigInteger),
        _must("recorded", sa.Text),
        sa.Column("captured_by", sa.Text),
        sa.Column("erased", sa.Text),
        sa.Column("salt", sa.LargeBinary),
        sa.Column("body", sa.Text),
        _must("statement", sa.LargeBinary),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_index("event_by_key", "event", ["event_key"])
    op.create_index("event_by_public_key", "event", ["public_key"])
    op.create_index("event_by_time", "event", ["at", "position"])
    op.create_table(
        "voided",
        _number("position"),
        _must("declared", sa.BigInteger),
        sa.PrimaryKeyConstraint("position"),
    )


def _things() -> None:
    op.create_table(
        "name",
        _number("id"),
        _must("name_key", sa.BigInteger),
        _must("name", sa.Text),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("name_by_key", "name", ["name_key"])
    op.create_table(
        "thing",
        _number("thing"),
        _number("position"),
        _number("part"),
        sa.Column("mass", sa.BigInteger),
        _must("at", sa.BigInteger),
        sa.PrimaryKeyConstraint("thing", "position", "part"),
        sqlite_with_rowid=False,
    )
    op.create_index("thing_by_event", "thing", ["position", "part", "thing", "mass"])


def _codes() -> None:
    op.create_table(
        "particulars",
        _number("position"),
        *(sa.Column(name, sa.Text) for name in ("season", "ward", "code", "basis")),
        sa.Column("moisture", sa.BigInteger),
        sa.Column("loss", sa.BigInteger),
        *(sa.Column(name, sa.Text) for name in ("delegation", "denies", "field_id", "claimant")),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_index("particulars_by_code", "particulars", ["code", "season"])
    op.create_index("particulars_by_field", "particulars", ["field_id", "season"])
    op.create_index("particulars_by_denied", "particulars", ["denies"])
    op.create_table(
        "code",
        _must("code", sa.Text),
        _must("season", sa.Text),
        _must("owner", sa.Text),
        _must("capacity", sa.BigInteger),
        sa.PrimaryKeyConstraint("code", "season"),
    )
    op.create_table(
        "delegation",
        _must("id", sa.Text),
        _must("code", sa.Text),
        _must("recorded", sa.Text),
        sa.Column("note", sa.Text),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("delegation_by_code", "delegation", ["code"])


def _desk() -> None:
    op.create_table(
        "job",
        *(_must(name, sa.Text) for name in ("id", "created", "owner", "said")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("job_by_owner", "job", ["owner", "created", "id"])
    op.create_table(
        "query",
        *(_must(name, sa.Text) for name in ("name", "owner", "created", "said")),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    """Refuse: an acknowledged event is never dropped."""
    raise NotImplementedError("the register's first tables are never taken away")
