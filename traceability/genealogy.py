"""Where a lot comes from and what became of it, to the single event.

The graph has two kinds of nodes, things and events, and each is visited once: so a cycle that
somebody wrote ends, and an event that makes a thousand lots of a thousand costs two thousand steps
and not a million. Events that were declared wrong lead nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa

from traceability.epcis.identifiers import canonical_uri
from traceability.register.engine import among_given, given, plain_rows
from traceability.register.names import numbers_of
from traceability.register.tables import NAME, THING, VOIDED
from traceability.things import Part

MOST_LINES = 500_000
"""A trace follows no more than this; one that would is *cut*, and says so."""


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
    cut
        Whether there was more than allowed, so that some is left out.
    """

    start: str
    names: Mapping[int, str]
    cut: bool

    @property
    def lots(self) -> set[str]:
        """Names of the things reached."""
        return set(self.names.values())


def trace(link: sa.Connection, thing: str, way: Direction, most: int = MOST_LINES) -> Trace:
    """Follow a thing up or down; one that nobody spoke of has no names.

    Parameters
    ----------
    most
        So many things are followed, and so many steps made from each round of them to the next.
    """
    name = canonical_uri(thing)
    start = numbers_of(link, [name]).get(name)
    if start is None:
        return Trace(name, {}, cut=False)
    return follow(link, name, {start: name}, way, most)


def follow(
    link: sa.Connection,
    start: str,
    things: Mapping[int, str],
    way: Direction,
    most: int = MOST_LINES,
) -> Trace:
    """Follow several things at once, by their numbers and names."""
    reached, frontier = dict(things), dict(things)
    expanded: set[tuple[int, int]] = set()
    cut = False
    while frontier and not cut:
        steps = _leading(link, frontier, way, most + 1)
        fresh = steps - expanded
        expanded |= fresh
        found = _beyond(link, fresh, way, most + 1)
        frontier = {number: name for number, name in found.items() if number not in reached}
        cut = len(steps) > most or len(found) > most or len(reached) + len(frontier) > most
        reached |= frontier
    return Trace(start, dict(islice(reached.items(), most)), cut)


def history(link: sa.Connection, things: Collection[int], most: int = MOST_LINES) -> list[Line]:
    """Read every line of things, those of events declared wrong and of declarations left out.

    At most *most* of them: who gets as many has not all.
    """
    wanted = _lines(link.dialect.name)
    rows = plain_rows(link, wanted, {"numbers": given(link, things), "most": most})
    return [Line(*row) for row in rows]


def positions_of(lines: Iterable[Line]) -> list[int]:
    """Give the positions of the events that lines are of, in the order of their times."""
    return [place for _, place in sorted({(line.at, line.position) for line in lines})]


def _leading(
    link: sa.Connection, things: Collection[int], way: Direction, most: int
) -> set[tuple[int, int]]:
    """Find the events in which things lead on, and the parts they have there."""
    wanted = _steps(link.dialect.name, frozenset(way.steps))
    rows = plain_rows(link, wanted, {"numbers": given(link, things), "most": most})
    return {(position, part) for position, part in rows}


def _beyond(
    link: sa.Connection, leading: Collection[tuple[int, int]], way: Direction, most: int
) -> dict[int, str]:
    """Find the things that events lead to, entered by a thing in the part given."""
    entered: dict[frozenset[int], set[int]] = {}
    for position, part in leading:
        entered.setdefault(way.steps[part], set()).add(position)
    found: dict[int, str] = {}
    for there, positions in entered.items():
        wanted = _partners(link.dialect.name, there)
        here = {"numbers": given(link, positions), "most": most}
        found.update(plain_rows(link, wanted, here))
    return found


# A statement costs far more to make than to run, and a trace runs dozens.
@cache
def _lines(dialect: str) -> sa.Select[int, int, int, Any, int]:
    return (
        sa.select(THING.c.thing, THING.c.position, THING.c.part, THING.c.mass, THING.c.at)
        .where(among_given(dialect, THING.c.thing))
        .where(THING.c.part != int(Part.DECLARED), _stands())
        .limit(sa.bindparam("most"))
    )


@cache
def _steps(dialect: str, parts: frozenset[int]) -> sa.Select[int, int]:
    return (
        sa.select(THING.c.position, THING.c.part)
        .where(among_given(dialect, THING.c.thing), THING.c.part.in_(sorted(parts)), _stands())
        .limit(sa.bindparam("most"))
    )


@cache
def _partners(dialect: str, parts: frozenset[int]) -> sa.Select[int, str]:
    return (
        sa.select(THING.c.thing, NAME.c.name)
        .join(NAME, NAME.c.id == THING.c.thing)
        .where(among_given(dialect, THING.c.position), THING.c.part.in_(sorted(parts)))
        .limit(sa.bindparam("most"))
    )


def _stands() -> sa.ColumnElement[bool]:
    """Leave out events that were declared wrong."""
    taken_back = sa.select(VOIDED.c.position).where(VOIDED.c.position == THING.c.position)
    return ~taken_back.exists()
