"""Record: events take their positions, all of a batch in one durable transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from data_sources.errors import RuongError
from traceability.particulars import NOTHING, Particulars
from traceability.register.engine import among, key_of, writing
from traceability.register.entries import Checked, Conflict, NotYours, Seal, Sealed
from traceability.register.names import numbered
from traceability.register.tables import EVENT, PARTICULARS, THING, VOIDED

Refuse = Callable[[int, RuongError], None]
"""Is told which event of a batch is not registered, and why; raising, it stops the whole batch."""
Row = dict[str, object]
_BODY = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_PARTICULARS = tuple(Particulars.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is registered already under an eventID."""

    position: int
    event_hash: str | None
    declaration: str
    salt: bytes | None
    captured_by: str | None


@dataclass(frozen=True, slots=True)
class _Batch:
    """The rows of one transaction."""

    start: int
    recorded: str
    captured_by: str | None
    known: dict[str, list[_Known]]
    events: list[Row] = field(default_factory=list)
    things: list[tuple[int, Checked]] = field(default_factory=list)
    voided: list[Row] = field(default_factory=list)


def record(
    engine: sa.Engine,
    entries: Sequence[Checked],
    recorded: str,
    seal: Seal,
    refuse: Refuse,
    captured_by: str | None = None,
) -> list[int | None]:
    """Register *entries* in one transaction.

    An event that is there already, however it was written, keeps its position; nothing is added.

    Parameters
    ----------
    recorded
        The time of record (`entries.record_time`).
    seal
        Makes an event's public statement; called only for events that are new.
    refuse
        Called for each event that cannot be registered.
    captured_by
        Who captured them; None where the register's own operator did.

    Returns
    -------
    The position of each entry; None for those that were refused.
    """
    with writing(engine) as link:
        known = _known(link, [entry.event_id for entry in entries])
        last = link.scalar(sa.select(sa.func.max(EVENT.c.position)))
        batch = _Batch(0 if last is None else last + 1, recorded, captured_by, known)
        positions = [
            _place(batch, number, entry, seal, refuse) for number, entry in enumerate(entries)
        ]
        _write(link, batch)
        return positions


def _place(batch: _Batch, number: int, entry: Checked, seal: Seal, refuse: Refuse) -> int | None:
    others = batch.known.setdefault(entry.event_id, [])
    try:
        _contradicts(entry, others, batch.captured_by)
        for other in others:
            if other.declaration == entry.declaration:
                return other.position
        sealed = seal(number, entry, others[0].salt if others else None)
    except RuongError as fault:
        refuse(number, fault)
        return None
    position = batch.start + len(batch.events)
    batch.events.append(_event_row(position, entry, sealed, batch))
    batch.things.append((position, entry))
    batch.voided.extend(_voided(position, entry, others, batch.captured_by))
    others.append(
        _Known(position, entry.event_hash, entry.declaration, sealed.salt, batch.captured_by)
    )
    return position


def _contradicts(entry: Checked, others: Sequence[_Known], captured_by: str | None) -> None:
    """Refuse an event whose name is taken by one that says something else, or is another's."""
    for other in others:
        if other.event_hash != entry.event_hash:
            raise Conflict(
                f"{entry.event_id} is registered already and says something else",
                "Correct an event by one that repeats it with an errorDeclaration, and send "
                "what is right under a new eventID.",
            )
        declares = entry.declaration and not other.declaration
        if declares and captured_by is not None and captured_by != other.captured_by:
            raise NotYours(
                f"{entry.event_id} was captured by another, who alone may declare it wrong",
                "Ask who captured it, or the register's operator.",
            )


def _voided(
    position: int, entry: Checked, others: Sequence[_Known], captured_by: str | None
) -> list[Row]:
    """Void the event that this one declares wrong, or this one where it was declared before."""
    earlier = [other for other in others if other.declaration]
    if not entry.declaration:
        # A declaration that came before its event is heard only from who may make it.
        heard = [other for other in earlier if other.captured_by in (None, captured_by)]
        return [{"position": position, "declared": other.position} for other in heard[:1]]
    if earlier:
        return []
    return [{"position": other.position, "declared": position} for other in others]


def _event_row(position: int, entry: Checked, sealed: Sealed, batch: _Batch) -> Row:
    return {
        "position": position,
        "event_key": key_of(entry.event_id),
        "event_id": entry.event_id,
        "declaration": entry.declaration,
        "public_key": key_of(sealed.public_id),
        "public_id": sealed.public_id,
        "event_hash": entry.event_hash,
        "ignored": json.dumps(entry.ignored) if entry.ignored else None,
        "at": entry.at,
        "recorded": batch.recorded,
        "captured_by": batch.captured_by,
        "salt": sealed.salt,
        "body": _BODY.encode(entry.event),
        "statement": sealed.statement,
    }


def _write(link: sa.Connection, batch: _Batch) -> None:
    if not batch.events:
        return
    link.execute(sa.insert(EVENT), batch.events)
    if batch.voided:
        link.execute(sa.insert(VOIDED), batch.voided)
    numbers = numbered(link, (thing.name for _, entry in batch.things for thing in entry.things))
    things: list[Row] = [
        {
            "thing": numbers[thing.name],
            "position": position,
            "part": int(thing.part),
            "mass": thing.mass_mg,
            "at": entry.at,
        }
        for position, entry in batch.things
        for thing in entry.things
    ]
    if things:
        link.execute(sa.insert(THING), things)
    said: list[Row] = [
        {"position": position, **{name: getattr(entry.particulars, name) for name in _PARTICULARS}}
        for position, entry in batch.things
        if entry.particulars != NOTHING
    ]
    if said:
        link.execute(sa.insert(PARTICULARS), said)


def _known(link: sa.Connection, ids: Sequence[str]) -> dict[str, list[_Known]]:
    wanted = sa.select(
        EVENT.c.event_id,
        EVENT.c.position,
        EVENT.c.event_hash,
        EVENT.c.declaration,
        EVENT.c.salt,
        EVENT.c.captured_by,
    ).where(among(link, EVENT.c.event_key, {key_of(text) for text in ids}))
    known: dict[str, list[_Known]] = {}
    for event_id, *rest in link.execute(wanted.order_by(EVENT.c.position)):
        known.setdefault(event_id, []).append(_Known(*rest))
    return known
