"""What only the log still knows: the public part of events that a restored register lacks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa

from traceability.log.checkpoint import read_checkpoint
from traceability.log.note import read_note
from traceability.log.prove import Tree
from traceability.log.storage import Storage
from traceability.log.tiles import CHECKPOINT, WIDTH
from traceability.particulars import NOTHING, particulars_of
from traceability.register import Register
from traceability.register.engine import key_of, writing
from traceability.register.entries import microseconds
from traceability.register.names import numbered
from traceability.register.tables import EVENT, PARTICULARS, THING, VOIDED
from traceability.things import things_of


def salvage(register: Register, storage: Storage, time: str) -> int:
    """Fill the places that the log has beyond the register from its public statements.

    The log has shown these leaves to the world; a register that began again below its size would
    say other things at the same places. Their private part is gone, as if it had been erased.

    Parameters
    ----------
    time
        When, RFC 3339: the events are marked as erased at that time.

    Returns
    -------
    How many events were saved so.
    """
    text = storage.read(CHECKPOINT)
    if text is None:
        return 0
    tree = Tree(storage, read_checkpoint(read_note(text.decode()).text).size)
    start = register.size()
    entries = _entries(tree, start)
    with writing(register.engine) as link:
        for position, entry in enumerate(entries, start):
            _keep(link, position, entry, time)
    return max(tree.size - start, 0)


def _entries(tree: Tree, start: int) -> Iterator[bytes]:
    for number in range(start // WIDTH, -(-tree.size // WIDTH)):
        yield from islice(tree.entries(number), max(start - number * WIDTH, 0), None)


def _keep(link: sa.Connection, position: int, entry: bytes, time: str) -> None:
    statement: dict[str, Any] = json.loads(entry)
    event = {"eventTime": "1970-01-01T00:00:00Z", "type": "", **statement.get("event", {})}
    name = str(statement.get("eventID", ""))
    at = microseconds(event["eventTime"])
    row = {
        "position": position,
        "event_key": key_of(name),
        "event_id": name,
        "declaration": "" if "errorDeclaration" not in statement else f"salvaged {position}",
        "public_key": key_of(name),
        "public_id": name,
        "at": at,
        "recorded": str(statement.get("recordTime", "")),
        "erased": time,
        "statement": entry,
    }
    link.execute(sa.insert(EVENT), row)
    declared = {k: statement[k] for k in ("errorDeclaration",) if k in statement}
    things = list(things_of({**event, **declared}))
    numbers = numbered(link, (thing.name for thing in things))
    rows = [
        {
            "thing": numbers[thing.name],
            "position": position,
            "part": int(thing.part),
            "mass": thing.mass_mg,
            "at": at,
        }
        for thing in things
    ]
    if rows:
        link.execute(sa.insert(THING), rows)
    said = particulars_of({**event, **declared})
    if declared:
        _void(link, name, position)
    if said != NOTHING:
        values = {field: getattr(said, field) for field in type(said).__dataclass_fields__}
        link.execute(sa.insert(PARTICULARS), {"position": position, **values})


def _void(link: sa.Connection, name: str, declared: int) -> None:
    """Void the event that a salvaged declaration takes back: it has the same public name."""
    known = sa.select(VOIDED.c.position).where(VOIDED.c.position == EVENT.c.position)
    wanted = sa.select(EVENT.c.position).where(
        EVENT.c.public_key == key_of(name),
        EVENT.c.public_id == name,
        EVENT.c.declaration == "",
        ~known.exists(),
    )
    for position in link.scalars(wanted).all():
        link.execute(sa.insert(VOIDED), {"position": position, "declared": declared})
