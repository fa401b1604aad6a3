"""Sentinel-1 as the Planetary Computer writes its terrain-corrected (RTC) items."""

from __future__ import annotations

from typing import Any

from data_sources.simulated.overpass import absolute_orbit
from data_sources.simulated.rasters import COG, RADAR_NO_DATA
from data_sources.simulated.scene_plan import Scene
from data_sources.simulated.story import Story

EXTENSIONS = ("sar/v1.0.0", "sat/v1.0.0")
_DESIGNATOR = {"a": "2014-016A", "c": "2024-232A"}
Json = dict[str, Any]


def properties(story: Story, scene: Scene) -> Json:
    """Return the properties of one item; its product type says GRD, as the real ones do."""
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
        "sat:absolute_orbit": absolute_orbit(scene),
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


def assets() -> Json:
    """Return the assets of one item, at addresses relative to it."""
    names = {"vh": "VH: vertical transmit, horizontal receive", "vv": "VV: vertical both ways"}
    band = {"nodata": RADAR_NO_DATA, "data_type": "float32", "spatial_resolution": 10.0}
    return {
        word: {
            "href": f"./iw-{word}.rtc.tif",
            "type": COG,
            "title": title,
            "description": "Terrain-corrected gamma naught, linear power (simulated).",
            "raster:bands": [band],
            "roles": ["data"],
        }
        for word, title in names.items()
    }
