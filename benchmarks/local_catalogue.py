"""A local STAC catalogue for the races: 20 x 20 km at 10 m, 24 dates of Sentinel-2 and Sentinel-1.

Simulated, and only as real as a race needs: parcels that green at their own time, clouds over half
of the sky, DEFLATE with predictor as the open archives write it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import shapely
from odc.geo.geobox import GeoBox
from rasterio.enums import Resampling
from rasterio.transform import from_origin
from scipy.ndimage import gaussian_filter, zoom

from data_sources.datasets import SCENES
from pipelines.grid import grid_over
from pipelines.scenes import Scene, scenes_of

WEST, NORTH = 600_000, 1_080_000
FIRST = np.datetime64("2025-01-03")
SEED = 5
BASELINE = "05.11"


@dataclass(frozen=True)
class Catalogue:
    """Where it lies, and how large it is."""

    folder: Path
    side_px: int
    dates: int

    @property
    def grid(self) -> GeoBox:
        reach = self.side_px * 10
        return grid_over((WEST, NORTH - reach, WEST + reach, NORTH))

    def scenes(self, sensor: str, assets: Sequence[str]) -> list[Scene]:
        return scenes_of(self.table(), sensor, assets)

    def table(self) -> pd.DataFrame:
        rows = [json.loads(line) for line in (self.folder / "scenes.jsonl").open()]
        kinds = {"text": "str", "int": "int64", "float": "float64", "date": "datetime64[us]"}
        table = pd.DataFrame(rows)[SCENES.names]
        return table.astype({v.name: kinds[v.kind] for v in SCENES.variables})


def build(folder: Path, side_px: int = 2000, dates: int = 24) -> Catalogue:
    """Write the catalogue unless it is there already."""
    made = Catalogue(folder / f"{side_px}x{dates}", side_px, dates)
    if (made.folder / "scenes.jsonl").is_file():
        return made
    made.folder.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(SEED)
    height, phase = _ground(draw, side_px)
    rows = []
    for n in range(dates):
        day = FIRST + 5 * n
        rows.append(_optical(made, draw, day, n, (height, phase)))
        rows.append(_radar(made, draw, day, n, phase))
    lines = "\n".join(json.dumps(row) for row in rows)
    (made.folder / "scenes.jsonl").write_text(lines + "\n")
    return made


def fields(catalogue: Catalogue, count: int) -> gpd.GeoDataFrame:
    """Return *count* slanted four-cornered fields, side by side over the whole square."""
    side = int(np.ceil(np.sqrt(count)))
    reach = catalogue.side_px * 10
    step = reach / side
    draw = np.random.default_rng(SEED + count)
    corner = np.stack(np.meshgrid(np.arange(side + 1), np.arange(side + 1)), -1) * step
    moved = corner + draw.uniform(-0.2, 0.2, corner.shape) * step
    moved = np.clip(moved, 0, reach)
    quads = np.stack([moved[:-1, :-1], moved[:-1, 1:], moved[1:, 1:], moved[1:, :-1]], axis=2)
    rings = quads.reshape(-1, 4, 2)[:count] + np.array([WEST, NORTH - reach])
    shapes = shapely.polygons(rings)
    names = [f"f{n:06d}" for n in range(count)]
    return gpd.GeoDataFrame({"field_id": names}, geometry=shapes, crs="EPSG:32648")


def _ground(draw: np.random.Generator, side: int) -> tuple[np.ndarray, np.ndarray]:
    texture = gaussian_filter(draw.normal(size=(side, side)).astype(np.float32), 2) * 4
    parcels = draw.uniform(0, 60, (side // 8 + 1, side // 8 + 1))
    phase = np.kron(parcels, np.ones((8, 8)))[:side, :side].astype(np.float32)
    return texture, phase


def _optical(
    made: Catalogue,
    draw: np.random.Generator,
    day: np.datetime64,
    number: int,
    ground: tuple[np.ndarray, np.ndarray],
) -> dict[str, object]:
    texture, phase = ground
    half = made.side_px // 2
    green = 0.5 + 0.4 * np.sin((5 * number + phase) / 20) + 0.03 * texture
    noise = draw.normal(0, 12, green.shape).astype(np.float32)
    coarse = gaussian_filter(draw.normal(size=(half // 10, half // 10)), 4)
    sky = zoom(coarse, half / (half // 10), order=1)[:half, :half]
    classes = np.where(sky > np.quantile(sky, 0.55), 9, 4).astype(np.uint8)
    bands = {
        "red": (1500 - 900 * green + noise + 1000, 10),
        "nir": (1200 + 2800 * green + noise + 1000, 10),
        "swir16": (2600 - 900 * green[::2, ::2] + noise[::2, ::2] + 1000, 20),
        "scl": (classes, 20),
    }
    item = f"S2B_48PXR_{str(day).replace('-', '')}_0_L2A"
    assets = {
        name: _write(made.folder / item / f"{name}.tif", values, size, name == "scl")
        for name, (values, size) in bands.items()
    }
    return _row(item, "S2", day, assets) | {"baseline": BASELINE, "dn_offset": -0.1}


def _radar(
    made: Catalogue, draw: np.random.Generator, day: np.datetime64, number: int, phase: np.ndarray
) -> dict[str, object]:
    item = f"S1C_IW_{str(day).replace('-', '')}_rtc"
    wet = 0.5 + 0.4 * np.sin((5 * number + phase) / 20)
    assets = {}
    for name, mean in (("vv", 0.08), ("vh", 0.015)):
        power = (mean * wet * draw.gamma(4.4, 1 / 4.4, phase.shape)).astype(np.float32)
        assets[name] = _write(made.folder / item / f"{name}.tif", power, 10, False)
    changed = {"baseline": None, "dn_offset": 0.0, "dn_scale": 1.0, "orbit": 18}
    return _row(item, "S1", day, assets) | changed


def _row(item: str, sensor: str, day: np.datetime64, assets: dict[str, str]) -> dict[str, object]:
    return {
        "item": item,
        "sensor": sensor,
        "acquired": f"{day}T03:16:00",
        "platform": "simulated",
        "orbit": 118,
        "dn_scale": 1e-4,
        "decision": "simulated",
        "assets": json.dumps(assets),
        "state": "ok",
        "reason": None,
    }


def _write(path: Path, values: np.ndarray, size: int, classes: bool) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if values.dtype.kind == "f" and values.max() > 10:
        values = values.clip(1, 65535).astype(np.uint16)
    manner = {
        "driver": "GTiff",
        "height": values.shape[0],
        "width": values.shape[1],
        "count": 1,
        "dtype": values.dtype,
        "crs": "EPSG:32648",
        "transform": from_origin(WEST, NORTH, size, size),
        "nodata": 0,
        "tiled": True,
        "blockxsize": 512,
        "blockysize": 512,
        "compress": "deflate",
        "predictor": 3 if values.dtype.kind == "f" else 2,
        "num_threads": 2,
    }
    with rasterio.open(path, "w", **manner) as out:
        out.write(values, 1)
        out.build_overviews([2, 4, 8], Resampling.nearest if classes else Resampling.average)
    return str(path)


def stac_items(catalogue: Catalogue, assets: Sequence[str]) -> list[dict[str, object]]:
    """Return the Sentinel-2 scenes as STAC items with the projection extension."""
    items = []
    lonlat = catalogue.grid.geographic_extent
    for scene in catalogue.scenes("S2", assets):
        moment = f"{scene.acquired}Z"
        files = {}
        for name, address in scene.assets.items():
            size = 20 if name in ("scl", "swir16") else 10
            side = catalogue.side_px * 10 // size
            kind = "uint8" if name == "scl" else "uint16"
            files[name] = {
                "href": address,
                "type": "image/tiff; application=geotiff; profile=cloud-optimized",
                "roles": ["data"],
                "proj:shape": [side, side],
                "proj:transform": [size, 0, WEST, 0, -size, NORTH],
                "raster:bands": [{"nodata": 0, "data_type": kind}],
            }
        items.append(
            {
                "type": "Feature",
                "stac_version": "1.0.0",
                "stac_extensions": [
                    "https://stac-extensions.github.io/projection/v1.1.0/schema.json",
                    "https://stac-extensions.github.io/raster/v1.1.0/schema.json",
                ],
                "id": scene.item,
                "collection": "sentinel-2-l2a",
                "properties": {"datetime": moment, "proj:epsg": 32648},
                "geometry": lonlat.json,
                "bbox": list(lonlat.boundingbox.bbox),
                "assets": files,
                "links": [],
            }
        )
    return items
