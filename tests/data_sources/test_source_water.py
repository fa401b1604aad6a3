"""Salinity bulletins and stations: typed by people, read with every gap and repair said."""

from __future__ import annotations

import json
from datetime import date

import pytest

from data_sources import salinity_bulletins, stations
from data_sources.errors import Refused
from data_sources.stations import plain_name

HEAD = (
    "Station,River,Province,The distance between river and station (km),"
    "01/01 - 10/01,11/01 - 20/01,21/02 - 29/02,Year\n"
)


@pytest.fixture
def bulletin(tmp_path, ask):
    def read(rows, head=HEAD, **more):
        (tmp_path / "bulletins_2025.csv").write_text(head + rows)
        return salinity_bulletins.SOURCE(ask(tmp_path / "bulletins_2025.csv", **more))

    return read


def test_gaps_words_and_blank_years(bulletin):
    delivery = bulletin(
        'Trần Đề ,Hậu ,Sóc Trăng ,10,13.4,-,"17,5",2025\n'
        "Thạnh Phú,K. Nhu Gia,ST,Nội đồng,0.3, ,0.4,\n"
    )
    rows = delivery.data.set_index(["station", "period_start"])
    assert len(rows) == 6
    assert rows.loc[("Trần Đề", "2025-02-21"), "salinity"] == 17.5
    assert rows.loc[("Trần Đề", "2025-02-21"), "period_end"].day == 28
    assert rows["salinity"].isna().sum() == 2
    assert rows.loc["Thạnh Phú", "sea_distance_km"].isna().all()
    said = " ".join(delivery.notes)
    assert "year 2025 filled in for 1 rows" in said
    assert "Nội đồng" in said
    assert "2 of 6 periods hold no value" in said


def test_a_blank_year_is_not_guessed_between_two(bulletin):
    delivery = bulletin("A,R,P,1,1,2,3,2024\nB,R,P,1,1,2,3,2025\nC,R,P,1,1,2,3,\n")
    assert set(delivery.data["station"]) == {"B"}  # 2024 lies before the period asked for
    assert ("bulletins_2025.csv row 4", "its year is unknown") in delivery.refused


def test_bad_rows_are_turned_away_with_their_reason(bulletin):
    delivery = bulletin("A,R,P,1,high,2,3,2025\nB,R,P,1,1,99,3,2025\n,R,P,1,1,2,3,2025\n")
    reasons = dict(delivery.refused).values()
    assert "salinity high is no number" in reasons
    assert "salinity 99 is not in 0 to 45 g L-1" in reasons
    assert "it names no station" in reasons
    assert len(delivery.data) == 4


def test_a_period_that_is_not_over_is_not_known(bulletin):
    delivery = bulletin("A,R,P,1,1,2,3,2025\n", end=date(2025, 1, 15))
    assert len(delivery.data) == 1
    assert "not over on 2025-01-15" in " ".join(delivery.notes)


@pytest.mark.parametrize(
    ("head", "rows", "fault"),
    [
        ("Station,River\n", "A,B\n", "the column Year is missing"),
        ("Station,River,Year\n", "A,B,2025\n", "no column is a period"),
        (HEAD, "A,R,P,1,1,2,3,\n", "no row states its year"),
        (HEAD, "", "no row"),
        (HEAD, "A,R,P,1,1,2,3,2025,extra,cells\n", "not sound CSV"),
    ],
)
def test_a_damaged_bulletin_is_refused(head, rows, fault, bulletin):
    with pytest.raises(Refused, match=fault):
        bulletin(rows, head)


@pytest.mark.pack
def test_the_real_bulletin_of_2021(data_pack, ask):
    place = data_pack / "hydrology" / "salinity_bulletins"
    delivery = salinity_bulletins.SOURCE(ask(place, date(2021, 1, 1), date(2021, 4, 1)))
    rows = delivery.data
    assert (len(rows), rows["station"].nunique()) == (270, 30)
    assert not delivery.refused
    # Counted in the file: fifteen "-" in the periods, four blank years, three distances in words.
    assert rows["salinity"].isna().sum() == 15
    assert "year 2021 filled in for 4 rows" in " ".join(delivery.notes)
    assert rows[rows["station"] == "Tran De"]["salinity"].max() == 23.2


def test_stations_are_matched_without_marks():
    assert plain_name(" Trần  Đề ") == plain_name("tran de") == "tran de"
    assert plain_name("Đại Ngãi") == "dai ngai"


def test_stations_that_cannot_be_placed_are_turned_away(tmp_path, ask):
    listed = [
        {"name": "Trần Đề", "lat": 9.53, "lon": 106.2},
        {"name": "Swapped", "lat": 106.2, "lon": 9.5},
        {"name": "", "lat": 9.5, "lon": 106.2},
        {"name": "Nowhere", "lat": None, "lon": "east"},
        "not a station",
    ]
    (tmp_path / "stations.json").write_text(json.dumps(listed))
    delivery = stations.SOURCE(ask(tmp_path / "stations.json"))
    assert list(delivery.data["station"]) == ["Trần Đề"]
    assert len(delivery.refused) == 4


@pytest.mark.pack
def test_the_real_stations(data_pack, ask):
    delivery = stations.SOURCE(ask(data_pack / "hydrology" / "salinity_stations"))
    assert len(delivery.data) == 115
    assert delivery.data["lon"].between(104, 107).all()
