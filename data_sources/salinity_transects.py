"""Salinity measured from a boat along a mouth of the Hậu: depth below columns of kilometres.

The first column is the sea side (KP 0), each further one lies 3 km upstream; rows go down the water
by 0.5 m; NaN is below the bed. The name says which slack water, which mouth and which day.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from data_sources.errors import Refused
from data_sources.material import Material

Floats = npt.NDArray[np.float64]

SPACING_KM = 3.0
SALTIEST = 42.0
MOST_NUMBERS = 200_000
MOUTHS = {"da": "Định An", "td": "Trần Đề"}
SLACKS = {"hws": "high water slack", "lws": "low water slack"}
_NAME = re.compile(r"(?:.*_)?(hws|lws)_(da|td)_(\d{8})\.txt")
_SPIKE_PSU = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Transect:
    """Salinity (PSU, about g/L) by depth (rows) and distance (columns); faults are missing."""

    mouth: str
    slack: str
    day: date
    km: Floats
    salinity: Floats
    faults: tuple[str, ...]

    @property
    def depth_mean(self) -> Floats:
        """The mean over the depth at each kilometre, PSU; missing where nothing sound is left."""
        known = np.isfinite(self.salinity)
        total = np.where(known, self.salinity, 0.0).sum(axis=0)
        with np.errstate(invalid="ignore"):
            return total / known.sum(axis=0)


def read(material: Material) -> Transect:
    """Read one transect; impossible values and lone spikes are named and left out.

    Raises
    ------
    Refused
        Where the name tells no mouth and day, or the content is no table of numbers.
    """
    named = _NAME.fullmatch(material.name)
    if named is None:
        raise Refused(
            material.name,
            ["its name tells no slack water, mouth and day"],
            "Name it as hws_da_20160401.txt: hws or lws, da or td, then the day.",
        )
    try:
        day = date.fromisoformat(named[3])
        raw = np.loadtxt(io.StringIO(material.text), delimiter=",", comments="#", ndmin=2)
    except ValueError as error:
        raise Refused(material.name, [f"it is no table of numbers ({error})"]) from error
    if raw.size == 0 or raw.size > MOST_NUMBERS or raw.shape[1] < 3:
        raise Refused(material.name, ["a transect has three columns or more, and not so many rows"])
    sound, faults = _sound(raw)
    km = SPACING_KM * np.arange(raw.shape[1])
    return Transect(MOUTHS[named[2]], named[1], day, km, sound, faults)


def _sound(raw: Floats) -> tuple[Floats, tuple[str, ...]]:
    """Return the values without faults, and each fault in words (columns counted from 1)."""
    impossible = (raw < 0) | (raw > SALTIEST)
    told = [
        f"column {column + 1}: {int(impossible[:, column].sum())} impossible values "
        f"({raw[impossible[:, column], column][0]:g}), a sensor fault"
        for column in np.flatnonzero(impossible.any(axis=0))
    ]
    sound = np.where(impossible, np.nan, raw)
    lone = _spikes(sound)
    told += [
        f"row {r + 1}, column {c + 1}: {sound[r, c]:g} stands alone among its neighbours"
        for r, c in np.argwhere(lone)
    ]
    return np.where(lone, np.nan, sound), tuple(told)


def _spikes(values: Floats) -> npt.NDArray[np.bool_]:
    """Tell values that lie over 5 PSU, and over half, outside all the values around them.

    Salt water is stratified but not spotted: a step is shared with a neighbour, a fault is not.
    """
    padded = np.pad(values, 1, constant_values=np.nan)
    around = np.stack([padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]])
    enough = np.isfinite(around).sum(axis=0) >= 3
    lowest = np.where(np.isfinite(around), around, np.inf).min(axis=0)
    highest = np.where(np.isfinite(around), around, -np.inf).max(axis=0)
    with np.errstate(invalid="ignore"):
        below = (lowest - values > _SPIKE_PSU) & (values < 0.5 * lowest)
        above = (values - highest > _SPIKE_PSU) & (highest < 0.5 * values)
    return enough & (below | above)
