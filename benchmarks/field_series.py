"""Area means of red and NIR of every field on every date, straight from COGs, against exactextract.

`weights cached` finds its weights on disk; `ruong` computes them. `floor` only decodes the files.
`ruong whole` is the product: clouds masked, NDVI and LSWI, the signal of each field, clear share.
"""

from __future__ import annotations

import argparse
import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import exactextract
import numpy as np
from exactextract.raster import RasterioRasterSource
from rasterio.enums import Resampling

from benchmarks import race
from benchmarks.local_catalogue import Catalogue, build, fields
from pipelines.coverage import weights_of
from pipelines.optical import OPTICAL_RECIPE
from pipelines.raster import read_patch
from pipelines.streaming import band_means, stream_scenes

BANDS = ("red", "nir")
PEERS = ("exactextract",)


def files(catalogue: Catalogue) -> list[list[str]]:
    scenes = catalogue.scenes("S2", BANDS)
    return [[scene.assets[band] for band in BANDS] for scene in scenes]


def decode(catalogue: Catalogue) -> None:
    def one(address: str) -> int:
        return read_patch(address, catalogue.grid, Resampling.nearest, fill=0).values.size

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, [address for scene in files(catalogue) for address in scene]))


def peer(catalogue: Catalogue, count: int) -> np.ndarray:
    """One call for all rasters, raster by raster: the fastest of its ways here."""
    rasters = [
        RasterioRasterSource(address, name=f"{band}{n}")
        for n, scene in enumerate(files(catalogue))
        for band, address in zip(BANDS, scene, strict=True)
    ]
    table = exactextract.exact_extract(
        rasters,
        fields(catalogue, count),
        ["mean"],
        output="pandas",
        strategy="raster-sequential",
        max_cells_in_memory=30_000_000,
    )
    return table.to_numpy().T.reshape(len(rasters) // 2, 2, count)


def contend(options: argparse.Namespace) -> None:
    catalogue = build(options.folder, options.side, options.dates)
    shapes = fields(catalogue, options.size)
    geometry = shapes.geometry.to_numpy()
    cache = options.folder / "weights"
    grid, every = catalogue.grid, files(catalogue)
    scenes = catalogue.scenes("S2", OPTICAL_RECIPE.assets)
    work = {
        "floor": lambda: decode(catalogue),
        "ruong": lambda: band_means(every, grid, weights_of(geometry, grid)),
        "ruong, weights cached": lambda: band_means(every, grid, weights_of(geometry, grid, cache)),
        "exactextract": lambda: peer(catalogue, options.size),
        "ruong whole": lambda: stream_scenes(
            scenes, OPTICAL_RECIPE, grid, shapes, weights_of(geometry, grid, cache)
        ),
    }[options.contender]
    race.measure(work, options.runs)


def agree(catalogue: Catalogue, count: int) -> float:
    """Return the largest relative difference between ours and exactextract's means."""
    weights = weights_of(fields(catalogue, count).geometry.to_numpy(), catalogue.grid)
    mine, theirs = band_means(files(catalogue), catalogue.grid, weights), peer(catalogue, count)
    return float(np.nanmax(np.abs(mine / theirs - 1)))


def main() -> None:
    options = race.parser(__doc__ or "").parse_args()
    if options.contender:
        contend(options)
        return
    catalogue = build(options.folder, options.side, options.dates)
    shutil.rmtree(options.folder / "weights", ignore_errors=True)
    wanted = options.only or ["floor", "ruong", "ruong, weights cached", *PEERS, "ruong whole"]
    for count in options.fields:
        figures = {n: race.ask("benchmarks.field_series", n, count, options) for n in wanted}
        race.report(f"{count} fields x {options.dates} dates x 2 bands", figures, PEERS)
    if set(PEERS) & set(wanted):
        worst = agree(catalogue, min(options.fields))
        print(json.dumps({"check": "largest relative difference of means", "value": worst}))


if __name__ == "__main__":
    main()
