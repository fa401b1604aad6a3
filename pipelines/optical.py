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


REFLECTANCE_RECIPE = Recipe(
    name="reflectance",
    assets=("red", "nir", "scl"),
    variables=("red", "nir"),
    dtype="int16",
    scale=SCALE,
    settings=(("unusable", _UNUSABLE),),
    code=(__name__, "pipelines.raster"),
)
"""Plain reflectances under the scene classes alone, for composites."""


def render_reflectance(scene: Scene, box: GeoBox) -> Rendered:
    """Return red and NIR reflectance of *scene* over *box*, int16 in steps of `SCALE`.

    Raises
    ------
    rasterio.errors.RasterioIOError
        Where a file is absent or damaged.
    """
    shape = (box.shape.y, box.shape.x)
    usable = usable_ground(scene.assets["scl"], box, 0.0).spread(shape)
    out = np.empty((2, *shape), np.int16)
    clear, sample = 0, np.empty(0)
    for n, name in enumerate(("red", "nir")):
        patch = read_patch(scene.assets[name], box, Resampling.bilinear, fill=0)
        steps = (np.float32(scene.scale / SCALE), np.float32(scene.offset / SCALE))
        clear = _reflect(patch.spread(shape).ravel(), usable.ravel(), steps, out[n].ravel())
        sample = _red_sample(patch, out[n]) if n == 0 else sample
    return Rendered(out, clear / max(out[0].size, 1), sample)


@numba.njit(nogil=True, cache=True)
def _reflect(
    dn: np.ndarray, usable: np.ndarray, steps: tuple[np.float32, np.float32], out: np.ndarray
) -> int:
    clear = 0
    for i in range(len(dn)):
        seen = usable[i] & (dn[i] != 0)
        value = np.float32(dn[i]) * steps[0] + steps[1]
        kept = np.int16(min(max(np.floor(value + np.float32(0.5)), -32767), 32767))
        out[i] = kept if seen else np.int16(MISSING)
        clear += seen
    return clear


def render_optical(scene: Scene, box: GeoBox) -> Rendered:
    """Return NDVI and LSWI of *scene* over *box*, int16 in steps of `SCALE`.

    Raises
    ------
    rasterio.errors.RasterioIOError
        Where a file is absent or damaged.
    """
    shape = (box.shape.y, box.shape.x)
    red, nir, swir = (
        read_patch(scene.assets[name], box, Resampling.bilinear, fill=0)
        for name in ("red", "nir", "swir16")
    )
    usable = usable_ground(scene.assets["scl"], box)
    out = np.empty((2, *shape), np.int16)
    # Only offset / scale moves an index: the scale itself cancels.
    zero = np.float32(-scene.offset / scene.scale)
    bands = (red.spread(shape).ravel(), nir.spread(shape).ravel(), swir.spread(shape).ravel())
    clear = _indices(bands, usable.spread(shape).ravel(), zero, out.reshape(2, -1))
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
    cut, reach = margin // classes.factor, int(halo_m / (step * classes.factor))
    height, width = -(-box.shape.y // classes.factor), -(-box.shape.x // classes.factor)
    near_cloud = _widened(_CLOUDY_TABLE[classes.values], reach)
    usable = _USABLE_TABLE[classes.values] & ~near_cloud
    return Patch(usable[cut : cut + height, cut : cut + width], classes.factor)


def _table(classes: tuple[int, ...]) -> np.ndarray:
    table = np.zeros(256, bool)
    table[list(classes)] = True
    return table


_CLOUDY_TABLE, _USABLE_TABLE = _table(_CLOUDY), ~_table(_UNUSABLE)


def _widened(cloudy: np.ndarray, reach: int) -> np.ndarray:
    """Return where a cloudy pixel lies within *reach* pixels: a disk, laid row by row."""
    out = cloudy.copy()
    sideways = {0: cloudy}
    for width in range(1, reach + 1):
        wider = sideways[width - 1].copy()
        wider[:, width:] |= cloudy[:, :-width]
        wider[:, :-width] |= cloudy[:, width:]
        sideways[width] = wider
    for up in range(reach + 1):
        row = sideways[int(np.sqrt(reach * reach - up * up))]
        out[up:] |= row[: len(row) - up]
        out[: len(row) - up] |= row[up:]
    return out


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _indices(
    bands: tuple[np.ndarray, np.ndarray, np.ndarray],
    usable: np.ndarray,
    zero: np.float32,
    out: np.ndarray,
) -> int:
    """Fill *out* with both indices, *zero* being the DN of no light; return how many are clear.

    Written without branches, so the compiler works on many pixels at a time.
    """
    red, nir, swir = bands
    clear = 0
    steps, half, least = np.float32(1 / SCALE), np.float32(0.5), np.float32(1)
    unseen = np.int16(MISSING)
    for i in range(len(red)):
        seen = usable[i] & (red[i] != 0) & (nir[i] != 0) & (swir[i] != 0)
        x = max(np.float32(red[i]) - zero, least)
        y = max(np.float32(nir[i]) - zero, least)
        z = max(np.float32(swir[i]) - zero, least)
        green = np.int16(np.floor((y - x) / (y + x) * steps + half))
        wet = np.int16(np.floor((y - z) / (y + z) * steps + half))
        out[0, i] = green if seen else unseen
        out[1, i] = wet if seen else unseen
        clear += seen
    return clear
