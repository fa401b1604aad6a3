"""What an event says in Ruộng's own terms: of which field and season, by whose code, how dry.

The terms are extensions under our namespace, whatever prefix an event gives it. Which of them are
public is decided in `whitelist`, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from traceability.epcis.prefixes import expand_key, prefixes_of
from traceability.harvest import NAMESPACE
from traceability.things import LARGEST_MASS, MG_PER_KG

WARD = f"{NAMESPACE}ward/"
_OURS = f"{{{NAMESPACE}}}"
_LONGEST = 200
_WHOLE = 10_000
"""Hundredths of a per cent in one."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is said beside the standard's fields; None where nothing is.

    Parameters
    ----------
    season
        As "2026-WS".
    ward
        Code of the commune the event took place in.
    code
        Planting-area code (mã số vùng trồng).
    basis
        The state that the event's masses are stated in: `traceability.basis`.
    moisture
        Of what comes to be, hundredths of a per cent, wet basis.
    loss
        Declared loss, mg.
    delegation
        The delegation that lets another than the code's owner use it.
    denies
        Public eventID of the claim that the code's owner denies by this event.
    field_id, claimant
        Personal: the field, and who uses the code.
    """

    season: str | None = None
    ward: str | None = None
    code: str | None = None
    basis: str | None = None
    moisture: int | None = None
    loss: int | None = None
    delegation: str | None = None
    denies: str | None = None
    field_id: str | None = None
    claimant: str | None = None


NOTHING = Particulars()
_TEXTS = {
    "season": "season",
    "plantingAreaCode": "code",
    "massBasis": "basis",
    "delegation": "delegation",
    "denies": "denies",
    "fieldId": "field_id",
    "seller": "claimant",
}


def particulars_of(event: Mapping[str, Any]) -> Particulars:
    """Read what a checked event says in our terms; an error declaration says nothing new."""
    if "errorDeclaration" in event:
        return NOTHING
    ours = own_terms(event)
    said: dict[str, Any] = {"ward": _ward(event)}
    for term, name in _TEXTS.items():
        value = ours.get(term)
        if isinstance(value, str) and 0 < len(value) <= _LONGEST:
            said[name] = value
    said["moisture"] = _scaled(ours.get("moisture"), 100, _WHOLE)
    said["loss"] = _scaled(ours.get("lossKg"), MG_PER_KG, LARGEST_MASS)
    return Particulars(**said)


def own_terms(event: Mapping[str, Any]) -> dict[str, object]:
    """Give the extensions of an event under our namespace, by their bare names."""
    extensions = [name for name in event if ":" in name]
    if not extensions:
        return {}
    prefixes = prefixes_of(event.get("@context"))
    named = ((expand_key(name, prefixes), event[name]) for name in extensions)
    return {name[len(_OURS) :]: value for name, value in named if name.startswith(_OURS)}


def _ward(event: Mapping[str, Any]) -> str | None:
    for name in ("readPoint", "bizLocation"):
        place = event.get(name)
        found = place.get("id", "") if isinstance(place, dict) else ""
        if isinstance(found, str) and found.startswith(WARD):
            return found[len(WARD) :]
    return None


def _scaled(value: object, factor: int, most: int) -> int | None:
    """Read a number, which XML brings as text, in whole parts of a unit."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        scaled = round(Decimal(str(value)) * factor)
    except (ArithmeticError, ValueError):
        return None
    return scaled if 0 <= scaled <= most else None
