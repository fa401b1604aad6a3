"""Inundation: a real flood drawn by hand, and land that is dry."""

from __future__ import annotations

import json

import numpy as np
import pytest

from data_sources.flood_chip import read_chip
from pipelines.inundation import under_water


def speckled(decibels: float, shape: tuple[int, int], seed: int) -> np.ndarray:
    draw = np.random.default_rng(seed)
    return 10 ** (decibels / 10) * draw.gamma(4.4, 1 / 4.4, shape)


def test_water_is_found_and_dry_land_stays_dry():
    vh = speckled(-15, (80, 80), 0)
    vh[:, :30] = speckled(-26, (80, 30), 1)
    water = under_water(vh)
    assert water[:, :29].mean() > 0.98
    assert water[:, 31:].mean() < 0.01
    assert under_water(speckled(-14, (80, 80), 2)).mean() < 0.001


def test_what_was_not_seen_is_not_water():
    vh = speckled(-26, (20, 20), 3)
    vh[5:9, 5:9] = np.nan
    assert not under_water(vh)[5:9, 5:9].any()
    assert not under_water(np.full((5, 5), np.nan)).any()


@pytest.mark.pack
def test_a_real_flood_is_found_where_it_was_drawn(data_pack):
    chip = read_chip(data_pack / "flood_chip_spain")
    label = np.nan_to_num(chip["water"].to_numpy(), nan=-1)
    water = under_water(chip["vh"].to_numpy())
    known = np.isfinite(chip["vh"].to_numpy()) & (label >= 0)
    truth = (label == 1) & known
    both = int((water & truth).sum())
    union = int(((water & known) | truth).sum())
    figures = {
        "water_share": round(float(truth.sum() / known.sum()), 3),
        "iou": round(both / union, 3),
        "found": round(both / int(truth.sum()), 3),
        "right": round(float((water == truth)[known].mean()), 3),
    }
    print(json.dumps(figures))
    assert figures["iou"] >= 0.5
