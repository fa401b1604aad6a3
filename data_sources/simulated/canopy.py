"""How a paddy looks through the year: leaves, their greenness, and the water below them.

A direct-seeded paddy is flooded for land preparation, drained to sow (sạ ướt), flooded again from
the second week and drained before harvest (IRRI Rice Knowledge Bank, wet direct seeding; seen from
radar by Nguyen, Gruber and Wagner 2016, Remote Sensing Letters 7(12)). Leaf area rises as a
logistic to heading and yellows until harvest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data_sources.simulated.chance import stream
from data_sources.simulated.crops import Crop, Cropping
from data_sources.simulated.story import Story

PREPARED_DAYS = 11
"""How long before sowing the land is flooded and puddled."""


@dataclass(frozen=True)
class Stand:
    """Every parcel on one day.

    Parameters
    ----------
    leaves
        Leaf area index, m2/m2.
    green
        Share of leaf area that is green, 0-1.
    water
        Share of the ground under water, 0-1.
    """

    leaves: np.ndarray
    green: np.ndarray
    water: np.ndarray


def stand_on(story: Story, cropping: Cropping, day: int, wetness: float) -> Stand:
    """Return the stand on day number *day*; *wetness* (0-1) says how wet the last days were."""
    count = len(cropping.triple)
    phase = stream(story.seed, "resting land").uniform(0, 1, count)
    leaves = 0.15 + 0.55 * wetness * phase
    green = np.full(count, 0.45)
    water = np.clip(wetness * 0.5 * phase, 0, 1)
    for crop in cropping.crops:
        on = crop.grown & (day >= crop.sowing - PREPARED_DAYS)
        now = _rice(crop, day, wetness, phase)
        leaves, green, water = (
            np.where(on, new, old) for new, old in zip(now, (leaves, green, water), strict=True)
        )
    return Stand(leaves, green, water)


def _rice(crop: Crop, day: int, wetness: float, phase: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return leaf area, greenness and water of the season's rice, its stubble afterwards."""
    age = day - crop.sowing
    full = np.clip(4.0 + 0.8 * crop.vigour, 1.4, 7.0)
    middle = 0.56 * (crop.heading - crop.sowing)
    leaves = full / (1 + np.exp(-0.135 * (age - middle)))
    green = 0.12 + 0.88 / (1 + np.exp(0.17 * (day - crop.ripe + 9)))
    leaves = np.where(age < 3, 0.0, leaves * (0.55 + 0.45 * green))
    flooded = np.clip(0.45 + 0.4 * np.sin(age / 3.1 + 6 * phase), 0.1, 0.9)
    water = np.select(
        [age < 0, age < 7, day < crop.ripe - 13],
        [np.full_like(age, 0.92), np.full_like(age, 0.3), flooded],
        0.05 + 0.2 * wetness,
    )
    since = day - crop.harvest
    cut = since >= 0
    weeds = np.clip((since - 12) / 40, 0, 1) * (0.2 + 0.8 * wetness) * (0.3 + phase)
    leaves = np.where(cut, 0.55 * np.exp(-np.maximum(since, 0) / 9) + weeds, leaves)
    green = np.where(cut, np.where(since < 12, 0.3, 0.6), green)
    water = np.where(cut, np.clip(wetness * phase, 0, 0.9), water)
    return leaves, green, water
