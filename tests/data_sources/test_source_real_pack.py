"""The pack's real rows through their doors: counts, repairs, and what is left out and why."""

from __future__ import annotations

import shutil
from datetime import date

import pandas as pd
import pytest

from data_sources import (
    ey_fields,
    ey_radar,
    ey_series,
    ey_sites,
    ey_weather,
    oni,
    province_statistics,
)
from data_sources.errors import Refused

NAMES = ",".join(f'"{name}"' for name in (*ey_fields.COLUMNS, ey_fields.YIELD_COLUMN))


@pytest.fixture
def fields(tmp_path):
    def write(*rows):
        (tmp_path / "fields.csv").write_text("\n".join([NAMES, *rows]))
        return tmp_path

    return write


@pytest.fixture
def ey(data_pack):
    return data_pack / "ey2023_fields"


def test_rows_at_one_place_are_one_field(fields, ask):
    place = fields(
        "0,Chau_Phu,10.51,105.24,SA,T,15-07-2022,3.4,5500",
        "1,Chau_Phu,10.52,105.24,SA,D,15-07-2022,3.4,5600",
        "2,Chau_Phu,10.51,105.24,WS,T,01-04-2022,3.4,7000",
        "3,Chau_Phu,10.53,105.24,WS,T,15-07-2022,3.4,7000",
        "4,Chau_Phu,105.24,10.53,WS,T,01-04-2022,3.4,7000",
    )
    delivery = ey_fields.SOURCE(ask(place))
    assert delivery.data["season"].tolist() == ["2022-SA", "2022-SA", "2022-WS"]
    first, second, third = delivery.data["field_id"]
    assert first == third != second
    assert "2 rows share 1 places" in " ".join(delivery.notes)
    reasons = dict(delivery.refused)
    assert reasons["fields.csv row 5"] == "harvested on a day that is none of its season"
    assert reasons["fields.csv row 6"] == "its place is not in Vietnam"
    assert delivery.tag.place == "An Giang"


def test_a_harvest_of_tomorrow_is_not_known(fields, ask):
    place = fields("0,Chau_Phu,10.51,105.24,SA,T,15-07-2022,3.4,5500")
    assert ey_fields.SOURCE(ask(place, end=date(2022, 7, 14))).data.empty
    assert len(ey_fields.SOURCE(ask(place, end=date(2022, 7, 15))).data) == 1


@pytest.mark.pack
def test_the_survey_of_an_giang(ey, ask):
    surveys = ey_fields.SOURCE(ask(ey))
    assert len(surveys.data) == 415
    assert surveys.data.groupby("season").size().to_dict() == {"2022-SA": 193, "2022-WS": 222}
    assert not surveys.refused
    sites = ey_sites.SOURCE(ask(ey))
    assert len(sites.data) == surveys.data["field_id"].nunique() == 289


@pytest.mark.pack
def test_the_offset_is_found_on_the_series_and_taken_off(ey, ask):
    delivery = ey_series.SOURCE(ask(ey))
    said = " ".join(delivery.notes)
    assert "From 2022-01-30 on" in said
    assert "1000 taken off in 8571 observations" in said
    series = delivery.data
    assert series["field_id"].nunique() == 289
    # With the offset left in, no NDVI after January 2022 exceeds about 0.6.
    late = series[series["time"] > "2022-02-01"]["ndvi"]
    assert late.quantile(0.95) > 0.75
    assert 0.25 < series["ndvi"].isna().mean() < 0.4


@pytest.mark.pack
def test_a_series_without_the_step_is_left_alone(ey, ask, tmp_path):
    shutil.copy(ey / "fields.csv", tmp_path)
    table = pd.read_parquet(ey / ey_series.FILE)
    table[table["datetime"] < "2022-01-25"].to_parquet(tmp_path / ey_series.FILE)
    delivery = ey_series.SOURCE(ask(tmp_path))
    assert not any("taken off" in note for note in delivery.notes)


@pytest.mark.pack
def test_the_swapped_polarisations_are_put_right(ey, ask, tmp_path):
    delivery = ey_radar.SOURCE(ask(ey))
    assert len(delivery.data) == 415
    assert (delivery.data["vv_mean"] > delivery.data["vh_mean"]).all()
    assert "labels VV and VH are swapped" in " ".join(delivery.notes)
    shutil.copy(ey / "fields.csv", tmp_path)
    table = pd.read_csv(ey / ey_radar.FILE)
    half = table.index % 2 == 0
    table.loc[half, ["mean_vv", "mean_vh"]] = table.loc[half, ["mean_vh", "mean_vv"]].to_numpy()
    table.to_csv(tmp_path / ey_radar.FILE, index=False)
    with pytest.raises(Refused, match="mixed up"):
        ey_radar.SOURCE(ask(tmp_path))


@pytest.mark.pack
def test_the_weather_of_an_giang_is_in_our_units(ey, ask, tmp_path):
    delivery = ey_weather.SOURCE(ask(ey, end=date(2022, 8, 31)))
    days = delivery.data
    assert len(days) == 825
    first = days[days["point"] == "Chau Phu"].iloc[0]
    assert first["wind"] == pytest.approx(20.5 / 3.6)
    shutil.copytree(ey, tmp_path / "ey")
    place = tmp_path / "ey" / "weather" / "Chau Phu.csv"
    place.chmod(0o644)
    place.parent.chmod(0o755)
    table = pd.read_csv(place)
    shifted = table.rename(
        columns={"tempmin": "humidity", "humidity": "solarenergy", "solarenergy": "tempmin"}
    )
    place.unlink()
    shifted.to_csv(place, index=False)
    with pytest.raises(Refused, match="headers are shifted"):
        ey_weather.SOURCE(ask(tmp_path / "ey"))


@pytest.mark.pack
def test_the_statistics_of_thirteen_provinces(data_pack, ask):
    delivery = province_statistics.SOURCE(ask(data_pack / "mekong_rice"))
    table = delivery.data.set_index(["province", "season"])
    assert len(table) == 910
    # 13 provinces x 27 years x 3 seasons less the 143 zeros of the file.
    assert "143 zeros left out" in " ".join(delivery.notes)
    assert table.loc[("Ben Tre", "2016-WS"), "yield_kg_ha"] == 50.0
    assert ("Hau Giang", "2003-WS") not in table.index
    assert table["yield_kg_ha"].median() > 4000
    early = province_statistics.SOURCE(ask(data_pack / "mekong_rice", end=date(2010, 5, 1)))
    assert early.data["season"].max() == "2010-WS"


@pytest.mark.pack
def test_the_enso_index_is_known_two_months_later(data_pack, ask):
    table = oni.SOURCE(ask(data_pack / "oni")).data
    assert table["time"].iloc[-1] == pd.Timestamp("2025-12-01")
    assert table["time"].is_monotonic_increasing


def test_the_services_own_text_of_the_enso_index(tmp_path, ask):
    text = " SEAS  YR   TOTAL   ANOM \n  DJF 2025   26.00  -0.60\n  JFM 2025   26.10  -0.40\n"
    (tmp_path / "oni.txt").write_text(text)
    table = oni.SOURCE(ask(tmp_path / "oni.txt")).data
    assert table["time"].dt.strftime("%Y-%m").tolist() == ["2025-01", "2025-02"]
    assert table["oni"].tolist() == [-0.6, -0.4]
    (tmp_path / "oni.txt").write_text(text + "  XYZ 2025 1\n")
    with pytest.raises(Refused, match="1 lines"):
        oni.SOURCE(ask(tmp_path / "oni.txt"))
