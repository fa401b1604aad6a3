"""From a catalogue to a cube: every scene of the season on one grid and one calendar.

A unit of work is one scene on one tile. What can be read is read once; what cannot is written down
in the ledger as absent, failed or quarantined, for a hole in the catalogue is not a cloud.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import zarr
from odc.geo.geobox import GeoBox

from data_sources.contract import Cube
from data_sources.datasets import OPTICAL, RADAR
from data_sources.errors import Missing
from data_sources.radiometry import verify_offset
from data_sources.store import Provenance, Resting, Store
from pipelines.assembly import Slots, assemble, slots_in, slots_of
from pipelines.grid import Tile, tiles
from pipelines.optical import OPTICAL_RECIPE
from pipelines.radar import RADAR_RECIPE
from pipelines.recipe import Recipe
from pipelines.scenes import Scene, ledger_rows, scenes_of
from pipelines.unit import Unit, do_unit, unit_name

Say = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """A cube at rest and how its scenes went.

    Parameters
    ----------
    resting
        Provenance and digest of the cube in the store.
    ledger
        LEDGER rows, one a scene.
    units
        How many units of work were done just now; 0 where nothing had changed.
    """

    resting: Resting
    ledger: pd.DataFrame
    units: int


def build_optical(
    scenes: pd.DataFrame,
    grid: GeoBox,
    store: Store,
    made: Provenance,
    say: Say,
    *,
    part: str = "all",
    workers: int | Executor = 2,
) -> Built:
    """Build or bring up to date the OPTICAL cube of *part* in *store*.

    Parameters
    ----------
    scenes
        SCENES rows; those of other sensors are left alone.
    grid
        From `pipelines.grid.grid_over`.
    made
        Tag, licence, code and inputs to rest with the cube; counts are added to its notes.
    say
        Takes one line of progress.
    workers
        Threads, or an executor such as `distributed.Client.get_executor()` whose workers see the
        same files.

    Raises
    ------
    Missing
        Where the catalogue holds no scene of this sensor.
    """
    found = scenes_of(scenes, "S2", OPTICAL_RECIPE.assets)
    return _build(OPTICAL, OPTICAL_RECIPE, found, grid, (store, part, made), (say, workers))


def build_radar(
    scenes: pd.DataFrame,
    grid: GeoBox,
    store: Store,
    made: Provenance,
    say: Say,
    *,
    part: str = "all",
    workers: int | Executor = 2,
) -> Built:
    """Build or bring up to date the RADAR cube of *part*: as `build_optical`, one relative orbit.

    The orbit with the most readable scenes is the series. Another orbit looks from another side at
    another angle, so its scenes stand in the ledger, kept apart with that reason.
    """
    found = one_orbit(scenes_of(scenes, "S1", RADAR_RECIPE.assets))
    return _build(RADAR, RADAR_RECIPE, found, grid, (store, part, made), (say, workers))


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


def _build(
    contract: Cube,
    recipe: Recipe,
    scenes: Sequence[Scene],
    grid: GeoBox,
    rest: tuple[Store, str, Provenance],
    how: tuple[Say, int | Executor],
) -> Built:
    store, part, made = rest
    if not scenes:
        raise Missing(f"the catalogue holds no scene for {contract.name}", "Ask a longer period.")
    keys = {scene.item: scene.key(recipe.digest) for scene in scenes}
    before = _before(store, contract, part, recipe, grid)
    known = {p["key"]: p for p in _settled(scenes, before)}
    if before and set(known) == set(keys.values()):
        return _unchanged(contract, scenes, known, keys, rest)
    work = store.workplace(contract, part)
    todo = _to_render(scenes, keys, list(known.values()))
    lots = {scene.item: list(tiles(grid)) for scene in todo}
    done = _render(todo, lots, keys, recipe, work, how)
    verdicts = {s.item: _verdict(s, done[s.item], lots[s.item]) for s in todo}
    entries = [_entry(s, keys[s.item], verdicts.get(s.item), known) for s in scenes]
    slots = slots_of(entries)
    sources = {
        keys[s.item]: [(t, _waiting(work, t, keys[s.item])) for t in lots[s.item]] for s in todo
    }
    fresh = work / "fresh.zarr"
    shutil.rmtree(fresh, ignore_errors=True)
    assemble(fresh, contract, recipe, grid, slots, sources, before)
    resting = store.adopt(contract, fresh, _noted(made, slots), part)
    shutil.rmtree(work)
    return Built(resting, _ledger(scenes, slots), sum(len(units) for units in done.values()))


def _before(store: Store, contract: Cube, part: str, recipe: Recipe, grid: GeoBox) -> Path | None:
    """Return the resting cube if it is of the same recipe and grid."""
    if not store.has(contract, part):
        return None
    path = store.place(contract, part)
    group = zarr.open_group(path, mode="r", zarr_format=3)
    cube = contract.read(path)
    transform = " ".join(f"{value:.10g}" for value in grid.affine.to_gdal())
    same = (
        group.attrs.get("recipe") == recipe.digest
        and cube["spatial_ref"].attrs["GeoTransform"] == transform
        and (cube.sizes["y"], cube.sizes["x"]) == grid.shape
    )
    return path if same else None


def _settled(scenes: Sequence[Scene], before: Path | None) -> list[Mapping[str, Any]]:
    """Return the entries that need no other look: a file far away that failed is tried again."""
    far = {s.item for s in scenes if any("://" in address for address in s.assets.values())}
    entries = slots_in(before).provenance if before else ()
    return [e for e in entries if not (e["item"] in far and e["state"] in ("failed", "absent"))]


def _unchanged(
    contract: Cube,
    scenes: Sequence[Scene],
    known: Mapping[str, Mapping[str, Any]],
    keys: Mapping[str, str],
    rest: tuple[Store, str, Provenance],
) -> Built:
    store, part, _ = rest
    slots = slots_of([known[keys[s.item]] for s in scenes])
    return Built(store.resting(contract, part), _ledger(scenes, slots), 0)


def _to_render(
    scenes: Sequence[Scene], keys: Mapping[str, str], settled: Sequence[Mapping[str, Any]]
) -> list[Scene]:
    """Return the readable scenes of every day whose scenes changed."""
    old = {entry["key"] for entry in settled}
    by_day: dict[str, set[str]] = {}
    for entry in settled:
        by_day.setdefault(entry["day"], set()).add(entry["key"])
    for scene in scenes:
        by_day.setdefault(str(scene.day), set()).add(keys[scene.item])
    current = set(keys.values())
    changed = {day for day, here in by_day.items() if here - old or here - current}
    return [s for s in scenes if str(s.day) in changed and s.state == "ok"]


def _render(
    todo: Sequence[Scene],
    lots: Mapping[str, Sequence[Tile]],
    keys: Mapping[str, str],
    recipe: Recipe,
    work: Path,
    how: tuple[Say, int | Executor],
) -> dict[str, list[Unit]]:
    say, workers = how
    calls = [
        (tile, scene, recipe, work, unit_name(tile, keys[scene.item]))
        for scene in todo
        for tile in lots[scene.item]
    ]
    if isinstance(workers, Executor):
        results = _in_order(workers, calls)
    else:
        with ThreadPoolExecutor(workers, thread_name_prefix=recipe.name) as pool:
            results = _in_order(pool, calls)
    say(f"      {recipe.name}: {len(todo)} scenes, {len(calls)} units of work")
    done: dict[str, list[Unit]] = {scene.item: [] for scene in todo}
    for call, unit in zip(calls, results, strict=True):
        done[call[1].item].append(unit)
    return done


def _in_order(pool: Executor, calls: Iterable[tuple[Any, ...]]) -> list[Unit]:
    futures = [pool.submit(do_unit, *call) for call in calls]
    return [future.result() for future in futures]


def _waiting(work: Path, tile: Tile, key: str) -> Path:
    return work / f"{unit_name(tile, key)}.npy"


def _verdict(scene: Scene, units: Sequence[Unit], places: Sequence[Tile]) -> Unit:
    """Join a scene's tiles: one that fails fails the scene, and its pixels judge its offset."""
    for unit in units:
        if unit.state != "ok":
            return unit
    sizes = [rows * columns for rows, columns in (tile.shape for tile in places)]
    clear = sum(u.clear * size for u, size in zip(units, sizes, strict=True)) / sum(sizes)
    sample = [dn for unit in units for dn in unit.sample]
    if scene.sensor == "S2":
        verdict = verify_offset(sample, scene.offset, scene.scale)
        doubted = verdict == "undecided" and scene.reason
        if verdict == "contradiction" or doubted:
            said = f"{scene.decision}, offset {scene.offset:g}"
            pixels = "do not decide" if doubted else "say otherwise"
            return Unit("quarantined", f"the metadata say {said}; the pixels {pixels}", clear)
    return Unit("ok", scene.reason, clear)


def _entry(
    scene: Scene, key: str, verdict: Unit | None, known: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, Any]:
    if verdict is None and key in known:
        return known[key]
    went = verdict or Unit(scene.state, scene.reason)
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


def _ledger(scenes: Sequence[Scene], slots: Slots) -> pd.DataFrame:
    entries = {entry["item"]: entry for entry in slots.provenance}
    return ledger_rows(
        (s, entries[s.item]["state"], entries[s.item]["reason"], entries[s.item]["clear"])
        for s in scenes
    )


def _noted(made: Provenance, slots: Slots) -> Provenance:
    counts = Counter(entry["state"] for entry in slots.provenance)
    words = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
    note = f"{len(slots.provenance)} scenes on {len(slots.days)} days: {words}"
    return replace(made, notes=(*made.notes, note))
