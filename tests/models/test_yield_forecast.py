from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data_sources.season import Season
from data_sources.tag import SIMULATED
from models.yields import YieldResult, forecast
from models.yields.abstain import NO_CROP, NO_OBSERVATION, NO_YIELDS, TOO_FAR, UNLIKE, sentence
from models.yields.planted import Planted, plant

ASKED = Season(2025, "SA")
DAY = date(2025, 9, 1)


def world(share: float) -> Planted:
    made = plant(fields=160, years=(2024, 2025), share=share, seed=3)
    return replace(made, surveys=made.surveys[made.surveys["season"] != str(ASKED)])


def run(made: Planted, day: date = DAY) -> YieldResult:
    return forecast(made.seasons, made.surveys, made.places, ASKED, day, 7, tag=SIMULATED)


@pytest.fixture(scope="module")
def planted() -> Planted:
    return world(0.6)


@pytest.fixture(scope="module")
def told(planted: Planted) -> YieldResult:
    return run(planted)


def test_every_field_of_the_season_gets_one_row(told: YieldResult, planted: Planted):
    assert sorted(told.forecast["field_id"]) == sorted(planted.places["field_id"])
    said = told.forecast[~told.forecast["abstained"]]
    assert len(said) > 150
    assert (said["low"] <= said["yield_kg_ha"]).all()
    assert (said["yield_kg_ha"] <= said["high"]).all()


def test_a_planted_signal_is_found_and_believed(told: YieldResult):
    assert told.card.model != "baseline"
    assert told.card.weight["ripe"]["SA"] > 0.5
    for line in told.skill.values():
        assert line.skill.low > 0.2
        assert line.coverage > 0.85


def test_without_a_signal_the_forecast_is_the_baseline_and_says_so():
    told = run(world(0.0))
    assert told.card.model == "baseline"
    assert set(told.card.weight["ripe"].values()) == {0.0}
    assert set(told.forecast["model"]) == {"baseline"}
    assert told.forecast["yield_kg_ha"].nunique() == 1
    assert all(line.skill.value == 0 for line in told.skill.values())


def test_the_same_seed_gives_the_same_bytes(planted: Planted, told: YieldResult):
    shuffled = replace(
        planted,
        seasons=planted.seasons.sample(frac=1, random_state=1),
        surveys=planted.surveys.sample(frac=1, random_state=2),
    )
    again = run(shuffled)
    pd.testing.assert_frame_equal(again.forecast, told.forecast, check_exact=True)
    assert again.card == told.card


def test_a_yield_harvested_after_the_day_of_issue_is_not_used(planted: Planted, told: YieldResult):
    later = planted.surveys.tail(1).assign(
        season=str(ASKED), harvested=pd.Timestamp(DAY) + pd.Timedelta(days=1), yield_kg_ha=14_000.0
    )
    fuller = replace(planted, surveys=pd.concat([planted.surveys, later]))
    pd.testing.assert_frame_equal(run(fuller).forecast, told.forecast, check_exact=True)


UNSOWN = {"sowing": pd.NaT, "heading": pd.NaT, "harvest": pd.NaT}
NO_SUMS = dict.fromkeys(("rain_season", "tmean_season", "salinity_season", "ndvi_mean"), np.nan)
BLIND, BARE, ODD, FAR = (f"planted-{n:05d}" for n in range(4))


@pytest.fixture(scope="module")
def strange(planted: Planted) -> pd.DataFrame:
    """Forecast a season in which four fields are unlike the rest, each in its own way."""
    seasons, places = planted.seasons.copy(), planted.places.copy()

    def alter(field: str, values: dict[str, object]) -> None:
        mine = (seasons["field_id"] == field) & (seasons["season"] == str(ASKED))
        for name, value in values.items():
            seasons.loc[mine, name] = value

    unseen = {"clear_days": 0, "vh_rise_db": np.nan, "ndvi_peak": np.nan}
    alter(BLIND, UNSOWN | NO_SUMS | unseen)
    alter(BARE, UNSOWN | NO_SUMS | {"clear_days": 9, "ndvi_peak": 0.3})
    alter(ODD, {"ndvi_peak": -0.9})
    places.loc[places["field_id"] == FAR, "x"] += 300_000.0
    surveys = planted.surveys[planted.surveys["field_id"] != FAR]
    changed = replace(planted, seasons=seasons, places=places, surveys=surveys)
    return run(changed).forecast.set_index("field_id")


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        (BLIND, NO_OBSERVATION.code),
        (BARE, NO_CROP.code),
        (ODD, f"{UNLIKE.code}: ndvi_peak"),
        (FAR, TOO_FAR.code),
    ],
)
def test_where_nothing_is_known_nothing_is_said(strange: pd.DataFrame, field: str, reason: str):
    row = strange.loc[field]
    assert row["abstained"]
    assert row["reason"] == reason
    assert row[["yield_kg_ha", "low", "high"]].isna().all()
    assert sentence(reason, "vi") != sentence(reason, "en")


def test_the_strange_silence_no_one_else(strange: pd.DataFrame):
    assert strange["abstained"].sum() <= 6


def test_a_season_that_was_never_surveyed_gets_no_forecast(planted: Planted):
    only_winter = planted.surveys[planted.surveys["season"].str.endswith("WS")]
    told = run(replace(planted, surveys=only_winter))
    assert set(told.forecast["reason"]) == {NO_YIELDS.code}
