"""Medians of a month or of ten days: what most clear looks agree on, straight from the files.

A strip of rows is read for all days, masked in place, reduced and written before the next: every
block is decoded once and no more than a strip is held.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

import numba
import numpy as np
import xarray as xr
import zarr
from odc.geo.geobox import GeoBox
from zarr.codecs import ZstdCodec

from data_sources.contract import WORKING_CRS
from pipelines.assembly import coordinates
from pipelines.grid import BLOCK, Tile
from pipelines.recipe import MISSING, Recipe
from pipelines.scenes import Scene
from pipelines.unit import render

Period = Literal["month", "dekad"]
STRIP_BYTES = 120_000_000
"""What one thread holds of all days."""


def period_starts(days: np.ndarray, period: Period) -> np.ndarray:
    """Return the first day of the month, or of the ten days, that each day lies in.

    The last dekad of a month has 8 to 11 days, as in agrometeorology (WMO-No. 134).
    """
    months = days.astype("datetime64[M]").astype("datetime64[D]")
    if period == "month":
        return months
    dekad = np.minimum((days - months).astype(int) // 10, 2)
    return months + (dekad * 10).astype("timedelta64[D]")


def composite(
    scenes: Sequence[Scene],
    recipe: Recipe,
    grid: GeoBox,
    path: Path,
    period: Period = "dekad",
    workers: int = 2,
) -> list[str]:
    """Write the median of each period as Zarr at *path*; return the items that could not be read.

    Parameters
    ----------
    scenes
        Scenes that are to be read.
    recipe
        Which variables, how masked.
    """
    days = np.array([scene.day for scene in scenes], "datetime64[D]")
    starts, group = np.unique(period_starts(days, period), return_inverse=True)
    _outline(path, recipe, grid, starts)
    target = zarr.open_group(path, mode="r+", zarr_format=3)
    failed: set[str] = set()

    def one(strip: Tile) -> None:
        stack, lost = _read_strip(scenes, recipe, strip)
        failed.update(lost)
        out = np.empty((len(starts), *strip.shape), np.int16)
        rows = slice(strip.row, strip.row + strip.shape[0])
        for n, name in enumerate(recipe.variables):
            _medians(stack[n], group.astype(np.int64), out)
            array = target[name]
            assert isinstance(array, zarr.Array)  # noqa: S101  (`_outline` made it)
            array[:, rows] = out

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(one, _strips(grid, recipe, len(scenes))))
    return sorted(failed)


def _strips(grid: GeoBox, recipe: Recipe, scenes: int) -> list[Tile]:
    row_bytes = 2 * len(recipe.variables) * scenes * grid.shape.x
    high = max(BLOCK, STRIP_BYTES // max(row_bytes, 1) // BLOCK * BLOCK)
    return [
        Tile(row, 0, grid[row : min(row + high, grid.shape.y), 0 : grid.shape.x])
        for row in range(0, grid.shape.y, high)
    ]


def _read_strip(
    scenes: Sequence[Scene], recipe: Recipe, strip: Tile
) -> tuple[np.ndarray, list[str]]:
    stack = np.empty((len(recipe.variables), len(scenes), *strip.shape), np.int16)
    lost: list[str] = []
    for n, scene in enumerate(scenes):
        unit, pixels = render(strip, scene, recipe)
        stack[:, n] = MISSING if pixels is None else pixels
        if unit.state != "ok":
            lost.append(scene.item)
    return stack, lost


@numba.njit(nogil=True, cache=True)
def _medians(values: np.ndarray, group: np.ndarray, out: np.ndarray) -> None:
    """Fill *out* (group, row, column) with medians over time, `MISSING` where nothing was seen."""
    sample = np.empty(values.shape[0], np.int16)
    for g in range(out.shape[0]):
        members = np.flatnonzero(group == g)
        for r in range(values.shape[1]):
            for c in range(values.shape[2]):
                count = _in_order(values, members, r, c, sample)
                if count == 0:
                    out[g, r, c] = MISSING
                elif count % 2:
                    out[g, r, c] = sample[count // 2]
                else:
                    pair = int(sample[count // 2 - 1]) + int(sample[count // 2])
                    out[g, r, c] = np.int16(pair // 2)


@numba.njit(nogil=True, cache=True)
def _in_order(
    values: np.ndarray, members: np.ndarray, row: int, column: int, sample: np.ndarray
) -> int:
    """Put a pixel's seen values into *sample*, smallest first; return how many there are."""
    count = 0
    for t in members:
        value = values[t, row, column]
        if value == MISSING:
            continue
        at = count
        while at > 0 and sample[at - 1] > value:
            sample[at] = sample[at - 1]
            at -= 1
        sample[at] = value
        count += 1
    return count


def _outline(path: Path, recipe: Recipe, grid: GeoBox, starts: np.ndarray) -> None:
    """Write coordinates and attributes, with arrays that hold nothing yet."""
    attributes = {"Conventions": "CF-1.11", "crs": WORKING_CRS, "recipe": recipe.digest}
    frame = xr.Dataset(coords=coordinates(grid, starts), attrs=attributes)
    frame.to_zarr(path, mode="w", zarr_format=3, consolidated=False)
    group = zarr.open_group(path, mode="r+", zarr_format=3)
    for name in recipe.variables:
        manner: dict[str, Any] = {
            "scale_factor": recipe.scale,
            "_FillValue": MISSING,
            "units": "1",
            "grid_mapping": "spatial_ref",
            "coordinates": "spatial_ref",
        }
        group.create_array(
            name,
            shape=(len(starts), grid.shape.y, grid.shape.x),
            chunks=(min(len(starts), 16), BLOCK, BLOCK),
            dtype="int16",
            fill_value=MISSING,
            compressors=[ZstdCodec(level=1)],
            dimension_names=("time", "y", "x"),
            attributes=manner,
        )
