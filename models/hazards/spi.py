"""The standardised precipitation index, from sums that end on the same day of each year.

McKee et al. (1993), 8th Conf. Applied Climatology: a gamma distribution is fitted to the sums that
are not zero, the share of zeros mixed in, and the probability read as a normal deviate. The fit is
Thom's (1958, Mon. Wea. Rev. 86, 117): A = ln(mean) - mean(ln), shape = (1 + sqrt(1 + 4A/3)) / 4A.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import gammainc, ndtri

from models.hazards.salinity_persistence import Floats

LEAST_YEARS = 20
"""With fewer years the tail is a guess (the WMO guide of 2012 asks for 20-30)."""
FURTHEST = 3.0


def spi(total: float, reference: Floats) -> float:
    """Return the index of a *total* (mm) among *reference* totals (mm); missing for want of years.

    Bounded to -3..3, as usual: beyond it the fit knows nothing.
    """
    known = reference[np.isfinite(reference)]
    wet = known[known > 0]
    # One value, or equal ones, have no shape.
    if known.size < LEAST_YEARS or np.unique(wet).size < 2 or not np.isfinite(total):
        return float("nan")
    dry_share = 1.0 - wet.size / known.size
    spread = np.log(wet.mean()) - np.log(wet).mean()
    shape = (1.0 + np.sqrt(1.0 + 4.0 * spread / 3.0)) / (4.0 * spread)
    below = gammainc(shape, total * shape / wet.mean()) if total > 0 else 0.0
    return float(np.clip(ndtri(dry_share + (1.0 - dry_share) * below), -FURTHEST, FURTHEST))


def spi_on(rain: pd.Series, day: pd.Timestamp, days: int) -> float:
    """Return the index of the rain of the *days* to *day*, against the same days of other years.

    Parameters
    ----------
    rain
        mm a day, one row a day without holes; a sum with a missing day is missing.
    day
        The last day of the sum.
    days
        30 for SPI-1, 90 for SPI-3.
    """
    totals = rain.rolling(days).sum()
    index = pd.DatetimeIndex(totals.index)
    years = range(index[0].year, day.year)
    same = [day - pd.DateOffset(years=day.year - year) for year in years]
    return spi(float(totals.get(day, np.nan)), totals.reindex(same).to_numpy(float))
