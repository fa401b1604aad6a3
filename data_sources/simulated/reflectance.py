"""What Sentinel-2 would see of every cover: red, near infrared and short-wave infrared.

Leaves hide the ground by Beer's law (extinction 0.48 for a rice canopy: Casanova, Epema and
Goudriaan 1998, Field Crops Research 55); ground is soil and water, mixed by share. Yellow leaves
are brighter in the red, dry ones in the short-wave infrared.
"""

from __future__ import annotations

import numpy as np

from data_sources.simulated.canopy import Stand
from data_sources.simulated.chance import stream
from data_sources.simulated.landscape import Landscape
from data_sources.simulated.story import Story
from data_sources.simulated.strips import HOUSE, ORCHARD, SHRIMP, VEGETABLE

BANK, CANAL, RIVER, FIRST_PARCEL = 0, 1, 2, 3
"""Labels of the label raster; parcels follow from `FIRST_PARCEL`, in their order."""
BANDS = ("red", "nir", "swir16")
_GREEN = np.array([0.026, 0.46, 0.155])
_YELLOW = np.array([0.125, 0.33, 0.24])
_MUD = np.array([0.085, 0.055, 0.018])
_SOIL = np.array([0.145, 0.215, 0.285])
_BANK_DRY, _BANK_WET = np.array([0.1, 0.24, 0.24]), np.array([0.055, 0.33, 0.19])
_STILL = {CANAL: (0.062, 0.042, 0.014), RIVER: (0.108, 0.06, 0.014)}
_FIXED = {
    ORCHARD: (0.034, 0.34, 0.14),
    SHRIMP: (0.058, 0.036, 0.014),
    VEGETABLE: (0.06, 0.31, 0.2),
    HOUSE: (0.12, 0.2, 0.2),
}


def reflectances(story: Story, land: Landscape, stand: Stand, wetness: float) -> np.ndarray:
    """Return surface reflectance (label, band) on one day."""
    draw = stream(story.seed, "soil")
    bright = 1 + 0.12 * draw.normal(size=len(land.use))
    hidden = (1 - np.exp(-0.48 * stand.leaves))[:, None]
    green = stand.green[:, None]
    leaf = green * _GREEN + (1 - green) * _YELLOW
    soil = _SOIL * (1 - 0.35 * wetness) * np.clip(bright, 0.7, 1.4)[:, None]
    water = stand.water[:, None]
    parcels = hidden * leaf + (1 - hidden) * (water * _MUD + (1 - water) * soil)
    for use, colour in _FIXED.items():
        is_so = land.use == use
        own = np.array(colour) * np.clip(bright[is_so], 0.75, 1.3)[:, None]
        parcels[is_so] = own
    bank = wetness * _BANK_WET + (1 - wetness) * _BANK_DRY
    return np.vstack([bank, _STILL[CANAL], _STILL[RIVER], parcels]).astype(np.float32)


def index(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the normalised difference of two bands."""
    return (one - other) / (one + other)
