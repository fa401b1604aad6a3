"""How much of each pixel each field covers, exactly, by signed areas.

Every edge of a polygon adds its signed area to the pixels it crosses, and a running sum along each
row fills the inside: the way font rasterisers draw letters (R. Levien, font-rs). One pass over the
edges, no sampling: the weights are exact to rounding.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from pathlib import Path

import numba
import numpy as np
import shapely
from odc.geo.geobox import GeoBox

WHOLE = 1 - 1e-6
"""A pixel from this share on lies inside the field."""
LEAST = 1e-7
"""Shares below this are rounding."""
VERSION = 1


@dataclass(frozen=True, eq=False)
class Weights:
    """The share of each pixel that each field covers, as runs of pixels sorted by row.

    Parameters
    ----------
    runs
        (runs, 5) int64: row, column, number of pixels, field, where its shares start in *share*.
    share
        0 to 1, float32.
    pixels
        Of each field: its area in pixels, wherever it lies (float64).
    interior
        Of each field: how many pixels it covers whole (int32).
    """

    runs: np.ndarray
    share: np.ndarray
    pixels: np.ndarray
    interior: np.ndarray

    @property
    def count(self) -> int:
        """How many fields."""
        return len(self.pixels)

    def between(self, first: int, last: int) -> np.ndarray:
        """Return the runs of the grid's rows *first* up to but not with *last*."""
        return self.runs[slice(*np.searchsorted(self.runs[:, 0], [first, last]).tolist())]


def weights_of(shapes: np.ndarray, grid: GeoBox, cache: Path | None = None) -> Weights:
    """Return the weights of *shapes* (polygons in the grid's CRS) on *grid*.

    Parameters
    ----------
    cache
        Folder of weights made before, by the digest of shapes and grid; None keeps none.
    """
    if cache is None:
        return _computed(shapes, grid)
    path = cache / f"{_digest(shapes, grid)}.npz"
    if path.is_file():
        with np.load(path, allow_pickle=False) as found:
            return Weights(**{part.name: found[part.name] for part in fields(Weights)})
    made = _computed(shapes, grid)
    cache.mkdir(parents=True, exist_ok=True)
    hold = path.with_suffix(".part.npz")
    np.savez(hold, **{part.name: getattr(made, part.name) for part in fields(Weights)})
    hold.replace(path)
    return made


def _digest(shapes: np.ndarray, grid: GeoBox) -> str:
    total = hashlib.sha256(f"{VERSION} {grid.affine[:6]} {grid.shape} {len(shapes)}".encode())
    for binary in shapely.to_wkb(shapes):
        total.update(binary)
    return total.hexdigest()[:24]


def _computed(shapes: np.ndarray, grid: GeoBox) -> Weights:
    inside = _within(shapes, grid)
    parts, whose = shapely.get_parts(shapely.orient_polygons(inside), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.searchsorted(ring, np.arange(len(rings) + 1))
    columns = (xy[:, 0] - grid.affine.c) / grid.affine.a
    rows = (xy[:, 1] - grid.affine.f) / grid.affine.e
    of_field = np.searchsorted(whose[part], np.arange(len(shapes) + 1))
    size = (grid.shape.y, grid.shape.x)
    runs, share = _runs(columns, rows, first, of_field, size)
    owner = np.repeat(runs[:, 3], runs[:, 2])
    interior = np.bincount(owner[share >= WHOLE], minlength=len(shapes))
    return Weights(
        runs[np.argsort(runs[:, 0], kind="stable")],
        share,
        shapely.area(shapes) / abs(grid.affine.a * grid.affine.e),
        interior.astype(np.int32),
    )


def _within(shapes: np.ndarray, grid: GeoBox) -> np.ndarray:
    """Cut the few shapes that reach beyond the grid at its edge."""
    west, south, east, north = grid.extent.boundingbox
    bounds = shapely.bounds(shapes)
    beyond = (
        (bounds[:, 0] < west)
        | (bounds[:, 1] < south)
        | (bounds[:, 2] > east)
        | (bounds[:, 3] > north)
    )
    if not beyond.any():
        return shapes
    cut = shapes.copy()
    clipped = shapely.intersection(shapes[beyond], shapely.box(west, south, east, north))
    clipped[shapely.get_dimensions(clipped) != 2] = shapely.Polygon()
    cut[beyond] = clipped
    return cut


@numba.njit(nogil=True, cache=True)
def _runs(
    columns: np.ndarray,
    rows: np.ndarray,
    first: np.ndarray,
    of_field: np.ndarray,
    size: tuple[int, int],
) -> tuple[np.ndarray, np.ndarray]:
    """Return runs (row, column, pixels, field, start) and their shares, field by field.

    Parameters
    ----------
    columns, rows
        Of every corner, in pixels of the grid.
    first
        First corner of each ring, and one past the last.
    of_field
        First ring of each field, and one past the last.
    size
        Rows and columns of the grid.
    """
    runs, share = np.empty((1024, 5), np.int64), np.empty(16384, np.float32)
    n_runs, n_share = 0, 0
    sums = np.zeros(4096, np.float64)
    for f in range(len(of_field) - 1):
        a, b = first[of_field[f]], first[of_field[f + 1]]
        if b - a < 4:
            continue
        left, top = max(int(columns[a:b].min()), 0), max(int(rows[a:b].min()), 0)
        high = min(int(np.ceil(rows[a:b].max())), size[0]) - top
        wide = min(int(np.ceil(columns[a:b].max())), size[1]) - left + 2
        if wide * high > len(sums):
            sums = np.zeros(2 * wide * high, np.float64)
        sums[: wide * high] = 0.0
        for ring in range(of_field[f], of_field[f + 1]):
            for i in range(first[ring], first[ring + 1] - 1):
                x0, x1 = columns[i] - left, columns[i + 1] - left
                _edge(sums, wide, x0, rows[i] - top, x1, rows[i + 1] - top)
        share = _roomy(share, n_share + wide * high)
        while n_runs + wide * high > len(runs):
            runs = np.concatenate((runs, np.empty_like(runs)))
        corner = (top, left, high, wide)
        n_runs, n_share = _emit(sums, corner, f, runs, share, (n_runs, n_share))
    return runs[:n_runs].copy(), share[:n_share].copy()


@numba.njit(nogil=True, cache=True)
def _roomy(array: np.ndarray, needed: int) -> np.ndarray:
    while needed > len(array):
        array = np.concatenate((array, np.empty_like(array)))
    return array


@numba.njit(nogil=True, cache=True)
def _emit(
    sums: np.ndarray,
    corner: tuple[int, int, int, int],
    field: int,
    runs: np.ndarray,
    share: np.ndarray,
    filled: tuple[int, int],
) -> tuple[int, int]:
    """Add up the signed areas along each row and write the runs of covered pixels."""
    top, left, high, wide = corner
    n_runs, n_share = filled
    for r in range(high):
        total, length = 0.0, 0
        for c in range(wide):
            total += sums[r * wide + c]
            covered = abs(total)
            if covered > LEAST:
                share[n_share] = min(covered, 1.0)
                n_share += 1
                length += 1
            if length > 0 and (covered <= LEAST or c == wide - 1):
                runs[n_runs, 0], runs[n_runs, 1] = top + r, left + c + 1 - length
                runs[n_runs, 1] -= 1 if covered <= LEAST else 0
                runs[n_runs, 2], runs[n_runs, 3] = length, field
                runs[n_runs, 4] = n_share - length
                n_runs += 1
                length = 0
    return n_runs, n_share


@numba.njit(nogil=True, cache=True)
def _edge(sums: np.ndarray, wide: int, x0: float, y0: float, x1: float, y1: float) -> None:
    """Add one edge's signed areas to the pixels of each row that it crosses."""
    if y0 == y1:
        return
    sign = 1.0
    if y0 > y1:
        sign, x0, y0, x1, y1 = -1.0, x1, y1, x0, y0
    slope = (x1 - x0) / (y1 - y0)
    for r in range(int(np.floor(y0)), int(np.ceil(y1))):
        above, below = max(float(r), y0), min(float(r + 1), y1)
        depth = (below - above) * sign
        a = x0 + (above - y0) * slope
        b = x0 + (below - y0) * slope
        low, high = max(min(a, b), 0.0), max(a, b, 0.0)
        c0, c1 = int(np.floor(low)), int(np.ceil(high))
        base = r * wide
        if c1 <= c0 + 1:
            middle = 0.5 * (low + high) - c0
            sums[base + c0] += depth * (1.0 - middle)
            sums[base + c0 + 1] += depth * middle
            continue
        per = 1.0 / (high - low)
        before = 0.0
        for c in range(c0, c1):
            # The share of the pixel right of the edge, as the edge runs through column c.
            from_, to = max(low, float(c)), min(high, float(c + 1))
            crossed = (to - from_) * per
            passed = (from_ - low) * per
            right_of = passed + crossed * (c + 1 - 0.5 * (from_ + to))
            sums[base + c] += depth * (right_of - before)
            before = right_of
        sums[base + c1] += depth * (1.0 - before)
