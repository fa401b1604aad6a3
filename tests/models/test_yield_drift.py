import numpy as np
import pandas as pd
import pytest

from models.yields.drift import drift, followed


def held_against(miss: float, count: int = 400) -> tuple[pd.DataFrame, pd.DataFrame]:
    names = [f"f{n}" for n in range(count)]
    forecast = pd.DataFrame(
        {
            "field_id": names,
            "season": "2026-WS",
            "issued": pd.Timestamp("2026-02-20"),
            "yield_kg_ha": 7_000.0,
            "low": 6_000.0,
            "high": 8_000.0,
            "abstained": False,
        }
    )
    came = np.where(np.arange(count) < miss * count, 5_000.0, 7_100.0)
    surveys = pd.DataFrame(
        {
            "field_id": names,
            "season": "2026-WS",
            "harvested": pd.Timestamp("2026-02-21") + pd.to_timedelta(np.arange(count) % 40, "D"),
            "yield_kg_ha": np.random.default_rng(1).permutation(came),
        }
    )
    return forecast, surveys


def test_kept_promises_raise_no_alarm():
    found = drift(*held_against(0.1), shared=0.0)
    assert found is not None
    assert found.held == pytest.approx(0.9)
    assert not found.alarm
    assert found.next_level == pytest.approx(0.9, abs=0.01)


def test_broken_promises_raise_one_and_widen():
    found = drift(*held_against(0.3), shared=0.0)
    assert found is not None
    assert found.alarm
    assert found.next_level > 0.93
    assert found.bias < 0


def test_neighbours_that_err_together_count_for_fewer():
    rows = held_against(0.15)
    alone, together = drift(*rows, shared=0.0), drift(*rows, shared=0.2)
    assert alone is not None
    assert together is not None
    assert alone.alarm
    assert not together.alarm


def test_a_harvest_before_the_day_of_issue_proves_nothing():
    forecast, surveys = held_against(0.5)
    assert drift(forecast, surveys.assign(harvested=pd.Timestamp("2026-02-20")), 0.0) is None


def test_the_level_follows_what_is_missed():
    assert followed([]) == pytest.approx(0.9)
    assert followed([0.1] * 20) == pytest.approx(0.9)
    assert followed([0.0] * 10) < 0.9 < followed([0.4] * 4)
    assert followed([1.0] * 100) == 0.99
