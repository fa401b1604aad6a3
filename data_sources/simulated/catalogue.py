"""The STAC catalogue of the simulated scenes, in the words of the two services it stands for.

It is static and self-contained: every address is relative (STAC 1.0, best practices,
"Self-contained Catalogs").
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from data_sources.simulated import optical_item, radar_item
from data_sources.simulated.overpass import name_of
from data_sources.simulated.render import Drawn
from data_sources.simulated.story import Story

VERSION = "1.0.0"
COLLECTIONS = {"S2": "sentinel-2-l2a", "S1": "sentinel-1-rtc"}
_LICENCE = "Apache-2.0"
_EXTENSION = "https://stac-extensions.github.io/{}/schema.json"
Json = dict[str, Any]


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
        "properties": optical_item.properties(drawn)
        if optical
        else radar_item.properties(story, scene),
        "links": [
            {"rel": "root", "href": "../../catalog.json", "type": "application/json"},
            {"rel": "parent", "href": "../collection.json", "type": "application/json"},
            {"rel": "collection", "href": "../collection.json", "type": "application/json"},
        ],
        "assets": optical_item.assets(story) if optical else radar_item.assets(),
        "collection": COLLECTIONS[scene.sensor],
    }


def _extensions(*, optical: bool) -> list[str]:
    own = optical_item.EXTENSIONS if optical else radar_item.EXTENSIONS
    return [_EXTENSION.format(name) for name in (*own, "projection/v1.1.0", "raster/v1.1.0")]


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
