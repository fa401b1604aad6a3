"""A step of +1000 in the digital numbers of Sentinel-2: processing baseline 04.00 came in midway.

Before it, water, shadow and green leaves have visible DN of a few hundred; after it nothing lies
below 1000. A season that begins before the step and one that begins after it then differ by the
step alone, and a model learns the calendar instead of the crop.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_sources.detectors.finding import Finding
from data_sources.radiometry import BRIGHT_DN, OFFSET_DN

LEAST_DAYS = 3
"""Days below and days above that are needed to speak of a step."""
DARKEST = 0.05
"""Share of a day's observations taken as its darkest: single bad pixels must not decide."""


def offset_step(days: pd.Series, visible_dn: pd.DataFrame) -> list[Finding]:
    """Find the day from which DN hold 1000 more than before.

    Parameters
    ----------
    days
        Day of each observation (datetime64).
    visible_dn
        DN of visible bands (blue, green, red), one column a band, one row an observation; NaN or 0
        where there is none.

    Returns
    -------
    list of Finding
        None where there is no step; else one, whose rows are the observations from the step on,
        with `last_without`, `first_with` and `step_dn` as evidence.
    """
    valid = visible_dn.where(visible_dn > 0)
    darkest = valid.groupby(days.dt.floor("D")).quantile(DARKEST).dropna(how="all")
    lowest = darkest.min(axis=1).sort_index()
    below = lowest < BRIGHT_DN
    if int(below.sum()) < LEAST_DAYS:
        return []
    last = below[below].index[-1]
    before, after = lowest[:last][below[:last]], lowest[lowest.index > last]
    if len(after) < LEAST_DAYS:
        return []
    step = _step(darkest.loc[before.index], darkest.loc[after.index])
    # Days of cloud are bright too: without a step that is the same in every band it is weather.
    if not 0.7 * OFFSET_DN <= step <= 1.3 * OFFSET_DN:
        return []
    rows = np.flatnonzero((days > last + pd.Timedelta(days=1)).to_numpy())
    first = after.index[0]
    return [
        Finding(
            "offset_step",
            tuple(rows.tolist()),
            f"Từ {first:%d/%m/%Y}, giá trị ảnh (DN) cao hơn trước khoảng {step:.0f}: độ lệch của "
            "phiên bản xử lý 04.00 chưa được trừ.",
            f"From {first:%Y-%m-%d} on, digital numbers are higher by about {step:.0f}: the offset "
            "of processing baseline 04.00 was not taken off.",
            {
                "last_without": f"{last:%Y-%m-%d}",
                "first_with": f"{first:%Y-%m-%d}",
                "step_dn": round(step, 1),
                "observations": len(rows),
            },
        )
    ]


def _step(before: pd.DataFrame, after: pd.DataFrame) -> float:
    """Return by how much the darkest days differ: the median over the bands."""
    return float((after.quantile(0.1) - before.quantile(0.1)).median())
