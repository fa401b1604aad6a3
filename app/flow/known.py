"""What several steps look up: where fields are, which season it is, every part of a contract."""

from __future__ import annotations

from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd

from app.flow.flow import Flow
from data_sources.contract import WORKING_CRS, Contract, Table
from data_sources.datasets import FIELD_SEASONS, FIELDS, SITES, STATIONS, WATER
from data_sources.season import Season
from data_sources.stations import plain_name
from data_sources.step import Part


def parts_of(flow: Flow, *contracts: Contract[Any]) -> list[Part]:
    """Return every part at rest of the contracts."""
    return [(contract, part) for contract in contracts for part in flow.store.parts(contract)]


def rows_of(flow: Flow, contract: Table) -> pd.DataFrame:
    """Return all parts of a table together; no rows where there is none."""
    parts = [flow.read(contract, part) for part in flow.store.parts(contract)]
    told = [rows for rows in parts if len(rows)]
    return pd.concat(told, ignore_index=True) if told else contract.empty()


def places_of_fields(flow: Flow) -> pd.DataFrame:
    """Return where each field lies: field_id, x, y in metres of `WORKING_CRS`.

    Parcels give a point inside their polygon, surveyed sites their own point.
    """
    found: list[pd.DataFrame] = []
    for part in flow.store.parts(FIELDS):
        layer = flow.read(FIELDS, part)
        inside = layer.geometry.representative_point()
        found.append(pd.DataFrame({"field_id": layer["field_id"], "x": inside.x, "y": inside.y}))
    for part in flow.store.parts(SITES):
        sites = flow.read(SITES, part)
        degrees = gpd.points_from_xy(sites["lon"], sites["lat"], crs="EPSG:4326")
        points = gpd.GeoSeries(degrees).to_crs(WORKING_CRS)
        found.append(pd.DataFrame({"field_id": sites["field_id"], "x": points.x, "y": points.y}))
    if not found:
        return pd.DataFrame({"field_id": pd.Series(dtype="str"), "x": 0.0, "y": 0.0})
    return pd.concat(found, ignore_index=True).drop_duplicates("field_id", ignore_index=True)


def current_season(seasons: pd.DataFrame, as_of: date) -> Season | None:
    """Return the season that stands on the fields on *as_of*: the last that has begun.

    None where every season of the rows was over before *as_of*.
    """
    known = [Season.parse(text) for text in seasons["season"].unique()]
    begun = [season for season in known if season.period[0] <= as_of <= season.period[1]]
    return max(begun, key=lambda season: season.sown) if begun else None


def current_fields(flow: Flow) -> pd.DataFrame:
    """Return each field of the current season with its FIELD_SEASONS columns and its place."""
    seasons = rows_of(flow, FIELD_SEASONS)
    season = current_season(seasons, flow.as_of)
    now = seasons[seasons["season"] == str(season)]
    return now.merge(places_of_fields(flow), on="field_id")


def placed_water(flow: Flow) -> pd.DataFrame:
    """Return WATER rows with x, y of their station (m); missing where its position is not known.

    Bulletins write names without accents; a name that several stations share without them places
    nothing.
    """
    water, stations = rows_of(flow, WATER), rows_of(flow, STATIONS)
    degrees = gpd.points_from_xy(stations["lon"], stations["lat"], crs="EPSG:4326")
    points = gpd.GeoSeries(degrees).to_crs(WORKING_CRS)
    placed = pd.DataFrame(
        {"bare": stations["station"].map(plain_name), "x": points.x, "y": points.y}
    )
    placed = placed.drop_duplicates("bare", keep=False).astype({"bare": "str"})
    named = water.assign(bare=water["station"].map(plain_name).astype("str"))
    return named.merge(placed, on="bare", how="left").drop(columns="bare")
