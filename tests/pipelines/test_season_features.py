"""Features: measured between sowing and harvest, at the nearest place, and never after the day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data_sources.datasets import DAILY_WEATHER, FIELD_SEASONS, FIELD_SERIES, WATER
from pipelines.features import season_features

AS_OF = date(2026, 2, 20)


def weather(point: str, lon: float, rain: float, warmth: float) -> pd.DataFrame:
    days = pd.date_range("2025-10-01", "2026-03-05").as_unit("us")
    columns = dict.fromkeys(DAILY_WEATHER.names, np.nan)
    fixed = {"point": point, "time": days, "lon": lon, "lat": 9.68, "rain": rain}
    warm = {"tmin": warmth - 4, "tmax": warmth + 4, "forecast": days > pd.Timestamp(AS_OF)}
    return pd.DataFrame(columns | fixed | warm)[DAILY_WEATHER.names]


def water(station: str, x: float, first: str, last: str, salinity: float) -> dict:
    blank = dict.fromkeys(WATER.names)
    when = {"period_start": pd.Timestamp(first), "period_end": pd.Timestamp(last)}
    return blank | {"station": station, "x": x, "y": 1_070_000.0, "salinity": salinity} | when


@pytest.fixture
def inputs():
    dated = pd.DataFrame(
        {
            "field_id": ["a", "b", "none"],
            "season": "2026-WS",
            "sowing": pd.to_datetime(["2025-11-20", "2025-12-10", None]),
            "harvest": pd.to_datetime(["2026-02-10", "2026-03-20", None]),
            "stage": ["harvested", "ripening", "unknown"],
        }
    )
    for name in ("sowing_low", "sowing_high", "heading", "harvest_low", "harvest_high"):
        dated[name] = dated["sowing"]
    days = pd.date_range("2025-10-05", "2026-03-01", freq="5D")
    green = 0.2 + 0.6 * np.sin(days.day_of_year.to_numpy() / 58) ** 2
    rows = [
        (name, day, "S2", value, 1.0)
        for name in ("a", "b")
        for day, value in zip(days, green, strict=True)
    ]
    series = pd.DataFrame(rows, columns=["field_id", "time", "sensor", "ndvi", "clear"])
    radar = pd.DataFrame(
        {
            "field_id": "a",
            "time": pd.date_range("2025-11-21", "2026-02-01", freq="12D"),
            "sensor": "S1",
            "clear": 1.0,
            "vh": 10 ** (np.linspace(-22, -16, 7) / 10),
        }
    )
    both = pd.concat([series, radar], ignore_index=True)
    both["interior_pixels"] = 30
    both = both.reindex(columns=FIELD_SERIES.names)
    places = pd.DataFrame({"field_id": ["a", "b"], "x": [610_000.0, 640_000.0], "y": 1_070_000.0})
    sky = pd.concat([weather("w", 106.0, 2.0, 27.0), weather("e", 106.3, 1.0, 25.0)])
    salt = pd.DataFrame(
        [
            water("west", 611_000.0, "2026-01-01", "2026-01-10", 3.0),
            water("west", 611_000.0, "2026-02-11", "2026-02-20", 9.0),
            water("east", 639_000.0, "2026-02-11", "2026-02-20", 6.0),
            water("east", 639_000.0, "2026-03-01", "2026-03-10", 20.0),
            water("nowhere", np.nan, "2026-01-01", "2026-01-10", 30.0),
        ]
    )
    return dated, both, sky, salt, places


def test_each_crop_has_its_own_span_and_place(inputs):
    table = season_features(*inputs, AS_OF).set_index("field_id")
    assert list(table.reset_index().columns) == FIELD_SEASONS.names
    # 20 November to 10 February are 83 days of 2 mm; 10 December to the day itself 73 of 1 mm.
    assert table.loc["a", "rain_season"] == pytest.approx(166)
    assert table.loc["b", "rain_season"] == pytest.approx(73)
    assert table.loc["a", "tmean_season"] == pytest.approx(27)
    assert table.loc["a", "salinity_season"] == 3.0
    assert table.loc["b", "salinity_season"] == 6.0
    assert table.loc["a", "vh_rise_db"] == pytest.approx(4.8, abs=0.01)
    assert table.loc["a", "clear_days"] == 16


def test_peak_and_mean_are_those_of_the_line(inputs):
    table = season_features(*inputs, AS_OF).set_index("field_id")
    assert 0.2 <= table.loc["a", "ndvi_mean"] < table.loc["a", "ndvi_peak"] <= 0.8


def test_nothing_after_the_day_counts(inputs):
    dated, series, sky, salt, places = inputs
    late = series["time"] > pd.Timestamp(AS_OF)
    other = series.assign(ndvi=series["ndvi"].mask(late, 0.99))
    pd.testing.assert_frame_equal(
        season_features(dated, other, sky, salt, places, AS_OF),
        season_features(dated, series, sky, salt, places, AS_OF),
    )


def test_a_field_without_a_place_or_a_crop_has_gaps(inputs):
    row = season_features(*inputs, AS_OF).set_index("field_id").loc["none"]
    measured = ["ndvi_peak", "ndvi_mean", "vh_rise_db", "rain_season", "salinity_season"]
    assert row[measured].isna().all()
    assert row["clear_days"] == 0


def test_without_weather_or_water_there_are_gaps(inputs):
    dated, series, sky, salt, places = inputs
    table = season_features(dated, series, sky.iloc[:0], salt.iloc[:0], places, AS_OF)
    assert table[["rain_season", "tmean_season", "salinity_season"]].isna().all(axis=None)
