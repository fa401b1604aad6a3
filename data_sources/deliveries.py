"""Deliveries: what sellers say they brought, lot by lot.

Nothing is judged here but whether a row can be read: whether a claim is true is held against the
evidence later, and a claim that was turned away could not be.
"""

from __future__ import annotations

import pandas as pd

from data_sources import records
from data_sources.datasets import DELIVERIES
from data_sources.material import Material, digests, gather
from data_sources.record_dates import read_days
from data_sources.record_seasons import read_seasons
from data_sources.rows import Refusal, counted, numbers, sieve, texts
from data_sources.service import Service
from data_sources.source import Delivery, Request, Source

LICENCE = "Owned by who keeps the deliveries; personal data inside: not to be passed on"
NAMES: records.Names = {
    "lot": ("ma_lo", "lo"),
    "field_id": ("ma_ruong", "ma_thua"),
    "season": ("vu", "mua_vu"),
    "harvest_date": ("ngay_thu_hoach", "ngay_gat", "harvested"),
    "quantity_kg": ("khoi_luong", "khoi_luong_kg", "quantity"),
    "puc": ("ma_so_vung_trong", "msvt"),
    "seller": ("ben_ban", "nguoi_ban"),
    "recorded_on": ("ngay_ghi", "_submission_time", "submissiondate"),
}
NEEDED = ("lot", "field_id", "season", "harvest_date", "quantity_kg")


def read(material: Material, request: Request) -> tuple[pd.DataFrame, list[str], list[Refusal]]:
    """Read one file of deliveries; `Refused` for a damaged one."""
    table = records.read(material, NAMES, NEEDED)
    for absent in set(NAMES) - set(table.columns):
        table[absent] = ""
    sifted = sieve(material.name, table)
    days, recorded = (
        read_days(table["harvest_date"], "harvest_date"),
        read_days(table["recorded_on"]),
    )
    quantity, unread = numbers(table["quantity_kg"])
    seasons = read_seasons(table["season"])
    fresh = {
        "harvested": days.days,
        "recorded": recorded.days,
        "quantity_kg": quantity,
        "why_day": days.reasons,
        "unread": unread,
        "said": table["quantity_kg"],
        "known_season": seasons,
        "puc": texts(table["puc"]),
        "seller": texts(table["seller"]),
    }
    sifted.rows = sifted.rows.assign(**{name: column.to_numpy() for name, column in fresh.items()})
    sifted.turn_away(sifted.rows["harvested"].isna(), sifted.rows["why_day"].astype("str"))
    late = sifted.rows["recorded"] > pd.Timestamp(request.end)
    sifted.pass_over(late, f"written down after {request.end}: not known yet")
    sifted.turn_away(sifted.rows["unread"], "quantity_kg " + sifted.rows["said"] + " is no number")
    nothing = sifted.rows["quantity_kg"] <= 0
    sifted.turn_away(nothing, "quantity_kg is not above zero")
    sifted.turn_away(
        sifted.rows["known_season"].isna(), "season " + sifted.rows["season"] + " is none"
    )
    sifted.rows = sifted.rows.assign(season=sifted.rows["known_season"])
    notes = [f"{material.name}: {note}" for note in days.notes]
    return sifted.keep(DELIVERIES), notes, sifted.refused


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read the deliveries of a file or of every `deliveries*` file in a folder."""
    place = request.named("deliveries")
    service = Service("deliveries", LICENCE)
    materials = gather(place, ("deliveries*.csv", "deliveries*.xlsx"), service)
    parts, notes, refused = [], [], []
    for material in materials:
        rows, said, turned = read(material, request)
        parts.append(rows)
        notes += said
        refused += turned
    table = pd.concat(parts, ignore_index=True)
    twice = table.duplicated("lot")
    refused += [
        (f"lot {lot}", "another file names the same lot") for lot in table.loc[twice, "lot"]
    ]
    table = table[~twice].sort_values("lot").reset_index(drop=True)
    said = (
        f"{len(table)} lots, {table['quantity_kg'].sum() / 1000:.0f} t",
        *notes,
        *counted(refused),
    )
    return Delivery(table, request.tag, digests(materials), said, tuple(refused))


SOURCE = Source(
    "deliveries",
    DELIVERIES,
    fetch,
    LICENCE,
    "https://www.kobotoolbox.org",
    "Phiếu giao hàng",
    "Deliveries",
)
