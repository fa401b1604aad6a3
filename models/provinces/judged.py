"""The table of the provinces: baselines and model, walked forward year by year."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models.cards.card import Row
from models.provinces.panel import lagged
from models.provinces.rules import RULES, said
from models.provinces.walk import Walk
from models.provinces.wide import half_widths
from models.scores import rmse, skill, winkler

Floats = NDArray[np.float64]
FIRST_JUDGED = 2010
CITY = ("Can Tho", "Hau Giang", "Soc Trang")
"""The three provinces that became Cần Thơ City in 2025, as the statistics spell them."""
EVERYWHERE = "all provinces"


def table(walk: Walk, seed: int) -> Iterator[Row]:
    """Yield the lines: every baseline and the model, by region and season.

    A case counts where there was a harvest this year and the year before: the same cases for all.
    """
    errors_of = {rule: said(walk.panel, rule) for rule in RULES}
    ways = {**errors_of, "baseline": walk.baseline, "ruong": walk.kg_ha}
    intervals = {name: _interval(walk, way) for name, way in ways.items()}
    intervals["ruong"] = (walk.low, walk.high)
    for region in (" + ".join(CITY), EVERYWHERE):
        for name, way in ways.items():
            for season in ("all", *dict.fromkeys(str(c) for c in walk.panel.codes)):
                mine = judged_cases(walk, region, season)
                if mine.any():
                    yield _row(walk, (region, name, season), mine, (way, *intervals[name]), seed)


def judged_cases(walk: Walk, region: str, season: str) -> NDArray[np.bool_]:
    """Tell which cases (rows, years) count for a region and a season."""
    panel = walk.panel
    known = np.isfinite(panel.kg_ha) & np.isfinite(lagged(panel.kg_ha))
    rows = np.ones(len(panel.codes), bool) if region == EVERYWHERE else panel.rows_of(CITY)
    rows &= (panel.codes == season) | (season == "all")
    return known & rows[:, None] & (panel.years >= FIRST_JUDGED)


def _interval(walk: Walk, way: Floats) -> tuple[Floats, Floats]:
    """Give a baseline the same kind of interval, from its own errors."""
    first = walk.panel.years[0]
    errors = np.where(walk.panel.years >= first + 5, walk.panel.kg_ha - way, np.nan)
    half = half_widths(errors, walk.panel.codes)
    return np.maximum(way - half, 0.0), way + half


def _row(
    walk: Walk,
    names: tuple[str, str, str],
    mine: NDArray[np.bool_],
    forecast: tuple[Floats, Floats, Floats],
    seed: int,
) -> Row:
    region, model, season = names
    kg_ha, low, high = (side[mine] for side in forecast)
    truth, base = walk.panel.kg_ha[mine], walk.baseline[mine]
    years = np.broadcast_to(walk.panel.years, mine.shape)[mine]
    inside = (truth >= low) & (truth <= high)
    span = f"{years.min()}-{years.max()}"
    return Row(
        protocol=f"{region}, walk-forward {span}",
        model=model,
        lead="harvest",
        season=season,
        cases=len(truth),
        rmse=rmse(truth, kg_ha),
        skill=skill(truth, kg_ha, base, years, seed),
        coverage=float(inside.mean()),
        worst=float(min(inside[years == year].mean() for year in np.unique(years))),
        winkler=float(winkler(truth, low, high).mean()),
    )
