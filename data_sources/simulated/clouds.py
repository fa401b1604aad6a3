"""Clouds as objects over the square: how opaque, what they shade, and what the mask makes of them.

The scene classification (SCL) of Sen2Cor finds thick cloud well and thin cloud, cloud rims and
shadow less well (Baetens, Desjardins and Hagolle 2019, Remote Sensing 11(4)): what it misses here
stays in the scene as haze, as it does outside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data_sources.simulated.chance import stream
from data_sources.simulated.footprint import octaves
from data_sources.simulated.story import Story

NO_DATA, SHADOW, VEGETATION, BARE, WATER, UNCLEAR = 0, 3, 4, 5, 6, 7
CLOUD_MEDIUM, CLOUD_HIGH, CIRRUS = 8, 9, 10
_PAD = 90
"""Pixels of 20 m beyond the square from where clouds may still throw their shadow into it."""


@dataclass(frozen=True)
class Veil:
    """Clouds of one scene on the 20 m grid.

    Parameters
    ----------
    opacity
        0 (clear) to 1 (thick cloud).
    shadow
        0 (sunlit) to 1.
    haze
        Even haze over the whole scene, 0-1.
    """

    opacity: np.ndarray
    shadow: np.ndarray
    haze: float

    @property
    def layers(self) -> np.ndarray:
        """Opacity and shadow, (2, row, column), as the kernel takes them."""
        return np.stack([self.opacity, self.shadow]).astype(np.float32)


def veil_of(story: Story, day: str, cloud: float, sun: tuple[float, float]) -> Veil:
    """Return the clouds of one day.

    Parameters
    ----------
    day
        ISO date; clouds are a function of it and the seed.
    cloud
        Share of the square that is covered, 0-1.
    sun
        Azimuth and elevation, degrees.
    """
    draw = stream(story.seed, "clouds", day)
    rows, columns = story.shape(20)
    wide = (rows + 2 * _PAD, columns + 2 * _PAD)
    cells = tuple(c for c in (180.0, 75.0, 30.0, 12.0, 5.0) if c < max(wide))
    noise = octaves(draw, wide, cells, float(draw.uniform(0.55, 0.85)))
    edge = float(np.quantile(noise, np.clip(1 - cloud, 0, 1)))
    soft = float(draw.uniform(0.2, 0.6))
    opacity = _smooth((noise - edge) / soft + 0.5)
    base_m, (azimuth, elevation) = float(draw.uniform(600, 1900)), sun
    reach = base_m / np.tan(np.deg2rad(elevation)) / 20
    south = round(reach * np.cos(np.deg2rad(azimuth)))
    west = round(reach * np.sin(np.deg2rad(azimuth)))
    shifted = np.roll(opacity, (south, -west), (0, 1))
    inner = slice(_PAD, -_PAD), slice(_PAD, -_PAD)
    haze = float(np.clip(draw.gamma(1.5, 0.012) + 0.02 * cloud, 0, 0.12))
    return Veil(opacity[inner], np.clip(shifted[inner] - opacity[inner], 0, 1), haze)


def _smooth(share: np.ndarray) -> np.ndarray:
    clipped = np.clip(share, 0, 1)
    return clipped * clipped * (3 - 2 * clipped)


def classify(story: Story, day: str, veil: Veil, ground: np.ndarray) -> np.ndarray:
    """Return the scene classification of the 20 m grid.

    Parameters
    ----------
    ground
        Reflectance (3, row, column: red, nir, swir16) as seen, clouds included.
    """
    draw = stream(story.seed, "classification", day)
    red, nir, swir = ground
    ndvi = (nir - red) / np.maximum(nir + red, 1e-6)
    scl = np.where(ndvi > 0.38, VEGETATION, BARE)
    scl[(ndvi < 0.1) & (swir < 0.06)] = WATER
    scl[draw.random(scl.shape) < 0.01] = UNCLEAR
    mood = octaves(draw, scl.shape, (40.0, 12.0), 0.8)
    scl[veil.shadow > 0.35 + 0.22 * np.clip(mood, -1, 2)] = SHADOW
    doubt = 0.1 * mood
    scl[veil.opacity > 0.16 + doubt] = CIRRUS
    scl[veil.opacity > 0.34 + doubt] = CLOUD_MEDIUM
    scl[veil.opacity > 0.62 + doubt] = CLOUD_HIGH
    bright_roof = (draw.random(scl.shape) < 0.02) & (red > 0.13) & (veil.opacity < 0.1)
    scl[bright_roof] = CLOUD_MEDIUM
    return scl.astype(np.uint8)
