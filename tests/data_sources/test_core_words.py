"""Tags never improve, seasons know their years, old names find today's wards."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data_sources.errors import Refused
from data_sources.region import packaged_region, region_from, ward_of_old_address
from data_sources.season import Season
from data_sources.tag import REAL, SIMULATED, Tag, weakest

TAGS = st.sampled_from([REAL, SIMULATED, Tag("analogue", "An Giang"), Tag("analogue", "Spain")])


@given(st.lists(TAGS, min_size=1))
def test_a_result_is_never_more_real_than_its_inputs(tags) -> None:
    order = ["real", "analogue", "simulated"]
    assert order.index(weakest(tags).kind) == max(order.index(t.kind) for t in tags)
    assert weakest(tags) == weakest(tags[::-1])


def test_an_analogue_without_a_place_cannot_be() -> None:
    with pytest.raises(ValueError, match="place"):
        Tag("analogue")


def test_a_winter_spring_season_begins_in_the_year_before() -> None:
    season = Season.parse("2026-WS")
    assert (season.vi, season.en) == ("Đông Xuân 2025-26", "Winter-Spring 2025-26")
    assert season.sown == (date(2025, 10, 15), date(2026, 1, 15))
    assert season.period[0] < season.sown[0] < season.sown[1] < season.period[1]
    assert Season.parse("2025-SA").vi == "Hè Thu 2025"


def test_a_season_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="2026-WS"):
        Season.parse("WS 2026")


def test_the_packaged_region_has_every_ward_once_around_its_own_centre() -> None:
    region = packaged_region()
    assert len(region.wards) == 103
    assert region.approximate
    assert region.wards["ward_code"].is_unique
    overlap = region.wards.geometry.area.sum() - region.outline.area
    assert abs(overlap) < 1.0
    long_phu = gpd.GeoSeries(gpd.points_from_xy([106.1266], [9.6106]), crs="EPSG:4326")
    code = region.ward_of(long_phu)[0]
    assert "Long Phú" in region.wards.set_index("ward_code")["ward"][code]


def test_old_addresses_find_todays_ward_or_nothing() -> None:
    assert ward_of_old_address("Xã Mỹ Khánh, Huyện Phong Điền, Thành phố Cần Thơ") == "31150"
    assert ward_of_old_address("Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh") is None
    assert ward_of_old_address("không phải địa chỉ") is None


@pytest.mark.pack
def test_the_boundary_file_gives_the_true_outline(data_pack) -> None:
    region = region_from(data_pack / "boundaries_2025" / "can_tho_wards_2025.gpkg")
    assert not region.approximate
    assert region.outline.area / 1e6 == pytest.approx(6349.3, abs=0.1)


def test_a_damaged_boundary_file_is_refused_with_all_its_faults(tmp_path) -> None:
    path = tmp_path / "wards.gpkg"
    codes = ["31120", "31120", "99999"]
    boxes = [shapely.box(i, 0, i + 1, 1) for i in range(3)]
    gpd.GeoDataFrame({"code": codes}, geometry=boxes, crs="EPSG:4326").to_file(path, layer="wards")
    with pytest.raises(Refused) as refused:
        region_from(path)
    assert "99999 is not a ward of Cần Thơ" in refused.value.faults
    assert "ward codes repeat" in refused.value.faults
    assert sum("is missing" in fault for fault in refused.value.faults) == 102
    path.write_bytes(b"not a boundary file")
    with pytest.raises(Refused, match="cannot be read"):
        region_from(path)


def test_a_point_in_the_sea_lies_in_no_ward() -> None:
    sea = gpd.GeoSeries(gpd.points_from_xy([107.5], [9.0]), crs="EPSG:4326")
    assert pd.isna(packaged_region().ward_of(sea)[0])
