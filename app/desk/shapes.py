"""The outlines that a map draws: wards for everybody, fields for those who may see them."""

from __future__ import annotations

import functools
import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from app.desk.kept import kept
from data_sources.datasets import FIELDS, WARDS

_DEGREES = "EPSG:4326"
_PLACES = 6
"""Decimals of a degree: 0.1 m, under the error of any of our outlines."""


def ward_shapes(root: Path) -> bytes:
    """Return the wards as gzipped GeoJSON in degrees; open to everybody."""
    return _wards(root, kept(root, WARDS).digest)


def field_shapes(root: Path) -> bytes:
    """Return the fields as gzipped GeoJSON in degrees, numbered in map order.

    Field outlines are for partners: serve this only against a grant (`app.grants`).
    """
    return _fields(root, kept(root, FIELDS).digest)


def field_bounds(root: Path) -> tuple[float, float, float, float]:
    """Return west, south, east, north of all fields in degrees."""
    return _bounds(root, kept(root, FIELDS).digest)


@functools.lru_cache(maxsize=2)
def _bounds(root: Path, _digest: str) -> tuple[float, float, float, float]:
    west, south, east, north = kept(root, FIELDS).data.to_crs(_DEGREES).total_bounds
    return float(west), float(south), float(east), float(north)


@functools.lru_cache(maxsize=2)
def _wards(root: Path, _digest: str) -> bytes:
    wards = kept(root, WARDS).data
    told = [
        {"code": code, "name": name, "approximate": bool(cell)}
        for code, name, cell in zip(
            wards["ward_code"], wards["ward"], wards["approximate"], strict=True
        )
    ]
    return _geojson(wards, told)


@functools.lru_cache(maxsize=2)
def _fields(root: Path, _digest: str) -> bytes:
    fields = kept(root, FIELDS).data.sort_values("field_id", ignore_index=True)
    return _geojson(fields, [{"field": name} for name in fields["field_id"]])


def _geojson(layer: gpd.GeoDataFrame, told: Sequence[Mapping[str, object]]) -> bytes:
    degrees = layer.geometry.to_crs(_DEGREES).to_numpy()
    rounded = shapely.transform(degrees, lambda xy: np.round(xy, _PLACES))
    shapes = shapely.to_geojson(rounded)
    features = (
        f'{{"type":"Feature","id":{n},"geometry":{shape},"properties":{_json(properties)}}}'
        for n, (shape, properties) in enumerate(zip(shapes, told, strict=True))
    )
    text = f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)


def _json(properties: Mapping[str, object]) -> str:
    return json.dumps(properties, ensure_ascii=False, separators=(",", ":"))
