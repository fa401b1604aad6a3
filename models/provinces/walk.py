"""Every season of every year forecast from what was known then: walk-forward.

Each column of the arrays rests on earlier columns alone (and, in its own year, on seasons that were
harvested before); a test changes the future and sees that no forecast moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.provinces.drivers import Ocean, departures
from models.provinces.panel import Panel
from models.provinces.rules import Rule, chosen
from models.provinces.steady import steady
from models.provinces.wide import half_widths
from models.scores import skill

Floats = NDArray[np.float64]
SETTLING = 5
"""Years a level needs before its errors count."""
_LEAST = 20


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """Forecasts of a panel, arrays of shape (rows, years) in kg/ha, NaN where there is none.

    Parameters
    ----------
    baseline
        By the best rule of the past.
    kg_ha, low, high
        Baseline plus the believed departure of the model, with its 90 % interval.
    rules
        The baseline's rule by season name and year.
    weight
        Share of the model's departure that was believed, by season name and year.
    """

    panel: Panel
    baseline: Floats
    kg_ha: Floats
    low: Floats
    high: Floats
    rules: dict[str, dict[int, Rule]]
    weight: dict[str, dict[int, float]]


def walk(panel: Panel, ocean: Ocean | None, seed: int) -> Walk:
    """Forecast every year of *panel* from the years before it."""
    first = int(panel.years[0]) + SETTLING
    baseline, picked = chosen(panel, first)
    level = steady(panel.kg_ha)
    gap = level + departures(panel, level, ocean) - baseline
    weight, believed = _weights(panel, baseline, gap, first, seed)
    kg_ha = baseline + believed
    errors = np.where(panel.years >= first, panel.kg_ha - kg_ha, np.nan)
    half = half_widths(errors, panel.codes)
    low, high = np.maximum(kg_ha - half, 0.0), kg_ha + half
    return Walk(panel, baseline, kg_ha, low, high, picked, weight)


def _weights(
    panel: Panel, baseline: Floats, gap: Floats, first: int, seed: int
) -> tuple[dict[str, dict[int, float]], Floats]:
    """Fit, year by year on the years before, how much of *gap* is believed in each season.

    It is believed at all only where it surely helped over all seasons of the past years.
    """
    codes = [str(code) for code in np.unique(panel.codes)]
    weight: dict[str, dict[int, float]] = {code: {} for code in codes}
    believed = np.zeros(gap.shape)
    for n, year in enumerate(panel.years):
        past = (panel.years < year) & (panel.years >= first)
        fitted = {code: _least_squares(panel, baseline, gap, code, past) for code in codes}
        by_row = np.array([fitted[str(code)] for code in panel.codes])
        if not _surely_helps(panel, baseline, gap * by_row[:, None], past, seed):
            by_row[:] = 0.0
        believed[:, n] = by_row * gap[:, n]
        for code in codes:
            weight[code][int(year)] = round(float(by_row[panel.codes == code][0]), 3)
    return weight, believed


def _least_squares(
    panel: Panel, baseline: Floats, gap: Floats, code: str, past: NDArray[np.bool_]
) -> float:
    mine = np.ix_(panel.codes == code, past)
    said, came = gap[mine], (panel.kg_ha - baseline)[mine]
    both = np.isfinite(said) & np.isfinite(came)
    power = float(said[both] @ said[both])
    if both.sum() < _LEAST or power == 0:
        return 0.0
    return float(np.clip(said[both] @ came[both] / power, 0.0, 1.0))


def _surely_helps(
    panel: Panel, baseline: Floats, believed: Floats, past: NDArray[np.bool_], seed: int
) -> bool:
    truth, base, said = (v[:, past] for v in (panel.kg_ha, baseline, baseline + believed))
    years = np.broadcast_to(panel.years[past], truth.shape)
    known = np.isfinite(truth) & np.isfinite(said)
    if known.sum() < _LEAST:
        return False
    gain = skill(truth[known], said[known], base[known], years[known], seed)
    return gain.groups > 1 and gain.low > 0
