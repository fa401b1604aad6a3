"""Points of An Giang labelled rice or not, whose bands are not labelled: they are told by physics.

The arrays state neither the order of their bands nor of their polarisations nor their days, hold a
step of +1000 and box means mixed with no data. Each is established from physics, or refused:

- near infrared is the brightest of four bands over land; of the visible ones green leaves reflect
  green most and red least, and bare soil reflects red most and blue least;
- VV is stronger than VH;
- a mean of pixels and zeros lies below what any pixel can have, and is left out. A third of the
  points is so on every day, all of one class: left in, the mixing betrays the label.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from data_sources.arrays import read_npy
from data_sources.detectors.offset_step import offset_step
from data_sources.errors import Refused
from data_sources.material import of_file
from data_sources.radiometry import BRIGHT_DN, OFFSET_DN, SCALE
from data_sources.tag import Tag

LICENCE = (
    "EY Open Science Data Challenge 2023, as carried by gsparsh220598/Rice-Crop-Prediction "
    "(no licence stated: do not republish)"
)
TAG = Tag("analogue", "An Giang")
NO_DATA = -32768
NIR_ABOVE = 1.2
"""By how much near infrared exceeds every visible band over a year of fields, clouds included."""
MOSTLY = 0.3
"""Share of days from which on a point counts as mixed with no data throughout."""


@dataclass(frozen=True)
class RicePoints:
    """Labelled points and their series.

    Parameters
    ----------
    points
        point, lon, lat, rice (bool), mixed (bool: its optical means hold no data on most days).
    optical
        Reflectance over point, band (blue, green, red, nir) and step (days in unknown spacing).
    radar
        Linear power over point, polarisation (vv, vh) and step.
    notes, inputs
        What was established and repaired; sha256 of the files.
    """

    points: pd.DataFrame
    optical: xr.DataArray
    radar: xr.DataArray
    notes: tuple[str, ...]
    inputs: dict[str, str]


def band_order(dn: np.ndarray) -> tuple[str, ...]:
    """Tell which of four bands is which, from their values (point, band, step).

    Raises
    ------
    Refused
        Where the data does not show it.
    """
    pixels = np.moveaxis(dn, 1, 0).reshape(dn.shape[1], -1)
    pixels = pixels[:, np.isfinite(pixels).all(axis=0)]
    if dn.shape[1] != 4 or pixels.shape[1] < 100:
        raise Refused("the optical array", ["it does not hold four bands of data"])
    middle = np.median(pixels, axis=1)
    nir = int(np.argmax(middle))
    visible = [band for band in range(4) if band != nir]
    brightness = pixels[visible].mean(axis=0)
    clear = brightness < np.median(brightness)
    greenness = pixels[nir][clear] / brightness[clear]
    leaf = np.median(pixels[visible][:, clear][:, greenness > np.quantile(greenness, 0.8)], axis=1)
    soil = np.median(pixels[visible][:, clear][:, greenness < np.quantile(greenness, 0.2)], axis=1)
    green, red = visible[int(np.argmax(leaf))], visible[int(np.argmin(leaf))]
    blue = next(band for band in visible if band not in (green, red))
    if middle[nir] < NIR_ABOVE * np.delete(middle, nir).max():
        raise Refused("the optical array", ["its bands cannot be told apart: none is infrared"])
    steeper = soil[visible.index(red)] / leaf[visible.index(red)]
    if not steeper > soil[visible.index(blue)] / leaf[visible.index(blue)]:
        raise Refused("the optical array", ["its bands cannot be told apart: red is not red"])
    names = {blue: "blue", green: "green", red: "red", nir: "nir"}
    return tuple(names[band] for band in range(4))


def polarisation_order(power: np.ndarray) -> tuple[str, ...]:
    """Tell VV from VH by their strength (point, polarisation, step); `Refused` where it is even."""
    if power.shape[1] != 2:
        raise Refused("the radar array", ["it does not hold two polarisations"])
    known = np.isfinite(power).all(axis=1)
    share = float((power[:, 0] > power[:, 1])[known].mean()) if known.any() else 0.5
    if 0.1 < share < 0.9:
        raise Refused("the radar array", [f"{share:.0%} of one lies above the other: mixed up"])
    return ("vv", "vh") if share >= 0.9 else ("vh", "vv")


def read_points(folder: Path) -> RicePoints:
    """Read `points.csv`, `sentinel2.npy` and `sentinel1.npy`; rows belong together by order.

    Raises
    ------
    Missing
        Where a file is not there.
    Refused
        Where one is damaged, they do not belong together, or what is what cannot be established.
    """
    points, digest, open_brackets = _points(folder / "points.csv")
    optical, optical_file = read_npy(folder / "sentinel2.npy", ("point", "band", "step"))
    radar, radar_file = read_npy(folder / "sentinel1.npy", ("point", "polarisation", "step"))
    faults = [
        f"{name} holds {len(values)} points, not {len(points)}"
        for name, values in (("sentinel2.npy", optical), ("sentinel1.npy", radar))
        if len(values) != len(points)
    ]
    if faults:
        raise Refused(folder.name, faults)
    dn = np.where(optical > 0, optical.astype("float64"), np.nan)
    power = np.where(radar > 0, radar.astype("float64"), np.nan)
    bands, polarisations = band_order(dn), polarisation_order(power)
    dn, mixed, said = _mend(dn, [n for n, band in enumerate(bands) if band != "nir"])
    notes = (
        f"bands are {', '.join(bands)}; polarisations are {', '.join(polarisations)}",
        *said,
        f"{open_brackets} places lack their closing bracket and are read all the same",
        "the arrays state no days: steps are in the order of the file, not of a calendar",
    )
    dims = ("point", "band", "step")
    series = xr.DataArray(dn * SCALE, dims=dims, coords={"band": list(bands)})
    backscatter = xr.DataArray(
        power, dims=("point", "polarisation", "step"), coords={"polarisation": list(polarisations)}
    )
    return RicePoints(
        points.assign(mixed=mixed),
        series,
        backscatter.sel(polarisation=["vv", "vh"]),
        notes,
        {
            "points.csv": digest,
            "sentinel2.npy": optical_file.digest,
            "sentinel1.npy": radar_file.digest,
        },
    )


def _points(path: Path) -> tuple[pd.DataFrame, str, int]:
    """Return the points, the file's digest, and how many places lack their closing bracket."""
    material = of_file(path)
    table = material.table(("Latitude and Longitude", "Class of Land"))
    places = table["Latitude and Longitude"].str.extract(r"^\((-?\d+\.\d+), (-?\d+\.\d+)\)?$")
    kinds = set(table["Class of Land"]) - {"Rice", "Non Rice"}
    faults = [f"{kind} is neither Rice nor Non Rice" for kind in sorted(kinds)]
    if wrong := int(places.isna().any(axis=1).sum()):
        faults.append(f"{wrong} places are not written as (latitude, longitude)")
    numbers = places.astype("float64")
    if off := int((~numbers[0].between(8, 24) | ~numbers[1].between(102, 110)).sum()):
        faults.append(f"{off} places are not in Vietnam")
    if faults:
        raise Refused(path.name, faults)
    rice = table["Class of Land"] == "Rice"
    columns = {"point": range(len(table)), "lon": numbers[1], "lat": numbers[0], "rice": rice}
    unclosed = int((~table["Latitude and Longitude"].str.endswith(")")).sum())
    return pd.DataFrame(columns), material.digest, unclosed


def _mend(dn: np.ndarray, visible: list[int]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Take the offset off from its step on, and leave out what is mixed with no data."""
    steps = dn.shape[2]
    dark = np.fmin.reduce(dn[:, visible], axis=1) < BRIGHT_DN
    mixed = dark[:, steps // 2 :].mean(axis=1) > MOSTLY
    if mixed.mean() > 0.6:
        return dn, np.zeros(len(dn), dtype=bool), ["no offset is in the digital numbers"]
    days = pd.Series(pd.Timestamp("2000-01-01") + pd.to_timedelta(np.arange(steps), unit="D"))
    sound = dn[~mixed]
    seen = pd.DataFrame(np.moveaxis(sound[:, visible], 1, 2).reshape(-1, len(visible)))
    findings = offset_step(pd.Series(np.tile(days.to_numpy(), len(sound))), seen)
    if not findings:
        return dn, mixed, ["no step of an offset is found"]
    first = min(row % steps for row in findings[0].rows)
    mended = dn.copy()
    mended[:, :, first:] -= OFFSET_DN
    wrong = dark & (np.arange(steps) >= first)
    wrong[mixed] = True
    mended[np.broadcast_to(wrong[:, None, :], mended.shape)] = np.nan
    return (
        mended,
        mixed,
        [
            f"{OFFSET_DN} taken off from step {first} on (baseline 04.00)",
            f"{int(mixed.sum())} points mixed with no data throughout are left out",
            f"{int(wrong[~mixed].sum())} days of other points mixed with no data are left out",
        ],
    )
