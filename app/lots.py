"""Find a lot: what its code stands for, what happened to it, and what the evidence says."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd

from app.desk.kept import has, kept
from app.desk.lot_view import Evidence, LotView, Step
from app.keyring import PUBLIC_KEY
from app.lot_account import told_by_register
from app.settings import VIETNAM, Settings
from data_sources.datasets import FINDINGS, LISTINGS, WARDS
from traceability.claims import verdict_of
from traceability.epcis.identifiers import canonical_uri
from traceability.evidence import bundle
from traceability.gs1.digital_link import lot_link
from traceability.log.append import head
from traceability.log.proof import Proof, read_proof
from traceability.log.prove import Tree
from traceability.log.signer import read_verifier
from traceability.log.storage import Folder
from traceability.register import Registered, open_register
from traceability.things import things_of
from traceability.verify import State, verify

REGISTER = "register.db"
_STEPS = {
    "commissioning": ("Gặt, thành lô", "Harvested, the lot begins"),
    "shipping": ("Chuyển đi", "Shipped"),
    "receiving": ("Nhận hàng", "Received"),
}


def find_lot(settings: Settings, gtin: str, lot: str) -> LotView | None:
    """Return what may be shown of a lot; None where no lot has this code.

    Parameters
    ----------
    settings
        Where the store, the register and the log are.
    gtin, lot
        Its product and its number, already checked (`traceability.gs1.digital_link.lot_key`).
    """
    if not has(settings.store, LISTINGS):
        return None
    listings = kept(settings.store, LISTINGS)
    rows = listings.data[(listings.data["gtin"] == gtin) & (listings.data["lot"] == lot)]
    if rows.empty:
        return None
    row = rows.to_dict("records")[0]
    found = kept(settings.store, FINDINGS).data
    link = lot_link(gtin, lot)
    events, told = _events(settings, link)
    evidence = [
        *(
            Evidence(finding["reason_vi"], finding["reason_en"], finding["claim"])
            for finding in found[found["lot"] == lot].to_dict("records")
        ),
        *told,
    ]
    proof = proof_of(settings, events[0]) if events else None
    return LotView(
        gtin=gtin,
        lot=lot,
        link=row["link"],
        product_vi="Lúa tươi",
        product_en="Fresh paddy",
        verdict=verdict_of([each.verdict for each in evidence]) if told else row["claim"],
        ward=row["ward"],
        harvested=row["harvested"].date(),
        quantity_kg=float(row["quantity_kg"]),
        steps=tuple(_step(settings, event, link) for event in events),
        evidence=tuple(evidence),
        checkpoint=_head_in(proof),
        logged=proof is not None,
        proof=proof,
        as_of=_day(events, row["harvested"]),
        tag=listings.tag,
    )


def proof_of(settings: Settings, event: Registered) -> str | None:
    """Return the proof bundle of one event, checked; None while it is not in the log."""
    storage = Folder(settings.trace / "log")
    key = read_verifier((settings.trace / PUBLIC_KEY).read_text().strip())
    signed = head(storage, [key])
    if event.position >= signed.head.size:
        return None
    path = Tree(storage, signed.head.size).inclusion(event.position)
    proof = Proof(event.position, tuple(path), str(signed))
    text = bundle(proof, event.statement)
    return text if verify(text, str(key)).state is State.PROVEN else None


def _events(settings: Settings, link: str) -> tuple[list[Registered], list[Evidence]]:
    """Read a lot's events, and what the register says against it."""
    register = open_register(settings.trace / REGISTER)
    try:
        return register.events_of(link), told_by_register(settings, register, link)
    finally:
        register.close()


def _step(settings: Settings, event: Registered, link: str) -> Step:
    told = str(event.event.get("bizStep", ""))
    vi, en = _STEPS.get(told, (told, told))
    name = canonical_uri(link)
    mass = [t.quantity_kg for t in things_of(event.event) if t.name == name]
    return Step(
        time=datetime.fromisoformat(str(event.event["eventTime"])),
        vi=vi,
        en=en,
        place=_ward(settings, event),
        quantity_kg=mass[0] if mass else None,
    )


def _ward(settings: Settings, event: Registered) -> str:
    """Name the ward of the event's place: all that is public of it."""
    code = str(event.event.get("readPoint", {}).get("id", "")).rpartition("/")[2]
    wards = kept(settings.store, WARDS).data
    named = wards.loc[wards["ward_code"] == code, "ward"]
    return str(named.iloc[0]) if len(named) else ""


def _head_in(proof: str | None) -> str:
    """Name the log and its size that a proof leads to."""
    if proof is None:
        return ""
    origin, size = read_proof(proof).checkpoint.split("\n")[:2]
    return f"{origin}, {size}"


def _day(events: list[Registered], harvested: pd.Timestamp) -> date:
    return events[-1].recorded.astimezone(VIETNAM).date() if events else harvested.date()
