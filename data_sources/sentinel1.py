"""Sentinel-1 RTC: radar backscatter (gamma0, terrain-corrected), through every cloud.

Only radiometrically terrain-corrected (RTC) scenes are taken. GRD comes without a map projection
(some carriers state EPSG:4326 with a transform that is none) and as amplitudes: mixed with RTC it
shifts fields by hundreds of metres, so it is refused with that reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from data_sources import scene_search, scenes, stac
from data_sources.datasets import SCENES
from data_sources.sentinel2 import PLANETARY_COMPUTER
from data_sources.service import Service
from data_sources.snapshots import Snapshots
from data_sources.source import Delivery, Request, Source

LICENCE = "Copernicus Sentinel data; RTC by Catalyst for the Planetary Computer (CC-BY-4.0)"
BANDS: dict[str, tuple[str, ...]] = {
    "vv": ("vv", "VV", "gamma0_vv"),
    "vh": ("vh", "VH", "gamma0_vh"),
}
GRD = (
    "it is GRD: it has no map projection and holds amplitudes; "
    "only terrain-corrected RTC can be laid on fields"
)


def row_of(item: stac.Item, base: str) -> scenes.Row | None:
    """Return one scene's row; None for another sensor.

    Raises
    ------
    Unfit
        Where it is GRD, lacks VV or VH, or says no orbit.
    """
    properties = item["properties"]
    if not _is_sentinel1(item):
        return None
    if not is_rtc(item):
        raise scenes.Unfit(GRD)
    found = scenes.assets_of(item, base, BANDS)
    if lacking := [band for band in BANDS if band not in found]:
        raise scenes.Unfit(f"it has no {', '.join(lacking)}")
    orbit, direction = scenes.orbit_of(properties), str(properties.get("sat:orbit_state", ""))
    if not orbit or direction not in ("ascending", "descending"):
        raise scenes.Unfit("it states no relative orbit or direction, and orbits are never mixed")
    state, reason = scenes.state_of(found)
    return {
        "item": item["id"],
        "sensor": "S1",
        "acquired": scenes.acquired_at(item),
        "platform": scenes.platform_of(properties),
        "orbit": orbit,
        "baseline": None,
        "dn_scale": 1.0,
        "dn_offset": 0.0,
        "decision": f"RTC gamma0, linear power, {direction}",
        "assets": scenes.packed(found),
        "state": state,
        "reason": reason,
    }


def _is_sentinel1(item: stac.Item) -> bool:
    said = (item.get("collection"), item["properties"].get("constellation"), item["id"])
    return any(re.match(r"(?i)sentinel-?1|S1[A-D]_", str(word or "")) for word in said)


def is_rtc(item: stac.Item) -> bool:
    """Tell RTC from GRD by what the pixels are laid on, never by `sar:product_type`.

    The Planetary Computer's RTC items call themselves GRD there, and Earth Search's GRD items state
    EPSG:4326: so the item must name a projected grid, and RTC in its collection or type.
    """
    properties = item["properties"]
    named = f"{item.get('collection')} {properties.get('sar:product_type')}".lower()
    code = properties.get("proj:code") or properties.get("proj:epsg") or _asset_code(item)
    projected = re.fullmatch(r"(EPSG:)?32[67]\d\d", str(code)) is not None
    return "rtc" in named and projected


def _asset_code(item: stac.Item) -> str | int | None:
    for asset in item["assets"].values():
        if isinstance(asset, Mapping) and (code := asset.get("proj:code", asset.get("proj:epsg"))):
            return code
    return None


def _as_they_are(table: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    directions = table["decision"].str.rsplit(" ", n=1).str[-1]
    orbits = sorted(set(table["orbit"].astype("str") + " " + directions))
    return table, (f"relative orbits: {', '.join(orbits)}",) if orbits else ()


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read the Sentinel-1 RTC scenes of the region and the period."""
    kept = Snapshots(request.snapshots) if request.snapshots else None
    service = Service(
        "Planetary Computer", LICENCE, snapshots=kept, offline=request.offline, pause_s=0.2
    )
    api = scene_search.Api(PLANETARY_COMPUTER, "sentinel-1-rtc", service)
    found, notes = scene_search.gather(request, [api], service)
    return scene_search.deliver(request, found, row_of, notes, _as_they_are)


SOURCE = Source(
    "sentinel1",
    SCENES,
    fetch,
    LICENCE,
    "https://planetarycomputer.microsoft.com/dataset/sentinel-1-rtc",
    "Ảnh radar Sentinel-1",
    "Sentinel-1 radar scenes",
    live=True,
)
