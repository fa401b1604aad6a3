"""The flow over the real data pack: every door is tried, nothing is invented, skill is told."""

from dataclasses import replace
from datetime import date

import pytest

from app.commands.run import flow_over, go
from app.settings import DEMO_SEED, settings
from data_sources.datasets import FIELD_SEASONS, FIELD_SERIES, OPTICAL, RADAR, WARDS, YIELD_FORECAST

pytestmark = [pytest.mark.pack, pytest.mark.slow]


@pytest.fixture(scope="module")
def told(data_pack, tmp_path_factory):
    """Run once over the pack; give the flow and everything it said."""
    lines: list[str] = []
    where = settings(tmp_path_factory.mktemp("pack") / "workspace")
    flow = replace(flow_over(where, data_pack, date(2026, 11, 22), DEMO_SEED), say=lines.append)
    go(flow)
    return flow, "\n".join(lines)


def test_no_imagery_means_no_cube(told) -> None:
    flow, said = told
    assert "cube: skipped, no imagery" in said
    assert not flow.has(OPTICAL)
    assert not flow.has(RADAR)


def test_repairs_are_found_and_said(told) -> None:
    _, said = told
    assert "processing baseline 04.00" in said
    assert "VV and VH are swapped" in said


def test_an_giang_stays_an_analogue_and_the_wards_are_true(told) -> None:
    flow, _ = told
    for contract, part in ((FIELD_SERIES, "ey_series"), (FIELD_SEASONS, "all")):
        tag = flow.store.resting(contract, part).provenance.tag
        assert (tag.kind, tag.place) == ("analogue", "An Giang")
    assert not flow.read(WARDS)["approximate"].any()


def test_seasons_that_are_over_are_judged_and_not_forecast(told) -> None:
    flow, said = told
    assert not flow.has(YIELD_FORECAST)
    for protocol, rmse in (("5-km block", 443), ("location", 444)):
        assert f"baseline, {protocol}, all, sown: RMSE {rmse} kg/ha" in said


def test_specimens_go_through_their_loaders(told) -> None:
    _, said = told
    assert "68 dates of 101 x 100 pixels" in said
    assert "512 x 512 pixels of radar and optical" in said
    assert "434 labelled points" in said


def test_rows_without_stated_terms_are_not_passed_on(told) -> None:
    flow, said = told
    assert "water: not published, its carrier's terms do not allow it" in said
    assert not (flow.settings.exports / "water").exists()
