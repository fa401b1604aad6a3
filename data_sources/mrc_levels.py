"""Water levels of the Mekong River Commission, as its data portal exports them.

Time stamps are local (UTC+07:00) and often hourly; a day's level here is the mean of its values.
What was estimated or is not approved yet is counted, for it may change.
"""

from __future__ import annotations

import pandas as pd

from data_sources.datasets import WATER
from data_sources.errors import Refused
from data_sources.material import Material, digests, gather
from data_sources.rows import Refusal, Sieve, counted, numbers, sieve
from data_sources.service import Service
from data_sources.source import Delivery, Request, Source

LICENCE = (
    "Mekong River Commission data portal, terms of its data use agreement: cite, do not pass on"
)
TIME = "Timestamp (UTC+07:00)"
COLUMNS = (
    "Country Code",
    "Station Code",
    "Parameter",
    "Label",
    TIME,
    "Value",
    "Unit",
    "Observed or Estimated",
    "Approval Level",
    "Grade",
)
METRES = {"m": 1.0, "cm": 0.01, "mm": 0.001}
WAYS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d")


def read(material: Material) -> tuple[pd.DataFrame, list[str], list[Refusal]]:
    """Read one export as daily means.

    Returns
    -------
    tuple
        Rows of WATER, notes, and the values turned away.

    Raises
    ------
    Refused
        Where a column is missing or no row is a water level.
    """
    table = material.table(COLUMNS)
    levels = table["Parameter"].str.lower().str.contains("level")
    if not levels.any():
        raise Refused(material.name, ["no row of it is a water level"])
    sifted = sieve(material.name, table)
    other = sifted.pass_over(~levels.to_numpy(), "it is no water level")
    _values(sifted)
    rows = sifted.rows
    station = (rows["Country Code"] + " " + rows["Station Code"]).str.strip()
    daily = rows.groupby([station.rename("station"), rows["time"].dt.floor("D").rename("day")])
    means = daily["level"].agg(["mean", "size"]).reset_index()
    notes = [f"{other} rows are no water levels"] if other else []
    if (means["size"] > 1).any():
        notes.append(f"{len(rows)} values averaged to {len(means)} days")
    estimated = int(rows["Observed or Estimated"].str.lower().str.startswith("e").sum())
    if estimated:
        notes.append(f"{estimated} values are estimated, not observed")
    open_ones = int((~rows["Approval Level"].str.lower().str.startswith("approved")).sum())
    if open_ones:
        notes.append(f"{open_ones} values are not approved yet and may change")
    return _water(material.name, means, sifted), notes, sifted.refused


def _values(sifted: Sieve) -> None:
    """Read times, units and values; turn away what cannot be read."""
    rows = sifted.rows
    time = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
    for way in WAYS:
        read = pd.to_datetime(rows[TIME], format=way, errors="coerce").astype("datetime64[us]")
        time = time.fillna(read)
    value, unread = numbers(rows["Value"])
    factor = rows["Unit"].str.lower().map(METRES).astype("float64")
    sifted.rows = rows.assign(time=time, level=value * factor, unread=unread, factor=factor)
    sifted.turn_away(time.isna(), "time " + rows[TIME] + " is no time")
    rows = sifted.rows
    sifted.turn_away(rows["factor"].isna(), "unit " + rows["Unit"] + " is no length")
    rows = sifted.rows
    sifted.turn_away(rows["unread"], "value " + rows["Value"] + " is no number")
    rows = sifted.rows
    sifted.turn_away(rows["Station Code"] == "", "it names no station")
    rows = sifted.rows
    low, high = WATER.variable("level").low, WATER.variable("level").high
    beyond = (rows["level"] < low) | (rows["level"] > high)
    sifted.turn_away(beyond, f"its level is not within {low:g} to {high:g} m")
    rows = sifted.rows
    twice = rows.duplicated(["Country Code", "Station Code", TIME])
    sifted.turn_away(twice, "the station and time came twice")


def _water(name: str, means: pd.DataFrame, sifted: Sieve) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "station": means["station"].astype("str"),
            "river": pd.Series(None, index=means.index, dtype="str"),
            "sea_distance_km": float("nan"),
            "period_start": means["day"],
            "period_end": means["day"],
            "salinity": float("nan"),
            "level": means["mean"].astype("float64"),
        }
    )
    return Sieve(name, rows, sifted.refused, sifted.faulty).keep(WATER)


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read the exports of a file, a folder or an address, of the days asked for."""
    place = request.named("MRC levels")
    service = Service("MRC data portal", LICENCE)
    materials = gather(place, ("mrc*.csv",), service)
    parts, notes, refused = [], [], []
    for material in materials:
        rows, said, turned = read(material)
        parts.append(rows)
        notes += said
        refused += turned
    table = pd.concat(parts, ignore_index=True)
    twice = table.duplicated(list(WATER.keys))
    refused += [
        (f"{station} {day:%Y-%m-%d}", "another file holds the same station and day")
        for station, day in table.loc[twice, list(WATER.keys)].itertuples(index=False)
    ]
    span = pd.Timestamp(request.start), pd.Timestamp(request.end)
    table = table[~twice & table["period_start"].between(*span)]
    table = table.sort_values(list(WATER.keys)).reset_index(drop=True)
    counts = f"{len(table)} daily levels of {table['station'].nunique()} stations"
    said = (counts, *notes, *counted(refused))
    return Delivery(table, request.tag, digests(materials), said, tuple(refused))


SOURCE = Source(
    "mrc_levels",
    WATER,
    fetch,
    LICENCE,
    "https://portal.mrcmekong.org",
    "Mực nước sông Mê Công",
    "Water levels of the Mekong",
)
