"""The numbers that things have in the register."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa

from traceability.register.engine import among, key_of
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
    rows = link.execute(sa.select(NAME.c.name, NAME.c.id).where(among(link, NAME.c.name_key, keys)))
    wanted = set(names)
    return {name: number for name, number in rows if name in wanted}


def names_of(link: sa.Connection, numbers: Collection[int]) -> dict[int, str]:
    """Find the names of numbers."""
    rows = link.execute(sa.select(NAME.c.id, NAME.c.name).where(among(link, NAME.c.id, numbers)))
    return dict(rows.all())
