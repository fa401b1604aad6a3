"""The table of models and protocols: every forecast beside its baseline."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.folds import Fold
from models.intervals import LEAST, outward, quantile_edges
from models.scores import coverage, rmse, skill, winkler
from models.yields.card import Row
from models.yields.model import Floats, Forecast, judge
from models.yields.residual import Cases


def table(cases: Cases, protocol: str, folds: list[Fold], lead: str, seed: int) -> Iterator[Row]:
    """Yield the lines of one protocol: baseline and model, all seasons and each."""
    said, base = judge(cases, folds, seed)
    plain = baseline_forecast(cases, folds, base)
    for model, forecast in (("baseline", plain), ("ruong", said)):
        for season in ("all", *sorted(set(cases.codes.tolist()))):
            mine = np.isfinite(base) & np.isfinite(forecast.low)
            mine &= (cases.codes == season) | (season == "all")
            if mine.any():
                yield _row(cases, forecast, base, mine, (protocol, model, lead, season), seed)


def baseline_forecast(cases: Cases, folds: list[Fold], base: Floats) -> Forecast:
    """Give the season mean the season's empirical quantiles: what a model's interval must match."""
    low, high = np.full((2, len(base)), np.nan)
    for fold in folds:
        for season in np.unique(cases.season[fold.test]):
            known = cases.kg_ha[fold.train][cases.season[fold.train] == season]
            mine = fold.test[cases.season[fold.test] == season]
            if len(known) >= LEAST:
                low[mine], high[mine] = outward(*quantile_edges(known))
    return Forecast(base, low, high)


def _row(
    cases: Cases,
    said: Forecast,
    base: Floats,
    mine: np.ndarray,
    names: tuple[str, str, str, str],
    seed: int,
) -> Row:
    truth, low, high = cases.kg_ha[mine], said.low[mine], said.high[mine]
    return Row(
        *names,
        cases=int(mine.sum()),
        rmse=rmse(truth, said.kg_ha[mine]),
        skill=skill(truth, said.kg_ha[mine], base[mine], cases.places[mine], seed),
        coverage=coverage(truth, low, high),
        winkler=float(winkler(truth, low, high).mean()),
    )
