"""How near a field's two statistics come to the truth, by size, through a simulated sensor.

The sensor sees 10 m pixels blurred by its optics (a Gaussian of 5 m) and laid up to some metres
off (5 m in each direction, one standard deviation): neighbours differ by 0.2 in NDVI.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from rasterio.features import rasterize
from rasterio.transform import from_origin
from scipy.ndimage import gaussian_filter, shift

from pipelines.coverage import weights_of
from pipelines.field_series import Sums, add_strip, pixel_weights
from pipelines.grid import grid_over

SIZES_HA = (0.1, 0.2, 0.5, 1.0, 2.0)
WEST, SOUTH, REACH_M = 600_000, 1_070_000, 600
BLUR_M, GEOLOCATION_M, CONTRAST = 5.0, 5.0, 0.2


def fields_of(hectares: float, draw: np.random.Generator) -> np.ndarray:
    """Return slanted fields twice as long as wide that fill the middle of the square."""
    wide = np.sqrt(hectares * 10_000 / 2)
    x, y = np.meshgrid(np.arange(-5, REACH_M / wide + 5), np.arange(-5, REACH_M / wide / 2 + 5))
    boxes = shapely.box(
        x.ravel() * wide, y.ravel() * 2 * wide, (x.ravel() + 1) * wide, (y.ravel() + 1) * 2 * wide
    )
    turned = shapely.affinity.rotate(
        shapely.MultiPolygon(list(boxes)), draw.uniform(5, 40), origin=(REACH_M / 2, REACH_M / 2)
    )
    return shapely.get_parts(shapely.affinity.translate(turned, WEST, SOUTH))


def seen_by_sensor(fields: np.ndarray, values: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    ground = rasterize(
        zip(fields, values, strict=True),
        out_shape=(REACH_M, REACH_M),
        transform=from_origin(WEST, SOUTH + REACH_M, 1, 1),
        fill=float(values.mean()),
        dtype="float64",
    )
    blurred = gaussian_filter(ground, BLUR_M)
    moved = shift(blurred, draw.normal(0, GEOLOCATION_M, 2), order=1, mode="nearest")
    pixels = REACH_M // 10
    return moved.reshape(pixels, 10, pixels, 10).mean(axis=(1, 3))


def errors(hectares: float, seed: int) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(seed)
    fields = fields_of(hectares, draw)
    values = draw.normal(0.55, CONTRAST, len(fields))
    image = seen_by_sensor(fields, values, draw)[None]
    grid = grid_over((WEST, SOUTH, WEST + REACH_M, SOUTH + REACH_M))
    weights = weights_of(fields, grid)
    middle = shapely.box(WEST + 60, SOUTH + 60, WEST + REACH_M - 60, SOUTH + REACH_M - 60)
    inside = shapely.contains(middle, fields)
    found = {}
    for statistic in ("area", "signal"):
        sums = Sums.empty(1, 1, weights.count)
        each = pixel_weights(weights, statistic)
        add_strip(image, weights.runs, each, sums.values[0], sums.weights[0])
        found[statistic] = (sums.means()[0, 0] - values)[inside]
    return found


@pytest.mark.slow
def test_signal_beats_area_at_every_size_and_the_more_the_larger():
    table = []
    for hectares in SIZES_HA:
        runs = [errors(hectares, seed) for seed in range(20)]
        rmse = {
            name: float(np.sqrt(np.mean(np.concatenate([run[name] for run in runs]) ** 2)))
            for name in ("area", "signal")
        }
        table.append({"hectares": hectares} | {n: round(v, 4) for n, v in rmse.items()})
    print("\n".join(json.dumps(row) for row in table))
    for row in table:
        assert row["signal"] < row["area"]
    middle = next(row for row in table if row["hectares"] == 0.5)
    assert middle["signal"] < 0.65 * middle["area"]
    assert [row["area"] for row in table] == sorted((r["area"] for r in table), reverse=True)
