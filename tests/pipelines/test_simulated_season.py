"""The simulated world through the whole chapter: its lies are caught, its crops are dated."""

from __future__ import annotations

import json
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest

from app.settings import DEMO_DAY, DEMO_SEED
from data_sources import sentinel1, sentinel2
from data_sources.datasets import OPTICAL, RADAR
from data_sources.region import packaged_region
from data_sources.simulated import TINY, build_world
from data_sources.source import Request
from data_sources.store import Provenance, Store
from data_sources.tag import SIMULATED
from pipelines.cube import build_optical, build_radar
from pipelines.field_series import summarise
from pipelines.grid import grid_over
from pipelines.stages import detect

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    root = tmp_path_factory.mktemp("simulated") / "world"
    return build_world(root, packaged_region(), DEMO_SEED, DEMO_DAY, print, TINY)


@pytest.fixture(scope="module")
def season(world, tmp_path_factory):
    """Ledgers of both sensors, and the field series."""
    catalogue = world / "stac" / "catalog.json"
    request = Request(catalogue, packaged_region(), date(2025, 1, 1), DEMO_DAY, SIMULATED)
    sources = (sentinel2.SOURCE, sentinel1.SOURCE)
    scenes = pd.concat([source(request).data for source in sources], ignore_index=True)
    about = json.loads((world / "world.json").read_text())
    store, made = Store(tmp_path_factory.mktemp("store")), Provenance(SIMULATED, "none", "test")
    grid = grid_over(about["bounds"])
    ledgers = [
        build(scenes, grid, store, made, print).ledger for build in (build_optical, build_radar)
    ]
    fields = gpd.read_file(world / "parcels" / "parcels.gpkg").to_crs("EPSG:32648")
    rows = summarise(store.read(OPTICAL), store.read(RADAR), fields)
    return pd.concat(ledgers, ignore_index=True), rows


def test_every_scene_that_lies_or_is_broken_is_found(world, season):
    ledger, _ = season
    truth = pd.read_parquet(world / "truth" / "scenes.parquet")
    both = ledger.merge(truth[["item", "planted", "sensor"]], on=["item", "sensor"])
    lies = both["planted"].fillna("").str.startswith("offset")
    assert lies.sum() >= 3
    # A scene with hardly a clear pixel cannot be asked; those that can are all caught.
    assert (both.loc[lies & (both["clear"] > 0.05), "state"] == "quarantined").all()
    assert (both.loc[both["planted"] == "file truncated", "state"] == "failed").all()
    assert (both.loc[both["planted"] == "file absent", "state"] == "absent").all()
    sound = both["planted"].isna() | both["planted"].isin(["", "raw", "second processing"])
    s2 = both["sensor"] == "S2"
    assert (both.loc[sound & s2, "state"] == "ok").all()


@pytest.mark.parametrize(
    ("sensors", "within_days"), [(("S1",), 7), (("S1", "S2"), 5)], ids=["radar", "both"]
)
def test_crops_are_dated_against_the_known_days(world, season, sensors, within_days):
    _, rows = season
    truth = pd.read_parquet(world / "truth" / "field_seasons.parquet")
    found = detect(rows[rows["sensor"].isin(sensors)], DEMO_DAY)
    both = found.merge(truth, on=["field_id", "season"], suffixes=("", "_true"))
    main = both[both["season"].isin(["2025-SA", "2026-WS"])]
    dated = main.dropna(subset=["sowing"])
    figures: dict[str, object] = {"sensors": "+".join(sensors), "found": len(dated) / len(main)}
    for name in ("sowing", "harvest"):
        error = (dated[name] - dated[f"{name}_true"]).dt.days.abs()
        figures[name] = {"median": float(error.median()), "within_10": float((error <= 10).mean())}
        assert error.median() <= within_days
    print(json.dumps(figures))
    assert figures["found"] >= 0.8
