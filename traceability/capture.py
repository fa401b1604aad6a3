"""Capture: an event is checked, numbered, registered, and then brought into the log.

Three steps that a kill may part, and that mend themselves: what is in the register and not yet in
the log is appended the next time anybody brings the log up to date, in the register's order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from data_sources.errors import RuongError
from traceability.canonical import canonical
from traceability.epcis import event_hash
from traceability.epcis.document import Document
from traceability.log.append import append, start
from traceability.log.checkpoint import SignedCheckpoint
from traceability.log.signer import SigningKey
from traceability.log.storage import Storage
from traceability.register import Register
from traceability.register.entries import (
    Checked,
    Seal,
    Sealed,
    accepted,
    checked,
    record_time,
)
from traceability.register.recording import record
from traceability.statement import statement_of

_BATCH = 5_000


def capture(
    register: Register,
    events: Sequence[Mapping[str, Any]],
    recorded: datetime,
    salt: Callable[[int], bytes],
    captured_by: str | None = None,
) -> list[int]:
    """Check *events*, make their public statements, and register them all or none.

    Parameters
    ----------
    events
        EPCIS 2.0 events; one without an eventID is named by its event hash.
    recorded
        The time of record.
    salt
        Gives 32 random bytes for the event at this place of the list.
    captured_by
        Who captures; None for the register's own operator.

    Returns
    -------
    The position of each event in the register.

    Raises
    ------
    Refused
        With every fault of an event that is none; nothing is registered.
    Conflict
        Where an eventID is taken by an event that says something else.
    NotYours
        Where an event of another is declared wrong.
    """
    entries = [checked(event) for event in events]
    return capture_checked(register, entries, recorded, salt, captured_by)


def capture_document(
    register: Register,
    document: Document,
    recorded: datetime,
    salt: Callable[[int], bytes],
    captured_by: str | None = None,
) -> list[int]:
    """Capture a document that `validate` accepted, as `capture` does events."""
    entries = [accepted(event, document.ignored) for event in document.events]
    return capture_checked(register, entries, recorded, salt, captured_by)


def capture_checked(
    register: Register,
    entries: Sequence[Checked],
    recorded: datetime,
    salt: Callable[[int], bytes],
    captured_by: str | None = None,
) -> list[int]:
    """Register events that were checked, all or none, as `capture` does."""
    time = record_time(recorded)
    placed = record(register.engine, entries, time, sealing(time, salt), _stop, captured_by)
    return [position for position in placed if position is not None]


def sealing(recorded: str, salt: Callable[[int], bytes]) -> Seal:
    """Make public statements with this time of record and these salts.

    Events of one name (an event, and the declaration that it was wrong) share their salt, so that
    they share their public name as well.
    """

    def seal(number: int, entry: Checked, shared: bytes | None) -> Sealed:
        own = shared or salt(number)
        made = statement_of(entry.event, recorded, entry.event_hash, own, event_hash)
        return Sealed(own if "held" in made else None, str(made["eventID"]), canonical(made))

    return seal


def _stop(_number: int, fault: RuongError) -> None:
    raise fault


def bring_log_up_to_date(
    register: Register, storage: Storage, signer: SigningKey
) -> SignedCheckpoint:
    """Append every registered statement that the log has not yet, in order; return the head."""
    signed = start(storage, signer)
    while leaves := register.leaves(signed.head.size, _BATCH):
        # Another process may be at it too: then the head has moved, and the rest is looked at anew.
        signed = append(storage, signer, leaves, first=signed.head.size)
    return signed
