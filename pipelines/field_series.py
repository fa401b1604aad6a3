"""From pixels to fields: what each field looked like on each day, with exact weights.

Two statistics for two purposes. *area* weighs each pixel by the share the field covers: right for
areas and sums. *signal* takes only pixels that lie whole inside the field, for what the sensor sees
at an edge is half the neighbour's; a field too small for that takes the shares to the fourth power.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numba
import numpy as np
import pandas as pd
import xarray as xr
from affine import Affine
from odc.geo.geobox import GeoBox

from data_sources.contract import WORKING_CRS, Cube
from data_sources.datasets import FIELD_SERIES, OPTICAL, RADAR
from pipelines.coverage import WHOLE, Weights, weights_of
from pipelines.grid import BLOCK

Statistic = Literal["area", "signal"]
LEAST_INTERIOR = 4
"""A field with fewer pixels whole inside falls back to shares to the fourth power."""
_SENSOR = {OPTICAL.name: "S2", RADAR.name: "S1"}


@dataclass(frozen=True, eq=False)
class Sums:
    """Running sums of weighted values over the pixels of each field on each day.

    Parameters
    ----------
    values, weights
        (variable, time, field): sum of weight x value, and of the weights of pixels seen.
    seen
        (time, field): pixels seen, by the share covered.
    """

    values: np.ndarray
    weights: np.ndarray
    seen: np.ndarray

    @classmethod
    def empty(cls, variables: int, times: int, fields: int) -> Sums:
        """Return sums over nothing yet."""
        shape = (variables, times, fields)
        return cls(np.zeros(shape), np.zeros(shape), np.zeros(shape[1:]))

    def means(self) -> np.ndarray:
        """Return the weighted means, NaN where nothing was seen."""
        with np.errstate(invalid="ignore"):
            return self.values / np.where(self.weights > 0, self.weights, np.nan)


def summarise(
    optical: xr.Dataset | None,
    radar: xr.Dataset | None,
    fields: gpd.GeoDataFrame,
    *,
    statistic: Statistic = "signal",
    cache: Path | None = None,
) -> pd.DataFrame:
    """Return FIELD_SERIES rows of *fields* from the cubes.

    Days on which a scene was read but a field was under cloud have a row with a clear share of 0;
    days without a scene have none.

    Parameters
    ----------
    optical, radar
        Keep OPTICAL and RADAR; either may be absent. Read lazily, a strip of rows at a time.
    fields
        Keeps FIELDS.
    cache
        Folder where the weights of a set of fields on a grid are kept.
    """
    rows = [
        _sensor_rows(contract, cube, fields, statistic, cache)
        for contract, cube in ((OPTICAL, optical), (RADAR, radar))
        if cube is not None
    ]
    if not rows:
        return FIELD_SERIES.empty()
    table = pd.concat(rows, ignore_index=True)
    ordered = table.sort_values(["field_id", "time", "sensor"], kind="stable", ignore_index=True)
    return FIELD_SERIES.check(ordered[FIELD_SERIES.names])


def grid_of(cube: xr.Dataset) -> GeoBox:
    """Return the grid a cube is on."""
    numbers = [float(word) for word in cube["spatial_ref"].attrs["GeoTransform"].split()]
    transform = Affine.from_gdal(*numbers)
    return GeoBox((cube.sizes["y"], cube.sizes["x"]), transform, WORKING_CRS)


def _sensor_rows(
    contract: Cube,
    cube: xr.Dataset,
    fields: gpd.GeoDataFrame,
    statistic: Statistic,
    cache: Path | None,
) -> pd.DataFrame:
    weights = weights_of(fields.geometry.to_numpy(), grid_of(cube), cache)
    seen_days = cube.isel(time=np.flatnonzero(cube["observed"].to_numpy()))
    sums = sum_cube(seen_days, contract.names, weights, statistic)
    times, count = seen_days.sizes["time"], weights.count
    means = sums.means()
    columns = {
        "field_id": np.repeat(fields["field_id"].to_numpy(), times),
        "time": np.tile(seen_days["time"].to_numpy().astype("datetime64[us]"), count),
        "sensor": np.full(times * count, _SENSOR[contract.name]),
        "clear": np.clip(sums.seen / weights.pixels, 0, 1).T.ravel(),
        "interior_pixels": np.repeat(weights.interior.astype(np.int64), times),
    }
    columns |= {name: np.full(times * count, np.nan) for name in ("ndvi", "lswi", "vv", "vh")}
    columns |= {name: means[n].T.ravel() for n, name in enumerate(contract.names)}
    return pd.DataFrame(columns).astype({"field_id": "str", "sensor": "str"})


def sum_cube(cube: xr.Dataset, names: list[str], weights: Weights, statistic: Statistic) -> Sums:
    """Sum a cube's variables over each field and day."""
    sums = Sums.empty(len(names), cube.sizes["time"], weights.count)
    for first, last in _strips(cube.sizes["y"]):
        runs = weights.between(first, last)
        if not len(runs):
            continue
        strip = cube.isel(y=slice(first, last))
        for n, name in enumerate(names):
            values = strip[name].to_numpy()
            add_strip(values, first, weights, statistic, (sums.values[n], sums.weights[n]))
            if n == 0:
                _add_seen(values, first, runs, weights.share, sums.seen)
    return sums


def _strips(rows: int) -> Iterator[tuple[int, int]]:
    for first in range(0, rows, BLOCK):
        yield first, min(first + BLOCK, rows)


def add_strip(
    values: np.ndarray,
    first: int,
    weights: Weights,
    statistic: Statistic,
    into: tuple[np.ndarray, np.ndarray],
) -> None:
    """Add a strip (time, rows, columns) that starts at the grid's row *first* to the sums *into*.

    NaN is not seen. *into* holds the sums of values and of weights, both (time, field).
    """
    kind = np.zeros(weights.count, np.uint8)
    if statistic == "signal":
        kind = np.where(weights.interior >= LEAST_INTERIOR, 1, 2).astype(np.uint8)
    runs = weights.between(first, first + values.shape[1])
    _add(values, first, runs, weights.share, kind, *into)


@numba.njit(nogil=True, cache=True)
def _weight(share: float, kind: int) -> float:
    """Weigh a pixel: 0 by area, 1 only where whole inside, 2 by the fourth power."""
    if kind == 1:
        return 1.0 if share >= WHOLE else 0.0
    return share if kind == 0 else share**4


@numba.njit(nogil=True, cache=True)
def _add(
    values: np.ndarray,
    first: int,
    runs: np.ndarray,
    share: np.ndarray,
    kind: np.ndarray,
    total: np.ndarray,
    weight: np.ndarray,
) -> None:
    for t in range(values.shape[0]):
        for n in range(len(runs)):
            r, c, f, s = runs[n, 0] - first, runs[n, 1], runs[n, 3], runs[n, 4]
            for i in range(runs[n, 2]):
                value = values[t, r, c + i]
                if np.isnan(value):
                    continue
                w = _weight(float(share[s + i]), int(kind[f]))
                total[t, f] += w * value
                weight[t, f] += w


@numba.njit(nogil=True, cache=True)
def _add_seen(
    values: np.ndarray, first: int, runs: np.ndarray, share: np.ndarray, seen: np.ndarray
) -> None:
    for t in range(values.shape[0]):
        for n in range(len(runs)):
            r, c, f, s = runs[n, 0] - first, runs[n, 1], runs[n, 3], runs[n, 4]
            for i in range(runs[n, 2]):
                if not np.isnan(values[t, r, c + i]):
                    seen[t, f] += share[s + i]
