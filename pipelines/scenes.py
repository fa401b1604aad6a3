"""A scene as the pipeline sees it: where its files are, how their numbers become quantities."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd

from data_sources.contract import Contract
from data_sources.datasets import LEDGER, SCENES
from data_sources.errors import Refused
from data_sources.scenes import unpacked


@dataclass(frozen=True, slots=True)
class Scene:
    """One satellite image of the catalogue, with the decision how its numbers are read.

    Parameters
    ----------
    item
        Its name in the catalogue.
    sensor
        S1 or S2.
    acquired
        When it was taken, UTC.
    orbit
        Relative orbit.
    baseline
        Processing baseline of Sentinel-2, empty for Sentinel-1.
    scale, offset
        reflectance (or linear power) = DN * scale + offset.
    decision
        What that rests on, in words.
    assets
        Address of each file by its name in the catalogue.
    state, reason
        What the source already knows of it.
    """

    item: str
    sensor: str
    acquired: np.datetime64
    platform: str
    orbit: int
    baseline: str
    scale: float
    offset: float
    decision: str
    assets: Mapping[str, str]
    state: str
    reason: str

    @property
    def day(self) -> np.datetime64:
        """The day it was taken on, UTC."""
        return self.acquired.astype("datetime64[D]")

    def key(self, recipe: str) -> str:
        """Name the scene's content under *recipe*: any change of file or decision changes it."""
        sizes = {name: _size(address) for name, address in sorted(self.assets.items())}
        parts = [self.item, self.state, self.scale, self.offset, sizes, recipe]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:20]


def _size(address: str) -> int:
    """Size of a local file: a file that was cut short and came again has another one."""
    if "://" in address:
        return 0
    path = Path(address)
    return path.stat().st_size if path.is_file() else -1


def scenes_of(table: pd.DataFrame, sensor: str, assets: Sequence[str]) -> list[Scene]:
    """Return the scenes of one sensor with those *assets* they have, in order of time and name.

    Raises
    ------
    Refused
        Where the rows do not keep the SCENES contract or a scene's assets are not a JSON object.
    """
    SCENES.check(table)
    chosen = table[table["sensor"] == sensor].sort_values(["acquired", "item"])
    rows = cast("list[dict[str, Any]]", chosen.to_dict("records"))
    return [_scene(row, assets) for row in rows]


def _scene(row: Mapping[str, Any], wanted: Sequence[str]) -> Scene:
    try:
        found = unpacked(row["assets"])
    except ValueError as error:
        raise Refused(row["item"], [f"its assets are not JSON ({error})"]) from error
    return Scene(
        row["item"],
        row["sensor"],
        np.datetime64(row["acquired"]).astype("datetime64[s]"),
        row["platform"],
        int(row["orbit"]),
        "" if pd.isna(row["baseline"]) else str(row["baseline"]),
        float(row["dn_scale"]),
        float(row["dn_offset"]),
        row["decision"],
        {name: str(found[name]) for name in wanted if name in found},
        row["state"],
        "" if pd.isna(row["reason"]) else str(row["reason"]),
    )


def ledger_rows(entries: Iterable[tuple[Scene, str, str, float]]) -> pd.DataFrame:
    """Return LEDGER rows of (scene, state, reason, clear share)."""
    rows = [
        (s.item, s.sensor, pd.Timestamp(s.acquired), state, reason or None, clear)
        for s, state, reason, clear in entries
    ]
    contract: Contract[pd.DataFrame] = LEDGER
    kinds = {"item": "str", "sensor": "str", "state": "str", "reason": "str", "clear": "float64"}
    table = pd.DataFrame(rows, columns=contract.names).astype(kinds)
    return LEDGER.check(table.astype({"acquired": "datetime64[us]"}))
