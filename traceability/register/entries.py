"""What goes into the register, as values: an event that was checked, and the seal it gets there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from data_sources.errors import Refused, RuongError
from traceability.canonical import canonical
from traceability.epcis.check import MAX_FAULTS, faults
from traceability.epcis.document import Syntax
from traceability.epcis.fingerprint import event_hash
from traceability.particulars import Particulars, particulars_of
from traceability.things import Thing, things_of

Event = Mapping[str, Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LEAP_SECOND = re.compile(r":60(?=[.Z+-]|$)")


class Conflict(RuongError):
    """An event with this eventID is registered already, and says something else."""


class NotYours(RuongError):
    """Only who captured an event may take it back."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An event that was checked, named and numbered: ready to be registered.

    Parameters
    ----------
    event
        With its eventID; without the recordTime that someone else gave it.
    event_hash
        CBV 2.0, of the whole event.
    ignored
        Fields that its document leaves out of the hash, as `{namespace}local`.
    declaration
        Digest of its error declaration; empty where it has none.
    at
        Its time, microseconds since 1970.
    """

    event: Event
    event_id: str
    event_hash: str
    ignored: tuple[str, ...]
    declaration: str
    at: int
    things: tuple[Thing, ...]
    particulars: Particulars


@dataclass(frozen=True, slots=True)
class Sealed:
    """An event's public side.

    Parameters
    ----------
    salt
        Of this record alone; None where nothing is held back and none is needed.
    public_id
        The name it has in public.
    statement
        Its public statement in canonical form.
    """

    salt: bytes | None
    public_id: str
    statement: bytes


Seal = Callable[[int, Checked, bytes | None], Sealed]
"""Seals the event at this place of a batch, with the salt that its name has already, if any."""


def checked(
    event: Event, place: str = "$", syntax: Syntax = "json", ignored: Iterable[str] = ()
) -> Checked:
    """Check an event, and name it by its hash where it has no name.

    Parameters
    ----------
    place
        Where it stood in its document, for the faults.
    syntax, ignored
        How its document was written, and what that leaves out of the hash.

    Raises
    ------
    Refused
        With every fault.
    """
    found = faults(event, place, syntax)
    if found:
        raise Refused("the event", found[:MAX_FAULTS])
    return accepted(event, ignored)


def accepted(event: Event, ignored: Iterable[str] = ()) -> Checked:
    """Name and number an event that was checked already."""
    left_out = tuple(sorted(ignored))
    number = event_hash(event, left_out)
    named = {name: value for name, value in event.items() if name != "recordTime"}
    event_id = named.setdefault("eventID", number)
    declared = named.get("errorDeclaration")
    return Checked(
        named,
        event_id,
        number,
        left_out,
        "" if declared is None else sha256(canonical(declared)).hexdigest(),
        microseconds(named["eventTime"]),
        tuple(things_of(named)),
        particulars_of(named),
    )


def microseconds(text: str) -> int:
    """Read an RFC 3339 time as microseconds since 1970; a leap second is the second after :59."""
    leaps = _LEAP_SECOND.search(text) is not None
    try:
        time = datetime.fromisoformat(_LEAP_SECOND.sub(":59", text).upper())
    except ValueError:
        fault = f"$.eventTime: {text[:40]!r} is no time of a calendar"
        raise Refused("the event", [fault]) from None
    return (time - _EPOCH) // _MICROSECOND + (1_000_000 if leaps else 0)


def record_time(moment: datetime) -> str:
    """Write a time of record: RFC 3339, UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
