"""Satellite scenes: catalogues on disk, recorded answers, GRD, absent files, replaced scenes."""

from __future__ import annotations

import copy
import json
from datetime import date

import pytest

from data_sources import sentinel1, sentinel2
from data_sources.errors import Refused
from data_sources.scenes import unpacked
from data_sources.tag import Tag

ELSEWHERE = Tag("analogue", "recorded answers, worldwide")
BOX = [106.0, 9.6, 106.1, 9.7]


def s2_item(name="S2A_48PWS_20260110_0_L2A", baseline="05.11", flag=True, day="2026-01-10", **more):
    bands = [{"data_type": "uint16", "scale": 0.0001, "offset": -0.1}]
    assets = {
        key: {"href": f"./{name}/{key}.tif", "raster:bands": bands}
        for key in ("red", "nir", "swir16")
    } | {"scl": {"href": f"./{name}/scl.tif"}}
    properties = {
        "datetime": f"{day}T03:20:00Z",
        "platform": "sentinel-2a",
        "grid:code": "MGRS-48PWS",
        "s2:processing_baseline": baseline,
        "earthsearch:boa_offset_applied": flag,
        "s2:product_uri": f"S2A_MSIL2A_X_N{baseline.replace('.', '')}_R118_T48PWS_X.SAFE",
    } | more
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": name,
        "collection": "sentinel-2-l2a",
        "bbox": BOX,
        "geometry": None,
        "properties": {k: v for k, v in properties.items() if v is not None},
        "assets": assets,
        "links": [],
    }


def s1_item(name="S1A_IW_20260111_rtc", **more):
    properties = {
        "datetime": "2026-01-11T22:50:00Z",
        "platform": "SENTINEL-1A",
        "sat:relative_orbit": 18,
        "sat:orbit_state": "descending",
        "sar:product_type": "GRD",
        "proj:epsg": 32648,
    } | more
    return {
        "type": "Feature",
        "id": name,
        "collection": "sentinel-1-rtc",
        "bbox": BOX,
        "properties": {k: v for k, v in properties.items() if v is not None},
        "assets": {key: {"href": f"./{name}/{key}.tif"} for key in ("vv", "vh")},
        "links": [],
    }


def catalogue_of(folder, *items, files=True):
    links = []
    for item in items:
        (folder / "items").mkdir(exist_ok=True)
        place = folder / "items" / f"{item['id']}.json"
        place.write_text(json.dumps(item))
        links.append({"rel": "item", "href": f"./items/{place.name}"})
        for asset in item["assets"].values() if files else ():
            band = folder / "items" / asset["href"]
            band.parent.mkdir(parents=True, exist_ok=True)
            band.write_bytes(b"II*\0")
    collection = {
        "type": "Collection",
        "id": "c",
        "links": [
            {"rel": "root", "href": "./catalog.json"},
            {"rel": "child", "href": "./catalog.json"},
            *links,
        ],
    }
    (folder / "collection.json").write_text(json.dumps(collection))
    root = {"type": "Catalog", "id": "r", "links": [{"rel": "child", "href": "./collection.json"}]}
    (folder / "catalog.json").write_text(json.dumps(root))
    return folder


def test_a_catalogue_on_disk_becomes_rows(tmp_path, ask):
    place = catalogue_of(tmp_path, s2_item(), s1_item())
    delivery = sentinel2.SOURCE(ask(place))
    row = delivery.data.iloc[0]
    assert (row["sensor"], row["orbit"], row["baseline"]) == ("S2", 118, "05.11")
    assert (row["dn_scale"], row["dn_offset"], row["state"]) == (0.0001, 0.0, "ok")
    assert set(unpacked(row["assets"])) == {"red", "nir", "swir16", "scl"}
    assert "1 items of other sensors passed over" in delivery.notes
    assert len(delivery.inputs) == 4
    radar = sentinel1.SOURCE(ask(place)).data.iloc[0]
    assert (radar["orbit"], radar["platform"], radar["state"]) == (18, "sentinel-1a", "ok")


def test_a_folder_and_its_catalogue_file_are_the_same_place(tmp_path, ask):
    place = catalogue_of(tmp_path, s2_item())
    by_folder, by_file = (sentinel2.SOURCE(ask(p)) for p in (place, place / "catalog.json"))
    assert by_folder.data.equals(by_file.data)
    assert by_folder.inputs == by_file.inputs


def test_a_file_that_is_gone_is_absent_and_no_cloud(tmp_path, ask):
    place = catalogue_of(tmp_path, s2_item())
    next(tmp_path.rglob("nir.tif")).unlink()
    row = sentinel2.SOURCE(ask(place)).data.iloc[0]
    assert (row["state"], row["reason"]) == ("absent", "no file for nir")


def test_metadata_that_cannot_be_decided_goes_into_quarantine(tmp_path, ask):
    item = s2_item(flag=None, baseline="05.11")
    item["assets"]["nir"]["raster:bands"] = [{"scale": 0.0001, "offset": 0}]
    row = sentinel2.SOURCE(ask(catalogue_of(tmp_path, item))).data.iloc[0]
    assert row["state"] == "quarantined"
    assert "different" in row["reason"]


def test_torn_metadata_is_kept_with_the_reason_for_the_pixels_to_settle(tmp_path, ask):
    item = s2_item(flag=None, baseline="02.14")
    row = sentinel2.SOURCE(ask(catalogue_of(tmp_path, item))).data.iloc[0]
    assert (row["state"], row["dn_offset"]) == ("ok", 0.0)
    assert "02.14 has none" in row["reason"]


def test_a_newer_processing_replaces_the_older_unless_it_is_absent(tmp_path, ask):
    old, new = s2_item("old", "02.14", False), s2_item("new", "05.00", True)
    place = catalogue_of(tmp_path, old, new)
    assert list(sentinel2.SOURCE(ask(place)).data["item"]) == ["new"]
    for file in (tmp_path / "items" / "new").iterdir():
        file.unlink()
    assert list(sentinel2.SOURCE(ask(place)).data["item"]) == ["old"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"collection": "sentinel-1-grd"}, "it is GRD"),
        ({"proj:epsg": 4326}, "it is GRD"),
        ({"proj:epsg": None}, "it is GRD"),
        ({"sat:orbit_state": None}, "orbits are never mixed"),
        ({"sat:relative_orbit": None}, "orbits are never mixed"),
    ],
)
def test_radar_that_cannot_be_laid_on_fields_is_turned_away(change, reason, tmp_path, ask):
    item = s1_item()
    for name, value in change.items():
        if name == "collection":
            item["collection"] = value
        elif value is None:
            del item["properties"][name]
        else:
            item["properties"][name] = value
    delivery = sentinel1.SOURCE(ask(catalogue_of(tmp_path, item)))
    assert delivery.data.empty
    assert reason in delivery.refused[0][1]


@pytest.mark.parametrize(
    "href", ["../../../../etc/passwd", "/etc/passwd", "/vsicurl/http://x/y", "file:///etc/passwd"]
)
def test_a_catalogue_cannot_reach_out_of_its_folder(href, tmp_path, ask):
    item = s2_item()
    item["assets"]["red"]["href"] = href
    delivery = sentinel2.SOURCE(ask(catalogue_of(tmp_path, item, files=False)))
    assert delivery.data.empty
    assert "leads out" in delivery.refused[0][1]


def test_a_catalogue_that_links_out_of_its_folder_says_so(tmp_path, ask):
    place = tmp_path / "stac"
    place.mkdir()
    catalogue_of(place, s2_item())
    root = json.loads((place / "catalog.json").read_text())
    root["links"].append({"rel": "child", "href": "../elsewhere.json"})
    (place / "catalog.json").write_text(json.dumps(root))
    delivery = sentinel2.SOURCE(ask(place))
    assert len(delivery.data) == 1
    assert any("outside the catalogue" in reason for _, reason in delivery.refused)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda i: i["assets"].pop("swir16"), "it has no swir16"),
        (lambda i: i["properties"].update(datetime="soon"), "is no time"),
        (lambda i: i.update(collection="sentinel-2-l1c"), "not L2A"),
        (lambda i: i.update(assets=[]), "it has no assets"),
        (lambda i: i.pop("id"), "it has no id"),
    ],
)
def test_items_that_lack_the_least_are_turned_away_one_by_one(change, reason, tmp_path, ask):
    broken = copy.deepcopy(s2_item("broken"))
    change(broken)
    answer = {"type": "FeatureCollection", "features": [broken, s2_item("sound"), 7]}
    (tmp_path / "answer.json").write_text(json.dumps(answer))
    delivery = sentinel2.SOURCE(ask(tmp_path / "answer.json"))
    assert list(delivery.data["item"]) == ["sound"]
    assert any(reason in why for _, why in delivery.refused)
    assert any("no STAC item" in why for _, why in delivery.refused)


def test_other_days_and_other_places_are_counted(tmp_path, ask):
    far = s2_item("far")
    far["bbox"] = [10, 40, 11, 41]
    items = [s2_item("early", day="2020-01-01"), far, s2_item("here")]
    (tmp_path / "answer.json").write_text(json.dumps(items))
    delivery = sentinel2.SOURCE(ask(tmp_path / "answer.json"))
    assert list(delivery.data["item"]) == ["here"]
    assert {"1 items of other days passed over", "1 items of other regions passed over"} <= set(
        delivery.notes
    )


def test_a_document_that_is_no_stac_is_refused(tmp_path, ask):
    (tmp_path / "x.json").write_text('{"type": "Catalog", "links": [{"rel": "item", "href": "y"}]}')
    (tmp_path / "y").write_text("{}")
    with pytest.raises(Refused, match="no STAC catalogue"):
        sentinel2.SOURCE(ask(tmp_path / "x.json"))


@pytest.mark.pack
def test_recorded_answers_are_read_and_their_offsets_told_apart(data_pack, ask):
    place = data_pack / "stac_responses"
    delivery = sentinel2.SOURCE(ask(place, date(2015, 1, 1), date(2026, 1, 1), ELSEWHERE))
    offsets = delivery.data.set_index("item")["dn_offset"]
    early = offsets[delivery.data["baseline"].lt("04.00").to_numpy()]
    late = offsets[delivery.data["baseline"].ge("04.00").to_numpy()]
    assert len(early) == 15  # one of 2019, thirteen of June and July 2020, one Earth Search v0
    assert (early == 0).all()
    assert offsets["S2B_MSIL2A_20250312T014549_R074_T53NKG_20250312T041213"] == -0.1
    assert (late == -0.1).all()
    assert sum("l1c" in reason for _, reason in delivery.refused) == 6


@pytest.mark.pack
def test_the_recorded_flag_wins_over_the_recorded_band_offset(data_pack, ask):
    place = data_pack / "stac_responses" / "earthsearch_v1_sentinel-2-l2a_item.json"
    delivery = sentinel2.SOURCE(ask(place, date(2015, 1, 1), date(2026, 1, 1), ELSEWHERE))
    row = delivery.data.iloc[0]
    assert row["dn_offset"] == 0.0
    assert "boa_offset_applied is true" in row["decision"]
    other = data_pack / "stac_responses" / "earthsearch_v1_sentinel-2-c1-l2a_item.json"
    same_scene = sentinel2.SOURCE(ask(other, date(2015, 1, 1), date(2026, 1, 1), ELSEWHERE))
    assert same_scene.data.iloc[0]["dn_offset"] == -0.1


@pytest.mark.pack
def test_recorded_radar_is_rtc_or_refused(data_pack, ask):
    place = data_pack / "stac_responses"
    delivery = sentinel1.SOURCE(ask(place, date(2015, 1, 1), date(2026, 1, 1), ELSEWHERE))
    assert set(delivery.data["orbit"]) == {80, 121}
    assert sum(reason.startswith("it is GRD") for _, reason in delivery.refused) == 6
