"""How a field stands among the fields of its season.

A wet year moves all fields alike; that is the baseline's business, not a field's. So a feature is
the distance from the season's median in interquartile ranges. What is usual is learned once, from
the fields the model was made with, so that a single new field can be told where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Usual:
    """Median and interquartile range of a season's features, in order; NaN where never seen."""

    median: tuple[float, ...]
    spread: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is usual in each season ("2025-SA").

    Parameters
    ----------
    features
        Names in order.
    usual
        By season.
    """

    features: tuple[str, ...]
    usual: dict[str, Usual]

    def of(self, rows: pd.DataFrame) -> Floats:
        """Return where each row stands, shape (rows, features); NaN for a season never seen."""
        values = rows[list(self.features)].to_numpy(float)
        out = np.full(values.shape, np.nan)
        seasons = rows["season"].to_numpy(str)
        for season, usual in self.usual.items():
            mine = seasons == season
            out[mine] = (values[mine] - np.array(usual.median)) / np.array(usual.spread)
        return out

    def joined(self, rows: pd.DataFrame) -> Standing:
        """Return a standing that also knows the seasons of *rows* it has not seen before."""
        fresh = rows[~rows["season"].isin(list(self.usual))]
        return Standing(self.features, self.usual | standing(fresh, self.features).usual)


def standing(rows: pd.DataFrame, features: Sequence[str]) -> Standing:
    """Learn what is usual from `season` and the feature columns of *rows*."""
    names = list(features)
    usual = {}
    for season, group in rows.groupby("season", sort=True):
        low, median, high = (group[names].quantile(q).to_numpy(float) for q in (0.25, 0.5, 0.75))
        spread = np.where(high - low > 0, high - low, 1.0)
        usual[str(season)] = Usual(tuple(median.tolist()), tuple(spread.tolist()))
    return Standing(tuple(names), usual)
