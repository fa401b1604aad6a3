"""The public statement of an event: what anyone may read, and what the log commits to.

A statement shows what `whitelist` lets through and binds the rest by HMAC commitments under a
random salt of the record: it can be shown later to whom it concerns, and is gone for good when data
and salt are erased, while the statement and every proof of it stand. An unsalted hash over
personal data would let anyone try out names and telephone numbers against it; so wherever
something is held back, the event hash shown is that of the public view, and the hash of the whole
(and an eventID made from it) is held back too.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from hashlib import sha256

from data_sources.errors import Refused
from traceability.canonical import canonical
from traceability.log import spelling
from traceability.log.merkle import leaf_hash
from traceability.log.rejected import Rejected
from traceability.log.tiles import LARGEST_ENTRY
from traceability.whitelist import ERROR_DECLARATION, EVENT_ID, HELD, OPEN_TERMS, shown

SALT_BYTES = 32
Json = Mapping[str, object]
_OWN_FIELDS = frozenset(("@context", "eventID", "recordTime", "errorDeclaration"))


def statement_of(
    event: Json,
    recorded: str,
    event_hash: str,
    salt: bytes,
    hash_of: Callable[[Json], str],
    open_terms: frozenset[str] = OPEN_TERMS,
    public: Json | None = None,
) -> dict[str, object]:
    """Make the public statement of an event.

    Parameters
    ----------
    event
        A checked EPCIS event with its eventID, as it is stored.
    recorded
        Time of record, RFC 3339 in UTC.
    event_hash
        The hash of the whole event (CBV 2.0).
    salt
        32 bytes of randomness, of this record alone, kept beside it and erased with it.
    hash_of
        Computes the event hash, for the public view.
    open_terms
        Extensions declared open; any other is personal.
    public
        What was shown of it, to make a statement again that an older list of open terms made.

    Returns
    -------
    dict
        ``eventID``, ``recordTime``, ``eventHash``, ``event``, and where there are any
        ``errorDeclaration`` and ``held``, the sorted commitments to what is not shown.
    """
    if len(salt) != SALT_BYTES or not isinstance(event.get("eventID"), str):
        raise Refused("the event", [f"it needs an eventID and a salt of {SALT_BYTES} bytes"])
    public = shown(event, open_terms) if public is None else public
    held = _held_back(event, public)
    event_id = str(event["eventID"])
    pseudonymous = EVENT_ID(event_id) is HELD or (bool(held) and event_id.startswith("ni:"))
    statement: dict[str, object] = {
        "event": public,
        "eventHash": hash_of(public) if held else event_hash,
        "eventID": _pseudonym(salt, event_id) if pseudonymous else event_id,
        "recordTime": recorded,
    }
    if (declared := ERROR_DECLARATION(event.get("errorDeclaration"))) is not HELD:
        statement["errorDeclaration"] = declared
    if held:
        held["eventHash"] = event_hash
    if pseudonymous:
        held["eventID"] = event_id
    if held:
        statement["held"] = sorted(commitment(field_key(salt, k), k, v) for k, v in held.items())
    return statement


def held_back(event: Json, open_terms: frozenset[str] = OPEN_TERMS) -> dict[str, object]:
    """Give the fields of an event that its statement does not show, or not wholly."""
    return _held_back(event, shown(event, open_terms))


def _held_back(event: Json, public: Json) -> dict[str, object]:
    held = {k: v for k, v in event.items() if k not in _OWN_FIELDS and public.get(k, HELD) != v}
    declared = event.get("errorDeclaration")
    if declared is not None and ERROR_DECLARATION(declared) != declared:
        held["errorDeclaration"] = declared
    # The names in an event mean what its context says: it counts even where no name is held back.
    if "@context" in event and (held or event["@context"] != public.get("@context")):
        held["@context"] = event["@context"]
    return held


def field_key(salt: bytes, name: str) -> bytes:
    """Derive the key of one field's commitment: to show the field, hand over this, not the salt."""
    return hmac.digest(salt, b"ruong field\n" + name.encode(), sha256)


def commitment(key: bytes, name: str, value: object) -> str:
    """Commit to a field: HMAC-SHA-256 under the field's key over its name and value, Base64."""
    return spelling.encode(hmac.digest(key, canonical([name, value]), sha256))


def check_disclosed(statement: Json, name: str, value: object, key: bytes) -> None:
    """Check that a field that someone shows is one the statement committed to.

    Raises
    ------
    Rejected
        Where no commitment of the statement is that of this name, value and key.
    """
    held = statement.get("held")
    if not isinstance(held, list) or commitment(key, name, value) not in held:
        raise Rejected("disclosed", name=name)


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


def _pseudonym(salt: bytes, event_id: str) -> str:
    """Name the event in public by a UUID (RFC 9562, version 8) that says nothing of its content."""
    digest = hmac.digest(salt, b"ruong eventID\n" + event_id.encode(), sha256)
    raw = bytearray(digest[:16])
    raw[6] = raw[6] & 0x0F | 0x80
    raw[8] = raw[8] & 0x3F | 0x80
    text = raw.hex()
    return f"urn:uuid:{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
