"""The growth model as a feature of a forecast: what a field's own weather and sowing allowed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from models.growth.wofost import Place, grow

EMERGENCE_DAYS = 5
"""From sowing to emergence in warm wet soil (IRRI Rice Knowledge Bank)."""
STEP_DAYS = 3
"""Sowings are grown in steps of so many days: nearer ones differ by less than is known of them."""
GROWN_DAYS = 90
"""Days after emergence at which the grain is weighed: before any harvest, so that the feature never
looks past one, and alike for early and late varieties."""


def grown(seasons: pd.DataFrame, weather: pd.DataFrame, crop: dict[str, Any]) -> pd.DataFrame:
    """Grow one crop a weather point and sowing, and give each field season that of its own.

    Parameters
    ----------
    seasons
        `field_id`, `season`, `sowing`, `harvest`, `point` (the nearest weather point).
    weather
        DAILY_WEATHER rows that were measured.
    crop
        From `models.growth.wofost.parameters`.

    Returns
    -------
    pandas.DataFrame
        `field_id`, `season`, `process_kg_ha` (grain `GROWN_DAYS` after emergence); NaN where the
        weather or the season ends before.
    """
    start = seasons["sowing"] + pd.Timedelta(days=EMERGENCE_DAYS)
    day = (start - pd.Timestamp("2000-01-01")).dt.days // STEP_DAYS * STEP_DAYS
    asked = seasons[["field_id", "season", "point"]].assign(day=day)
    known = {}
    for point, number in asked[["point", "day"]].dropna().drop_duplicates().to_numpy():
        emerged = date(2000, 1, 1) + timedelta(days=int(number))
        known[point, int(number)] = _potential(weather[weather["point"] == point], emerged, crop)
    found = [
        known.get((point, int(number)), np.nan) if np.isfinite(number) else np.nan
        for point, number in asked[["point", "day"]].to_numpy()
    ]
    over = start + pd.Timedelta(days=GROWN_DAYS) > seasons["harvest"]
    grain = np.where(over, np.nan, np.array(found, float))
    return asked[["field_id", "season"]].assign(process_kg_ha=grain)


def _potential(days: pd.DataFrame, emerged: date, crop: dict[str, Any]) -> float:
    first, last = pd.Timestamp(emerged), pd.Timestamp(emerged) + pd.Timedelta(days=GROWN_DAYS)
    during = days[days["time"].between(first, last)]
    if len(during) <= GROWN_DAYS or during[["tmin", "tmax", "radiation", "rain"]].isna().any(
        axis=None
    ):
        return np.nan
    place = Place(float(days["lat"].iloc[0]), float(days["lon"].iloc[0]))
    return grow(during.reset_index(drop=True), place, emerged, crop).kg_ha
