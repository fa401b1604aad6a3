"""A harvest, told as an EPCIS event: a lot comes into being on a field.

What is public of it (the commune, the season, the mass, the planting-area code) and what is not
(the field, the seller) is decided by `traceability.statement`, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from traceability.gs1.digital_link import lot_link

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
NAMESPACE = "https://ruong.example/ns/"
"""Our extensions' namespace: a reserved name until the department gives one of its own."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a delivery record says of a lot.

    Parameters
    ----------
    gtin, lot
        The product's GTIN-14 and the lot's number.
    harvested
        Day of the harvest (local date).
    quantity_kg
        Fresh paddy as weighed, kg.
    ward_code
        Commune of the field; public.
    season
        As "2026-WS"; public.
    field_id, seller
        Personal: they stay in the private store.
    puc
        Planting-area code (mã số vùng trồng), where one was given; public.
    tag
        real, analogue or simulated; public.
    """

    gtin: str
    lot: str
    harvested: date
    quantity_kg: float
    ward_code: str
    season: str
    field_id: str
    seller: str | None
    puc: str | None
    tag: str


def harvest_event(harvest: Harvest) -> Mapping[str, Any]:
    """Write the harvest as an EPCIS 2.0 ObjectEvent that commissions the lot."""
    day = harvest.harvested.isoformat()
    place = f"{NAMESPACE}ward/{harvest.ward_code}"
    extensions: dict[str, str | None] = {
        "ruong:season": harvest.season,
        "ruong:tag": harvest.tag,
        "ruong:plantingAreaCode": harvest.puc,
        "ruong:massBasis": "fresh paddy",
        "ruong:fieldId": harvest.field_id,
        "ruong:seller": harvest.seller,
    }
    return {
        "@context": [CONTEXT, {"ruong": NAMESPACE}],
        "type": "ObjectEvent",
        "eventTime": f"{day}T17:00:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "action": "ADD",
        "bizStep": "commissioning",
        "disposition": "active",
        "readPoint": {"id": place},
        "bizLocation": {"id": place},
        "quantityList": [
            {
                "epcClass": lot_link(harvest.gtin, harvest.lot),
                "quantity": harvest.quantity_kg,
                "uom": "KGM",
            }
        ],
        "ilmd": {"cbvmda:harvestStartDate": day, "cbvmda:harvestEndDate": day},
        **{name: value for name, value in extensions.items() if value},
    }
