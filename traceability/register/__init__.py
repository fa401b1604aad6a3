"""The register: every event that was acknowledged, in order, in a database.

An event is acknowledged when its transaction is committed. Its *position* is then fixed for ever,
and it is the index its public statement takes in the transparency log; the log is brought up to
date after the commit, so that whatever is killed when, no acknowledged event is lost and database
and log end up equal. SQLite by default, PostgreSQL by URL, the same statements for both.

`tables` says what is kept, `engine` what the two databases need differently, `schema` and
`../migrations` how old tables become new ones, `recording` writes, `reading` reads, `entries` are
the values that go in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from traceability.epcis.identifiers import canonical_uri
from traceability.register import reading
from traceability.register.engine import connect, snapshot
from traceability.register.entries import Conflict, NotYours
from traceability.register.names import numbers_of
from traceability.register.reading import MOST_EVENTS, Registered
from traceability.register.schema import bring_up_to_date

__all__ = ["Conflict", "NotYours", "Register", "Registered", "open_register"]


def open_register(url: str | Path) -> Register:
    """Open the register at a database URL, or at a file for SQLite; its tables are made if absent.

    Raises
    ------
    RuongError
        Where the database was made by a version of Ruộng that this one does not know.
    """
    engine = connect(url)
    bring_up_to_date(engine)
    return Register(engine)


@dataclass(frozen=True, slots=True)
class Register:
    """The events and the things they speak of, behind one database engine."""

    engine: sa.Engine

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Read the register as it is at one moment."""
        with snapshot(self.engine) as link:
            yield link

    def size(self) -> int:
        """Tell how many events are registered."""
        with self.engine.connect() as link:
            return reading.size(link)

    def leaves(self, start: int, count: int) -> list[bytes]:
        """Give up to *count* leaves from position *start* on, in order."""
        with self.engine.connect() as link:
            return reading.leaves(link, start, count)

    def knows(self, thing: str) -> bool:
        """Tell whether any event speaks of a thing."""
        with self.engine.connect() as link:
            return bool(numbers_of(link, [canonical_uri(thing)]))

    def events_of(self, thing: str, most: int = MOST_EVENTS) -> list[Registered]:
        """Give the events that speak of a thing, in the order of their times."""
        with self.engine.connect() as link:
            return reading.events_of(link, thing, most)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()
