"""Specimens: real data from elsewhere that a folder holds to test methods on, not to run on.

They go through their loaders like everything else, so that a damaged one is refused here and now;
what they hold is said, and nothing of it enters the city's store.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.flow.flow import Flow
from data_sources.eo_patch import read_patch
from data_sources.flood_chip import read_chip
from data_sources.rice_points import read_points


def look_at_specimens(flow: Flow) -> None:
    """Load every specimen of the data folder and say what it holds."""
    if flow.data is None:
        return
    for place, (name, told) in _SPECIMENS.items():
        folder = flow.data / place
        if folder.is_dir():
            with flow.timed() as seconds:
                said = told(folder)
            flow.say(f"  {name}: {seconds():.1f} s · specimen, not of the city")
            flow.say(f"      {said}")


def _cube(folder: Path) -> str:
    cube = read_patch(folder)
    days, gaps = cube.sizes["time"], np.diff(cube["time"].values).astype("timedelta64[D]")
    clear = float(cube["clear"].mean())
    return (
        f"{days} dates of {cube.sizes['y']} x {cube.sizes['x']} pixels, {clear:.0%} clear, "
        f"longest gap {int(gaps.max().astype(int))} days"
    )


def _chip(folder: Path) -> str:
    chip = read_chip(folder)
    water = chip["water"]
    labelled = float(water.notnull().mean())
    return (
        f"{chip.sizes['y']} x {chip.sizes['x']} pixels of radar and optical, {labelled:.0%} "
        f"labelled by hand, {float(water.mean()):.0%} of them water"
    )


def _points(folder: Path) -> str:
    points = read_points(folder).points
    return (
        f"{len(points)} labelled points, {int(points['rice'].sum())} rice, "
        f"{int(points['mixed'].sum())} mixed with no data"
    )


_SPECIMENS: dict[str, tuple[str, Callable[[Path], str]]] = {
    "s2_cube_slovenia/TestEOPatch": ("Sentinel-2 cube (Slovenia)", _cube),
    "flood_chip_spain": ("flood chip (Spain)", _chip),
    "rice_points_an_giang": ("rice points (An Giang)", _points),
}
