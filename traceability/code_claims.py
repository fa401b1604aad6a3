"""Read a code's claims, delegations and denials from the register."""

from __future__ import annotations

import sqlalchemy as sa

from traceability.basis import AS_WEIGHED, as_dry_paddy, basis_named
from traceability.capacity import Code, CodeClaim, Fault, Judged, judge
from traceability.delegation import Delegation, Denial, identity, open_delegation, open_denial
from traceability.epcis.identifiers import canonical_uri
from traceability.keys import KeyList
from traceability.log.rejected import Rejected
from traceability.particulars import own_terms
from traceability.register import Register, reading
from traceability.register.engine import writing
from traceability.register.names import names_of, numbers_of
from traceability.register.tables import CODE, DELEGATION, EVENT, PARTICULARS, THING, VOIDED
from traceability.things import Part


def set_code(register: Register, code: Code) -> None:
    """Register what a code can bear in a season, and whose it is; the last word counts."""
    row = {name: getattr(code, name) for name in Code.__dataclass_fields__}
    with writing(register.engine) as link:
        here = sa.and_(CODE.c.code == code.code, CODE.c.season == code.season)
        link.execute(sa.delete(CODE).where(here))
        link.execute(sa.insert(CODE), row)


def keep_delegation(register: Register, note: str, keys: KeyList, time: str) -> str:
    """Keep a delegation that its owner signed, and give the identity by which claims name it.

    Raises
    ------
    Rejected
        Where the owner did not sign it.
    """
    said, name = open_delegation(note, keys), identity(note)
    with writing(register.engine) as link:
        known = link.scalar(sa.select(DELEGATION.c.id).where(DELEGATION.c.id == name))
        if known is None:
            row = {"id": name, "code": said.code, "recorded": time, "note": note}
            link.execute(sa.insert(DELEGATION), row)
    return name


def judged_claims(link: sa.Connection, code: str, season: str, keys: KeyList) -> list[Judged]:
    """Judge every claim on a code in a season: what its owner sees."""
    row = link.execute(sa.select(CODE).where(CODE.c.code == code, CODE.c.season == season)).first()
    known = None if row is None else Code(row.code, row.season, row.owner, row.capacity)
    denied = frozenset(denial.claim for denial in _denials(link, code, keys))
    return judge(known, claims_on(link, code, season), _delegations(link, code, keys), denied)


def faults_of_lot(
    link: sa.Connection, lot: str, keys: KeyList
) -> list[tuple[str, tuple[Fault, ...]]]:
    """Tell what is wrong with one lot's claims: the codes it uses that are registered, and what."""
    name = canonical_uri(lot)
    number = numbers_of(link, [name]).get(name, -1)
    wanted = (
        sa.select(PARTICULARS.c.code, PARTICULARS.c.season)
        .join(THING, THING.c.position == PARTICULARS.c.position)
        .join(CODE, (CODE.c.code == PARTICULARS.c.code) & (CODE.c.season == PARTICULARS.c.season))
        .where(THING.c.thing == number, THING.c.part == int(Part.MADE))
        .distinct()
    )
    return [
        (code, each.faults)
        for code, season in link.execute(wanted).all()
        for each in judged_claims(link, code, season, keys)
        if each.claim.lot == name and each.faults
    ]


def faults_of_lots(link: sa.Connection, keys: KeyList) -> dict[str, tuple[Fault, ...]]:
    """Tell what is wrong with each lot's claim on its code, for every code that is registered."""
    codes = link.execute(sa.select(CODE.c.code, CODE.c.season)).all()
    return {
        each.claim.lot: each.faults
        for code, season in codes
        for each in judged_claims(link, code, season, keys)
        if each.faults
    }


def claims_on(link: sa.Connection, code: str, season: str) -> list[CodeClaim]:
    """Give the harvests that use a code in a season, those declared wrong left out."""
    taken_back = sa.select(VOIDED.c.position).where(VOIDED.c.position == EVENT.c.position)
    claimant = sa.func.coalesce(PARTICULARS.c.claimant, EVENT.c.captured_by).label("claimant")
    wanted = (
        sa.select(
            EVENT.c.position,
            EVENT.c.public_id,
            EVENT.c.at,
            THING.c.thing,
            THING.c.mass,
            PARTICULARS.c.basis,
            PARTICULARS.c.moisture,
            PARTICULARS.c.delegation,
            claimant,
        )
        .join(PARTICULARS, PARTICULARS.c.position == EVENT.c.position)
        .join(THING, (THING.c.position == EVENT.c.position) & (THING.c.part == int(Part.MADE)))
        .where(PARTICULARS.c.code == code, PARTICULARS.c.season == season, ~taken_back.exists())
        .order_by(EVENT.c.position)
    )
    rows = link.execute(wanted).all()
    names = names_of(link, {row.thing for row in rows})
    return [
        CodeClaim(
            row.position,
            row.public_id,
            names[row.thing],
            as_dry_paddy(row.mass or 0, basis_named(row.basis) or AS_WEIGHED, row.moisture),
            reading.time_text(row.at),
            row.claimant,
            row.delegation,
        )
        for row in rows
    ]


def _delegations(link: sa.Connection, code: str, keys: KeyList) -> dict[str, Delegation]:
    found: dict[str, Delegation] = {}
    for row in link.execute(sa.select(DELEGATION).where(DELEGATION.c.code == code)):
        try:
            found[row.id] = open_delegation(row.note or "", keys)
        except Rejected:
            # Its key was withdrawn, or its note erased: claims under it stand alone.
            continue
    return found


def _denials(link: sa.Connection, code: str, keys: KeyList) -> list[Denial]:
    wanted = sa.select(PARTICULARS.c.position).where(
        PARTICULARS.c.code == code, PARTICULARS.c.denies.is_not(None)
    )
    found: list[Denial] = []
    for event in reading.events_at(link, list(link.scalars(wanted))):
        note = own_terms(event.event).get("denial")
        try:
            denial = open_denial(note if isinstance(note, str) else "", keys)
        except Rejected:
            # Anyone may write such an event; only the owner's signature makes it count.
            continue
        if denial.code == code and not event.void:
            found.append(denial)
    return found
