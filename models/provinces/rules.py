"""The baselines of the provinces: what anybody could say from a yearbook."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.provinces.panel import ORDER, Panel, lagged, of_season

Floats = NDArray[np.float64]
Rule = Literal["season mean", "last year", "same-year update"]
RULES: tuple[Rule, ...] = ("season mean", "last year", "same-year update")
_LEAST = 20
"""Past cases below which no slope is fitted."""


def said(panel: Panel, rule: Rule) -> Floats:
    """Forecast every year by *rule* from nothing but what was known then; shape (rows, years)."""
    last = lagged(panel.kg_ha)
    if rule == "last year":
        return last
    if rule == "season mean":
        return _mean_before(panel.kg_ha)
    return _update(panel, last)


def _mean_before(kg_ha: Floats) -> Floats:
    known = np.isfinite(kg_ha)
    total = np.cumsum(np.where(known, kg_ha, 0.0), axis=1)
    count = np.cumsum(known, axis=1)
    mean = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return lagged(mean)


def _update(panel: Panel, last: Floats) -> Floats:
    """Add to last year b times this year's winter-spring change, b by season from past years."""
    change = panel.kg_ha - last
    first = of_season(panel, change, ORDER[0])
    out = last.copy()
    later = panel.codes != ORDER[0]
    for year in range(1, len(panel.years)):
        x, y = first[later, :year].ravel(), change[later, :year].ravel()
        both = np.isfinite(x) & np.isfinite(y)
        power = float(x[both] @ x[both])
        if both.sum() >= _LEAST and power > 0:
            slope = float(x[both] @ y[both]) / power
            out[later, year] += slope * np.nan_to_num(first[later, year])
    return out


def chosen(panel: Panel, first: int) -> tuple[Floats, dict[str, dict[int, Rule]]]:
    """Forecast each season and year by the rule with the least squared error in earlier years.

    Parameters
    ----------
    first
        First year whose errors count: rules need some years to begin.

    Returns
    -------
    Forecasts of shape (rows, years), and the rule chosen by season name and year.
    """
    ways = np.stack([said(panel, rule) for rule in RULES])
    squared = (panel.kg_ha - ways) ** 2
    squared[:, ~np.isfinite(squared).all(axis=0)] = np.nan
    out, picked = ways[RULES.index("last year")].copy(), {}
    for code in np.unique(panel.codes):
        mine = panel.codes == code
        picked[str(code)] = {}
        for n, year in enumerate(panel.years):
            past = (panel.years < year) & (panel.years >= first)
            errors = squared[:, mine][:, :, past].reshape(len(RULES), -1)
            known = errors[:, np.isfinite(errors).all(axis=0)]
            best = int(known.mean(axis=1).argmin()) if known.shape[1] >= _LEAST else 1
            out[mine, n] = ways[best][mine, n]
            picked[str(code)][int(year)] = RULES[best]
    return out, picked
