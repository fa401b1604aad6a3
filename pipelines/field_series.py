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
    each = pixel_weights(weights, statistic)
    for first, last in _strips(cube.sizes["y"]):
        runs = weights.between(first, last)
        if not len(runs):
            continue
        strip = cube.isel(y=slice(first, last)).load()
        for n, name in enumerate(names):
            values = strip[name].to_numpy()
            add_strip(values, runs - [first, 0, 0, 0, 0], each, sums.values[n], sums.weights[n])
            if n == 0:
                add_seen(values, runs - [first, 0, 0, 0, 0], weights.share, sums.seen)
    return sums


def pixel_weights(weights: Weights, statistic: Statistic) -> np.ndarray:
    """Return what each covered pixel counts under *statistic*, in the order of `Weights.share`."""
    if statistic == "area":
        return weights.share
    owner = np.empty(len(weights.share), np.int64)
    order = np.argsort(weights.runs[:, 4], kind="stable")
    owner[:] = np.repeat(weights.runs[order, 3], weights.runs[order, 2])
    enough = (weights.interior >= LEAST_INTERIOR)[owner]
    inside = (weights.share >= WHOLE).astype(np.float32)
    return np.where(enough, inside, weights.share**4)


def _strips(rows: int) -> Iterator[tuple[int, int]]:
    for first in range(0, rows, BLOCK):
        yield first, min(first + BLOCK, rows)


@numba.njit(nogil=True, cache=True)
def add_strip(
    values: np.ndarray,
    runs: np.ndarray,
    each: np.ndarray,
    total: np.ndarray,
    weight: np.ndarray,
) -> None:
    """Add a strip of pixels to the sums of the fields that lie on it.

    Parameters
    ----------
    values
        (time, rows, columns); NaN is not seen.
    runs
        Of `Weights`, their rows counted from the strip's first.
    each
        What each covered pixel counts.
    total, weight
        (time, field): sums of weight x value and of weight, added to in place.
    """
    for t in range(values.shape[0]):
        for n in range(len(runs)):
            r, c, f, s = runs[n, 0], runs[n, 1], runs[n, 3], runs[n, 4]
            above, below = 0.0, 0.0
            for i in range(runs[n, 2]):
                value = values[t, r, c + i]
                if not np.isnan(value):
                    above += each[s + i] * value
                    below += each[s + i]
            total[t, f] += above
            weight[t, f] += below


@numba.njit(nogil=True, cache=True)
def add_seen(values: np.ndarray, runs: np.ndarray, share: np.ndarray, seen: np.ndarray) -> None:
    """Add to *seen* (time, field) the share of each pixel that is not NaN."""
    for t in range(values.shape[0]):
        for n in range(len(runs)):
            r, c, s = runs[n, 0], runs[n, 1], runs[n, 4]
            total = 0.0
            for i in range(runs[n, 2]):
                if not np.isnan(values[t, r, c + i]):
                    total += share[s + i]
            seen[t, runs[n, 3]] += total
