"""Scenes drawn: what the land is that day, through the air, onto the sensor, into files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data_sources.simulated import kernels, rasters
from data_sources.simulated.backscatter import powers
from data_sources.simulated.canopy import Stand, stand_on
from data_sources.simulated.chance import number, stream
from data_sources.simulated.clouds import (
    CIRRUS,
    CLOUD_MEDIUM,
    NO_DATA,
    SHADOW,
    Veil,
    classify,
    veil_of,
)
from data_sources.simulated.footprint import SHIFTS, Footprints, look, unevenness
from data_sources.simulated.overpass import holds_offset, outside_swath, sun_at
from data_sources.simulated.reflectance import BANDS, FIRST_PARCEL, reflectances
from data_sources.simulated.scene_plan import Scene
from data_sources.simulated.story import Story
from data_sources.simulated.yields import Place

OFFSET_DN = 1000
_BUMP = {"red": -0.09, "nir": 0.055, "swir16": -0.035}
_CLOUD = {"red": 0.66, "nir": 0.7, "swir16": 0.42}
_NOISE = {"red": 0.0028, "nir": 0.004, "swir16": 0.0045}
_INCIDENCE_DEG = {True: 42.5, False: 36.5}


@dataclass(frozen=True)
class Drawn:
    """What a scene truly holds, for the truth beside the world.

    Parameters
    ----------
    shares
        Shares of the scene by SCL class found in it; empty for radar.
    fields
        What the registered fields truly look like: reflectance (field, red nir swir16) or linear
        gamma0 (field, vv vh).
    offset_in_pixels
        Whether 1000 is still in its digital numbers.
    """

    scene: Scene
    shares: dict[int, float]
    fields: np.ndarray
    offset_in_pixels: bool


class Studio:
    """Everything that stays the same from scene to scene, made once."""

    def __init__(self, story: Story, place: Place, parcels: np.ndarray) -> None:
        """Prepare the drawing of *place*; *parcels* are the registered ones."""
        self.story, self.land, self.cropping = story, place.land, place.cropping
        self.sky, land = place.sky, place.land
        self.rows = FIRST_PARCEL + parcels
        self.footprints: Footprints = look(story, land)
        self.uneven = {size: unevenness(story, size, "canopy", 40 / size) for size in (10, 20)}
        rough = unevenness(story, 10, "roughness", 2.5)
        self.radar_texture = (10 ** (0.045 * rough)).astype(np.float32)

    def stand(self, scene: Scene) -> tuple[Stand, float]:
        """Return the stand of every parcel on the scene's day, and how wet the ground is."""
        wetness = self.sky.wetness(scene.number)
        return stand_on(self.story, self.cropping, scene.number, wetness), wetness

    def wind(self, scene: Scene) -> float:
        """Return how rough the wind makes open water at the pass, 0-1."""
        return float(stream(self.story.seed, "wind", scene.day).beta(1.6, 2.4))

    @staticmethod
    def angle(scene: Scene) -> float:
        """Return the incidence angle at the middle of the square, degrees."""
        return _INCIDENCE_DEG[scene.ascending]

    def draw(self, scene: Scene, folder: Path) -> Drawn:
        """Draw one scene into *folder*."""
        folder.mkdir(parents=True)
        drawn = self._optical(scene, folder) if scene.sensor == "S2" else self._radar(scene, folder)
        break_files(scene, folder)
        return drawn

    def _optical(self, scene: Scene, folder: Path) -> Drawn:
        stand, wetness = self.stand(scene)
        colours = reflectances(self.story, self.land, stand, wetness)
        sun = sun_at(scene)
        veil = veil_of(self.story, scene.day, scene.cloud, sun)
        if scene.fault == "second processing" and scene.version == 0:
            veil = Veil(veil.opacity, veil.shadow, veil.haze + 0.04)
        shift = number(self.story.seed, "shift", scene.day) % len(SHIFTS)
        added = OFFSET_DN if holds_offset(scene) else 0
        outside = outside_swath(self.story, scene)
        draw = self._band(scene, colours, veil, shift, added)
        write(folder, "B04", self.story, draw("red"), outside(10), NO_DATA)
        write(folder, "B08", self.story, draw("nir"), outside(10), NO_DATA)
        swir = draw("swir16")
        write(folder, "B11", self.story, swir, outside(20), NO_DATA)
        ground = self._ground(scene, colours, veil, shift)
        scl = classify(self.story, scene.day, veil, ground)
        write(folder, "SCL", self.story, scl, outside(20), NO_DATA)
        scl[outside(20)] = NO_DATA
        classes, counts = np.unique(scl, return_counts=True)
        shares = {int(c): float(n / scl.size) for c, n in zip(classes, counts, strict=True)}
        return Drawn(scene, shares, colours[self.rows], bool(added))

    def _band(
        self, scene: Scene, colours: np.ndarray, veil: Veil, shift: int, added: int
    ) -> Callable[[str], np.ndarray]:
        def draw(band: str) -> np.ndarray:
            size = 20 if band == "swir16" else 10
            seen = self.footprints.far if size == 20 else self.footprints.near
            light = (_BUMP[band], _NOISE[band], _CLOUD[band], veil.haze, added)
            seed = number(self.story.seed, "noise", scene.day, band, str(scene.version))
            colour = np.ascontiguousarray(colours[:, BANDS.index(band)])
            return kernels.optical(
                *seen[shift], colour, self.uneven[size], veil.layers, light, np.uint64(seed)
            )

        return draw

    def _ground(self, scene: Scene, colours: np.ndarray, veil: Veil, shift: int) -> np.ndarray:
        """Return reflectance at 20 m, (3, row, column), with clouds, free of noise."""
        seed = np.uint64(number(self.story.seed, "noise", scene.day, "scl"))
        bands = []
        for column, band in enumerate(BANDS):
            light = (_BUMP[band], 0.0, _CLOUD[band], veil.haze, 0)
            colour = np.ascontiguousarray(colours[:, column])
            seen = self.footprints.far[shift]
            numbers = kernels.optical(*seen, colour, self.uneven[20], veil.layers, light, seed)
            bands.append(numbers.astype(np.float32) / 10_000)
        return np.stack(bands)

    def _radar(self, scene: Scene, folder: Path) -> Drawn:
        stand, wetness = self.stand(scene)
        sky = (wetness, self.wind(scene))
        power = powers(self.story, self.land, stand, sky, self.angle(scene))
        outside = outside_swath(self.story, scene)
        for column, band in enumerate(("vv", "vh")):
            seed = number(self.story.seed, "speckle", scene.day, band, str(scene.orbit))
            mean = np.ascontiguousarray(power[:, column])
            values = kernels.radar(
                *self.footprints.radar, mean, self.radar_texture, np.uint64(seed)
            )
            coarse = rasters.coarsen(values)
            write(folder, f"iw-{band}.rtc", self.story, coarse, outside(10), rasters.RADAR_NO_DATA)
        return Drawn(scene, {}, power[self.rows], False)


def write(
    folder: Path,
    name: str,
    story: Story,
    values: np.ndarray,
    outside: np.ndarray,
    no_data: float,
) -> None:
    """Write one band with no data outside the swath."""
    values[outside] = no_data
    rasters.write(folder / f"{name}.tif", story, values, no_data)


def break_files(scene: Scene, folder: Path) -> None:
    """Take away or cut off one file where that fault was dealt."""
    name = "B08" if scene.sensor == "S2" else "iw-vh.rtc"
    if scene.fault == "file absent":
        (folder / f"{name}.tif").unlink()
    if scene.fault == "file truncated":
        rasters.truncate(folder / f"{name}.tif")


def clear_share(drawn: Drawn) -> float:
    """Return the share of a scene that its own mask calls clear land or water."""
    hidden = (NO_DATA, SHADOW, CLOUD_MEDIUM, CLOUD_MEDIUM + 1, CIRRUS)
    return sum(share for scl, share in drawn.shares.items() if scl not in hidden)
