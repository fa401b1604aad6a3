"""Parcels: the fields of the city, from whatever file the office or the cooperative keeps.

A parcel has to lie inside the region and in the ward its own row names. Where it does not, the file
is refused in one sentence that says which zone would fit: a zone is proposed, never guessed.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from data_sources import parcel_columns as columns
from data_sources import parcel_files, vn2000
from data_sources.contract import WORKING_CRS
from data_sources.datasets import FIELDS
from data_sources.errors import Refused
from data_sources.parcel_places import misplaced, placed, ward_codes
from data_sources.region import Region
from data_sources.rows import Sieve, counted
from data_sources.source import Delivery, Request, Source
from data_sources.store import digest_of

LICENCE = "Owned by who keeps the parcels; personal data inside: not to be passed on"


def read(
    path: Path, region: Region, *, anywhere: bool
) -> tuple[gpd.GeoDataFrame, list[str], list[tuple[str, str]]]:
    """Read one parcel file.

    Parameters
    ----------
    path
        The file.
    region
        The wards worked on.
    anywhere
        Whether parcels are from elsewhere (an analogue), so that no place is checked.

    Returns
    -------
    tuple
        Rows of FIELDS, notes, and the parcels turned away.
    """
    frame = parcel_files.read(path)
    wards = ward_codes(frame, region)
    if anywhere:
        shapes, notes = _as_stated(path, frame)
    else:
        shapes, notes = placed(path, frame, region, wards)
    rows, said = _rows(path, frame, shapes, wards)
    sifted = Sieve(path.name, rows)
    mended = _sound_shapes(sifted)
    if not anywhere:
        series = gpd.GeoSeries(sifted.rows["geometry"], crs=WORKING_CRS)
        away = misplaced(series, region, sifted.rows["ward_code"].reset_index(drop=True))
        sifted.turn_away(away, "it lies outside the region or the ward it names")
    sifted.rows["area_ha"] = shapely.area(sifted.rows["geometry"].to_numpy()) / 1e4
    fields = gpd.GeoDataFrame(sifted.keep(FIELDS), geometry="geometry", crs=WORKING_CRS)
    if not anywhere:
        where = region.ward_of(gpd.GeoSeries(fields.geometry.centroid, crs=WORKING_CRS))
        fields["ward_code"] = fields["ward_code"].fillna(where).astype("str")
    notes += [note for note in (said, *mended, *_area_note(sifted)) if note]
    return fields, notes, sifted.refused


def _as_stated(path: Path, frame: gpd.GeoDataFrame) -> tuple[gpd.GeoSeries, list[str]]:
    """Bring the shapes to `WORKING_CRS` by the CRS the file states, wherever that is."""
    epsg, fault = (None, "it states no CRS")
    if frame.crs is not None:
        epsg, fault = vn2000.recognise(CRS(frame.crs))
    if epsg is None:
        raise Refused(path.name, [fault])
    return vn2000.to_working(frame.geometry, epsg), [f"{path.name}: EPSG:{epsg}"]


def _rows(
    path: Path, frame: gpd.GeoDataFrame, shapes: gpd.GeoSeries, wards: pd.Series
) -> tuple[pd.DataFrame, str]:
    """Return the parcels in our words, numbered from 1, and how their names were found."""
    ids, said = columns.field_ids(frame, path.stem)
    crops, holders = columns.cells(frame, "crop"), columns.cells(frame, "holder")
    rows = pd.DataFrame(
        {
            "field_id": ids,
            "ward_code": wards,
            "crop": "unknown" if crops is None else crops.fillna("unknown"),
            "holder": pd.Series(None, index=frame.index, dtype="str")
            if holders is None
            else holders,
            "geometry": shapes.to_numpy(),
            "stated_ha": columns.stated_area_ha(frame),
        }
    )
    return rows.set_axis(range(1, len(frame) + 1)), said


def _sound_shapes(sifted: Sieve) -> list[str]:
    """Turn away what is no area, and mend outlines that cross themselves, with a note."""
    shapes = sifted.rows["geometry"].to_numpy()
    none = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    none |= ~np.isin(shapely.get_type_id(shapes), (3, 6))
    sifted.turn_away(none, "it has no area")
    shapes = sifted.rows["geometry"].to_numpy()
    crossing = ~shapely.is_valid(shapes)
    if not crossing.any():
        return []
    mended = shapely.make_valid(shapes[crossing], method="structure", keep_collapsed=False)
    shapes = shapes.copy()
    shapes[crossing] = mended
    sifted.rows = sifted.rows.assign(geometry=shapes)
    gone = crossing & (shapely.is_empty(shapes) | ~np.isin(shapely.get_type_id(shapes), (3, 6)))
    lost = sifted.turn_away(gone, "its outline crosses itself and encloses nothing")
    return [f"{int(crossing.sum()) - lost} outlines that crossed themselves were mended"]


def _area_note(sifted: Sieve) -> list[str]:
    stated = sifted.rows["stated_ha"].astype("float64")
    off = (stated - sifted.rows["area_ha"]).abs() > 0.1 * sifted.rows["area_ha"]
    return (
        [f"{int(off.sum())} parcels state an area over 10 % off their shape"] if off.any() else []
    )


def fetch(request: Request) -> Delivery[gpd.GeoDataFrame]:
    """Read the parcels of a file, or of every parcel file in a folder."""
    place = request.named("parcels")
    parts, notes, refused, inputs = [], [], [], {}
    for path in parcel_files.find(place):
        inputs[path.name] = digest_of(path)
        rows, said, turned = read(path, request.region, anywhere=request.tag.kind == "analogue")
        parts.append(rows)
        notes += said
        refused += turned
    fields = pd.concat(parts, ignore_index=True)
    twice = fields.duplicated("field_id")
    refused += [
        (f"parcel {name}", "another file names the same parcel")
        for name in fields.loc[twice, "field_id"]
    ]
    fields = gpd.GeoDataFrame(fields[~twice].reset_index(drop=True), crs=WORKING_CRS)[FIELDS.names]
    said = (f"{len(fields)} parcels, {fields['area_ha'].sum():.0f} ha", *notes, *counted(refused))
    return Delivery(fields, request.tag, inputs, said, tuple(refused))


SOURCE = Source(
    "parcels",
    FIELDS,
    fetch,
    LICENCE,
    "https://fiboa.org",
    "Thửa ruộng",
    "Parcels",
)
