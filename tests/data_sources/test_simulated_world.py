"""The simulated world as a whole: its layout, its bytes, its cache, and what a kill leaves."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from app.settings import DEMO_DAY, DEMO_SEED
from data_sources.region import packaged_region
from data_sources.simulated import TINY, build_world, world


def silent(_: str) -> None:
    pass


def build(root: Path, seed: int = DEMO_SEED, as_of: date = DEMO_DAY) -> Path:
    return build_world(root, packaged_region(), seed, as_of, silent, TINY)


def contents(root: Path) -> dict[str, str]:
    return {
        file.relative_to(root).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(root.rglob("*"))
        if file.is_file()
    }


def test_everything_a_source_reads_is_there(tiny_world: Path) -> None:
    found = {path.relative_to(tiny_world).as_posix() for path in tiny_world.rglob("*")}
    expected = {
        "world.json",
        "stac/catalog.json",
        "stac/sentinel-2-l2a/collection.json",
        "stac/sentinel-1-rtc/collection.json",
        "water/bulletins_2025.csv",
        "water/bulletins_2026.csv",
        "water/stations.json",
        "parcels/parcels.gpkg",
        "parcels/parcels_wrong_zone.gpkg",
        "records/harvests.csv",
        "records/deliveries.csv",
    }
    expected |= {f"weather/power_{point}.json" for point in ("nw", "ne", "sw", "se")}
    expected |= {f"weather/open_meteo_{point}.json" for point in ("nw", "ne", "sw", "se")}
    tables = "fields field_seasons scenes lots records weather salinity canopy"
    expected |= {f"truth/{name}.parquet" for name in tables.split()}
    assert expected <= found


def test_the_world_says_what_it_is(tiny_world: Path) -> None:
    about = json.loads((tiny_world / "world.json").read_text(encoding="utf-8"))
    assert about["tag"] == "simulated"
    assert about["as_of"] == "2026-02-20"
    assert about["crs"] == "EPSG:32648"
    assert about["seasons"] == ["2025-SA", "2026-WS"]
    west, south, east, north = about["bounds"]
    assert (east - west, north - south) == (2000, 2000)


@pytest.mark.slow
def test_one_seed_gives_one_world_to_the_byte(tiny_world: Path, tmp_path: Path) -> None:
    assert contents(build(tmp_path / "world")) == contents(tiny_world)


@pytest.mark.slow
def test_another_seed_gives_another_world(tiny_world: Path, tmp_path: Path) -> None:
    root = build(tmp_path / "world", as_of=date(2025, 7, 1))
    before = contents(root)
    assert contents(build(root, seed=1, as_of=date(2025, 7, 1))) != before
    about = json.loads((root / "world.json").read_text(encoding="utf-8"))
    assert about["seed"] == 1


def test_a_world_that_stands_is_left_alone(tiny_world: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in tiny_world.rglob("*")}
    said: list[str] = []
    build_world(tiny_world, packaged_region(), DEMO_SEED, DEMO_DAY, said.append, TINY)
    assert {path: path.stat().st_mtime_ns for path in tiny_world.rglob("*")} == before
    assert said == ["simulated world: unchanged (world)"]


def test_a_world_without_its_record_is_no_world(tmp_path: Path) -> None:
    root = tmp_path / "world"
    root.mkdir()
    (root / "world.json").write_text("{", encoding="utf-8")
    assert not world._stands(root, {"seed": 1})


def test_a_build_that_dies_leaves_nothing_to_be_taken_for_a_world(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "world"

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(world.parcel_files, "write", dies)
    with pytest.raises(KeyboardInterrupt):
        build(root)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_build_left_is_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / ".world.building"
    left.mkdir()
    (left / "half.tif").write_bytes(b"half")
    seen: list[bool] = []

    def looks(root: Path, *_: object) -> None:
        seen.append((root / "half.tif").exists())

    monkeypatch.setattr(world, "_build", looks)
    build(tmp_path / "world")
    assert seen == [False]
    assert [path.name for path in tmp_path.iterdir()] == ["world"]
