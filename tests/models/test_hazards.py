"""Hazards tell salt and rain apart by stage and day, score themselves, and stay silent if blind."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data_sources.datasets import DAILY_WEATHER, RISK, WATER
from models.hazards.harvest_rain import heavy_rain_chance, in_window
from models.hazards.hazard import Situation, assess, catalogue
from models.hazards.salinity_persistence import Bulletins, chance_above, to_log

DAY = date(2026, 2, 20)


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text).as_unit("us")


def water(levels: dict[str, list[float]]) -> pd.DataFrame:
    """Ten-day bulletins ending 2026-02-20, newest last."""
    rows = []
    for number, (station, values) in enumerate(levels.items()):
        for age, value in enumerate(reversed(values)):
            end = day("2026-02-20") - pd.Timedelta(days=10 * age)
            rows.append(
                {
                    "station": station,
                    "river": "Hậu",
                    "sea_distance_km": 10.0 * number,
                    "period_start": end - pd.Timedelta(days=9),
                    "period_end": end,
                    "salinity": value,
                    "level": np.nan,
                    "x": 600_000.0 + 10_000.0 * number,
                    "y": 1_070_000.0,
                }
            )
    return pd.DataFrame(rows)


def fields(**columns) -> pd.DataFrame:
    base = {
        "field_id": ["near-sea", "inland", "far-away"],
        "x": [600_500.0, 629_500.0, 700_000.0],
        "y": [1_070_000.0, 1_070_000.0, 1_070_000.0],
        "stage": ["reproductive"] * 3,
        "heading": [pd.NaT] * 3,
        "harvest": [pd.NaT] * 3,
        "harvest_low": [pd.NaT] * 3,
        "harvest_high": [pd.NaT] * 3,
    }
    dates = ("heading", "harvest", "harvest_low", "harvest_high")
    return pd.DataFrame(base | columns).astype(dict.fromkeys(dates, "datetime64[us]"))


def forecast(rain: list[float], chance: list[float]) -> pd.DataFrame:
    time = pd.date_range(DAY, periods=len(rain), unit="us")
    return pd.DataFrame(
        {
            "point": "p",
            "time": time,
            "lon": 106.0,
            "lat": 9.68,
            "tmin": 23.0,
            "tmax": 31.0,
            "rain": rain,
            "rain_chance": chance,
            "humidity": 80.0,
            "wind": 3.0,
            "radiation": 18.0,
            "forecast": True,
        }
    )


def situation(**changes) -> Situation:
    rising = {f"s{i}": [0.2 * 1.3**t * 2.0 ** (3 - i) for t in range(12)] for i in range(4)}
    given = {
        "fields": fields(),
        "weather": DAILY_WEATHER.empty(),
        "water": water(rising),
        "as_of": DAY,
    }
    return Situation(**(given | changes))


def test_salt_is_higher_near_the_sea_and_nothing_is_said_far_from_every_station() -> None:
    rows = assess(situation()).rows
    today = rows[rows["valid"] == day("2026-02-20")].set_index("field_id")
    assert today.loc["near-sea", "value"] > 3 * today.loc["inland", "value"]
    assert today.loc["near-sea", "severity"] == 3
    assert "far-away" not in today.index
    assert rows["valid"].nunique() == 15


def test_a_harvested_field_is_in_no_danger_and_a_ripening_one_in_less() -> None:
    stages = ["ripening", "harvested", "bare"]
    ripe = assess(situation(fields=fields(stage=stages, x=[600_500.0] * 3))).rows
    severity = ripe[ripe["valid"] == day("2026-02-20")].set_index("field_id")["severity"]
    assert severity.to_dict() == {"near-sea": 2, "inland": 0, "far-away": 0}


def test_old_bulletins_say_nothing_about_today() -> None:
    old = water({"s0": [5.0] * 12})
    old[["period_start", "period_end"]] -= pd.Timedelta(days=60)
    assert assess(situation(water=old)).rows.empty


def test_without_skill_no_chance_is_shown() -> None:
    """Bulletins that jump at random make persistence worse than climatology."""
    rng = np.random.default_rng(3)
    noise = {f"s{i}": list(rng.choice([0.1, 12.0], 14)) for i in range(6)}
    result = assess(situation(water=water(noise)))
    assert len(result.rows)
    assert result.rows["chance"].isna().all()
    assert set(result.rows["confidence"]) == {"low"}
    assert any("Brier" in note for note in result.notes)


def test_the_backtest_uses_past_changes_only() -> None:
    """A future that is changed leaves every earlier score as it was."""
    levels = {f"s{i}": list(np.linspace(0.5 + i, 6.0 + i, 12)) for i in range(5)}
    short = Bulletins.of(water({k: v[:10] for k, v in levels.items()}))
    changed = {k: [*v[:10], 30.0, 0.1] for k, v in levels.items()}
    long = Bulletins.of(water(changed))
    cut = Bulletins(long.log_salinity.iloc[:, :10].copy())
    assert short.backtest(4.0)[0] == pytest.approx(cut.backtest(4.0)[0])
    assert long.backtest(4.0)[2] > short.backtest(4.0)[2]


def test_chance_above_is_a_chance_and_falls_with_the_line() -> None:
    changes = np.sort(np.random.default_rng(0).normal(0, 0.5, 200))
    level = to_log(np.array([0.2, 1.0, 3.0, np.nan]))
    low, high = (chance_above(level, float(np.log(line)), changes) for line in (1.0, 4.0))
    assert np.isnan(low[3])
    assert (high[:3] <= low[:3]).all()
    assert ((low[:3] > 0) & (low[:3] < 1)).all()
    assert (np.diff(low[:3]) >= 0).all()


def test_rain_matters_only_inside_the_harvest_window() -> None:
    window = {"harvest_low": [day("2026-02-25")] * 3, "harvest_high": [day("2026-03-01")] * 3}
    soon = fields(stage=["ripening"] * 3, **window)
    wet = forecast([40.0] * 15, [0.9] * 15)
    rows = assess(situation(fields=soon, weather=wet)).rows
    rain = rows[(rows["hazard"] == "harvest_rain") & (rows["field_id"] == "inland")]
    level = rain.set_index("valid")["severity"]
    assert level[day("2026-02-26")] == 3
    assert level.index.max() == day("2026-03-01")
    assert level[day("2026-02-20")] < level[day("2026-02-23")] <= level[day("2026-02-25")]


def test_a_chance_that_was_never_scored_is_not_shown() -> None:
    window = {"harvest_low": [day("2026-02-22")] * 3, "harvest_high": [day("2026-03-01")] * 3}
    soon = fields(stage=["ripening"] * 3, **window)
    rows = assess(situation(fields=soon, weather=forecast([40.0] * 15, [0.9] * 15))).rows
    unscored = rows[rows["hazard"] != "salinity"]
    assert "harvest_rain" in set(unscored["hazard"])
    assert unscored["chance"].isna().all()


def test_heavy_rain_chance_follows_its_formula() -> None:
    """60 % chance of rain and 12 mm expected: 20 mm on a wet day; P = 0.6 exp(-16/20)."""
    chance = heavy_rain_chance(np.array([12.0, 0.0]), np.array([0.6, 0.0]))
    assert chance[0] == pytest.approx(0.6 * np.exp(-0.8))
    assert chance[1] == 0.0


def test_the_window_is_a_chance() -> None:
    soon = fields(harvest_low=[day("2026-02-25")] * 3, harvest_high=[day("2026-03-01")] * 3)
    days = pd.date_range("2026-02-10", "2026-03-10")
    chances = np.array([in_window(soon, d)[0] for d in days])
    assert chances.min() == 0.0
    assert chances.max() == 1.0


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_every_hazard_speaks_two_languages_and_gives_nothing_from_nothing(name) -> None:
    hazard = catalogue()[name]
    assert hazard.vi
    assert hazard.en
    empty = situation(fields=fields().iloc[:0], water=WATER.empty().assign(x=0.0, y=0.0))
    assert RISK.check(hazard.assess(empty).rows).empty
