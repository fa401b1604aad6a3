"""VN-2000, the datum of Vietnam's cadastre: its zones, how to know them, and how to leave them.

Each former province has its own zone: EPSG:5897 (105°00') in old Cần Thơ and Hậu Giang, EPSG:9209
(105°30') in old Sóc Trăng. The wrong zone shifts a parcel by 54.8 km; a file that has lost its
datum by 226 m, three fields, silently. PROJ knows two operations to WGS 84 that differ by a metre,
and picks one by its own data; here it is always EPSG:6960.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer

from data_sources.contract import WORKING_CRS

DATUM_OPERATION = "urn:ogc:def:coordinateOperation:EPSG::6960"
GEOGRAPHIC = 4756
SCALE_FACTOR = 0.9999
"""Of every 3-degree zone; UTM has 0.9996."""


@dataclass(frozen=True, slots=True)
class Zone:
    """One projection parcels of the city may be kept in."""

    epsg: int
    name: str
    meridian: float


ZONES: tuple[Zone, ...] = (
    Zone(5897, "VN-2000 105°00' (old Cần Thơ, Hậu Giang)", 105.0),
    Zone(9209, "VN-2000 105°30' (old Sóc Trăng)", 105.5),
    Zone(9207, "VN-2000 104°30'", 104.5),
    Zone(9208, "VN-2000 104°45'", 104.75),
    Zone(9210, "VN-2000 105°45'", 105.75),
    Zone(9211, "VN-2000 106°00'", 106.0),
    Zone(9212, "VN-2000 106°15'", 106.25),
)
OF_THE_CITY = ZONES[:2]
"""The zones the three former provinces of the city were mapped in."""
OTHERS: tuple[Zone, ...] = (
    Zone(3405, "VN-2000 UTM 48N", 105.0),
    Zone(4756, "VN-2000 longitude and latitude", 0.0),
    Zone(4326, "WGS 84 longitude and latitude", 0.0),
    Zone(32648, "WGS 84 UTM 48N", 105.0),
)


@cache
def _steps(epsg: int) -> tuple[Transformer, Transformer, Transformer]:
    leave = Transformer.from_crs(epsg, GEOGRAPHIC, always_xy=True)
    datum = Transformer.from_pipeline(DATUM_OPERATION)
    enter = Transformer.from_crs(4326, WORKING_CRS, always_xy=True)
    return leave, datum, enter


def to_working(shapes: gpd.GeoSeries, epsg: int) -> gpd.GeoSeries:
    """Bring coordinates that are in *epsg* (whatever the series itself says) to `WORKING_CRS`.

    From VN-2000 the datum goes by EPSG:6960; shapes that a projection cannot take become empty.
    """

    def moved(xy: np.ndarray) -> np.ndarray:
        x, y = xy[:, 0], xy[:, 1]
        if is_vn2000(CRS(epsg)):
            leave, datum, enter = _steps(epsg)
            lon, lat = leave.transform(x, y)
            lat, lon = datum.transform(lat, lon)
            x, y = enter.transform(lon, lat)
        else:
            x, y = Transformer.from_crs(epsg, WORKING_CRS, always_xy=True).transform(x, y)
        return np.column_stack([x, y])

    there = shapely.transform(shapely.force_2d(shapes.to_numpy()), moved)
    places, owner = shapely.get_coordinates(there, return_index=True)
    there[np.unique(owner[~np.isfinite(places).all(axis=1)])] = shapely.Polygon()
    return gpd.GeoSeries(there, index=shapes.index, crs=WORKING_CRS)


def is_vn2000(crs: CRS) -> bool:
    """Tell whether the datum is VN-2000, by code or by name."""
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.datum is None:
        return False
    name = re.sub(r"[^a-z0-9]", "", geodetic.datum.name.lower())
    return geodetic.to_epsg() == GEOGRAPHIC or name in ("vietnam2000", "vn2000", "dvn2000")


def recognise(crs: CRS) -> tuple[int | None, str]:
    """Return the EPSG code a file's stated CRS is, and what is wrong with it.

    Cadastral software writes its own WKT: a VN-2000 zone without a code is known by its meridian
    and its scale factor; the same projection on another datum has lost its datum.

    Returns
    -------
    tuple
        The code (None where it is not known), and a fault (empty where there is none).
    """
    if crs.is_bound:
        crs, stated = _unbound(crs)
        if not stated:
            return None, "it carries a datum shift that is not VN-2000's"
    if (code := crs.to_epsg(min_confidence=70)) is not None and not _projection(crs):
        return code, ""
    projection = _projection(crs)
    if projection is None:
        return code, "" if code else "its CRS is not known"
    meridian, scale = projection
    zone = next((z for z in ZONES if abs(z.meridian - meridian) < 1e-6), None)
    if abs(scale - SCALE_FACTOR) > 1e-7 or zone is None:
        known = code is not None
        return (
            code,
            "" if known else f"its CRS is not known (meridian {meridian:g}, scale {scale:g})",
        )
    if not is_vn2000(crs):
        return None, (
            f"its projection is that of {zone.name} but its datum is not VN-2000, "
            f"which moves every parcel by about 226 m (is it EPSG:{zone.epsg}?)"
        )
    return zone.epsg, ""


_SHIFT = (-191.90441429, -39.30318279, -111.45032835, -0.00928836, 0.01975479, -0.00427372)
"""Metres and arc seconds of EPSG:6960, as files state them in +towgs84."""


def _unbound(crs: CRS) -> tuple[CRS, bool]:
    """Return the VN-2000 zone behind a CRS that carries its own shift; whether it is VN-2000's."""
    base, operation = crs.source_crs, crs.coordinate_operation
    shift = list(operation.towgs84) if operation else []
    same = len(shift) >= 6 and np.allclose(shift[:6], _SHIFT, atol=1e-3)
    if base is None or (projection := _projection(base)) is None:
        return crs, False
    zone = next((z for z in ZONES if abs(z.meridian - projection[0]) < 1e-6), None)
    return (CRS(zone.epsg), same) if zone and same else (crs, False)


def _projection(crs: CRS) -> tuple[float, float] | None:
    """Return central meridian (degrees) and scale factor of a transverse Mercator; else None."""
    operation = crs.coordinate_operation
    if operation is None or "transverse mercator" not in operation.method_name.lower():
        return None
    values = {parameter.code or parameter.name: parameter.value for parameter in operation.params}
    meridian, scale = values.get("8802"), values.get("8805")
    return (float(meridian), float(scale)) if meridian is not None and scale is not None else None
