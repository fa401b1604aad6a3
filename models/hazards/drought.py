"""Drought: rain that stays away longer, or falls less, than this time of year is used to.

    dry run = consecutive days with less than 1 mm (ETCCDI's CDD)          level 1 from 20 days
    SPI-1, SPI-3 (30 and 90 days; `spi`)     level 1 from -1, 2 from -1.5, 3 from -2

The classes of SPI are those of McKee et al. (1993). Three weeks without rain are usual in the
delta's dry season and its rice is irrigated, so a dry run alone never goes beyond "watch"; SPI
needs twenty years of rain at the point and is silent without them. No chance is given: none was
scored.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_sources.datasets import RISK
from models.hazards.hazard import Assessment, Hazard, Situation, risk_rows
from models.hazards.salinity_persistence import Floats
from models.hazards.spi import spi_on
from models.hazards.weather_days import by_day, nearest_points, run_length

DRY_BELOW_MM = 1.0
WATCH_DAYS = 20
THIRSTY = ("seedling", "tillering", "reproductive")
UNCERTAIN_AFTER_DAYS = 7


def assess(situation: Situation) -> Assessment:
    """Return RISK rows of the fields that need water."""
    fields = situation.fields[situation.fields["stage"].isin(THIRSTY)]
    rain = by_day(situation.weather, "rain", situation.days[-1])
    if fields.empty or rain.empty:
        return Assessment(RISK.empty(), ("drought: no field in need of water, or no rain record",))
    # An unknown day ends a run: a drought is not made of gaps.
    runs = run_length(rain < DRY_BELOW_MM).where(rain.notna()).reindex(situation.days)
    today = pd.Timestamp(situation.as_of).as_unit("us")
    index = np.array([_driest(rain[name], today) for name in rain.columns])
    point = runs.columns.get_indexer(pd.Index(nearest_points(fields, situation.weather)))
    parts = []
    for number, day in enumerate(situation.days):
        run = runs.iloc[number].to_numpy()[point]
        at = (point >= 0) & np.isfinite(run)
        if at.any():
            parts.append(_rows(situation, day, fields[at], run[at], index[point][at]))
    note = (
        "drought: SPI needs twenty years of rain and is not given"
        if np.isnan(index).all()
        else f"drought: lower of SPI-1 and SPI-3 is {np.nanmin(index):.1f} at its driest point"
    )
    return Assessment(pd.concat(parts) if parts else RISK.empty(), (note,))


def _driest(rain: pd.Series, day: pd.Timestamp) -> float:
    """Return the lower of SPI-1 and SPI-3; missing where neither is known."""
    both = [spi_on(rain, day, days) for days in (30, 90)]
    known = [value for value in both if np.isfinite(value)]
    return min(known) if known else float("nan")


def severity(run_days: Floats, index: Floats) -> np.ndarray:
    """Return the level from a dry run (days) and an SPI; a missing SPI adds nothing."""
    with np.errstate(invalid="ignore"):
        conditions = [index <= -2.0, index <= -1.5, (index <= -1.0) | (run_days >= WATCH_DAYS)]
    return np.select(conditions, [3, 2, 1], 0)


def _rows(
    situation: Situation, day: pd.Timestamp, fields: pd.DataFrame, run: Floats, index: Floats
) -> pd.DataFrame:
    lead = (day - pd.Timestamp(situation.as_of)).days
    return risk_rows(
        "drought",
        situation.as_of,
        {
            "field_id": fields["field_id"].to_numpy(),
            "valid": day,
            "chance": np.nan,
            "severity": severity(run, index),
            "value": run,
            "unit": "d",
            "confidence": "medium" if lead <= UNCERTAIN_AFTER_DAYS else "low",
            "reason_vi": [f"{n:.0f} ngày liền không mưa" for n in run],
            "reason_en": [f"{n:.0f} days in a row without rain" for n in run],
        },
    )


HAZARD = Hazard("drought", "Khô hạn", "Drought", assess)
