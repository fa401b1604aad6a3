"""Where a lot grew, in per cent, and what of its account does not add up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import sqlalchemy as sa

from traceability.genealogy import MOST_LINES, UP, Line, history, trace
from traceability.ledger import Account, Imbalance, play
from traceability.particulars import Particulars
from traceability.register.engine import among
from traceability.register.tables import PARTICULARS, THING
from traceability.shares import UNKNOWN
from traceability.things import Part

_SAID = tuple(PARTICULARS.c[name] for name in Particulars.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Origin:
    """A harvest that a lot comes from.

    Parameters
    ----------
    position
        Of the harvest in the register; None for what nobody said where it came from.
    about
        What the harvest says; `field_id` and `claimant` are personal.
    per_cent
        Its share; all shares of a lot sum to 100 exactly.
    """

    position: int | None
    about: Particulars
    per_cent: Fraction


@dataclass(frozen=True, slots=True)
class Origins:
    """A lot's origins, the largest share first.

    Parameters
    ----------
    account
        Its account; None where nobody spoke of it.
    imbalances
        What does not add up, of the lot and of all it was made of.
    lots
        Names of the lots by their numbers, for the imbalances.
    cut
        Whether its history is too long to be told whole.
    """

    origins: tuple[Origin, ...]
    account: Account | None
    imbalances: tuple[Imbalance, ...]
    lots: Mapping[int, str]
    cut: bool


def origins_of(link: sa.Connection, lot: str, decimals: int = 2) -> Origins:
    """Work out where a lot comes from, exactly, through every mix and split."""
    traced = trace(link, lot, UP)
    own = history(link, traced.names)
    lines = [*own, *siblings(link, own, traced.names)]
    said = particulars_at(link, {line.position for line in lines})
    ledger = play(lines, said)
    number = next((n for n, name in traced.names.items() if name == traced.start), None)
    account = None if number is None else ledger.accounts.get(number)
    shares = {} if account is None else account.shares.per_cent(decimals)
    found = [
        Origin(None if place == UNKNOWN else place, said.get(place, Particulars()), share)
        for place, share in shares.items()
    ]
    found.sort(key=lambda origin: (-origin.per_cent, origin.position or -1))
    wrong = tuple(each for each in ledger.imbalances if each.thing in traced.names)
    cut = traced.cut or len(own) >= MOST_LINES
    return Origins(tuple(found), account, wrong, traced.names, cut)


def siblings(link: sa.Connection, lines: Iterable[Line], known: Collection[int]) -> Iterator[Line]:
    """Give the other things that processes made, by which they are judged."""
    makes = (Part.OUTPUT, Part.INTO)
    times = {line.position: line.at for line in lines if line.part in makes}
    wanted = sa.select(THING.c.thing, THING.c.position, THING.c.part, THING.c.mass).where(
        among(link, THING.c.position, times), THING.c.part == int(Part.OUTPUT)
    )
    for thing, position, part, mass in link.execute(wanted):
        if thing not in known:
            yield Line(thing, position, part, mass, times[position])


def particulars_at(link: sa.Connection, positions: Collection[int]) -> dict[int, Particulars]:
    """Read what events say in our terms."""
    wanted = sa.select(PARTICULARS.c.position, *_SAID)
    rows = link.execute(wanted.where(among(link, PARTICULARS.c.position, positions)))
    return {position: Particulars(*rest) for position, *rest in rows}
