"""The things an event speaks of, by the part they play in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

KILOGRAMS = {"KGM": 1.0, "TNE": 1000.0, "GRM": 0.001, "DTN": 100.0}
"""UN/ECE Recommendation 20 codes of the units that lots are weighed in, in kg."""
_LISTS = (
    ("epcList", "object"),
    ("inputEPCList", "input"),
    ("outputEPCList", "output"),
    ("childEPCs", "child"),
)
_QUANTITIES = (
    ("quantityList", "object"),
    ("inputQuantityList", "input"),
    ("outputQuantityList", "output"),
    ("childQuantityList", "child"),
)


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing in an event: its name, its part (object, input, output, parent, child), its mass."""

    epc: str
    role: str
    quantity_kg: float | None


def things_of(event: Mapping[str, Any]) -> Iterator[Thing]:
    """Yield every thing of a checked EPCIS event; a mass only where its unit is one of mass."""
    if "parentID" in event:
        yield Thing(event["parentID"], "parent", None)
    for name, role in _LISTS:
        for epc in event.get(name, ()):
            yield Thing(epc, role, None)
    for name, role in _QUANTITIES:
        for item in event.get(name, ()):
            yield Thing(item["epcClass"], role, _mass_kg(item))


def _mass_kg(item: Mapping[str, Any]) -> float | None:
    factor, amount = KILOGRAMS.get(item.get("uom", "")), item.get("quantity")
    return None if factor is None or amount is None else float(amount) * factor
