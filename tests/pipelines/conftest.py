"""A small catalogue of real files on disk: six days of Sentinel-2, four of Sentinel-1."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rasterio
from rasterio.transform import from_origin

from data_sources.datasets import SCENES
from data_sources.store import Provenance
from data_sources.tag import SIMULATED

WEST, NORTH, SIDE = 610_000.0, 1_071_000.0, 320
DAYS = ("2025-12-01", "2025-12-06", "2025-12-11", "2025-12-16", "2025-12-21", "2025-12-26")
MADE = Provenance(SIMULATED, "none", "test")


@dataclass
class Catalogue:
    """Rows of SCENES whose files lie in *folder*."""

    folder: Path
    rows: list[dict]

    @property
    def table(self) -> pd.DataFrame:
        kinds = {"text": "str", "int": "int64", "float": "float64", "date": "datetime64[us]"}
        table = pd.DataFrame(self.rows)[SCENES.names]
        return table.astype({v.name: kinds[v.kind] for v in SCENES.variables})

    def file(self, item: str, asset: str) -> Path:
        return self.folder / item / f"{asset}.tif"


def write_tif(
    path: Path, values: np.ndarray, resolution: float = 10.0, crs: str = "EPSG:32648"
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    transform = from_origin(WEST, NORTH, resolution, resolution)
    shape = {"height": values.shape[0], "width": values.shape[1], "count": 1}
    layout = {"tiled": True, "blockxsize": 128, "blockysize": 128, "compress": "deflate"}
    with rasterio.open(
        path, "w", "GTiff", dtype=values.dtype, crs=crs, transform=transform, **shape, **layout
    ) as out:
        out.write(values, 1)


def optical_row(catalogue: Catalogue, item: str, day: str, offset: float = -0.1, **other) -> dict:
    assets = {name: str(catalogue.file(item, name)) for name in ("red", "nir", "swir16", "scl")}
    row = {
        "item": item,
        "sensor": "S2",
        "acquired": f"{day}T03:16:00",
        "platform": "sentinel-2b",
        "orbit": 118,
        "baseline": "05.11",
        "dn_scale": 1e-4,
        "dn_offset": offset,
        "decision": "baseline 05.11 alone",
        "assets": json.dumps(assets),
        "state": "ok",
        "reason": None,
    }
    return row | other


def radar_row(catalogue: Catalogue, item: str, day: str, orbit: int = 18) -> dict:
    assets = {name: str(catalogue.file(item, name)) for name in ("vv", "vh")}
    row = optical_row(catalogue, item, day, 0.0)
    changed = {"sensor": "S1", "platform": "sentinel-1c", "baseline": None, "dn_scale": 1.0}
    return row | changed | {"orbit": orbit, "assets": json.dumps(assets), "decision": "RTC"}


def write_optical(catalogue: Catalogue, item: str, seed: int, added: int = 1000) -> None:
    """Write red 0.05, NIR 0.05 + 0.4 x share of the way east, SWIR 0.2, one square cloud."""
    draw = np.random.default_rng(seed)
    noise = draw.integers(-20, 20, (SIDE, SIDE))
    east = np.linspace(0, 1, SIDE)[None, :]
    red = 500 + noise + added
    nir = 500 + 4000 * east + noise + added
    swir = np.full((SIDE // 2, SIDE // 2), 2000 + added)
    classes = np.full((SIDE // 2, SIDE // 2), 4, np.uint8)
    classes[20:30, 40:50] = 9
    for name, values, size in (("red", red, 10), ("nir", nir, 10), ("swir16", swir, 20)):
        write_tif(catalogue.file(item, name), values.astype(np.uint16), size)
    write_tif(catalogue.file(item, "scl"), classes, 20)


def write_radar(catalogue: Catalogue, item: str, seed: int) -> None:
    """Write VV 0.06 and VH 0.012 under speckle of 4.4 looks; the western eighth was not seen."""
    draw = np.random.default_rng(seed)
    for name, mean in (("vv", 0.06), ("vh", 0.012)):
        power = (mean * draw.gamma(4.4, 1 / 4.4, (SIDE, SIDE))).astype(np.float32)
        power[:, : SIDE // 8] = -32768
        write_tif(catalogue.file(item, name), power)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    made = Catalogue(tmp_path / "scenes", [])
    for n, day in enumerate(DAYS):
        write_optical(made, f"S2_{n}", n)
        made.rows.append(optical_row(made, f"S2_{n}", day))
    for n in range(4):
        write_radar(made, f"S1_{n}", n)
        made.rows.append(radar_row(made, f"S1_{n}", f"2025-12-{3 + 6 * n:02d}"))
    return made


@pytest.fixture
def grid_bounds() -> tuple[float, float, float, float]:
    return (WEST, NORTH - SIDE * 10, WEST + SIDE * 10, NORTH)


@pytest.fixture
def made() -> Provenance:
    return MADE


@pytest.fixture
def write() -> Callable[..., None]:
    return write_optical


@pytest.fixture
def row() -> Callable[..., dict]:
    return optical_row


@pytest.fixture
def tif() -> Callable[..., None]:
    return write_tif
