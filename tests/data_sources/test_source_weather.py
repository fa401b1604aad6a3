"""Weather: units as stated, gaps as gaps, impossible values out, forecasts told from the past."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest

from data_sources import open_meteo, power
from data_sources.datasets import DAILY_WEATHER
from data_sources.errors import Missing, Refused
from data_sources.tag import Tag
from data_sources.weather_rows import grid_points, point_name

HEAD = """-BEGIN HEADER-
NASA/POWER Source Native Resolution Daily Data
Dates (month/day/year): 01/01/2026 through 01/03/2026 in LST
Location: latitude  9.68   longitude 106.02
elevation from MERRA-2: Average for 0.5 x 0.625 degree lat/lon region = 2.03 meters
The value for missing source data that cannot be computed or is outside of the range: -999
parameter(s):
T2M_MIN               MERRA-2 Temperature at 2 Meters Minimum (C)
T2M_MAX               MERRA-2 Temperature at 2 Meters Maximum (C)
PRECTOTCORR           MERRA-2 Precipitation Corrected (mm/day)
RH2M                  MERRA-2 Relative Humidity at 2 Meters (%)
{wind}                MERRA-2 Wind Speed (m/s)
ALLSKY_SFC_SW_DWN     CERES SYN1deg All Sky Surface Shortwave Downward Irradiance ({unit})
-END HEADER-
YEAR,DOY,T2M_MIN,T2M_MAX,PRECTOTCORR,RH2M,{wind},ALLSKY_SFC_SW_DWN
"""
ROWS = (
    "2026,1,22.1,30.5,0.0,80,3.0,5.0\n2026,2,22.0,-999,4.5,82,2.0,-999\n2026,3,22,31,999,81,2,5\n"
)


def answer(wind="WS10M", unit="kW-hr/m^2/day", rows=ROWS):
    return HEAD.format(wind=wind, unit=unit) + rows


def recorded(body):
    return json.dumps({"http_interactions": [{"response": {"body": {"string": body}}}]})


@pytest.fixture
def given(tmp_path, ask):
    def read(name, text, **more):
        (tmp_path / name).write_text(text)
        source = power if name.startswith("power") else open_meteo
        return source.SOURCE(ask(tmp_path / name, **more))

    return read


def test_a_recorded_answer_is_read_by_its_header(given):
    days = given("power_1.json", recorded(answer().replace("\n", "\r\n"))).data
    assert list(days["time"]) == list(pd.date_range("2026-01-01", periods=3))
    assert days["radiation"].iloc[0] == pytest.approx(18.0)  # 5 kWh a day
    assert days["tmax"].isna().tolist() == [False, True, False]
    assert days["point"].unique() == ["9.68N 106.02E"]
    assert not days["forecast"].any()


def test_csv_and_recording_say_the_same(given):
    first, second = given("power_1.json", recorded(answer())), given("power_1.csv", answer())
    pd.testing.assert_frame_equal(first.data, second.data)


def test_the_services_json_says_the_same_as_its_csv(given):
    body = {
        "geometry": {"coordinates": [106.02, 9.68, 2.0]},
        "header": {"fill_value": -999.0},
        "parameters": {"T2M_MIN": {"units": "C"}, "PRECTOTCORR": {"units": "mm/day"}},
        "properties": {
            "parameter": {
                "T2M_MIN": {"20260101": 22.1, "20260102": 22.0},
                "PRECTOTCORR": {"20260101": 0.0, "20260102": -999.0},
            }
        },
    }
    days = given("power_1.json", json.dumps(body)).data
    assert days["tmin"].tolist() == [22.1, 22.0]
    assert days["rain"].isna().tolist() == [False, True]


def test_an_impossible_value_costs_its_cell_and_not_its_day(given):
    rows = ROWS.replace("999,81", "2999,81")
    delivery = given("power_1.json", recorded(answer(rows=rows)))
    assert len(delivery.data) == 3
    assert delivery.data["rain"].isna().tolist() == [False, False, True]
    assert delivery.refused == (("power_1.json 2026-01-03", "rain 2999 is outside 0 to 1000 mm"),)


def test_wind_at_two_metres_is_brought_to_ten(given):
    delivery = given("power_1.json", recorded(answer(wind="WS2M")))
    assert delivery.data["wind"].iloc[0] == pytest.approx(3.0 / 0.748, rel=1e-3)
    assert any("FAO-56" in note for note in delivery.notes)


@pytest.mark.parametrize(
    ("damage", "faults"),
    [
        (lambda t: t.replace("-BEGIN HEADER-", ""), ["header block"]),
        (lambda t: t.replace("longitude 106.02", "").replace("(mm/day)", "(inch)"), ["longitude"]),
        (lambda t: t.replace("(mm/day)", "(inch)"), ["PRECTOTCORR is in inch"]),
        (lambda t: t.replace("Daily", "Monthly"), ["daily"]),
        (lambda t: t.replace("2026,2,", "2026,400,"), ["1 days are not in the calendar"]),
        (lambda t: t.replace("22.0,-999,4.5", "22.0,warm,wet"), ["T2M_MAX", "PRECTOTCORR"]),
        (lambda t: t.split("2026,1")[0], ["no day"]),
    ],
)
def test_a_damaged_answer_is_refused_with_every_fault(damage, faults, given):
    with pytest.raises(Refused) as refusal:
        given("power_1.json", recorded(damage(answer())))
    assert all(fault in str(refusal.value) for fault in faults)


def test_a_point_far_away_is_turned_away_unless_it_is_an_analogue(given):
    text = recorded(answer().replace("latitude  9.68", "latitude  21.0"))
    delivery = given("power_1.json", text)
    assert delivery.data.empty
    assert "km outside the region" in delivery.refused[0][1]
    assert len(given("power_1.json", text, tag=Tag("analogue", "Hà Nội")).data) == 3


def test_only_days_asked_for_are_given(given):
    delivery = given(
        "power_1.json", recorded(answer()), start=date(2026, 1, 2), end=date(2026, 1, 2)
    )
    assert delivery.data["time"].tolist() == [pd.Timestamp("2026-01-02")]
    assert "2 days of other times passed over" in delivery.notes


def forecast(**changes):
    body = {
        "latitude": 9.65,
        "longitude": 106.05,
        "daily_units": {
            "time": "iso8601",
            "temperature_2m_max": "°C",
            "precipitation_sum": "mm",
            "precipitation_probability_max": "%",
            "wind_speed_10m_max": "km/h",
            "shortwave_radiation_sum": "MJ/m²",
        },
        "daily": {
            "time": ["2026-02-19", "2026-02-20", "2026-02-21"],
            "temperature_2m_max": [31.0, 32.0, None],
            "precipitation_sum": [0.0, 1.5, 12.0],
            "precipitation_probability_max": [5, 40, 90],
            "wind_speed_10m_max": [36.0, 18.0, 7.2],
            "shortwave_radiation_sum": [20.1, 19.0, 11.0],
        },
    }
    for part, change in changes.items():
        body[part] = {**body[part], **change} if isinstance(change, dict) else change
    return json.dumps(body)


def test_a_forecast_is_in_our_units_and_marked(given):
    days = given(
        "open_meteo_1.json", forecast(), start=date(2026, 2, 20), end=date(2026, 3, 6)
    ).data
    assert days["wind"].tolist() == pytest.approx([5.0, 2.0])
    assert days["rain_chance"].tolist() == pytest.approx([0.4, 0.9])
    assert days["forecast"].all()
    assert days["tmax"].isna().tolist() == [False, True]


def test_an_archive_answer_is_the_past(tmp_path, ask):
    (tmp_path / "open_meteo_archive.json").write_text(forecast())
    days = open_meteo.SOURCE(ask(tmp_path / "open_meteo_archive.json", end=date(2026, 3, 1))).data
    assert len(days) == 3
    assert not days["forecast"].any()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (forecast(daily_units={"precipitation_sum": "inch"}), "precipitation_sum is in inch"),
        (forecast(daily_units={"wind_speed_10m_max": ""}), "in no stated unit"),
        (forecast(daily={"precipitation_sum": [1.0]}), "one value a day"),
        (forecast(daily={"precipitation_sum": [1.0, "wet", 2.0]}), "no number"),
        (forecast(daily={"time": ["19/02/2026", "x", "y"]}), "YYYY-MM-DD"),
        (forecast(latitude="north"), "longitude and latitude"),
        (json.dumps({"error": True, "reason": "Daily API request limit exceeded."}), "limit"),
        ("[1, 2]", "no Open-Meteo answer"),
    ],
)
def test_a_damaged_forecast_is_refused(text, fault, given):
    with pytest.raises(Refused, match=fault):
        given("open_meteo_1.json", text)


def test_a_folder_of_answers_is_read_whole(tmp_path, ask):
    for n, lat in enumerate((9.68, 9.9)):
        text = recorded(answer().replace("latitude  9.68", f"latitude  {lat}"))
        (tmp_path / f"power_{n}.json").write_text(text)
    (tmp_path / "readme.txt").write_text("not looked at")
    delivery = power.SOURCE(ask(tmp_path))
    assert delivery.data["point"].nunique() == 2
    assert set(delivery.inputs) == {"power_0.json", "power_1.json"}
    with pytest.raises(Missing):
        open_meteo.SOURCE(ask(tmp_path))


def test_points_cover_the_region(wards):
    points = grid_points(wards, 0.25)
    west, south, east, north = wards.lonlat_bounds
    assert all(west < lon < east and south < lat < north for lon, lat in points)
    assert len(points) >= 12
    assert point_name(-1.5, -2.25) == "2.25S 1.50W"


@pytest.mark.pack
def test_recorded_power_answers_are_read_or_refused(data_pack, ask):
    folder = data_pack / "nasa_power_responses"
    pole = Tag("analogue", "Antarctica")
    delivery = power.SOURCE(ask(folder / "daily_ag_point.json", date(1980, 1, 1), tag=pole))
    assert delivery.data["wind"].tolist() == [1.93]
    assert delivery.data["tmin"].isna().all()  # -25.4 degC: impossible in the delta, said so
    assert len(delivery.refused) == 2
    DAILY_WEATHER.check(delivery.data)
    with pytest.raises(Refused, match="daily"):
        power.SOURCE(ask(folder / "climatology_ag_point.json", tag=pole))
