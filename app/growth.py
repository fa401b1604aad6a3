"""Hold the crop growth model against field experiments, and try it as a feature of forecasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from app.settings import today
from app.surveyed import with_yields
from app.yield_table import KG, lines
from data_sources import ey_fields, ey_weather
from data_sources.contract import WORKING_CRS
from data_sources.dssat import Experiment, experiments
from data_sources.errors import Missing
from data_sources.region import packaged_region
from data_sources.season import Season
from data_sources.source import Request
from models.growth.feature import EMERGENCE_DAYS, grown
from models.growth.wofost import Grown, Place, grow, parameters
from models.yields.cases import KEYS
from models.yields.judged import BLOCK
from models.yields.learn import learn

EXPERIMENTS, PARAMETERS, FIELDS = "dssat_rice", "wofost_rice/rice.yaml", "ey2023_fields"


def report(data: Path, variety: str, seed: int) -> Iterator[str]:
    """Yield what was simulated and observed in every experiment, then what it adds to forecasts."""
    if not (data / PARAMETERS).is_file():
        raise Missing(f"{data} holds no {PARAMETERS}", "Name the folder with the parameters.")
    crop = parameters(data / PARAMETERS, variety)
    yield f"WOFOST 7.2 ({variety}), potential · tiềm năng, kg/ha"
    for experiment in experiments(data / EXPERIMENTS):
        grain = simulated(experiment, crop)
        yield (
            f"{experiment.name}: simulated {grain.kg_ha:.0f}, observed {experiment.best_kg_ha:.0f}"
            f"; flowering {_gap(grain.flowered, experiment.flowered)}, "
            f"ripe {_gap(grain.ripe, experiment.ripe)}; {grain.rain_cut} days of rain cut"
        )
    if (data / FIELDS).is_dir():
        yield from _as_feature(data / FIELDS, crop, seed)


def _as_feature(folder: Path, crop: dict[str, Any], seed: int) -> Iterator[str]:
    """Yield the field table with the growth model among the features."""
    day = today()
    records = with_yields(folder, day).records
    request = Request(folder, packaged_region(), date(2000, 1, 1), day, ey_fields.TAG)
    weather = ey_weather.SOURCE(request).data
    placed = records.seasons.merge(records.places, on="field_id")
    nearest = placed.assign(point=nearest_point(placed, weather))
    told = records.traits if records.traits is not None else nearest[KEYS]
    traits = told.merge(grown(nearest, weather, crop), on=KEYS, how="left")
    with_growth = replace(records, traits=traits)
    last = max(Season.parse(text) for text in records.surveys["season"].unique())
    trained = learn(with_growth, last, day, seed, judged_by=(BLOCK,), wanted=("ripe",))
    known = int(traits["process_kg_ha"].notna().sum())
    yield f"{records.tag.vi} · {records.tag.en}: process_kg_ha known for {known} field seasons"
    yield from lines(trained.card.rows, KG)
    yield f"weight with it · trọng số khi có nó: {trained.card.weight}"


def nearest_point(placed: pd.DataFrame, weather: pd.DataFrame) -> np.ndarray:
    """Return the name of the weather point nearest to each field (x, y in metres)."""
    points = weather.drop_duplicates("point")
    degrees = gpd.points_from_xy(points["lon"], points["lat"], crs="EPSG:4326")
    metres = gpd.GeoSeries(degrees).to_crs(WORKING_CRS)
    tree = KDTree(np.column_stack([metres.x, metres.y]))
    return points["point"].to_numpy()[tree.query(placed[["x", "y"]].to_numpy(float))[1]]


def simulated(experiment: Experiment, crop: dict[str, Any]) -> Grown:
    """Grow an experiment's crop on its own weather."""
    emerged = experiment.sown + timedelta(days=EMERGENCE_DAYS)
    first = experiment.days["time"].min().date()
    place = Place(experiment.lat, experiment.lon, experiment.elevation_m)
    return grow(experiment.days, place, max(emerged, first), crop)


def _gap(said: date | None, seen: date | None) -> str:
    return "-" if said is None or seen is None else f"{(said - seen).days:+d} days"
