"""Scenes as cloud-optimised GeoTIFFs: tiled, with overviews, in the working CRS."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
import rasterio.shutil
from rasterio.enums import Resampling

from data_sources.contract import WORKING_CRS
from data_sources.simulated.story import Story

COG = "image/tiff; application=geotiff; profile=cloud-optimized"
"""The media type of what is written."""
RADAR_NO_DATA = -32768.0
_KEPT_BITS = 5
_TILE, _OVERVIEW = 256, 4


def write(path: Path, story: Story, values: np.ndarray, no_data: float) -> None:
    """Write one band, (row, column), as a COG; the pixel size follows from its rows.

    The overview is made in memory first: three times as fast as leaving it to the COG driver, which
    packs and unpacks every overview once more on its way.
    """
    pixel_m = story.size.side_m / values.shape[0]
    with rasterio.open(
        path.name,
        "w+",
        driver="MEM",
        height=values.shape[0],
        width=values.shape[1],
        count=1,
        dtype=values.dtype,
        crs=WORKING_CRS,
        transform=story.transform(pixel_m),
        nodata=no_data,
    ) as held:
        held.write(values, 1)
        if max(values.shape) > _TILE:
            held.build_overviews([_OVERVIEW], Resampling.nearest)
        rasterio.shutil.copy(
            held,
            path,
            driver="COG",
            BLOCKSIZE=_TILE,
            COMPRESS="ZSTD",
            LEVEL=1,
            PREDICTOR="YES",
            OVERVIEWS="FORCE_USE_EXISTING",
        )


def coarsen(power: np.ndarray) -> np.ndarray:
    """Round radar power to 5 bits of mantissa (0.13 dB), far below its speckle, to save disk."""
    drop = 23 - _KEPT_BITS
    raw = power.view(np.uint32)
    rounded = ((raw + np.uint32(1 << (drop - 1))) >> np.uint32(drop)) << np.uint32(drop)
    return rounded.view(np.float32)


def truncate(path: Path) -> None:
    """Cut a file off, as a broken download leaves it: the header is there, the pixels are not."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(size * 2 // 5)
