"""Forecast: the yield of every field of the season, its skill beside the baseline, and by ward."""

from __future__ import annotations

import pandas as pd

from app.flow.flow import Flow
from app.flow.known import current_season, parts_of, places_of_fields, rows_of
from data_sources.datasets import (
    FIELD_SEASONS,
    FIELDS,
    SITES,
    SURVEYS,
    WARD_FORECAST,
    WARD_WEEKS,
    WARDS,
    YIELD_FORECAST,
)
from data_sources.season import Season
from data_sources.step import Made, tags
from data_sources.tag import weakest
from models.harvest_weeks import by_week
from models.ward_forecast import by_ward
from models.yields import YieldResult, forecast


def forecast_yield(flow: Flow) -> None:
    """Forecast the current season; where it is over, say so and only judge the model."""
    inputs = parts_of(flow, FIELD_SEASONS, SURVEYS, FIELDS, SITES)
    seasons, surveys = rows_of(flow, FIELD_SEASONS), rows_of(flow, SURVEYS)
    if seasons.empty or surveys.empty:
        flow.say("  skipped: no field season with a surveyed yield")
        return
    season = current_season(seasons, flow.as_of)
    if season is None:
        _judge(flow, seasons, surveys)
        return
    tag = weakest(tags(flow.store, inputs))

    def work() -> Made[pd.DataFrame]:
        places = places_of_fields(flow)
        result = forecast(seasons, surveys, places, season, flow.as_of, flow.seed, tag=tag)
        return Made(result.forecast, tag, "derived", _notes(result))

    flow.make(YIELD_FORECAST, "models", inputs, work, extra={"seed": str(flow.seed)})
    _by_ward(flow)


def _judge(flow: Flow, seasons: pd.DataFrame, surveys: pd.DataFrame) -> None:
    """All seasons are over: nothing to forecast, but the model's skill can still be told."""
    last = max((Season.parse(text) for text in surveys["season"].unique()), key=lambda s: s.sown)
    flow.say(f"  every season was over before {flow.as_of}: nothing to forecast, skill only")
    tag = weakest(tags(flow.store, parts_of(flow, FIELD_SEASONS, SURVEYS)))
    places = places_of_fields(flow)
    result = forecast(seasons, surveys, places, last, flow.as_of, flow.seed, tag=tag)
    for note in _skills(result):
        flow.say(f"      {note}")


def _notes(result: YieldResult) -> tuple[str, ...]:
    rows = result.forecast
    silent = rows.loc[rows["abstained"], "reason"].value_counts()
    notes = [f"{len(rows)} fields, {int(rows['abstained'].sum())} abstained"]
    notes += [f"abstained: {count} x {reason}" for reason, count in silent.items()]
    return (*notes, *_skills(result))


def _skills(result: YieldResult) -> tuple[str, ...]:
    """Put each model's error beside its baseline's, season mean first."""
    return tuple(
        f"{row.model}, {row.protocol}, {row.season}, {row.lead}: RMSE {row.rmse:.0f} kg/ha, "
        f"90 % intervals cover {row.coverage:.0%} ({row.cases} cases)"
        for row in result.card.rows
        if row.season == "all"
    )


def _places_in_wards(flow: Flow) -> pd.DataFrame:
    """Return field_id, ward_code, ward, area_ha of every parcel in a known ward."""
    layers = [flow.read(FIELDS, part) for part in flow.store.parts(FIELDS)]
    parcels = pd.concat([pd.DataFrame(layer.drop(columns="geometry")) for layer in layers])
    wards = flow.read(WARDS)[["ward_code", "ward"]]
    return parcels[["field_id", "ward_code", "area_ha"]].merge(wards, on="ward_code")


def _by_ward(flow: Flow) -> None:
    """Add the fields up to wards, and to wards and weeks of harvest."""
    inputs = [(YIELD_FORECAST, "all"), *parts_of(flow, FIELDS, WARDS, SURVEYS, FIELD_SEASONS)]
    if not flow.store.parts(FIELDS):
        flow.say("  ward forecast: skipped, the fields have no parcels")
        return
    tag = weakest(tags(flow.store, inputs))

    def by_season() -> Made[pd.DataFrame]:
        rows, left_out = by_ward(
            flow.read(YIELD_FORECAST), _places_in_wards(flow), rows_of(flow, SURVEYS)
        )
        note = f"{len(rows)} wards; {left_out} fields abstained or too few in their ward"
        return Made(rows, tag, "CC-BY-4.0", (note,))

    def weekly() -> Made[pd.DataFrame]:
        rows, left_out = by_week(
            flow.read(YIELD_FORECAST), rows_of(flow, FIELD_SEASONS), _places_in_wards(flow)
        )
        note = f"{len(rows)} ward weeks; {left_out} fields silent, undated or too few in their ward"
        return Made(rows, tag, "CC-BY-4.0", (note,))

    flow.make(WARD_FORECAST, "models", inputs, by_season)
    flow.make(WARD_WEEKS, "models", inputs, weekly)
