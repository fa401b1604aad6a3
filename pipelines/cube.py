"""From a catalogue to a cube: every scene of the season on one grid and one calendar.

A unit of work is one scene on one tile. What can be read is read once; what cannot is written down
in the ledger as absent, failed or quarantined, for a hole in the catalogue is not a cloud.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import zarr
from odc.geo.geobox import GeoBox

from data_sources.contract import Cube
from data_sources.datasets import OPTICAL, RADAR
from data_sources.errors import Missing
from data_sources.store import Provenance, Resting, Store
from pipelines.assembly import assemble, slots_in, slots_of
from pipelines.grid import Tile, tiles
from pipelines.ledger import Entry, entry, ledger, noted, one_orbit, settled, verdict
from pipelines.optical import OPTICAL_RECIPE
from pipelines.radar import RADAR_RECIPE
from pipelines.recipe import Recipe
from pipelines.scenes import Scene, scenes_of
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
    known = {p["key"]: p for p in settled(scenes, slots_in(before).provenance if before else ())}
    if before and set(known) == set(keys.values()):
        return _unchanged(contract, scenes, known, keys, rest)
    work = store.workplace(contract, part)
    todo = _to_render(scenes, keys, list(known.values()))
    lots = {scene.item: list(tiles(grid)) for scene in todo}
    done = _render(todo, lots, keys, recipe, work, how)
    verdicts = {s.item: verdict(s, done[s.item], lots[s.item]) for s in todo}
    entries = [entry(s, keys[s.item], verdicts.get(s.item), known) for s in scenes]
    slots = slots_of(entries)
    sources = {
        keys[s.item]: [(t, _waiting(work, t, keys[s.item])) for t in lots[s.item]] for s in todo
    }
    fresh = work / "fresh.zarr"
    shutil.rmtree(fresh, ignore_errors=True)
    assemble(fresh, contract, recipe, grid, slots, sources, before)
    resting = store.adopt(contract, fresh, noted(made, slots), part)
    shutil.rmtree(work)
    return Built(resting, ledger(scenes, slots), sum(len(units) for units in done.values()))


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


def _unchanged(
    contract: Cube,
    scenes: Sequence[Scene],
    known: Mapping[str, Entry],
    keys: Mapping[str, str],
    rest: tuple[Store, str, Provenance],
) -> Built:
    store, part, _ = rest
    slots = slots_of([known[keys[s.item]] for s in scenes])
    return Built(store.resting(contract, part), ledger(scenes, slots), 0)


def _to_render(
    scenes: Sequence[Scene], keys: Mapping[str, str], before: Sequence[Entry]
) -> list[Scene]:
    """Return the readable scenes of every day whose scenes changed."""
    old = {known["key"] for known in before}
    by_day: dict[str, set[str]] = {}
    for known in before:
        by_day.setdefault(known["day"], set()).add(known["key"])
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
