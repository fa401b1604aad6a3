"""Where a lot comes from and what became of it, to the single event.

The graph has two kinds of nodes, things and events, and each is visited once: so a cycle that
somebody wrote ends, and an event that makes a thousand lots of a thousand costs two thousand steps
and not a million. Events that were declared wrong lead nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from traceability.epcis.identifiers import canonical_uri
from traceability.register.engine import among_given, given
from traceability.register.names import names_of, numbers_of
from traceability.register.tables import THING, VOIDED
from traceability.things import Part

MOST_LINES = 500_000
"""A trace reads no more lines than this; one that would is *cut*, and says so."""


class Line(NamedTuple):
    """One thing in one event.

    Parameters
    ----------
    thing, position
        Numbers of the thing and of the event.
    part
        The part it plays (`things.Part`).
    mass
        Milligrams; None where none is stated.
    at
        The event's time, microseconds since 1970.
    """

    thing: int
    position: int
    part: int
    mass: int | None
    at: int


@dataclass(frozen=True, slots=True)
class Direction:
    """A way through the graph: a thing in one of the parts *here* leads to those *there*."""

    steps: Mapping[int, frozenset[int]]

    @property
    def here(self) -> frozenset[int]:
        """Parts in which a thing leads on."""
        return frozenset(self.steps)


def _way(*steps: tuple[set[Part], set[Part]]) -> Direction:
    found: dict[int, set[int]] = {}
    for here, there in steps:
        for part in here:
            found.setdefault(int(part), set()).update(map(int, there))
    return Direction({part: frozenset(there) for part, there in found.items()})


_TAKEN, _GIVEN = {Part.INPUT, Part.OUT_OF}, {Part.OUTPUT, Part.INTO}
_INSIDE, _HOLDER = {Part.PACKED, Part.WITHIN}, {Part.PARENT}
UP = _way((_GIVEN, _TAKEN), (_HOLDER, _INSIDE))
"""To what a thing was made of, and to what is in it."""
DOWN = _way((_TAKEN, _GIVEN), (_INSIDE, _HOLDER))
"""To what was made of a thing, and to what holds it."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A thing and all that a direction leads to.

    Parameters
    ----------
    start
        The thing's canonical name.
    names
        Names of the things reached, *start* included, by their numbers; processes among them.
    lines
        Every line of each thing reached, events that were declared wrong left out.
    cut
        Whether there was more than `MOST_LINES` allow.
    """

    start: str
    names: Mapping[int, str]
    lines: tuple[Line, ...]
    cut: bool

    @property
    def lots(self) -> set[str]:
        """Names of the things reached."""
        return set(self.names.values())

    @property
    def positions(self) -> list[int]:
        """Positions of the events that speak of them, in the order of their times."""
        return [place for _, place in sorted({(line.at, line.position) for line in self.lines})]


def trace(link: sa.Connection, thing: str, way: Direction, most: int = MOST_LINES) -> Trace:
    """Follow a thing up or down; one that nobody spoke of has no names and no lines."""
    name = canonical_uri(thing)
    start = numbers_of(link, [name]).get(name)
    if start is None:
        return Trace(name, {}, (), cut=False)
    return follow(link, name, {start}, way, most)


def follow(
    link: sa.Connection, start: str, things: set[int], way: Direction, most: int = MOST_LINES
) -> Trace:
    """Follow several things at once."""
    reached, frontier = set(things), things
    expanded: set[tuple[int, int]] = set()
    lines: list[Line] = []
    while frontier and len(lines) <= most:
        found = list(lines_of(link, frontier, most + 1 - len(lines)))
        lines += found
        leading = {(line.position, line.part) for line in found if line.part in way.here}
        leading -= expanded
        expanded |= leading
        frontier = _beyond(link, leading, way, most) - reached
        reached |= frontier
    names = names_of(link, reached)
    return Trace(start, names, tuple(lines[:most]), cut=len(lines) > most or len(reached) > most)


def lines_of(link: sa.Connection, things: Collection[int], most: int) -> Iterator[Line]:
    """Read the lines of things, those of events declared wrong and of declarations left out."""
    wanted = _lines(link.dialect.name)
    rows = link.execute(wanted, {"numbers": given(link, things), "most": most})
    return map(Line._make, rows.all())


def _beyond(
    link: sa.Connection, leading: Collection[tuple[int, int]], way: Direction, most: int
) -> set[int]:
    """Find the things that events lead to, entered by a thing in the part given."""
    entered: dict[frozenset[int], set[int]] = {}
    for position, part in leading:
        entered.setdefault(way.steps[part], set()).add(position)
    found: set[int] = set()
    for there, positions in entered.items():
        wanted = _partners(link.dialect.name, there)
        given_here = {"numbers": given(link, positions), "most": most + 1}
        found.update(link.scalars(wanted, given_here))
    return found


# A statement costs far more to make than to run, and a trace runs dozens.
@cache
def _lines(dialect: str) -> sa.Select[int, int, int, Any, int]:
    taken_back = sa.select(VOIDED.c.position).where(VOIDED.c.position == THING.c.position)
    return (
        sa.select(THING.c.thing, THING.c.position, THING.c.part, THING.c.mass, THING.c.at)
        .where(among_given(dialect, THING.c.thing))
        .where(THING.c.part != int(Part.DECLARED), ~taken_back.exists())
        .limit(sa.bindparam("most"))
    )


@cache
def _partners(dialect: str, parts: frozenset[int]) -> sa.Select[int]:
    return (
        sa.select(THING.c.thing)
        .where(among_given(dialect, THING.c.position), THING.c.part.in_(sorted(parts)))
        .distinct()
        .limit(sa.bindparam("most"))
    )
