from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_sources import oni, province_statistics
from data_sources.errors import Refused
from data_sources.region import packaged_region
from data_sources.source import Request
from data_sources.tag import REAL
from models import provinces
from models.cards.card import Row
from models.provinces.drivers import Ocean
from models.provinces.panel import Panel
from models.provinces.rules import said
from models.provinces.steady import steady
from models.provinces.wide import half_widths

YEARS = np.arange(1995, 2022)


def made(seed: int, rows: int = 12) -> Panel:
    random = np.random.default_rng(seed)
    names = [f"P{n:02d}" for n in range(rows)]
    level = random.uniform(3_000, 6_000, (3 * rows, 1)) + 60 * (YEARS - 1995)
    kg_ha = level + random.normal(0, 200, (3 * rows, len(YEARS)))
    provinces_of = np.repeat(names, 3)
    return Panel(provinces_of, np.tile(["WS", "SA", "AW"], rows), YEARS, kg_ha)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 1_000), st.integers(2005, 2020))
def test_no_forecast_moves_when_the_future_changes(seed: int, year: int):
    panel = made(seed % 7, rows=4)
    changed = panel.kg_ha.copy()
    changed[:, panel.years > year] = np.random.default_rng(seed).uniform(
        1, 9_000, changed[:, panel.years > year].shape
    )
    ocean = Ocean({int(y): float(np.sin(y)) for y in YEARS})
    before = provinces.walk(panel, ocean, 1)
    after = provinces.walk(Panel(panel.provinces, panel.codes, panel.years, changed), ocean, 1)
    upto = panel.years <= year
    for name in ("baseline", "kg_ha", "low", "high"):
        np.testing.assert_array_equal(getattr(before, name)[:, upto], getattr(after, name)[:, upto])


def test_a_season_does_not_look_at_later_seasons_of_its_year():
    panel = made(1)
    changed = panel.kg_ha.copy()
    changed[panel.codes != "WS", -1] = 1.0
    later = Panel(panel.provinces, panel.codes, panel.years, changed)
    first, second = provinces.walk(panel, None, 1), provinces.walk(later, None, 1)
    winter = panel.codes == "WS"
    np.testing.assert_array_equal(first.kg_ha[winter], second.kg_ha[winter])


def test_a_lost_harvest_does_not_throw_the_level():
    kg_ha = np.full((1, 20), 5_000.0) + 50 * np.sin(np.arange(20))
    kg_ha[0, 14] = 50.0
    level = steady(kg_ha)
    assert abs(level[0, 15] - 5_000) < 400
    assert (
        said(Panel(np.array(["P"]), np.array(["WS"]), np.arange(20), kg_ha), "last year")[0, 15]
        == 50.0
    )


def test_a_lasting_change_is_followed():
    kg_ha = np.hstack([np.full((1, 12), 5_000.0), np.full((1, 12), 6_500.0)])
    kg_ha += 40 * np.sin(np.arange(24) * 2.0)
    assert abs(steady(kg_ha)[0, -1] - 6_500) < 300


def test_the_width_follows_bad_years():
    errors = np.random.default_rng(3).normal(0, 100, (30, 20))
    calm = half_widths(errors, np.repeat("WS", 30))
    errors[:, 15] *= 10
    shaken = half_widths(errors, np.repeat("WS", 30))
    np.testing.assert_array_equal(calm[:, :16], shaken[:, :16])
    assert (shaken[:, 16:] > calm[:, 16:]).all()


def test_the_ocean_is_known_only_when_it_is_published():
    assert Ocean({}, month=11).published(2016) == date(2016, 1, 10)
    assert Ocean({}, month=8).published(2016) == date(2015, 10, 10)
    late = Ocean({int(year): 0.1 for year in YEARS}, month=12)
    with pytest.raises(Refused, match="only after the forecast"):
        provinces.walk(made(2, rows=3), late, 1)


def test_a_season_that_stands_twice_is_refused():
    rows = pd.DataFrame(
        {"province": ["A", "A"], "season": ["2020-WS"] * 2, "yield_kg_ha": [5e3, 6e3]}
    )
    with pytest.raises(Refused, match="twice"):
        provinces.panel(rows)


def test_what_is_known_for_a_season_ends_before_it():
    panel = made(4, rows=2)
    known = panel.known_for("SA", 2022)
    assert known.years[-1] == 2022
    assert np.isnan(known.kg_ha[:, -1]).all()
    again = panel.known_for("SA", 2015)
    assert np.isfinite(again.kg_ha[again.codes == "WS", -1]).all()
    assert np.isnan(again.kg_ha[again.codes != "WS", -1]).all()


@pytest.fixture(scope="module")
def table(data_pack) -> dict[tuple[str, str, str], Row]:
    def ask(name: str) -> Request:
        return Request(
            data_pack / name, packaged_region(), date(1990, 1, 1), date(2026, 1, 1), REAL
        )

    yields = province_statistics.SOURCE(ask("mekong_rice")).data
    ocean = provinces.ocean(oni.SOURCE(ask("oni")).data)
    walked = provinces.walk(provinces.panel(yields), ocean, 1)
    return {
        (row.protocol.partition(",")[0], row.model, row.season): row
        for row in provinces.table(walked, 1)
    }


CITY, ALL = "Can Tho + Hau Giang + Soc Trang", "all provinces"


@pytest.mark.pack
@pytest.mark.parametrize(
    ("region", "model", "season", "quintals"),
    [
        (CITY, "last year", "all", 2.60),
        (CITY, "same-year update", "all", 2.58),
        (CITY, "same-year update", "SA", 2.29),
        (CITY, "same-year update", "AW", 1.86),
        (ALL, "last year", "all", 7.08),
        (ALL, "same-year update", "all", 7.00),
        (ALL, "same-year update", "SA", 2.60),
    ],
)
def test_the_baselines_are_those_that_were_measured(table, region, model, season, quintals):
    assert table[region, model, season].rmse / 100 == pytest.approx(quintals, abs=0.006)


@pytest.mark.pack
def test_the_model_beats_the_baselines_of_the_provinces(table):
    assert table[CITY, "ruong", "all"].cases == 84
    assert table[ALL, "ruong", "all"].cases == 398
    limits = {"all": 2.58, "WS": 3.03, "SA": 2.29, "AW": 1.86}
    for season, limit in limits.items():
        assert table[CITY, "ruong", season].rmse / 100 <= limit
    assert table[ALL, "ruong", "all"].rmse / 100 <= 7.0
    assert table[ALL, "ruong", "all"].worst >= 0.80
    assert table[CITY, "ruong", "all"].worst >= 0.80
