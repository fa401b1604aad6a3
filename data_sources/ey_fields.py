"""Surveyed rice fields of An Giang 2022 (EY Open Science Data Challenge 2023): yields and harvests.

An analogue: the neighbouring province, one year. Rows that share their coordinates are one field
surveyed in two seasons; the field is named by its place, so that it is never on both sides of a
test, and is the same field in every file. `ey_sites`, `ey_series`, `ey_radar` and `ey_weather` give
the rest of the same folder; they never look at the yields, so a folder may be without them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from data_sources.datasets import SURVEYS
from data_sources.detectors.mixed_dates import mixed_dates
from data_sources.detectors.repeated_places import repeated_places
from data_sources.material import of_file
from data_sources.record_dates import read_days
from data_sources.record_seasons import harvest_span
from data_sources.rows import Refusal, Sieve, counted, numbers, sieve
from data_sources.source import Delivery, Request, Source
from data_sources.tag import Tag

LICENCE = (
    "EY Open Science Data Challenge 2023, as carried by association-rosia/crop-forecasting "
    "(MIT repository); EY's own terms unseen: cite, do not republish rows"
)
HOMEPAGE = "https://github.com/association-rosia/crop-forecasting"
TAG = Tag("analogue", "An Giang")
COLUMNS = {
    "field_row": "field_row",
    "District": "district",
    "Latitude": "lat",
    "Longitude": "lon",
    "Season(SA = Summer Autumn, WS = Winter Spring)": "season",
    "Rice Crop Intensity(D=Double, T=Triple)": "intensity",
    "Date of Harvest": "harvest",
    "Field size (ha)": "area",
}
YIELD_COLUMN = "Rice Yield (kg/ha)"


@dataclass(frozen=True)
class Survey:
    """The survey's rows.

    Parameters
    ----------
    rows
        `field_row` (the key of the satellite series), field_id, lon, lat, and what SURVEYS holds;
        `yield` only where yields were asked for. The index says where a row stands in the file.
    digest
        sha256 of the file.
    notes
        Findings and repairs.
    refused
        Rows turned away.
    """

    rows: pd.DataFrame
    digest: str
    notes: tuple[str, ...]
    refused: tuple[Refusal, ...]


def folder_of(request: Request) -> Path:
    """Return the folder the survey lies in; `Missing` where none is named."""
    place = Path(request.named("surveyed fields"))
    return place if place.is_dir() else place.parent


def read_fields(folder: Path) -> Survey:
    """Read all of `fields.csv` but its yields, which are not looked at; `Refused` if damaged."""
    return _read(folder, COLUMNS)


def read_survey(folder: Path) -> Survey:
    """Read `fields.csv` with its yields; `Refused` where it is damaged."""
    survey = _read(folder, COLUMNS | {YIELD_COLUMN: "yield"})
    sifted = Sieve("fields.csv", survey.rows, list(survey.refused))
    twice = sifted.rows.duplicated(["field_id", "season"])
    sifted.turn_away(twice, "a field is surveyed twice in one season")
    return replace(survey, rows=sifted.rows, refused=tuple(sifted.refused))


def _read(folder: Path, columns: dict[str, str]) -> Survey:
    material = of_file(folder / "fields.csv")
    table = material.table(tuple(columns))[list(columns)].rename(columns=columns)
    sifted = sieve(material.name, table)
    notes = [finding.en for finding in mixed_dates(table["harvest"])]
    _read_numbers(sifted)
    _read_days(sifted)
    rows = sifted.rows
    notes += [finding.en for finding in repeated_places(rows["lon"], rows["lat"])]
    names = [_name(lat, lon) for lat, lon in zip(rows["lat"], rows["lon"], strict=True)]
    sifted.rows = rows.assign(field_id=pd.Series(names, index=rows.index, dtype="str"))
    return Survey(sifted.rows, material.digest, tuple(notes), tuple(sifted.refused))


def _name(lat: float, lon: float) -> str:
    """Name a field by its place (to 0.1 m), the same in every file and whatever else is in it."""
    return "AG" + hashlib.sha256(f"{lat:.6f} {lon:.6f}".encode()).hexdigest()[:8]


def _read_numbers(sifted: Sieve) -> None:
    for column in [c for c in ("field_row", "lat", "lon", "area", "yield") if c in sifted.rows]:
        cells = sifted.rows[column]
        values, unread = numbers(cells)
        sifted.rows = sifted.rows.assign(**{column: values})
        sifted.turn_away(unread | values.isna(), f"{column} " + cells + " is no number")
    rows = sifted.rows
    off = ~rows["lat"].between(8, 24) | ~rows["lon"].between(102, 110)
    sifted.turn_away(off, "its place is not in Vietnam")


def _read_days(sifted: Sieve) -> None:
    days = read_days(sifted.rows["harvest"], "harvest")
    sifted.rows = sifted.rows.assign(harvested=days.days)
    sifted.turn_away(days.days.isna(), days.reasons)
    code = sifted.rows["season"]
    sifted.turn_away(~code.isin(("WS", "SA", "AW")), "season " + code + " is none")
    rows = sifted.rows
    year = rows["harvested"].dt.year.astype("str")
    seasons = (year + "-" + rows["season"]).astype("str")
    sifted.rows = rows.assign(season=seasons)
    first, last = harvest_span(seasons)
    wrong = ~rows["harvested"].between(first, last)
    sifted.turn_away(wrong, "harvested on a day that is none of its season")


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read the surveyed yields; harvests after the request's end are not known yet."""
    survey = read_survey(folder_of(request))
    rows = survey.rows
    table = pd.DataFrame(
        {
            "field_id": rows["field_id"],
            "season": rows["season"],
            "harvested": rows["harvested"],
            "yield_kg_ha": rows["yield"],
            "area_ha": rows["area"],
            "district": rows["district"].str.replace("_", " "),
            "intensity": rows["intensity"],
        }
    )
    known = table["harvested"] <= pd.Timestamp(request.end)
    sifted = Sieve("fields.csv", table[known])
    kept = sifted.keep(SURVEYS) if known.any() else SURVEYS.empty()
    refused = (*survey.refused, *sifted.refused)
    counts = [f"{len(kept)} yields of {kept['field_id'].nunique()} fields"]
    if not known.all():
        counts.append(f"{int((~known).sum())} harvests after {request.end} are not known yet")
    said = (*counts, *survey.notes, *counted(refused))
    return Delivery(kept, TAG, {"fields.csv": survey.digest}, said, refused)


SOURCE = Source(
    "ey_fields",
    SURVEYS,
    fetch,
    LICENCE,
    HOMEPAGE,
    "Ruộng điều tra An Giang 2022",
    "Surveyed fields of An Giang 2022",
)
