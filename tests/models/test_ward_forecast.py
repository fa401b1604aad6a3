"""What a ward's forecast says, and what it must never let through: a single farm's yield."""

import pandas as pd
import pytest

from data_sources.datasets import WARD_FORECAST
from models.ward_forecast import FEWEST_FIELDS, by_ward

DAY = pd.Timestamp("2026-02-20").as_unit("us")


def forecast(count: int, model: str = "ruong-field", silent: int = 0) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "field_id": [f"f{n}" for n in range(count)],
            "season": "2026-WS",
            "issued": DAY,
            "yield_kg_ha": [6000.0 + 100 * n for n in range(count)],
            "low": 5000.0,
            "high": 8000.0,
            "model": model,
            "abstained": [n < silent for n in range(count)],
            "reason": None,
        }
    )
    return rows.astype({"reason": "str"})


def places(count: int) -> pd.DataFrame:
    names = [f"f{n}" for n in range(count)]
    return pd.DataFrame(
        {"field_id": names, "ward_code": "31654", "ward": "Xã Trường Khánh", "area_ha": 0.5}
    )


def surveys(season: str, count: int, kg_ha: float) -> pd.DataFrame:
    names = [f"f{n}" for n in range(count)]
    return pd.DataFrame({"field_id": names, "season": season, "yield_kg_ha": kg_ha})


def test_production_is_the_sum_of_yield_times_area() -> None:
    rows, left_out = by_ward(forecast(6), places(6), surveys("2025-WS", 6, 5000.0))
    row = rows.iloc[0]
    assert left_out == 0
    assert row["area_ha"] == pytest.approx(3.0)
    assert row["production_t"] == pytest.approx(sum(6.0 + 0.1 * n for n in range(6)) * 0.5)
    assert row["production_low_t"] == pytest.approx(15.0)
    assert row["production_high_t"] == pytest.approx(24.0)
    assert row["yield_kg_ha"] == pytest.approx(6250.0)
    assert row["anomaly"] == pytest.approx(0.25)


def test_a_ward_with_few_fields_is_not_told_and_says_how_many_were_left_out() -> None:
    few = FEWEST_FIELDS - 1
    rows, left_out = by_ward(forecast(few), places(few), surveys("2025-WS", few, 5000.0))
    assert WARD_FORECAST.check(rows).empty
    assert left_out == few


def test_silent_fields_count_as_left_out() -> None:
    rows, left_out = by_ward(forecast(8, silent=2), places(8), surveys("2025-WS", 8, 5000.0))
    assert (rows["fields"][0], left_out) == (6, 2)


@pytest.mark.parametrize(
    "past",
    [surveys("2026-WS", 8, 1.0), surveys("2025-SA", 8, 1.0), surveys("2025-WS", 2, 1.0)],
    ids=["this season", "another season", "too few fields"],
)
def test_usual_is_earlier_years_of_the_same_season_from_enough_fields(past) -> None:
    rows, _ = by_ward(forecast(8), places(8), past)
    assert rows[["usual_kg_ha", "anomaly"]].isna().all(axis=None)


def test_a_baseline_never_hides_behind_a_model() -> None:
    mixed = pd.concat([forecast(8).iloc[:4], forecast(8, "baseline").iloc[4:]])
    rows, _ = by_ward(mixed, places(8), surveys("2025-WS", 8, 5000.0))
    assert rows["model"][0] == "baseline + ruong-field"
