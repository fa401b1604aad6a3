"""Production by ward: what may be published of forecasts that belong to single fields.

The interval adds the fields' own lows and highs, as if all fields of a ward erred together. They
partly do (one river, one weather), how far is not known, so this is the wide side of the truth.
"""

from __future__ import annotations

import pandas as pd

from data_sources.datasets import WARD_FORECAST

FEWEST_FIELDS = 5
"""A ward with fewer fields is left out: its average would tell a single farm's yield."""


def by_ward(forecast: pd.DataFrame, places: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Add up field forecasts to wards.

    Parameters
    ----------
    forecast
        YIELD_FORECAST rows of one season and one day of issue.
    places
        field_id, ward_code, ward, area_ha of each field.

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
        model=("model", "first"),
    )
    told = wards[wards["fields"] >= FEWEST_FIELDS].reset_index(drop=True)
    told["yield_kg_ha"] = told["production_t"] * 1000.0 / told["area_ha"]
    left_out = len(forecast) - int(told["fields"].sum())
    if told.empty:
        return WARD_FORECAST.empty(), left_out
    return WARD_FORECAST.check(told[WARD_FORECAST.names]), left_out
