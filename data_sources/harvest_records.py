"""Harvest records: what fields yielded, as extension officers and cooperatives write it down.

Records are late, double, impossible and undated. Each one that cannot be believed is turned away
with its reason; one that was written after the day asked for is not known yet, so that a forecast
issued on a day never sees what came later.
"""

from __future__ import annotations

import pandas as pd

from data_sources import records
from data_sources.datasets import SURVEYS
from data_sources.material import Material, digests, gather
from data_sources.record_dates import read_days
from data_sources.record_seasons import harvest_span, read_seasons
from data_sources.rows import Refusal, Sieve, counted, numbers, sieve, texts
from data_sources.service import Service
from data_sources.source import Delivery, Request, Source

LICENCE = "Owned by who keeps the records: yields are for partners only"
NAMES: records.Names = {
    "field_id": ("ma_ruong", "ma_thua", "parcel_id"),
    "season": ("vu", "mua_vu", "vu_mua"),
    "harvest_date": ("ngay_thu_hoach", "ngay_gat", "date_of_harvest", "harvested"),
    "area_ha": ("dien_tich", "dien_tich_ha", "area"),
    "yield_kg_ha": ("nang_suat", "nang_suat_kg_ha", "yield"),
    "variety": ("giong", "giong_lua"),
    "recorded_on": ("ngay_ghi", "ngay_nhap", "_submission_time", "submissiondate", "end"),
    "old_commune": ("xa_cu", "commune"),
    "old_district": ("huyen_cu", "district", "huyen"),
}
NEEDED = ("field_id", "season", "harvest_date", "yield_kg_ha")
TONNES_BELOW = 20.0
"""A yield above 0 and below this, in kg/ha, was written in tonnes or in a thousand of something."""


def read(material: Material, request: Request) -> tuple[pd.DataFrame, list[str], list[Refusal]]:
    """Read one file of records; `Refused` for a damaged one."""
    table = records.read(material, NAMES, NEEDED)
    for absent in set(NAMES) - set(table.columns):
        table[absent] = ""
    sifted = sieve(material.name, table)
    notes = _dates(sifted, request)
    _seasons(sifted)
    _amounts(sifted)
    _repeats(sifted)
    sifted.rows = sifted.rows.assign(
        district=texts(sifted.rows["old_district"]),
        intensity=pd.Series(None, index=sifted.rows.index, dtype="str"),
    )
    return sifted.keep(SURVEYS), notes, sifted.refused


def _dates(sifted: Sieve, request: Request) -> list[str]:
    """Read both days; turn away what is undated, from the future or not known yet."""
    notes: list[str] = []
    for column, word in (("harvest_date", "harvested"), ("recorded_on", "recorded")):
        cells = sifted.rows[column]
        if column == "recorded_on" and (cells == "").all():
            never = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[us]")
            sifted.rows = sifted.rows.assign(recorded=never)
            return [*notes, "no day of recording is stated"]
        days = read_days(cells, column)
        notes += [f"{sifted.name}: {note}" for note in days.notes]
        sifted.rows = sifted.rows.assign(**{word: days.days})
        sifted.turn_away(days.days.isna(), days.reasons)
    rows, end = sifted.rows, pd.Timestamp(request.end)
    late = rows["recorded"] > end
    known = "written down on " + rows["recorded"].dt.strftime("%Y-%m-%d")
    sifted.pass_over(late, known + f": not known yet on {request.end}")
    rows = sifted.rows
    sifted.turn_away(rows["harvested"] > rows["recorded"], "harvested after it was written down")
    sifted.pass_over(sifted.rows["harvested"] > end, f"harvested after {request.end}")
    return notes


def _seasons(sifted: Sieve) -> None:
    seasons = read_seasons(sifted.rows["season"])
    unknown = "season " + sifted.rows["season"] + " is none"
    sifted.rows = sifted.rows.assign(season=seasons)
    sifted.turn_away(seasons.isna(), unknown)
    rows = sifted.rows
    first, last = harvest_span(rows["season"])
    wrong = ~rows["harvested"].between(first, last)
    day = rows["harvested"].dt.strftime("%Y-%m-%d")
    sifted.turn_away(wrong, "harvested " + day + " is no harvest day of " + rows["season"])


def _amounts(sifted: Sieve) -> None:
    for column in ("yield_kg_ha", "area_ha"):
        cells = sifted.rows[column]
        values, unread = numbers(cells)
        sifted.rows = sifted.rows.assign(**{column: values})
        sifted.turn_away(unread, f"{column} " + cells + " is no number")
    values = sifted.rows["yield_kg_ha"]
    small = (values > 0) & (values < TONNES_BELOW)
    shown = values.astype("str")
    sifted.turn_away(small, "yield_kg_ha " + shown + " looks like tonnes: it must be kg a hectare")


def _repeats(sifted: Sieve) -> None:
    """Of several records of one field and season keep the newest; leave out what disagrees."""
    rows = sifted.rows
    said = ["field_id", "season", "harvested", "yield_kg_ha", "area_ha"]
    sifted.turn_away(rows.duplicated(said), "the same record came twice")
    rows = sifted.rows
    newest = rows.groupby(["field_id", "season"])["recorded"].transform("max")
    older = rows["recorded"] < newest
    reason = "replaced by the record of " + newest.dt.strftime("%Y-%m-%d")
    sifted.turn_away(older, reason)
    torn = sifted.rows.duplicated(["field_id", "season"], keep=False)
    sifted.turn_away(torn, "records of one field and season disagree and none is newer")


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read the harvest records of a file or of every `harvests*` file in a folder."""
    place = request.named("harvest records")
    service = Service("harvest records", LICENCE)
    materials = gather(place, ("harvests*.csv", "harvests*.xlsx"), service)
    parts, notes, refused = [], [], []
    for material in materials:
        rows, said, turned = read(material, request)
        parts.append(rows)
        notes += said
        refused += turned
    table = pd.concat(parts, ignore_index=True)
    twice = table.duplicated(list(SURVEYS.keys))
    refused += [
        (f"field {f} {s}", "another file holds a record of the same field and season")
        for f, s in table.loc[twice, list(SURVEYS.keys)].itertuples(index=False)
    ]
    table = table[~twice].sort_values(list(SURVEYS.keys)).reset_index(drop=True)
    counts = f"{len(table)} records of {table['field_id'].nunique()} fields"
    said = (counts, *notes, *counted(refused))
    return Delivery(table, request.tag, digests(materials), said, tuple(refused))


SOURCE = Source(
    "harvest_records",
    SURVEYS,
    fetch,
    LICENCE,
    "https://www.kobotoolbox.org",
    "Sổ ghi thu hoạch",
    "Harvest records",
)
