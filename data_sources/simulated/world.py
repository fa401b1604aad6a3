"""Build the simulated world, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from data_sources.contract import WORKING_CRS
from data_sources.region import Region
from data_sources.simulated import (
    catalogue,
    deliveries,
    farms,
    harvests,
    parcel_files,
    truth,
    water_files,
    weather_files,
)
from data_sources.simulated.crops import grow
from data_sources.simulated.landscape import lay_out
from data_sources.simulated.overpass import name_of
from data_sources.simulated.render import Drawn, Studio
from data_sources.simulated.river import salt
from data_sources.simulated.scene_plan import Scene, plan
from data_sources.simulated.sky import weather
from data_sources.simulated.story import FULL, Story, WorldSize
from data_sources.simulated.yields import Place, harvest_all

_CODE = Path(__file__).parent
Say = Callable[[str], None]


def build_world(
    root: Path, region: Region, seed: int, as_of: date, say: Say, size: WorldSize = FULL
) -> Path:
    """Build the world below *root*, unless the same one stands there already.

    It is a function of *seed*, *as_of*, *size*, the wards and this package's code. It grows in a
    hidden folder beside *root* and takes its place when it is whole: a build that is killed leaves
    nothing that would be taken for a world, and the next build clears what it left. Two builds of
    one *root* at a time are not provided for.

    Parameters
    ----------
    root
        Folder of the world; its parent is made where it is missing.
    region
        The wards that fields are given.
    seed
        Decides everything that chance decides.
    as_of
        The last day that is known in the world.
    say
        Takes one line of progress.
    size
        Side of the square and number of registered fields.

    Returns
    -------
    Path
        *root*.
    """
    story = Story(seed, as_of, size)
    about = _about(story, region)
    if _stands(root, about):
        say(f"simulated world: unchanged ({root.name})")
        return root
    fresh = root.with_name(f".{root.name}.building")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        _build(fresh, story, region, say)
        _save(fresh / "world.json", about)
        if root.exists():
            shutil.rmtree(root)
        fresh.rename(root)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return root


def _about(story: Story, region: Region) -> dict[str, Any]:
    wards = region.wards.to_wkb()[["ward_code", "geometry"]]
    return {
        "tag": "simulated",
        "seed": story.seed,
        "as_of": story.as_of.isoformat(),
        "crs": WORKING_CRS,
        "bounds": list(story.bounds),
        "seasons": [str(story.seasons[1]), str(story.seasons[3])],
        "size": asdict(story.size),
        "wards": hashlib.sha256(wards.to_csv().encode()).hexdigest(),
        "code": code_digest(),
    }


def code_digest() -> str:
    """Return the digest of this package's source: another code makes another world."""
    total = hashlib.sha256()
    for file in sorted(_CODE.glob("*.py")):
        total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def _stands(root: Path, about: dict[str, Any]) -> bool:
    record = root / "world.json"
    try:
        return json.loads(record.read_text(encoding="utf-8")) == about
    except (OSError, ValueError):
        return False


def _save(path: Path, document: dict[str, Any]) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def _build(root: Path, story: Story, region: Region, say: Say) -> None:
    land = lay_out(story)
    cropping, sky = grow(story, land), weather(story)
    river = salt(story, int(land.block.max()) + 1)
    fields = farms.register(story, land, cropping, region)
    place = Place(land, cropping, sky, river)
    seasons = harvest_all(story, place, fields)
    say(f"simulated world: {len(fields)} fields among {len(land.shapes)} parcels")
    parcel_files.write(root / "parcels", story, land, fields)
    weather_files.write(root / "weather", story, sky)
    water_files.write(root / "water", story, river)
    planted = harvests.write(
        root / "records" / "harvests.csv", story, harvests.entries(story, fields, seasons)
    )
    lots = deliveries.deliver(story, fields, seasons)
    deliveries.write(root / "records" / "deliveries.csv", lots)
    studio = Studio(story, place, fields["parcel"].to_numpy())
    drawn = _draw(root / "stac", studio, plan(story, sky), say)
    catalogue.write(root / "stac", story, drawn)
    tables = {
        "fields": fields.drop(columns=["holder", "phone"]),
        "field_seasons": seasons,
        "scenes": truth.scenes(story, sky, drawn),
        "lots": lots.drop(columns=["seller", "ripe"]),
        "records": planted,
        "weather": weather_files.truth(sky),
        "salinity": truth.salinity(story, river),
        "canopy": truth.canopy(fields, drawn),
    }
    truth.write(root / "truth", tables)


def _draw(folder: Path, studio: Studio, scenes: list[Scene], say: Say) -> list[Drawn]:
    """Draw every scene that has files, two at a time."""
    taken = [scene for scene in scenes if scene.fault != "no item"]

    def one(scene: Scene) -> Drawn:
        place = folder / catalogue.COLLECTIONS[scene.sensor] / name_of(scene)
        return studio.draw(scene, place)

    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        drawn = list(pool.map(one, taken))
    count = pd.Series([scene.sensor for scene in taken]).value_counts()
    say(f"simulated world: {count['S2']} optical and {count['S1']} radar scenes drawn")
    return drawn
