import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.folds import grouped
from models.intervals import edges, outward, quantile_edges
from models.scores import coverage, rmse, skill, winkler


def test_winkler_is_the_width_inside_and_fined_outside():
    assert winkler([5.0], [4.0], [6.0])[0] == 2.0
    assert winkler([3.0], [4.0], [6.0])[0] == pytest.approx(2.0 + 20 * 1.0)
    assert winkler([7.0], [4.0], [6.0])[0] == pytest.approx(2.0 + 20 * 1.0)


def test_skill_is_the_share_of_squared_error_removed():
    truth, base = np.array([1.0, 2.0, 3.0, 4.0]), np.full(4, 2.5)
    half = (truth + base) / 2
    found = skill(truth, half, base, np.arange(4), 1)
    assert found.value == pytest.approx(0.75)
    assert found.low == pytest.approx(0.75)
    assert skill(truth, base, base, np.arange(4), 1).value == 0.0
    assert rmse(truth, truth) == 0.0


def test_skill_is_surer_with_more_groups():
    random = np.random.default_rng(5)
    truth = random.normal(size=400)
    forecast = 0.3 * truth + random.normal(size=400) * 0.3
    many = skill(truth, forecast, np.zeros(400), np.arange(400), 1)
    few = skill(truth, forecast, np.zeros(400), np.arange(400) % 4, 1)
    assert many.groups == 400
    assert few.groups == 4
    assert many.low < many.value < many.high


def test_a_heap_on_the_edge_is_inside():
    # A fifth of all yields are exactly 8,000: the edge lies on the heap, which must be held whole.
    yields = np.array([5_000.0] * 30 + [6_000.0] * 50 + [8_000.0] * 20)
    mean = yields.mean() + 1e-7
    found = edges(yields - mean, grouped(np.arange(100) % 10))
    low, high = outward(mean + found.low, mean + found.high)
    assert coverage(yields, low, high) == 1.0
    assert float(high) == 8_000.0


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.sampled_from([5_500, 6_000, 6_400, 7_200, 8_000]), min_size=40, max_size=200),
    st.integers(0, 1_000),
)
def test_the_interval_is_never_narrower_than_the_empirical_quantiles(values: list[int], seed: int):
    yields = np.array(values, float)
    places = np.random.default_rng(seed).integers(0, 12, len(yields))
    found = edges(yields, grouped(places) if len(set(places)) > 1 else [])
    low, high = quantile_edges(yields)
    assert found.low <= low
    assert found.high >= high


def test_held_out_intervals_keep_their_promise():
    random = np.random.default_rng(2)
    hits = []
    for _ in range(200):
        values = random.standard_t(4, 61)
        found = edges(values[:60], grouped(np.arange(60) % 12))
        hits.append(found.low <= values[60] <= found.high)
    assert np.mean(hits) > 0.84
