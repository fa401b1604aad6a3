"""One Sentinel-2 scene on one tile: read once, mask the clouds in place, and keep two indices.

NDVI = (NIR - red) / (NIR + red) follows the green canopy; LSWI = (NIR - SWIR) / (NIR + SWIR) rises
over flooded paddies and wet canopies (Xiao et al. 2005, doi:10.1016/j.rse.2004.12.009).
"""

from __future__ import annotations

import numba
import numpy as np
from odc.geo.geobox import GeoBox
from rasterio.enums import Resampling

from pipelines.raster import Patch, read_patch
from pipelines.recipe import MISSING, Recipe, Rendered
from pipelines.scenes import Scene

SCALE = 1e-4
SAMPLE_SIDE = 96
"""Pixels a side of the lattice on which a scene's offset is checked."""
HALO_M = 60
"""How far around a cloud the ground is still lit or shaded by it."""
_CLOUDY = (3, 8, 9, 10)
"""Scene classes that spread: shadow, cloud of medium and high probability, cirrus."""
_UNUSABLE = (0, 1, 3, 8, 9, 10, 11)
"""Classes that are never kept: no data, saturated, the cloudy ones, snow."""

OPTICAL_RECIPE = Recipe(
    name="optical",
    assets=("red", "nir", "swir16", "scl"),
    variables=("ndvi", "lswi"),
    dtype="int16",
    scale=SCALE,
    settings=(("halo_m", HALO_M), ("unusable", _UNUSABLE), ("spreading", _CLOUDY)),
    code=(__name__, "pipelines.raster"),
)


def render_optical(scene: Scene, box: GeoBox) -> Rendered:
    """Return NDVI and LSWI of *scene* over *box*, int16 in steps of `SCALE`.

    Raises
    ------
    rasterio.errors.RasterioIOError
        Where a file is absent or damaged.
    """
    bands = [
        read_patch(scene.assets[name], box, Resampling.bilinear, fill=0)
        for name in ("red", "nir", "swir16")
    ]
    usable = usable_ground(scene.assets["scl"], box)
    out = np.empty((2, box.shape.y, box.shape.x), np.int16)
    red, nir, swir = bands
    clear = _indices(
        (red.values, nir.values, swir.values, usable.values),
        (red.factor, nir.factor, swir.factor, usable.factor),
        scene.scale,
        scene.offset,
        out,
    )
    return Rendered(out, clear / max(out[0].size, 1), _red_sample(red, out[0]))


def _red_sample(red: Patch, ndvi: np.ndarray) -> np.ndarray:
    """Return red DN of clear pixels on a coarse lattice: what the offset is checked on."""
    step = max(1, int(np.ceil(max(ndvi.shape) / SAMPLE_SIDE)))
    rows, columns = (np.arange(0, size, step) for size in ndvi.shape)
    values = red.values[np.ix_(rows // red.factor, columns // red.factor)]
    return values[ndvi[np.ix_(rows, columns)] != MISSING]


def usable_ground(address: str, box: GeoBox, halo_m: float = HALO_M) -> Patch:
    """Return 1 where the scene classification sees ground at least *halo_m* from any cloud.

    The classes are read with the halo around *box*, so a tile's mask does not end at its edge.
    """
    step = abs(box.affine.a)
    margin = int(np.ceil(halo_m / (2 * step))) * 2
    classes = read_patch(address, box.pad(margin), Resampling.nearest, fill=0)
    spread = margin // classes.factor
    reach = int(halo_m / (step * classes.factor))
    height, width = -(-box.shape.y // classes.factor), -(-box.shape.x // classes.factor)
    usable = np.isin(classes.values, _UNUSABLE, invert=True).astype(np.uint8)
    _spread(np.isin(classes.values, _CLOUDY), reach, usable)
    inner = usable[spread : spread + height, spread : spread + width]
    return Patch(np.ascontiguousarray(inner), classes.factor)


@numba.njit(nogil=True, cache=True)
def _spread(cloudy: np.ndarray, reach: int, usable: np.ndarray) -> None:
    """Blank *usable* within *reach* pixels (a disk) of every cloudy pixel at a cloud's edge."""
    rows, columns = cloudy.shape
    for r in range(rows):
        for c in range(columns):
            if not cloudy[r, c]:
                continue
            inside = (
                0 < r < rows - 1
                and 0 < c < columns - 1
                and cloudy[r - 1, c]
                and cloudy[r + 1, c]
                and cloudy[r, c - 1]
                and cloudy[r, c + 1]
            )
            if inside:
                continue
            for dr in range(max(-reach, -r), min(reach, rows - 1 - r) + 1):
                for dc in range(max(-reach, -c), min(reach, columns - 1 - c) + 1):
                    if dr * dr + dc * dc <= reach * reach:
                        usable[r + dr, c + dc] = 0


@numba.njit(nogil=True, cache=True)
def _indices(
    bands: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    factors: tuple[int, int, int, int],
    scale: float,
    offset: float,
    out: np.ndarray,
) -> int:
    """Fill *out* with both indices in one pass over the pixels; return how many are clear."""
    red, nir, swir, usable = bands
    f_red, f_nir, f_swir, f_use = factors
    clear = 0
    for r in range(out.shape[1]):
        for c in range(out.shape[2]):
            out[0, r, c] = MISSING
            out[1, r, c] = MISSING
            a = red[r // f_red, c // f_red]
            b = nir[r // f_nir, c // f_nir]
            s = swir[r // f_swir, c // f_swir]
            if usable[r // f_use, c // f_use] == 0 or a == 0 or b == 0 or s == 0:
                continue
            x = max(a * scale + offset, 1e-4)
            y = max(b * scale + offset, 1e-4)
            z = max(s * scale + offset, 1e-4)
            out[0, r, c] = np.int16(round((y - x) / (y + x) / SCALE))
            out[1, r, c] = np.int16(round((y - z) / (y + z) / SCALE))
            clear += 1
    return clear
