"""Parcels: every format, the zones of VN-2000, the right zone proposed and never guessed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import CRS, Transformer

from data_sources import parcels, vn2000
from data_sources.contract import WORKING_CRS
from data_sources.errors import Refused
from data_sources.tag import Tag

COUNT = 40


def to_zone(shapes, epsg):
    """Carry shapes from UTM 48 north to a VN-2000 zone, back through EPSG:6960."""
    datum = Transformer.from_pipeline(vn2000.DATUM_OPERATION)
    leave = Transformer.from_crs(WORKING_CRS, 4326, always_xy=True)
    enter = Transformer.from_crs(4756, epsg, always_xy=True)

    def move(xy):
        lon, lat = leave.transform(xy[:, 0], xy[:, 1])
        lat, lon = datum.transform(lat, lon, direction="INVERSE")
        return np.column_stack(enter.transform(lon, lat))

    return shapely.transform(shapes.to_numpy(), move)


@pytest.fixture(scope="module")
def truth(wards):
    """Forty rectangles in the ward Long Phú, in UTM."""
    ward = wards.wards[wards.wards["ward"] == "Xã Long Phú"].iloc[0]
    middle = ward.geometry.centroid
    rng = np.random.default_rng(3)
    places = rng.uniform(-900, 900, (COUNT, 2)) + np.array([middle.x, middle.y])
    shapes = [shapely.box(x, y, x + 50, y + 80) for x, y in places]
    columns = {
        "ma_thua": [f"LP{n:03d}" for n in range(COUNT)],
        "ten_xa": ward["ward"],
        "ten_chu": "Nguyễn Văn Đậu",
        "cay_trong": "lúa",
        "dien_tich": 4000.0,
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=WORKING_CRS)


@pytest.fixture(scope="module")
def cadastral(truth):
    """The same in EPSG:9209, as the cadastre of Sóc Trăng keeps them."""
    return gpd.GeoDataFrame(
        truth.drop(columns="geometry"), geometry=to_zone(truth.geometry, 9209), crs=9209
    )


def shift(delivered, truth):
    """Largest distance (m) between delivered and true centres."""
    middles = gpd.GeoSeries(delivered.geometry.centroid)
    return float(middles.distance(truth.geometry.centroid, align=False).max())


def test_a_geopackage_in_the_zone_of_soc_trang(cadastral, truth, tmp_path, ask):
    cadastral.to_file(tmp_path / "p.gpkg")
    delivery = parcels.SOURCE(ask(tmp_path / "p.gpkg"))
    fields = delivery.data
    assert shift(fields, truth) < 0.01
    assert fields["ward_code"].unique().tolist() == ["31639"]
    assert fields["crop"].unique().tolist() == ["lúa"]
    assert fields["holder"].unique().tolist() == ["Nguyễn Văn Đậu"]
    assert fields["area_ha"].tolist() == pytest.approx([0.4] * COUNT, rel=1e-3)
    assert "p.gpkg: EPSG:9209, datum by EPSG:6960" in delivery.notes


@pytest.mark.parametrize("name", ["p.shp", "p.geojson", "p.kml", "p.parquet"])
def test_every_format_gives_the_same_fields(name, cadastral, truth, tmp_path, ask):
    path = tmp_path / name
    if name == "p.shp":
        cadastral.to_file(path, encoding="UTF-8")
    else:
        # These formats keep degrees; written from the truth they lose nothing on the way.
        degrees = truth.to_crs(4326).rename(columns={"ma_thua": "name"})
        if name == "p.parquet":
            degrees.to_parquet(path)
        else:
            degrees.to_file(path, driver="KML" if name == "p.kml" else None)
    delivery = parcels.SOURCE(ask(path))
    assert delivery.data["field_id"].tolist() == [f"LP{n:03d}" for n in range(COUNT)]
    assert delivery.data["holder"].iloc[0] == "Nguyễn Văn Đậu"
    assert shift(delivery.data, truth) < 0.05


@pytest.mark.parametrize("wrong", [5897, 3405, 32648, 9210])
def test_the_wrong_zone_is_refused_and_the_right_one_proposed(wrong, cadastral, tmp_path, ask):
    cadastral.set_crs(wrong, allow_override=True).to_file(tmp_path / "p.gpkg")
    with pytest.raises(Refused) as refusal:
        parcels.SOURCE(ask(tmp_path / "p.gpkg"))
    sentence = str(refusal.value)
    assert f"in EPSG:{wrong}, as it states, {COUNT} of {COUNT} parcels" in sentence
    assert "EPSG:9209" in sentence
    assert "fits 100%" in sentence


def test_parcels_of_can_tho_are_proposed_its_own_zone(wards, tmp_path, ask):
    ward = wards.wards[wards.wards["ward"] == "Phường Ô Môn"].iloc[0]
    middle = ward.geometry.centroid
    boxes = gpd.GeoSeries([shapely.box(middle.x, middle.y, middle.x + 60, middle.y + 60)])
    frame = gpd.GeoDataFrame({"id": ["a"], "ward": ["Ô Môn"]}, geometry=to_zone(boxes, 5897))
    frame.set_crs(9209).to_file(tmp_path / "p.gpkg")
    with pytest.raises(Refused, match="EPSG:5897"):
        parcels.SOURCE(ask(tmp_path / "p.gpkg"))


def test_a_file_without_crs_is_refused_with_a_proposal(cadastral, tmp_path, ask):
    cadastral.to_file(tmp_path / "p.shp")
    (tmp_path / "p.prj").unlink()
    with pytest.raises(Refused, match=r"states no CRS; EPSG:9209 .* fits 100%"):
        parcels.SOURCE(ask(tmp_path / "p.shp"))


def test_a_zone_that_lost_its_datum_is_refused(cadastral, tmp_path, ask):
    lost = "+proj=tmerc +lon_0=105.5 +k=0.9999 +x_0=500000 +datum=WGS84 +units=m +type=crs"
    cadastral.set_crs(lost, allow_override=True).to_file(tmp_path / "p.gpkg")
    with pytest.raises(Refused, match=r"datum is not VN-2000.*226 m.*EPSG:9209"):
        parcels.SOURCE(ask(tmp_path / "p.gpkg"))


@pytest.mark.parametrize("epsg", [5897, 9209, 9210])
def test_a_zone_without_a_code_is_known_by_its_numbers(epsg):
    esri = CRS(CRS(epsg).to_wkt("WKT1_ESRI").replace("VN_2000_TM-3", "Cadastre_of_the_province"))
    assert vn2000.recognise(esri) == (epsg, "")
    shift = (
        "-191.90441429,-39.30318279,-111.45032835,-0.00928836,0.01975479,-0.00427372,0.252906278"
    )
    meridian = {5897: 105, 9209: 105.5, 9210: 105.75}[epsg]
    text = f"+proj=tmerc +lon_0={meridian} +k=0.9999 +x_0=500000 +ellps=WGS84 +units=m"
    assert vn2000.recognise(CRS(f"{text} +towgs84={shift} +type=crs")) == (epsg, "")
    assert vn2000.recognise(CRS(f"{text} +towgs84=0,0,0 +type=crs"))[0] is None


def test_the_datum_operation_is_pinned():
    point = gpd.GeoSeries([shapely.Point(557062.403, 1070397.179)])
    moved = vn2000.to_working(point, 9209).iloc[0]
    # By EPSG:6960; EPSG:5194, which PROJ may choose, ends 0.8 m away.
    assert (moved.x, moved.y) == pytest.approx((612096.499, 1070088.296), abs=0.005)


def test_single_parcels_in_the_wrong_place_are_turned_away(truth, wards, tmp_path, ask):
    frame = truth.copy()
    frame.loc[3, "geometry"] = shapely.box(100_000, 1_000_000, 100_050, 1_000_050)
    frame.loc[5, "ten_xa"] = "Phường Ô Môn"
    frame.to_file(tmp_path / "p.gpkg")
    delivery = parcels.SOURCE(ask(tmp_path / "p.gpkg"))
    assert len(delivery.data) == COUNT - 2
    assert {record for record, _ in delivery.refused} == {"p.gpkg row 4", "p.gpkg row 6"}


def test_broken_outlines_are_mended_or_turned_away(truth, tmp_path, ask):
    frame = truth.copy()
    x, y = frame.geometry[0].bounds[:2]
    bow = shapely.Polygon([(x, y), (x + 60, y + 60), (x + 60, y), (x, y + 60)])
    frame.loc[0, "geometry"] = bow
    frame.loc[1, "geometry"] = shapely.Polygon([(x, y), (x + 60, y), (x, y)])
    frame.loc[2, "geometry"] = shapely.Point(x, y)
    frame.loc[3, "geometry"] = None
    frame.to_file(tmp_path / "p.gpkg")
    delivery = parcels.SOURCE(ask(tmp_path / "p.gpkg"))
    assert len(delivery.data) == COUNT - 3
    assert any("mended" in note for note in delivery.notes)
    assert delivery.data.geometry.is_valid.all()


def test_repeated_names_are_turned_away_and_useless_ids_not_believed(truth, tmp_path, ask):
    twice = pd.concat([truth, truth.iloc[[0]]], ignore_index=True)
    twice.to_file(tmp_path / "p.gpkg")
    delivery = parcels.SOURCE(ask(tmp_path / "p.gpkg"))
    assert len(delivery.data) == COUNT
    assert "repeats field_id" in delivery.refused[0][1]
    truth.assign(ma_thua=1).to_file(tmp_path / "q.gpkg")
    numbered = parcels.SOURCE(ask(tmp_path / "q.gpkg"))
    assert numbered.data["field_id"].iloc[0] == "q-1"
    assert any("numbered" in note for note in numbered.notes)


def test_cadastral_sheet_and_number_name_a_parcel(truth, tmp_path, ask):
    frame = truth.drop(columns="ma_thua").assign(SoTo=12, SoThua=range(1, COUNT + 1))
    frame.to_file(tmp_path / "p.gpkg")
    delivery = parcels.SOURCE(ask(tmp_path / "p.gpkg"))
    assert delivery.data["field_id"].iloc[0] == "12-1"


def test_an_area_that_is_not_the_shapes_is_said(truth, tmp_path, ask):
    truth.assign(dien_tich=9000.0).to_file(tmp_path / "p.gpkg")
    delivery = parcels.SOURCE(ask(tmp_path / "p.gpkg"))
    assert f"{COUNT} parcels state an area over 10 % off their shape" in delivery.notes


def test_parcels_that_name_no_ward_get_the_one_they_lie_in(truth, tmp_path, ask):
    truth.drop(columns="ten_xa").to_file(tmp_path / "p.gpkg")
    delivery = parcels.SOURCE(ask(tmp_path / "p.gpkg"))
    assert delivery.data["ward_code"].unique().tolist() == ["31639"]


@pytest.mark.parametrize("name", ["p.gpkg", "p.shp", "p.kml", "p.geojson", "p.parquet", "p.txt"])
def test_a_damaged_file_is_refused(name, tmp_path, ask):
    (tmp_path / name).write_bytes(b"SQLite format 3\0 but nothing else" * 3)
    with pytest.raises(Refused):
        parcels.SOURCE(ask(tmp_path / name))


def test_a_table_without_shapes_is_refused(tmp_path, ask):
    pd.DataFrame({"field_id": ["a"]}).to_parquet(tmp_path / "p.parquet")
    with pytest.raises(Refused):
        parcels.SOURCE(ask(tmp_path / "p.parquet"))


@pytest.mark.pack
def test_digitised_fields_of_elsewhere_are_an_analogue(data_pack, ask):
    place = data_pack / "parcels_vietnam_red_river"
    delivery = parcels.SOURCE(ask(place, tag=Tag("analogue", "Red River, Cambodia")))
    fields = delivery.data
    assert len(fields) == 200
    vietnam = fields[fields["field_id"].str.startswith("1_vietnam")]["area_ha"]
    assert vietnam.median() == pytest.approx(0.48, abs=0.01)
    with pytest.raises(Refused, match="no zone in use around the city fits"):
        parcels.SOURCE(ask(place))
