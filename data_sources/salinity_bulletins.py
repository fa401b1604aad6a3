"""Salinity bulletins of the delta: the highest salinity of ten days, station by station.

The regional hydro-meteorological service publishes them as tables with one column a period. People
type them: "-" and blanks are gaps, a year is left out here and there, and the distance column says
"Nội đồng" (inland) where a canal has no mouth of its own.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

import pandas as pd

from data_sources.datasets import WATER
from data_sources.errors import Refused
from data_sources.material import Material, digests, gather
from data_sources.rows import Refusal, counted, numbers, sieve, texts
from data_sources.service import Service
from data_sources.source import Delivery, Request, Source

LICENCE = "Public bulletins; the carrier states no licence: cite the source, pass no rows on"
STATION, RIVER, YEAR = "Station", "River", "Year"
_PERIOD = re.compile(r"(\d{1,2})/(\d{1,2})\s*[-–]\s*(\d{1,2})/(\d{1,2})")


def read(material: Material) -> tuple[pd.DataFrame, list[str], list[Refusal]]:
    """Read one bulletin file.

    Returns
    -------
    tuple
        Rows of WATER, notes on repairs and gaps, and the rows turned away.

    Raises
    ------
    Refused
        Where columns are missing, a period is none or no year is stated at all.
    """
    table = material.table((STATION, RIVER, YEAR))
    periods = [column for column in table.columns if _PERIOD.fullmatch(column)]
    distance = [column for column in table.columns if "distance" in column.lower()]
    years = pd.to_numeric(table[YEAR], errors="coerce")
    faults = [] if periods else ["no column is a period such as 01/01 - 10/01"]
    if years.isna().all():
        faults.append("no row states its year")
    if faults:
        raise Refused(material.name, faults)
    sifted = sieve(material.name, table.assign(year=years.to_numpy()))
    notes = _repair_years(sifted.rows, material.name)
    sifted.turn_away(sifted.rows[STATION] == "", "it names no station")
    sifted.turn_away(sifted.rows["year"].isna(), "its year is unknown")
    sifted.turn_away(~sifted.rows["year"].between(1990, 2100), "its year is impossible")
    away, said = _distance(sifted.rows[distance[0]]) if distance else (float("nan"), [])
    sifted.rows = _long(sifted.rows.assign(sea_distance_km=away), periods)
    sifted.turn_away(sifted.rows["period_start"].isna(), "its period is not in the calendar")
    sifted.turn_away(
        sifted.rows["unread"], "salinity " + sifted.rows["cell"].astype("str") + " is no number"
    )
    notes += said
    rows = sifted.keep(WATER)
    if gaps := int(rows["salinity"].isna().sum()):
        notes.append(f"{material.name}: {gaps} of {len(rows)} periods hold no value (- or blank)")
    return rows, notes, sifted.refused


def _repair_years(rows: pd.DataFrame, name: str) -> list[str]:
    """Fill blank years where the whole file is of one year; other blanks stay unknown."""
    known, blank = rows["year"].dropna().unique(), rows["year"].isna()
    unwritten = blank & (rows[YEAR] == "")
    if not unwritten.any() or len(known) != 1:
        return []
    rows.loc[unwritten, "year"] = known[0]
    count = int(unwritten.sum())
    return [f"{name}: year {known[0]:.0f} filled in for {count} rows that leave it blank"]


def _distance(cells: pd.Series) -> tuple[pd.Series, list[str]]:
    """Read the distances to the sea (km); words such as "Nội đồng" become gaps, with a note."""
    away, words = numbers(cells)
    if not words.any():
        return away, []
    said = ", ".join(sorted(set(cells[words])))
    return away, [f"distance to the sea is a word ({said}) in {int(words.sum())} rows: a gap"]


def _long(rows: pd.DataFrame, periods: list[str]) -> pd.DataFrame:
    """Return one row a station and period; the index still says where each stood."""
    parts = []
    for period in periods:
        spans = {year: _span(period, int(year)) for year in rows["year"].unique()}
        values, unread = numbers(rows[period])
        parts.append(
            pd.DataFrame(
                {
                    "station": rows[STATION].astype("str"),
                    "river": texts(rows[RIVER]),
                    "sea_distance_km": pd.to_numeric(rows["sea_distance_km"]).astype("float64"),
                    "period_start": rows["year"].map({y: s for y, (s, _) in spans.items()}),
                    "period_end": rows["year"].map({y: e for y, (_, e) in spans.items()}),
                    "salinity": values,
                    "level": float("nan"),
                    "unread": unread,
                    "cell": rows[period],
                }
            )
        )
    dates = {"period_start": "datetime64[us]", "period_end": "datetime64[us]"}
    return pd.concat(parts).astype(dates)


def _span(period: str, year: int) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return first and last day of a period of *year*; NaT where the calendar has none such."""
    first_day, first_month, last_day, last_month = map(int, re.findall(r"\d+", period))
    try:
        start = date(year, first_month, first_day)
        end_year = year + (last_month < first_month)
        # "21/02 - 29/02" is printed in common years too: the month's last day is meant.
        end = date(end_year, last_month, min(last_day, monthrange(end_year, last_month)[1]))
    except ValueError:
        return pd.NaT, pd.NaT  # pyright: ignore[reportReturnType]
    return pd.Timestamp(start), pd.Timestamp(end)


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read the bulletins of a file, a folder or an address.

    Periods that were not over when the request ends are not known yet and are left out.
    """
    place = request.named("salinity bulletins")
    service = Service("salinity bulletins", LICENCE)
    materials = gather(place, ("bulletins_*.csv",), service)
    parts, notes, refused = [], [], []
    for material in materials:
        rows, said, turned = read(material)
        parts.append(rows)
        notes += said
        refused += turned
    table = pd.concat(parts).sort_values(["station", "period_start"])
    known = (table["period_end"] <= pd.Timestamp(request.end)) & (
        table["period_end"] >= pd.Timestamp(request.start)
    )
    twice = known & table.duplicated(list(WATER.keys))
    refused += [
        (f"{s} {t:%Y-%m-%d}", "the station and period came twice")
        for s, t in table.loc[twice, list(WATER.keys)].itertuples(index=False)
    ]
    if left := int((~known).sum()):
        notes.append(f"{left} periods of other times (or not over on {request.end}) left out")
    table = table[known & ~twice].reset_index(drop=True)
    counts = f"{len(table)} ten-day values of {table['station'].nunique()} stations"
    said = (counts, *notes, *counted(refused))
    return Delivery(table, request.tag, digests(materials), said, tuple(refused))


SOURCE = Source(
    "salinity_bulletins",
    WATER,
    fetch,
    LICENCE,
    "https://github.com/thanhduc1610/Mekong-salinity-analysis",
    "Bản tin độ mặn",
    "Salinity bulletins",
)
