"""What the yield commands take from the workspace: records to learn from, and the registry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd

from app.flow.flow import Flow
from app.flow.known import current_season, parts_of, places_of_fields, rows_of
from app.settings import settings
from data_sources.datasets import FIELD_SEASONS, FIELDS, SITES, SURVEYS, WARDS
from data_sources.errors import Missing
from data_sources.region import packaged_region
from data_sources.season import Season
from data_sources.step import tags
from data_sources.tag import REAL, weakest
from models.registry import Registry
from models.yields.cases import Records

Say = Callable[[str], None]


def workspace(place: Path | None, as_of: date, seed: int, say: Say) -> Flow:
    """Open a workspace to read from."""
    return Flow(settings(place), packaged_region(), None, REAL, as_of, seed, say)


def records(flow: Flow) -> Records:
    """Return everything at rest that a field forecaster may learn from; `Missing` without any."""
    seasons = rows_of(flow, FIELD_SEASONS)
    if seasons.empty:
        raise Missing("no field season is in the store yet", "Run `ruong run` or `ruong demo`.")
    tag = weakest(tags(flow.store, parts_of(flow, FIELD_SEASONS, SURVEYS, FIELDS, SITES)))
    return Records(seasons, rows_of(flow, SURVEYS), places_of_fields(flow), tag)


def wards_of_fields(flow: Flow) -> pd.DataFrame:
    """Return `field_id`, `ward_code`, `ward`, `area_ha` of every parcel that lies in a ward."""
    layers = [flow.read(FIELDS, part) for part in flow.store.parts(FIELDS)]
    if not layers:
        raise Missing("no parcel is in the store", "Production by ward needs parcels.")
    parcels = pd.concat([pd.DataFrame(layer.drop(columns="geometry")) for layer in layers])
    wards = flow.read(WARDS)[["ward_code", "ward"]]
    return parcels[["field_id", "ward_code", "area_ha"]].merge(wards, on="ward_code")


def season_asked(flow: Flow, given: str | None, known: Records) -> Season:
    """Return the season that was named, else the one on the fields on the day."""
    if given is not None:
        return Season.parse(given)
    season = current_season(known.seasons, flow.as_of)
    if season is None:
        raise Missing(f"no season stands on the fields on {flow.as_of}", "Name one: --season.")
    return season


def registry(flow: Flow) -> Registry:
    """Return where the field forecasters rest."""
    return Registry(flow.settings.workspace / "models" / "yield")
