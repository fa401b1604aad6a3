"""Forecast a transect before it is measured: from an earlier one of its mouth, or from stations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data_sources.salinity_transects import Transect
from models.estuary.ahead import PRIOR_TRUST
from models.estuary.channel import LINES_G_L, fit, fit_stations
from models.estuary.profile import Floats, Profile
from models.estuary.walk import season_of
from models.hazards.salinity_persistence import MIN_CHANGES, chance_above, to_log

Forcing = Callable[[date], float]
"""(Q/H)^(1/2) of the ten days that end on a day."""
NEAREST_DAYS = 45
_LEAST_STATIONS = 3


@dataclass(frozen=True, slots=True)
class Ahead:
    """The profile expected on a day, and what it was drawn from, in words."""

    profile: Profile
    source: str


def expect(
    target: Transect, known: Sequence[Transect], river: pd.DataFrame, forcing: Forcing
) -> Ahead | None:
    """Return the profile expected for *target*; None where nothing is known.

    Parameters
    ----------
    target
        Only its mouth and day are looked at.
    known
        Other transects; those not measured before the target's day are passed over.
    river
        WATER rows of stations on the Hậu; of the target's own season only earlier periods are used.
    forcing
        See `Forcing`.
    """
    last = latest(target, known)
    if last is not None:
        growth = (forcing(target.day) / forcing(last.day)) ** PRIOR_TRUST
        profile = fit(last.km, last.depth_mean).under(growth)
        return Ahead(profile, f"transect of {last.day}, {last.slack}, moved by tide and river")
    stations = _at_this_time(target.day, river)
    if len(stations) < _LEAST_STATIONS:
        return None
    when = stations["period_end"].iloc[0].date()
    drawn = fit_stations(
        stations["sea_distance_km"].to_numpy(float), stations["salinity"].to_numpy(float)
    )
    growth = (forcing(target.day) / forcing(when)) ** PRIOR_TRUST
    said = f"{len(stations)} stations of the Hậu, ten days to {when}, moved by tide and river"
    return Ahead(drawn.under(growth), said)


def latest(target: Transect, known: Sequence[Transect]) -> Transect | None:
    """Return the last transect of the same mouth before the target's day, same slack if there."""
    earlier = [t for t in known if t.mouth == target.mouth and t.day < target.day]
    return max(earlier, key=lambda t: (t.day, t.slack == target.slack), default=None)


def _at_this_time(day: date, river: pd.DataFrame) -> pd.DataFrame:
    """Return the stations' rows of the period nearest to this time of year, of any known season."""
    at = pd.Timestamp(day)
    same = [season_of(start) == season_of(at) for start in river["period_start"]]
    usable = river[~np.array(same, dtype=bool) | (river["period_end"] < at).to_numpy()]
    usable = usable.dropna(subset=["salinity", "sea_distance_km"])
    if usable.empty:
        return usable
    shift = (usable["period_start"].dt.day_of_year - at.day_of_year).abs()
    away = np.minimum(shift, 365 - shift)
    own = (usable["period_end"] < at) & ((at - usable["period_end"]).dt.days <= NEAREST_DAYS)
    order = pd.DataFrame({"away": away, "late": ~own, "start": usable["period_start"]})
    best = order.sort_values(["late", "away", "start"]).index[0]
    chosen = usable[usable["period_start"] == usable.loc[best, "period_start"]]
    return chosen if away[best] <= NEAREST_DAYS else chosen.iloc[:0]


def rows(target: Transect, ahead: Ahead, known: Sequence[Transect]) -> pd.DataFrame:
    """Return a row a kilometre: observed depth mean, forecast, persistence, climatology, chances.

    Persistence is the last transect of the mouth, climatology the mean of all that were measured
    there before; both are missing where there is none. The forecast's chance comes from the misfit
    of earlier fits; that of the others is their plain yes or no.
    """
    earlier = [
        t
        for t in known
        if t.mouth == target.mouth and t.day < target.day and t.km.size == target.km.size
    ]
    last = latest(target, earlier)
    none = np.full(target.km.shape, np.nan)
    kept = none if last is None else last.depth_mean
    usual = none if not earlier else np.nanmean([t.depth_mean for t in earlier], axis=0)
    forecast = ahead.profile.salinity(target.km)
    columns: dict[str, object] = {
        "station": [f"{target.mouth} km {km:g}" for km in target.km],
        "period": pd.Timestamp(target.day),
        "observed": target.depth_mean,
        "forecast": forecast,
        "persistence": kept,
        "climatology": usual,
        "model": "steady profile",
        "copied": False,
    }
    miss = _misfits(earlier)
    for line in LINES_G_L:
        edge = float(to_log(np.array([line]))[0])
        enough = miss.size >= MIN_CHANGES
        columns[f"forecast>{line:g}"] = (
            chance_above(to_log(forecast), edge, miss) if enough else (forecast > line) * 1.0
        )
        columns[f"persistence>{line:g}"] = np.where(np.isfinite(kept), kept > line, np.nan)
        columns[f"climatology>{line:g}"] = np.where(np.isfinite(usual), usual > line, np.nan)
    return pd.DataFrame(columns).dropna(subset=["observed"])


def _misfits(transects: Sequence[Transect]) -> Floats:
    """Return the sorted errors, log observed less log fitted, of the fits to *transects*."""
    parts = [
        to_log(np.maximum(t.depth_mean, 0.0)) - to_log(fit(t.km, t.depth_mean).salinity(t.km))
        for t in transects
    ]
    every = np.concatenate([np.empty(0), *parts])
    return np.sort(every[np.isfinite(every)])
