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

from data_sources.season import Season
from models.boosting import Trees, grow
from models.folds import Fold
from models.scores import skill
from models.yields.level import level

Floats = NDArray[np.float64]
LEAST = 60
"""Yields below which no departure is learned at all."""
MATERIAL = 0.02
"""Share of squared error that must surely be gained: 1 % of the RMSE is worth no model, and a
threshold above zero keeps luck from passing as proof when several seasons are tried."""


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """Fields whose yield is known, with what was known of them on a day like the day of issue.

    Parameters
    ----------
    rows
        Features, float64 of shape (cases, features), NaN where unknown.
    features
        Their names in order.
    kg_ha
        Yields.
    season
        Season of each case, "2025-SA".
    places
        Number of each case's 5-km block: what is held out when weight and width are fitted.
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
        return np.array([str(s).partition("-")[2] for s in self.season])

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Whether anything but the yield is known of a case."""
        return np.isfinite(self.rows).sum(axis=1) > 0


@dataclass(frozen=True, slots=True)
class Residual:
    """A learned departure from the baseline.

    Parameters
    ----------
    trees
        The model; None where nothing is believed of it.
    weight
        Share of the departure that is believed, by season name; 0 where nothing is proven.
    """

    trees: Trees | None
    weight: dict[str, float]

    def departure(self, rows: Floats, codes: NDArray[np.str_]) -> Floats:
        """Return the believed departure from the season's mean, kg/ha; 0 where nothing is seen."""
        index, names = pd.factorize(codes)
        weights = np.array([self.weight.get(str(name), 0.0) for name in names], float)
        if self.trees is None or not weights.any():
            return np.zeros(len(rows))
        believed = weights[index]
        believed[~np.isfinite(rows).any(axis=1)] = 0.0
        return believed * self.trees.predict(rows)


def expected(known: Cases, asked: Cases) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the baseline of each asked case, and whether its season is new.

    The mean of the season's known yields; for a season of which none is known, what the past says
    (`models.yields.level`), NaN where the past says nothing either.
    """
    names, index = np.unique(known.season, return_inverse=True)
    totals, counts = np.bincount(index, known.kg_ha), np.bincount(index)
    means = {
        str(name): float(total / count)
        for name, total, count in zip(names, totals, counts, strict=True)
    }
    new = sorted({str(s) for s in np.unique(asked.season)} - set(means))
    yields = pd.DataFrame({"season": known.season.astype(str), "yield_kg_ha": known.kg_ha})
    for season in new:
        past = level(yields, Season.parse(season))
        means[season] = np.nan if past is None else past.kg_ha
    base = np.array([means[str(s)] for s in asked.season], float)
    return base, np.isin(asked.season, new)


def departures(known: Cases, seed: int) -> Trees | None:
    """Learn departures from the season's mean where any feature was seen; None from too few."""
    seen = np.flatnonzero(known.seen)
    if len(seen) < LEAST:
        return None
    base, _ = expected(known, known)
    return grow(known.rows[seen], (known.kg_ha - base)[seen], known.features, seed)


def held_out(cases: Cases, folds: Sequence[Fold], seed: int) -> tuple[Floats, Floats]:
    """Return baseline and learned departure of each case, made without its own place."""
    base, departure = np.full((2, len(cases.kg_ha)), np.nan)
    for fold in folds:
        known, asked = cases.take(fold.train), cases.take(fold.test)
        base[fold.test], _ = expected(known, asked)
        trees = departures(known, seed)
        if trees is not None:
            departure[fold.test] = np.where(asked.seen, trees.predict(asked.rows), 0.0)
    return base, np.nan_to_num(departure)


def fit(cases: Cases, folds: Sequence[Fold], seed: int) -> tuple[Residual, Floats]:
    """Learn the departure and its weight; *folds* hold out whole places.

    Returns
    -------
    Residual, held-out believed departure of each case (kg/ha) for calibrating intervals.
    """
    base, departure = held_out(cases, folds, seed)
    weight: dict[str, float] = {}
    believed = np.zeros(len(base))
    for code in sorted(set(cases.codes.tolist())):
        mine = cases.codes == code
        weight[code] = proven_weight(
            cases.kg_ha[mine], base[mine], departure[mine], cases.places[mine], seed
        )
        believed[mine] = weight[code] * departure[mine]
    trees = departures(cases, seed) if any(weight.values()) else None
    return Residual(trees, weight), believed


def proven_weight(
    kg_ha: Floats, base: Floats, departure: Floats, groups: NDArray[np.intp], seed: int
) -> float:
    """Return the least-squares weight of a held-out departure, 0 unless it surely helps.

    "Surely" means that the 5th percentile of the skill over resampled places is above `MATERIAL`.
    """
    known = np.isfinite(base)
    power = float(departure[known] @ departure[known])
    if power == 0:
        return 0.0
    weight = round(float(np.clip(departure[known] @ (kg_ha - base)[known] / power, 0.0, 1.0)), 3)
    forecast = (base + weight * departure)[known]
    gain = skill(kg_ha[known], forecast, base[known], groups[known], seed)
    return weight if gain.groups > 1 and gain.low > MATERIAL else 0.0
