"""What Sentinel-1 would see of every cover: gamma0 in VV and VH, linear power.

Rice is a cloud of water over mud or soil (the water cloud model: Attema and Ulaby 1978, Radio
Science 13(2)); flooded stems add a double bounce. That gives the course known from the delta: dark
at flooding, VH rising some 8 dB through tillering to heading, then falling as the crop dries
(Bouvet, Le Toan and Lam-Dao 2009, IEEE TGRS 47(2); Nguyen, Gruber and Wagner 2016).
"""

from __future__ import annotations

import numpy as np

from data_sources.simulated.canopy import Stand
from data_sources.simulated.chance import stream
from data_sources.simulated.landscape import Landscape
from data_sources.simulated.story import Story
from data_sources.simulated.strips import HOUSE, ORCHARD, SHRIMP, VEGETABLE

POLARISATIONS = ("vv", "vh")
_SMOOTH_DB = np.array([-18.0, -26.5])
"""Open water on a calm day."""
_WIND_DB = np.array([3.5, 2.0])
_DRY_DB, _WET_DB = np.array([-12.5, -19.5]), np.array([-8.8, -16.8])
_LEAF_DB = np.array([-11.2, -16.0])
"""A closed, watery rice canopy."""
_BOUNCE = np.array([0.055, 0.004])
_FIXED_DB = {
    ORCHARD: (-8.3, -13.6),
    SHRIMP: (-17.0, -25.5),
    VEGETABLE: (-10.5, -16.8),
    HOUSE: (-4.5, -12.5),
}
_STEEP_DB_PER_DEGREE = -0.11
"""How gamma0 of a canopy falls with the incidence angle."""


def linear(decibels: np.ndarray) -> np.ndarray:
    """Turn decibels into linear power."""
    return 10.0 ** (decibels / 10)


def powers(
    story: Story, land: Landscape, stand: Stand, sky: tuple[float, float], incidence_deg: float
) -> np.ndarray:
    """Return mean gamma0 (label, polarisation), linear, on one day.

    Parameters
    ----------
    sky
        Wetness of the ground (0-1) and how rough the wind makes open water (0-1).
    incidence_deg
        Angle at the middle of the square; orbits differ by several degrees.
    """
    wetness, wind = sky
    rough = stream(story.seed, "roughness").normal(size=(len(land.use), 1))
    open_water = linear(_SMOOTH_DB + wind * _WIND_DB)
    sheltered = linear(_SMOOTH_DB + 0.35 * wind * _WIND_DB + 2.0)
    soil = linear(_DRY_DB + wetness * (_WET_DB - _DRY_DB) + 0.7 * rough)
    plant = (stand.leaves * (0.25 + 0.75 * stand.green))[:, None]
    through = np.exp(-0.36 * plant)
    water = stand.water[:, None]
    ground = water * sheltered + (1 - water) * soil
    stems = _BOUNCE * water * plant * through
    rice = linear(_LEAF_DB) * (1 - through) + through * ground + stems
    for use, decibels in _FIXED_DB.items():
        is_so = land.use == use
        rice[is_so] = linear(np.array(decibels) + 1.0 * rough[is_so])
    ponds = land.use == SHRIMP
    rice[ponds] = open_water * linear(0.6 * rough[ponds])
    bank = linear(np.array([-10.5, -17.0]) + 1.2 * wetness)
    steep = linear(np.array(_STEEP_DB_PER_DEGREE * (incidence_deg - 38)))
    return (np.vstack([bank, open_water, open_water, rice]) * steep).astype(np.float32)
