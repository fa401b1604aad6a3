"""Cubes: the season's scenes on one grid and one calendar, with a ledger of how each went."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from app.flow.flow import Flow, code_of
from app.flow.known import parts_of, rows_of
from data_sources.datasets import FIELDS, LEDGER, SCENES
from data_sources.source import catalogue
from data_sources.step import Made, Outcome, digests, tags
from data_sources.store import Provenance
from data_sources.tag import weakest
from pipelines.cube import Built, build_optical, build_radar
from pipelines.grid import grid_over

MARGIN_M = 200.0
"""Ground around the outermost fields that the cubes show as well."""
_SENSORS: tuple[tuple[str, str, Callable[..., Built]], ...] = (
    ("S2", "optical", build_optical),
    ("S1", "radar", build_radar),
)


def build_cubes(flow: Flow) -> None:
    """Build or bring up to date the optical and the radar cube over the fields' surroundings."""
    scenes = rows_of(flow, SCENES)
    bounds = _bounds(flow)
    if scenes.empty or bounds is None:
        flow.say(f"  cube: skipped, no {'imagery' if scenes.empty else 'parcels to look at'}")
        return
    grid = grid_over(bounds)
    inputs = parts_of(flow, SCENES, FIELDS)
    tag = weakest(tags(flow.store, inputs))
    licences = {name: source.licence for name, source in catalogue().items()}
    for sensor, name, build in _SENSORS:
        if not (scenes["sensor"] == sensor).any():
            flow.say(f"  {name}: skipped, no scene of {sensor}")
            continue
        licence = licences[f"sentinel{sensor[1]}"]
        made = Provenance(tag, licence, code_of("pipelines"), digests(flow.store, inputs))
        with flow.timed() as seconds:
            built = build(scenes, grid, flow.store, made, flow.say)
        flow.outcomes.append(Outcome(built.resting, made_now=built.units > 0))
        state = f"{seconds():.1f} s" if built.units else "unchanged"
        flow.say(f"  {name}: {state} · {tag.en} · {grid.shape.x} x {grid.shape.y} pixels of 10 m")
        for note in built.resting.provenance.notes:
            flow.say(f"      {note}")
        ledger = Made(built.ledger, tag, licence, built.resting.provenance.notes)
        cube = {name: built.resting.digest}
        flow.make(LEDGER, "pipelines", [], lambda made=ledger: made, name, cube, quiet=True)


def _bounds(flow: Flow) -> list[float] | None:
    """Return west, south, east, north (m) of all parcels with a margin; None without parcels."""
    layers = [flow.read(FIELDS, part) for part in flow.store.parts(FIELDS)]
    edges = np.array([layer.total_bounds for layer in layers if len(layer)])
    if not edges.size:
        return None
    outward = np.array([-MARGIN_M, -MARGIN_M, MARGIN_M, MARGIN_M])
    whole = np.concatenate([edges[:, :2].min(axis=0), edges[:, 2:].max(axis=0)])
    return [float(edge) for edge in whole + outward]
