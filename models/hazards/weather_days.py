"""The weather at each field, day by day: the nearest weather point, measured before forecast."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer
from scipy.spatial import KDTree

from data_sources.contract import WORKING_CRS


def nearest_points(fields: pd.DataFrame, weather: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the name of the weather point nearest to each field (x, y in metres)."""
    points = weather.drop_duplicates("point").sort_values("point")
    project = Transformer.from_crs("EPSG:4326", WORKING_CRS, always_xy=True)
    tree = KDTree(np.column_stack(project.transform(points["lon"], points["lat"])))
    _, index = tree.query(fields[["x", "y"]].to_numpy())
    return points["point"].to_numpy(dtype=object)[index]


def by_day(weather: pd.DataFrame, name: str, last: pd.Timestamp) -> pd.DataFrame:
    """Return one variable with a row a day without holes and a column a point, up to *last*.

    A day that was measured and forecast has what was measured; a day nobody knows is missing.
    """
    known = weather[weather["time"] <= last].dropna(subset=[name])
    known = known.sort_values("forecast").drop_duplicates(["point", "time"])
    wide = known.pivot(index="time", columns="point", values=name)
    return wide if wide.empty else wide.asfreq("D")


def run_length(holds: pd.DataFrame) -> pd.DataFrame:
    """Return for each day how many days in a row, to that day, *holds* is true (days, points)."""
    number = holds.astype(float).cumsum()
    broken = number.where(~holds).ffill().fillna(0.0)
    return number - broken
