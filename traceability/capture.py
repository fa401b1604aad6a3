"""Capture: an event is checked, numbered, registered, and then brought into the log.

Three steps that a kill may part, and that mend themselves: what is in the register and not yet in
the log is appended the next time anybody brings the log up to date, in the register's order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from traceability.epcis import check, event_hash
from traceability.log.append import append, head, start
from traceability.log.checkpoint import SignedCheckpoint
from traceability.log.signer import SigningKey
from traceability.log.storage import Storage
from traceability.register import Entry, Register
from traceability.statement import entry_of, statement_of

_BATCH = 5_000


def capture(
    register: Register,
    events: Sequence[Mapping[str, Any]],
    recorded: datetime,
    salt: Callable[[int], bytes],
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

    Returns
    -------
    The position of each event in the register.

    Raises
    ------
    Refused
        With every fault of an event that is none; nothing is registered.
    Conflict
        Where an eventID is taken by an event that says something else.
    """
    time = recorded.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    entries = [_entry(event, time, salt(n)) for n, event in enumerate(events)]
    return register.record(entries, recorded)


def _entry(event: Mapping[str, Any], recorded: str, salt: bytes) -> Entry:
    checked = check(event)
    number = event_hash(checked)
    named = dict(checked) if "eventID" in checked else {"eventID": number, **checked}
    statement = statement_of(named, recorded, number, salt, event_hash)
    return Entry(named, str(named["eventID"]), number, salt, entry_of(statement))


def bring_log_up_to_date(
    register: Register, storage: Storage, signer: SigningKey
) -> SignedCheckpoint:
    """Append every registered statement that the log has not yet, in order; return the head."""
    signed = start(storage, signer)
    while leaves := register.leaves(signed.head.size, _BATCH):
        before = signed.head.size
        signed = append(storage, signer, leaves)
        if signed.head.size <= before:
            raise RuntimeError("the log did not grow by what was appended")
    return head(storage, [signer.verifier])
