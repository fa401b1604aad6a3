"""Erase a person: what is private of their events goes, and every proof still holds.

Body, salt and the unsalted hash of an event go; its public statement and its leaf stay, so the log
and every proof stay as they were, but what the commitments hid can never be shown or guessed again.
A list of erasures is kept beside the register, by place and leaf, naming nobody; it is written
before anything is erased and replayed whenever an older copy is restored.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa

from data_sources.errors import Refused
from traceability.canonical import canonical, read_json
from traceability.register import Register
from traceability.register.engine import among, key_of, scrub, writing
from traceability.register.names import names_of
from traceability.register.reading import Registered, events_at
from traceability.register.tables import DELEGATION, EVENT, JOB, NAME, PARTICULARS, THING
from traceability.things import things_of


@dataclass(frozen=True, slots=True)
class Erasure:
    """One event's erasure: which event, by its place and its leaf, and when."""

    position: int
    leaf: str
    time: str


def find_person(register: Register, words: str) -> list[int]:
    """Find the events whose private part holds a text: a name, a number, a field's identity.

    A whole value must be the text: who is called Lan is not found by every Loan.
    """
    if not words.strip():
        raise Refused("the person", ["an empty text would be found everywhere"])
    pattern = json.dumps(words, ensure_ascii=False)[1:-1]
    held = sa.select(EVENT.c.position, EVENT.c.body).where(
        EVENT.c.body.contains(pattern, autoescape=True)
    )
    with register.reading() as link:
        return [position for position, body in link.execute(held) if _says(json.loads(body), words)]


def _says(value: object, words: str) -> bool:
    if isinstance(value, dict):
        return any(_says(inner, words) for inner in value.values())
    if isinstance(value, list):
        return any(_says(inner, words) for inner in value)
    return value == words


def erase(register: Register, positions: Iterable[int], time: str, kept: Path) -> list[Erasure]:
    """Erase the private part of events, and note that they are erased.

    Parameters
    ----------
    positions
        The events' places (`find_person`).
    time
        RFC 3339, UTC.
    kept
        File of the list of erasures.
    """
    with register.reading() as link:
        events = events_at(link, list(positions))
    made = [Erasure(event.position, _leaf(event), time) for event in events if not event.erased]
    _append(kept, made)
    replay(register, made)
    return made


def forget_delegations(register: Register, words: str) -> int:
    """Erase the notes of delegations that name a person; the claims under them then stand alone."""
    named = DELEGATION.c.note.contains(words, autoescape=True)
    with writing(register.engine) as link:
        ids = link.scalars(sa.select(DELEGATION.c.id).where(named)).all()
        link.execute(sa.update(DELEGATION).where(DELEGATION.c.id.in_(ids)).values(note=None))
    scrub(register.engine)
    return len(ids)


def replay(register: Register, erasures: Iterable[Erasure]) -> int:
    """Erase again what was erased before; an event that is erased already stays as it is.

    Raises
    ------
    Refused
        Where a place holds another event than the one that was erased: then nothing is erased.
    """
    wanted = {each.position: each for each in erasures}
    with register.reading() as link:
        events = events_at(link, wanted)
    strange = [e.position for e in events if _leaf(e) != wanted[e.position].leaf]
    if strange:
        fault = f"position {strange[0]} holds another event than the one that was erased"
        raise Refused("the list of erasures", [fault], "It belongs to another register.")
    still = [event for event in events if event.erased is None]
    if still:
        with writing(register.engine) as link:
            for event in still:
                _erase(link, event, wanted[event.position].time)
            # Jobs quote what was sent; they are reports, not records.
            link.execute(sa.delete(JOB))
        scrub(register.engine)
    return len(still)


def read_erasures(kept: Path) -> list[Erasure]:
    """Read the list of erasures; none where there is no list."""
    if not kept.is_file():
        return []
    return [read_erasure(line) for line in kept.read_text().splitlines() if line]


def read_erasure(line: str) -> Erasure:
    """Read one line of the list."""
    said = read_json(line)
    if not isinstance(said, dict):
        raise Refused("the list of erasures", [f"{line[:40]!r} is no erasure"])
    position, leaf, time = said.get("position"), said.get("leaf"), said.get("time")
    if not (isinstance(position, int) and isinstance(leaf, str) and isinstance(time, str)):
        raise Refused("the list of erasures", [f"{line[:40]!r} is no erasure"])
    return Erasure(position, leaf, time)


def merge(kept: Path, others: Iterable[Erasure]) -> list[Erasure]:
    """Add to the list what it lacks of another copy of it, and give the whole."""
    own = read_erasures(kept)
    known = {each.position for each in own}
    _append(kept, [each for each in others if each.position not in known])
    return read_erasures(kept)


def _append(kept: Path, made: Iterable[Erasure]) -> None:
    lines = "".join(canonical(asdict(each)).decode() + "\n" for each in made)
    kept.parent.mkdir(parents=True, exist_ok=True)
    with kept.open("a") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())


def _leaf(event: Registered) -> str:
    return sha256(event.leaf).hexdigest()


def _erase(link: sa.Connection, event: Registered, time: str) -> None:
    here = EVENT.c.position == event.position
    link.execute(
        sa.update(EVENT)
        .where(here)
        .values(
            event_id=event.public_id,
            event_key=key_of(event.public_id),
            event_hash=None,
            ignored=None,
            captured_by=None,
            salt=None,
            body=None,
            erased=time,
        )
    )
    own = PARTICULARS.c.position == event.position
    link.execute(sa.update(PARTICULARS).where(own).values(field_id=None, claimant=None))
    _forget_things(link, event)


def _forget_things(link: sa.Connection, event: Registered) -> None:
    """Drop the lines of things that the public statement does not show."""
    public = event.public_event
    shown = {thing.name for thing in things_of(public)} if "type" in public else set()
    own = THING.c.position == event.position
    numbers = set(link.scalars(sa.select(THING.c.thing).where(own)))
    hidden = {number for number, name in names_of(link, numbers).items() if name not in shown}
    if not hidden:
        return
    link.execute(sa.delete(THING).where(own, among(link, THING.c.thing, hidden)))
    spoken = set(link.scalars(sa.select(THING.c.thing).where(among(link, THING.c.thing, hidden))))
    link.execute(sa.delete(NAME).where(among(link, NAME.c.id, hidden - spoken)))
