"""The tide's daily range, from the eight constituents that carry it.

Astronomical arguments, speeds and nodal corrections: Pugh, Tides, Surges and Mean Sea-Level (1987),
tables 4.1-4.3; mean longitudes of Meeus, Astronomical Algorithms (1998), ch. 22, 25 and 47.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_sources.errors import Refused
from data_sources.tidal_constituents import Constituents

Floats = npt.NDArray[np.float64]

# Multiples of lunar time, and of the longitudes of moon, sun and the moon's perigee; then a phase.
_DOODSON: dict[str, tuple[int, int, int, int, float]] = {
    "M2": (2, 0, 0, 0, 0.0),
    "S2": (2, 2, -2, 0, 0.0),
    "N2": (2, -1, 0, 1, 0.0),
    "K2": (2, 2, 0, 0, 0.0),
    "K1": (1, 1, 0, 0, 90.0),
    "O1": (1, -1, 0, 0, -90.0),
    "P1": (1, 1, -2, 0, -90.0),
    "Q1": (1, -2, 0, 1, -90.0),
}
# Nodal factor 1 + a cos N, nodal phase b sin N (degrees); N is the moon's ascending node.
_NODAL: dict[str, tuple[float, float, float]] = {
    "M2": (1.0, -0.037, -2.1),
    "N2": (1.0, -0.037, -2.1),
    "K2": (1.024, 0.286, -17.7),
    "K1": (1.006, 0.115, -8.9),
    "O1": (1.009, 0.187, 10.8),
    "Q1": (1.009, 0.187, 10.8),
}
_EPOCH = datetime(2000, 1, 1, 12, tzinfo=UTC)
_NEEDED = ("M2", "S2", "K1", "O1")


def height(constituents: Constituents, hours: Floats) -> Floats:
    """Return the tide's height (m, about mean level).

    Parameters
    ----------
    constituents
        Those of a gauge; M2, S2, K1 and O1 must be there.
    hours
        Hours since 2000-01-01 12:00 UTC.
    """
    lacking = [name for name in _NEEDED if name not in constituents.waves]
    if lacking:
        raise Refused(
            constituents.gauge, [f"the constituent {name} is missing" for name in lacking]
        )
    days = hours / 24.0
    moon = 218.3164477 + 13.17639648 * days
    sun = 280.46646 + 0.98564736 * days
    perigee = 83.3532465 + 0.11140353 * days
    node = np.deg2rad(125.0445479 - 0.05295377 * days)
    lunar_time = 15.0 * hours + sun - moon
    total = np.zeros_like(hours)
    for name, (t, s, h, p, phase) in _DOODSON.items():
        if name not in constituents.waves:
            continue
        amplitude, lag = constituents.waves[name]
        mean, swing, turn = _NODAL.get(name, (1.0, 0.0, 0.0))
        argument = t * lunar_time + s * moon + h * sun + p * perigee + phase
        angle = np.deg2rad(argument + turn * np.sin(node) - lag)
        total += (mean + swing * np.cos(node)) * amplitude * np.cos(angle)
    return total


def daily_range(constituents: Constituents, first: date, last: date) -> pd.Series:
    """Return each day's highest less lowest height (m), days counted in Vietnam (UTC+7)."""
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    days = (last - first).days + 1
    # Local midnight is 17:00 UTC of the day before; every half hour finds a crest within 2 cm.
    begin = (start - _EPOCH).total_seconds() / 3600.0 - 7.0
    hours = np.asarray(begin + 0.5 * np.arange(48 * days), dtype=np.float64)
    heights = height(constituents, hours).reshape(days, 48)
    index = pd.date_range(first, periods=days, unit="us")
    return pd.Series(heights.max(axis=1) - heights.min(axis=1), index=index)
