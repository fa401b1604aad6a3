"""The field forecaster: baseline, believed departure, interval, abstention."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.folds import Fold, check, grouped
from models.intervals import LEAST, Edges, edges, outward
from models.yields.residual import Cases, Residual, fit, season_means

Floats = NDArray[np.float64]
Split = Callable[[NDArray[np.intp]], list[Fold]]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Forecasts of cases, kg/ha; edges are NaN where no interval can be given."""

    kg_ha: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, eq=False)
class FieldModel:
    """A fitted forecaster.

    Parameters
    ----------
    residual
        Believed departure from the baseline.
    edges
        Interval by season name; "" holds the one over all seasons.
    """

    residual: Residual
    edges: dict[str, Edges]

    def forecast(self, rows: Floats, codes: NDArray[np.str_], level: Floats) -> Forecast:
        """Forecast fields around the baseline *level* (kg/ha) of their season."""
        kg_ha = level + self.residual.departure(rows, codes)
        mine = [self.edges.get(str(c), self.edges.get("")) for c in codes]
        low = np.array([np.nan if e is None else e.low for e in mine], float)
        high = np.array([np.nan if e is None else e.high for e in mine], float)
        return Forecast(kg_ha, *outward(kg_ha + low, kg_ha + high))


def inner_folds(places: NDArray[np.intp]) -> list[Fold]:
    """Hold out whole places among known cases; none where there is only one place."""
    return grouped(places) if len(np.unique(places)) > 1 else []


def train(cases: Cases, seed: int) -> FieldModel:
    """Fit departure, weight and intervals on *cases*, judged on places held out."""
    folds = inner_folds(cases.places)
    check(folds, cases.places)
    residual, believed = fit(cases, folds, seed)
    # With weight 0 these are the season's own yields, so the edges are its reported values.
    errors = cases.kg_ha - believed - season_means(cases, cases)
    return FieldModel(residual, _all_edges(cases, errors))


def _all_edges(cases: Cases, errors: Floats) -> dict[str, Edges]:
    found = {}
    for code in ("", *sorted(set(cases.codes.tolist()))):
        mine = np.flatnonzero(cases.codes == code) if code else np.arange(len(errors))
        if len(mine) >= LEAST:
            found[code] = edges(errors[mine], inner_folds(cases.places[mine]))
    return found


def judge(cases: Cases, folds: Sequence[Fold], seed: int) -> tuple[Forecast, Floats]:
    """Forecast every case by a model that never saw its place, everything fitted anew each time.

    Returns
    -------
    Forecasts, and the baseline beside them (kg/ha).
    """
    check(folds, cases.places)
    kg_ha, low, high, base = np.full((4, len(cases.kg_ha)), np.nan)
    for fold in folds:
        known, asked = cases.take(fold.train), cases.take(fold.test)
        base[fold.test] = season_means(known, asked)
        said = train(known, seed).forecast(asked.rows, asked.codes, base[fold.test])
        kg_ha[fold.test], low[fold.test], high[fold.test] = said.kg_ha, said.low, said.high
    return Forecast(kg_ha, low, high), base
