"""Field series: exact sums, clean signals, and a clear share that always travels along."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data_sources.datasets import FIELD_SERIES, OPTICAL, RADAR
from data_sources.store import Store
from pipelines.coverage import weights_of
from pipelines.cube import build_optical, build_radar
from pipelines.field_series import grid_of, summarise
from pipelines.grid import grid_over


@pytest.fixture
def cubes(catalogue, grid_bounds, made, tmp_path):
    store, grid = Store(tmp_path / "store"), grid_over(grid_bounds)
    for build in (build_optical, build_radar):
        build(catalogue.table, grid, store, made, lambda _: None)
    return store.read(OPTICAL), store.read(RADAR)


@pytest.fixture
def fields(grid_bounds):
    west, _, _, north = grid_bounds

    def box(left, top, wide, high):
        return shapely.box(west + left, north - top - high, west + left + wide, north - top)

    shapes = {
        "a": box(1003, 2002, 83, 71),
        "cloudy": box(850, 430, 90, 90),
        "tiny": box(2001, 1001, 12, 11),
        "half out": box(3100, 1000, 200, 100),
        "slanted": shapely.affinity.rotate(box(1800, 1500, 120, 60), 33),
    }
    return gpd.GeoDataFrame(
        {"field_id": list(shapes)}, geometry=list(shapes.values()), crs="EPSG:32648"
    )


def test_area_means_are_those_of_the_weights(cubes, fields):
    optical, _ = cubes
    rows = summarise(optical, None, fields, statistic="area")
    weights = weights_of(fields.geometry.to_numpy(), grid_of(optical))
    values = optical["ndvi"].to_numpy()
    above, below = np.zeros((5, 6)), np.zeros((5, 6))
    for row, column, length, field, start in weights.runs.tolist():
        share = weights.share[start : start + length].astype(np.float64)
        seen = values[:, row, column : column + length]
        above[field] += np.nansum(seen * share, axis=1)
        below[field] += (np.isfinite(seen) * share).sum(axis=1)
    with np.errstate(invalid="ignore"):
        expected = pd.DataFrame(above / below, index=fields["field_id"])
    for name, own in rows.groupby("field_id"):
        assert own["ndvi"].to_numpy() == pytest.approx(
            expected.loc[name].to_numpy(), abs=1e-5, nan_ok=True
        )


def test_both_sensors_stand_side_by_side(cubes, fields):
    rows = summarise(*cubes, fields)
    assert list(rows.columns) == FIELD_SERIES.names
    assert rows.groupby("sensor")["time"].nunique().to_dict() == {"S1": 4, "S2": 6}
    assert rows.loc[rows["sensor"] == "S1", "ndvi"].isna().all()
    assert rows.loc[rows["sensor"] == "S2", "vh"].isna().all()


def test_the_clear_share_says_what_was_seen(cubes, fields):
    rows = summarise(cubes[0], None, fields).set_index("field_id")
    assert rows.loc["a", "clear"].to_numpy() == pytest.approx(1, abs=1e-6)
    assert (rows.loc["cloudy", "clear"] == 0).all()
    assert rows.loc["cloudy", "ndvi"].isna().all()
    # What lies beyond the cube was not seen either.
    assert rows.loc["half out", "clear"].to_numpy() == pytest.approx(0.5, abs=1e-6)


def test_signal_takes_whole_pixels_and_falls_back_where_there_are_few(cubes, fields):
    optical, _ = cubes
    rows = summarise(optical, None, fields).set_index("field_id")
    # 83 m from x = 1003 hold the columns 101 to 107, 71 m from y = 2002 the rows 201 to 206.
    assert (rows.loc["a", "interior_pixels"] == 42).all()
    inside = optical["ndvi"].to_numpy()[:, 201:207, 101:108]
    assert rows.loc["a", "ndvi"].to_numpy() == pytest.approx(inside.mean(axis=(1, 2)), abs=1e-6)
    assert (rows.loc["tiny", "interior_pixels"] == 0).all()
    assert rows.loc["tiny", "ndvi"].notna().all()


def test_days_on_which_no_scene_was_read_have_no_row(
    catalogue, fields, grid_bounds, made, tmp_path
):
    catalogue.file("S2_3", "red").unlink()
    store = Store(tmp_path / "store")
    build_optical(catalogue.table, grid_over(grid_bounds), store, made, lambda _: None)
    rows = summarise(store.read(OPTICAL), None, fields)
    assert pd.Timestamp("2025-12-16") not in set(rows["time"])
    assert rows["time"].nunique() == 5


def test_nothing_in_nothing_out(fields):
    assert summarise(None, None, fields).empty
