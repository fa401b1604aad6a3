"""Sentinel-2 L2A: surface reflectance every five days, where clouds let it through.

Live, Earth Search is asked first and the Planetary Computer where it does not answer; neither needs
a key. From disk, a static STAC catalogue, items or recorded answers are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from data_sources import radiometry, scene_search, scenes, stac
from data_sources.datasets import SCENES
from data_sources.service import Service
from data_sources.snapshots import Snapshots
from data_sources.source import Delivery, Request, Source

LICENCE = "Copernicus Sentinel data, free and open (Sentinel Data Legal Notice)"
EARTH_SEARCH = "https://earth-search.aws.element84.com/v1"
PLANETARY_COMPUTER = "https://planetarycomputer.microsoft.com/api/stac/v1"
BANDS: dict[str, tuple[str, ...]] = {
    "blue": ("blue", "B02"),
    "green": ("green", "B03"),
    "red": ("red", "B04"),
    "nir": ("nir", "B08"),
    "swir16": ("swir16", "B11"),
    "scl": ("scl", "SCL"),
}
"""Our word for a band, and what carriers call it."""
NEEDED = ("red", "nir", "swir16", "scl")


def _apis(request: Request) -> tuple[scene_search.Api, scene_search.Api]:
    def service(name: str) -> Service:
        kept = Snapshots(request.snapshots) if request.snapshots else None
        return Service(name, LICENCE, snapshots=kept, offline=request.offline, pause_s=0.2)

    return (
        scene_search.Api(EARTH_SEARCH, "sentinel-2-l2a", service("Earth Search")),
        scene_search.Api(PLANETARY_COMPUTER, "sentinel-2-l2a", service("Planetary Computer")),
    )


def row_of(item: stac.Item, base: str) -> scenes.Row | None:
    """Return one scene's row with the decision on scale and offset; None for another sensor.

    Raises
    ------
    Unfit
        Where it is not L2A, lacks a band or says no time.
    """
    properties = item["properties"]
    if not _is_sentinel2(item):
        return None
    if not _is_l2a(item):
        raise scenes.Unfit(f"it is of {item.get('collection') or 'no collection'}, not L2A")
    found = scenes.assets_of(item, base, BANDS)
    if lacking := [band for band in NEEDED if band not in found]:
        raise scenes.Unfit(f"it has no {', '.join(lacking)}")
    row: scenes.Row = {
        "item": item["id"],
        "sensor": "S2",
        "acquired": scenes.acquired_at(item),
        "platform": scenes.platform_of(properties),
        "orbit": scenes.orbit_of(properties),
        "baseline": radiometry.baseline_of(properties),
        "assets": scenes.packed(found),
        "tile": _tile(item),
        "made": str(properties.get("s2:generation_time") or properties.get("created") or ""),
    }
    bands = [_asset(item, band) for band in NEEDED if band != "scl"]
    try:
        decision = radiometry.decide(properties, bands)
    except radiometry.Undecidable as reason:
        state = {"state": "quarantined", "reason": str(reason)}
        return row | {"dn_scale": radiometry.SCALE, "dn_offset": 0.0, "decision": "none"} | state
    state, reason = scenes.state_of(found, decision.contradiction)
    return row | {
        "dn_scale": decision.scale,
        "dn_offset": decision.offset,
        "decision": decision.by,
        "state": state,
        "reason": reason,
    }


def _asset(item: stac.Item, band: str) -> Mapping[str, Any]:
    return next(item["assets"][key] for key in BANDS[band] if key in item["assets"])


def _is_sentinel2(item: stac.Item) -> bool:
    said = (item.get("collection"), item["properties"].get("constellation"), item["id"])
    return any(re.match(r"(?i)sentinel-?s?2|S2[A-D]_", str(word or "")) for word in said)


def _is_l2a(item: stac.Item) -> bool:
    """Tell Sentinel-2 L2A from L1C and other missions, by collection or else by product type."""
    if isinstance(collection := item.get("collection"), str):
        return "l2a" in collection.lower()
    return item["properties"].get("s2:product_type") == "S2MSI2A"


def _tile(item: stac.Item) -> str:
    """Return the MGRS tile, stated or in the item's name."""
    properties = item["properties"]
    for name in ("s2:mgrs_tile", "grid:code"):
        if stated := properties.get(name):
            return str(stated).removeprefix("MGRS-")
    found = re.search(r"_T?(\d{2}[A-Z]{3})_", f"{item['id']}_")
    return found[1] if found else str(item["id"])


def newest(table: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Keep the newest processing of each tile and pass: a reprocessed scene replaces the old one.

    A state other than ok never replaces a scene that can be read.
    """
    if table.empty:
        return table, ()
    ranked = table.assign(
        passed=table["acquired"].dt.floor("10min"), readable=table["state"].eq("ok")
    ).sort_values(["readable", "baseline", "made"], na_position="first", kind="stable")
    old = ranked.duplicated(["platform", "tile", "passed"], keep="last")
    kept = table[~old.reindex(table.index)].reset_index(drop=True)
    count = int(old.sum())
    return kept, (f"{count} scenes replaced by a newer or another processing",) if count else ()


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read the Sentinel-2 L2A scenes of the region and the period."""
    apis = _apis(request)
    found, notes = scene_search.gather(request, apis, apis[0].service)
    return scene_search.deliver(request, found, row_of, notes, newest)


SOURCE = Source(
    "sentinel2",
    SCENES,
    fetch,
    LICENCE,
    "https://sentinels.copernicus.eu",
    "Ảnh quang học Sentinel-2",
    "Sentinel-2 optical scenes",
    live=True,
)
