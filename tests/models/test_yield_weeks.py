import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.harvest_weeks import by_week
from models.yields.shared import half_width, shared_error


def fields(count: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    names = pd.Series([f"f{n}" for n in range(count)], dtype="str")
    issued = pd.Timestamp("2026-02-20").as_unit("us")
    forecast = pd.DataFrame(
        {
            "field_id": names,
            "season": "2026-WS",
            "issued": issued,
            "yield_kg_ha": 7_000.0,
            "low": 6_000.0,
            "high": 7_500.0,
            "abstained": False,
        }
    )
    first = pd.Timestamp("2026-03-02")  # a Monday
    seasons = pd.DataFrame(
        {
            "field_id": names,
            "season": "2026-WS",
            "harvest_low": first,
            "harvest_high": first + pd.Timedelta(days=13),
        }
    )
    places = pd.DataFrame(
        {"field_id": names, "ward_code": "31123", "ward": "Long Phú", "area_ha": 0.5}
    )
    return forecast, seasons, places


def test_production_is_spread_over_the_weeks_of_harvest_and_none_is_lost():
    rows, left_out = by_week(*fields(10))
    assert left_out == 0
    assert rows["week"].dt.day_of_week.eq(0).all()
    assert len(rows) == 2
    assert rows["production_t"].to_list() == pytest.approx([17.5, 17.5])
    assert rows["production_low_t"].sum() == pytest.approx(30.0)
    assert rows["production_high_t"].sum() == pytest.approx(37.5)


def test_errors_of_their_own_cancel_in_a_sum():
    together, _ = by_week(*fields(25), shared=1.0)
    alone, _ = by_week(*fields(25), shared=0.0)
    wide = together["production_high_t"] - together["production_t"]
    narrow = alone["production_high_t"] - alone["production_t"]
    assert narrow.to_numpy() == pytest.approx(wide.to_numpy() / 5)


def test_a_ward_of_few_fields_is_not_told():
    rows, left_out = by_week(*fields(4))
    assert rows.empty
    assert left_out == 4


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=30), st.floats(0, 1))
def test_a_sum_is_never_surer_than_alone_nor_less_sure_than_together(parts, shared):
    width = half_width(parts, shared)
    assert half_width(parts, 0.0) - 1e-6 <= width <= sum(parts) + 1e-6


def test_what_fields_share_is_told_from_what_they_do_not():
    random = np.random.default_rng(1)
    groups = np.repeat(np.arange(80), 12)
    common = random.normal(0, 1, 80)[groups]
    alone = random.normal(0, 1, len(groups))
    assert shared_error(common + alone, groups) == pytest.approx(0.5, abs=0.12)
    assert shared_error(alone, groups) < 0.06
    assert shared_error(common, groups) > 0.99
    assert shared_error([1.0, 2.0], [0, 1]) == 1.0
