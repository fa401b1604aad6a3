"""The numbers that things have in the register."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

import sqlalchemy as sa

from traceability.register.engine import among_given, given, key_of
from traceability.register.tables import NAME


def numbered(link: sa.Connection, names: Iterable[str]) -> dict[str, int]:
    """Give each name its number; a new name gets the next one. Only inside `engine.writing`."""
    wanted = list(dict.fromkeys(names))
    found = numbers_of(link, wanted)
    fresh = [name for name in wanted if name not in found]
    if fresh:
        last = link.scalar(sa.select(sa.func.max(NAME.c.id)))
        start = 0 if last is None else last + 1
        link.execute(
            sa.insert(NAME),
            [
                {"id": start + place, "name_key": key_of(name), "name": name}
                for place, name in enumerate(fresh)
            ],
        )
        found |= {name: start + place for place, name in enumerate(fresh)}
    return found


def numbers_of(link: sa.Connection, names: Collection[str]) -> dict[str, int]:
    """Find the numbers of names; those nobody spoke of have none."""
    keys = {key_of(name) for name in names}
    wanted = _by_key(link.dialect.name)
    rows = link.execute(wanted, {"numbers": given(link, keys)})
    own = set(names)
    return {name: number for name, number in rows if name in own}


def names_of(link: sa.Connection, numbers: Collection[int]) -> dict[int, str]:
    """Find the names of numbers."""
    wanted = _by_number(link.dialect.name)
    return dict(link.execute(wanted, {"numbers": given(link, numbers)}).all())


# A statement costs far more to make than to run, and a trace runs dozens.
@cache
def _by_key(dialect: str) -> sa.Select[str, int]:
    return sa.select(NAME.c.name, NAME.c.id).where(among_given(dialect, NAME.c.name_key))


@cache
def _by_number(dialect: str) -> sa.Select[int, str]:
    return sa.select(NAME.c.id, NAME.c.name).where(among_given(dialect, NAME.c.id))
