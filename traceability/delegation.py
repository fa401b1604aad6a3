"""Delegation and denial: a planting-area code's owner says who may use it, and who did not.

Both are signed notes by the owner's key, which the signed key list names for the code; nobody else,
the register's operator included, can make one. A delegation is kept beside the register and named
in a claim by its identity; a denial is an event of the denied lot, so it stands in the log and
wherever the lot is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from data_sources.errors import Refused
from traceability.canonical import Json, canonical, read_json
from traceability.harvest import CONTEXT, NAMESPACE
from traceability.keys import KeyList, moment
from traceability.log.note import Note, check_note, read_note, sign_note
from traceability.log.rejected import Rejected, malformed
from traceability.log.signer import SigningKey

DELEGATION_HEADER = "ruong-delegation@v1"
DENIAL_HEADER = "ruong-denial@v1"


@dataclass(frozen=True, slots=True)
class Delegation:
    """An owner lets another use the code, for so much and so long.

    Parameters
    ----------
    code, season
        Planting-area code and season.
    delegate
        Who may use it, by the name that claims give: personal.
    quantity_kg
        So much, dry paddy.
    since, until
        RFC 3339; harvests from *since* to *until* are covered.
    nonce
        Random text, so that nobody can guess the delegate from the identity.
    """

    code: str
    season: str
    delegate: str
    quantity_kg: float
    since: str
    until: str
    nonce: str

    def covers(self, at: str) -> bool:
        """Tell whether a time is within it."""
        return moment(self.since) <= moment(at) <= moment(self.until)


@dataclass(frozen=True, slots=True)
class Denial:
    """An owner says that a claim on the code is none of theirs.

    Parameters
    ----------
    code
        The code.
    claim
        Public eventID of the claim.
    time
        RFC 3339.
    """

    code: str
    claim: str
    time: str


def sign_delegation(delegation: Delegation, owner: SigningKey) -> str:
    """Write a delegation as its owner's signed note."""
    if delegation.quantity_kg <= 0 or moment(delegation.since) > moment(delegation.until):
        faults = ["it needs a quantity above zero and a beginning before its end"]
        raise Refused("the delegation", faults)
    said = {name: getattr(delegation, name) for name in _DELEGATION}
    return _sign(DELEGATION_HEADER, said, owner)


def sign_denial(denial: Denial, owner: SigningKey) -> str:
    """Write a denial as its owner's signed note."""
    return _sign(DENIAL_HEADER, {name: getattr(denial, name) for name in _DENIAL}, owner)


def identity(note: str) -> str:
    """Name a delegation by its signed text: what the signer adds later changes nothing."""
    return "sha-256:" + sha256(read_note(note).text.encode()).hexdigest()


def open_delegation(note: str, keys: KeyList) -> Delegation:
    """Read a delegation and check that the code's owner signed it.

    Raises
    ------
    Rejected
        Where it is malformed, or signed by no key that spoke for the code when it began.
    """
    opened, said = _open(note, DELEGATION_HEADER, _DELEGATION)
    try:
        read = Delegation(**said)
    except TypeError:
        raise _malformed() from None
    texts = [getattr(read, name) for name in _DELEGATION if name != "quantity_kg"]
    if not all(isinstance(text, str) for text in texts) or not _is_mass(read.quantity_kg):
        raise _malformed()
    _check_owner(opened, read.code, read.since, keys)
    return read


def open_denial(note: str, keys: KeyList) -> Denial:
    """Read a denial and check that the code's owner signed it, as `open_delegation` does."""
    opened, said = _open(note, DENIAL_HEADER, _DENIAL)
    if not all(isinstance(value, str) for value in said.values()):
        raise _malformed()
    read = Denial(**said)
    _check_owner(opened, read.code, read.time, keys)
    return read


def denial_event(note: str, denial: Denial, lot: str) -> Mapping[str, Any]:
    """Write a denial as an event of the denied lot: seen, and without the history it claims."""
    return {
        "@context": [CONTEXT, {"ruong": NAMESPACE}],
        "type": "ObjectEvent",
        "eventTime": denial.time,
        "eventTimeZoneOffset": "+00:00",
        "action": "OBSERVE",
        "bizStep": "inspecting",
        "disposition": "no_pedigree_match",
        "quantityList": [{"epcClass": lot}],
        "ruong:plantingAreaCode": denial.code,
        "ruong:denies": denial.claim,
        "ruong:denial": note,
    }


_DELEGATION = tuple(Delegation.__dataclass_fields__)
_DENIAL = tuple(Denial.__dataclass_fields__)


def _sign(header: str, said: dict[str, Any], owner: SigningKey) -> str:
    return str(sign_note(f"{header}\n{canonical(said).decode()}\n", owner))


def _open(note: str, header: str, names: tuple[str, ...]) -> tuple[Note, dict[str, Any]]:
    opened = read_note(note)
    lines = opened.text.split("\n")
    said: Json = read_json(lines[1]) if len(lines) == 3 and lines[0] == header else None
    if not isinstance(said, dict) or set(said) != set(names):
        raise _malformed()
    return opened, dict(said)


def _check_owner(note: Note, code: str, at: str, keys: KeyList) -> None:
    owners = keys.of("owner", code)
    if not owners:
        raise Rejected("no-signer")
    signed = {each.key for each in check_note(note, [owner.key for owner in owners])}
    for owner in owners:
        if owner.key in signed:
            owner.check_time(at)


def _is_mass(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _malformed() -> Rejected:
    return malformed("note", "không phải ủy quyền hay từ chối", "it is no delegation or denial")
