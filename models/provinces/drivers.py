"""What moves a season away from its level, and is known before it is harvested.

The ocean: in an El Nino the Mekong brings less water and salt comes in (ONI of November, known in
January, before the winter-spring harvest). The same year: what the earlier seasons did. A ridge
over all provinces and past years says how much; there are too few years for anything finer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_sources.errors import Refused
from models.provinces.panel import ORDER, Panel, of_season
from models.provinces.steady import surprises_of

Floats = NDArray[np.float64]
SHRINK = 0.1
"""Ridge penalty as a share of the cases: one standardised driver keeps 10/11 of its slope."""
_LEAST = 40
ISSUED = {"WS": (1, 15), "SA": (6, 1), "AW": (10, 1)}
"""Day (month, day) of the harvest year on which a season's forecast is issued."""


@dataclass(frozen=True, slots=True)
class Ocean:
    """The ONI of one month by harvest year, with the day it is published.

    Parameters
    ----------
    by_year
        degC, the value known when the winter-spring season of that year is forecast.
    month
        Centre month of the three-month mean, of the year before.
    """

    by_year: Mapping[int, float]
    month: int = 11

    def published(self, year: int) -> date:
        """Return the day it is known: the tenth of the second month after the centre month."""
        months = self.month + 2
        return date(year - 1 + (months > 12), (months - 1) % 12 + 1, 10)


def ocean(enso: pd.DataFrame, month: int = 11) -> Ocean:
    """Pick the ONI of one *month* of each year from ENSO rows, for the harvest year after it."""
    rows = enso[enso["time"].dt.month == month]
    years = (rows["time"].dt.year + 1).tolist()
    return Ocean(dict(zip(years, rows["oni"].astype(float).tolist(), strict=True)), month)


def departures(panel: Panel, level: Floats, ocean: Ocean | None) -> Floats:
    """Forecast each year's surprise from drivers known by then, learned on earlier years.

    Returns
    -------
    Shape (rows, years), kg/ha; 0 where there is nothing to learn from.
    """
    came = surprises_of(panel.kg_ha, level)
    out = np.zeros(came.shape)
    for code in ORDER:
        mine = np.flatnonzero(panel.codes == code)
        if not len(mine):
            continue
        drivers = _drivers(panel, came, code, ocean)[mine]
        for n in range(1, len(panel.years)):
            out[mine, n] = _ridge(drivers[:, :n], came[mine, :n], drivers[:, n])
    return out


def _drivers(panel: Panel, came: Floats, code: str, ocean: Ocean | None) -> Floats:
    """Return the drivers of a season, shape (rows, years, drivers); NaN where not known."""
    earlier = ORDER[: ORDER.index(code)]
    found = [np.nan_to_num(of_season(panel, came, name)) for name in earlier]
    if ocean is not None and not found:
        for year in panel.years:
            if ocean.published(int(year)) > date(int(year), *ISSUED[code]):
                raise Refused("the ocean", [f"ONI for {year} is known only after the forecast"])
        row = np.array([ocean.by_year.get(int(year), np.nan) for year in panel.years])
        found.append(np.broadcast_to(row, came.shape))
    return np.stack(found, axis=2) if found else np.empty((*came.shape, 0))


def _ridge(past: Floats, came: Floats, now: Floats) -> Floats:
    """Fit *came* on *past* drivers and apply it *now*; 0 where too little is known."""
    if not past.shape[2]:
        return np.zeros(len(now))
    x, y = past.reshape(-1, past.shape[2]), came.ravel()
    both = np.isfinite(y) & np.isfinite(x).all(axis=1)
    if both.sum() < _LEAST:
        return np.zeros(len(now))
    x, y = x[both], y[both]
    centre, spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-9)
    z = (x - centre) / spread
    penalty = SHRINK * len(y) * np.eye(z.shape[1])
    slope = np.linalg.solve(z.T @ z + penalty, z.T @ y)
    return np.nan_to_num((now - centre) / spread @ slope)
