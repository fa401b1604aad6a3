"""Offsets: decided by each item's own words, both traps, and asked back from the pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources.radiometry import (
    APPLIED_FLAG,
    Decision,
    Undecidable,
    baseline_of,
    carries_offset,
    decide,
    stated_scaling,
    verify_offset,
)


def bands(scale=None, offset=None, words=""):
    band = {f"{words}{k}": v for k, v in (("scale", scale), ("offset", offset)) if v is not None}
    return [{"raster:bands": [band]}] * 3


def item(baseline=None, flag=None, **more):
    said = {"s2:processing_baseline": baseline, APPLIED_FLAG: flag}
    return {name: value for name, value in said.items() if value is not None} | more


@pytest.mark.parametrize(
    ("properties", "assets", "offset", "torn"),
    [
        # The flag is true and the bands still say -0.1: applied twice, leaves would reflect < 0.
        (item("05.11", True), bands(0.0001, -0.1), 0.0, False),
        # Collection 1: no flag, the bands say -0.1, and they are right.
        (item("05.11"), bands(0.0001, -0.1), -0.1, False),
        # Planetary Computer: neither flag nor offset; the baseline alone says it.
        (item("05.10"), bands(), -0.1, False),
        (item("04.00"), bands(), -0.1, False),
        (item("03.01"), bands(), 0.0, False),
        (item("02.12", False), bands(0.0001, 0.0), 0.0, False),
        (item("04.00", False), bands(0.0001, -0.1), -0.1, False),
        # Words that cannot all be true are kept for the pixels to settle.
        (item("02.14"), bands(0.0001, -0.1), 0.0, True),
        (item("05.00"), bands(0.0001, 0.0), 0.0, True),
        (item("05.00", False), bands(0.0001, 0.0), -0.1, True),
        (item(None, True), bands(), 0.0, False),
        (item(None), bands(0.0001, -0.1), -0.1, False),
    ],
)
def test_the_item_decides(properties, assets, offset, torn):
    decision = decide(properties, assets)
    assert (decision.scale, decision.offset) == (0.0001, offset)
    assert bool(decision.contradiction) is torn
    assert decision.by


def test_an_old_scene_in_a_new_baseline_has_the_offset():
    properties = item("05.00", datetime="2018-03-01T03:20:00Z")
    assert decide(properties, bands()).offset == -0.1


@pytest.mark.parametrize(
    ("properties", "assets", "what"),
    [
        (item(), bands(), "neither"),
        (item("05.11"), [*bands(0.0001, -0.1), *bands(0.0001, 0.0)], "different"),
        (item("05.11", "yes"), bands(), "neither true nor false"),
        (item("05.11"), bands(0.0001, -0.25), "no baseline has"),
        (item("05.11"), bands(-3.0, -0.1), "no baseline has"),
    ],
)
def test_what_cannot_be_decided_is_said(properties, assets, what):
    with pytest.raises(Undecidable, match=what):
        decide(properties, assets)


def test_the_baseline_is_found_in_a_product_name():
    name = "S2B_MSIL2A_20250731T131909_N0511_R095_T20EPT_20250731T143919.SAFE"
    assert baseline_of({"s2:product_uri": name}) == "05.11"
    assert baseline_of({"s2:datatake_id": "GS2B_20250731T131905_043879_N05.11"}) == "05.11"
    assert (
        baseline_of({"sentinel:product_id": "S2A_MSIL2A_20200714T1_N0214_R123_T28QCH"}) == "02.14"
    )
    assert baseline_of({"s2:processing_baseline": "latest"}) is None


@given(st.integers(0, 99), st.integers(0, 99))
def test_baselines_order_as_numbers(major, minor):
    assert carries_offset(f"{major:02d}.{minor:02d}") is (major >= 4)


@pytest.mark.parametrize(
    "asset",
    [
        {"raster:bands": [{"scale": 0.0001, "offset": -0.1}]},
        {"bands": [{"raster:scale": 0.0001, "raster:offset": -0.1}]},
        {"raster:scale": 0.0001, "raster:offset": -0.1},
    ],
)
def test_scaling_is_read_in_the_words_of_every_stac_version(asset):
    assert stated_scaling(asset) == (0.0001, -0.1)


@pytest.mark.parametrize(
    "asset", [{}, {"raster:bands": []}, {"raster:bands": "no"}, {"bands": [3]}]
)
def test_scaling_that_is_not_stated_is_none(asset):
    assert stated_scaling(asset) == (None, None)


def field_dn(offset_dn: int, seed: int = 7, size: int = 5000) -> np.ndarray:
    """Red DN of rice, water and bare soil, as a clear scene of the delta has them."""
    rng = np.random.default_rng(seed)
    kinds = (rng.normal(350, 80, size), rng.normal(700, 120, size), rng.normal(1300, 200, size))
    return np.concatenate(kinds).clip(30).round() + offset_dn


WITH = Decision(0.0001, -0.1, "test")
WITHOUT = Decision(0.0001, 0.0, "test")


def test_pixels_confirm_or_contradict_both_ways():
    assert verify_offset(field_dn(1000), WITH) == "ok"
    assert verify_offset(field_dn(0), WITHOUT) == "ok"
    assert verify_offset(field_dn(1000), WITHOUT) == "contradiction"
    assert verify_offset(field_dn(0), WITH) == "contradiction"
    assert verify_offset(field_dn(1000), -0.1) == "ok"


def test_zeros_and_nan_are_no_dark_pixels():
    sample = np.concatenate([field_dn(1000).astype(float), np.zeros(4000), np.full(4000, np.nan)])
    assert verify_offset(sample, WITH) == "ok"
    assert verify_offset(sample, WITHOUT) == "contradiction"


def test_a_few_pixels_decide_nothing():
    assert verify_offset(field_dn(1000)[:150], WITHOUT) == "undecided"
    assert verify_offset(np.zeros(100_000), WITH) == "undecided"


@given(st.integers(0, 2**16), st.booleans())
def test_exactly_one_of_both_offsets_is_true(seed, added):
    sample = field_dn(1000 if added else 0, seed, 300)
    verdicts = {verify_offset(sample, WITH), verify_offset(sample, WITHOUT)}
    assert verdicts == {"ok", "contradiction"}


def test_the_missed_offset_makes_a_crop_loss_of_metadata():
    red, nir = 1400.0, 2233.0
    wrong = (nir - red) / (nir + red)
    right = (nir - red) / (nir + red - 2000)
    assert wrong < 0.25 < 0.5 < right
