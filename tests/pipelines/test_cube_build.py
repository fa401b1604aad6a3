"""Cubes: read once, honest about holes, the same bytes however often they were stopped."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import pipelines.cube
import pipelines.unit
from data_sources.datasets import LEDGER, OPTICAL, RADAR
from data_sources.errors import Missing
from data_sources.store import Store
from pipelines.cube import build_optical, build_radar
from pipelines.grid import grid_over
from pipelines.unit import do_unit


def silent(_: str) -> None:
    return


@pytest.fixture
def grid(grid_bounds):
    return grid_over(grid_bounds)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def build(catalogue, grid, store, made, **how):
    return build_optical(catalogue.table, grid, store, made, silent, **how)


def test_indices_are_those_of_the_reflectances(catalogue, grid, store, made):
    build(catalogue, grid, store, made)
    cube = store.read(OPTICAL)
    ndvi = cube["ndvi"].isel(time=0, y=300).to_numpy()
    x = np.linspace(0, 1, 320)
    red, nir = 0.05, 0.05 + 0.4 * x
    assert np.nanmax(np.abs(ndvi - (nir - red) / (nir + red))) < 0.03
    lswi = float(cube["lswi"].isel(time=0, y=300, x=319))
    assert lswi == pytest.approx((0.45 - 0.2) / (0.45 + 0.2), abs=0.01)


def test_a_cloud_takes_its_halo_with_it(catalogue, grid, store, made):
    build(catalogue, grid, store, made)
    seen = store.read(OPTICAL)["ndvi"].isel(time=0).notnull().to_numpy()
    # The cloud's rows 20 to 29 of 20 m are rows 40 to 59 of 10 m, and 60 m are 6 rows more.
    assert not seen[34:66, 80:100].any()
    assert seen[32, 90]
    assert seen[67, 90]
    # A disk, not a square: the corner of the halo is seen.
    assert seen[34, 74]


def test_the_cube_is_chunked_for_series_and_described(catalogue, grid, store, made):
    build(catalogue, grid, store, made)
    cube = store.read(OPTICAL)
    assert cube["ndvi"].encoding["chunks"] == (16, 256, 256)
    assert cube["ndvi"].encoding["dtype"] == np.int16
    assert cube["spatial_ref"].attrs["grid_mapping_name"] == "transverse_mercator"
    assert cube.attrs["Conventions"].startswith("CF-")
    assert "S2_3" in cube.attrs["scenes"]


def test_the_ledger_tells_holes_from_clouds(catalogue, grid, store, made, write):
    catalogue.file("S2_1", "nir").unlink()
    whole = catalogue.file("S2_2", "red").read_bytes()
    catalogue.file("S2_2", "red").write_bytes(whole[: len(whole) // 2])
    write(catalogue, "S2_3", 3, added=0)
    built = build(catalogue, grid, store, made)
    states = built.ledger.set_index("item")["state"]
    assert states.to_dict() == {
        "S2_0": "ok",
        "S2_1": "absent",
        "S2_2": "failed",
        "S2_3": "quarantined",
        "S2_4": "ok",
        "S2_5": "ok",
    }
    assert list(built.ledger.columns) == LEDGER.names
    assert built.ledger["reason"].notna().sum() == 3
    cube = store.read(OPTICAL)
    assert cube["observed"].to_numpy().tolist() == [1, 0, 0, 0, 1, 1]
    assert bool(cube["ndvi"].isel(time=[1, 2, 3]).isnull().all())


@pytest.mark.parametrize(("added", "offset"), [(1000, 0.0), (0, -0.1)])
def test_an_offset_that_the_pixels_deny_is_quarantined(
    catalogue, grid, store, made, write, added, offset
):
    write(catalogue, "S2_0", 0, added=added)
    catalogue.rows[0] |= {"dn_offset": offset}
    ledger = build(catalogue, grid, store, made).ledger.set_index("item")
    assert ledger.loc["S2_0", "state"] == "quarantined"
    assert "pixels" in ledger.loc["S2_0", "reason"]
    assert (ledger["state"].drop("S2_0") == "ok").all()


def test_a_second_run_redoes_nothing(catalogue, grid, store, made):
    first = build(catalogue, grid, store, made)
    again = build(catalogue, grid, store, made)
    assert first.units == 6
    assert again.units == 0
    assert again.resting == first.resting
    pd.testing.assert_frame_equal(again.ledger, first.ledger)


def test_a_killed_run_goes_on_to_the_same_bytes(catalogue, grid, tmp_path, made, monkeypatch):
    whole = build(catalogue, grid, Store(tmp_path / "whole"), made).resting.digest
    done: list[str] = []

    def killed(tile, scene, recipe, spool, name):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(scene.item)
        return do_unit(tile, scene, recipe, spool, name)

    store = Store(tmp_path / "killed")
    monkeypatch.setattr(pipelines.cube, "do_unit", killed)
    with pytest.raises(KeyboardInterrupt):
        build(catalogue, grid, store, made, workers=1)
    assert not store.has(OPTICAL)
    rendered: list[str] = []

    monkeypatch.setattr(pipelines.cube, "do_unit", do_unit)
    real = pipelines.unit.render
    monkeypatch.setattr(
        pipelines.unit, "render", lambda *call: rendered.append(call[1].item) or real(*call)
    )
    assert build(catalogue, grid, store, made).resting.digest == whole
    assert sorted(rendered) == ["S2_3", "S2_4", "S2_5"]


def test_one_more_day_is_written_and_never_twice(catalogue, grid, tmp_path, made):
    whole = build(catalogue, grid, Store(tmp_path / "whole"), made).resting.digest
    store = Store(tmp_path / "grown")
    rows = catalogue.rows
    catalogue.rows = [row for row in rows if row["item"] != "S2_5"]
    build(catalogue, grid, store, made)
    catalogue.rows = rows
    grown = build(catalogue, grid, store, made)
    assert grown.units == 1
    assert grown.resting.digest == whole
    assert store.read(OPTICAL).sizes["time"] == 6


def test_a_late_scene_goes_where_its_day_is(catalogue, grid, tmp_path, made):
    whole = build(catalogue, grid, Store(tmp_path / "whole"), made).resting.digest
    store = Store(tmp_path / "late")
    rows = catalogue.rows
    catalogue.rows = [row for row in rows if row["item"] != "S2_2"]
    build(catalogue, grid, store, made)
    catalogue.rows = rows
    late = build(catalogue, grid, store, made)
    assert late.units == 1
    assert late.resting.digest == whole


def test_a_file_that_comes_back_is_read(catalogue, grid, store, made):
    path = catalogue.file("S2_4", "red")
    kept = path.read_bytes()
    path.unlink()
    assert build(catalogue, grid, store, made).ledger["state"].tolist()[4] == "absent"
    path.write_bytes(kept)
    mended = build(catalogue, grid, store, made)
    assert mended.units == 1
    assert (mended.ledger["state"] == "ok").all()


def test_two_scenes_of_one_day_make_one_day(catalogue, grid, store, made, write, row):
    write(catalogue, "S2_0b", 9)
    catalogue.rows.append(row(catalogue, "S2_0b", "2025-12-01"))
    build(catalogue, grid, store, made)
    assert store.read(OPTICAL).sizes["time"] == 6


def test_radar_is_linear_power_of_one_orbit(catalogue, grid, store, made):
    catalogue.rows[-1]["orbit"] = 128
    built = build_radar(catalogue.table, grid, store, made, silent)
    states = built.ledger.set_index("item")["state"]
    assert states["S1_3"] == "quarantined"
    assert (states.drop("S1_3") == "ok").all()
    cube = store.read(RADAR)
    vv = cube["vv"].isel(time=0).to_numpy()
    assert np.isnan(vv[:, :40]).all()
    # A mean of power stays what it was; a mean of decibels would be 0.5 dB too low.
    assert np.nanmean(vv) == pytest.approx(0.06, rel=0.01)
    assert np.nanstd(vv) < 0.5 * 0.06 / np.sqrt(4.4)


def test_no_scene_is_said_and_makes_nothing(catalogue, grid, store, made):
    catalogue.rows = [row for row in catalogue.rows if row["sensor"] == "S2"]
    with pytest.raises(Missing, match="radar"):
        build_radar(catalogue.table, grid, store, made, silent)
    assert not store.has(RADAR)


def test_provenance_counts_how_the_scenes_went(catalogue, grid, store, made):
    built = build(catalogue, grid, store, replace(made, notes=("before",)))
    assert built.resting.provenance.notes == ("before", "6 scenes on 6 days: 6 ok")
