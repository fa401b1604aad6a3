"""The parcel files: one in its own zone of VN-2000, one that states the wrong zone."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely

from data_sources.simulated.landscape import Landscape
from data_sources.simulated.story import Story

ZONE = "EPSG:9209"
"""VN-2000 / TM-3 105-30, the cadastral zone of the former Sóc Trăng."""
WRONG_ZONE = "EPSG:5897"
"""VN-2000 / TM-3 105-00, of the former Cần Thơ and Hậu Giang: 54.8 km away."""
_TO_ZONE = (
    "+proj=pipeline +step +inv +proj=utm +zone=48 +ellps=WGS84 "
    "+step +proj=push +v_3 +step +proj=cart +ellps=WGS84 "
    "+step +inv +proj=helmert +x=-191.90441429 +y=-39.30318279 +z=-111.45032835 "
    "+rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278 +convention=coordinate_frame "
    "+step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 "
    "+step +proj=tmerc +lat_0=0 +lon_0=105.5 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84"
)
"""From the working CRS into `ZONE` with the datum parameters of EPSG:6960, spelled out."""


def write(folder: Path, story: Story, land: Landscape, fields: pd.DataFrame) -> None:
    """Write both files below *folder*."""
    folder.mkdir(parents=True)
    shapes = _in_zone(land.shapes[fields["parcel"].to_numpy()])
    columns = {
        "field_id": fields["field_id"],
        "ward_code": fields["ward_code"],
        "ward": fields["ward"],
        "crop": fields["declared"],
        "area_ha": fields["stated_ha"],
        "holder": fields["holder"],
        "phone": fields["phone"],
        "puc": fields["puc"],
        "tag": "simulated",
    }
    layer = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=ZONE)
    _save(layer, folder / "parcels.gpkg", story)
    few = layer.iloc[: max(20, len(layer) // 25)]
    _save(few.set_crs(WRONG_ZONE, allow_override=True), folder / "parcels_wrong_zone.gpkg", story)


def _in_zone(shapes: np.ndarray) -> np.ndarray:
    transformer = pyproj.Transformer.from_pipeline(_TO_ZONE)

    def move(points: np.ndarray) -> np.ndarray:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return shapely.transform(shapes, move)


def _save(layer: gpd.GeoDataFrame, path: Path, story: Story) -> None:
    """Write a GeoPackage whose inner time stamp is the day of the telling, not of the clock."""
    stamp = f"{story.as_of.isoformat()}T00:00:00.000Z"
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": stamp})
    try:
        layer.to_file(path, layer="parcels", driver="GPKG", engine="pyogrio")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
