"""Production by ward: what may be published of forecasts that belong to single fields.

The interval adds the fields' own lows and highs, as if all fields of a ward erred together. They
partly do (one river, one weather), how far is not known, so this is the wide side of the truth.
"""

from __future__ import annotations

import pandas as pd

from data_sources.datasets import WARD_FORECAST
from data_sources.season import Season

FEWEST_FIELDS = 5
"""A ward with fewer fields is left out: its average would tell a single farm's yield."""


def by_ward(
    forecast: pd.DataFrame, places: pd.DataFrame, surveys: pd.DataFrame
) -> tuple[pd.DataFrame, int]:
    """Add up field forecasts to wards, and set them beside what is usual there.

    Parameters
    ----------
    forecast
        YIELD_FORECAST rows of one season and one day of issue.
    places
        field_id, ward_code, ward, area_ha of each field.
    surveys
        SURVEYS rows; earlier years of the same season say what is usual in a ward.

    Returns
    -------
    WARD_FORECAST rows, and the number of fields left out (abstained, or in a ward with too few).
    """
    known = forecast[~forecast["abstained"]].merge(places.dropna(subset=["ward_code"]))
    for name in ("yield_kg_ha", "low", "high"):
        known[f"{name}_t"] = known[name] * known["area_ha"] / 1000.0
    keys = ["ward_code", "ward", "season", "issued"]
    wards = known.groupby(keys, as_index=False).agg(
        fields=("field_id", "size"),
        area_ha=("area_ha", "sum"),
        production_t=("yield_kg_ha_t", "sum"),
        production_low_t=("low_t", "sum"),
        production_high_t=("high_t", "sum"),
        model=("model", _named),
    )
    told = wards[wards["fields"] >= FEWEST_FIELDS].reset_index(drop=True)
    left_out = len(forecast) - int(told["fields"].sum())
    if told.empty:
        return WARD_FORECAST.empty(), left_out
    told["yield_kg_ha"] = told["production_t"] * 1000.0 / told["area_ha"]
    told["usual_kg_ha"] = told["ward_code"].map(_usual(surveys, places, str(told["season"][0])))
    told["anomaly"] = told["yield_kg_ha"] / told["usual_kg_ha"] - 1.0
    return WARD_FORECAST.check(told[WARD_FORECAST.names]), left_out


def _named(models: pd.Series) -> str:
    """Name the models of a ward's fields, so that no baseline hides behind another's name."""
    return " + ".join(sorted(set(models)))


def _usual(surveys: pd.DataFrame, places: pd.DataFrame, season: str) -> pd.Series:
    """Return each ward's mean surveyed yield (kg/ha) in earlier years of the same season.

    A ward with fewer than `FEWEST_FIELDS` surveyed fields has none: it would be a single farm's.
    """
    now = Season.parse(season)
    past = {s for s in surveys["season"].unique() if _before(Season.parse(s), now)}
    earlier = surveys[surveys["season"].isin(past)].merge(places[["field_id", "ward_code"]])
    wards = earlier.groupby("ward_code")
    return wards["yield_kg_ha"].mean()[wards["field_id"].nunique() >= FEWEST_FIELDS]


def _before(season: Season, now: Season) -> bool:
    return season.code == now.code and season.year < now.year
