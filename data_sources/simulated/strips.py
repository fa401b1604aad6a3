"""How the land between two canals is cut: rows of strips, houses and orchards along the canal.

Everything here is on the straight plan: u along the row, v across it, metres.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

RICE, ORCHARD, SHRIMP, VEGETABLE, HOUSE = range(5)
USES = ("rice", "orchard", "shrimp", "vegetable", "house")
_SECOND_HALF_M = 5.0
_BUND_HALF_M = 0.7
Canal = list[tuple[np.ndarray, float]]


def rows(
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
