"""The STAC catalogue of the simulated scenes, in the words of the two services it stands for.

Sentinel-2 items are written as Earth Search v1 writes them (an offset stated on the bands, and a
flag that says whether it was taken off already), Sentinel-1 items as the Planetary Computer writes
its RTC. The catalogue is static and self-contained: every address is relative (STAC 1.0, best
practices, "Self-contained Catalogs").
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from data_sources.simulated.clouds import (
    BARE,
    CIRRUS,
    CLOUD_HIGH,
    CLOUD_MEDIUM,
    NO_DATA,
    SHADOW,
    UNCLEAR,
    VEGETATION,
    WATER,
)
from data_sources.simulated.rasters import RADAR_NO_DATA
from data_sources.simulated.render import Drawn, holds_offset, sun_at
from data_sources.simulated.scene_plan import LIES, Scene
from data_sources.simulated.story import TILE, Story

VERSION = "1.0.0"
COLLECTIONS = {"S2": "sentinel-2-l2a", "S1": "sentinel-1-rtc"}
_COG = "image/tiff; application=geotiff; profile=cloud-optimized"
_LICENCE = "Apache-2.0"
_EXTENSIONS = "https://stac-extensions.github.io/{}/schema.json"
_BANDS = {
    "red": ("B04", "Red - 10m", 10, 0.665, 0.038),
    "nir": ("B08", "NIR 1 - 10m", 10, 0.842, 0.145),
    "swir16": ("B11", "SWIR 1.6μm - 20m", 20, 1.61, 0.143),
}
_DESIGNATOR = {"a": "2014-016A", "c": "2024-232A"}
Json = dict[str, Any]


def name_of(scene: Scene) -> str:
    """Return the item's name, as its service would call it."""
    if scene.sensor == "S2":
        return f"S2{scene.platform.upper()}_{TILE}_{scene.taken:%Y%m%d}_{scene.version}_L2A"
    start = f"{scene.taken:%Y%m%dT%H%M%S}"
    return f"S1{scene.platform.upper()}_IW_GRDH_1SDV_{start}_{_absolute_orbit(scene):06d}_rtc"


def _absolute_orbit(scene: Scene) -> int:
    days = (scene.taken.date() - date(2014, 4, 3)).days
    return int(days * 175 / 12)


def baseline_of(scene: Scene) -> str:
    """Return the processing baseline; the first of two processings is the older."""
    old = scene.fault == "second processing" and scene.version == 0
    return "05.10" if old else "05.11"


def flag_of(scene: Scene) -> bool:
    """Return what the item says of its offset: true where it claims to have taken it off."""
    lies = scene.fault in LIES
    return holds_offset(scene) == lies


def item_of(story: Story, drawn: Drawn) -> Json:
    """Return one scene as a STAC item."""
    scene = drawn.scene
    optical = scene.sensor == "S2"
    ring = story.lonlat_ring
    lons, lats = zip(*ring, strict=True)
    return {
        "type": "Feature",
        "stac_version": VERSION,
        "stac_extensions": _extensions(optical=optical),
        "id": name_of(scene),
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "bbox": [min(lons), min(lats), max(lons), max(lats)],
        "properties": _optical_properties(drawn) if optical else _radar_properties(story, scene),
        "links": [
            {"rel": "root", "href": "../../catalog.json", "type": "application/json"},
            {"rel": "parent", "href": "../collection.json", "type": "application/json"},
            {"rel": "collection", "href": "../collection.json", "type": "application/json"},
        ],
        "assets": _optical_assets(story) if optical else _radar_assets(),
        "collection": COLLECTIONS[scene.sensor],
    }


def _extensions(*, optical: bool) -> list[str]:
    both = ["projection/v1.1.0", "raster/v1.1.0"]
    own = ["sentinel-2/v1.0.0", "eo/v1.1.0", "view/v1.0.0", "grid/v1.1.0"] if optical else []
    return [_EXTENSIONS.format(name) for name in (own or ["sar/v1.0.0", "sat/v1.0.0"]) + both]


def _optical_properties(drawn: Drawn) -> Json:
    scene, shares = drawn.scene, drawn.shares
    baseline, platform = baseline_of(scene), scene.platform.upper()
    product = f"S2{platform}_MSIL2A_{scene.taken:%Y%m%dT%H%M%S}_N{baseline.replace('.', '')}"
    azimuth, elevation = sun_at(scene)

    def percent(*classes: int) -> float:
        return round(100 * sum(shares.get(scl, 0.0) for scl in classes), 6)

    return {
        "created": f"{scene.taken:%Y-%m-%d}T09:1{scene.version}:00.000Z",
        "platform": f"sentinel-2{scene.platform}",
        "constellation": "sentinel-2",
        "instruments": ["msi"],
        "eo:cloud_cover": percent(CLOUD_MEDIUM, CLOUD_HIGH, CIRRUS),
        "proj:epsg": 32648,
        "mgrs:utm_zone": int(TILE[:2]),
        "mgrs:latitude_band": TILE[2],
        "mgrs:grid_square": TILE[3:],
        "grid:code": f"MGRS-{TILE}",
        "view:sun_azimuth": round(azimuth, 3),
        "view:sun_elevation": round(elevation, 3),
        "s2:nodata_pixel_percentage": percent(NO_DATA),
        "s2:cloud_shadow_percentage": percent(SHADOW),
        "s2:vegetation_percentage": percent(VEGETATION),
        "s2:not_vegetated_percentage": percent(BARE),
        "s2:water_percentage": percent(WATER),
        "s2:unclassified_percentage": percent(UNCLEAR),
        "s2:medium_proba_clouds_percentage": percent(CLOUD_MEDIUM),
        "s2:high_proba_clouds_percentage": percent(CLOUD_HIGH),
        "s2:thin_cirrus_percentage": percent(CIRRUS),
        "s2:product_type": "S2MSI2A",
        "s2:processing_baseline": baseline,
        "s2:product_uri": f"{product}_R{scene.orbit:03d}_T{TILE}_{scene.taken:%Y%m%dT}061500.SAFE",
        "s2:generation_time": f"{scene.taken:%Y-%m-%d}T06:1{5 + scene.version}:00.000000Z",
        "s2:sequence": str(scene.version),
        "datetime": f"{scene.taken:%Y-%m-%dT%H:%M:%S}.024000Z",
        "earthsearch:boa_offset_applied": flag_of(scene),
        "ruong:tag": "simulated",
    }


def _optical_assets(story: Story) -> Json:
    assets: Json = {}
    for word, (band, title, size, wavelength, width) in _BANDS.items():
        assets[word] = {
            "href": f"./{band}.tif",
            "type": _COG,
            "title": title,
            "eo:bands": [
                {
                    "name": band,
                    "common_name": word,
                    "center_wavelength": wavelength,
                    "full_width_half_max": width,
                }
            ],
            **_grid(story, size),
            "raster:bands": [_raster_band("uint16", size, scale=0.0001, offset=-0.1)],
            "roles": ["data", "reflectance"],
        }
    assets["scl"] = {
        "href": "./SCL.tif",
        "type": _COG,
        "title": "Scene classification map (SCL)",
        **_grid(story, 20),
        "raster:bands": [_raster_band("uint8", 20)],
        "roles": ["data"],
    }
    return assets


def _raster_band(kind: str, size: int, **more: float) -> Json:
    return {"nodata": 0, "data_type": kind, "spatial_resolution": size, **more}


def _grid(story: Story, size: int) -> Json:
    return {
        "gsd": size,
        "proj:shape": list(story.shape(size)),
        "proj:transform": [float(v) for v in story.transform(size)[:6]],
    }


def _radar_properties(story: Story, scene: Scene) -> Json:
    time = f"{scene.taken:%Y-%m-%dT%H:%M:%S}"
    return {
        "datetime": f"{time}.500000Z",
        "start_datetime": f"{time}.000000Z",
        "end_datetime": f"{time}.999999Z",
        "platform": f"SENTINEL-1{scene.platform.upper()}",
        "constellation": "Sentinel-1",
        "proj:epsg": 32648,
        "proj:bbox": list(story.bounds),
        "proj:shape": list(story.shape()),
        "proj:transform": [float(v) for v in story.transform()],
        "s1:resolution": "high",
        "s1:processing_level": "1",
        "sat:orbit_state": "ascending" if scene.ascending else "descending",
        "sat:absolute_orbit": _absolute_orbit(scene),
        "sat:relative_orbit": scene.orbit,
        "sat:platform_international_designator": _DESIGNATOR[scene.platform],
        "sar:product_type": "GRD",
        "sar:polarizations": ["VV", "VH"],
        "sar:frequency_band": "C",
        "sar:center_frequency": 5.405,
        "sar:instrument_mode": "IW",
        "sar:resolution_range": 20,
        "sar:resolution_azimuth": 22,
        "sar:pixel_spacing_range": 10,
        "sar:pixel_spacing_azimuth": 10,
        "sar:looks_equivalent_number": 4.4,
        "sar:observation_direction": "right",
        "ruong:tag": "simulated",
    }


def _radar_assets() -> Json:
    names = {"vh": "VH: vertical transmit, horizontal receive", "vv": "VV: vertical both ways"}
    band = {"nodata": RADAR_NO_DATA, "data_type": "float32", "spatial_resolution": 10.0}
    return {
        word: {
            "href": f"./iw-{word}.rtc.tif",
            "type": _COG,
            "title": title,
            "description": "Terrain-corrected gamma naught, linear power (simulated).",
            "raster:bands": [band],
            "roles": ["data"],
        }
        for word, title in names.items()
    }


def write(root: Path, story: Story, scenes: Sequence[Drawn]) -> None:
    """Write catalogue, collections and items below *root*; the scenes' files are there already."""
    described = "Simulated scenes over the lower Hậu; nothing here was seen by a satellite."
    children = [
        {"rel": "child", "href": f"./{name}/collection.json", "type": "application/json"}
        for name in COLLECTIONS.values()
    ]
    _save(
        root / "catalog.json",
        {
            "type": "Catalog",
            "stac_version": VERSION,
            "id": "ruong-simulated",
            "title": "Simulated world of Ruộng",
            "description": described,
            "ruong:tag": "simulated",
            "links": [{"rel": "root", "href": "./catalog.json"}, *children],
        },
    )
    for sensor, name in COLLECTIONS.items():
        items = [item_of(story, drawn) for drawn in scenes if drawn.scene.sensor == sensor]
        _save(root / name / "collection.json", _collection(story, name, items))
        for item in items:
            _save(root / name / item["id"] / f"{item['id']}.json", item)


def _collection(story: Story, name: str, items: Iterable[Json]) -> Json:
    listed = list(items)
    times = sorted(item["properties"]["datetime"] for item in listed)
    lons, lats = zip(*story.lonlat_ring, strict=True)
    links = [{"rel": rel, "href": "../catalog.json"} for rel in ("root", "parent")]
    links += [{"rel": "item", "href": f"./{item['id']}/{item['id']}.json"} for item in listed]
    return {
        "type": "Collection",
        "stac_version": VERSION,
        "id": name,
        "title": f"{name} (simulated)",
        "description": "Simulated by process models; for demonstration and tests only.",
        "license": _LICENCE,
        "ruong:tag": "simulated",
        "extent": {
            "spatial": {"bbox": [[min(lons), min(lats), max(lons), max(lats)]]},
            "temporal": {"interval": [[times[0], times[-1]] if times else [None, None]]},
        },
        "links": links,
    }


def _save(path: Path, document: Json) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
