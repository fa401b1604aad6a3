"""Read a rectangle of a remote or local raster onto the grid, without resampling where it fits."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from odc.geo.geobox import GeoBox
from rasterio.enums import Resampling
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

Handles = OrderedDict[tuple[str, int], DatasetReader]
_LOCAL = threading.local()
CACHE_MB = 64
"""Decoded blocks that GDAL may keep, MB: nothing is read twice; its own choice is 5 % of memory."""
_MOST_OPEN = 200
"""Files a thread keeps open: headers are read once, and far fewer than a process may hold."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Values over a rectangle of the grid.

    Parameters
    ----------
    values
        (rows, columns) in the file's own type.
    factor
        Grid pixels a side of one value: 1 for 10 m files, 2 for 20 m files on a 10 m grid.
    """

    values: np.ndarray
    factor: int

    def spread(self, shape: tuple[int, int]) -> np.ndarray:
        """Return the values on grid pixels, *shape* rows and columns."""
        if self.factor == 1:
            return self.values
        wide = np.repeat(self.values, self.factor, axis=1)[:, : shape[1]]
        return np.repeat(wide, self.factor, axis=0)[: shape[0]]


def read_patch(address: str, box: GeoBox, resampling: Resampling, *, fill: float) -> Patch:
    """Read the first band of *address* over *box*.

    A file on the lattice of the grid (same CRS, pixels that nest in or hold whole grid pixels) is
    copied; any other is warped to the grid.

    Parameters
    ----------
    resampling
        How a file off the lattice is warped: nearest for classes, bilinear for quantities.
    fill
        Value outside the file.

    Raises
    ------
    rasterio.errors.RasterioIOError
        Where the file is absent or damaged.
    """
    with rasterio.Env(
        GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR",
        GDAL_HTTP_MAX_RETRY=3,
        GDAL_HTTP_RETRY_DELAY=1,
        GDAL_CACHEMAX=CACHE_MB,
    ):
        dataset = _opened(address)
        if (factor := _nesting(dataset, box)) is None:
            return Patch(_warped(dataset, box, resampling, fill), 1)
        return Patch(_copied(dataset, box, factor, fill), factor)


def _opened(address: str) -> DatasetReader:
    """Return this thread's own handle: GDAL's are not to be shared between threads."""
    handles: Handles = _LOCAL.__dict__.setdefault("handles", OrderedDict())
    path = Path(address)
    changed = path.stat().st_mtime_ns if path.is_file() else 0
    if (address, changed) in handles:
        handles.move_to_end((address, changed))
        return handles[address, changed]
    dataset = rasterio.open(address)
    handles[address, changed] = dataset
    if len(handles) > _MOST_OPEN:
        handles.popitem(last=False)[1].close()
    return dataset


def close_all() -> None:
    """Close the files that this thread holds open."""
    handles: Handles = _LOCAL.__dict__.setdefault("handles", OrderedDict())
    while handles:
        handles.popitem()[1].close()


def _nesting(dataset: DatasetReader, box: GeoBox) -> int | None:
    """Tell how many grid pixels lie along one file pixel, or None where they do not nest."""
    here, there = dataset.transform, box.affine
    if dataset.crs is None or dataset.crs != rasterio.CRS.from_user_input(str(box.crs)):
        return None
    if here.b or here.d:
        return None
    factor = here.a / there.a
    if factor < 1 or factor != round(factor) or here.e / there.e != factor:
        return None
    column, row = (there.c - here.c) / here.a, (there.f - here.f) / here.e
    whole = abs(column - round(column)) < 1e-6 and abs(row - round(row)) < 1e-6
    return round(factor) if whole else None


def _copied(dataset: DatasetReader, box: GeoBox, factor: int, fill: float) -> np.ndarray:
    column = round((box.affine.c - dataset.transform.c) / dataset.transform.a)
    row = round((box.affine.f - dataset.transform.f) / dataset.transform.e)
    height, width = -(-box.shape.y // factor), -(-box.shape.x // factor)
    top, left = max(row, 0), max(column, 0)
    bottom, right = min(row + height, dataset.height), min(column + width, dataset.width)
    if (top, left, bottom, right) == (row, column, row + height, column + width):
        return dataset.read(1, window=Window(column, row, width, height))  # pyright: ignore[reportCallIssue]
    values = np.full((height, width), fill, dataset.dtypes[0])
    if top < bottom and left < right:
        window = Window(left, top, right - left, bottom - top)  # pyright: ignore[reportCallIssue]
        values[top - row : bottom - row, left - column : right - column] = dataset.read(
            1, window=window
        )
    return values


def _warped(dataset: DatasetReader, box: GeoBox, resampling: Resampling, fill: float) -> np.ndarray:
    with WarpedVRT(
        dataset,
        crs=str(box.crs),
        transform=box.affine,
        width=box.shape.x,
        height=box.shape.y,
        resampling=resampling,
        nodata=fill,
        src_nodata=dataset.nodata if dataset.nodata is not None else fill,
    ) as view:
        return view.read(1)
