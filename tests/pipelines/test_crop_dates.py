"""Sowing, heading and harvest: found where rice grows, silent where none does."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_sources.datasets import FIELD_SERIES
from data_sources.season import Season
from pipelines.curves import NDVI, VH, Curve
from pipelines.stages import date_rice, detect, seasons_seen

SEASON = Season(2026, "WS")
AS_OF = date(2026, 5, 1)


def course(curve: Curve, days: np.ndarray, sowing: int, harvest: int) -> np.ndarray:
    (forward, _), (backward, _) = curve.tables()
    age, past = days - sowing, days - harvest
    young = forward[np.clip(age, -30, 50) + 30]
    return np.where(past >= -45, backward[np.clip(past, -45, 25) + 45], young)


def rows(name: str, sensor: str, days: np.ndarray, **values) -> pd.DataFrame:
    table = pd.DataFrame({"time": days.astype("datetime64[D]").astype("datetime64[us]")})
    blank = {"ndvi": np.nan, "lswi": np.nan, "vv": np.nan, "vh": np.nan}
    fixed = {"field_id": name, "sensor": sensor, "clear": 1.0, "interior_pixels": 30}
    kinds = {"field_id": "str", "sensor": "str"}
    return table.assign(**(fixed | blank | values))[FIELD_SERIES.names].astype(kinds)


def number(day: str) -> int:
    return int(np.datetime64(day, "D").astype(int))


def rice(name: str, sowing: str, days_long: int, every: int = 5, seed: int = 0) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    sown = number(sowing)
    days = np.arange(number("2025-10-01"), number("2026-05-01"), every)
    ndvi = course(NDVI, days, sown, sown + days_long) + draw.normal(0, 0.03, len(days))
    passes = np.arange(number("2025-10-03"), number("2026-05-01"), 12)
    decibels = course(VH, passes, sown, sown + days_long) + draw.normal(0, 0.5, len(passes))
    return pd.concat(
        [
            rows(name, "S2", days, ndvi=ndvi),
            rows(name, "S1", passes, vh=10 ** (decibels / 10)),
        ],
        ignore_index=True,
    )


def off(found: pd.Series, day: str) -> float:
    return abs((found - pd.Timestamp(day)).dt.days).max()


@pytest.mark.parametrize("sowing", ["2025-11-08", "2025-12-05", "2026-01-04"])
def test_dates_are_found_and_lie_in_their_range(sowing):
    found = detect(rice("a", sowing, 100), AS_OF, [SEASON])
    harvest = str(np.datetime64(sowing) + 100)
    assert off(found["sowing"], sowing) <= 5
    assert off(found["harvest"], harvest) <= 6
    assert (found["sowing_low"] <= found["sowing"]).all()
    assert (found["harvest_low"] <= pd.Timestamp(harvest)).all()
    assert (found["harvest_high"] >= pd.Timestamp(harvest)).all()
    assert (found["heading"] == found["harvest"] - pd.Timedelta(days=30)).all()
    assert found["stage"].tolist() == ["harvested"]


@pytest.mark.parametrize("sensor", ["S1", "S2"])
def test_one_sensor_is_enough(sensor):
    both = rice("a", "2025-11-20", 100)
    found = detect(both[both["sensor"] == sensor], AS_OF, [SEASON])
    assert off(found["sowing"], "2025-11-20") <= 8
    assert off(found["harvest"], "2026-02-28") <= 10


@pytest.mark.parametrize(
    ("ndvi", "decibels"),
    [(0.82, -14.0), (0.05, -25.0), (0.35, -16.0)],
    ids=["orchard", "pond", "dry"],
)
def test_land_that_stays_as_it_is_grows_no_rice(ndvi, decibels):
    days = np.arange(number("2025-10-01"), number("2026-05-01"), 6)
    draw = np.random.default_rng(1)
    series = pd.concat(
        [
            rows("a", "S2", days, ndvi=ndvi + draw.normal(0, 0.03, len(days))),
            rows("a", "S1", days, vh=10 ** ((decibels + draw.normal(0, 0.7, len(days))) / 10)),
        ],
        ignore_index=True,
    )
    found = detect(series, AS_OF, [SEASON])
    assert found["sowing"].isna().all()
    assert found["stage"].tolist() == ["unknown"]


def test_nothing_after_the_day_is_looked_at():
    series = rice("a", "2025-12-01", 100)
    day = date(2026, 1, 20)
    cut = series[series["time"] <= pd.Timestamp(day)]
    pd.testing.assert_frame_equal(detect(series, day, [SEASON]), detect(cut, day, [SEASON]))


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2025, 12, 8), "seedling"),
        (date(2025, 12, 31), "tillering"),
        (date(2026, 1, 28), "reproductive"),
        (date(2026, 2, 28), "ripening"),
        (date(2026, 4, 1), "harvested"),
    ],
)
def test_the_stage_is_that_of_the_day(day, stage):
    assert detect(rice("a", "2025-12-01", 101), day, [SEASON])["stage"].tolist() == [stage]


def test_a_field_hardly_seen_leans_on_the_others():
    many = [rice(f"f{n:02d}", "2025-11-18", 100, seed=n) for n in range(12)]
    lone = rice("lone", "2025-11-18", 100).iloc[[4, 30]]
    found = detect(pd.concat([*many, lone]), AS_OF, [SEASON]).set_index("field_id")
    alone = date_rice(lone, ["lone"], SEASON, AS_OF)
    truth = pd.Timestamp("2025-11-18")
    wide = (alone["sowing_high"] - alone["sowing_low"]).dt.days.iloc[0]
    assert wide > 20
    told = date_rice(pd.concat([*many, lone]), [*found.index], SEASON, AS_OF).set_index("field_id")
    assert abs((told.loc["lone", "sowing"] - truth).days) <= 6


def test_a_cloud_that_slips_through_moves_no_date():
    series = rice("a", "2025-12-01", 100)
    before = detect(series, AS_OF, [SEASON])
    hit = series["time"].isin(pd.to_datetime(["2026-01-24", "2026-02-03"])) & (
        series["sensor"] == "S2"
    )
    after = detect(series.assign(ndvi=series["ndvi"].mask(hit, 0.05)), AS_OF, [SEASON])
    assert off(after["harvest"], str(before["harvest"].iloc[0].date())) <= 4


def test_seasons_follow_each_other_on_one_field():
    first = rice("a", "2025-11-10", 98)
    found = detect(first, AS_OF)
    assert found["season"].tolist() == [str(season) for season in seasons_seen(first)]
    dated = found.dropna(subset=["sowing"]).sort_values("sowing")
    assert (dated["sowing"].iloc[1:].to_numpy() > dated["harvest"].iloc[:-1].to_numpy()).all()


def test_the_order_of_rows_and_fields_changes_nothing():
    series = pd.concat([rice("b", "2025-11-10", 98, seed=1), rice("a", "2025-12-10", 103, seed=2)])
    shuffled = series.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(
        detect(series, AS_OF, [SEASON]), detect(shuffled, AS_OF, [SEASON])
    )


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 40), st.integers(92, 110))
def test_moving_the_crop_moves_the_dates(shift, long):
    sowing = str(np.datetime64("2025-11-01") + shift)
    found = detect(rice("a", sowing, long), AS_OF, [SEASON])
    assert off(found["sowing"], sowing) <= 7


def test_no_series_no_crops():
    assert detect(FIELD_SERIES.empty(), AS_OF).empty
