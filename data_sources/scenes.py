"""From STAC items to rows of the SCENES contract: what both Sentinels have in common."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from data_sources import stac
from data_sources.datasets import SCENES
from data_sources.errors import Unavailable
from data_sources.rows import counted
from data_sources.service import Service, is_web
from data_sources.source import Delivery, Request

Row = dict[str, Any]
LONGEST_HOLE = pd.Timedelta(days=13)
"""One satellite alone passes every 10 (Sentinel-2) or 12 days (Sentinel-1)."""


class Unfit(Exception):
    """An item that is no scene of the kind wanted; the message says why."""


@dataclass(frozen=True, slots=True)
class Api:
    """One live STAC API and the collection asked of it."""

    url: str
    collection: str
    service: Service


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


def wanted(item: stac.Item, row: Row, request: Request) -> str:
    """Say why a scene is not asked for; empty where it is.

    An analogue is from elsewhere by its nature, so only its time is looked at.
    """
    if not request.start <= row["acquired"].date() <= request.end:
        return "of other days"
    if request.tag.kind == "analogue":
        return ""
    box = bounds_of(item)
    if box is None:
        return "of no stated place"
    west, south, east, north = request.region.lonlat_bounds
    apart = box[0] > east or box[2] < west or box[1] > north or box[3] < south
    return "of other regions" if apart else ""


def bounds_of(item: stac.Item) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of an item; None where its `bbox` is none."""
    box = item.get("bbox")
    if not isinstance(box, list) or len(box) not in (4, 6):
        return None
    if not all(isinstance(side, (int, float)) and math.isfinite(side) for side in box):
        return None
    middle = len(box) // 2
    return float(box[0]), float(box[1]), float(box[middle]), float(box[middle + 1])


def gather(
    request: Request, apis: Sequence[Api], service: Service
) -> tuple[stac.Found, tuple[str, ...]]:
    """Read the items from the place asked for, or from the first live service that answers."""
    if request.place is None:
        return _first_answer(request, apis)
    if isinstance(request.place, str) and is_web(request.place):
        document = service.get(request.place).json()
        if isinstance(document, Mapping) and "conformsTo" in document:
            return stac.search(request.place, apis[0].collection, request, service), ()
    return stac.read(request.place, service), ()


def _first_answer(request: Request, apis: Sequence[Api]) -> tuple[stac.Found, tuple[str, ...]]:
    """Ask the services in turn: the next where one is silent, and for the holes another leaves."""
    found, notes, failures = None, [], []
    for api in apis:
        holes = [] if found is None else holes_of(found, request)
        if found is not None and not holes:
            break
        try:
            fresh = stac.search(api.url, api.collection, request, api.service)
        except Unavailable as failure:
            failures.append(failure)
            continue
        if found is None:
            found = fresh
            notes += [f"{failure} Asked instead: {api.service.name}." for failure in failures]
        else:
            found, said = _filled(found, fresh, holes, api)
            notes.append(said)
    if found is None:
        raise Unavailable(" ".join(str(failure) for failure in failures), failures[0].advice)
    return found, tuple(notes)


def holes_of(found: stac.Found, request: Request) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return the spans longer than `LONGEST_HOLE` in which no item was taken."""
    taken = []
    for item, _ in found.items:
        try:
            taken.append(acquired_at(item))
        except Unfit:
            continue
    return _holes(taken, request)


def _holes(
    taken: Sequence[pd.Timestamp], request: Request
) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    edges = [pd.Timestamp(request.start), pd.Timestamp(request.end) + pd.Timedelta(days=1)]
    spans = pairwise(sorted([*taken, *edges]))
    return [(a, b) for a, b in spans if b - a > LONGEST_HOLE]


def _filled(
    found: stac.Found, fresh: stac.Found, holes: list[tuple[pd.Timestamp, pd.Timestamp]], api: Api
) -> tuple[stac.Found, str]:
    """Add the scenes of a second service that were taken while the first has none."""
    known = {item["id"] for item, _ in found.items}
    added = []
    for item, base in fresh.items:
        try:
            moment = acquired_at(item)
        except Unfit:
            continue
        if item["id"] not in known and any(a < moment < b for a, b in holes):
            added.append((item, base))
    days = ", ".join(f"{a:%Y-%m-%d} to {b:%Y-%m-%d}" for a, b in holes[:5])
    both = stac.Found(
        found.items + added, found.inputs | fresh.inputs, found.refused + fresh.refused
    )
    return both, f"nothing was found for {days}: {api.service.name} adds {len(added)} scenes"


def deliver(
    request: Request,
    found: stac.Found,
    row_of: Callable[[stac.Item, str], Row | None],
    notes: Sequence[str],
    newest: Callable[[pd.DataFrame], tuple[pd.DataFrame, tuple[str, ...]]],
) -> Delivery[pd.DataFrame]:
    """Turn items into SCENES.

    Parameters
    ----------
    request, found, notes
        What was asked, what was found, and what was noted on the way.
    row_of
        Makes a row of an item; gives None for another sensor, raises `Unfit` for an item of this
        sensor that cannot be used.
    newest
        Leaves out scenes that a newer processing has replaced, with a note.
    """
    rows: dict[str, Row] = {}
    refused, passed = list(found.refused), Counter[str]()
    for item, base in found.items:
        try:
            row = row_of(item, base)
        except Unfit as reason:
            refused.append((str(item["id"]), str(reason)))
            continue
        if row is None:
            passed["of other sensors"] += 1
        elif reason := wanted(item, row, request):
            passed[reason] += 1
        elif row["item"] in rows:
            refused.append((row["item"], "the same item came twice"))
        else:
            rows[row["item"]] = row
    table, replaced = newest(_table(list(rows.values())))
    counts = [f"{len(found.items)} items read, {len(table)} scenes kept"]
    counts += [f"{count} items {reason} passed over" for reason, count in sorted(passed.items())]
    if len(table) and (holes := _holes(list(table["acquired"]), request)):
        longest = max(b - a for a, b in holes).days
        counts.append(f"{len(holes)} gaps of over {LONGEST_HOLE.days} days, the longest {longest}")
    counts += [f"{n} scenes are {state}" for state, n in table["state"].value_counts().items()]
    said = (*notes, *counts, *replaced, *counted(refused))
    return Delivery(table[SCENES.names], request.tag, found.inputs, said, tuple(refused))


def _table(rows: Sequence[Row]) -> pd.DataFrame:
    if not rows:
        return SCENES.empty().assign(tile=pd.Series(dtype="str"), made=pd.Series(dtype="str"))
    table = pd.DataFrame(rows).sort_values(["acquired", "item"]).reset_index(drop=True)
    kinds = {"text": "str", "int": "int64", "float": "float64", "date": "datetime64[us]"}
    return table.astype({v.name: kinds[v.kind] for v in SCENES.variables})
