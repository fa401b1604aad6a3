"""Learn what rice usually does from fields whose harvest is known.

The curve of `curves.py` and the durations of `crop_search.py` were set this way; a test that judges
dates on held-out blocks learns them anew from the other blocks alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from data_sources.season import Season, SeasonCode
from pipelines.crop_search import DELTA, Usual
from pipelines.curves import RIPE, Curve, Knots
from pipelines.stages import date_rice

WINDOW_DAYS = 3.0
"""Spread of the window that observations are averaged in around a knot."""
LEAST_SPREAD = 0.07


def learn_usual(series: pd.DataFrame, harvests: pd.DataFrame, start: Usual = DELTA) -> Usual:
    """Return what is usual among the fields of *harvests*.

    Parameters
    ----------
    series
        FIELD_SERIES rows of those fields.
    harvests
        field_id, season (as text), harvested: one row a crop.
    start
        Where to start from; what the data does not tell stays.
    """
    curve = _learn_curve(start.ndvi, series, harvests, start.duration_days)
    usual = replace(start, ndvi=curve)
    durations = dict(start.duration_days)
    for name, crops in harvests.groupby("season"):
        season = Season.parse(str(name))
        durations[season.code] += _shift(series, crops, season, usual)
    return replace(usual, duration_days=durations)


def _shift(series: pd.DataFrame, crops: pd.DataFrame, season: Season, usual: Usual) -> float:
    """Return by how many days the crops stand longer than *usual* says, as their median."""
    last: date = series["time"].max().date()
    dated = date_rice(series, crops["field_id"].tolist(), season, last, usual)
    both = dated.merge(crops, on="field_id")
    return float((both["harvested"] - both["harvest"]).dt.days.median())


def _learn_curve(
    curve: Curve,
    series: pd.DataFrame,
    harvests: pd.DataFrame,
    durations: Mapping[SeasonCode, float],
) -> Curve:
    seen = series.dropna(subset=[curve.signal]).merge(harvests, on="field_id")
    past = (seen["time"] - seen["harvested"]).dt.days.to_numpy(np.float64)
    usual = [durations[Season.parse(str(name)).code] for name in seen["season"]]
    age = past + np.array(usual)
    value = seen[curve.signal].to_numpy(np.float64)
    young = past < -RIPE
    return replace(
        curve,
        from_sowing=_refit(curve.from_sowing, age[young], value[young]),
        to_harvest=_refit(curve.to_harvest, past, value),
    )


def _refit(knots: Knots, day: np.ndarray, value: np.ndarray) -> Knots:
    """Return the knots with mean and spread of what was seen around each of them."""
    fitted: list[tuple[float, float, float]] = []
    for when, mean, spread in knots:
        near = np.exp(-0.5 * ((day - when) / WINDOW_DAYS) ** 2)
        if near.sum() < 20:
            fitted.append((when, mean, spread))
            continue
        middle = float(np.average(value, weights=near))
        scatter = float(np.sqrt(np.average((value - middle) ** 2, weights=near)))
        fitted.append((when, middle, max(scatter, LEAST_SPREAD)))
    return tuple(fitted)
