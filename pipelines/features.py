"""What a field's season was like: its greenness, its radar, its weather and its water."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from pyproj import Transformer
from scipy.spatial import KDTree

from data_sources.contract import WORKING_CRS
from data_sources.datasets import FIELD_SEASONS
from data_sources.season import Season
from pipelines.smoothing import STIFFNESS, smooth

LEAST_CLEAR = 0.3
BATCH_FIELDS = 4000
"""Fields smoothed at a time."""


def season_features(
    dated: pd.DataFrame,
    series: pd.DataFrame,
    weather: pd.DataFrame,
    water: pd.DataFrame,
    places: pd.DataFrame,
    as_of: date,
) -> pd.DataFrame:
    """Join to each dated crop what was measured between its sowing and its harvest, or *as_of*.

    Parameters
    ----------
    dated
        From `pipelines.stages.detect`.
    series
        FIELD_SERIES rows.
    weather
        DAILY_WEATHER rows; days that are forecast are left out.
    water
        WATER rows with x, y of their station (m, `WORKING_CRS`); stations whose place is not known
        are left out.
    places
        field_id, x, y (m, `WORKING_CRS`) of the fields.
    as_of
        Nothing later is counted.

    Returns
    -------
    pandas.DataFrame
        FIELD_SEASONS rows. Weather is that of the nearest weather point; salinity the highest
        reported in the season at the nearest station.
    """
    table = dated.reset_index(drop=True)
    start, end = _spans(table, as_of)
    xy = places.set_index("field_id").reindex(table["field_id"])[["x", "y"]].to_numpy(np.float64)
    seen = series[series["time"] <= pd.Timestamp(as_of)]
    columns = _signals(table["field_id"], start, end, seen)
    columns |= _weather(xy, start, end, weather[~weather["forecast"].astype(bool)])
    columns["salinity_season"] = _salinity(xy, start, end, water)
    complete = table.assign(**columns)
    return FIELD_SEASONS.check(complete[FIELD_SEASONS.names])


def _spans(table: pd.DataFrame, as_of: date) -> tuple[np.ndarray, np.ndarray]:
    """Return first and last day of each crop; where none was found, of the season itself."""
    periods = {name: Season.parse(name).period for name in table["season"].unique()}
    first = table["season"].map({name: pd.Timestamp(p[0]) for name, p in periods.items()})
    last = table["season"].map({name: pd.Timestamp(p[1]) for name, p in periods.items()})
    start = table["sowing"].fillna(first)
    end = table["harvest"].fillna(last).to_numpy("datetime64[D]")
    return start.to_numpy("datetime64[D]"), np.minimum(end, np.datetime64(as_of, "D"))


def _metres(lon: pd.Series, lat: pd.Series) -> np.ndarray:
    project = Transformer.from_crs("EPSG:4326", WORKING_CRS, always_xy=True)
    return np.column_stack(project.transform(lon.to_numpy(), lat.to_numpy()))


def _signals(
    fields: pd.Series, start: np.ndarray, end: np.ndarray, series: pd.DataFrame
) -> dict[str, np.ndarray]:
    """Return what both sensors saw between *start* and *end* of each crop."""
    clear = series[(series["sensor"] == "S2") & (series["clear"] >= LEAST_CLEAR)]
    clear = clear.dropna(subset=["ndvi"])
    radar = series[series["vh"] > 0]
    found = {"ndvi_peak": np.full(len(fields), np.nan), "ndvi_mean": np.full(len(fields), np.nan)}
    names = pd.Index(np.sort(fields.unique()))
    for first in range(0, len(names), BATCH_FIELDS):
        some = names[first : first + BATCH_FIELDS]
        rows = np.flatnonzero(fields.isin(some))
        span = (start[rows], end[rows])
        peak, mean = _greenness(
            some, some.get_indexer(pd.Index(fields.iloc[rows])), span, clear, radar
        )
        found["ndvi_peak"][rows], found["ndvi_mean"][rows] = peak, mean
    crops = pd.DataFrame({"field_id": fields, "row": np.arange(len(fields)), "a": start, "b": end})
    side = _inside(crops, radar).assign(db=lambda t: 10 * np.log10(t["vh"])).groupby("row")["db"]
    every = np.arange(len(fields))
    rise = (side.quantile(0.9) - side.quantile(0.1)).reindex(every)
    count = _inside(crops, clear).groupby("row").size().reindex(every, fill_value=0)
    return found | {
        "vh_rise_db": rise.to_numpy(np.float64),
        "clear_days": count.to_numpy(np.int64),
    }


def _inside(crops: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    joined = crops.merge(seen, on="field_id")
    return joined[(joined["time"] >= joined["a"]) & (joined["time"] <= joined["b"])]


def _greenness(
    names: pd.Index,
    owner: np.ndarray,
    span: tuple[np.ndarray, np.ndarray],
    clear: pd.DataFrame,
    radar: pd.DataFrame,
) -> tuple[np.ndarray, np.ndarray]:
    """Return peak and mean of the smooth NDVI of each crop, NaN where no line could be drawn."""
    clear = clear[clear["field_id"].isin(names)]
    nothing = np.full(len(owner), np.nan)
    if clear.empty:
        return nothing, nothing
    day = np.sort(clear["time"].unique())
    matrix = clear.pivot_table(index="field_id", columns="time", values=["ndvi", "clear"])
    shape = {"index": names, "columns": pd.Index(day)}
    ndvi = pd.DataFrame(matrix["ndvi"]).reindex(**shape).to_numpy(np.float64)
    weight = pd.DataFrame(matrix["clear"]).reindex(**shape).fillna(0.0).to_numpy(np.float64)
    whole = day.astype("datetime64[D]").astype(np.int64)
    first, days = whole[0], int(whole[-1] - whole[0]) + 1
    line_days, lines = smooth(
        whole, ndvi, weight, STIFFNESS["ndvi"], _looks(names, radar, first, days)
    )
    start, end = (side.astype("datetime64[D]").astype(np.int64) for side in span)
    within = (line_days >= start[:, None]) & (line_days <= end[:, None])
    own = np.where(within, lines[owner], np.nan)
    drawn = np.isfinite(own).any(axis=1)
    peak = np.where(drawn, np.fmax.reduce(own, axis=1), np.nan)
    known = np.isfinite(own).sum(axis=1)
    mean = np.where(drawn, np.nansum(own, axis=1) / np.maximum(known, 1), np.nan)
    return peak, mean


def _looks(names: pd.Index, radar: pd.DataFrame, first: int, days: int) -> np.ndarray:
    """Return (field, day): whether radar looked then; it vouches where no look was clear."""
    looks = np.zeros((len(names), days), bool)
    at = radar["time"].to_numpy().astype("datetime64[D]").astype(np.int64) - first
    row = names.get_indexer(pd.Index(radar["field_id"]))
    inside = (row >= 0) & (at >= 0) & (at < days)
    looks[row[inside], at[inside]] = True
    return looks


def _weather(
    xy: np.ndarray, start: np.ndarray, end: np.ndarray, weather: pd.DataFrame
) -> dict[str, np.ndarray]:
    """Sum rain and average temperature from sowing to the end, at the nearest point."""
    rain, mean = np.full(len(xy), np.nan), np.full(len(xy), np.nan)
    known = np.asarray(np.isfinite(xy).all(axis=1))
    if weather.empty or not known.any():
        return {"rain_season": rain, "tmean_season": mean}
    points = weather.groupby("point")[["lon", "lat"]].first()
    nearest = _nearest(_metres(points["lon"], points["lat"]), xy, known)
    for number, name in enumerate(points.index):
        here = known & (nearest == number)
        daily = weather[weather["point"] == name].set_index("time").sort_index()
        daily = daily.asfreq("D")
        warmth = (daily["tmin"] + daily["tmax"]) / 2
        rain[here] = _between(daily["rain"], start[here], end[here])[0]
        total, days = _between(warmth, start[here], end[here])
        mean[here] = total / days
    return {"rain_season": rain, "tmean_season": mean}


def _nearest(points: np.ndarray, xy: np.ndarray, known: np.ndarray) -> np.ndarray:
    return np.asarray(KDTree(points).query(np.where(known[:, None], xy, 0.0))[1])


def _between(daily: pd.Series, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return sum and count of the known days from *start* to *end*; NaN where fewer than half."""
    values = daily.to_numpy(np.float64)
    sums = np.concatenate([[0.0], np.cumsum(np.nan_to_num(values))])
    counts = np.concatenate([[0], np.cumsum(np.isfinite(values))])
    origin = daily.index[0].to_datetime64().astype("datetime64[D]")
    first = np.clip((start - origin).astype(int), 0, len(values))
    last = np.clip((end - origin).astype(int) + 1, 0, len(values))
    count = (counts[last] - counts[first]).astype(np.float64)
    wanted = (end - start).astype(int) + 1
    count[(count * 2 < wanted) | (count <= 0)] = np.nan
    return np.where(np.isnan(count), np.nan, sums[last] - sums[first]), count


def _salinity(
    xy: np.ndarray, start: np.ndarray, end: np.ndarray, water: pd.DataFrame
) -> np.ndarray:
    highest = np.full(len(xy), np.nan)
    known = np.asarray(np.isfinite(xy).all(axis=1))
    reported = water.dropna(subset=["salinity", "x", "y"])
    stations = reported.groupby("station")[["x", "y"]].first()
    if stations.empty or not known.any():
        return highest
    nearest = _nearest(stations.to_numpy(), xy, known)
    for number, name in enumerate(stations.index):
        here = np.flatnonzero(known & (nearest == number))
        highest[here] = _highest(reported[reported["station"] == name], start[here], end[here])
    return highest


def _highest(reported: pd.DataFrame, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the highest salinity of the periods that touch each span, NaN where none does."""
    first = reported["period_start"].to_numpy("datetime64[D]")
    last = reported["period_end"].to_numpy("datetime64[D]")
    touches = (first[None, :] <= end[:, None]) & (last[None, :] >= start[:, None])
    values = np.where(touches, reported["salinity"].to_numpy()[None, :], -np.inf)
    found = values.max(axis=1, initial=-np.inf)
    return np.where(np.isfinite(found), found, np.nan)
