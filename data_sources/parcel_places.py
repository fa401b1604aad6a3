"""Where a file's parcels lie, against where its own rows say they lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from data_sources import parcel_columns as columns
from data_sources import vn2000
from data_sources.errors import Refused
from data_sources.region import Region
from data_sources.stations import plain_name

NEAR_M = {False: 300.0, True: 8_000.0}
"""How far from its ward a parcel may lie: the width of a digitisation error where wards have true
shapes, and of an approximate cell's error where they are drawn around centres."""
MOST_OUTSIDE = 0.2
"""From this share of parcels in the wrong place on, it is the file's zone that is wrong."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How many parcels of a file lie where they should, if its coordinates are in *zone*."""

    zone: vn2000.Zone
    share: float


def misplaced(shapes: gpd.GeoSeries, region: Region, wards: pd.Series) -> np.ndarray:
    """Tell which shapes (in `WORKING_CRS`) lie outside the region, or not in the ward named.

    Parameters
    ----------
    shapes
        Parcels.
    region
        The wards worked on.
    wards
        The ward code each parcel's row names; missing where it names none that is known.
    """
    near = NEAR_M[region.approximate]
    points = shapely.centroid(shapes.to_numpy())
    outline = region.outline
    shapely.prepare(outline)
    outside = ~(shapely.dwithin(points, outline, near))
    polygons = dict(zip(region.wards["ward_code"], region.wards.geometry, strict=True))
    for code, rows in wards.groupby(wards).indices.items():
        outside[rows] |= ~shapely.dwithin(points[rows], polygons[str(code)], near)
    return outside | shapely.is_empty(points) | shapely.is_missing(points)


def fits(shapes: gpd.GeoSeries, region: Region, wards: pd.Series) -> list[Fit]:
    """Try the same coordinates in every zone in use around the city; the best fit first."""
    found = []
    for zone in (*vn2000.ZONES, *vn2000.OTHERS):
        moved = vn2000.to_working(shapes, zone.epsg)
        found.append(Fit(zone, 1.0 - float(misplaced(moved, region, wards).mean())))
    return sorted(found, key=lambda fit: -fit.share)


def ward_codes(frame: pd.DataFrame, region: Region) -> pd.Series:
    """Return the ward code each row names, by code or by name; missing where it names none known.

    Two wards may share a plain name (Phú Lợi, Phú Lộc): a name is used only where it is one ward's.
    """
    known = set(region.wards["ward_code"])
    codes, names = columns.cells(frame, "ward_code"), columns.cells(frame, "ward")
    none = pd.Series(None, index=frame.index, dtype="str")
    by_code = codes.where(codes.isin(known), None) if codes is not None else none
    if names is None:
        return by_code.astype("str")
    plain = region.wards["ward"].map(_bare)
    single = ~plain.duplicated(keep=False)
    by_name = dict(zip(plain[single], region.wards.loc[single, "ward_code"], strict=True))
    named = names.dropna().map(_bare).map(by_name).reindex(frame.index)
    return by_code.fillna(named).astype("str")


def _bare(ward: str) -> str:
    plain = plain_name(ward)
    for kind in ("phuong ", "xa ", "thi tran "):
        plain = plain.removeprefix(kind)
    return plain


def placed(
    path: Path, frame: gpd.GeoDataFrame, region: Region, wards: pd.Series
) -> tuple[gpd.GeoSeries, list[str]]:
    """Bring the shapes to `WORKING_CRS`, or refuse the file with the zone that fits."""
    if frame.crs is None:
        advice = _proposal(frame.geometry, region, wards, None)
        raise Refused(path.name, ["it states no CRS", *advice])
    epsg, fault = vn2000.recognise(CRS(frame.crs))
    if epsg is None:
        raise Refused(path.name, [fault, *_proposal(frame.geometry, region, wards, None)])
    shapes = vn2000.to_working(frame.geometry, epsg)
    away = misplaced(shapes, region, wards)
    if away.mean() > MOST_OUTSIDE:
        where = "the ward they name" if wards.notna().any() else "the region"
        count = f"{int(away.sum())} of {len(away)} parcels"
        fault = f"in EPSG:{epsg}, as it states, {count} lie outside {where}"
        raise Refused(path.name, [fault, *_proposal(frame.geometry, region, wards, epsg)])
    if not vn2000.is_vn2000(CRS(epsg)):
        return shapes, [f"{path.name}: EPSG:{epsg}"]
    unsure = _unchecked(path, frame, region, epsg) if wards.isna().all() else []
    return shapes, [f"{path.name}: EPSG:{epsg}, datum by EPSG:6960", *unsure]


def _unchecked(path: Path, frame: gpd.GeoDataFrame, region: Region, epsg: int) -> list[str]:
    """Say which other zones would fit as well, where no row names its ward."""
    none = pd.Series(None, index=frame.index, dtype="str")
    also = [
        f"EPSG:{fit.zone.epsg}"
        for fit in fits(frame.geometry, region, none)
        if fit.share > 0.99 and fit.zone in vn2000.OF_THE_CITY and fit.zone.epsg != epsg
    ]
    if not also:
        return []
    names = ", ".join(also)
    return [f"{path.name} names no wards, so its zone is not proven: {names} would fit too"]


def _proposal(
    shapes: gpd.GeoSeries, region: Region, wards: pd.Series, stated: int | None
) -> list[str]:
    good = [f for f in fits(shapes, region, wards) if f.share > 0.95 and f.zone.epsg != stated]
    if not good:
        return ["no zone in use around the city fits"]
    ours = [f for f in good if f.zone in vn2000.OF_THE_CITY]
    good = ours or good
    names = [f"EPSG:{f.zone.epsg} ({f.zone.name}) fits {f.share:.0%}" for f in good[:3]]
    return [f"{' and '.join(names)}: state it in the file if it is so"]
