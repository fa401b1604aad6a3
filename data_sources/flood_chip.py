"""A real flood: Sentinel-1 and Sentinel-2 over Spain with water drawn by hand (Sen1Floods11).

An analogue to test inundation on. Backscatter comes in dB and is brought to linear power here, for
averages are true only there; the label is -1 where nobody could say.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr
from rasterio import Affine

from data_sources.arrays import read_tif
from data_sources.detectors.polarisation import vv_below_vh
from data_sources.errors import Missing, Refused
from data_sources.radiometry import SCALE
from data_sources.tag import Tag

LICENCE = "Sen1Floods11 (Bonafilia et al. 2020): cite; Copernicus Sentinel data"
TAG = Tag("analogue", "Spain")
OPTICAL = (
    "b01",
    "b02",
    "b03",
    "b04",
    "b05",
    "b06",
    "b07",
    "b08",
    "b8a",
    "b09",
    "b10",
    "b11",
    "b12",
)
KINDS = {"S1Hand": 2, "S2Hand": 13, "LabelHand": 1}


def read_chip(folder: Path, name: str = "") -> xr.Dataset:
    """Read one chip.

    Parameters
    ----------
    folder
        Holds `NAME_S1Hand.tif`, `NAME_S2Hand.tif` and `NAME_LabelHand.tif`.
    name
        Which chip, where there are several.

    Returns
    -------
    xarray.Dataset
        vv and vh (linear power), reflectance (band, top of the atmosphere) and water (1 water, 0
        land, NaN where nobody could say) over y, x in degrees.

    Raises
    ------
    Missing
        Where a file is not there.
    Refused
        Where a file is damaged or the three do not lie on one grid.
    """
    found = sorted(folder.glob(f"{name or '*'}_S1Hand.tif"))
    if len(found) != 1:
        raise Missing(f"{folder.name} holds {len(found)} chips, not one.", "Name the chip.")
    stem = found[0].name.removesuffix("_S1Hand.tif")
    read = {kind: read_tif(folder / f"{stem}_{kind}.tif", n) for kind, n in KINDS.items()}
    radar, transform, crs, _ = read["S1Hand"]
    label = read["LabelHand"][0][0].astype("float32")
    faults = [
        f"{kind} lies on another grid"
        for kind, (values, other, other_crs, _) in read.items()
        if values.shape[1:] != radar.shape[1:]
        or not _same_grid(transform, other, radar.shape[1:])
        or other_crs != crs
    ]
    faults += [finding.en.rstrip(".") for finding in vv_below_vh(radar[0], radar[1])]
    if not set(np.unique(label)) <= {-1.0, 0.0, 1.0}:
        faults.append("its label holds other values than -1, 0 and 1")
    if faults:
        raise Refused(stem, faults)
    return _dataset(stem, read, label)


def _same_grid(one: Affine, other: Affine, shape: tuple[int, ...]) -> bool:
    """Tell whether two grids agree within a hundredth of a pixel: files round their transforms."""
    corners = [(0, 0), (shape[1], shape[0])]
    back = ~one
    shifts = [
        abs(a - b)
        for corner in corners
        for a, b in zip(back @ (other @ corner), corner, strict=True)
    ]
    return max(shifts) < 0.01


def _dataset(stem: str, read: dict, label: np.ndarray) -> xr.Dataset:
    radar, transform, crs, _ = read["S1Hand"]
    height, width = label.shape
    power = 10 ** (radar.astype("float32") / 10)
    optical = read["S2Hand"][0].astype("float32") * SCALE
    chip = xr.Dataset(
        {
            "vv": (("y", "x"), power[0], {"units": "1"}),
            "vh": (("y", "x"), power[1], {"units": "1"}),
            "reflectance": (("band", "y", "x"), np.where(optical > 0, optical, np.nan)),
            "water": (("y", "x"), np.where(label < 0, np.nan, label)),
        },
        coords={
            "band": list(OPTICAL),
            "y": transform.f + (np.arange(height) + 0.5) * transform.e,
            "x": transform.c + (np.arange(width) + 0.5) * transform.a,
        },
    )
    inputs = [f"{stem}_{kind}.tif {parts[3].digest}" for kind, parts in read.items()]
    chip.attrs = {"crs": crs.to_string(), "tag": TAG.en, "licence": LICENCE, "inputs": inputs}
    return chip
