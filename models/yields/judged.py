"""The table of models and protocols: every forecast beside its baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.cards.card import Row
from models.folds import Fold, grouped, leave_out, years_apart
from models.intervals import LEAST, outward, quantile_edges
from models.scores import coverage, rmse, skill, winkler
from models.yields.cases import Taught
from models.yields.model import Floats, Forecast, at_places, judge
from models.yields.residual import Cases, expected

BLOCK, LOCATION, DISTRICT, YEAR = "5-km block", "location", "district", "year"


@dataclass(frozen=True, slots=True, eq=False)
class Protocol:
    """What is held out, and what is resampled for the skill's interval.

    Parameters
    ----------
    name
        What a reader sees.
    cases
        Grouped by the places that are held out.
    folds
        No place on both sides.
    groups
        Resampled whole: the places; for years, the years.
    """

    name: str
    cases: Cases
    folds: list[Fold]
    groups: NDArray[np.intp]


def protocols(taught: Taught, names: tuple[str, ...]) -> Iterator[Protocol]:
    """Yield each protocol of *names* that the cases allow: at least two places, or years."""
    cases = taught.cases
    years = np.array([int(season[:4]) for season in cases.season])
    groups = {BLOCK: cases.places, LOCATION: taught.locations, DISTRICT: taught.districts}
    for name in names:
        if name == YEAR:
            if len(np.unique(years)) > 1 and len(np.unique(cases.places)) > 1:
                first = int(np.unique(years)[1])
                yield Protocol(name, cases, years_apart(years, cases.places, first), years)
        elif len(np.unique(groups[name])) > 1:
            held = at_places(cases, groups[name])
            folds = (leave_out if name == DISTRICT else grouped)(groups[name])
            yield Protocol(name, held, folds, groups[name] if name != DISTRICT else cases.places)


def table(protocol: Protocol, lead: str, seed: int) -> Iterator[Row]:
    """Yield the lines of one protocol: baseline and model, all seasons and each."""
    cases = protocol.cases
    said, base = judge(cases, protocol.folds, seed)
    plain = baseline_forecast(cases, protocol.folds)
    for model, forecast in (("baseline", plain), ("ruong", said)):
        for season in ("all", *sorted(set(cases.codes.tolist()))):
            mine = np.isfinite(base) & np.isfinite(forecast.low) & np.isfinite(plain.low)
            mine &= (cases.codes == season) | (season == "all")
            if mine.any():
                names = (protocol.name, model, lead, season)
                yield _row(names, protocol, forecast, base, mine, seed)


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
    protocol: Protocol,
    said: Forecast,
    base: Floats,
    mine: NDArray[np.bool_],
    seed: int,
) -> Row:
    truth, low, high = protocol.cases.kg_ha[mine], said.low[mine], said.high[mine]
    seasons = protocol.cases.season[mine]
    held = [
        coverage(truth[seasons == s], low[seasons == s], high[seasons == s]) for s in set(seasons)
    ]
    return Row(
        *names,
        cases=int(mine.sum()),
        rmse=rmse(truth, said.kg_ha[mine]),
        skill=skill(truth, said.kg_ha[mine], base[mine], protocol.groups[mine], seed),
        coverage=coverage(truth, low, high),
        worst=min(held),
        winkler=float(winkler(truth, low, high).mean()),
    )
