"""The public statement of an event: what anyone may read, and what the log commits to.

A statement is a whitelist, never the event less some fields: what is not known to be harmless is
not shown. What is held back is bound by HMAC commitments under a random salt of the record, so that
it can be shown later to whom it concerns, and is gone for good when data and salt are erased.
"""

from __future__ import annotations

from hashlib import sha256

from traceability.canonical import canonical
from traceability.log.merkle import leaf_hash
from traceability.log.tiles import LARGEST_ENTRY


def entry_of(statement: object) -> bytes:
    """Write the log entry of a public statement: its canonical JSON (RFC 8785).

    An entry has room for 65,535 bytes. A larger statement, such as a silo's with thousands of
    inputs, enters as its fingerprint; its proof then needs the statement beside it.
    """
    written = canonical(statement)
    if len(written) <= LARGEST_ENTRY:
        return written
    event_id = statement.get("eventID", "") if isinstance(statement, dict) else ""
    folded = {
        "eventID": event_id,
        "statementBytes": len(written),
        "statementHash": "sha-256:" + sha256(written).hexdigest(),
    }
    return canonical(folded)


def leaf_of(statement: object) -> bytes:
    """Hash the leaf that a public statement has in the log (32 bytes)."""
    return leaf_hash(entry_of(statement))
