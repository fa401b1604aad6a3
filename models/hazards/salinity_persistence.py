"""How salt is likely to change from one ten-day bulletin to the next, from bulletins alone.

Salinity g (log of g/L) a few periods ahead is the last bulletin plus a change drawn from the
changes that were seen so far, over all stations. That is persistence with honest errors: it has no
river and no tide in it, and it says how often it would have been right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

FLOOR_G_L = 0.05
"""Added before the logarithm: bulletins give one decimal, so less than this is not told apart."""
MIN_CHANGES = 20
LINES_G_L = (1.0, 4.0)

Floats = npt.NDArray[np.float64]


def to_log(salinity: Floats) -> Floats:
    """Return log(S + floor) of salinity in g/L."""
    return np.log(salinity + FLOOR_G_L)


@dataclass(frozen=True, slots=True)
class Bulletins:
    """Log salinity by station (rows) and ten-day period (columns, in time order)."""

    log_salinity: pd.DataFrame

    @classmethod
    def of(cls, water: pd.DataFrame) -> Bulletins:
        """Arrange WATER rows; periods nobody reported stay missing."""
        wide = water.pivot(index="station", columns="period_start", values="salinity")
        return cls(wide.sort_index(axis=1).transform(to_log))

    def changes(self, ahead: int) -> Floats:
        """Return all changes over *ahead* periods, dry-season neighbours only, sorted."""
        return np.sort(self._changes_by_period(ahead).to_numpy().ravel()[self._seen(ahead)])

    def _seen(self, ahead: int) -> npt.NDArray[np.bool_]:
        return np.isfinite(self._changes_by_period(ahead).to_numpy().ravel())

    def _changes_by_period(self, ahead: int) -> pd.DataFrame:
        later = self.log_salinity.shift(-ahead, axis=1)
        starts = self.log_salinity.columns.to_series()
        near = (starts.shift(-ahead) - starts).dt.days <= 12 * ahead
        return (later - self.log_salinity).where(near, axis=1)

    def backtest(self, line: float, ahead: int = 1) -> tuple[float, float, int]:
        """Score P(S > line) against each station's own past frequency, past periods only.

        Returns
        -------
        Brier score of the persistence forecast, of climatology, and the number of cases.
        """
        changes = self._changes_by_period(ahead)
        levels = self.log_salinity
        edge = float(to_log(np.array([line]))[0])
        ours, climate, seen = [], [], []
        for column in range(ahead, levels.shape[1] - ahead):
            past = changes.iloc[:, : column - ahead + 1].to_numpy().ravel()
            past = np.sort(past[np.isfinite(past)])
            start, target = levels.iloc[:, column], levels.iloc[:, column + ahead]
            usable = np.isfinite(changes.iloc[:, column].to_numpy())
            if past.size < MIN_CHANGES or not usable.any():
                continue
            so_far = levels.iloc[:, : column + 1]
            share = ((so_far > edge).sum(axis=1) / so_far.notna().sum(axis=1)).to_numpy()
            ours.append(chance_above(start.to_numpy()[usable], edge, past))
            climate.append(share[usable])
            seen.append((target.to_numpy() > edge)[usable])
        if not ours:
            return np.nan, np.nan, 0
        truth = np.concatenate(seen)
        return (
            float(np.mean((np.concatenate(ours) - truth) ** 2)),
            float(np.mean((np.concatenate(climate) - truth) ** 2)),
            int(truth.size),
        )


def chance_above(level: Floats, edge: float, changes: Floats) -> Floats:
    """Return P(level + change > edge) for sorted *changes*; missing levels stay missing."""
    above = changes.size - np.searchsorted(changes, edge - level, side="right")
    return np.where(np.isfinite(level), (above + 0.5) / (changes.size + 1), np.nan)
