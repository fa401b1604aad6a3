"""The river's discharge where none was measured: the usual year of the Mekong at Kratie.

Mean monthly discharge at Kratie, m3/s (Mekong River Commission, Overview of the Hydrology of the
Mekong Basin, 2005; record from 1924). It is a stated seasonal proxy: the Hậu carries a share of it,
later and smoother for the Great Lake's outflow. Only its ratio between two periods is ever used, so
the share drops out; a wet or a dry year does not.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

KRATIE_M3_S = (3620, 2730, 2290, 2220, 3640, 11200, 22200, 35500, 36700, 22000, 10900, 5710)
PROXY = "seasonal proxy: mean monthly discharge of the Mekong at Kratie"


def usual_discharge(first: date, last: date) -> pd.Series:
    """Return the usual discharge of each day (m3/s), linear between the middles of the months."""
    days = pd.date_range(first, last, unit="us")
    middles = np.array([15.0 + 30.4375 * month for month in range(-1, 13)])
    values = np.array([KRATIE_M3_S[-1], *KRATIE_M3_S, KRATIE_M3_S[0]], dtype=float)
    return pd.Series(np.interp(days.day_of_year.to_numpy(float), middles, values), index=days)
