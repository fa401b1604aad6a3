"""The table of models and protocols: every forecast beside its baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.cards.card import Row
from models.folds import Fold, apart, grouped, leave_out, walk_forward, years_apart
from models.intervals import LEAST, outward, quantile_edges
from models.scores import rmse, skill, winkler
from models.yields.cases import Taught
from models.yields.model import Floats, Forecast, judge
from models.yields.residual import Cases, expected

BLOCK, LOCATION, DISTRICT = "5-km block", "location", "district"
YEAR, LEFT_OUT = "walk-forward year", "year left out"
ALL = (YEAR, LEFT_OUT, BLOCK, LOCATION, DISTRICT)


@dataclass(frozen=True, slots=True, eq=False)
class Protocol:
    """What is held out, and what is resampled for the skill's interval.

    Parameters
    ----------
    name
        What a reader sees.
    folds
        No location on both sides.
    groups
        Resampled whole for the skill's interval: 5-km blocks; for years, the years.
    """

    name: str
    folds: list[Fold]
    groups: NDArray[np.intp]


def protocols(taught: Taught, names: tuple[str, ...]) -> Iterator[Protocol]:
    """Yield each protocol of *names* that the cases allow: at least two places, or years."""
    cases = taught.cases
    years = np.array([int(season[:4]) for season in cases.season])
    held = {
        BLOCK: (cases.places, grouped),
        LOCATION: (taught.locations, grouped),
        DISTRICT: (taught.districts, leave_out),
    }
    for name in names:
        if name in (YEAR, LEFT_OUT):
            if len(np.unique(years)) > 1 and len(np.unique(cases.places)) > 1:
                folds = walk_forward(years, 0) if name == YEAR else leave_out(years)
                yield Protocol(name, years_apart(folds, cases.places), years)
        elif len(np.unique(held[name][0])) > 1:
            groups, split = held[name]
            yield Protocol(name, apart(split(groups), taught.locations), cases.places)


def table(taught: Taught, protocol: Protocol, lead: str, seed: int) -> Iterator[Row]:
    """Yield the lines of one protocol: baseline and model, all seasons and each."""
    cases = taught.cases
    said, base = judge(cases, protocol.folds, taught.locations, seed)
    plain = baseline_forecast(cases, protocol.folds)
    for model, forecast in (("baseline", plain), ("ruong", said)):
        for season in ("all", *sorted(set(cases.codes.tolist()))):
            mine = np.isfinite(base) & np.isfinite(forecast.low) & np.isfinite(plain.low)
            mine &= (cases.codes == season) | (season == "all")
            if mine.any():
                names = (protocol.name, model, lead, season)
                yield _row(names, cases, (forecast, base), mine, (protocol.groups, seed))


def baseline_forecast(cases: Cases, folds: list[Fold]) -> Forecast:
    """Give the baseline its season's empirical quantiles: what a model's interval must match."""
    base, low, high = np.full((3, len(cases.kg_ha)), np.nan)
    for fold in folds:
        known, asked = cases.take(fold.train), cases.take(fold.test)
        base[fold.test], _ = expected(known, asked)
        for season in np.unique(asked.season):
            past = known.kg_ha[known.season == season]
            if not len(past):
                past = known.kg_ha[known.codes == str(season).partition("-")[2]]
            mine = fold.test[asked.season == season]
            if len(past) >= LEAST:
                low[mine], high[mine] = outward(*quantile_edges(past))
    return Forecast(base, low, high)


def _row(
    names: tuple[str, str, str, str],
    cases: Cases,
    said: tuple[Forecast, Floats],
    mine: NDArray[np.bool_],
    drawn: tuple[NDArray[np.intp], int],
) -> Row:
    forecast, base = said
    groups, seed = drawn
    truth, low, high = cases.kg_ha[mine], forecast.low[mine], forecast.high[mine]
    inside = (truth >= low) & (truth <= high)
    return Row(
        *names,
        cases=int(mine.sum()),
        rmse=rmse(truth, forecast.kg_ha[mine]),
        skill=skill(truth, forecast.kg_ha[mine], base[mine], groups[mine], seed),
        coverage=float(inside.mean()),
        worst=float(min(inside[cases.season[mine] == s].mean() for s in set(cases.season[mine]))),
        winkler=float(winkler(truth, low, high).mean()),
    )
