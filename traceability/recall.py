"""Recall: from a field's season down to every lot, box and listing it may have come into."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from traceability.epcis.identifiers import canonical_uri
from traceability.genealogy import DOWN, MOST_LINES, Line, follow, history
from traceability.playback import in_order
from traceability.register.tables import NAME, PARTICULARS, THING, VOIDED
from traceability.things import Part


@dataclass(frozen=True, slots=True)
class Recall:
    """What a recall concerns.

    Parameters
    ----------
    harvested
        The lots that were harvested on the field in that season.
    affected
        All things that may hold some of it, those lots included.
    by_time
        Of these, those that hold some of it if all stated times are right: the others left a mix
        before any of it came in.
    listings
        Listings that are open now, of things affected.
    cut
        Whether there were too many things to follow all: then everything downstream is suspect.
    """

    harvested: frozenset[str]
    affected: frozenset[str]
    by_time: frozenset[str]
    listings: tuple[str, ...]
    cut: bool


def recall(
    link: sa.Connection, field_id: str, season: str, open_listings: Iterable[str] = ()
) -> Recall:
    """Follow all that was harvested on a field in a season.

    Parameters
    ----------
    open_listings
        Names (Digital Links) of the lots that are offered now.
    """
    taken_back = sa.select(VOIDED.c.position).where(VOIDED.c.position == PARTICULARS.c.position)
    wanted = (
        sa.select(THING.c.thing, NAME.c.name)
        .join(NAME, NAME.c.id == THING.c.thing)
        .join(PARTICULARS, PARTICULARS.c.position == THING.c.position)
        .where(PARTICULARS.c.field_id == field_id, PARTICULARS.c.season == season)
        .where(THING.c.part == int(Part.MADE), ~taken_back.exists())
    )
    sources = dict(link.execute(wanted).all())
    traced = follow(link, f"{field_id} {season}", sources, DOWN)
    lines = history(link, traced.names)
    timed = _in_time(lines, sources)
    affected = traced.lots
    return Recall(
        frozenset(sources.values()),
        frozenset(affected),
        frozenset(traced.names[number] for number in timed if number in traced.names),
        tuple(lot for lot in open_listings if canonical_uri(lot) in affected),
        traced.cut or len(lines) >= MOST_LINES,
    )


def _in_time(lines: Iterable[Line], sources: Collection[int]) -> set[int]:
    """Follow only what was taken after it could hold some; of one moment, whatever may be."""
    holds = set(sources)
    moments: dict[int, list[list[Line]]] = {}
    for step in in_order(lines):
        moments.setdefault(step.at, []).append(list(step.lines))
    for together in moments.values():
        grown = True
        while grown:
            before = len(holds)
            for own in together:
                _pass_on(own, holds)
            grown = len(holds) > before
    return holds


def _pass_on(own: Sequence[Line], holds: set[int]) -> None:
    for here, there in DOWN.steps.items():
        if any(line.part == here and line.thing in holds for line in own):
            holds.update(line.thing for line in own if line.part in there)
