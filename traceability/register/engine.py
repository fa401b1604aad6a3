"""One database by its URL: SQLite in a file by default, PostgreSQL as well, the same statements.

What the two need differently stands here and nowhere else: how a commit is made durable, how one
writer is let in at a time, and how a long list of numbers is handed over.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as sa_event
from sqlalchemy.dialects.postgresql import ARRAY

from traceability.register.tables import EVENT

_PRAGMAS = (
    "page_size=8192",
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=30000",
    "cache_size=-65536",
    # What is erased is overwritten, not merely forgotten.
    "secure_delete=ON",
)
_POSTGRESQL = "postgresql"


def connect(url: str | Path) -> sa.Engine:
    """Open a database by URL, or by the file of an SQLite database."""
    if isinstance(url, Path):
        url.parent.mkdir(parents=True, exist_ok=True)
    address = sa.URL.create("sqlite", database=str(url)) if isinstance(url, Path) else url
    engine = sa.create_engine(address)
    if engine.dialect.name == "sqlite":
        sa_event.listen(engine, "connect", _durable)
        sa_event.listen(engine, "begin", _begin)
    return engine


def _durable(connection: sqlite3.Connection, _record: object) -> None:
    """Readers beside one writer, and a commit that is on the disk when it returns."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(link: sa.Connection) -> None:
    """Take the write lock at once where writing is meant: two writers wait instead of failing."""
    writing = link.get_execution_options().get("writing", False)
    link.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Hold the database for one writer until the transaction is durable; readers go on."""
    with engine.connect().execution_options(writing=True) as link, link.begin():
        if engine.dialect.name == _POSTGRESQL:
            link.execute(sa.text(f"LOCK TABLE {EVENT.name} IN EXCLUSIVE MODE"))
        yield link


@contextmanager
def snapshot(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Read the database as it is at one moment, however long that takes."""
    # A transaction of SQLite sees one moment in any case.
    level = "REPEATABLE READ" if engine.dialect.name == _POSTGRESQL else "SERIALIZABLE"
    with engine.connect().execution_options(isolation_level=level) as link, link.begin():
        yield link


def among(
    link: sa.Connection, column: sa.ColumnElement[int], numbers: Collection[int]
) -> sa.ColumnElement[bool]:
    """Tell whether a column is one of many *numbers*, which travel as one parameter."""
    if link.dialect.name == _POSTGRESQL:
        return column == sa.any_(sa.bindparam(None, list(numbers), ARRAY(sa.BigInteger)))
    return column.in_(_each_of(sa.literal(json.dumps(list(numbers)))))


def among_given(dialect: str, column: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Like `among`, for a statement that is made once: the numbers are its parameter `numbers`."""
    if dialect == _POSTGRESQL:
        return column == sa.any_(sa.bindparam("numbers", type_=ARRAY(sa.BigInteger)))
    return column.in_(_each_of(sa.bindparam("numbers", type_=sa.Text)))


def given(link: sa.Connection, numbers: Collection[int]) -> object:
    """Write numbers as the parameter that `among_given` asks for."""
    listed = list(numbers)
    return listed if link.dialect.name == _POSTGRESQL else json.dumps(listed)


def _each_of(numbers: sa.ColumnElement[str]) -> sa.Select[int]:
    return sa.select(sa.func.json_each(numbers).table_valued("value").c.value)


def plain_rows(
    link: sa.Connection, statement: sa.Select[*tuple[Any, ...]], parameters: Mapping[str, object]
) -> Sequence[tuple[Any, ...]]:
    """Run a statement and give its rows as the driver reads them, several times as fast.

    Only for numbers and texts, which need no translation.
    """
    with link.execute(statement, parameters) as found:
        return [] if found.cursor is None else found.cursor.fetchall()


def key_of(text: str) -> int:
    """Compute the short key of a long text: 64 bits, signed, as databases count."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=True)


def scrub(engine: sa.Engine) -> None:
    """Let no copy of what was erased linger in the database's own files."""
    link = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with link:
        if engine.dialect.name == _POSTGRESQL:
            link.execute(sa.text("VACUUM FULL"))
        else:
            link.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
