"""When each field was sown, headed and harvested, and what stands on it as of a day.

Every pair of sowing day and duration is held against all that was seen (`crop_fit.py`); the rice
calendar says where to look and the fields of the same season what is usual there this year, so a
field seen rarely leans on its neighbours and one seen often stands alone. Dates are medians of what
remains possible, with the range that holds nine cases of ten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
from scipy.ndimage import gaussian_filter1d
from scipy.special import logsumexp

from data_sources.season import CALENDAR, Season, SeasonCode
from pipelines.crop_fit import Observations, misfits, misfits_without
from pipelines.curves import NDVI, VH

DURATION_DAYS = np.arange(84, 119, 3)
USUAL_DURATION_DAYS: dict[SeasonCode, float] = {"WS": 101.0, "SA": 95.0, "AW": 97.0}
DURATION_SPREAD_DAYS = 5.0
"""Short varieties of the delta, direct-seeded: 90 to 105 days and the wait for a combine."""
TOGETHER_DAYS, APART = 4.0, 0.05
"""Neighbours sow within days of each other to escape the hoppers; who does not has this chance."""
WAIT_DAYS = 4.0
"""Spread of the days a ripe field waits for its combine, and of the day that is written down."""
SOWING_STEP_DAYS = 2
HEADING_BEFORE_HARVEST_DAYS = 30
"""Rice ripens in about 30 days whatever the variety (IRRI Rice Knowledge Bank)."""
CALENDAR_SPREAD_DAYS = 5.0
TEMPI_DAYS = (0.0, 4.0, 8.0, 12.0)
TEMPO_FIELDS = 150
LEAST_GAIN: dict[SeasonCode, float] = {"WS": -1.0, "SA": -1.0, "AW": 1.0}
"""How much better than staying the same a crop must explain what was seen."""
LEAST_CLEAR = 0.3
"""A field seen on less of its area than this was not seen."""
REST_DAYS = 5
"""Between a harvest and the next sowing."""
EPOCH = np.datetime64("1970-01-01", "D")


def detect(
    series: pd.DataFrame, as_of: date, seasons: Sequence[Season] | None = None
) -> pd.DataFrame:
    """Find the crop of every field and season.

    Parameters
    ----------
    series
        FIELD_SERIES rows; optical, radar or both.
    as_of
        Nothing later is looked at; dates after it are expectations.
    seasons
        Those to look for; None takes `seasons_seen`.

    Returns
    -------
    pandas.DataFrame
        field_id, season, sowing and harvest with low and high, heading, stage: one row a field and
        season, dates missing where no crop of rice was found.
    """
    known = series[series["time"] <= pd.Timestamp(as_of)]
    fields = np.sort(series["field_id"].unique())
    wanted = seasons_seen(known) if seasons is None else seasons
    return _in_turn(known, fields, wanted, as_of, LEAST_GAIN)


def date_rice(
    series: pd.DataFrame, fields: Sequence[str], season: Season, as_of: date
) -> pd.DataFrame:
    """Date one season of *fields* that are known to grow rice in it, however little was seen.

    Returns the rows of `detect`, one a field; a field that was never seen has the dates that are
    usual among the others, with a wide range.
    """
    known = series[series["time"] <= pd.Timestamp(as_of)]
    return _in_turn(
        known, np.sort(np.unique(fields)), [season], as_of, dict.fromkeys(CALENDAR, -np.inf)
    )


def _in_turn(
    series: pd.DataFrame,
    fields: np.ndarray,
    seasons: Sequence[Season],
    as_of: date,
    least_gain: Mapping[SeasonCode, float],
) -> pd.DataFrame:
    """Date season after season: a field is not sown before the crop before it is cut."""
    ends = np.full(len(fields), -np.inf)
    tables = [_rows(fields[:0], Season(as_of.year, "WS"), as_of, *_nothing())]
    for season in sorted(seasons, key=lambda s: s.period):
        table, harvest = _season(series, fields, season, as_of, (ends, least_gain[season.code]))
        ends = np.fmax(ends, harvest)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def seasons_seen(series: pd.DataFrame) -> list[Season]:
    """Return the seasons whose usual sowing began within the series and before its last days.

    A season that was half over when the series began, or that began in its last 30 days, leaves
    too little to see.
    """
    if series.empty:
        return []
    first, last = series["time"].min().date(), series["time"].max().date()
    years = range(first.year, last.year + 2)
    every = (Season(year, code) for year in years for code in CALENDAR)
    return [
        season
        for season in every
        if season.sown[1] >= first and season.sown[0] + timedelta(days=30) <= last
    ]


def _nothing() -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    return np.zeros(0, bool), (np.zeros((3, 0)), np.zeros((3, 0)))


def _season(
    series: pd.DataFrame,
    fields: np.ndarray,
    season: Season,
    as_of: date,
    limits: tuple[np.ndarray, float],
) -> tuple[pd.DataFrame, np.ndarray]:
    """Date one season; *limits* are the ends of the crops before it and the least gain."""
    ends, least_gain = limits
    sowing = _sowing_days(season)
    seen = observations(series, fields, sowing)
    expected = _expected(season, sowing)
    misfit = misfits(seen, sowing, DURATION_DAYS, _tempo(seen, sowing, expected))
    log = expected - misfit
    taken = sowing[None, :, None] < ends[:, None, None] + REST_DAYS
    log = np.where(taken, -np.inf, log)
    gain = misfits_without(seen) - np.where(taken, np.inf, misfit).min(axis=(1, 2))
    found = np.isfinite(log).any(axis=(1, 2)) & (gain >= least_gain)
    log[~found] = 0.0
    chance = _chances(log)
    if found.any():
        together = gaussian_filter1d(
            chance[found].sum(axis=(0, 2)), TOGETHER_DAYS / SOWING_STEP_DAYS
        )
        chance = _chances(log + np.log(together / together.max() + APART)[:, None])
    sown = _quantiles(chance.sum(axis=2), sowing)
    cut = _quantiles(*_by_harvest(chance, sowing))
    return _rows(fields, season, as_of, found, (sown, cut)), np.where(found, cut[1], -np.inf)


def _chances(log: np.ndarray) -> np.ndarray:
    chance = np.exp(log - log.max(axis=(1, 2), keepdims=True))
    return chance / chance.sum(axis=(1, 2), keepdims=True)


def observations(
    series: pd.DataFrame, fields: np.ndarray, sowing: np.ndarray
) -> list[Observations]:
    """Pick what was seen around a season, field after field; radar in decibels."""
    day = series["time"].to_numpy().astype("datetime64[D]").astype(np.int64)
    near = (day >= sowing[0] - 30) & (day <= sowing[-1] + DURATION_DAYS[-1] + 25)
    wanted = series["field_id"].isin(fields).to_numpy()
    usable = near & wanted & (series["clear"].to_numpy() >= LEAST_CLEAR)
    picked = []
    for curve in (NDVI, VH):
        value = series[curve.signal].to_numpy(np.float64)
        if curve is VH:
            value = 10 * np.log10(np.where(value > 0, value, np.nan))
        keep = usable & np.isfinite(value)
        owner = fields.searchsorted(series["field_id"].to_numpy()[keep])
        order = np.argsort(owner, kind="stable")
        first = np.searchsorted(owner[order], np.arange(len(fields) + 1))
        picked.append(Observations(curve, day[keep][order], value[keep][order], first))
    return picked


def _sowing_days(season: Season) -> np.ndarray:
    first, last = (np.datetime64(day, "D").astype(np.int64) for day in season.sown)
    return np.arange(first - 10, last + 11, SOWING_STEP_DAYS)


def _expected(season: Season, sowing: np.ndarray) -> np.ndarray:
    """Return the log chance of (sowing, duration) before anything is seen: calendar and variety."""
    first, last = (np.datetime64(day, "D").astype(np.int64) for day in season.sown)
    outside = np.maximum(np.maximum(first - sowing, sowing - last), 0) / CALENDAR_SPREAD_DAYS
    longer = (DURATION_DAYS - USUAL_DURATION_DAYS[season.code]) / DURATION_SPREAD_DAYS
    return -0.5 * (outside[:, None] ** 2 + longer[None, :] ** 2)


def _tempo(seen: Sequence[Observations], sowing: np.ndarray, expected: np.ndarray) -> float:
    """Return how late young rice greens this season, in days, as most of the fields say.

    Only radar sees the flooding before the leaves: without it the usual tempo stands, for a shift
    of all leaves and a shift of all sowings look the same from above.
    """
    if not len(seen[1].day):
        return TEMPI_DAYS[0]
    some = [part.some(TEMPO_FIELDS) for part in seen]
    evidence = [
        logsumexp(expected - misfits(some, sowing, DURATION_DAYS, tempo), axis=(1, 2)).sum()
        for tempo in TEMPI_DAYS
    ]
    return TEMPI_DAYS[int(np.argmax(evidence))]


def _by_harvest(chance: np.ndarray, sowing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    days = sowing[:, None] + DURATION_DAYS[None, :]
    axis = np.arange(days.min(), days.max() + 1)
    flat = np.zeros((len(chance), len(axis)))
    for n, duration in enumerate(DURATION_DAYS):
        flat[:, sowing + duration - axis[0]] += chance[:, :, n]
    return gaussian_filter1d(flat, WAIT_DAYS, axis=1, mode="constant"), axis


def _quantiles(chance: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return the 5 %, 50 % and 95 % days, (3, field)."""
    total = np.cumsum(chance, axis=1)
    total /= total[:, -1:]
    return np.stack(
        [days[(total < q).sum(axis=1).clip(max=len(days) - 1)] for q in (0.05, 0.5, 0.95)]
    )


def _rows(
    fields: np.ndarray,
    season: Season,
    as_of: date,
    found: np.ndarray,
    dates: tuple[np.ndarray, np.ndarray],
) -> pd.DataFrame:
    sown, cut = dates
    heading = cut[1] - HEADING_BEFORE_HARVEST_DAYS
    today = (np.datetime64(as_of, "D") - EPOCH).astype(int)
    columns = {
        "sowing": sown[1],
        "sowing_low": sown[0],
        "sowing_high": sown[2],
        "heading": heading,
        "harvest": cut[1],
        "harvest_low": cut[0],
        "harvest_high": cut[2],
    }
    table = pd.DataFrame(
        {name: _dates(np.where(found, days, np.nan)) for name, days in columns.items()}
    )
    table.insert(0, "field_id", pd.Series(fields, dtype="str"))
    table.insert(1, "season", str(season))
    table["stage"] = stage_on(today, sown[1], heading, cut[1], found)
    return table.astype({"season": "str", "stage": "str"})


def _dates(days: np.ndarray) -> pd.Series:
    whole = np.where(np.isfinite(days), days, 0).astype("datetime64[D]").astype("datetime64[us]")
    return pd.Series(np.where(np.isfinite(days), whole, np.datetime64("NaT")))


def stage_on(
    day: int, sowing: np.ndarray, heading: np.ndarray, harvest: np.ndarray, found: np.ndarray
) -> np.ndarray:
    """Name the stage of each crop on *day*, by the usual course of a short variety."""
    conditions = [~found, day < sowing, day >= harvest, day >= heading, day >= heading - 30]
    names = ["unknown", "bare", "harvested", "ripening", "reproductive"]
    seedling = np.where(day < sowing + 20, "seedling", "tillering")
    return np.select(conditions, names, seedling)
