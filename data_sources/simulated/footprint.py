"""What a pixel sees: the covers under its point spread, at 10 m and 20 m, for both sensors."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from rasterio.features import rasterize
from rasterio.transform import Affine

from data_sources.simulated import kernels
from data_sources.simulated.chance import stream
from data_sources.simulated.landscape import Landscape
from data_sources.simulated.reflectance import BANK, CANAL, FIRST_PARCEL, RIVER
from data_sources.simulated.story import Story

FINE_M = 2.5
_MARGIN = 24
"""Fine cells of land drawn around the square, so that edge pixels see their surroundings."""
SHIFTS = ((0, 0), (1, -1), (-2, 1))
"""By how many fine cells a Sentinel-2 scene may lie off (south, east): within the 5 m that
multi-temporal registration reaches (ESA, Sentinel-2 L2A data quality report)."""
_SPREAD_10M, _SPREAD_20M, _SPREAD_RADAR = 5.3, 10.0, 9.0
"""Deviation of the point spread, metres: a Gaussian with the modulation at half the sampling
frequency near 0.25 (Radoux et al. 2016, Remote Sensing 8(6)); for radar, 20 m resolution."""


@dataclass(frozen=True)
class Footprints:
    """Covers and weights of every pixel, (row, column, 4) each.

    Parameters
    ----------
    near
        Sentinel-2 at 10 m, one for each of `SHIFTS`.
    far
        Sentinel-2 at 20 m, one for each of `SHIFTS`.
    radar
        Sentinel-1 at 10 m.
    """

    near: tuple[tuple[np.ndarray, np.ndarray], ...]
    far: tuple[tuple[np.ndarray, np.ndarray], ...]
    radar: tuple[np.ndarray, np.ndarray]


def draw_labels(story: Story, land: Landscape) -> np.ndarray:
    """Return the cover of every fine cell: bank, then parcels, canals and the river over them."""
    size = story.shape(1)[0] / FINE_M + 2 * _MARGIN
    move = Affine.translation(-_MARGIN * FINE_M, _MARGIN * FINE_M)
    numbers = range(FIRST_PARCEL, FIRST_PARCEL + len(land.shapes))
    shapes = [*zip(land.shapes, numbers, strict=True), *((c, CANAL) for c in land.canals)]
    shapes.append((land.river, RIVER))
    return rasterize(
        shapes,
        out_shape=(int(size), int(size)),
        transform=move * story.transform(FINE_M),
        fill=BANK,
        dtype="uint16",
    )


def look(story: Story, land: Landscape) -> Footprints:
    """Work out what every pixel sees."""
    labels = draw_labels(story, land)
    jobs = [(10, _SPREAD_10M, shift) for shift in SHIFTS]
    jobs += [(20, _SPREAD_20M, shift) for shift in SHIFTS]
    jobs.append((10, _SPREAD_RADAR, (0, 0)))
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda job: _seen(labels, *job), jobs))
    return Footprints(tuple(done[:3]), tuple(done[3:6]), done[6])


def _seen(
    labels: np.ndarray, pixel_m: int, spread_m: float, shift: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    step = int(pixel_m / FINE_M)
    every = 1 if spread_m < 8 else 2
    half = round(2.2 * spread_m / FINE_M / every)
    offsets = np.arange(-half, half + 1) * every * FINE_M
    line = np.exp(-0.5 * (offsets / spread_m) ** 2)
    spread = np.outer(line, line) / line.sum() ** 2
    first = _MARGIN + step // 2 - half * every
    south, east = shift
    moved = np.roll(labels, (-south, -east), (0, 1)) if any(shift) else labels
    size = (labels.shape[0] - 2 * _MARGIN) // step
    window = first + (size - 1) * step + (2 * half) * every + 1
    return kernels.footprints(
        np.ascontiguousarray(moved[first:window, first:window]), spread, step, every
    )


def unevenness(story: Story, pixel_m: int, name: str, reach_px: float) -> np.ndarray:
    """Return smooth unevenness of the land, (row, column), mean 0, deviation 1."""
    rows, columns = story.shape(pixel_m)
    draw = stream(story.seed, "unevenness", name, str(pixel_m))
    return octaves(draw, (rows, columns), (reach_px, reach_px * 3), 0.7)


def octaves(
    draw: np.random.Generator, shape: tuple[int, int], cells: tuple[float, ...], gain: float
) -> np.ndarray:
    """Return noise of several cell sizes (pixels), the finer the weaker by *gain*, deviation 1."""
    total = np.zeros(shape, np.float32)
    for number, cell in enumerate(sorted(cells, reverse=True)):
        coarse = draw.normal(size=tuple(int(np.ceil(n / cell)) + 2 for n in shape))
        rows = _stretch(coarse.astype(np.float32), shape[0], cell)
        total += np.float32(gain**number) * _stretch(rows.T, shape[1], cell).T
    return (total - total.mean()) / max(float(total.std()), 1e-6)


def _stretch(knots: np.ndarray, size: int, cell: float) -> np.ndarray:
    """Interpolate *knots* along the first axis smoothly onto *size* pixels."""
    at = ((np.arange(size) + 0.5) / cell).astype(np.float32)
    low = np.minimum(at.astype(int), len(knots) - 2)
    part = (at - low)[:, None]
    part = part * part * (3 - 2 * part)
    return knots[low] * (1 - part) + knots[low + 1] * part
