"""NDVI beyond -1 and 1: offsets taken off twice, bands of different scale, or a number too many."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from data_sources.detectors.finding import Finding

ROUNDING = 1e-6


def impossible_ndvi(ndvi: ArrayLike) -> list[Finding]:
    """Find values that no two positive reflectances can give.

    Parameters
    ----------
    ndvi
        Values of any shape; NaN is a gap and no fault. Rows are positions in the flattened array.
    """
    values = np.asarray(ndvi, dtype="float64").ravel()
    wrong = np.flatnonzero(~np.isnan(values) & ~(np.abs(values) <= 1 + ROUNDING))
    if not len(wrong):
        return []
    low, high = float(values[wrong].min()), float(values[wrong].max())
    return [
        Finding(
            "impossible_ndvi",
            tuple(wrong.tolist()),
            f"{len(wrong)} giá trị NDVI nằm ngoài -1 đến 1 (từ {low:.2f} đến {high:.2f}).",
            f"{len(wrong)} values of NDVI lie outside -1 to 1 (from {low:.2f} to {high:.2f}).",
            {"count": len(wrong), "lowest": low, "highest": high, "values": int(values.size)},
        )
    ]
