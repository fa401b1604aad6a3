"""Looking for scenes: one place or several services, holes and repeats, and what is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from data_sources import stac
from data_sources.datasets import SCENES
from data_sources.errors import Unavailable
from data_sources.rows import counted
from data_sources.scenes import Row, Unfit, acquired_at, bounds_of
from data_sources.service import Service, is_web
from data_sources.source import Delivery, Request

LONGEST_HOLE = pd.Timedelta(days=13)
"""One satellite alone passes every 10 (Sentinel-2) or 12 days (Sentinel-1)."""


@dataclass(frozen=True, slots=True)
class Api:
    """One live STAC API and the collection asked of it."""

    url: str
    collection: str
    service: Service


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
