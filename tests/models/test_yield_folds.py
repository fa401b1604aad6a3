import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources.errors import Refused
from models.folds import (
    Fold,
    apart,
    at_random,
    blocks,
    check,
    grouped,
    leave_out,
    locations,
    walk_forward,
    years_apart,
)

labels = st.lists(st.integers(0, 9), min_size=4, max_size=60).filter(lambda v: len(set(v)) > 1)


@given(labels)
def test_a_place_is_never_on_both_sides_and_every_row_is_judged_once(places: list[int]):
    groups = np.array(places)
    folds = grouped(groups)
    assert sorted(np.concatenate([fold.test for fold in folds])) == list(range(len(groups)))
    for fold in folds:
        assert not set(groups[fold.train]) & set(groups[fold.test])


@given(labels)
def test_walking_forward_never_learns_from_a_later_year(years: list[int]):
    values = np.array(years)
    for fold in walk_forward(values, 0):
        assert values[fold.train].max() < values[fold.test].min()


def test_years_and_places_are_held_apart_together():
    years = np.repeat([2020, 2021, 2022], 10)
    places = np.tile(np.arange(10), 3)
    folds = years_apart(walk_forward(years, 0), places)
    assert folds
    for fold in folds:
        assert not set(places[fold.train]) & set(places[fold.test])
        assert years[fold.train].max() < years[fold.test].min()


def test_a_random_split_is_refused():
    places = np.repeat(np.arange(20), 2)
    rows = np.random.default_rng(1).permutation(40)
    with pytest.raises(Refused, match="places on both sides"):
        check([Fold("1", rows[:30], rows[30:])], places)
    with pytest.raises(Refused, match="at random"):
        at_random(places)


def test_shared_places_are_taken_from_the_training_side():
    folds = apart(leave_out(["a", "a", "b", "b"]), np.array([0, 1, 1, 2]))
    assert [fold.train.tolist() for fold in folds] == [[3], [0]]


def test_one_place_cannot_be_validated():
    with pytest.raises(Refused, match="at least 2"):
        grouped(np.zeros(5))


def test_blocks_are_squares_of_five_kilometres():
    x, y = np.array([4_999.0, 5_000.0, 9_999.0, 100.0]), np.array([0.0, 0.0, 4_999.0, 5_001.0])
    first, second, third, fourth = blocks(x, y)
    assert second == third
    assert len({first, second, fourth}) == 3


def test_the_same_coordinates_are_one_location():
    found = locations([1.0, 2.0, 1.0, np.nan], [5.0, 5.0, 5.0, np.nan])
    assert found[0] == found[2] != found[1]
    assert found[3] == -1
