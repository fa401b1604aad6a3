"""Simulated scenes: a sound catalogue, sound pixels, and faults that can be found."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pystac
import pytest
import rasterio
from rasterio.errors import RasterioIOError

from app.settings import DEMO_DAY, DEMO_SEED
from data_sources.simulated import TINY, WorldSize
from data_sources.simulated.clouds import veil_of
from data_sources.simulated.crops import grow
from data_sources.simulated.landscape import lay_out
from data_sources.simulated.overpass import sun_at
from data_sources.simulated.scene_plan import LIES, plan
from data_sources.simulated.sky import weather
from data_sources.simulated.story import Story

CLEAR = (4, 5, 6)


@pytest.fixture(scope="module")
def passes(tiny_world: Path) -> pd.DataFrame:
    return pd.read_parquet(tiny_world / "truth" / "scenes.parquet")


def band(root: Path, item: str, name: str) -> np.ndarray:
    folder = "sentinel-2-l2a" if item.startswith("S2") else "sentinel-1-rtc"
    with rasterio.open(root / "stac" / folder / item / f"{name}.tif") as source:
        return source.read(1)


def test_the_catalogue_is_sound_stac(tiny_world: Path, passes: pd.DataFrame) -> None:
    catalogue = pystac.Catalog.from_file(tiny_world / "stac" / "catalog.json")
    items = {item.id: item for item in catalogue.get_items(recursive=True)}
    assert set(items) == set(passes["item"]) - {""}
    for item in items.values():
        assert item.properties["ruong:tag"] == "simulated"
        absent = [
            name
            for name, asset in item.get_assets().items()
            if not Path(str(asset.get_absolute_href())).is_file()
        ]
        planted = passes.set_index("item").loc[item.id, "planted"]
        assert bool(absent) == (planted == "file absent")


@pytest.mark.pack
def test_items_have_the_keys_of_the_real_ones(tiny_world: Path, data_pack: Path) -> None:
    recorded = data_pack / "stac_responses"
    real = json.loads((recorded / "earthsearch_v1_sentinel-2-l2a_item.json").read_text())
    ours = json.loads(next((tiny_world / "stac" / "sentinel-2-l2a").glob("*/*.json")).read_text())
    assert set(ours["properties"]) - {"ruong:tag"} <= set(real["properties"])
    for name, asset in ours["assets"].items():
        assert set(asset) <= set(real["assets"][name])
    real = json.loads((recorded / "pc_sentinel-1-rtc.features.json").read_text())["features"][0]
    ours = json.loads(next((tiny_world / "stac" / "sentinel-1-rtc").glob("*/*.json")).read_text())
    assert set(ours["properties"]) - {"ruong:tag"} <= set(real["properties"])
    for name, asset in ours["assets"].items():
        assert set(asset) <= set(real["assets"][name])


def test_files_are_tiled_on_the_stated_grid(tiny_world: Path, passes: pd.DataFrame) -> None:
    sound = passes[(passes["item"] != "") & ~passes["planted"].str.startswith("file")]
    for item in sound.groupby("sensor")["item"].first():
        for path in sorted((tiny_world / "stac").glob(f"*/{item}/*.tif")):
            with rasterio.open(path) as source:
                assert source.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
                assert source.crs.to_epsg() == 32648
                assert source.block_shapes == [(256, 256)]
                assert source.res == (20, 20) if path.stem in ("B11", "SCL") else (10, 10)


def test_a_lie_about_the_offset_shows_on_the_pixels(tiny_world: Path, passes: pd.DataFrame) -> None:
    """The darkest clear red is below DN 900 without the 1000, and above it with it."""
    optical = passes[(passes["sensor"] == "S2") & (passes["item"] != "")]
    readable = optical[~optical["planted"].str.startswith("file") & (optical["clear"] > 0.05)]
    for scene in readable.itertuples():
        clear = np.kron(np.isin(band(tiny_world, scene.item, "SCL"), CLEAR), np.ones((2, 2), bool))
        dark = np.percentile(band(tiny_world, scene.item, "B04")[clear], 2)
        assert (dark >= 1000) == scene.offset_in_pixels, scene.item
        assert scene.offset_in_pixels or dark < 900
        lies = scene.flag == scene.offset_in_pixels
        assert lies == (scene.planted in LIES)
    assert set(LIES) <= set(optical["planted"])


def test_broken_files_are_broken(tiny_world: Path, passes: pd.DataFrame) -> None:
    for fault in ("file absent", "file truncated"):
        found = passes[(passes["planted"] == fault) & (passes["item"] != "")]
        assert set(found["sensor"]) == {"S1", "S2"}
        for item in found["item"]:
            with pytest.raises(RasterioIOError):
                band(tiny_world, item, "B08" if item.startswith("S2") else "iw-vh.rtc")


def test_radar_is_linear_and_vv_is_above_vh(tiny_world: Path, passes: pd.DataFrame) -> None:
    radar = passes[(passes["sensor"] == "S1") & (passes["planted"] == "")]
    for item in radar["item"].iloc[:5]:
        vv, vh = band(tiny_world, item, "iw-vv.rtc"), band(tiny_world, item, "iw-vh.rtc")
        assert vv.min() > 0
        assert 2 < vv.mean() / vh.mean() < 12


def test_half_a_swath_is_half_empty(tiny_world: Path, passes: pd.DataFrame) -> None:
    half = passes[passes["planted"] == "half the swath"]
    for scene in half.itertuples():
        name, empty = ("SCL", 0) if scene.sensor == "S2" else ("iw-vv.rtc", -32768)
        assert 0.3 < (band(tiny_world, scene.item, name) == empty).mean() < 0.6


def test_fields_look_as_they_truly_are_where_it_is_clear(
    tiny_world: Path, passes: pd.DataFrame
) -> None:
    """NDVI at a large field's middle, read back from the files, is the true one within haze."""
    fields = pd.read_parquet(tiny_world / "truth" / "fields.parquet").nlargest(15, "area_ha")
    truth = pd.read_parquet(tiny_world / "truth" / "canopy.parquet").set_index(["item", "field_id"])
    west, _, _, north = json.loads((tiny_world / "world.json").read_text())["bounds"]
    rows = ((north - fields["y"]) // 10).astype(int).to_numpy()
    columns = ((fields["x"] - west) // 10).astype(int).to_numpy()
    clear = passes[(passes["sensor"] == "S2") & (passes["clear"] > 0.5)]
    clear = clear[clear["planted"].isin(["", "raw"])]
    wrong = []
    for scene in clear.itertuples():
        offset = 1000.0 if scene.offset_in_pixels else 0.0
        red, nir = (band(tiny_world, scene.item, name) - offset for name in ("B04", "B08"))
        seen = ((nir - red) / (nir + red))[rows, columns]
        sky = np.isin(band(tiny_world, scene.item, "SCL")[rows // 2, columns // 2], CLEAR)
        true = truth.loc[scene.item].loc[fields["field_id"], "ndvi"].to_numpy()
        wrong += list((seen - true)[sky])
    assert len(wrong) > 50
    assert np.median(np.abs(wrong)) < 0.06


def test_the_monsoon_hides_three_dates_of_four_and_once_for_weeks() -> None:
    """As on 600 points of An Giang, May to August 2022: 75 % cloudy, longest gap 70 days."""
    story = Story(DEMO_SEED, DEMO_DAY, WorldSize(4_000, 60))
    scenes = [s for s in plan(story, weather(story)) if s.sensor == "S2" and s.version == 0]
    monsoon = [s for s in scenes if date(2025, 5, 1) <= s.taken.date() <= date(2025, 8, 31)]
    seen = np.array(
        [
            (veil.opacity < 0.2) & (veil.shadow < 0.35)
            for veil in (veil_of(story, s.day, s.cloud, sun_at(s)) for s in monsoon)
        ]
    )
    assert 0.65 < 1 - seen.mean() < 0.88
    days = np.array([s.number for s in monsoon])
    points = seen.reshape(len(days), -1)[:, ::997]
    ends = days[0], days[-1]
    gaps = [np.diff(np.unique([*ends, *days[line]])).max() for line in points.T]
    assert 35 <= np.median(gaps) <= 100


def test_the_dry_season_is_clearer() -> None:
    story = Story(DEMO_SEED, DEMO_DAY)
    sky = weather(story)
    month = sky.days.month
    assert sky.cloud[month.isin([1, 2, 3])].mean() < 0.5 * sky.cloud[month.isin([6, 7, 8])].mean()
    yearly = sky.rain.mean(0)[(sky.days >= "2025-01-01") & (sky.days <= "2025-12-31")].sum()
    assert 1400 < yearly < 2500


@pytest.mark.parametrize("later", [date(2026, 2, 26), date(2026, 4, 30)])
def test_the_past_does_not_depend_on_the_day_of_the_telling(later: date) -> None:
    then, now = Story(7, date(2026, 1, 10), TINY), Story(7, later, TINY)
    old, new = plan(then, weather(then)), plan(now, weather(now))
    assert old == [scene for scene in new if scene.taken.date() <= then.as_of]
    known = (then.as_of - then.first_day).days
    assert np.array_equal(weather(then).rain[:, :known], weather(now).rain[:, :known])
    crops = grow(then, lay_out(then)).crops, grow(now, lay_out(now)).crops
    for one, other in zip(*crops, strict=True):
        assert np.array_equal(one.harvest, other.harvest)
