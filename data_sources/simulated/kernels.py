"""The loops over pixels, compiled: mixing covers, clouds and speckle.

Randomness comes from a hash of seed and pixel number (SplitMix64: Steele, Lea and Flood 2014,
OOPSLA), so a pixel is the same whichever thread draws it and in whatever order.
"""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np

_KEPT = 4
"""Covers kept per pixel; further ones weigh nothing to speak of at 10 m."""

compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy")


@compiled
def mix64(value: np.uint64) -> np.uint64:
    """Scatter 64 bits (the finaliser of SplitMix64)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@compiled
def bits(seed: np.uint64, place: int) -> np.uint64:
    """Return 64 random bits of one place."""
    return mix64(np.uint64(seed) + np.uint64(place + 1) * np.uint64(0x9E3779B97F4A7C15))


@compiled
def normal(seed: np.uint64, place: int) -> float:
    """Return a nearly normal number (four uniforms summed): mean 0, deviation 1."""
    drawn = bits(seed, place)
    mask = np.uint64(0xFFFF)
    total = 0.0
    for part in range(4):
        total += float((drawn >> np.uint64(16 * part)) & mask)
    return (total / 65535.0 - 2.0) * 1.7320508


@compiled
def exponential(seed: np.uint64, place: int) -> np.float32:
    """Return an exponential number of mean 1: the power of one radar look (Goodman 1976)."""
    share = (np.float32(bits(seed, place) >> np.uint64(40)) + np.float32(0.5)) / np.float32(2**24)
    return -np.float32(math.log(share))


@compiled
def footprints(
    labels: np.ndarray, point_spread: np.ndarray, step: int, every: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return which covers each pixel sees and how much of each.

    Parameters
    ----------
    labels
        Cover of every fine cell, square; the first pixel's window begins at its corner.
    point_spread
        Weights of the fine cells around a pixel's centre, square, sum 1.
    step
        Fine cells a pixel.
    every
        Fine cells between two samples of the window.

    Returns
    -------
    tuple
        Labels (row, column, 4) and weights of 255 in all, heaviest first.
    """
    reach = point_spread.shape[0]
    size = (labels.shape[0] - 1 - (reach - 1) * every) // step + 1
    seen = np.zeros((size, size, _KEPT), np.uint16)
    share = np.zeros((size, size, _KEPT), np.uint8)
    names, sums = np.zeros(32, np.uint16), np.zeros(32)
    for row in range(size):
        for column in range(size):
            count = 0
            for i in range(reach):
                y = row * step + i * every
                for j in range(reach):
                    name = labels[y, column * step + j * every]
                    at = 0
                    while at < count and names[at] != name:
                        at += 1
                    if at == count:
                        if count == 32:
                            continue
                        names[at], sums[at] = name, 0.0
                        count += 1
                    sums[at] += point_spread[i, j]
            _keep_heaviest(names, sums, count, seen[row, column], share[row, column])
    return seen, share


@compiled
def _keep_heaviest(
    names: np.ndarray, sums: np.ndarray, count: int, seen: np.ndarray, share: np.ndarray
) -> None:
    left = 255
    for place in range(min(_KEPT, count)):
        best = 0
        for at in range(1, count):
            if sums[at] > sums[best]:
                best = at
        weight = min(left, round(255 * sums[best]))
        seen[place], share[place] = names[best], weight
        left -= weight
        sums[best] = -1.0
    share[0] += left


@compiled
def optical(
    seen: np.ndarray,
    share: np.ndarray,
    colours: np.ndarray,
    texture: np.ndarray,
    veil: np.ndarray,
    light: tuple[float, float, float, float, int],
    seed: np.uint64,
) -> np.ndarray:
    """Return the digital numbers of one band.

    Parameters
    ----------
    seen, share
        Footprints, (row, column, 4).
    colours
        Reflectance of every label.
    texture
        Unevenness within fields, (row, column), deviation 1.
    veil
        Cloud opacity and shadow depth, (2, row, column), at half this resolution or the same.
    light
        Effect of the texture, noise, cloud reflectance, haze, and what is added to the DN.
    seed
        Of this scene and band.
    """
    bump, noise, cloud, haze, added = light
    rows, columns = texture.shape
    ratio = rows // veil.shape[1]
    numbers = np.empty((rows, columns), np.uint16)
    for y in range(rows):
        for x in range(columns):
            value = 0.0
            for k in range(_KEPT):
                value += share[y, x, k] * colours[seen[y, x, k]]
            value *= (1 + bump * texture[y, x]) / 255.0
            opaque, dark = veil[0, y // ratio, x // ratio], veil[1, y // ratio, x // ratio]
            value = value * (1 - haze) + haze * 0.16
            value *= 1 - 0.6 * dark
            white = cloud * (0.82 + 0.18 * opaque)
            value += opaque * (white - value)
            value += noise * (0.45 + 0.9 * value) * normal(seed, y * columns + x)
            number = round(value * 10000) + added
            numbers[y, x] = min(max(number, 1), 20000)
    return numbers


@compiled
def radar(
    seen: np.ndarray, share: np.ndarray, power: np.ndarray, texture: np.ndarray, seed: np.uint64
) -> np.ndarray:
    """Return gamma0 with speckle of four looks, neighbours sharing two of them.

    Each pixel is the mean of the four looks at its corners: ground range detected scenes have about
    4.4 looks and pixels half as large as their resolution (ESA, Sentinel-1 Product Definition).
    """
    rows, columns = texture.shape
    out = np.empty((rows, columns), np.float32)
    above, here = np.zeros(columns + 1, np.float32), np.zeros(columns + 1, np.float32)
    for y in range(rows + 1):
        above, here = here, above
        for x in range(columns + 1):
            here[x] = exponential(seed, y * (columns + 1) + x)
        if y == 0:
            continue
        for x in range(columns):
            value = 0.0
            for k in range(_KEPT):
                value += share[y - 1, x, k] * power[seen[y - 1, x, k]]
            looks = above[x] + above[x + 1] + here[x] + here[x + 1]
            out[y - 1, x] = value / 255.0 * texture[y - 1, x] * looks * 0.25
    return out
