"""Masked monthly medians of red and NIR from a STAC catalogue to Zarr, against odc-stac.

`floor` only decodes the same files with two threads; `ruong cube` builds the whole season's cube of
NDVI and LSWI (four files a scene, halo, ledger), and `one more day` adds a date to it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dask
import numpy as np
import odc.stac
import pystac
import xarray as xr
from rasterio.enums import Resampling

from benchmarks import race
from benchmarks.local_catalogue import Catalogue, build, stac_items
from data_sources.store import Provenance, Store
from data_sources.tag import SIMULATED
from pipelines.composite import composite
from pipelines.cube import build_optical
from pipelines.optical import REFLECTANCE_RECIPE
from pipelines.raster import read_patch

ASSETS = ("red", "nir", "scl")
UNUSABLE = (0, 1, 3, 8, 9, 10, 11)
PEERS = ("odc-stac", "odc-stac without dask")
MADE = Provenance(SIMULATED, "none", "benchmark")


def decode(catalogue: Catalogue) -> None:
    files = [a for s in catalogue.scenes("S2", ASSETS) for a in s.assets.values()]

    def one(address: str) -> int:
        return read_patch(address, catalogue.grid, Resampling.nearest, fill=0).values.size

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, files))


def ours(catalogue: Catalogue, out: Path) -> None:
    scenes = catalogue.scenes("S2", ASSETS)
    composite(scenes, REFLECTANCE_RECIPE, catalogue.grid, out, "month")


def peer(catalogue: Catalogue, out: Path, chunks: dict[str, int] | None) -> None:
    items = [pystac.Item.from_dict(item) for item in stac_items(catalogue, ASSETS)]
    with dask.config.set(scheduler="threads", num_workers=2):
        cube = odc.stac.load(
            items, bands=ASSETS, geobox=catalogue.grid, chunks=chunks, groupby="id", pool=2
        )
        clear = ~cube["scl"].isin(UNUSABLE)
        bands = cube[["red", "nir"]]
        seen = bands.where(clear & (bands > 0)).astype("float32")
        if chunks is not None:
            seen = seen.chunk(time=-1)
        months = seen.assign_coords(month=seen["time"].dt.strftime("%Y-%m"))
        medians = months.groupby("month").median(skipna=True)
        medians.drop_encoding().to_zarr(out, mode="w", zarr_format=3, consolidated=False)


def whole_cube(catalogue: Catalogue, out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    build_optical(catalogue.table(), catalogue.grid, Store(out), MADE, lambda _: None)


def one_more_day(catalogue: Catalogue, folder: Path) -> dict[str, float]:
    """Build all days but the last, then time the last."""
    table = catalogue.table()
    days = table[table["sensor"] == "S2"].sort_values("acquired")
    store = Store(folder / "day")
    shutil.rmtree(store.root, ignore_errors=True)
    build_optical(days.iloc[:-1], catalogue.grid, store, MADE, lambda _: None)
    start = time.perf_counter()
    build_optical(days, catalogue.grid, store, MADE, lambda _: None)
    return {"seconds": round(time.perf_counter() - start, 3)}


def agree(catalogue: Catalogue, folder: Path) -> float:
    """Return the largest difference between ours and odc-stac's medians, in reflectance."""
    ours(catalogue, folder / "a.zarr")
    peer(catalogue, folder / "b.zarr", {"x": 1000, "y": 1000})
    a = xr.open_zarr(folder / "a.zarr", consolidated=False)
    b = xr.open_zarr(folder / "b.zarr", consolidated=False)
    worst = 0.0
    for name in ("red", "nir"):
        mine, theirs = a[name].to_numpy(), b[name].to_numpy() * 1e-4 - 0.1
        if not np.array_equal(np.isnan(mine), np.isnan(theirs)):
            raise SystemExit(f"{name} is missing in other places than odc-stac's")
        worst = max(worst, float(np.nanmax(np.abs(mine - theirs))))
    return worst


def contend(options: argparse.Namespace) -> None:
    catalogue = build(options.folder, options.side, options.dates)
    out = options.folder / f"out-{options.contender.replace(' ', '-')}.zarr"
    work = {
        "floor": lambda: decode(catalogue),
        "ruong": lambda: ours(catalogue, out),
        "odc-stac": lambda: peer(catalogue, out, {"x": 1000, "y": 1000}),
        "odc-stac without dask": lambda: peer(catalogue, out, None),
        "ruong cube": lambda: whole_cube(catalogue, out),
    }[options.contender]
    race.measure(work, options.runs)
    shutil.rmtree(out, ignore_errors=True)


def main() -> None:
    options = race.parser(__doc__ or "").parse_args()
    if options.contender:
        contend(options)
        return
    catalogue = build(options.folder, options.side, options.dates)
    size = f"{options.side} px x {options.dates} dates"
    wanted = options.only or ["floor", "ruong", *PEERS, "ruong cube"]
    figures = {name: race.ask("benchmarks.cube", name, 0, options) for name in wanted}
    race.report(size, figures, PEERS)
    if "ruong cube" in wanted:
        day = one_more_day(catalogue, options.folder)
        print(json.dumps({"contender": "ruong, one more day", "size": size, **day}))
    if set(PEERS) & set(wanted):
        worst = agree(catalogue, options.folder)
        print(json.dumps({"check": "largest difference in reflectance", "value": worst}))


if __name__ == "__main__":
    main()
