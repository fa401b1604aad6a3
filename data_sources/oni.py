"""The Oceanic Niño Index: three-month mean of the sea's warmth in the central Pacific.

El Niño winters leave the Mekong low and let the salt in; the index is known a month after its
middle month.
"""

from __future__ import annotations

import pandas as pd

from data_sources.datasets import ENSO
from data_sources.errors import Refused
from data_sources.material import Material, digests, gather
from data_sources.rows import Refusal, counted, numbers, sieve
from data_sources.service import Service
from data_sources.snapshots import Snapshots
from data_sources.source import Delivery, Request, Source

LICENCE = "NOAA Climate Prediction Center, public domain"
LIVE = "https://www.cpc.ncep.noaa.gov/data/indices/oni.ascii.txt"
_MIDDLE = ("DJF", "JFM", "FMA", "MAM", "AMJ", "MJJ", "JJA", "JAS", "ASO", "SON", "OND", "NDJ")
"""Three-month seasons by the month in their middle: DJF is January's."""
KNOWN_AFTER = pd.DateOffset(months=2)
"""The mean of three months is known when the last of them is over."""


def read(material: Material) -> tuple[pd.DataFrame, list[Refusal]]:
    """Read a CSV of `month,oni`, or the service's own text of SEAS, YR, TOTAL and ANOM."""
    head = material.text[:200].split()
    if head[:4] == ["SEAS", "YR", "TOTAL", "ANOM"]:
        return _of_text(material)
    table = material.table(("month", "oni"))
    values, unread = numbers(table["oni"])
    time = pd.to_datetime(table["month"], format="%Y-%m", errors="coerce")
    return _kept(material.name, time, values, unread)


def _of_text(material: Material) -> tuple[pd.DataFrame, list[Refusal]]:
    lines = [line.split() for line in material.text.splitlines()[1:] if line.strip()]
    if wrong := sum(len(line) != 4 or line[0] not in _MIDDLE for line in lines):
        raise Refused(material.name, [f"{wrong} lines are not a season, a year and two numbers"])
    months = [f"{year}-{_MIDDLE.index(season) + 1:02d}" for season, year, _, _ in lines]
    values, unread = numbers(pd.Series([line[3] for line in lines], dtype="str"))
    time = pd.to_datetime(pd.Series(months, dtype="str"), format="%Y-%m", errors="coerce")
    return _kept(material.name, time, values, unread)


def _kept(
    name: str, time: pd.Series, values: pd.Series, unread: pd.Series
) -> tuple[pd.DataFrame, list[Refusal]]:
    sifted = sieve(name, pd.DataFrame({"time": time.astype("datetime64[us]"), "oni": values}))
    sifted.turn_away(sifted.rows["time"].isna(), "its month is not written as YYYY-MM")
    still = unread.set_axis(range(2, len(unread) + 2)).reindex(sifted.rows.index)
    sifted.turn_away(still, "oni is no number")
    return sifted.keep(ENSO), sifted.refused


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read the months that were known by the request's end."""
    kept = Snapshots(request.snapshots) if request.snapshots else None
    service = Service("NOAA CPC", LICENCE, snapshots=kept, offline=request.offline)
    materials = gather(request.place or LIVE, ("oni*.csv", "oni*.txt"), service)
    parts, refused = [], []
    for material in materials:
        rows, turned = read(material)
        parts.append(rows)
        refused += turned
    table = pd.concat(parts).drop_duplicates("time").sort_values("time")
    known = table["time"] + KNOWN_AFTER <= pd.Timestamp(request.end)
    table = table[known].reset_index(drop=True)
    notes = [f"{len(table)} months"]
    if len(table):
        notes.append(f"{table['time'].iloc[0]:%Y-%m} to {table['time'].iloc[-1]:%Y-%m}")
    if later := int((~known).sum()):
        notes.append(f"{later} months not known yet on {request.end} left out")
    said = (*notes, *counted(refused))
    return Delivery(table, request.tag, digests(materials), said, tuple(refused))


SOURCE = Source(
    "oni",
    ENSO,
    fetch,
    LICENCE,
    "https://www.cpc.ncep.noaa.gov",
    "Chỉ số ENSO (ONI)",
    "ENSO index (ONI)",
    live=True,
)
