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

RICE, ORCHARD, SHRIMP, VEGETABLE, HOUSE = range(5)
USES = ("rice", "orchard", "shrimp", "vegetable", "house")
_MAIN_SPACING_M = 2_400
_MAIN_HALF_M, _SECOND_HALF_M = 18.0, 5.0
_BUND_HALF_M = 0.7
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
        for ring, use, canal in _rows(draw, zone):
            rings.append(ring)
            uses.append(use)
            blocks.append(np.full(len(ring), len(blocks)))
            canals += canal
    shapes = shapely.polygons(plan.place(np.concatenate(rings)))
    centre = shapely.centroid(shapes)
    river = shapely.buffer(
        shapely.LineString([local_metres(*p) for p in _RIVER]), _RIVER_HALF_M, quad_segs=16
    )
    water = [shapely.buffer(shapely.LineString(plan.place(line)), half) for line, half in canals]
    inside = shapely.intersects(shapely.box(*story.bounds).buffer(60), shapes)
    inside &= ~shapely.intersects(river, shapes)
    x, y = shapely.get_x(centre)[inside], shapely.get_y(centre)[inside]
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


Canal = list[tuple[np.ndarray, float]]


def _rows(
    draw: np.random.Generator, zone: tuple[float, float, float, float]
) -> Iterator[tuple[np.ndarray, np.ndarray, Canal]]:
    """Yield rows of strips: rings (strip, 7, 2) on the plan, uses, and the canal behind the row."""
    u0, u1, v0, v1 = zone
    turned = bool(draw.random() < 0.5)
    if turned:
        u0, u1, v0, v1 = v0, v1, u0, u1
    depth_m = float(draw.uniform(150, 245))
    at, count = v0, 0
    while at < v1 - 55:
        settled = at == v0 and draw.random() < 0.75
        depth = float(draw.uniform(55, 85)) if settled else depth_m * float(draw.uniform(0.85, 1.2))
        end = min(at + depth, v1)
        ring, use = _strips(draw, (u0, u1, at, end), settled=settled)
        wide = count % 2 == 1
        middle = end + 7
        canal: Canal = []
        if wide and middle < v1:
            us = np.linspace(u0, u1, 60)
            canal = [(_turn(np.stack([us, np.full_like(us, middle)], -1), turned), _SECOND_HALF_M)]
        yield _turn(ring, turned), use, canal
        at, count = end + (14 if wide else 2.5), count + 1


def _turn(uv: np.ndarray, turned: bool) -> np.ndarray:
    return uv[..., ::-1] if turned else uv


def _strips(
    draw: np.random.Generator, row: tuple[float, float, float, float], *, settled: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Cut one row into strips whose sides lean a little, some cut again across."""
    u0, u1, v0, v1 = row
    median = 22.0 if settled else 33.0
    width = np.clip(median * np.exp(draw.normal(0, 0.5, int((u1 - u0) / 10))), 9.0, 150.0)
    width = width[: np.searchsorted(np.cumsum(width), u1 - u0 - 4)]
    path = np.where(draw.random(len(width)) < 0.07, 5.0, 0.0)
    front = u0 + np.concatenate([[0.0], np.cumsum(width + path)])
    front = u0 + (front - u0) * (u1 - u0) / (front[-1] - u0)
    lean = draw.normal(0, 2.2, len(front))
    back = np.sort(front + np.where((front > u0) & (front < u1), lean, 0))
    left = np.stack([front[:-1], back[:-1]], -1) + _BUND_HALF_M
    right = np.stack([front[1:] - path, back[1:] - path], -1) - _BUND_HALF_M
    cut = np.where(draw.random(len(width)) < 0.25, draw.uniform(0.35, 0.65, len(width)), 1.0)
    if settled:
        cut[:] = 1.0
    whole = cut == 1.0
    near = _rings(left, right, v0, v1, np.zeros(len(cut)), np.where(whole, 1.0, cut - 0.004))
    far = _rings(left, right, v0, v1, cut + 0.004, np.ones(len(cut)))[~whole]
    rings = np.concatenate([near, far])
    return rings, _uses(draw, len(rings), settled=settled)


def _rings(
    left: np.ndarray, right: np.ndarray, v0: float, v1: float, start: np.ndarray, stop: np.ndarray
) -> np.ndarray:
    """Return closed rings of the strips between the shares *start* and *stop* of the row."""

    def side(edge: np.ndarray, share: np.ndarray) -> np.ndarray:
        u = edge[:, 0] + (edge[:, 1] - edge[:, 0]) * share
        return np.stack([u, v0 + (v1 - v0) * share], -1)

    middle = (start + stop) / 2
    corners = [side(left, start), side(right, start), side(right, middle), side(right, stop)]
    corners += [side(left, stop), side(left, middle), side(left, start)]
    return np.stack(corners, 1)


def _uses(draw: np.random.Generator, count: int, *, settled: bool) -> np.ndarray:
    share = (0.05, 0.55, 0.0, 0.1, 0.3) if settled else (0.955, 0.025, 0.0, 0.02, 0.0)
    return draw.choice(5, count, p=share).astype(np.int8)


def _ponds(
    draw: np.random.Generator, use: np.ndarray, block: np.ndarray, sea_km: np.ndarray
) -> np.ndarray:
    """Turn rice of some blocks into shrimp ponds, more of them towards the sea."""
    chance = draw.random(int(block.max()) + 1)[block]
    most = np.clip((27.5 - sea_km) / 20, 0.012, 0.35)
    single = draw.random(len(use)) < 0.004
    pond = (use == RICE) & ((chance < most) | single)
    return np.where(pond, SHRIMP, use).astype(np.int8)
