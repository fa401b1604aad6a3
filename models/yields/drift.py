"""Is the forecaster still what its card says? Forecasts held against the harvests that came.

Errors of neighbours are not independent, so misses are counted by their effective number; and
while harvests come in, the width follows them (adaptive conformal inference: Gibbs & Candes 2021,
NeurIPS, eq. 2, applied harvest week by harvest week).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binom

from models.intervals import LEVEL
from models.scores import rmse

STEP = 0.05
"""How fast the aimed level follows what was missed (gamma)."""
ALARM = 0.01
"""Chance below which so many misses are no accident."""
_LEVELS = (0.5, 0.99)


@dataclass(frozen=True, slots=True)
class Drift:
    """How forecasts stood against the harvests that came later.

    Parameters
    ----------
    cases
        Forecasts whose harvest is known by now.
    rmse, bias
        kg/ha; bias is truth minus forecast.
    held
        Share of truths inside the 90 % interval.
    chance
        Chance of so few inside if the intervals still kept their promise.
    next_level
        Level to aim at next so that 90 % are held.
    """

    cases: int
    rmse: float
    bias: float
    held: float
    chance: float
    next_level: float

    @property
    def alarm(self) -> bool:
        """Whether the intervals no longer keep their promise."""
        return self.chance < ALARM


def drift(forecast: pd.DataFrame, surveys: pd.DataFrame, shared: float) -> Drift | None:
    """Hold forecasts against yields harvested after they were issued; None where there is none.

    Parameters
    ----------
    forecast
        YIELD_FORECAST rows.
    surveys
        SURVEYS rows.
    shared
        Share of the error variance that fields have in common.
    """
    told = forecast[~forecast["abstained"]]
    both = told.merge(surveys, on=["field_id", "season"], suffixes=("", "_came"))
    both = both[both["harvested"] > both["issued"]].sort_values("harvested")
    if both.empty:
        return None
    came, said = both["yield_kg_ha_came"].to_numpy(float), both["yield_kg_ha"].to_numpy(float)
    inside = (came >= both["low"].to_numpy(float)) & (came <= both["high"].to_numpy(float))
    weeks = both["harvested"].dt.to_period("W").astype(str)
    missed = (~pd.Series(inside, index=both.index)).groupby(weeks).mean()
    return Drift(
        len(both),
        rmse(came, said),
        float((came - said).mean()),
        float(inside.mean()),
        _chance(inside, shared),
        followed(missed.to_list()),
    )


def followed(missed: Sequence[float], level: float = LEVEL) -> float:
    """Return the level to aim at after batches of which each *missed* a share."""
    aimed = 1.0 - level
    for share in missed:
        aimed += STEP * ((1.0 - level) - share)
    return float(np.clip(1.0 - aimed, *_LEVELS))


def _chance(inside: np.ndarray, shared: float) -> float:
    """Return the chance of no more inside, for as many independent cases as there truly are."""
    count = max(round(len(inside) / (1 + (len(inside) - 1) * shared)), 1)
    return float(binom.cdf(round(float(inside.mean()) * count), count, LEVEL))
