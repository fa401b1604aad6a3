"""Rain on ripe rice: the chance of a day of heavy rain inside the harvest window.

A wet day has 16 mm or more, where Vietnamese practice begins to speak of "mưa vừa" (moderate rain,
16-50 mm in 24 h; Decision 18/2021/QĐ-TTg, Art. 3). Given rain falls, its amount is taken as
exponential with the mean that the forecast gives, the usual one-parameter choice for daily rain
(Richardson 1981, Water Resour. Res. 17, 182).

The chance sets the level, but no forecast was kept and scored against what fell, so it is not shown
as a probability.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_sources.datasets import RISK
from models.hazards.hazard import Assessment, Hazard, Situation, risk_rows
from models.hazards.salinity_persistence import Floats
from models.hazards.weather_days import nearest_points

HEAVY_MM = 16.0
UNCERTAIN_AFTER_DAYS = 7


def assess(situation: Situation) -> Assessment:
    """Return RISK rows of the fields whose harvest window meets the forecast days."""
    forecast = situation.weather[situation.weather["forecast"]]
    forecast = forecast[forecast["time"].isin(situation.days)].dropna(subset=["rain"])
    fields = situation.fields.dropna(subset=["harvest_low", "harvest_high"])
    fields = fields[~fields["stage"].isin(["harvested", "bare"])]
    if forecast.empty or fields.empty:
        return Assessment(RISK.empty(), ("harvest rain: no forecast or no field near harvest",))
    nearest = nearest_points(fields, forecast)
    rows = [_of_day(situation, fields, forecast, nearest, day) for day in situation.days]
    told = [r for r in rows if len(r)]
    if not told:
        return Assessment(RISK.empty(), ("harvest rain: no field is near its harvest",))
    table = pd.concat(told)
    near = table["field_id"].nunique()
    note = f"harvest rain: {near} fields are near harvest; chance not scored, so not shown"
    return Assessment(table, (note,))


def in_window(fields: pd.DataFrame, day: pd.Timestamp) -> Floats:
    """Return the chance that a field stands ripe on *day*, 0 to 1.

    It rises over the week before the earliest harvest (ripe ears already lodge) to 1, stays there
    through the window and ends with it.
    """
    before = (fields["harvest_low"] - day).dt.days.to_numpy(float)
    after = (day - fields["harvest_high"]).dt.days.to_numpy(float)
    return np.where(after > 0, 0.0, np.clip(1.0 - before / 7.0, 0.0, 1.0))


def heavy_rain_chance(rain_mm: Floats, rain_chance: Floats) -> Floats:
    """Return P(daily rain >= 16 mm) for a forecast amount (mm) and chance of any rain (0-1)."""
    wet = np.where(np.isfinite(rain_chance), rain_chance, np.where(rain_mm > 0.5, 1.0, 0.0))
    mean = rain_mm / np.maximum(wet, 0.05)
    return wet * np.exp(-HEAVY_MM / np.maximum(mean, 0.1))


def _of_day(
    situation: Situation,
    fields: pd.DataFrame,
    forecast: pd.DataFrame,
    nearest: np.ndarray,
    day: pd.Timestamp,
) -> pd.DataFrame:
    today = forecast[forecast["time"] == day].set_index("point")
    ripe = in_window(fields, day)
    at = ripe > 0
    if today.empty or not at.any():
        return RISK.empty()
    here = today.reindex(nearest[at])
    rain = here["rain"].to_numpy()
    heavy = heavy_rain_chance(rain, here["rain_chance"].to_numpy())
    chance = heavy * ripe[at]
    lead = (day - pd.Timestamp(situation.as_of)).days
    severity = np.select([chance >= 0.5, chance >= 0.25, chance >= 0.1], [3, 2, 1], 0)
    return risk_rows(
        "harvest_rain",
        situation.as_of,
        {
            "field_id": fields["field_id"].to_numpy()[at],
            "valid": day,
            "chance": np.nan,
            "severity": severity,
            "value": rain,
            "unit": "mm",
            "confidence": "medium" if lead <= UNCERTAIN_AFTER_DAYS else "low",
            "reason_vi": [f"dự báo mưa {mm:.0f} mm khi lúa gần gặt" for mm in rain],
            "reason_en": [f"{mm:.0f} mm of rain forecast on rice near harvest" for mm in rain],
        },
    ).dropna(subset=["value"])


HAZARD = Hazard("harvest_rain", "Mưa khi gặt", "Rain at harvest", assess)
