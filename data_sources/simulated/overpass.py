"""The facts of one pass: its name, its baseline, its sun, its swath, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from data_sources.simulated.scene_plan import LIES, Scene
from data_sources.simulated.story import TILE, Story


def name_of(scene: Scene) -> str:
    """Return the item's name, as its service would call it."""
    if scene.sensor == "S2":
        return f"S2{scene.platform.upper()}_{TILE}_{scene.taken:%Y%m%d}_{scene.version}_L2A"
    start = f"{scene.taken:%Y%m%dT%H%M%S}"
    return f"S1{scene.platform.upper()}_IW_GRDH_1SDV_{start}_{absolute_orbit(scene):06d}_rtc"


def absolute_orbit(scene: Scene) -> int:
    """Return the number of the orbit since Sentinel-1A was launched: 175 in 12 days."""
    days = (scene.taken.date() - date(2014, 4, 3)).days
    return int(days * 175 / 12)


def baseline_of(scene: Scene) -> str:
    """Return the processing baseline; the first of two processings is the older."""
    old = scene.fault == "second processing" and scene.version == 0
    return "05.10" if old else "05.11"


def flag_of(scene: Scene) -> bool:
    """Return what the item says of its offset: true where it claims to have taken it off."""
    lies = scene.fault in LIES
    return holds_offset(scene) == lies


def holds_offset(scene: Scene) -> bool:
    """Tell whether the 1000 is still in a scene's digital numbers."""
    return scene.fault in ("raw", LIES[0]) or (
        scene.fault == "second processing" and scene.version == 0
    )


def outside_swath(story: Story, scene: Scene) -> Callable[[int], np.ndarray]:
    """Return what of a grid lies beyond the swath's edge: nothing for most scenes."""

    def mask(pixel_m: int) -> np.ndarray:
        rows, columns = story.shape(pixel_m)
        if scene.fault != "half the swath":
            return np.zeros((rows, columns), bool)
        y, x = np.mgrid[0:rows, 0:columns] / rows
        return x + 0.25 * y < 0.55

    return mask


def sun_at(scene: Scene) -> tuple[float, float]:
    """Return azimuth and elevation of the sun at the pass, degrees, to about a degree.

    Declination and hour angle by Cooper (1969, Solar Energy 12(3)) at 9.7 N, 10:20 local time.
    """
    day = scene.taken.timetuple().tm_yday
    declination = np.deg2rad(23.45 * np.sin(2 * np.pi * (284 + day) / 365))
    latitude, hour = np.deg2rad(9.7), np.deg2rad(-22.0)
    high = np.arcsin(
        np.sin(latitude) * np.sin(declination)
        + np.cos(latitude) * np.cos(declination) * np.cos(hour)
    )
    east = -np.cos(declination) * np.sin(hour)
    north = np.cos(latitude) * np.sin(declination) - np.sin(latitude) * np.cos(
        declination
    ) * np.cos(hour)
    return float(np.rad2deg(np.arctan2(east, north)) % 360), float(np.rad2deg(high))
