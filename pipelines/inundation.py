"""Land under water, seen by radar: a smooth surface throws the beam away from the satellite.

The threshold is the one that parts a scene's own pixels best into two kinds (Otsu 1979,
doi:10.1109/TSMC.1979.4310076), held between what calm and rough water are known to return, so a
scene without water gets none.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter

LOOK_PIXELS = 3
"""Power is averaged over this square first: single looks are too grainy to judge."""
DARKEST_DB, BRIGHTEST_DB = -25.0, -20.5
"""Thresholds of VH outside this range are no water's."""
BINS = 256


def under_water(vh: np.ndarray) -> np.ndarray:
    """Return where *vh* (linear power, (row, column), NaN where not seen) shows open water."""
    decibels = mean_decibels(vh)
    return decibels < water_threshold_db(decibels)


def mean_decibels(power: np.ndarray) -> np.ndarray:
    """Return dB of the mean power around each pixel, NaN where the pixel was not seen."""
    known = np.isfinite(power) & (power > 0)
    total = uniform_filter(np.where(known, power, 0.0).astype(np.float64), LOOK_PIXELS)
    share = uniform_filter(known.astype(np.float64), LOOK_PIXELS)
    mean = np.where(known, total / np.where(known, share, 1.0), np.nan)
    return 10 * np.log10(np.where(mean > 0, mean, np.nan))


def water_threshold_db(decibels: np.ndarray) -> float:
    """Return the level that parts the pixels best into two kinds, within what water can be."""
    seen = decibels[np.isfinite(decibels)]
    if not seen.size:
        return DARKEST_DB
    count, edges = np.histogram(seen, BINS, range=(-35.0, 0.0))
    middle = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(count).astype(np.float64)
    above = below[-1] - below
    total = np.cumsum(count * middle)
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = below * above * (total / below - (total[-1] - total) / above) ** 2
    best = float(edges[1:][int(np.nanargmax(np.nan_to_num(apart)))])
    return min(max(best, DARKEST_DB), BRIGHTEST_DB)
