"""Rice or not on labelled points of An Giang, each block of 5 km judged by the others."""

from __future__ import annotations

import json

import numpy as np
import pyproj
import pytest
from sklearn.model_selection import GroupKFold, cross_val_predict

from data_sources.rice_points import read_points
from pipelines.rice_land import optical_looks, radar_looks, rice_teller


def test_a_paddy_swings_and_an_orchard_does_not():
    draw = np.random.default_rng(0)
    time = np.arange(60)
    paddy = 10 ** ((-18 + 4 * np.sin(time / 5) + draw.normal(0, 0.5, (20, 60))) / 10)
    orchard = 10 ** ((-14 + draw.normal(0, 0.5, (20, 60))) / 10)
    vh = np.vstack([paddy, orchard])
    looks = radar_looks(vh)
    rice = np.arange(40) < 20
    told = cross_val_predict(rice_teller(), looks, rice, cv=4)
    assert (told == rice).all()


@pytest.mark.pack
def test_rice_is_told_from_radar_alone_and_with_optical(data_pack):
    found = read_points(data_pack / "rice_points_an_giang")
    points = found.points
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:32648", always_xy=True)
    x, y = to_metres.transform(points["lon"].to_numpy(), points["lat"].to_numpy())
    block = [f"{a}:{b}" for a, b in zip(x // 5000, y // 5000, strict=True)]
    radar = radar_looks(found.radar.sel(polarisation="vh").to_numpy())
    nir, red = (found.optical.sel(band=band).to_numpy() for band in ("nir", "red"))
    ndvi = np.clip((nir - red) / np.maximum(nir + red, 0.01), -1, 1)
    # Means that hold no data betray the label: such points have no optical looks at all.
    sound = ~points["mixed"].to_numpy() & (np.isfinite(ndvi).sum(axis=1) >= 10)
    rice = points["rice"].to_numpy()

    def accuracy(looks, rows):
        groups = np.array(block)[rows]
        told = cross_val_predict(rice_teller(), looks, rice[rows], cv=GroupKFold(5), groups=groups)
        return float((told == rice[rows]).mean())

    everywhere = np.ones(len(rice), bool)
    figures = {
        "points": len(rice),
        "radar": round(accuracy(radar, everywhere), 3),
        "sound_points": int(sound.sum()),
        "most_common_of_sound": round(float(max(rice[sound].mean(), 1 - rice[sound].mean())), 3),
        "radar_on_sound": round(accuracy(radar[sound], sound), 3),
        "both_on_sound": round(
            accuracy(np.column_stack([radar[sound], optical_looks(ndvi[sound])]), sound), 3
        ),
    }
    print(json.dumps(figures))
    assert figures["radar"] >= 0.9
    assert figures["both_on_sound"] >= 0.97
