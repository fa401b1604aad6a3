"""What people and services would say of the simulated world, with its planted faults."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from app.settings import DEMO_DAY, DEMO_SEED
from data_sources.region import packaged_region
from data_sources.simulated import TINY, WorldSize, farms, harvests
from data_sources.simulated.crops import grow
from data_sources.simulated.deliveries import KINDS, deliver
from data_sources.simulated.deliveries import write as write_deliveries
from data_sources.simulated.landscape import Landscape, lay_out
from data_sources.simulated.parcel_files import write as write_parcels
from data_sources.simulated.river import salt
from data_sources.simulated.sky import weather
from data_sources.simulated.story import Story
from data_sources.simulated.water_files import write as write_water
from data_sources.simulated.weather_files import open_meteo_answer
from data_sources.simulated.weather_files import write as write_weather
from data_sources.simulated.yields import EXPLAINED, Place, harvest_all

STORY = Story(DEMO_SEED, DEMO_DAY, WorldSize(4_000, 500))
PARTS = ["variety_part", "vigour_part", "late_part", "salt_part", "lodging_part"]


@pytest.fixture(scope="module")
def place() -> Place:
    land = lay_out(STORY)
    return Place(land, grow(STORY, land), weather(STORY), salt(STORY, int(land.block.max()) + 1))


@pytest.fixture(scope="module")
def fields(place: Place) -> pd.DataFrame:
    return farms.register(STORY, place.land, place.cropping, packaged_region())


@pytest.fixture(scope="module")
def seasons(place: Place, fields: pd.DataFrame) -> pd.DataFrame:
    return harvest_all(STORY, place, fields)


@pytest.fixture(scope="module")
def lots(fields: pd.DataFrame, seasons: pd.DataFrame) -> pd.DataFrame:
    return deliver(STORY, fields, seasons)


def test_fields_have_the_sizes_of_the_delta(fields: pd.DataFrame) -> None:
    assert len(fields) == STORY.size.fields
    assert fields["field_id"].is_unique
    assert fields["area_ha"].between(0.1, 3.0).all()
    assert 0.35 < fields["area_ha"].median() < 0.65
    assert 0 < (fields["crop"] != "rice").mean() < 0.15
    assert (fields["crop"] != fields["declared"]).any()


def test_a_cooperative_is_of_one_ward(fields: pd.DataFrame) -> None:
    assert (fields.groupby("cooperative")["ward_code"].nunique() == 1).all()
    assert (fields.groupby("cooperative")["puc"].nunique() == 1).all()


def test_some_fields_are_not_rice_even_in_the_smallest_world() -> None:
    for seed in (0, 3):
        story = Story(seed, DEMO_DAY, TINY)
        land = lay_out(story)
        register = farms.register(story, land, grow(story, land), packaged_region())
        assert len(register) == TINY.fields
        assert register["crop"].isin(["orchard", "shrimp"]).sum() >= 2


def test_the_parcel_file_lies_in_its_zone(
    place: Place, fields: pd.DataFrame, tmp_path: Path
) -> None:
    write_parcels(tmp_path / "parcels", STORY, place.land, fields)
    layer = gpd.read_file(tmp_path / "parcels" / "parcels.gpkg")
    assert layer.crs.to_epsg() == 9209
    centre = layer.to_crs("EPSG:32648").geometry.centroid
    assert np.hypot(centre.x - fields["x"], centre.y - fields["y"]).max() < 2.5
    wrong = gpd.read_file(tmp_path / "parcels" / "parcels_wrong_zone.gpkg")
    assert wrong.crs.to_epsg() == 5897
    moved = wrong.to_crs("EPSG:32648").geometry.centroid
    same = centre.iloc[: len(wrong)]
    away = np.hypot(moved.x - same.x, moved.y - same.y)
    assert away.min() > 54_000


def test_seasons_follow_each_other_on_every_field(seasons: pd.DataFrame) -> None:
    days = seasons.sort_values(["field_id", "sowing"])
    rest = days["sowing"] - days.groupby("field_id")["harvest"].shift()
    assert rest.dropna().min() >= timedelta(days=14)
    length = (days["harvest"] - days["sowing"]).dt.days
    assert length.between(85, 122).all()
    assert (days["heading"] < days["ripe"]).all()


def test_the_winter_season_is_under_way(seasons: pd.DataFrame) -> None:
    winter = seasons[seasons["season"] == "2026-WS"]
    done = (winter["harvest"] <= pd.Timestamp(DEMO_DAY)).mean()
    assert 0.02 < done < 0.5
    assert (winter["sowing"] < pd.Timestamp(DEMO_DAY)).all()


def test_two_fifths_of_the_variance_can_be_explained(seasons: pd.DataFrame) -> None:
    for _, season in seasons.groupby("season"):
        share = season[PARTS].sum(axis=1).var() / season["yield_kg_ha"].var()
        assert abs(share - EXPLAINED) < 0.08
        added = season[["base", *PARTS, "lasting_part", "chance_part"]].sum(axis=1)
        assert np.allclose(added, season["yield_kg_ha"], atol=0.06)


def test_every_planted_slip_stands_where_the_truth_says(
    fields: pd.DataFrame, seasons: pd.DataFrame, tmp_path: Path
) -> None:
    told = harvests.entries(STORY, fields, seasons)
    planted = harvests.write(tmp_path / "harvests.csv", STORY, told)
    with (tmp_path / "harvests.csv").open(encoding="utf-8") as file:
        rows = dict(enumerate(csv.DictReader(file), 2))
    at = planted[planted["line"] > 0].set_index("line")["planted"]
    assert set(at.index) == set(rows)
    assert set(harvests.SPOILT) | {"", "late", "entered twice", "revised"} == set(at)
    known = set(fields["field_id"])
    for line, row in rows.items():
        kind = at[line]
        assert (row["field_id"] in known) == (kind != "unknown field")
        assert ("/" in row["harvest_date"]) == (kind == "date as day/month/year")
        assert (row["yield_kg_ha"] == "") == (kind == "yield missing")
        assert row["recorded_on"] <= DEMO_DAY.isoformat()
        if kind == "yield in tonnes":
            assert float(row["yield_kg_ha"]) < 12
        if kind in ("", "late"):
            assert 500 < float(row["yield_kg_ha"]) < 12_000
            assert row["recorded_on"] > row["harvest_date"]
    assert (planted["planted"] == "not entered yet").any()


def test_yields_are_told_in_round_numbers(fields: pd.DataFrame, seasons: pd.DataFrame) -> None:
    told = harvests.entries(STORY, fields, seasons)
    assert (told["yield_kg_ha"] % 100 == 0).mean() > 0.8
    assert (told["yield_kg_ha"] % 500 == 0).mean() > 0.3


def test_an_honest_lot_is_what_its_field_bore(lots: pd.DataFrame, seasons: pd.DataFrame) -> None:
    honest = lots[lots["honest"]]
    assert 0.8 < len(honest) / len(lots) < 0.95
    assert (honest["quantity_kg"] <= honest["capacity_kg"] + 50).all()
    grown = honest.merge(seasons, on=["field_id", "season"])
    assert len(grown) == len(honest)
    assert ((grown["harvest_date"] - grown["harvest"]).dt.days.abs() <= 1).all()
    assert (lots["recorded_on"] <= pd.Timestamp(DEMO_DAY)).all()


def test_each_kind_of_dishonest_lot_can_be_found_out(
    lots: pd.DataFrame, fields: pd.DataFrame, seasons: pd.DataFrame
) -> None:
    assert set(lots.loc[~lots["honest"], "kind"]) == set(KINDS)
    kind = dict(iter(lots.groupby("kind")))
    much = kind["more than the field can bear"]
    assert (much["quantity_kg"] > 1.8 * much["capacity_kg"]).all()
    early = kind["harvested before it was ripe"].merge(seasons, on=["field_id", "season"])
    assert ((early["ripe_y"] - early["harvest_date"]).dt.days >= 27).all()
    crop = fields.set_index("field_id")["crop"]
    assert (crop[kind["field is not rice"]["field_id"]] != "rice").all()
    code = fields.set_index("field_id")["puc"]
    stolen = kind["code of another ward"]
    assert (stolen["puc"].to_numpy() != code[stolen["field_id"]].to_numpy()).all()
    twice = kind["harvest sold twice"].groupby(["field_id", "season"])
    assert (twice["quantity_kg"].sum() > 1.7 * twice["capacity_kg"].first()).all()


def test_deliveries_hold_two_rows_no_one_can_use(lots: pd.DataFrame, tmp_path: Path) -> None:
    write_deliveries(tmp_path / "deliveries.csv", lots)
    rows = pd.read_csv(tmp_path / "deliveries.csv", dtype="str", keep_default_na=False)
    assert len(rows) == len(lots) + 3
    assert (rows["quantity_kg"] == "").sum() == (rows["field_id"] == "").sum() == 1
    assert rows["lot"].duplicated().sum() == 1


def test_power_answers_stop_a_few_days_behind(place: Place, tmp_path: Path) -> None:
    write_weather(tmp_path / "weather", STORY, place.sky)
    answer = json.loads((tmp_path / "weather" / "power_ne.json").read_text())
    assert answer["header"]["fill_value"] == -999
    days = pd.DataFrame(answer["properties"]["parameter"])
    assert (days.index[0], days.index[-1]) == ("20250401", "20260220")
    assert (days["PRECTOTCORR"].iloc[-2:] == -999).all()
    assert (days["ALLSKY_SFC_SW_DWN"].iloc[-5:] == -999).all()
    assert (days["T2M_MAX"] != -999).mean() > 0.98
    known = days[(days["T2M_MAX"] != -999) & (days["T2M_MIN"] != -999)]
    assert (known["T2M_MAX"] > known["T2M_MIN"]).all()


def test_rain_is_forecast_for_the_coming_harvest(place: Place, tmp_path: Path) -> None:
    write_weather(tmp_path / "weather", STORY, place.sky)
    for path in sorted((tmp_path / "weather").glob("open_meteo_*.json")):
        daily = pd.DataFrame(json.loads(path.read_text())["daily"])
        assert len(daily) == 16
        assert daily["time"].iloc[0] == "2026-02-20"
        soon = daily.iloc[3:9]
        assert soon["precipitation_sum"].max() > 10
        assert soon["precipitation_probability_max"].max() > 70
        assert (daily["temperature_2m_max"] > daily["temperature_2m_min"]).all()


def test_the_forecast_is_worse_the_further_it_looks(place: Place) -> None:
    """Over many issues: the error of tmax grows with the lead."""
    wrong = []
    for day in range(60):
        story = Story(DEMO_SEED, DEMO_DAY - timedelta(days=day), TINY)
        daily = open_meteo_answer(story, place.sky, 0)["daily"]
        first = (story.as_of - story.first_day).days
        wrong.append(np.array(daily["temperature_2m_max"]) - place.sky.tmax[0, first : first + 16])
    spread = np.std(wrong, axis=0)
    assert spread[:4].mean() * 2 < spread[-4:].mean()


def test_bulletins_know_nothing_of_tomorrow(place: Place, tmp_path: Path) -> None:
    write_water(tmp_path / "water", STORY, place.river)
    table = pd.read_csv(tmp_path / "water" / "bulletins_2026.csv", dtype="str")
    table["Station"] = table["Station"].str.strip()
    assert table.loc[:, "21/02 - 28/02":"21/03 - 31/03"].isna().all(axis=None)
    now = pd.to_numeric(table.set_index("Station")["11/02 - 20/02"], errors="coerce")
    assert now["Tran De"] > now["Long Phu"] > 4
    assert 1 < now["An Lac Tay"] < now["Dai Ngai"]
    assert table["Year"].isna().sum() == 2
    assert (table.iloc[:, 3].str.strip() == "Nội đồng").sum() == 2


def test_salt_peaks_in_february_and_march(place: Place) -> None:
    monthly = pd.Series(place.river.strength, STORY.days)
    year = monthly["2025-10":"2026-07"].groupby(lambda day: day.month).mean()
    assert year.idxmax() in (2, 3)
    assert year[10] < 0.02 * year.max()


def test_parcels_do_not_overlap(place: Place) -> None:
    land: Landscape = place.land
    layer = gpd.GeoSeries(list(land.shapes[:600]))
    pairs = layer.sindex.query(layer, predicate="overlaps")
    shared = layer.iloc[pairs[0]].intersection(layer.iloc[pairs[1]], align=False).area
    assert shared.sum() < 0.002 * layer.area.sum()
