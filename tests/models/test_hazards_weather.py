"""Heat, drought and blast: each index against a worked example, each hazard against a story."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from data_sources.datasets import WATER
from models.hazards import blast, drought, heat
from models.hazards.hazard import Situation
from models.hazards.spi import LEAST_YEARS, spi, spi_on
from models.hazards.weather_days import by_day, run_length

DAY = date(2026, 2, 20)
TODAY = pd.Timestamp(DAY).as_unit("us")


def weather(days: int = 55, **columns) -> pd.DataFrame:
    """Return one point, forty days measured before today, the rest forecast."""
    time = pd.date_range(TODAY - pd.Timedelta(days=40), periods=days, unit="us")
    base = {
        "point": "p",
        "time": time,
        "lon": 106.0,
        "lat": 9.68,
        "tmin": 23.0,
        "tmax": 31.0,
        "rain": 0.0,
        "rain_chance": 0.1,
        "humidity": 75.0,
        "wind": 2.0,
        "radiation": 20.0,
        "forecast": time >= TODAY,
    }
    return pd.DataFrame(base | columns)


def field(stage: str = "reproductive", heading: str = "2026-02-24") -> pd.DataFrame:
    at = pd.Timestamp(heading).as_unit("us")
    frame = pd.DataFrame({"field_id": ["a"], "x": [609_000.0], "y": [1_070_000.0], "stage": stage})
    days = pd.Timedelta(days=1)
    return frame.assign(
        heading=at, harvest=at + 30 * days, harvest_low=at + 27 * days, harvest_high=at + 34 * days
    )


def situation(fields: pd.DataFrame, told: pd.DataFrame) -> Situation:
    return Situation(fields, told, WATER.empty().assign(x=0.0, y=0.0), DAY)


def test_a_hot_week_hurts_only_the_field_that_flowers_in_it() -> None:
    hot = weather(tmax=37.0)
    rows = heat.assess(situation(field(), hot)).rows
    assert rows["valid"].min() == pd.Timestamp("2026-02-21")
    assert rows["valid"].max() == pd.Timestamp("2026-03-06")
    assert set(rows["severity"]) == {2}
    assert rows["chance"].isna().all()
    assert heat.assess(situation(field(heading="2026-04-01"), hot)).rows.empty
    assert heat.assess(situation(field(stage="harvested"), hot)).rows.empty


def test_the_line_of_heat_lies_lower_in_damp_air() -> None:
    over = heat.excess(np.array([35.0, 34.9, 34.9, 34.9]), np.array([60.0, 60.0, 85.0, np.nan]))
    assert over == pytest.approx([0.0, -0.1, 0.9, -0.1])


def test_a_mild_damp_week_warns_of_blast_and_one_dry_day_ends_it() -> None:
    humidity = np.full(55, 92.0)
    humidity[43] = 70.0
    rows = blast.assess(situation(field("tillering"), weather(humidity=humidity))).rows
    levels = rows.set_index("valid")["severity"]
    assert levels[TODAY] == 2
    assert levels[TODAY + pd.Timedelta(days=3)] == 0
    assert levels[TODAY + pd.Timedelta(days=7)] == 1
    assert levels[TODAY + pd.Timedelta(days=10)] == 2
    assert blast.assess(situation(field("ripening"), weather(humidity=humidity))).rows.empty


def test_warm_nights_are_no_blast_weather() -> None:
    rows = blast.assess(situation(field("tillering"), weather(humidity=95.0, tmin=26.5))).rows
    assert set(rows["severity"]) == {0}


def test_dry_days_are_counted_over_the_measured_and_the_forecast() -> None:
    rain = np.zeros(55)
    rain[30] = 12.0
    rows = drought.assess(situation(field(), weather(rain=rain))).rows.set_index("valid")
    assert rows.loc[TODAY, "value"] == 10
    assert rows.loc[TODAY, "severity"] == 0
    assert rows.loc[TODAY + pd.Timedelta(days=10), "value"] == 20
    assert rows.loc[TODAY + pd.Timedelta(days=10), "severity"] == 1


def test_a_day_that_nobody_measured_ends_a_dry_run() -> None:
    rain = np.zeros(55)
    rain[35] = np.nan
    rows = drought.assess(situation(field(), weather(rain=rain))).rows.set_index("valid")
    assert rows.loc[TODAY, "value"] == 5


def test_without_twenty_years_of_rain_the_index_is_silent() -> None:
    told = drought.assess(situation(field(), weather()))
    assert "needs twenty years" in told.notes[0]
    assert told.rows["severity"].max() <= 1
    assert np.isnan(spi(10.0, np.arange(1.0, LEAST_YEARS)))


def test_the_index_equals_a_gamma_distribution_read_by_scipy() -> None:
    rain = np.random.default_rng(7).gamma(1.5, 40.0, 60)
    reference = np.where(rain < 15, 0.0, rain)
    wet = reference[reference > 0]
    spread = np.log(wet.mean()) - np.log(wet).mean()
    shape = (1 + np.sqrt(1 + 4 * spread / 3)) / (4 * spread)
    dry = 1 - wet.size / reference.size
    for total in (20.0, 60.0, 150.0):
        below = stats.gamma(shape, scale=wet.mean() / shape).cdf(total)
        expected = stats.norm.ppf(dry + (1 - dry) * below)
        assert spi(total, reference) == pytest.approx(expected, abs=1e-9)


def test_the_fit_is_close_to_the_likeliest_gamma() -> None:
    """Thom's shape stands in for maximum likelihood: within a percent on a sample of this kind."""
    sample = np.random.default_rng(3).gamma(2.0, 50.0, 400)
    shape, _, scale = stats.gamma.fit(sample, floc=0)
    expected = stats.norm.ppf(stats.gamma(shape, scale=scale).cdf(40.0))
    assert spi(40.0, sample) == pytest.approx(expected, abs=0.01)


def test_the_index_looks_at_the_same_days_of_other_years() -> None:
    """Thirty wet Januaries of 100 mm, more or less, then one of 10: far below what is usual."""
    days = pd.date_range("1995-01-01", "2026-02-20", unit="us")
    rng = np.random.default_rng(5)
    january = rng.gamma(8.0, 0.4, len(days)) * (days.month == 1)
    rain = pd.Series(np.where(days.year == 2026, 0.1 * january, january), index=days)
    assert spi_on(rain, pd.Timestamp("2026-01-31"), 30) < -2
    assert np.isnan(spi_on(rain, pd.Timestamp("2026-01-31"), 20_000))


@pytest.mark.parametrize(("value", "level"), [(-2.1, 3), (-1.6, 2), (-1.1, 1), (-0.9, 0)])
def test_the_classes_of_mckee(value: float, level: int) -> None:
    assert drought.severity(np.array([0.0]), np.array([value])).tolist() == [level]


def test_what_was_measured_wins_over_what_was_forecast() -> None:
    twice = pd.concat([weather(tmax=40.0).assign(forecast=True), weather().assign(forecast=False)])
    assert set(by_day(twice, "tmax", TODAY)["p"]) == {31.0}


def test_runs_begin_anew_after_every_break() -> None:
    holds = pd.DataFrame({"p": [True, True, False, True, True, True]})
    assert run_length(holds)["p"].tolist() == [1, 2, 0, 1, 2, 3]
