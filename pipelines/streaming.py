"""Field values straight from the files, with no cube in between: each block is decoded once.

Where only fields are wanted, and a new day every morning, this is the short way: a scene is read a
strip of rows at a time, and the cached weights take what they need from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numba
import numpy as np
import pandas as pd
from odc.geo.geobox import GeoBox
from rasterio.enums import Resampling

from pipelines.coverage import Weights
from pipelines.field_series import Statistic, pixel_weights
from pipelines.grid import BLOCK, Tile
from pipelines.raster import read_patch
from pipelines.recipe import MISSING, Recipe
from pipelines.scenes import Scene
from pipelines.unit import render

STRIP_PIXELS = 4_500_000
"""What one thread holds of one band."""


def strips(grid: GeoBox) -> Iterator[Tile]:
    """Cut *grid* into strips over its whole width, a whole number of blocks high."""
    high = max(BLOCK, STRIP_PIXELS // grid.shape.x // BLOCK * BLOCK)
    for row in range(0, grid.shape.y, high):
        yield Tile(row, 0, grid[row : min(row + high, grid.shape.y), 0 : grid.shape.x])


def band_means(
    files: Sequence[Sequence[str]], grid: GeoBox, weights: Weights, workers: int = 2
) -> np.ndarray:
    """Return the area means of plain bands, (scene, band, field), NaN where nothing was seen.

    Parameters
    ----------
    files
        For each scene the addresses of its bands; 0 is no data.
    workers
        Threads; each holds one strip of one band.

    Raises
    ------
    rasterio.errors.RasterioIOError
        Where a file is absent or damaged.
    """
    shape = (len(files), len(files[0]) if files else 0, weights.count)
    above, below = np.zeros(shape), np.zeros(shape)

    def one(job: tuple[int, int]) -> None:
        scene, band = job
        for strip in strips(grid):
            patch = read_patch(files[scene][band], strip.box, Resampling.bilinear, fill=0)
            runs = weights.between(strip.row, strip.row + strip.shape[0]) - [strip.row, 0, 0, 0, 0]
            values = patch.spread(strip.shape)
            add_plane(values, runs, weights.share, 0, above[scene, band], below[scene, band])

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(one, np.ndindex(shape[:2])))
    return above / np.where(below > 0, below, np.nan)


def stream_scenes(
    scenes: Sequence[Scene],
    recipe: Recipe,
    grid: GeoBox,
    fields: gpd.GeoDataFrame,
    weights: Weights,
    *,
    statistic: Statistic = "signal",
    workers: int = 2,
) -> pd.DataFrame:
    """Return what each field looked like in each scene that can be read.

    Returns
    -------
    pandas.DataFrame
        field_id, item, time, clear and the recipe's variables, a row a field and scene; scenes that
        are absent or fail have none.
    """
    each = pixel_weights(weights, statistic)

    def one(scene: Scene) -> pd.DataFrame | None:
        count = len(recipe.variables)
        above, below = np.zeros((count, weights.count)), np.zeros((count, weights.count))
        seen = np.zeros((2, weights.count))
        for strip in strips(grid):
            unit, pixels = render(strip, scene, recipe)
            if unit.state != "ok" or pixels is None:
                return None
            runs = weights.between(strip.row, strip.row + strip.shape[0]) - [strip.row, 0, 0, 0, 0]
            for n in range(count):
                add_plane(pixels[n], runs, each, MISSING, above[n], below[n])
            add_plane(pixels[0], runs, weights.share, MISSING, seen[0], seen[1])
        means = above * recipe.scale / np.where(below > 0, below, np.nan)
        values = dict(zip(recipe.variables, means, strict=True))
        clear = np.clip(seen[1] / weights.pixels, 0, 1)
        table = pd.DataFrame({"field_id": fields["field_id"].to_numpy(), "clear": clear, **values})
        return table.assign(item=scene.item, time=pd.Timestamp(scene.day))

    with ThreadPoolExecutor(workers) as pool:
        found = [table for table in pool.map(one, scenes) if table is not None]
    columns = ["field_id", "item", "time", "clear", *recipe.variables]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


@numba.njit(nogil=True, cache=True)
def add_plane(
    values: np.ndarray,
    runs: np.ndarray,
    each: np.ndarray,
    missing: int,
    total: np.ndarray,
    weight: np.ndarray,
) -> None:
    """Add one plane of whole numbers to the sums of the fields on it, as `add_strip` does."""
    for n in range(len(runs)):
        r, c, f, s = runs[n, 0], runs[n, 1], runs[n, 3], runs[n, 4]
        above, below = 0.0, 0.0
        for i in range(runs[n, 2]):
            value = values[r, c + i]
            if value != missing:
                above += each[s + i] * value
                below += each[s + i]
        total[f] += above
        weight[f] += below
