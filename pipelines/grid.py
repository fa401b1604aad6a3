"""One grid for everything: 10 m pixels of UTM 48 north, on the lattice of the satellites."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from affine import Affine
from odc.geo.geobox import GeoBox

from data_sources.contract import WORKING_CRS
from data_sources.errors import Refused

RESOLUTION_M = 10.0
LATTICE_M = 20.0
"""Sentinel-2's 10 m and 20 m bands share corners at multiples of 20 m: a grid that starts there
reads both without resampling."""
BLOCK = 256
"""Side of a chunk of a cube, in pixels; tiles start at multiples of it."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle of the grid, the place part of a unit of work.

    Parameters
    ----------
    row, column
        First pixel in the grid, multiples of `BLOCK`.
    box
        Its own geometry.
    """

    row: int
    column: int
    box: GeoBox

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.box.shape.y, self.box.shape.x


def grid_over(bounds: Sequence[float], resolution_m: float = RESOLUTION_M) -> GeoBox:
    """Return the grid that covers *bounds* (west, south, east, north in metres of UTM 48 north).

    The edges are moved outward to the satellites' lattice, so the same place always has the same
    pixels whatever was asked for.

    Raises
    ------
    Refused
        Where the bounds are empty, turned round, or in degrees.
    """
    west, south, east, north = (float(value) for value in bounds)
    faults: list[str] = []
    if not (west < east and south < north):
        faults.append("the bounds enclose nothing (west, south, east, north are expected)")
    if abs(east) <= 360 and abs(north) <= 90:
        faults.append(f"the bounds look like degrees, not metres of {WORKING_CRS}")
    if faults:
        raise Refused("the region of interest", faults)
    step = max(LATTICE_M, resolution_m)
    left, top = math.floor(west / step) * step, math.ceil(north / step) * step
    right, bottom = math.ceil(east / step) * step, math.floor(south / step) * step
    shape = (round((top - bottom) / resolution_m), round((right - left) / resolution_m))
    transform = Affine(resolution_m, 0.0, left, 0.0, -resolution_m, top)
    return GeoBox(shape, transform, WORKING_CRS)


def tiles(grid: GeoBox, side: int = 16 * BLOCK) -> Iterator[Tile]:
    """Cut *grid* into tiles of at most *side* pixels a side, row by row."""
    if side % BLOCK:
        raise ValueError(f"a tile's side is a multiple of {BLOCK} pixels, not {side}")
    for row in range(0, grid.shape.y, side):
        for column in range(0, grid.shape.x, side):
            bottom, right = min(row + side, grid.shape.y), min(column + side, grid.shape.x)
            yield Tile(row, column, grid[row:bottom, column:right])
