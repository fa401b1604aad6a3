"""Put finished units into a cube: Zarr version 3, a season's days on one axis, written by region.

The axis holds every day the catalogue names, seen or not, so a scene that comes late fills its own
slot and none is ever appended twice. A later cube starts from the earlier one: only the days whose
scenes changed are written, on links to the untouched chunks.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask.array as da
import numpy as np
import xarray as xr
import zarr
from odc.geo.geobox import GeoBox
from pyproj import CRS
from zarr.codecs import ZstdCodec

from data_sources.contract import WORKING_CRS, Cube
from pipelines.grid import BLOCK, Tile
from pipelines.recipe import MISSING, Recipe
from pipelines.unit import unit_pixels

DAYS_A_CHUNK = 16
"""A field's season lies in a few chunks, and one more day rewrites only the last of them."""


@dataclass(frozen=True)
class Slots:
    """The days of a cube and what each is made of.

    Parameters
    ----------
    days
        datetime64[D], in order, each once.
    made_of
        For each day the keys of the scenes seen, best first; empty where nothing was seen.
    provenance
        One entry a scene, as it stands in the cube's attributes.
    """

    days: np.ndarray
    made_of: tuple[tuple[str, ...], ...]
    provenance: tuple[Mapping[str, Any], ...]


def slots_in(path: Path) -> Slots:
    """Read what a resting cube is made of."""
    group = zarr.open_group(path, mode="r", zarr_format=3)
    provenance = tuple(json.loads(str(group.attrs["scenes"])))
    return slots_of(provenance)


def slots_of(provenance: Sequence[Mapping[str, Any]]) -> Slots:
    """Lay scenes out by day; on a day with several the first in order of name covers the others."""
    ordered = sorted(provenance, key=lambda scene: (scene["day"], scene["item"]))
    days = sorted({scene["day"] for scene in ordered})
    made_of = tuple(
        tuple(s["key"] for s in ordered if s["day"] == day and s["state"] == "ok") for day in days
    )
    return Slots(np.array(days, "datetime64[D]"), made_of, tuple(ordered))


def assemble(
    path: Path,
    contract: Cube,
    recipe: Recipe,
    grid: GeoBox,
    slots: Slots,
    sources: Mapping[str, Sequence[tuple[Tile, Path]]],
    before: Path | None,
) -> None:
    """Write the cube of *slots* at *path*.

    Parameters
    ----------
    sources
        Where the pixels of a scene's tiles wait, by scene key.
    before
        An earlier cube of the same grid and recipe; its unchanged days are taken over.
    """
    old = slots_in(before) if before else Slots(np.array([], "datetime64[D]"), (), ())
    kept = dict(zip(old.days.tolist(), enumerate(old.made_of), strict=True))
    grows = before is not None and np.array_equal(slots.days[: len(old.days)], old.days)
    _outline(path, contract, recipe, grid, slots, before if grows else None)
    group = zarr.open_group(path, mode="r+", zarr_format=3)
    origin = zarr.open_group(before, mode="r", zarr_format=3) if before and not grows else None
    taken = {
        n: kept[day][0]
        for n, (day, made) in enumerate(zip(slots.days.tolist(), slots.made_of, strict=True))
        if day in kept and kept[day][1] == made
    }
    fresh = [n for n in range(len(slots.days)) if not (grows and n in taken)]
    for number, name in enumerate(recipe.variables):
        for row in range(0, grid.shape.y, BLOCK):
            plan = _RowPlan(number, row, fresh, slots, sources)
            _write_row(group[name], origin[name] if origin else None, plan, taken)  # pyright: ignore[reportArgumentType]


@dataclass(frozen=True)
class _RowPlan:
    """One row of blocks of one variable, and the days of it to be written."""

    variable: int
    row: int
    fresh: list[int]
    slots: Slots
    sources: Mapping[str, Sequence[tuple[Tile, Path]]]


def _write_row(
    target: zarr.Array, origin: zarr.Array | None, plan: _RowPlan, taken: Mapping[int, int]
) -> None:
    if not plan.fresh:
        return
    first, last = plan.fresh[0], plan.fresh[-1] + 1
    rows = slice(plan.row, min(plan.row + BLOCK, target.shape[1]))
    whole = plan.fresh == list(range(first, last))
    shape = (last - first, rows.stop - rows.start, target.shape[2])
    strip = np.full(shape, MISSING, np.int16) if whole else np.asarray(target[first:last, rows])
    before = np.asarray(origin[:, rows]) if origin is not None else None
    for n in plan.fresh:
        if before is not None and n in taken:
            strip[n - first] = before[taken[n]]
        else:
            strip[n - first] = MISSING
            for key in plan.slots.made_of[n]:
                _lay(strip[n - first], plan, key)
    target[first:last, rows] = strip


def _lay(plane: np.ndarray, plan: _RowPlan, key: str) -> None:
    """Lay a scene under what is already on the plane."""
    for tile, path in plan.sources.get(key, ()):
        height, width = tile.shape
        if not tile.row <= plan.row < tile.row + height:
            continue
        pixels = unit_pixels(path)
        if pixels is None:
            continue
        blocks = pixels[plan.variable, (plan.row - tile.row) // BLOCK]
        for n, block in enumerate(blocks):
            left = tile.column + n * BLOCK
            view = plane[:, left : min(left + BLOCK, tile.column + width)]
            np.copyto(view, block[: view.shape[0], : view.shape[1]], where=view == MISSING)


def _outline(
    path: Path, contract: Cube, recipe: Recipe, grid: GeoBox, slots: Slots, before: Path | None
) -> None:
    """Write coordinates and attributes, with empty arrays or the chunks of *before*."""
    shape = (len(slots.days), grid.shape.y, grid.shape.x)
    chunks = (DAYS_A_CHUNK, BLOCK, BLOCK)
    lazy = da.zeros(shape, dtype="float32", chunks=(shape[0] or 1, BLOCK, BLOCK))
    data = {
        v.name: (contract.keys, lazy, {"units": v.unit, "long_name": v.en})
        for v in contract.variables
    }
    seen = np.array([len(made) > 0 for made in slots.made_of], np.int8)
    observed = ("time", seen, {"long_name": "whether a scene of this day was read"})
    place = coordinates(grid, slots.days) | {"observed": observed}
    cube = xr.Dataset(data, place, _attributes(recipe, slots))
    encoding: dict[str, Any] = {
        name: {
            "dtype": recipe.dtype,
            "scale_factor": recipe.scale,
            "_FillValue": MISSING,
            "chunks": chunks,
            "compressors": [ZstdCodec(level=1)],
            "grid_mapping": "spatial_ref",
        }
        for name in recipe.variables
    }
    encoding["time"] = {"units": "days since 1970-01-01", "dtype": "int32"}
    cube.to_zarr(
        path, mode="w", zarr_format=3, consolidated=False, compute=False, encoding=encoding
    )
    if before is None:
        return
    for name in recipe.variables:
        chunk_folder = before / name / "c"
        if chunk_folder.is_dir():
            shutil.copytree(chunk_folder, path / name / "c", copy_function=_linked)


def _linked(source: str, target: str) -> str:
    """Link a chunk: Zarr replaces a chunk's file and never changes it, so the old cube stays."""
    os.link(source, target)
    return target


def coordinates(grid: GeoBox, days: np.ndarray) -> dict[str, Any]:
    """Return time, y, x and the CF grid mapping of a cube's *days* (datetime64[D]) on *grid*."""
    x = grid.affine.c + grid.affine.a * (np.arange(grid.shape.x) + 0.5)
    y = grid.affine.f + grid.affine.e * (np.arange(grid.shape.y) + 0.5)
    crs = CRS.from_user_input(WORKING_CRS)
    transform = " ".join(f"{value:.10g}" for value in grid.affine.to_gdal())
    mapping = crs.to_cf() | {"GeoTransform": transform}
    return {
        "time": ("time", days.astype("datetime64[ns]"), {"standard_name": "time"}),
        "y": ("y", y, {"units": "m", "standard_name": "projection_y_coordinate"}),
        "x": ("x", x, {"units": "m", "standard_name": "projection_x_coordinate"}),
        "spatial_ref": ((), np.int32(crs.to_epsg() or 0), mapping),
    }


def _attributes(recipe: Recipe, slots: Slots) -> dict[str, Any]:
    scenes = json.dumps(slots.provenance, sort_keys=True, ensure_ascii=False)
    return {
        "Conventions": "CF-1.11",
        "crs": WORKING_CRS,
        "recipe": recipe.digest,
        "scenes": scenes,
    }
