"""What the satellite adds to the baseline, and how much of it is believed.

A LightGBM model learns how far a field departs from its season's mean. What it says of places it
never saw is compared with what happened there; the share that held is the *weight*. It is 0 unless
the gain is positive with confidence: then the forecast is the baseline and is called so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.boosting import Trees, grow
from models.folds import Fold
from models.scores import skill

Floats = NDArray[np.float64]
LEAST = 60
"""Yields below which no departure is learned at all."""


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """Fields whose yield is known, with what was known of them on a day like the day of issue.

    Parameters
    ----------
    rows
        Features, float64 of shape (cases, features).
    features
        Their names in order.
    kg_ha
        Yields.
    season
        Season of each case, "2025-SA".
    places
        Number of each case's spatial group (a block or a location).
    """

    rows: Floats
    features: tuple[str, ...]
    kg_ha: Floats
    season: NDArray[np.str_]
    places: NDArray[np.intp]

    def take(self, index: NDArray[np.intp]) -> Cases:
        """Return the cases at *index*."""
        return Cases(
            self.rows[index],
            self.features,
            self.kg_ha[index],
            self.season[index],
            self.places[index],
        )

    @property
    def codes(self) -> NDArray[np.str_]:
        """Season name of each case: WS, SA, AW."""
        return np.array([s.partition("-")[2] for s in self.season])


@dataclass(frozen=True, slots=True)
class Residual:
    """A learned departure from the baseline.

    Parameters
    ----------
    trees
        The model; None where there were too few cases to learn from.
    weight
        Share of the departure that is believed, by season name; 0 where nothing is proven.
    """

    trees: Trees | None
    weight: dict[str, float]

    def departure(self, rows: Floats, codes: NDArray[np.str_]) -> Floats:
        """Return the believed departure from the season's mean, kg/ha."""
        believed = np.array([self.weight.get(str(c), 0.0) for c in codes], float)
        if self.trees is None or not believed.any():
            return np.zeros(len(rows))
        return believed * self.trees.predict(rows)


def season_means(known: Cases, asked: Cases) -> Floats:
    """Return the mean of the *known* yields of each asked case's season, else of all."""
    table = pd.Series(known.kg_ha).groupby(known.season).mean()
    found = pd.Series(asked.season).map(table)
    return np.asarray(found.fillna(float(known.kg_ha.mean())), float)


def held_out(cases: Cases, folds: Sequence[Fold], seed: int) -> tuple[Floats, Floats]:
    """Return baseline and learned departure of each case, made without its own place."""
    base, departure = np.full((2, len(cases.kg_ha)), np.nan)
    for fold in folds:
        known, asked = cases.take(fold.train), cases.take(fold.test)
        base[fold.test] = season_means(known, asked)
        if len(known.kg_ha) >= LEAST and known.rows.shape[1]:
            target = known.kg_ha - season_means(known, known)
            departure[fold.test] = grow(known.rows, target, cases.features, seed).predict(
                asked.rows
            )
    return base, np.nan_to_num(departure)


def fit(cases: Cases, folds: Sequence[Fold], seed: int) -> tuple[Residual, Floats]:
    """Learn the departure and its weight; *folds* hold out whole places.

    Returns
    -------
    Residual, held-out believed departure of each case (kg/ha) for calibrating intervals.
    """
    base, departure = held_out(cases, folds, seed)
    weight, believed = {}, np.zeros(len(base))
    for code in sorted(set(cases.codes.tolist())):
        mine = cases.codes == code
        weight[code] = proven_weight(
            cases.kg_ha[mine], base[mine], departure[mine], cases.places[mine], seed
        )
        believed[mine] = weight[code] * departure[mine]
    if not any(weight.values()):
        return Residual(None, weight), believed
    target = cases.kg_ha - season_means(cases, cases)
    return Residual(grow(cases.rows, target, cases.features, seed), weight), believed


def proven_weight(
    kg_ha: Floats, base: Floats, departure: Floats, groups: NDArray[np.intp], seed: int
) -> float:
    """Return the least-squares weight of a held-out departure, 0 unless it surely helps.

    "Surely" means that the 5th percentile of the skill over resampled places is above zero.
    """
    known = np.isfinite(base)
    power = float(departure[known] @ departure[known])
    if power == 0:
        return 0.0
    weight = float(np.clip(departure[known] @ (kg_ha - base)[known] / power, 0.0, 1.0))
    forecast = (base + weight * departure)[known]
    gain = skill(kg_ha[known], forecast, base[known], groups[known], seed)
    return round(weight, 3) if weight > 0 and gain.low > 0 and gain.groups > 1 else 0.0
