"""Fields: what each field looked like day by day, and what grew there when."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from app.flow.flow import Flow
from app.flow.known import parts_of, placed_water, places_of_fields, rows_of
from data_sources.datasets import (
    DAILY_WEATHER,
    FIELD_SEASONS,
    FIELD_SERIES,
    FIELDS,
    OPTICAL,
    RADAR,
    SITES,
    STATIONS,
    SURVEYS,
    WATER,
)
from data_sources.step import Made, tags
from data_sources.tag import weakest
from pipelines.features import season_features
from pipelines.field_series import summarise
from pipelines.stages import detect

CUBE_SERIES = "cube"
"""The part of FIELD_SERIES that comes from our own cubes; ready-made series have their source's."""


def summarise_fields(flow: Flow) -> None:
    """Summarise the cubes over the parcels; ready-made series already rest in the store."""
    parcels = flow.store.parts(FIELDS)
    cubes = [contract for contract in (OPTICAL, RADAR) if flow.has(contract)]
    if not cubes or not parcels:
        flow.say("  series from the cube: skipped, no cube or no parcels")
        return
    inputs = parts_of(flow, OPTICAL, RADAR, FIELDS)

    def work() -> Made[pd.DataFrame]:
        fields = pd.concat([flow.read(FIELDS, part) for part in parcels], ignore_index=True)
        optical = flow.read(OPTICAL) if flow.has(OPTICAL) else None
        radar = flow.read(RADAR) if flow.has(RADAR) else None
        cache = flow.settings.workspace / "cache"
        rows = summarise(optical, radar, gpd.GeoDataFrame(fields), cache=cache)
        return Made(rows, weakest(tags(flow.store, inputs)), "derived", _counts(rows))

    flow.make(FIELD_SERIES, "pipelines", inputs, work, CUBE_SERIES)


def _counts(rows: pd.DataFrame) -> tuple[str, ...]:
    counts: list[str] = []
    for sensor, own in rows.groupby("sensor"):
        seen = own[own["clear"] > 0]
        share = len(seen) / max(len(own), 1)
        counts.append(
            f"{sensor}: {own['field_id'].nunique()} fields x {own['time'].nunique()} days, "
            f"{share:.0%} of field days seen"
        )
    return tuple(counts)


def detect_stages(flow: Flow) -> None:
    """Date sowing, heading and harvest of every field season, and complete its features."""
    series = rows_of(flow, FIELD_SERIES)
    if series.empty:
        flow.say("  skipped: no field series")
        return
    inputs = parts_of(flow, FIELD_SERIES, FIELDS, SITES, SURVEYS, DAILY_WEATHER, WATER, STATIONS)

    def work() -> Made[pd.DataFrame]:
        dated = detect(series, flow.as_of)
        rows = season_features(
            dated,
            series,
            rows_of(flow, DAILY_WEATHER),
            placed_water(flow),
            places_of_fields(flow),
            flow.as_of,
        )
        notes = tuple(
            f"{season}: {len(own)} fields, {own['sowing'].notna().sum()} dated; "
            + ", ".join(f"{n} {stage}" for stage, n in own["stage"].value_counts().items())
            for season, own in rows.groupby("season")
        )
        return Made(rows, weakest(tags(flow.store, inputs)), "derived", notes)

    flow.make(FIELD_SEASONS, "pipelines", inputs, work)
