"""Streams, composites, warped files and other workers: each agrees with the plain way."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
import xarray as xr
from rasterio.enums import Resampling
from rasterio.transform import from_origin
from rasterio.warp import transform_bounds

from data_sources.datasets import OPTICAL
from data_sources.store import Store
from pipelines.composite import composite, period_starts
from pipelines.coverage import weights_of
from pipelines.cube import build_optical
from pipelines.field_series import summarise
from pipelines.grid import grid_over
from pipelines.optical import OPTICAL_RECIPE, REFLECTANCE_RECIPE
from pipelines.raster import read_patch
from pipelines.scenes import scenes_of
from pipelines.streaming import band_means, stream_scenes


@pytest.fixture
def grid(grid_bounds):
    return grid_over(grid_bounds)


@pytest.fixture
def fields(grid_bounds):
    west, south, _, _ = grid_bounds
    draw = np.random.default_rng(2)
    corners = draw.uniform(100, 2800, (30, 2)) + np.array([west, south])
    shapes = [shapely.box(x, y, x + 130, y + 85) for x, y in corners]
    names = [f"f{n:02d}" for n in range(30)]
    return gpd.GeoDataFrame({"field_id": names}, geometry=shapes, crs="EPSG:32648")


@pytest.mark.parametrize("statistic", ["signal", "area"])
def test_streaming_says_what_the_cube_says(catalogue, grid, fields, made, tmp_path, statistic):
    store = Store(tmp_path / "store")
    build_optical(catalogue.table, grid, store, made, lambda _: None)
    cube = summarise(store.read(OPTICAL), None, fields, statistic=statistic)
    scenes = scenes_of(catalogue.table, "S2", OPTICAL_RECIPE.assets)
    weights = weights_of(fields.geometry.to_numpy(), grid)
    stream = stream_scenes(scenes, OPTICAL_RECIPE, grid, fields, weights, statistic=statistic)
    stream["time"] = stream["time"].astype("datetime64[us]")
    both = cube.merge(stream, on=["field_id", "time"], suffixes=("", "_stream"))
    assert len(both) == len(cube) == len(stream)
    for name in ("ndvi", "lswi", "clear"):
        assert both[f"{name}_stream"].to_numpy() == pytest.approx(
            both[name].to_numpy(), abs=1e-5, nan_ok=True
        )


def test_band_means_are_the_weighted_means_of_the_files(catalogue, grid, fields):
    weights = weights_of(fields.geometry.to_numpy(), grid)
    means = band_means([[str(catalogue.file("S2_0", "red"))]], grid, weights)
    with rasterio.open(catalogue.file("S2_0", "red")) as source:
        values = source.read(1).astype(np.float64)
    above, below = np.zeros(30), np.zeros(30)
    for row, column, length, field, start in weights.runs.tolist():
        share = weights.share[start : start + length].astype(np.float64)
        above[field] += (share * values[row, column : column + length]).sum()
        below[field] += share.sum()
    assert means[0, 0] == pytest.approx(above / below, rel=1e-9)


def test_a_composite_is_the_median_of_what_was_seen(catalogue, grid, tmp_path):
    scenes = scenes_of(catalogue.table, "S2", REFLECTANCE_RECIPE.assets)
    failed = composite(scenes, REFLECTANCE_RECIPE, grid, tmp_path / "m.zarr", "month")
    assert failed == []
    found = xr.open_zarr(tmp_path / "m.zarr", consolidated=False)
    assert found["time"].dt.strftime("%Y-%m-%d").to_numpy().tolist() == ["2025-12-01"]
    stack = []
    for n in range(6):
        with rasterio.open(catalogue.file(f"S2_{n}", "red")) as source:
            stack.append(source.read(1) * 1e-4 - 0.1)
    median = np.median(stack, axis=0)
    red = found["red"].isel(time=0).to_numpy()
    assert np.isnan(red[40:60, 80:100]).all()
    seen = np.isfinite(red)
    assert np.abs(red - median)[seen].max() < 1.01e-4
    assert seen.sum() == red.size - 20 * 20


def test_dekads_begin_on_the_first_eleventh_and_twenty_first():
    days = np.array(["2025-02-10", "2025-02-11", "2025-02-28", "2025-03-31"], "datetime64[D]")
    starts = period_starts(days, "dekad").astype(str).tolist()
    assert starts == ["2025-02-01", "2025-02-11", "2025-02-21", "2025-03-21"]


def test_a_file_of_another_projection_is_warped_to_the_grid(grid, tmp_path):
    bounds = transform_bounds("EPSG:32648", "EPSG:4326", *grid.boundingbox.bbox)
    step = 1e-4
    height, width = (int((bounds[3] - bounds[1]) / step), int((bounds[2] - bounds[0]) / step))
    east = np.broadcast_to(np.linspace(100, 1100, width), (height, width)).astype(np.float32)
    path = tmp_path / "degrees.tif"
    shape = {"height": height, "width": width, "count": 1, "dtype": "float32"}
    place = from_origin(bounds[0], bounds[3], step, step)
    with rasterio.open(path, "w", "GTiff", crs="EPSG:4326", transform=place, **shape) as out:
        out.write(east, 1)
    patch = read_patch(str(path), grid, Resampling.bilinear, fill=0)
    assert patch.factor == 1
    assert patch.values.shape == tuple(grid.shape)
    expected = np.linspace(100, 1100, grid.shape.x)
    assert np.abs(patch.values[160] - expected)[5:-5].max() < 12


def test_a_window_beyond_the_file_is_filled(catalogue, grid_bounds):
    west, south, east, north = grid_bounds
    wide = grid_over((west - 100, south, east, north + 60))
    patch = read_patch(str(catalogue.file("S2_0", "red")), wide, Resampling.nearest, fill=0)
    assert (patch.values[:6] == 0).all()
    assert (patch.values[:, :10] == 0).all()
    assert (patch.values[6:, 10:] > 0).all()


@pytest.mark.slow
def test_other_workers_make_the_same_bytes(catalogue, grid, made, tmp_path):
    threads = build_optical(
        catalogue.table, grid, Store(tmp_path / "threads"), made, lambda _: None
    )
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        others = build_optical(
            catalogue.table, grid, Store(tmp_path / "others"), made, lambda _: None, workers=pool
        )
    assert others.resting.digest == threads.resting.digest
