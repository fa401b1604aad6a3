"""The field forecaster: baseline, believed departure, interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.folds import Fold, check, grouped, leave_out
from models.intervals import LEAST, Edges, edges, outward
from models.yields.residual import Cases, Residual, expected, fit
from models.yields.shared import shared_error

Floats = NDArray[np.float64]
Codes = NDArray[np.str_]
NEW_SEASONS = 3
"""Past seasons of a name from which on their own jumps from year to year are in the interval."""
YEAR_JUMP = 260.0
"""Usual jump of a season's mean from year to year, kg/ha, where fewer seasons are on record: the
walk-forward RMSE of "last year" for the city's former provinces, 2010-2021 (statistics office)."""
ONE_SIDE = 1.645
"""Standard deviations that leave 5 % on one side of a normal distribution."""


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
        Interval where yields of the season are known: by season ("2026-WS"), else by its name
        ("WS"), else over all ("").
    new_edges
        By season name where none is known yet: the jump from year to year is in it.
    shared
        Share of the error variance that fields of one 5-km block have in common, within a season.
    """

    residual: Residual
    edges: dict[str, Edges]
    new_edges: dict[str, Edges]
    shared: float = 1.0

    def forecast(
        self, rows: Floats, seasons: NDArray[np.str_], level: Floats, new: NDArray[np.bool_]
    ) -> Forecast:
        """Forecast fields around the baseline *level* (kg/ha) of their season.

        Parameters
        ----------
        seasons
            "2026-WS", one a row.
        new
            Whether no yield of the field's season is known yet.
        """
        index, names = pd.factorize(seasons)
        codes = np.array([str(name).partition("-")[2] for name in names])
        kg_ha = level + self.residual.departure(rows, codes[index])
        sides = np.array([[self._sides(str(n), fresh) for n in names] for fresh in (False, True)])
        low, high = sides[new.astype(int), index].T
        return Forecast(kg_ha, *outward(kg_ha + low, kg_ha + high))

    def _sides(self, season: str, new: bool) -> tuple[float, float]:
        code = season.partition("-")[2]
        found = next((self.edges[n] for n in (season, code, "") if n in self.edges), None)
        if new and code in self.new_edges:
            found = self.new_edges[code]
        elif new and found is not None:
            jump = ONE_SIDE * YEAR_JUMP
            return -float(np.hypot(found.low, jump)), float(np.hypot(found.high, jump))
        return (np.nan, np.nan) if found is None else (found.low, found.high)


def inner_folds(places: NDArray[np.intp]) -> list[Fold]:
    """Hold out whole places among known cases; none where there is only one place."""
    return grouped(places) if len(np.unique(places)) > 1 else []


def train(cases: Cases, seed: int) -> FieldModel:
    """Fit departure, weight and intervals on *cases*, judged on places held out."""
    folds = inner_folds(cases.places)
    check(folds, cases.places)
    residual, believed = fit(cases, folds, seed)
    # With weight 0 these are the season's own yields, so the edges are its reported values.
    base, _ = expected(cases, cases)
    errors = cases.kg_ha - believed - base
    return FieldModel(
        residual,
        _edges_by_name(cases, errors),
        _new_edges(cases, cases.kg_ha - believed),
        shared_error(errors, [f"{s} {p}" for s, p in zip(cases.season, cases.places, strict=True)]),
    )


def _edges_by_name(cases: Cases, errors: Floats) -> dict[str, Edges]:
    found = {}
    for name in ("", *sorted({*cases.codes.tolist(), *(str(s) for s in cases.season)})):
        mine = np.flatnonzero((cases.codes == name) | (cases.season == name) | (name == ""))
        if len(mine) >= LEAST:
            found[name] = edges(errors[mine], inner_folds(cases.places[mine]))
    return found


def _new_edges(cases: Cases, yields: Floats) -> dict[str, Edges]:
    """Fit edges around what earlier years said of each season, where enough seasons were judged."""
    years = np.array([int(season[:4]) for season in cases.season])
    base = np.full(len(yields), np.nan)
    for year in np.unique(years)[1:]:
        known, asked = np.flatnonzero(years < year), np.flatnonzero(years == year)
        base[asked], _ = expected(cases.take(known), cases.take(asked))
    found = {}
    for code in sorted(set(cases.codes.tolist())):
        mine = np.flatnonzero((cases.codes == code) & np.isfinite(base))
        if len(np.unique(years[mine])) >= NEW_SEASONS:
            found[code] = edges((yields - base)[mine], leave_out(years[mine]))
    return found


def judge(
    cases: Cases, folds: Sequence[Fold], places: NDArray[np.intp], seed: int
) -> tuple[Forecast, Floats]:
    """Forecast every case by a model that never saw its place, everything fitted anew each time.

    Parameters
    ----------
    folds
        What is learned from and what is judged; refused where one of *places* is on both sides.

    Returns
    -------
    Forecasts, and the baseline beside them (kg/ha).
    """
    check(folds, places)
    kg_ha, low, high, base = np.full((4, len(cases.kg_ha)), np.nan)
    for fold in folds:
        known, asked = cases.take(fold.train), cases.take(fold.test)
        base[fold.test], new = expected(known, asked)
        said = train(known, seed).forecast(asked.rows, asked.season, base[fold.test], new)
        kg_ha[fold.test], low[fold.test], high[fold.test] = said.kg_ha, said.low, said.high
    return Forecast(kg_ha, low, high), base
