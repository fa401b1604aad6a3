"""Sentinel-2 as Earth Search v1 writes its items: an offset on the bands, and a flag beside it."""

from __future__ import annotations

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
from data_sources.simulated.overpass import baseline_of, flag_of, sun_at
from data_sources.simulated.rasters import COG
from data_sources.simulated.render import Drawn
from data_sources.simulated.story import TILE, Story

EXTENSIONS = ("sentinel-2/v1.0.0", "eo/v1.1.0", "view/v1.0.0", "grid/v1.1.0")
_BANDS = {
    "red": ("B04", "Red - 10m", 10, 0.665, 0.038),
    "nir": ("B08", "NIR 1 - 10m", 10, 0.842, 0.145),
    "swir16": ("B11", "SWIR 1.6μm - 20m", 20, 1.61, 0.143),
}
Json = dict[str, Any]


def properties(drawn: Drawn) -> Json:
    """Return the properties of one item."""
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


def assets(story: Story) -> Json:
    """Return the assets of one item, at addresses relative to it."""
    found: Json = {}
    for word, (band, title, size, wavelength, width) in _BANDS.items():
        found[word] = {
            "href": f"./{band}.tif",
            "type": COG,
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
    found["scl"] = {
        "href": "./SCL.tif",
        "type": COG,
        "title": "Scene classification map (SCL)",
        **_grid(story, 20),
        "raster:bands": [_raster_band("uint8", 20)],
        "roles": ["data"],
    }
    return found


def _raster_band(kind: str, size: int, **more: float) -> Json:
    return {"nodata": 0, "data_type": kind, "spatial_resolution": size, **more}


def _grid(story: Story, size: int) -> Json:
    return {
        "gsd": size,
        "proj:shape": list(story.shape(size)),
        "proj:transform": [float(v) for v in story.transform(size)[:6]],
    }
