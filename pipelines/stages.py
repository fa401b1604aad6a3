"""When each field was sown, headed and harvested, and what stands on it as of a day.

Every pair of sowing day and duration is held against all that was seen; the rice calendar says
where to look and the fields of the same season what is usual there this year, so a field seen
rarely leans on its neighbours and one seen often stands alone (`crop_search.py`). Dates are medians
of what remains possible, with the range that holds nine cases of ten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from data_sources.season import CALENDAR, Season, SeasonCode
from pipelines.crop_search import DELTA, Found, Usual, search

HEADING_BEFORE_HARVEST_DAYS = 30
"""Rice ripens in about 30 days whatever the variety (IRRI Rice Knowledge Bank)."""
REPRODUCTIVE_DAYS = 30
"""From panicle initiation to heading, as long again."""
SEEDLING_DAYS = 20
LEAST_GAIN: dict[SeasonCode, float] = {"WS": -1.0, "SA": -1.0, "AW": 1.0}
"""How much better than staying the same a crop must explain what was seen, in log chance; the third
crop is grown by half of the fields only, and the fallow's weeds look like one."""


def detect(
    series: pd.DataFrame,
    as_of: date,
    seasons: Sequence[Season] | None = None,
    usual: Usual = DELTA,
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
    usual
        What rice usually does here.

    Returns
    -------
    pandas.DataFrame
        field_id, season, sowing and harvest with low and high, heading, stage: one row a field and
        season, dates missing where no crop of rice was found.
    """
    known = series[series["time"] <= pd.Timestamp(as_of)]
    fields = np.sort(series["field_id"].unique())
    wanted = seasons_seen(known) if seasons is None else seasons
    return _in_turn(known, fields, wanted, as_of, (LEAST_GAIN, usual))


def date_rice(
    series: pd.DataFrame,
    fields: Sequence[str],
    season: Season,
    as_of: date,
    usual: Usual = DELTA,
) -> pd.DataFrame:
    """Date one season of *fields* that are known to grow rice in it, however little was seen.

    Returns the rows of `detect`, one a field; a field that was never seen has the dates that are
    usual among the others, with a wide range.
    """
    known = series[series["time"] <= pd.Timestamp(as_of)]
    surely: dict[SeasonCode, float] = dict.fromkeys(CALENDAR, -np.inf)
    return _in_turn(known, np.sort(np.unique(fields)), [season], as_of, (surely, usual))


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


def _in_turn(
    series: pd.DataFrame,
    fields: np.ndarray,
    seasons: Sequence[Season],
    as_of: date,
    rules: tuple[Mapping[SeasonCode, float], Usual],
) -> pd.DataFrame:
    """Date season after season: a field is not sown before the crop before it is cut."""
    least_gain, usual = rules
    ends = np.full(len(fields), -np.inf)
    nothing = Found(np.zeros((3, 0)), np.zeros((3, 0)), np.zeros(0, bool))
    tables = [_rows(fields[:0], Season(as_of.year, "WS"), as_of, nothing)]
    if not len(fields):
        return tables[0]
    for season in sorted(seasons, key=lambda s: s.period):
        found = search(series, fields, season, (ends, least_gain[season.code]), usual)
        ends = np.fmax(ends, np.where(found.grown, found.harvest[1], -np.inf))
        tables.append(_rows(fields, season, as_of, found))
    return pd.concat(tables, ignore_index=True)


def _rows(fields: np.ndarray, season: Season, as_of: date, found: Found) -> pd.DataFrame:
    heading = found.harvest[1] - HEADING_BEFORE_HARVEST_DAYS
    columns = {
        "sowing": found.sowing[1],
        "sowing_low": found.sowing[0],
        "sowing_high": found.sowing[2],
        "heading": heading,
        "harvest": found.harvest[1],
        "harvest_low": found.harvest[0],
        "harvest_high": found.harvest[2],
    }
    dates = {n: _dates(np.where(found.grown, days, np.nan)) for n, days in columns.items()}
    table = pd.DataFrame(dates)
    table.insert(0, "field_id", pd.Series(fields, dtype="str"))
    table.insert(1, "season", str(season))
    table["stage"] = _stage_on(as_of, found, heading)
    return table.astype({"season": "str", "stage": "str"})


def _dates(days: np.ndarray) -> pd.Series:
    whole = np.where(np.isfinite(days), days, 0).astype("datetime64[D]").astype("datetime64[us]")
    return pd.Series(np.where(np.isfinite(days), whole, np.datetime64("NaT")))


def _stage_on(as_of: date, found: Found, heading: np.ndarray) -> np.ndarray:
    """Name the stage of each crop on a day, by the usual course of a short variety."""
    day = int(np.datetime64(as_of, "D").astype(np.int64))
    conditions = {
        "unknown": ~found.grown,
        "bare": day < found.sowing[1],
        "harvested": day >= found.harvest[1],
        "ripening": day >= heading,
        "reproductive": day >= heading - REPRODUCTIVE_DAYS,
        "seedling": day < found.sowing[1] + SEEDLING_DAYS,
    }
    return np.select(list(conditions.values()), list(conditions), "tillering")
