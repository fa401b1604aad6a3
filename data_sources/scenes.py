"""From STAC items to rows of the SCENES contract: what both Sentinels have in common."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from data_sources import stac
from data_sources.service import is_web

Row = dict[str, Any]


class Unfit(Exception):
    """An item that is no scene of the kind wanted; the message says why."""


def acquired_at(item: stac.Item) -> pd.Timestamp:
    """Return when the scene was taken, UTC without zone; `Unfit` where it says no such time."""
    properties = item["properties"]
    stated = properties.get("datetime") or properties.get("start_datetime")
    moment = pd.to_datetime(stated, utc=True, errors="coerce") if isinstance(stated, str) else None
    if moment is None or pd.isna(moment):
        raise Unfit(f"its time {stated!r} is no time")
    return moment.tz_localize(None).as_unit("us")


def assets_of(item: stac.Item, base: str, names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return where each wanted band lies, by our word for it.

    Parameters
    ----------
    item, base
        The item and the document it stands in.
    names
        Our word for a band, and the keys that carriers use for it.

    Raises
    ------
    Unfit
        Where an address leads out of the catalogue or to another kind of place.
    """
    found: dict[str, str] = {}
    for word, keys in names.items():
        asset = next((item["assets"][key] for key in keys if key in item["assets"]), None)
        href = asset.get("href") if isinstance(asset, Mapping) else None
        if not isinstance(href, str) or not href:
            continue
        target = stac.resolve(href, base)
        if not (target.startswith("s3://") or stac.within(target, base_folder(base))):
            raise Unfit(f"its asset {word} leads out of the catalogue")
        found[word] = target
    return found


def base_folder(base: str) -> str:
    """Return the document whose folder holds everything an item of a catalogue may point to."""
    if is_web(base):
        return base
    folders = [p for p in Path(base).resolve().parents if (p / "catalog.json").is_file()]
    return str(folders[-1] / "catalog.json") if folders else base


def absent_files(assets: Mapping[str, str]) -> list[str]:
    """Name the bands whose local file is not there."""
    local = {word: href for word, href in assets.items() if "://" not in href}
    return [word for word, href in local.items() if not Path(href).is_file()]


def state_of(assets: Mapping[str, str], reason: str = "") -> tuple[str, str | None]:
    """Return state and reason of a scene that can be read if its files are there."""
    if gone := absent_files(assets):
        return "absent", f"no file for {', '.join(gone)}"
    return "ok", reason or None


def packed(assets: Mapping[str, str]) -> str:
    """Return bands and addresses as the text SCENES holds."""
    return json.dumps(dict(sorted(assets.items())), ensure_ascii=False)


def unpacked(text: str) -> dict[str, str]:
    """Return bands and addresses from the text SCENES holds."""
    return json.loads(text)


def orbit_of(properties: Mapping[str, Any]) -> int:
    """Return the relative orbit, stated or in the product's name; 0 where neither says it."""
    stated = properties.get("sat:relative_orbit")
    if isinstance(stated, int) and 0 < stated <= 400:
        return stated
    name = properties.get("s2:product_uri") or properties.get("sentinel:product_id")
    found = re.search(r"_R(\d{3})_", str(name))
    return int(found[1]) if found else 0


def platform_of(properties: Mapping[str, Any]) -> str:
    """Return the platform in one spelling: carriers write SENTINEL-1A, Sentinel-2B, sentinel-2b."""
    return str(properties.get("platform") or "unknown").lower()


def bounds_of(item: stac.Item) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of an item; None where its `bbox` is none."""
    box = item.get("bbox")
    if not isinstance(box, list) or len(box) not in (4, 6):
        return None
    if not all(isinstance(side, (int, float)) and math.isfinite(side) for side in box):
        return None
    middle = len(box) // 2
    return float(box[0]), float(box[1]), float(box[middle]), float(box[middle + 1])
