"""Walk through a season of bulletins period by period, knowing each time only what was known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.estuary.ahead import NEAR_DAYS, Pairs, copied, theory
from models.estuary.profile import Floats
from models.hazards.salinity_persistence import MIN_CHANGES, chance_above, to_log

LINES_G_L = (1.0, 4.0)
CONTENDERS = ("forecast", "persistence", "climatology")


@dataclass(frozen=True, slots=True)
class Bulletins:
    """Bulletins of one or more seasons.

    Parameters
    ----------
    salinity
        g/L, station (rows) by first day of the period (columns, in time order).
    km
        Distance to the sea of each station; missing where it is not known.
    forcing
        (Q/H)^(1/2) of each period: see `profile.forcing`.
    """

    salinity: pd.DataFrame
    km: pd.Series
    forcing: pd.Series

    @property
    def periods(self) -> list[pd.Timestamp]:
        """The first day of each period, in time order."""
        return list(pd.DatetimeIndex(self.salinity.columns))

    @property
    def copies(self) -> set[pd.Timestamp]:
        """The periods that only repeat the one before."""
        return set(copied(self.salinity))

    def before(self, target: pd.Timestamp) -> pd.Timestamp | None:
        """Return the period just before *target*; None where there is none near."""
        earlier = [period for period in self.periods if period < target]
        return earlier[-1] if earlier and (target - earlier[-1]).days <= NEAR_DAYS else None

    def pair(self, target: pd.Timestamp) -> Pairs | None:
        """Return each station's step into *target*; None for a season's first period."""
        last = self.before(target)
        if last is None:
            return None
        start = self.salinity[last].to_numpy()
        growth = float(self.forcing[target] / self.forcing[last])
        moved = theory(start, self.km.to_numpy(), growth)
        return Pairs(start, self.salinity[target].to_numpy(), moved)


def season_of(start: pd.Timestamp) -> int:
    """Return the dry season a period belongs to: from October it is the next year's."""
    return start.year + (start.month >= 10)


def walk(bulletins: Bulletins, scored: list[pd.Timestamp]) -> pd.DataFrame:
    """Forecast every period of *scored* from the periods before it.

    Of the scored season only what came before a period is ever used for it; other seasons in
    *bulletins* count as known, for they are what the forecast is fitted on. The model speaks only
    while its forecasts so far have been no worse than persistence; else persistence does.

    Returns
    -------
    One row a station and period: station, period, observed, forecast, persistence, climatology
    (g/L, missing where unknown), model, and the chance of passing each line by each contender.
    """
    copies = bulletins.copies
    steps = {period: bulletins.pair(period) for period in bulletins.periods}
    learnt = {p: pair for p, pair in steps.items() if pair is not None and p not in copies}
    parts = []
    lost = 0.0
    for target in scored:
        now = steps[target]
        if now is None:
            continue
        past = _together([pair for period, pair in learnt.items() if _is_known(period, target)])
        trust = past.trust
        guess = np.maximum(now.before + trust * now.moved, 0.0)
        speaks = lost <= 0.0 and trust > 0.0
        rows = _rows(bulletins, target, now, guess, past, trust if speaks else 0.0)
        parts.append(rows.assign(copied=target in copies))
        # A period typed twice says nothing about who forecasts better.
        if target not in copies:
            errors = (guess - now.after) ** 2 - (now.before - now.after) ** 2
            lost += float(np.nansum(errors))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _is_known(period: pd.Timestamp, target: pd.Timestamp) -> bool:
    """Tell whether a period is an earlier one of the target's season, or of another season."""
    return period < target or season_of(period) != season_of(target)


def _together(pairs: list[Pairs]) -> Pairs:
    """Return all pairs as one."""
    empty = np.empty(0)
    return Pairs(
        np.concatenate([empty, *(p.before for p in pairs)]),
        np.concatenate([empty, *(p.after for p in pairs)]),
        np.concatenate([empty, *(p.moved for p in pairs)]),
    )


def _rows(
    bulletins: Bulletins,
    target: pd.Timestamp,
    now: Pairs,
    guess: Floats,
    past: Pairs,
    trust: float,
) -> pd.DataFrame:
    forecast = guess if trust > 0 else now.before
    usual = _usual(bulletins, target)
    columns: dict[str, object] = {
        "station": bulletins.salinity.index,
        "period": target,
        "observed": now.after,
        "forecast": forecast,
        "persistence": now.before,
        "climatology": usual.mean(axis=1).to_numpy(),
        "model": np.where(now.moved * trust != 0, f"steady profile x {trust:.2f}", "persistence"),
    }
    made = np.maximum(past.before + trust * past.moved, 0.0)
    misses = {
        "forecast": (forecast, to_log(past.after) - to_log(made)),
        "persistence": (now.before, to_log(past.after) - to_log(past.before)),
    }
    for line in LINES_G_L:
        for name, (level, miss) in misses.items():
            columns[f"{name}>{line:g}"] = _chance(level, line, miss[np.isfinite(miss)])
        share = (usual > line).sum(axis=1) / usual.notna().sum(axis=1)
        columns[f"climatology>{line:g}"] = share.to_numpy()
    rows = pd.DataFrame(columns)
    return rows[np.isfinite(now.before) & np.isfinite(now.after)]


def _chance(level: Floats, line: float, miss: Floats) -> Floats:
    """Return P(S > line) from errors made before, missing where too few were made."""
    if miss.size < MIN_CHANGES:
        return np.full(level.shape, np.nan)
    return chance_above(to_log(level), float(to_log(np.array([line]))[0]), np.sort(miss))


def _usual(bulletins: Bulletins, target: pd.Timestamp) -> pd.DataFrame:
    """Return what each station had at this time of other seasons, else so far this season.

    One row a station, a column each value; which of the two it is may differ by station.
    """
    wide, season = bulletins.salinity, season_of(target)
    other = [p for p in bulletins.periods if season_of(p) != season]
    same_time = wide[[p for p in other if (p.month, p.day) == (target.month, target.day)]]
    so_far = wide[[p for p in bulletins.periods if season_of(p) == season and p < target]]
    return pd.concat([same_time, so_far.where(same_time.isna().all(axis=1), axis=0)], axis=1)
