"""One Sentinel-1 scene on one tile: linear power, lightly freed from speckle.

Only terrain-corrected gamma nought (RTC) comes this far: GRD has no projection and another
radiometry. Power is averaged as power: a mean of decibels is too low by up to 2.5 dB in speckle.
"""

from __future__ import annotations

import numba
import numpy as np
from odc.geo.geobox import GeoBox
from rasterio.enums import Resampling

from pipelines.raster import read_patch
from pipelines.recipe import MISSING, Recipe, Rendered
from pipelines.scenes import Scene

SCALE = 4e-5
"""Steps of 0.17 dB at -30 dB, the darkest water; the brightest kept power is 1.31 (+1.2 dB)."""
LOOKS = 4.4
"""Equivalent number of looks of GRD-born products (sar:looks_equivalent_number)."""
REACH = 1
"""The speckle filter sees 3 x 3 pixels: fields are small."""

RADAR_RECIPE = Recipe(
    name="radar",
    assets=("vv", "vh"),
    variables=("vv", "vh"),
    dtype="int16",
    scale=SCALE,
    settings=(("looks", LOOKS), ("reach", REACH)),
    code=(__name__, "pipelines.raster"),
)


def render_radar(scene: Scene, box: GeoBox) -> Rendered:
    """Return VV and VH of *scene* over *box* in linear power, int16 in steps of `SCALE`.

    Raises
    ------
    rasterio.errors.RasterioIOError
        Where a file is absent or damaged.
    """
    out = np.empty((2, box.shape.y, box.shape.x), np.int16)
    wide = box.pad(2 * REACH)
    seen = 0
    for n, name in enumerate(("vv", "vh")):
        power = read_patch(scene.assets[name], wide, Resampling.bilinear, fill=0)
        values = power.spread((wide.shape.y, wide.shape.x))
        linear = values.astype(np.float32) * np.float32(scene.scale)
        seen = _filtered(linear, 2 * REACH, out[n])
    return Rendered(out, seen / max(out[0].size, 1), np.empty(0))


@numba.njit(nogil=True, cache=True)
def _filtered(power: np.ndarray, margin: int, out: np.ndarray) -> int:
    """Fill *out* by Lee's filter (1980, doi:10.1109/TPAMI.1980.4766994); count what is seen.

    Each pixel moves to the mean of its neighbourhood, the less so the more the neighbourhood
    varies beyond what speckle of `LOOKS` looks explains: an edge stays, a paddy becomes even.
    """
    noise = 1.0 / LOOKS
    seen = 0
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            here = power[r + margin, c + margin]
            out[r, c] = MISSING
            if not here > 0:
                continue
            total, squares, n = 0.0, 0.0, 0
            for dr in range(-REACH, REACH + 1):
                for dc in range(-REACH, REACH + 1):
                    value = power[r + margin + dr, c + margin + dc]
                    if value > 0:
                        total += value
                        squares += value * value
                        n += 1
            mean = total / n
            variation = max(squares / n - mean * mean, 0.0) / (mean * mean)
            weight = 0.0
            if variation > noise:
                weight = (variation - noise) / (variation * (1 + noise))
            kept = mean + weight * (here - mean)
            out[r, c] = np.int16(min(max(round(kept / SCALE), 1), 32767))
            seen += 1
    return seen
