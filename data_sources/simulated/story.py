"""Where and when the simulated world plays: its square, its grid, its seasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pyproj
from rasterio.transform import Affine

from data_sources.contract import WORKING_CRS
from data_sources.season import Season

CENTRE = (106.02, 9.68)
"""Between Đại Ngãi and Sóc Trăng, lon and lat: rice land beside the lower Hậu."""
MOUTH = (106.20, 9.49)
"""Where the Trần Đề branch of the Hậu meets the sea, lon and lat."""
PIXEL_M = 10
TILE = "48PXR"
"""The Sentinel-2 tile that the square lies in."""
_SNAP_M = 20


@dataclass(frozen=True, slots=True)
class WorldSize:
    """How large a world is built.

    Parameters
    ----------
    side_m
        Side of the square, metres; a multiple of 40.
    fields
        How many registered fields the parcel file holds.
    """

    side_m: int = 12_000
    fields: int = 2_000


FULL = WorldSize()
TINY = WorldSize(2_000, 60)
"""Small enough for a test, with everything in it."""


@cache
def local_metres(lon: float, lat: float) -> tuple[float, float]:
    """Return easting and northing of a place in the working CRS, metres."""
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", WORKING_CRS, always_xy=True)
    x, y = to_metres.transform(lon, lat)
    return float(x), float(y)


def sea_distance_km(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the distance to the mouth of the Hậu, kilometres, of points in the working CRS."""
    mouth_x, mouth_y = local_metres(*MOUTH)
    return np.hypot(x - mouth_x, y - mouth_y) / 1000


@dataclass(frozen=True, slots=True)
class Story:
    """What a world is a function of.

    Parameters
    ----------
    seed
        Decides everything that chance decides.
    as_of
        The day of the telling. It cuts what is known; what is true before it does not depend on it.
    size
        How large the world is.
    """

    seed: int
    as_of: date
    size: WorldSize = FULL

    @property
    def winter(self) -> Season:
        """The Winter-Spring season that is on, or comes next."""
        return Season(self.as_of.year + (self.as_of.month > 6), "WS")

    @property
    def seasons(self) -> tuple[Season, ...]:
        """Last Winter-Spring (records only), then the seasons with imagery."""
        year = self.winter.year
        return Season(year - 1, "WS"), Season(year - 1, "SA"), Season(year - 1, "AW"), self.winter

    @property
    def start(self) -> date:
        """First day of imagery and weather."""
        return date(self.winter.year - 1, 4, 1)

    @property
    def days(self) -> pd.DatetimeIndex:
        """Every day that is simulated: from a year before the start to the end of the story.

        The year before carries the season of which only the records are left.
        """
        return pd.date_range(self.first_day, date(self.winter.year, 7, 31))

    @property
    def first_day(self) -> date:
        """The first of `days`."""
        return self.start - timedelta(days=182)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the square, metres in the working CRS."""
        x, y = (round(v / _SNAP_M) * _SNAP_M for v in local_metres(*CENTRE))
        half = self.size.side_m / 2
        return x - half, y - half, x + half, y + half

    def shape(self, pixel_m: int = PIXEL_M) -> tuple[int, int]:
        """Rows and columns of the square in pixels of *pixel_m*."""
        return self.size.side_m // pixel_m, self.size.side_m // pixel_m

    def transform(self, pixel_m: float = PIXEL_M) -> Affine:
        """From pixel to metres."""
        west, _, _, north = self.bounds
        return Affine(pixel_m, 0, west, 0, -pixel_m, north)

    @property
    def lonlat_ring(self) -> list[list[float]]:
        """The square as a closed ring of lon, lat."""
        return [list(corner) for corner in _ring(self.bounds)]


@cache
def _ring(bounds: tuple[float, float, float, float]) -> tuple[tuple[float, float], ...]:
    west, south, east, north = bounds
    to_degrees = pyproj.Transformer.from_crs(WORKING_CRS, "EPSG:4326", always_xy=True)
    x, y = to_degrees.transform([west, east, east, west, west], [south, south, north, north, south])
    return tuple((round(lon, 7), round(lat, 7)) for lon, lat in zip(x, y, strict=True))
