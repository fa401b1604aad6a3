"""The compiled loops: what a pixel sees, how bright it is, how it speckles."""

from __future__ import annotations

import numpy as np
import pytest

from data_sources.simulated import kernels
from data_sources.simulated.rasters import coarsen

SEED = np.uint64(20260220)


def one_cover(size: int) -> tuple[np.ndarray, np.ndarray]:
    seen = np.zeros((size, size, 4), np.uint16)
    share = np.zeros((size, size, 4), np.uint8)
    share[..., 0] = 255
    return seen, share


def test_a_pixel_sees_its_covers_by_their_weight() -> None:
    labels = np.zeros((12, 12), np.uint16)
    labels[:, 6:] = 7
    spread = np.full((4, 4), 1 / 16)
    seen, share = kernels.footprints(labels, spread, 4, 1)
    assert seen.shape == (3, 3, 4)
    assert (share.sum(axis=2, dtype=int) == 255).all()
    assert (share[:, 0, 0], seen[:, 0, 0]) == (pytest.approx([255] * 3), pytest.approx([0] * 3))
    assert set(seen[0, 1, :2]) == {0, 7}
    assert np.abs(share[0, 1, :2].astype(int) - 127).max() <= 1


def test_compiled_and_plain_footprints_agree() -> None:
    labels = np.random.default_rng(1).integers(0, 9, (20, 20)).astype(np.uint16)
    spread = np.outer([1, 2, 3, 2, 1], [1, 2, 3, 2, 1]) / 81
    compiled = kernels.footprints(labels, spread, 4, 1)
    plain = kernels.footprints.py_func(labels, spread, 4, 1)
    for one, other in zip(compiled, plain, strict=True):
        assert np.array_equal(one, other)


def test_speckle_has_four_looks_and_keeps_the_mean() -> None:
    power, flat = np.array([0.02], np.float32), np.ones((500, 500), np.float32)
    values = kernels.radar(*one_cover(500), power, flat, SEED)
    assert values.mean() == pytest.approx(0.02, rel=0.01)
    assert values.mean() ** 2 / values.var() == pytest.approx(4, rel=0.05)
    beside = np.corrcoef(values[:, :-1].ravel(), values[:, 1:].ravel())[0, 1]
    apart = np.corrcoef(values[:, :-2].ravel(), values[:, 2:].ravel())[0, 1]
    assert beside == pytest.approx(0.5, abs=0.02)
    assert abs(apart) < 0.02


def test_compiled_and_plain_pixels_agree() -> None:
    texture = np.random.default_rng(2).normal(size=(6, 6)).astype(np.float32)
    colours = np.array([0.2], np.float32)
    veil = np.zeros((2, 3, 3), np.float32)
    veil[0, 0, 0], veil[1, 2, 2] = 1.0, 0.8
    light = (0.05, 0.003, 0.6, 0.01, 1000)
    compiled = kernels.optical(*one_cover(6), colours, texture, veil, light, SEED)
    plain = kernels.optical.py_func(*one_cover(6), colours, texture, veil, light, SEED)
    assert np.abs(compiled.astype(int) - plain).max() <= 1
    power = np.array([0.03], np.float32)
    radar = kernels.radar(*one_cover(6), power, np.ones((6, 6), np.float32), SEED)
    slow = kernels.radar.py_func(*one_cover(6), power, np.ones((6, 6), np.float32), SEED)
    assert np.allclose(radar, slow, rtol=1e-5)


def test_clouds_hide_and_shadows_darken() -> None:
    colours, flat = np.array([0.1], np.float32), np.zeros((4, 4), np.float32)
    veil = np.zeros((2, 2, 2), np.float32)
    veil[0, 0, 0], veil[1, 1, 1] = 1.0, 1.0
    numbers = kernels.optical(*one_cover(4), colours, flat, veil, (0, 0, 0.7, 0, 0), SEED)
    assert (numbers[:2, :2] == 7000).all()
    assert (numbers[2:, 2:] == 400).all()
    assert (numbers[:2, 2:] == 1000).all()


def test_noise_is_the_same_wherever_it_is_drawn() -> None:
    drawn = [kernels.normal(SEED, place) for place in range(20_000)]
    assert kernels.normal(SEED, 77) == drawn[77]
    assert np.mean(drawn) == pytest.approx(0, abs=0.03)
    assert np.std(drawn) == pytest.approx(1, abs=0.03)
    looks = [kernels.exponential(SEED, place) for place in range(20_000)]
    assert np.mean(looks) == pytest.approx(1, abs=0.03)
    assert min(looks) > 0


def test_rounding_power_costs_less_than_a_seventh_of_a_decibel() -> None:
    power = np.random.default_rng(3).gamma(4, 0.005, 10_000).astype(np.float32)
    lost = np.abs(10 * np.log10(coarsen(power) / power))
    assert lost.max() < 0.14 / 2 + 0.001
