"""Arrays on disk: NumPy files and GeoTIFFs, bounded, never pickled, refused where damaged."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import rasterio
from pyproj import CRS
from rasterio.errors import RasterioError
from rasterio.io import MemoryFile

from data_sources.errors import Refused
from data_sources.material import Material, of_file

LARGEST_ARRAY = 512 * 2**20


def read_npy(path: Path, dims: Sequence[str]) -> tuple[np.ndarray, Material]:
    """Read a NumPy file of numbers with the dimensions *dims*.

    Raises
    ------
    Missing
        Where it is not there.
    Refused
        Where it is damaged, holds objects, or has another number of dimensions.
    """
    material = of_file(path, LARGEST_ARRAY)
    try:
        values = np.load(io.BytesIO(material.content), allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise Refused(path.name, [f"it is no sound array ({error})"]) from error
    faults = []
    if not isinstance(values, np.ndarray) or values.dtype.kind not in "fiub":
        faults.append("it holds no plain numbers")
    elif values.ndim != len(dims):
        faults.append(f"it has {values.ndim} dimensions, not {', '.join(dims)}")
    elif values.size == 0:
        faults.append("it is empty")
    if faults:
        raise Refused(path.name, faults)
    return values, material


def read_tif(path: Path, bands: int) -> tuple[np.ndarray, rasterio.Affine, CRS, Material]:
    """Read a GeoTIFF of *bands* bands whole: values, transform, CRS and what was read.

    Raises
    ------
    Missing
        Where it is not there.
    Refused
        Where it is damaged, cut short, has other bands or no CRS.
    """
    material = of_file(path, LARGEST_ARRAY)
    try:
        with MemoryFile(material.content) as memory, memory.open(driver="GTiff") as image:
            faults = []
            if image.count != bands:
                faults.append(f"it has {image.count} bands, not {bands}")
            if image.crs is None:
                faults.append("it states no CRS")
            if image.count * image.width * image.height * 8 > LARGEST_ARRAY:
                faults.append(f"it is {image.width} x {image.height} pixels large")
            if faults:
                raise Refused(path.name, faults)
            crs = CRS.from_wkt(str(image.crs.to_wkt() if image.crs else ""))
            return image.read(), image.transform, crs, material
    except RasterioError as error:
        raise Refused(path.name, [f"it is no sound GeoTIFF ({error})"]) from error
