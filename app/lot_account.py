"""What the register itself says for or against a lot: its account, its code, its owner's word."""

from __future__ import annotations

from app.desk.lot_view import Evidence
from app.settings import Settings
from traceability.capacity import SENTENCES
from traceability.code_claims import faults_of_lot
from traceability.imbalance_text import sentences
from traceability.keyring import ROOT_VKEY, Keyring
from traceability.keys import KeyList
from traceability.origins import origins_of
from traceability.register import Register


def told_by_register(settings: Settings, register: Register, lot: str) -> list[Evidence]:
    """Say what does not add up in a lot's account, and what is wrong with its planting-area code.

    Parameters
    ----------
    lot
        The lot's Digital Link.
    """
    ring = Keyring(settings.keys)
    keys = ring.listed() if (ring.folder / ROOT_VKEY).is_file() else KeyList("", 0, "", ())
    told: list[Evidence] = []
    with register.reading() as link:
        for code, faults in faults_of_lot(link, lot, keys):
            for fault in faults:
                vi, en = (text.format(code=code) for text in SENTENCES[fault])
                unsure = fault == "code overclaimed"
                told.append(Evidence(vi, en, "unknown" if unsure else "doubtful"))
        for each in origins_of(link, lot).imbalances:
            unsure = each.kind == "unfounded"
            told.append(Evidence(*sentences(each), "unknown" if unsure else "doubtful"))
    return told
