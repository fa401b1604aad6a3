"""A real cube: 68 dates of Sentinel-2 NDVI with cloud masks over 1 km² of Slovenia (eo-learn).

An analogue for smoothing and for gaps: real clouds on real fields, of another climate. It keeps its
own grid (EPSG:32633) and is never mixed into the cubes of the city.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from data_sources.arrays import read_npy
from data_sources.detectors.impossible_ndvi import impossible_ndvi
from data_sources.errors import Refused
from data_sources.material import of_file
from data_sources.tag import Tag

LICENCE = "sentinel-hub/eo-learn example data (MIT); Copernicus Sentinel data"
TAG = Tag("analogue", "Slovenia")
_DIMS = ("time", "y", "x", "band")


def read_patch(folder: Path) -> xr.Dataset:
    """Read an EOPatch folder as a cube.

    Parameters
    ----------
    folder
        Holds `data/NDVI.npy`, `data/CLP.npy`, `mask/CLM.npy`, `mask/IS_DATA.npy`,
        `timestamps.json` and `bbox.geojson`.

    Returns
    -------
    xarray.Dataset
        ndvi (1, cloudy values kept), clear (bool), cloud_chance (1) over time, y, x; x and y are
        pixel centres in metres. `attrs` hold crs, tag and the sha256 of every file read.

    Raises
    ------
    Missing
        Where a file is not there.
    Refused
        Where a file is damaged or they do not belong together.
    """
    names = {
        "ndvi": "data/NDVI.npy",
        "cloud_chance": "data/CLP.npy",
        "cloud": "mask/CLM.npy",
        "data": "mask/IS_DATA.npy",
    }
    read = {word: read_npy(folder / name, _DIMS) for word, name in names.items()}
    times, digest = _times(folder / "timestamps.json")
    bounds, crs = _bounds(folder / "bbox.geojson")
    shape = (len(times), *read["ndvi"][0].shape[1:3], 1)
    faults = [
        f"{names[word]} is {'x'.join(map(str, values.shape))}, not {'x'.join(map(str, shape))}"
        for word, (values, _) in read.items()
        if values.shape != shape
    ]
    if not faults:
        faults += [finding.en.rstrip(".") for finding in impossible_ndvi(read["ndvi"][0])]
    if faults:
        raise Refused(folder.name, faults)
    west, south, east, north = bounds
    height, width = shape[1:3]
    dims = ("time", "y", "x")
    plain = {word: values[..., 0] for word, (values, _) in read.items()}
    cube = xr.Dataset(
        {
            "ndvi": (dims, plain["ndvi"].astype("float32"), {"units": "1"}),
            "clear": (dims, (plain["cloud"] == 0) & (plain["data"] != 0)),
            "cloud_chance": (dims, plain["cloud_chance"].astype("float32"), {"units": "1"}),
        },
        coords={
            "time": times,
            "y": north - (np.arange(height) + 0.5) * (north - south) / height,
            "x": west + (np.arange(width) + 0.5) * (east - west) / width,
        },
    )
    inputs = {names[word]: material.digest for word, (_, material) in read.items()}
    digests = [f"{name} {sha}" for name, sha in (inputs | {"timestamps.json": digest}).items()]
    cube.attrs = {"crs": crs, "tag": TAG.en, "licence": LICENCE, "inputs": digests}
    return cube


def _times(path: Path) -> tuple[pd.DatetimeIndex, str]:
    material = of_file(path)
    stated = material.json()
    if not isinstance(stated, list) or not all(isinstance(moment, str) for moment in stated):
        raise Refused(path.name, ["it is no list of times"])
    times = pd.to_datetime(pd.Series(stated, dtype="str"), format="ISO8601", errors="coerce")
    faults = [] if times.notna().all() and len(times) else ["it holds what is no time"]
    if times.duplicated().any() or not times.is_monotonic_increasing:
        faults.append("its times repeat or go backwards")
    if faults:
        raise Refused(path.name, faults)
    return pd.DatetimeIndex(times), material.digest


def _bounds(path: Path) -> tuple[tuple[float, float, float, float], str]:
    stated = of_file(path).json()
    if not isinstance(stated, Mapping):
        raise Refused(path.name, ["it is no box with a CRS"])
    try:
        ring = stated["coordinates"][0]
        name = str(stated["crs"]["properties"]["name"])
        xs, ys = [float(point[0]) for point in ring], [float(point[1]) for point in ring]
    except (LookupError, TypeError, ValueError) as error:
        raise Refused(path.name, ["it is no box with a CRS"]) from error
    if not (max(xs) > min(xs) and max(ys) > min(ys)):
        raise Refused(path.name, ["its box is empty"])
    return (min(xs), min(ys), max(xs), max(ys)), f"EPSG:{name.rsplit(':', 1)[-1]}"
