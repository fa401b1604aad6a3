"""Bring a folder of surveyed fields to where a forecaster can learn from it, or speak of it.

A folder holds `fields.csv`, and beside it whatever is known: a Sentinel-2 series, Sentinel-1
statistics, daily weather. Each file enters through its own source, which repairs or refuses it and
says so; what is absent is said too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from data_sources import ey_fields, ey_radar, ey_series, ey_weather
from data_sources.contract import WORKING_CRS
from data_sources.datasets import DAILY_WEATHER, FIELD_SERIES, RADAR_SEASONS, SURVEYS, WATER
from data_sources.errors import Refused
from data_sources.region import packaged_region
from data_sources.season import Season
from data_sources.source import Delivery, Request, Source
from models.yields.cases import KEYS, Records
from pipelines.features import season_features
from pipelines.stages import detect

USUAL_DAYS = 100
"""From sowing to harvest of the short varieties of the delta (`pipelines.stages`)."""
RIPENING_DAYS = 30
_PLAUSIBLE_DAYS = (80, 130)
_FIRST = date(2000, 1, 1)


@dataclass(frozen=True, eq=False)
class Surveyed:
    """A folder of fields.

    Parameters
    ----------
    records
        What a forecaster may learn from; its surveys are empty where yields were not asked for.
    rows
        Every row of `fields.csv` that could be read: `field_row`, `field_id`, `season`.
    turned_away
        Rows that could not be read: where they stand, and why.
    notes
        Repairs, refusals and gaps.
    """

    records: Records
    rows: pd.DataFrame
    turned_away: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def with_yields(folder: Path, as_of: date) -> Surveyed:
    """Read fields to learn from."""
    yields = ey_fields.SOURCE(_request(folder, as_of))
    return _read(folder, as_of, yields.data, yields.notes)


def without_yields(folder: Path, as_of: date) -> Surveyed:
    """Read fields to forecast; a yield column is not looked at and need not be there."""
    return _read(folder, as_of, SURVEYS.empty(), ())


def _request(folder: Path, as_of: date) -> Request:
    return Request(folder, packaged_region(), _FIRST, as_of, ey_fields.TAG)


def _read(folder: Path, as_of: date, surveys: pd.DataFrame, notes: tuple[str, ...]) -> Surveyed:
    fields = ey_fields.read_fields(folder)
    said = [*notes, *(note for note in fields.notes if note not in notes)]
    given: dict[str, pd.DataFrame] = {}
    for contract, source, file in (
        (FIELD_SERIES, ey_series.SOURCE, "sentinel2_series.parquet"),
        (RADAR_SEASONS, ey_radar.SOURCE, "sentinel1_season_stats.csv"),
        (DAILY_WEATHER, ey_weather.SOURCE, "weather"),
    ):
        delivery = _deliver(source, folder, file, as_of)
        given[contract.name] = contract.empty() if isinstance(delivery, str) else delivery.data
        said.extend([delivery] if isinstance(delivery, str) else delivery.notes)
    series, radar, weather = (given[c.name] for c in (FIELD_SERIES, RADAR_SEASONS, DAILY_WEATHER))
    places = _places(fields.rows)
    seasons = _seasons(fields.rows, series, weather, places, as_of)
    traits = _traits(fields.rows, radar)
    observed = not (series.empty and radar.empty)
    records = Records(
        seasons, surveys, places, ey_fields.TAG, traits, observed=observed, notes=tuple(said)
    )
    rows = fields.rows[["field_row", *KEYS]].astype({"field_row": "int64"})
    return Surveyed(records, rows, fields.refused, tuple(said))


def _deliver(
    source: Source[pd.DataFrame], folder: Path, file: str, as_of: date
) -> Delivery[pd.DataFrame] | str:
    """Return what a source gives, or the sentence that says why it gives nothing."""
    if not (folder / file).exists():
        return f"{file} is absent: nothing is known from it"
    try:
        return source(_request(folder, as_of))
    except Refused as refusal:
        return f"left out: {refusal}"


def _places(rows: pd.DataFrame) -> pd.DataFrame:
    fields = rows.drop_duplicates("field_id")
    points = gpd.GeoSeries(gpd.points_from_xy(fields["lon"], fields["lat"], crs="EPSG:4326"))
    metres = points.to_crs(WORKING_CRS)
    return pd.DataFrame(
        {"field_id": fields["field_id"].to_numpy(), "x": metres.x, "y": metres.y}
    ).reset_index(drop=True)


def _seasons(
    rows: pd.DataFrame,
    series: pd.DataFrame,
    weather: pd.DataFrame,
    places: pd.DataFrame,
    as_of: date,
) -> pd.DataFrame:
    """Return FIELD_SEASONS of the declared fields and seasons."""
    declared = rows[[*KEYS, "harvested"]].drop_duplicates(KEYS)
    wanted = sorted({Season.parse(text) for text in declared["season"]})
    dated = detect(series, as_of, wanted)
    dated = declared.merge(dated, on=KEYS, how="left")
    dated["stage"] = dated["stage"].fillna("unknown").astype("str")
    water = WATER.empty().assign(x=np.nan, y=np.nan)
    told = _by_declared_harvest(dated)
    return season_features(told, series, weather, water, places, as_of)


def _by_declared_harvest(dated: pd.DataFrame) -> pd.DataFrame:
    """Trust a declared harvest over one seen from space; a sowing must fit it or gives way."""
    harvest = dated["harvested"].astype("datetime64[us]")
    fits = (harvest - dated["sowing"]).dt.days.between(*_PLAUSIBLE_DAYS)
    usual = harvest - pd.Timedelta(days=USUAL_DAYS)
    heading = harvest - pd.Timedelta(days=RIPENING_DAYS)
    told = dated.drop(columns="harvested")
    for name in ("sowing", "sowing_low", "sowing_high"):
        told[name] = told[name].where(fits, usual).astype("datetime64[us]")
    for name, day in (("heading", heading), ("harvest", harvest)):
        told[name] = day
    return told.assign(harvest_low=harvest, harvest_high=harvest, stage="harvested")


def _traits(rows: pd.DataFrame, radar: pd.DataFrame) -> pd.DataFrame:
    """Return what FIELD_SEASONS does not hold: crops a year, area, the radar's span."""
    traits = rows[[*KEYS, "intensity", "area"]].drop_duplicates(KEYS)
    crops = traits["intensity"].map({"D": 2.0, "T": 3.0}).astype("float64")
    traits = traits.assign(crops_a_year=crops, area_ha=traits["area"].astype("float64"))
    ratio = (radar["vh_max"] / radar["vh_min"]).where(radar["vh_min"] > 0)
    told = radar[KEYS].assign(vh_span_db=10 * np.log10(ratio.to_numpy("float64")))
    return traits[[*KEYS, "crops_a_year", "area_ha"]].merge(told, on=KEYS, how="left")
