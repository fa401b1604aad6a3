"""Rice or not: a year of looks at a place, without knowing the days.

A paddy is flooded and grown over several times a year: it swings between dark water and dense
leaves, in radar and in NDVI, where an orchard, a pond or a town stays as it is.
"""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler


def radar_looks(vh: np.ndarray) -> np.ndarray:
    """Return how far the VH of each place swings over a year, dB, (place, 1).

    One look, and a physical one: levels and quantiles tell one village from the next, and on blocks
    of An Giang that were never learned from they do worse (0.79 right) than the swing (0.94).

    Parameters
    ----------
    vh
        Linear power, (place, time), NaN where nothing was seen; neither order nor days matter.
    """
    return _swing(10 * np.log10(np.where(vh > 0, vh, np.nan)))[:, None]


def optical_looks(ndvi: np.ndarray) -> np.ndarray:
    """Return how far the NDVI of each place swings over a year, (place, 1)."""
    return _swing(ndvi)[:, None]


def _swing(values: np.ndarray) -> np.ndarray:
    return np.nanstd(values, axis=1)


def rice_teller() -> Pipeline:
    """Return the classifier that learns rice from looks.

    Both classes count alike, for how common rice is differs from block to block.
    """
    return make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced"))
