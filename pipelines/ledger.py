"""How each scene went: judged once, kept with the cube, told in the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from data_sources.radiometry import verify_offset
from data_sources.store import Provenance
from pipelines.assembly import Slots
from pipelines.grid import Tile
from pipelines.scenes import Scene, ledger_rows
from pipelines.unit import Unit

Entry = Mapping[str, Any]
"""What a cube's attributes keep of one scene."""


def one_orbit(scenes: Sequence[Scene]) -> list[Scene]:
    """Keep the relative orbit with the most readable scenes; the lower number where two tie."""
    counts = Counter(scene.orbit for scene in scenes if scene.state == "ok")
    if not counts:
        return list(scenes)
    main = min(counts, key=lambda orbit: (-counts[orbit], orbit))
    reason = f"another relative orbit than the series' {main}: kept apart"
    return [
        s if s.orbit == main or s.state != "ok" else replace(s, state="quarantined", reason=reason)
        for s in scenes
    ]


def settled(scenes: Sequence[Scene], entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries that need no other look: a file far away that failed is tried again."""
    far = {s.item for s in scenes if any("://" in address for address in s.assets.values())}
    return [e for e in entries if not (e["item"] in far and e["state"] in ("failed", "absent"))]


def verdict(scene: Scene, units: Sequence[Unit], places: Sequence[Tile]) -> Unit:
    """Join a scene's tiles: one that fails fails the scene, and its pixels judge its offset."""
    for unit in units:
        if unit.state != "ok":
            return unit
    sizes = [rows * columns for rows, columns in (tile.shape for tile in places)]
    clear = sum(u.clear * size for u, size in zip(units, sizes, strict=True)) / sum(sizes)
    sample = [dn for unit in units for dn in unit.sample]
    if scene.sensor == "S2":
        answer = verify_offset(sample, scene.offset, scene.scale)
        doubted = answer == "undecided" and scene.reason
        if answer == "contradiction" or doubted:
            said = f"{scene.decision}, offset {scene.offset:g}"
            pixels = "do not decide" if doubted else "say otherwise"
            return Unit("quarantined", f"the metadata say {said}; the pixels {pixels}", clear)
    return Unit("ok", scene.reason, clear)


def entry(scene: Scene, key: str, found: Unit | None, known: Mapping[str, Entry]) -> Entry:
    """Return what a cube keeps of a scene: what was found now, else before, else by its source."""
    if found is None and key in known:
        return known[key]
    went = found or Unit(scene.state, scene.reason)
    return {
        "day": str(scene.day),
        "item": scene.item,
        "platform": scene.platform,
        "orbit": scene.orbit,
        "baseline": scene.baseline,
        "scale": scene.scale,
        "offset": scene.offset,
        "decision": scene.decision,
        "state": went.state,
        "reason": went.reason,
        "clear": round(went.clear, 6),
        "key": key,
    }


def ledger(scenes: Sequence[Scene], slots: Slots) -> pd.DataFrame:
    """Return the LEDGER rows of a cube's scenes."""
    entries = {kept["item"]: kept for kept in slots.provenance}
    return ledger_rows(
        (s, entries[s.item]["state"], entries[s.item]["reason"], entries[s.item]["clear"])
        for s in scenes
    )


def noted(made: Provenance, slots: Slots) -> Provenance:
    """Add to *made* how many scenes there are and how they went."""
    counts = Counter(kept["state"] for kept in slots.provenance)
    words = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
    note = f"{len(slots.provenance)} scenes on {len(slots.days)} days: {words}"
    return replace(made, notes=(*made.notes, note))
