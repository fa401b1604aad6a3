"""A level that follows the years and is not thrown by one lost harvest.

In 2016 and 2020 salt took the winter-spring rice of Ben Tre: 51 quintals a hectare became 0.5.
"Last year" then forecasts 0.5 for a year in which 44 were harvested. A level with a damped trend
whose surprises are cut at three of its own usual surprises forgets such a year. How fast a level
should follow differs from place to place and cannot be told from twenty years: the mean of a few
speeds does as well as the best of them and needs no choice (Clemen 1989, Int. J. Forecasting 5,
559; robust smoothing: Gelper, Fried & Croux 2010, J. Forecasting 29, 285).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SPEEDS = (0.6, 0.8, 1.0)
"""Share of a surprise that the level takes over."""
TRENDS = (0.0, 0.1, 0.2)
"""Share of a surprise that the yearly trend takes over."""
DAMPED = 0.9
CUT = 3.0
"""Usual surprises beyond which a year counts as lost (three robust standard deviations)."""
_LEAST = 5
_FLOOR = 100.0
"""Smallest usual surprise, kg/ha: one quintal, the grain at which provinces report change."""


def steady(kg_ha: Floats) -> Floats:
    """Forecast each year from the years before it.

    Parameters
    ----------
    kg_ha
        Yields of shape (rows, years), NaN where not grown.

    Returns
    -------
    Forecasts of the same shape; NaN until a row's first harvest.
    """
    ways = [_one(kg_ha, speed, trend) for speed in SPEEDS for trend in TRENDS]
    return np.mean(ways, axis=0)


def _one(kg_ha: Floats, speed: float, trend: float) -> Floats:
    rows, years = kg_ha.shape
    said, surprises = np.full((2, rows, years), np.nan)
    level, slope = np.full(rows, np.nan), np.zeros(rows)
    for year in range(years):
        came = kg_ha[:, year]
        said[:, year] = level + slope
        surprises[:, year] = came - said[:, year]
        cut = clipped(surprises[:, : year + 1])
        seen, first = np.isfinite(cut), np.isnan(level) & np.isfinite(came)
        level = np.where(seen, said[:, year] + speed * cut, level)
        slope = np.where(seen, DAMPED * (1 - trend) * slope + trend * speed * cut, slope)
        level = np.where(first, came, level)
    return said


def surprises_of(kg_ha: Floats, level: Floats) -> Floats:
    """Return how far each year fell from *level*, cut where a harvest was lost."""
    raw = kg_ha - level
    return np.column_stack([clipped(raw[:, : n + 1]) for n in range(raw.shape[1])])


def clipped(surprises: Floats) -> Floats:
    """Return the last column of *surprises*, cut at `CUT` usual ones of the columns before it.

    The usual surprise is 1.4826 times the median of their absolute values (the standard deviation
    of a normal distribution); with fewer than five nothing is cut.
    """
    last, past = surprises[:, -1], surprises[:, :-1]
    usual = usual_surprise(past)
    return np.clip(last, -CUT * usual, CUT * usual)


def usual_surprise(past: Floats) -> Floats:
    """Return the robust standard deviation of each row, at least `_FLOOR`, inf for a short row."""
    usual = np.full(len(past), np.inf)
    enough = np.isfinite(past).sum(axis=1) >= _LEAST
    if enough.any():
        usual[enough] = 1.4826 * np.nanmedian(np.abs(past[enough]), axis=1)
    return np.maximum(usual, _FLOOR)
