from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from app.cli import main
from data_sources.datasets import FIELD_SEASONS, SITES, SURVEYS, YIELD_FORECAST
from data_sources.store import Provenance, Store
from data_sources.tag import SIMULATED
from models.yields.attainable import SHARE_TO_FIND, found_in
from models.yields.planted import plant

MADE = Provenance(SIMULATED, "none", "test")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    """Put a small planted world into a store."""
    root = tmp_path_factory.mktemp("workspace")
    world = plant(fields=120, years=(2025,), share=0.7, seed=5)
    metres = gpd.GeoSeries(gpd.points_from_xy(world.places["x"], world.places["y"]), crs=32648)
    points = metres.to_crs(4326)
    sites = pd.DataFrame(
        {"field_id": world.places["field_id"].astype("str"), "lon": points.x, "lat": points.y}
    )
    store = Store(root / "store")
    for contract, rows in (
        (FIELD_SEASONS, world.seasons),
        (SURVEYS, world.surveys),
        (SITES, sites),
    ):
        store.write(contract, rows, MADE)
    return root


def test_a_model_is_trained_registered_and_forecasts(workspace: Path, tmp_path, capsys):
    where = ["--workspace", str(workspace)]
    day = ["--as-of", "2025-09-10"]
    assert main(["train", "yield", *where, *day, "--season", "2025-SA"]) == 0
    said = capsys.readouterr().out
    assert "simulated" in said
    assert "registered" in said
    assert main(["forecast", "yield", *where, *day, "--out", str(tmp_path / "said.csv")]) == 0
    rows = Store(workspace / "store").read(YIELD_FORECAST)
    assert len(rows) == 120
    assert set(rows["issued"].dt.date) == {date(2025, 9, 10)}
    assert len(pd.read_csv(tmp_path / "said.csv")) == 120
    assert main(["models", "yield", *where]) == 0
    assert "* 0001-" in capsys.readouterr().out


def test_there_is_nothing_to_forecast_with_before_training(tmp_path, capsys):
    assert main(["forecast", "yield", "--workspace", str(tmp_path)]) == 1
    assert "ruong train yield" in capsys.readouterr().err
    assert main(["train", "yield", "--workspace", str(tmp_path)]) == 1
    assert "no field season" in capsys.readouterr().err
    assert main(["models", "yield", "--workspace", str(tmp_path), "--roll-back"]) == 1


@pytest.mark.slow
def test_the_planted_signal_is_found_under_every_protocol():
    world = plant(fields=300, years=(2022, 2023, 2024, 2025), share=0.4, seed=11)
    found = list(found_in(world, date(2026, 6, 1), "ripe", 1))
    assert {f.protocol for f in found} == {"walk-forward year", "5-km block", "location"}
    for f in found:
        assert f.attainable.low > 0.25
        assert f.share >= SHARE_TO_FIND
