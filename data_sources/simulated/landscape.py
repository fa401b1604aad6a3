"""The land: canals, blocks between them, and blocks cut into strips.

Parcels of the lower delta are long strips that stand on a canal, back to back, with houses and
orchards along the larger canals and shrimp ponds towards the sea. The strips here are laid out on
a straight plan (u along, v across the plan), which is then bent and turned onto the map, so that
no two blocks lie alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from data_sources.simulated.chance import stream
from data_sources.simulated.story import CENTRE, Story, local_metres, sea_distance_km
from data_sources.simulated.strips import RICE, SHRIMP, rows

_MAIN_SPACING_M = 2_400
_MAIN_HALF_M = 18.0
_HEADING = np.deg2rad(234.0)
"""Direction of the plan's u axis: along the Saintard canal, Đại Ngãi to Sóc Trăng."""
_RIVER = ((105.95, 9.83), (106.03, 9.778), (106.088, 9.722), (106.135, 9.655), (106.2, 9.55))
_RIVER_HALF_M = 850.0


@dataclass(frozen=True)
class Landscape:
    """Every parcel of the square and the water between them.

    Parameters
    ----------
    shapes
        Polygons in the working CRS.
    use
        What truly grows there: an index into `USES`.
    block
        Number of the block (one row of strips on one canal); a block sows together.
    x, y
        Centres, metres.
    canals, river
        Polygons of water.
    """

    shapes: np.ndarray
    use: np.ndarray
    block: np.ndarray
    x: np.ndarray
    y: np.ndarray
    canals: np.ndarray
    river: shapely.Geometry

    @property
    def area_ha(self) -> np.ndarray:
        """Areas on the map, hectares."""
        return shapely.area(self.shapes) / 10_000

    @property
    def sea_km(self) -> np.ndarray:
        """Distances to the mouth of the river, kilometres."""
        return sea_distance_km(self.x, self.y)


@dataclass(frozen=True)
class _Plan:
    """The bend and the turn that bring the straight plan onto the map."""

    phase: np.ndarray
    origin: tuple[float, float]

    def place(self, uv: np.ndarray) -> np.ndarray:
        """Turn plan coordinates (..., 2) into metres on the map."""
        u, v = uv[..., 0], uv[..., 1]
        a, b, c, d = self.phase
        bent_u = u + 90 * np.sin(v / 830 + a) + 18 * np.sin(v / 300 + b)
        bent_v = v + 80 * np.sin(u / 750 + c) + 15 * np.sin(u / 270 + d)
        cos, sin = np.cos(_HEADING), np.sin(_HEADING)
        x = self.origin[0] + cos * bent_u - sin * bent_v
        y = self.origin[1] + sin * bent_u + cos * bent_v
        return np.stack([x, y], -1)


def lay_out(story: Story) -> Landscape:
    """Return the land of *story*; the same for every day it is told on."""
    draw = stream(story.seed, "landscape")
    plan = _Plan(draw.uniform(0, 2 * np.pi, 4), local_metres(*CENTRE))
    reach = story.size.side_m * 0.75 + 400
    lines = _main_lines(draw, reach), _main_lines(draw, reach)
    rings, uses, blocks, canals = [], [], [], [*_canal_lines(*lines)]
    for zone in _zones(*lines):
        for ring, use, canal in rows(draw, zone):
            rings.append(ring)
            uses.append(use)
            blocks.append(np.full(len(ring), len(blocks)))
            canals += canal
    shapes = np.asarray(shapely.polygons(plan.place(np.concatenate(rings))))
    centre = shapely.get_coordinates(shapely.centroid(shapes))
    river = shapely.buffer(
        shapely.LineString([local_metres(*p) for p in _RIVER]), _RIVER_HALF_M, quad_segs=16
    )
    water = [shapely.buffer(shapely.LineString(plan.place(line)), half) for line, half in canals]
    square = shapely.buffer(shapely.box(*story.bounds), 60)
    inside = np.asarray(shapely.intersects(square, shapes) & ~shapely.intersects(river, shapes))
    inside &= shapely.is_valid(shapes)
    x, y = centre[inside].T
    block, use = np.concatenate(blocks)[inside], np.concatenate(uses)[inside]
    use = _ponds(draw, use, block, sea_distance_km(x, y))
    return Landscape(shapes[inside], use, block, x, y, np.array(water), river)


def _main_lines(draw: np.random.Generator, reach: float) -> np.ndarray:
    count = int(np.ceil(reach / _MAIN_SPACING_M))
    lines = np.arange(-count, count + 1) * float(_MAIN_SPACING_M)
    return lines + draw.uniform(-250, 250, len(lines)) * (lines != 0)


def _canal_lines(along: np.ndarray, across: np.ndarray) -> Iterator[tuple[np.ndarray, float]]:
    """Yield the main canals as dense lines of the plan, with half their width."""
    steps = np.linspace(min(along[0], across[0]), max(along[-1], across[-1]), 400)
    for place in along:
        yield np.stack([np.full_like(steps, place), steps], -1), _MAIN_HALF_M
    for place in across:
        yield np.stack([steps, np.full_like(steps, place)], -1), _MAIN_HALF_M


def _zones(along: np.ndarray, across: np.ndarray) -> Iterator[tuple[float, float, float, float]]:
    """Yield u0, u1, v0, v1 of the land between four main canals, roads and banks left out."""
    bank = _MAIN_HALF_M + 9
    for u0, u1 in pairwise(along.tolist()):
        for v0, v1 in pairwise(across.tolist()):
            yield u0 + bank, u1 - bank, v0 + bank, v1 - bank


def _ponds(
    draw: np.random.Generator, use: np.ndarray, block: np.ndarray, sea_km: np.ndarray
) -> np.ndarray:
    """Turn rice of some blocks into shrimp ponds, more of them towards the sea."""
    chance = draw.random(int(block.max()) + 1)[block]
    most = np.clip((27.5 - sea_km) / 20, 0.012, 0.35)
    single = draw.random(len(use)) < 0.004
    pond = (use == RICE) & ((chance < most) | single)
    return np.where(pond, SHRIMP, use).astype(np.int8)
