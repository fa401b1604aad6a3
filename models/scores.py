"""How good a forecast is, and how sure we are of that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_DRAWS = 1_000


@dataclass(frozen=True, slots=True)
class Skill:
    """Share of the baseline's squared error that a forecast removes, with its 90 % interval.

    Parameters
    ----------
    value
        1 - MSE / MSE of the baseline: 0 is no better, 1 is perfect, below 0 is worse.
    low, high
        5th and 95th percentile over resampled groups (years, blocks); equal to `value` for one.
    groups
        How many groups were resampled: few groups, little certainty.
    """

    value: float
    low: float
    high: float
    groups: int

    def __str__(self) -> str:
        return f"{self.value:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"


def rmse(truth: ArrayLike, forecast: ArrayLike) -> float:
    """Root mean squared error, in the unit of *truth*."""
    gap = np.asarray(truth, float) - np.asarray(forecast, float)
    return float(np.sqrt(np.mean(gap**2)))


def coverage(truth: ArrayLike, low: ArrayLike, high: ArrayLike) -> float:
    """Share of *truth* inside the closed interval."""
    values = np.asarray(truth, float)
    return float(np.mean((values >= np.asarray(low)) & (values <= np.asarray(high))))


def winkler(truth: ArrayLike, low: ArrayLike, high: ArrayLike, level: float = 0.9) -> Floats:
    """Interval score of each case: width plus a fine for what falls outside (Winkler 1972).

    S = (u - l) + 2/a (l - y) 1[y < l] + 2/a (y - u) 1[y > u], a = 1 - level; Gneiting & Raftery
    2007 (JASA 102, 359), eq. 43. Smaller is better; unit of *truth*.
    """
    values, lower, upper = (np.asarray(v, float) for v in (truth, low, high))
    fine = 2.0 / (1.0 - level)
    outside = np.maximum(lower - values, 0) + np.maximum(values - upper, 0)
    return np.asarray(upper - lower + fine * outside, float)


def skill(
    truth: ArrayLike, forecast: ArrayLike, baseline: ArrayLike, groups: ArrayLike, seed: int
) -> Skill:
    """Compare *forecast* with *baseline* and resample whole *groups* (years, blocks).

    Rows of one group share its weather; resampling rows would fake certainty.
    """
    values = np.asarray(truth, float)
    ours = (values - np.asarray(forecast, float)) ** 2
    theirs = (values - np.asarray(baseline, float)) ** 2
    _, index = np.unique(np.asarray(groups), return_inverse=True)
    size = int(index.max()) + 1 if len(index) else 0
    if size == 0 or theirs.sum() == 0:
        return Skill(0.0, 0.0, 0.0, size)
    value = 1.0 - ours.sum() / theirs.sum()
    if size == 1:
        return Skill(float(value), float(value), float(value), 1)
    sums = np.stack([np.bincount(index, ours, size), np.bincount(index, theirs, size)])
    draws = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), _DRAWS)
    drawn = draws @ sums.T
    spread = 1.0 - drawn[:, 0] / np.maximum(drawn[:, 1], np.finfo(float).tiny)
    low, high = np.quantile(spread, [0.05, 0.95])
    return Skill(float(value), float(low), float(high), size)
