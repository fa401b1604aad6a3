"""The search for one season's crops: which sowing days and durations remain possible.

Chances of a calendar and of varieties meet what was seen (`crop_fit.py`); how late rice greens this
season and when most fields were sown is learned from the fields themselves, a sample of them, so
the work grows with the number of fields and its memory does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.ndimage import gaussian_filter1d
from scipy.special import logsumexp

from data_sources.season import Season, SeasonCode
from pipelines.crop_fit import Observations, misfits, misfits_without
from pipelines.curves import AFTER, BEFORE, NDVI, VH, Curve

DURATION_DAYS = np.arange(84, 119, 3)
DURATION_SPREAD_DAYS = 5.0
SOWING_STEP_DAYS = 2
CALENDAR_MARGIN_DAYS, CALENDAR_SPREAD_DAYS = 10, 5.0
TEMPI_DAYS = (0.0, 4.0, 8.0, 12.0)
TEMPO_FIELDS, SAMPLE_FIELDS, BATCH_FIELDS = 150, 600, 500
TOGETHER_DAYS, APART = 4.0, 0.05
"""Neighbours sow within days of each other to escape the hoppers; who does not has this chance."""
WAIT_DAYS = 4.0
"""Spread of the days a ripe field waits for its combine, and of the day that is written down."""
LEAST_CLEAR = 0.3
"""A field seen on less of its area than this was not seen."""
REST_DAYS = 5
"""Between a harvest and the next sowing."""
TAILS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Usual:
    """What rice usually does here.

    Parameters
    ----------
    ndvi, vh
        Its looks.
    duration_days
        From sowing to harvest, by season: short direct-seeded varieties of 90 to 105 days and the
        wait for a combine. Measured on the fields the NDVI curve comes from.
    """

    ndvi: Curve = NDVI
    vh: Curve = VH
    duration_days: Mapping[SeasonCode, float] = field(
        default_factory=lambda: {"WS": 101.0, "SA": 95.0, "AW": 97.0}
    )


DELTA = Usual()


@dataclass(frozen=True, eq=False)
class Found:
    """What was found of each field, in days since 1970-01-01.

    Parameters
    ----------
    sowing, harvest
        (3, field): the 5 %, 50 % and 95 % days.
    grown
        (field,): whether a crop was found at all.
    """

    sowing: np.ndarray
    harvest: np.ndarray
    grown: np.ndarray


@dataclass(frozen=True, eq=False)
class _Axes:
    """Candidates of one season and what is expected of them before anything is seen."""

    sowing: np.ndarray
    expected: np.ndarray
    tempo: float = 0.0
    together: np.ndarray | float = 0.0


def search(
    series: pd.DataFrame,
    fields: np.ndarray,
    season: Season,
    limits: tuple[np.ndarray, float],
    usual: Usual,
) -> Found:
    """Find the crop of each of *fields* (in order) in one season.

    Parameters
    ----------
    limits
        Last day of the crop before, by field (-inf where there is none), and the least gain in
        explaining what was seen that makes a crop.
    """
    sowing = _sowing_days(season)
    seen = _observations(series, fields, sowing, usual)
    axes = _Axes(sowing, _expected(season, sowing, usual.duration_days[season.code]))
    axes = _Axes(sowing, axes.expected, _tempo(seen, axes))
    axes = _Axes(sowing, axes.expected, axes.tempo, _together(seen, limits, axes))

    def batch(first: int) -> Found:
        last = min(first + BATCH_FIELDS, len(fields))
        part = [observed.between(first, last) for observed in seen]
        return _dated(part, (limits[0][first:last], limits[1]), axes)

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(batch, range(0, len(fields), BATCH_FIELDS)))
    return Found(
        np.concatenate([part.sowing for part in found], axis=1),
        np.concatenate([part.harvest for part in found], axis=1),
        np.concatenate([part.grown for part in found]),
    )


def _dated(seen: Sequence[Observations], limits: tuple[np.ndarray, float], axes: _Axes) -> Found:
    log, grown = _weighed(seen, limits, axes)
    chance = _chances(log + np.asarray(axes.together)[..., None])
    return Found(
        _quantiles(chance.sum(axis=2), axes.sowing),
        _quantiles(*_by_harvest(chance, axes.sowing)),
        grown,
    )


def _weighed(
    seen: Sequence[Observations], limits: tuple[np.ndarray, float], axes: _Axes
) -> tuple[np.ndarray, np.ndarray]:
    """Return log chances (field, sowing, duration), and which fields grew a crop."""
    ends, least_gain = limits
    misfit = misfits(seen, axes.sowing, DURATION_DAYS, axes.tempo)
    taken = axes.sowing[None, :, None] < ends[:, None, None] + REST_DAYS
    log = np.where(taken, -np.inf, axes.expected - misfit)
    gain = misfits_without(seen) - np.where(taken, np.inf, misfit).min(axis=(1, 2))
    grown = ~taken.all(axis=(1, 2)) & (gain >= least_gain)
    log[~grown] = 0.0
    return log, grown


def _tempo(seen: Sequence[Observations], axes: _Axes) -> float:
    """Return how late young rice greens this season, in days, as most of the fields say.

    Only radar sees the flooding before the leaves: without it the usual tempo stands, for a shift
    of all leaves and a shift of all sowings look the same from above.
    """
    if not len(seen[1].day):
        return TEMPI_DAYS[0]
    some = [observed.some(TEMPO_FIELDS) for observed in seen]
    evidence = [
        logsumexp(axes.expected - misfits(some, axes.sowing, DURATION_DAYS, tempo), axis=(1, 2))
        for tempo in TEMPI_DAYS
    ]
    return TEMPI_DAYS[int(np.argmax([part.sum() for part in evidence]))]


def _together(
    seen: Sequence[Observations], limits: tuple[np.ndarray, float], axes: _Axes
) -> np.ndarray | float:
    """Return the log chance of each sowing day as the fields of this season have it."""
    step = Observations.step(len(limits[0]), SAMPLE_FIELDS)
    some = [observed.some(SAMPLE_FIELDS) for observed in seen]
    log, grown = _weighed(some, (limits[0][::step], limits[1]), axes)
    if not grown.any():
        return 0.0
    usual = _chances(log[grown]).sum(axis=(0, 2))
    smooth = gaussian_filter1d(usual, TOGETHER_DAYS / SOWING_STEP_DAYS)
    return np.log(smooth / smooth.max() + APART)


def _observations(
    series: pd.DataFrame, fields: np.ndarray, sowing: np.ndarray, usual: Usual
) -> list[Observations]:
    """Pick what was seen around a season, field after field; radar in decibels."""
    day = series["time"].to_numpy().astype("datetime64[D]").astype(np.int64)
    near = (day >= sowing[0] - BEFORE) & (day <= sowing[-1] + DURATION_DAYS[-1] + AFTER)
    usable = near & (series["clear"].to_numpy() >= LEAST_CLEAR)
    owner = pd.Index(fields).get_indexer(pd.Index(series["field_id"]))
    picked = []
    for curve in (usual.ndvi, usual.vh):
        value = series[curve.signal].to_numpy(np.float64)
        if curve is usual.vh:
            value = 10 * np.log10(np.where(value > 0, value, np.nan))
        keep = np.flatnonzero(usable & (owner >= 0) & np.isfinite(value))
        keep = keep[np.lexsort((day[keep], owner[keep]))]
        first = np.searchsorted(owner[keep], np.arange(len(fields) + 1))
        picked.append(Observations(curve, day[keep], value[keep], first))
    return picked


def _sowing_days(season: Season) -> np.ndarray:
    first, last = (np.datetime64(day, "D").astype(np.int64) for day in season.sown)
    margin = CALENDAR_MARGIN_DAYS
    return np.arange(first - margin, last + margin + 1, SOWING_STEP_DAYS)


def _expected(season: Season, sowing: np.ndarray, duration_days: float) -> np.ndarray:
    """Return the log chance of (sowing, duration) before anything is seen: calendar and variety."""
    first, last = (np.datetime64(day, "D").astype(np.int64) for day in season.sown)
    outside = np.maximum(np.maximum(first - sowing, sowing - last), 0) / CALENDAR_SPREAD_DAYS
    longer = (DURATION_DAYS - duration_days) / DURATION_SPREAD_DAYS
    return -0.5 * (outside[:, None] ** 2 + longer[None, :] ** 2)


def _chances(log: np.ndarray) -> np.ndarray:
    chance = np.exp(log - log.max(axis=(1, 2), keepdims=True))
    return chance / chance.sum(axis=(1, 2), keepdims=True)


def _by_harvest(chance: np.ndarray, sowing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    days = sowing[:, None] + DURATION_DAYS[None, :]
    axis = np.arange(days.min(), days.max() + 1)
    flat = np.zeros((len(chance), len(axis)))
    for n, duration in enumerate(DURATION_DAYS):
        flat[:, sowing + duration - axis[0]] += chance[:, :, n]
    return gaussian_filter1d(flat, WAIT_DAYS, axis=1, mode="constant"), axis


def _quantiles(chance: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return the days at `TAILS`, (3, field)."""
    total = np.cumsum(chance, axis=1)
    total /= total[:, -1:]
    return np.stack([days[(total < q).sum(axis=1).clip(max=len(days) - 1)] for q in TAILS])
