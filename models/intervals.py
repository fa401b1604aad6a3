"""How wide a forecast must be: conformal intervals by group, sound for heaped yields.

The edges are the group's residual quantiles; the widening is what a conformal calibration on rows
that were held out asks for (Romano, Patterson & Candes 2019, "Conformalized quantile regression",
eq. 8, with constant quantiles a group: Mondrian conformal). Two rules are ours and have reasons:

- never narrower than the group's empirical quantiles. Farmers report round yields; many residuals
  are equal, the edge lies on a heap, and a negative correction would cut the whole heap off.
- intervals are closed and their edges rounded outward to 0.1 kg/ha, so that a heap on the edge is
  inside whatever the last bit of a sum says: ties never decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.folds import Fold

Floats = NDArray[np.float64]
LEVEL = 0.9
LEAST = 30
"""Cases below which a group has no interval of its own: 1 / (n + 1) alone is 3 % of coverage."""


@dataclass(frozen=True, slots=True)
class Edges:
    """What is added to a forecast to get its interval, in its unit."""

    low: float
    high: float
    cases: int


def quantile_edges(residuals: ArrayLike, level: float = LEVEL) -> tuple[float, float]:
    """Return the empirical quantiles that leave (1 - level) / 2 on each side."""
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(np.asarray(residuals, float), [tail, 1.0 - tail])
    return float(low), float(high)


def edges(residuals: Floats, folds: Sequence[Fold], level: float = LEVEL) -> Edges:
    """Fit one group's edges; *folds* hold out whole places within the group.

    Parameters
    ----------
    residuals
        Out-of-fold residuals of the group, truth minus forecast.
    folds
        Each held-out part is scored against the quantiles of the rest.
    """
    low, high = quantile_edges(residuals, level)
    scores = np.full(len(residuals), -np.inf)
    for fold in folds:
        if not len(fold.train):
            continue
        a, b = quantile_edges(residuals[fold.train], level)
        held = residuals[fold.test]
        scores[fold.test] = np.maximum(a - held, held - b)
    wider = max(_conformal(scores[np.isfinite(scores)], level), 0.0)
    return Edges(low - wider, high + wider, len(residuals))


def _conformal(scores: Floats, level: float) -> float:
    """Return the ceil((n + 1) level)-th smallest score; the largest where n is too small."""
    if not len(scores):
        return 0.0
    rank = min(int(np.ceil((len(scores) + 1) * level)), len(scores))
    return float(np.sort(scores)[rank - 1])


def outward(low: ArrayLike, high: ArrayLike, step: float = 0.1) -> tuple[Floats, Floats]:
    """Round edges away from each other to *step*; nothing below zero is a yield."""
    grain = 1e-6
    lower: Floats = np.floor(np.asarray(low, np.float64) / step + grain) * step
    upper: Floats = np.ceil(np.asarray(high, np.float64) / step - grain) * step
    return np.round(np.maximum(lower, 0.0), 6).astype(np.float64), np.round(upper, 6)
