"""Detectors: each fault found by its name, and no alarm on sound data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_sources.detectors.future_trend import future_trend
from data_sources.detectors.impossible_ndvi import impossible_ndvi
from data_sources.detectors.mixed_dates import mixed_dates
from data_sources.detectors.offset_step import offset_step
from data_sources.detectors.polarisation import vv_below_vh
from data_sources.detectors.repeated_places import repeated_places
from data_sources.detectors.shifted_headers import shifted_headers

SERIES = ["province", "season"]


def only(findings, fault):
    assert [finding.fault for finding in findings] == [fault]
    finding = findings[0]
    assert finding.vi
    assert finding.en
    assert finding.vi != finding.en
    assert finding.evidence
    return finding


def season_of_dn(step_day: int | None, seed: int = 0, days: int = 40, fields: int = 60):
    """Visible DN of fields every five days, a third of them cloudy, with a step from a day on."""
    rng = np.random.default_rng(seed)
    n = days * fields
    day = np.repeat(np.arange(days), fields)
    dark = rng.uniform(200, 700, (n, 3))
    cloud = rng.random(n) < 0.3
    dark[cloud] += rng.uniform(2000, 6000, (int(cloud.sum()), 1))
    if step_day is not None:
        dark[day >= step_day] += 1000
    dates = pd.Series(pd.Timestamp("2022-01-01") + pd.to_timedelta(5 * day, unit="D"))
    return dates, pd.DataFrame(dark, columns=["blue", "green", "red"])


@given(st.integers(4, 36), st.integers(0, 1000))
@settings(max_examples=15, deadline=None)
def test_an_offset_step_is_found_on_its_day(step_day, seed):
    days, dn = season_of_dn(step_day, seed)
    finding = only(offset_step(days, dn), "offset_step")
    assert finding.evidence["step_dn"] == pytest.approx(1000, abs=150)
    assert len(finding.rows) == (40 - step_day) * 60
    assert min(finding.rows) == step_day * 60


@given(st.integers(0, 1000), st.booleans())
@settings(max_examples=15, deadline=None)
def test_no_step_no_alarm(seed, everywhere):
    days, dn = season_of_dn(0 if everywhere else None, seed)
    assert offset_step(days, dn) == []


def test_weeks_of_cloud_are_no_step():
    days, dn = season_of_dn(None)
    dn[days >= days.max() - pd.Timedelta(days=60)] += 3000
    assert offset_step(days, dn) == []


@pytest.mark.pack
def test_the_step_of_the_real_series(data_pack):
    table = pd.read_parquet(data_pack / "ey2023_fields" / "sentinel2_series.parquet")
    dn = table[[f"{band}_percentile_20" for band in ("blue", "green", "red")]]
    finding = only(offset_step(table["datetime"], dn), "offset_step")
    assert finding.evidence["last_without"] == "2022-01-20"
    assert finding.evidence["first_with"] == "2022-01-30"
    mended = dn.copy()
    mended.iloc[list(finding.rows)] -= 1000
    assert offset_step(table["datetime"], mended) == []
    before = table["datetime"] < "2022-01-25"
    assert offset_step(table["datetime"][before], dn[before]) == []
    assert offset_step(table["datetime"][~before], dn[~before]) == []


def test_swapped_and_mixed_polarisations():
    rng = np.random.default_rng(1)
    vh = rng.uniform(0.01, 0.05, 400)
    vv = vh * rng.uniform(2, 6, 400)
    assert vv_below_vh(vv, vh) == []
    assert vv_below_vh(10 * np.log10(vv), 10 * np.log10(vh)) == []
    assert only(vv_below_vh(vh, vv), "vv_below_vh").evidence["swapped"] == 1
    half = np.arange(400) < 200
    mixed = only(vv_below_vh(np.where(half, vv, vh), np.where(half, vh, vv)), "vv_below_vh")
    assert mixed.evidence["swapped"] == 0
    assert mixed.rows == tuple(range(200, 400))
    assert vv_below_vh(np.full(50, np.nan), vh[:50]) == []


@pytest.mark.pack
def test_the_polarisations_of_the_real_files(data_pack):
    table = pd.read_csv(data_pack / "ey2023_fields" / "sentinel1_season_stats.csv")
    assert (
        only(vv_below_vh(table["mean_vv"], table["mean_vh"]), "vv_below_vh").evidence["share"] == 1
    )


def weather(rows=50):
    rng = np.random.default_rng(2)
    return pd.DataFrame(
        {
            "tempmax": rng.uniform(29, 34, rows),
            "tempmin": rng.uniform(22, 26, rows),
            "humidity": rng.uniform(60, 95, rows),
            "precip": rng.uniform(0, 40, rows),
            "windspeed": rng.uniform(5, 30, rows),
            "sealevelpressure": rng.uniform(1005, 1012, rows),
            "solarenergy": rng.uniform(8, 24, rows),
        }
    )


def test_headers_moved_by_one_are_found_and_sound_ones_are_not():
    table = weather()
    assert shifted_headers(table) == []
    moved = table.set_axis([*table.columns[1:], table.columns[0]], axis=1)
    finding = only(shifted_headers(moved), "shifted_headers")
    assert len(finding.rows) == 50
    assert "pressure" in str(finding.evidence["looks_like"])


def test_one_column_in_another_unit_is_no_shift():
    table = weather()
    table["tempmax"] = table["tempmax"] * 9 / 5 + 32
    assert shifted_headers(table) == []


@pytest.mark.pack
def test_the_real_shifted_headers_and_the_real_sound_ones(data_pack):
    table = pd.read_csv(data_pack / "defects" / "misaligned_weather_headers.csv")
    finding = only(shifted_headers(table), "shifted_headers")
    # 27 rows (those of one season) are shifted; in the other 33 temperature is a temperature.
    assert len(finding.rows) == int((table["temp section 3"] > 45).sum()) == 27
    for file in (data_pack / "ey2023_fields" / "weather").glob("*.csv"):
        assert shifted_headers(pd.read_csv(file)) == []
    provinces = data_pack / "mekong_rice" / "province_season_weather.csv"
    assert shifted_headers(pd.read_csv(provinces)) == []


@given(st.lists(st.floats(-1, 1) | st.just(float("nan")), max_size=50))
def test_possible_ndvi_raises_no_alarm(values):
    assert impossible_ndvi(values) == []


@given(st.lists(st.floats(-1, 1), max_size=20), st.floats(1.001, 9), st.booleans())
def test_impossible_ndvi_is_found_where_it_is(values, beyond, negative):
    wrong = -beyond if negative else beyond
    finding = only(impossible_ndvi([*values, wrong]), "impossible_ndvi")
    assert finding.rows == (len(values),)
    assert impossible_ndvi([float("inf")])[0].rows == (0,)


@pytest.mark.pack
def test_the_real_impossible_ndvi(data_pack):
    table = pd.read_csv(data_pack / "defects" / "impossible_ndvi.csv")
    finding = only(impossible_ndvi(table["ndvi"]), "impossible_ndvi")
    assert finding.evidence["highest"] == pytest.approx(3.11, abs=0.01)
    cube = np.load(data_pack / "s2_cube_slovenia" / "TestEOPatch" / "data" / "NDVI.npy")
    assert impossible_ndvi(cube) == []


def test_mixed_ways_of_writing_days():
    cells = pd.Series(["15-07-2022", "5/8/2022", "20-07-2022", "13/7/2022"])
    finding = only(mixed_dates(cells), "mixed_dates")
    assert finding.evidence["either"] == 1
    assert mixed_dates(pd.Series(["15-07-2022", "05-08-2022", ""])) == []
    assert mixed_dates(pd.Series(["2022-07-15", "2022-08-05"])) == []


@pytest.mark.pack
def test_the_real_mixed_dates(data_pack):
    name = "Date of Harvest"
    mixed = pd.read_csv(data_pack / "defects" / "mixed_date_formats.csv")[name]
    finding = only(mixed_dates(mixed), "mixed_dates")
    assert finding.evidence["ways"] == "day-month-year 33, day/month/year 87"
    assert mixed_dates(pd.read_csv(data_pack / "ey2023_fields" / "fields.csv")[name]) == []


def test_repeated_places():
    lon, lat = pd.Series([105.1, 105.2, 105.1, None]), pd.Series([10.1, 10.1, 10.1, None])
    assert only(repeated_places(lon, lat), "repeated_places").rows == (0, 2)
    assert repeated_places(lon[:2], lat[:2]) == []


@pytest.mark.pack
def test_the_real_repeated_places(data_pack):
    table = pd.read_csv(data_pack / "ey2023_fields" / "fields.csv")
    finding = only(repeated_places(table["Longitude"], table["Latitude"]), "repeated_places")
    assert (len(finding.rows), finding.evidence["places"]) == (252, 126)


def yields(seed=5, years=20):
    rng = np.random.default_rng(seed)
    rows = [
        {"province": p, "season": s, "year": 2000 + n, "y": 40 + 0.8 * n + rng.normal(0, 3)}
        for p in ("A", "B")
        for s in ("WS", "SA")
        for n in range(years)
    ]
    return pd.DataFrame(rows)


def fitted(table, degree, past_only):
    expected = pd.Series(np.nan, index=table.index)
    for _, part in table.groupby(SERIES):
        for n in part.index:
            known = part[part["year"] < part.loc[n, "year"]] if past_only else part
            if len(known) > degree:
                curve = np.polyfit(known["year"] - 2000, known["y"], degree)
                expected[n] = np.polyval(curve, part.loc[n, "year"] - 2000)
    return table.assign(expected=expected)


@pytest.mark.parametrize("degree", [0, 1, 2])
def test_a_trend_through_all_years_is_found(degree):
    finding = only(
        future_trend(fitted(yields(), degree, False), "year", "y", "expected", SERIES),
        "future_trend",
    )
    assert finding.evidence["series"] == 4
    assert finding.evidence["least_squares"] == 4


@pytest.mark.parametrize("degree", [0, 1, 2])
def test_a_trend_of_the_past_alone_raises_no_alarm(degree):
    honest = fitted(yields(), degree, True)
    assert future_trend(honest, "year", "y", "expected", SERIES) == []
    last_year = yields()
    last_year["expected"] = last_year.groupby(SERIES)["y"].shift()
    assert future_trend(last_year, "year", "y", "expected", SERIES) == []


@pytest.mark.pack
def test_the_real_trend_that_knows_the_future(data_pack):
    table = pd.read_csv(data_pack / "defects" / "lookahead_detrended_yield.csv")
    finding = only(
        future_trend(table, "year", "rice_yield", "expected_yield", SERIES), "future_trend"
    )
    assert len(finding.rows) == len(table)
