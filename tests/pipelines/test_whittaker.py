"""Smoothing: the plain sparse solution, guarded, on made and on real series."""

from __future__ import annotations

import json

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.linalg import spsolve

from pipelines.smoothing import LONGEST_GAP_DAYS, STIFFNESS, smooth


def plain(day, values, weights, stiffness):
    days = int(day[-1] - day[0]) + 1
    weight, pull = np.zeros(days), np.zeros(days)
    known = np.isfinite(values)
    np.add.at(weight, (day - day[0])[known], weights[known])
    np.add.at(pull, (day - day[0])[known], (weights * values)[known])
    bend = sp.diags([1.0, -2.0, 1.0], [0, 1, 2], shape=(days - 2, days))
    return spsolve((sp.diags(weight) + stiffness * (bend.T @ bend)).tocsc(), pull)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(4, 40), st.sampled_from([1.0, 800.0, 3000.0]))
def test_it_is_the_plain_solution_inside_its_guards(seed, count, stiffness):
    draw = np.random.default_rng(seed)
    day = np.cumsum(draw.integers(1, 9, count)) + 20_000
    values = draw.uniform(0, 1, (1, count))
    values[0, draw.uniform(size=count) < 0.2] = np.nan
    values[0, [0, 1, -1]] = [0.2, 0.4, 0.3]
    weights = draw.uniform(0.2, 1, (1, count))
    days, line = smooth(day, values, weights, stiffness)
    expected = plain(day, values[0], weights[0], stiffness)
    low, high = np.nanmin(values), np.nanmax(values)
    drawn = np.isfinite(line[0])
    assert days[0] == day[0]
    assert line[0][drawn] == pytest.approx(np.clip(expected, low, high)[drawn], abs=1e-6)


def test_no_line_crosses_a_long_gap_unless_radar_saw_it():
    day = np.array([0, 5, 10, 50, 55])
    values = np.array([[0.2, 0.3, 0.4, 0.7, 0.6]])
    full = np.ones((1, 5))
    _, line = smooth(day, values, full, STIFFNESS["ndvi"])
    assert np.isnan(line[0, 11:50]).all()
    assert np.isfinite(line[0, [10, 50]]).all()
    radar = np.zeros((1, 56), bool)
    radar[0, 30] = True
    _, vouched = smooth(day, values, full, STIFFNESS["ndvi"], radar)
    assert np.isfinite(vouched).all()


def test_a_field_seen_once_has_no_line():
    _, line = smooth(np.array([0, 5]), np.array([[0.4, np.nan]]), np.ones((1, 2)), 800.0)
    assert np.isnan(line).all()


def test_a_straight_line_stays_straight():
    day = np.arange(0, 60, 6)
    values = (0.1 + 0.01 * day)[None, :]
    days, line = smooth(day, values, np.ones_like(values), 3000.0)
    assert line[0] == pytest.approx(0.1 + 0.01 * days, abs=1e-6)


@pytest.mark.pack
def test_real_gaps_stay_gaps_and_hidden_looks_are_met(data_pack):
    folder = data_pack / "s2_cube_slovenia" / "TestEOPatch"
    ndvi = np.load(folder / "data" / "NDVI.npy")[..., 0]
    valid = np.load(folder / "mask" / "IS_VALID.npy")[..., 0].astype(bool)
    stamps = json.loads((folder / "timestamps.json").read_text())
    days = np.array([stamp[:10] for stamp in stamps])
    day = days.astype("datetime64[D]").astype(np.int64)
    assert len(day) == 68
    ndvi, valid = ndvi[:, ::7, ::7].reshape(68, -1).T, valid[:, ::7, ::7].reshape(68, -1).T
    usable = np.where(valid & (np.abs(ndvi) <= 1), ndvi, np.nan)
    once = np.append(np.diff(day) > 0, True)
    day, usable = day[once], usable[:, once]
    draw = np.random.default_rng(3)
    hidden = np.isfinite(usable) & (draw.uniform(size=usable.shape) < 0.15)
    shown = np.where(hidden, np.nan, usable)
    line_days, lines = smooth(day, shown, np.ones_like(shown), STIFFNESS["ndvi"])
    at = np.searchsorted(line_days, day)
    met = np.abs(lines[:, at] - usable)[hidden & np.isfinite(lines[:, at])]
    constant = np.abs(np.nanmedian(shown, axis=1, keepdims=True) - usable)[hidden]
    print(
        f"hidden looks: median error {np.median(met):.3f}, of a constant {np.median(constant):.3f}"
    )
    assert np.median(met) < 0.6 * np.median(constant)
    for field in range(0, len(shown), 20):
        seen = day[np.isfinite(shown[field])]
        wide = np.flatnonzero(np.diff(seen) > LONGEST_GAP_DAYS)
        for n in wide:
            inside = (line_days > seen[n]) & (line_days < seen[n + 1])
            assert np.isnan(lines[field, inside]).all()
