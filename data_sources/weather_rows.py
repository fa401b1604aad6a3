"""What every weather source has in common: one row a point and day, in one set of units."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from data_sources.contract import Table
from data_sources.datasets import DAILY_WEATHER
from data_sources.region import Region
from data_sources.rows import Refusal, counted
from data_sources.source import Request

MEASURES = ("tmin", "tmax", "rain", "rain_chance", "humidity", "wind", "radiation")
FAR_KM = 100.0
"""A point farther than this from the region says little about its weather."""
WIND_2M_TO_10M = math.log(67.8 * 10 - 5.42) / 4.87
"""Wind at 10 m over wind at 2 m above grass (FAO-56, equation 47)."""


def point_name(lon: float, lat: float) -> str:
    """Name a weather point by its place, the same in every source.

    >>> point_name(106.02, 9.68)
    '9.68N 106.02E'
    """
    north, east = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{abs(lat):.2f}{north} {abs(lon):.2f}{east}"


def distance_km(region: Region, lon: float, lat: float) -> float:
    """Return how far a point lies outside the region's bounds, in km (0 inside)."""
    west, south, east, north = region.lonlat_bounds
    x = max(west - lon, 0.0, lon - east) * 111.32 * math.cos(math.radians(lat))
    y = max(south - lat, 0.0, lat - north) * 110.57
    return math.hypot(x, y)


def grid_points(region: Region, step_deg: float = 0.25) -> list[tuple[float, float]]:
    """Return lon, lat of the points at which a live service is asked: one a cell of *step_deg*.

    The services' own grids are 0.25 to 0.6 degrees wide, so a finer net would ask the same cell
    again.
    """
    west, south, east, north = region.lonlat_bounds
    columns = max(1, math.ceil((east - west) / step_deg))
    rows = max(1, math.ceil((north - south) / step_deg))
    x, y = (east - west) / columns, (north - south) / rows
    return [
        (round(west + x * (i + 0.5), 3), round(south + y * (j + 0.5), 3))
        for j in range(rows)
        for i in range(columns)
    ]


def weather_table(
    lon: float, lat: float, time: pd.Series, measures: Mapping[str, pd.Series], forecast: pd.Series
) -> pd.DataFrame:
    """Return one point's days as DAILY_WEATHER columns; measures that are not given are gaps."""
    days = pd.DataFrame({"time": time.astype("datetime64[us]"), "forecast": forecast.astype(bool)})
    for name in MEASURES:
        given = measures.get(name)
        days[name] = float("nan") if given is None else given.astype("float64")
    return days.assign(point=point_name(lon, lat), lon=float(lon), lat=float(lat))[
        DAILY_WEATHER.names
    ]


def checked(
    request: Request, parts: Sequence[tuple[str, pd.DataFrame]], contract: Table = DAILY_WEATHER
) -> tuple[pd.DataFrame, tuple[str, ...], tuple[Refusal, ...]]:
    """Put the points together: only near ones, only days asked for, only possible values.

    Returns
    -------
    tuple
        Rows of DAILY_WEATHER, notes with counts and gaps, and what was turned away.
    """
    kept, refused, outside = [], [], 0
    for name, days in parts:
        far = distance_km(request.region, float(days["lon"].iloc[0]), float(days["lat"].iloc[0]))
        if far > FAR_KM and request.tag.kind != "analogue":
            refused.append((name, f"its point lies {far:.0f} km outside the region"))
            continue
        within = days["time"].between(pd.Timestamp(request.start), pd.Timestamp(request.end))
        outside += int((~within).sum())
        if within.any():
            possible, impossible = _possible(name, days[within.to_numpy()])
            kept.append(possible)
            refused += impossible
    if not kept:
        return contract.empty(), (f"no day of {len(parts)} points is asked for",), tuple(refused)
    table = pd.concat(kept).sort_values(["point", "time"])
    twice = table.duplicated(list(contract.keys))
    refused += [
        (f"{p} {t:%Y-%m-%d}", "the point and day came twice")
        for p, t in table.loc[twice, ["point", "time"]].itertuples(index=False)
    ]
    table = table[~twice].reset_index(drop=True)
    return table, _said(table, outside, refused), tuple(refused)


def _possible(name: str, days: pd.DataFrame) -> tuple[pd.DataFrame, list[Refusal]]:
    """Make gaps of impossible values: one bad reading must not cost the day its other ones."""
    refused: list[Refusal] = []
    days = days.reset_index(drop=True)
    for measure in MEASURES:
        variable = DAILY_WEATHER.variable(measure)
        values = days[measure]
        beyond = (values < variable.low) | (values > variable.high)
        span = f"outside {variable.low:g} to {variable.high:g} {variable.unit}"
        refused += [
            (f"{name} {time:%Y-%m-%d}", f"{measure} {value:g} is {span}")
            for time, value in zip(days.loc[beyond, "time"], values[beyond], strict=True)
        ]
        days[measure] = values.mask(beyond)
    return days, refused


def _said(table: pd.DataFrame, outside: int, refused: Sequence[Refusal]) -> tuple[str, ...]:
    points = table["point"].nunique()
    notes = [f"{len(table)} days at {points} points"]
    if outside:
        notes.append(f"{outside} days of other times passed over")
    gaps = table[list(MEASURES)].isna().sum()
    absent = [name for name in MEASURES if gaps[name] == len(table)]
    some = [f"{name} {gaps[name]}" for name in MEASURES if 0 < gaps[name] < len(table)]
    if absent:
        notes.append(f"not given: {', '.join(absent)}")
    if some:
        notes.append(f"gaps (days): {', '.join(some)}")
    if skipped := _skipped(table):
        notes.append(f"{skipped} days are missing between the first and the last of a point")
    return (*notes, *counted(refused))


def _skipped(table: pd.DataFrame) -> int:
    spans = table.groupby("point")["time"].agg(["min", "max", "size"])
    return int(((spans["max"] - spans["min"]).dt.days + 1 - spans["size"]).sum())
