"""The unit of work: a pure function of (tile, scene, recipe), and where its result waits.

A finished unit lies in the spool under the digest of what it was made of. A run that is killed
finds its finished units there; a unit is never made twice, nor taken for another.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from odc.geo.geobox import GeoBox
from rasterio.errors import RasterioError

from pipelines.grid import BLOCK, Tile
from pipelines.optical import (
    OPTICAL_RECIPE,
    REFLECTANCE_RECIPE,
    render_optical,
    render_reflectance,
)
from pipelines.radar import RADAR_RECIPE, render_radar
from pipelines.recipe import MISSING, Recipe, Rendered
from pipelines.scenes import Scene

Render = Callable[[Scene, GeoBox], Rendered]
_RENDER: dict[str, Render] = {
    OPTICAL_RECIPE.name: render_optical,
    REFLECTANCE_RECIPE.name: render_reflectance,
    RADAR_RECIPE.name: render_radar,
}


@dataclass(frozen=True, slots=True)
class Unit:
    """How a unit went.

    Parameters
    ----------
    state
        ok, failed or absent.
    reason
        Why it is not ok.
    clear
        Share of the tile's pixels that were seen.
    sample
        Digital numbers to check the scene's offset on.
    """

    state: str
    reason: str
    clear: float = 0.0
    sample: tuple[int, ...] = ()


def unit_name(tile: Tile, scene_key: str) -> str:
    """Name the unit of *tile* and a scene (its key holds the recipe)."""
    place = (tile.box.affine[:6], tile.shape, scene_key)
    return hashlib.sha256(json.dumps(place).encode()).hexdigest()[:24]


def do_unit(tile: Tile, scene: Scene, recipe: Recipe, spool: Path, name: str) -> Unit:
    """Make the unit unless the spool holds it, and say how it went."""
    record = spool / f"{name}.json"
    if record.is_file():
        return Unit(**json.loads(record.read_text()))
    unit, pixels = render(tile, scene, recipe)
    if pixels is None:
        # What failed is not kept: a run that goes on after a kill tries it again.
        return unit
    if unit.clear > 0:
        _keep(spool / f"{name}.npy", pixels)
    hold = record.with_suffix(f".{os.getpid()}")
    hold.write_text(json.dumps(asdict(unit)))
    hold.replace(record)
    return unit


def render(tile: Tile, scene: Scene, recipe: Recipe) -> tuple[Unit, np.ndarray | None]:
    """Return how the unit went and its pixels, depending on nothing but the arguments."""
    if lacking := [name for name in recipe.assets if name not in scene.assets]:
        return Unit("absent", f"the catalogue names no file for {', '.join(lacking)}"), None
    gone = [n for n, a in scene.assets.items() if "://" not in a and not Path(a).is_file()]
    if gone:
        return Unit("absent", f"no file for {', '.join(sorted(gone))}"), None
    try:
        made = _RENDER[recipe.name](scene, tile.box)
    except RasterioError as error:
        return Unit("failed", f"it cannot be read ({_short(error)})"), None
    sample = tuple(int(value) for value in made.sample)
    return Unit("ok", "", float(made.clear), sample), made.pixels


def _short(error: Exception) -> str:
    """Return the last cause, without the folders of this machine."""
    cause = str(error.__cause__ or error).splitlines()[0]
    return " ".join(Path(word).name if "/" in word else word for word in cause.split())[:160]


def _keep(path: Path, pixels: np.ndarray) -> None:
    """Write pixels as (variable, block row, block column, `BLOCK`, `BLOCK`), all or nothing."""
    count, height, width = pixels.shape
    down, across = -(-height // BLOCK), -(-width // BLOCK)
    blocks = np.full((count, down, BLOCK, across, BLOCK), MISSING, pixels.dtype)
    flat = blocks.reshape(count, down * BLOCK, across * BLOCK)
    flat[:, :height, :width] = pixels
    hold = path.with_suffix(f".{os.getpid()}.npy")
    np.save(hold, blocks.transpose(0, 1, 3, 2, 4), allow_pickle=False)
    hold.replace(path)


def unit_pixels(path: Path) -> np.ndarray | None:
    """Map a unit's pixels, or None where nothing was seen."""
    return np.load(path, mmap_mode="r", allow_pickle=False) if path.is_file() else None
