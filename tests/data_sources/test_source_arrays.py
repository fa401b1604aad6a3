"""Real cubes, chips and points: what is what is established, and damage is refused."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from data_sources import arrays, eo_patch, flood_chip, rice_points
from data_sources.errors import Missing, Refused


def copied(source, target):
    shutil.copytree(source, target)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755)
    return target


@pytest.mark.pack
def test_the_real_cube_of_68_dates(data_pack):
    cube = eo_patch.read_patch(data_pack / "s2_cube_slovenia" / "TestEOPatch")
    assert dict(cube.sizes) == {"time": 68, "y": 101, "x": 100}
    assert cube.attrs["crs"] == "EPSG:32633"
    assert cube.attrs["tag"] == "analogue (Slovenia)"
    assert float(abs(cube["x"].diff("x") - 10).max()) < 0.1
    assert float(cube["y"][0]) > float(cube["y"][-1])
    assert 0.3 < float(cube["clear"].mean()) < 0.95
    assert cube.indexes["time"].is_unique


@pytest.mark.pack
@pytest.mark.parametrize(
    ("file", "content", "fault"),
    [
        ("data/NDVI.npy", b"\x93NUMPY nothing", "no sound array"),
        ("timestamps.json", b'["2015-07-11T10:00:08"]', "not 1x101x100x1"),
        ("timestamps.json", b'["2015-07-11", "2015-07-11"]', "repeat"),
        ("timestamps.json", b'["soon"]', "no time"),
        ("bbox.geojson", b'{"type": "Polygon"}', "no box with a CRS"),
    ],
)
def test_a_damaged_cube_is_refused(file, content, fault, data_pack, tmp_path):
    patch = copied(data_pack / "s2_cube_slovenia" / "TestEOPatch", tmp_path / "patch")
    (patch / file).write_bytes(content)
    with pytest.raises(Refused, match=fault):
        eo_patch.read_patch(patch)
    (patch / file).unlink()
    with pytest.raises(Missing):
        eo_patch.read_patch(patch)


@pytest.mark.pack
def test_the_real_flood(data_pack, tmp_path):
    chip = flood_chip.read_chip(data_pack / "flood_chip_spain")
    assert dict(chip.sizes) == {"band": 13, "y": 512, "x": 512}
    assert int(chip["water"].isnull().sum()) == 99
    wet, dry = (float(chip["vv"].where(chip["water"] == k).median()) for k in (1, 0))
    assert wet < 0.03 < dry
    place = copied(data_pack / "flood_chip_spain", tmp_path / "chip")
    label = next(place.glob("*LabelHand.tif"))
    with rasterio.open(label) as image:
        profile, values = image.profile, image.read()
    moved = profile["transform"] @ rasterio.Affine.translation(3, 0)
    with rasterio.open(label, "w", **(profile | {"transform": moved})) as image:
        image.write(values)
    with pytest.raises(Refused, match="another grid"):
        flood_chip.read_chip(place)
    label.write_bytes(label.read_bytes()[:2000])
    with pytest.raises(Refused, match="no sound GeoTIFF"):
        flood_chip.read_chip(place)
    with pytest.raises(Missing, match="0 chips"):
        flood_chip.read_chip(tmp_path)


@pytest.mark.pack
def test_the_order_of_bands_and_polarisations_is_found_on_the_real_points(data_pack):
    read = rice_points.read_points(data_pack / "rice_points_an_giang")
    assert len(read.points) == 434
    assert int(read.points["rice"].sum()) == 234
    said = " ".join(read.notes)
    assert "bands are blue, green, red, nir; polarisations are vh, vv" in said
    assert "1000 taken off from step 15 on" in said
    assert read.radar["polarisation"].values.tolist() == ["vv", "vh"]
    known = read.radar.dropna("step", how="all")
    assert float((known.sel(polarisation="vv") > known.sel(polarisation="vh")).mean()) > 0.99
    # Every point that is mixed with no data throughout is rice: the mixing tells the label.
    assert read.points.groupby("rice")["mixed"].sum().to_dict() == {False: 0, True: 134}
    assert read.optical[read.points["mixed"].to_numpy()].isnull().all()


@pytest.mark.pack
@pytest.mark.parametrize("order", [(3, 2, 1, 0), (1, 0, 3, 2), (2, 3, 0, 1)])
def test_bands_are_found_in_any_order(order, data_pack):
    dn = np.load(data_pack / "rice_points_an_giang" / "sentinel2.npy")
    dn = np.where(dn > 0, dn, np.nan)[:, list(order)]
    names = ("blue", "green", "red", "nir")
    assert rice_points.band_order(dn) == tuple(names[n] for n in order)


def test_what_cannot_be_told_apart_is_refused():
    rng = np.random.default_rng(1)
    noise = rng.uniform(200, 3000, (50, 4, 20))
    with pytest.raises(Refused, match="told apart"):
        rice_points.band_order(noise)
    with pytest.raises(Refused, match="four bands"):
        rice_points.band_order(noise[:, :3])
    with pytest.raises(Refused, match="mixed up"):
        rice_points.polarisation_order(rng.uniform(0, 1, (50, 2, 20)))
    with pytest.raises(Refused, match="two polarisations"):
        rice_points.polarisation_order(rng.uniform(0, 1, (50, 3, 20)))


@pytest.mark.pack
def test_rows_that_do_not_belong_together_are_refused(data_pack, tmp_path):
    place = copied(data_pack / "rice_points_an_giang", tmp_path / "points")
    np.save(place / "sentinel1.npy", np.load(place / "sentinel1.npy")[:-1])
    with pytest.raises(Refused, match="433 points, not 434"):
        rice_points.read_points(place)


def test_a_pickle_is_never_opened(tmp_path):
    np.save(tmp_path / "x.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(Refused, match="no sound array"):
        arrays.read_npy(tmp_path / "x.npy", ("a",))
    np.save(tmp_path / "y.npy", np.zeros((2, 2)))
    with pytest.raises(Refused, match="2 dimensions, not time"):
        arrays.read_npy(tmp_path / "y.npy", ("time",))


def test_an_image_without_a_place_is_refused(tmp_path):
    profile = {"driver": "GTiff", "width": 4, "height": 4, "count": 2, "dtype": "float32"}
    with rasterio.open(
        tmp_path / "x.tif", "w", transform=from_origin(9, 9, 1, 1), **profile
    ) as image:
        image.write(np.zeros((2, 4, 4), "float32"))
    with pytest.raises(Refused, match=r"2 bands, not 1; it states no CRS"):
        arrays.read_tif(tmp_path / "x.tif", 1)
