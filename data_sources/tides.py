"""Tides at the coast, worked out from the constituents of a gauge (TICON-4).

The tide of the East Sea carries the salt up the Hậu: it can be said for any day, for weather and
river add to it. Levels are above the gauge's mean sea level.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data_sources import tidal_constituents
from data_sources.datasets import WATER
from data_sources.errors import Refused
from data_sources.material import Material, digests, gather
from data_sources.service import Service
from data_sources.source import Delivery, Request, Source
from data_sources.tide_waves import WAVES, longitudes, nodal

LICENCE = (
    "TICON-4 via @neaps/tide-database, CC-BY-4.0: Hart-Davis, Dettmering, Seitz (2025), SEANOE"
)
STEP_MINUTES = 10
MOST_DAYS = 40_000


@dataclass(frozen=True)
class Gauge:
    """A tide gauge.

    Parameters
    ----------
    name, lon, lat
        What and where it is.
    amplitude_m, phase_deg
        Of each constituent, by its name in capitals; phases are Greenwich lags.
    unknown
        Constituents that are left out because their wave is not known here.
    """

    name: str
    lon: float
    lat: float
    amplitude_m: Mapping[str, float]
    phase_deg: Mapping[str, float]
    unknown: tuple[str, ...]


def read(material: Material) -> Gauge:
    """Read one gauge; `Refused` names every fault."""
    constituents = tidal_constituents.read(material)
    document = material.json()
    about = document if isinstance(document, Mapping) else {}
    lon, lat = _number(about.get("longitude")), _number(about.get("latitude"))
    waves = {name.upper(): wave for name, wave in constituents.waves.items()}
    faults = [] if {"M2", "S2", "K1", "O1"} <= set(waves) else ["it lacks one of M2, S2, K1, O1"]
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        faults.append("it states no place")
    if faults:
        raise Refused(material.name, faults)
    known = {name: wave for name, wave in waves.items() if name in WAVES}
    return Gauge(
        constituents.gauge,
        lon,
        lat,
        {name: amplitude for name, (amplitude, _) in known.items()},
        {name: phase for name, (_, phase) in known.items()},
        tuple(name for name in waves if name not in WAVES),
    )


def _number(value: object) -> float:
    """Return a number; NaN, which no range holds, for anything else."""
    return float(value) if isinstance(value, (int, float)) else math.nan


def levels(gauge: Gauge, times: np.ndarray) -> np.ndarray:
    """Return the tide in metres above mean sea level at *times* (datetime64, UTC)."""
    hour, s, h, p, node, p1 = longitudes(times)
    total = np.zeros(len(times))
    for name, amplitude in gauge.amplitude_m.items():
        wave = WAVES[name]
        factor, shift = nodal(wave, node)
        angle = wave.n * hour + wave.s * s + wave.h * h + wave.p * p + wave.p1 * p1 + wave.k
        total += factor * amplitude * np.cos(np.deg2rad(angle + shift - gauge.phase_deg[name]))
    return total


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Work out the highest tide of each local day (UTC+07:00) that is asked for."""
    place = request.named("tides")
    if (request.end - request.start).days > MOST_DAYS:
        raise Refused("tides", [f"more than {MOST_DAYS} days are asked for"])
    materials = gather(place, ("*ticon*.json",), Service("tides", LICENCE))
    gauges = [read(material) for material in materials]
    table = pd.concat([_days(gauge, request) for gauge in gauges], ignore_index=True)
    notes = [f"{len(table)} days at {len(gauges)} gauges: the highest tide of each day"]
    notes += [f"{g.name}: left out {', '.join(sorted(g.unknown))}" for g in gauges if g.unknown]
    return Delivery(table, request.tag, digests(materials), tuple(notes))


def _days(gauge: Gauge, request: Request) -> pd.DataFrame:
    first = np.datetime64(request.start, "m") - np.timedelta64(7, "h")
    count = ((request.end - request.start).days + 1) * 24 * 60 // STEP_MINUTES
    times = first + np.arange(count) * np.timedelta64(STEP_MINUTES, "m")
    highest = levels(gauge, times).reshape(-1, 24 * 60 // STEP_MINUTES).max(axis=1)
    days = pd.Series(pd.date_range(request.start, request.end)).astype("datetime64[us]")
    none = pd.Series(None, index=days.index, dtype="str")
    return pd.DataFrame(
        {
            "station": pd.Series(gauge.name, index=days.index, dtype="str"),
            "river": none,
            "sea_distance_km": 0.0,
            "period_start": days,
            "period_end": days,
            "salinity": float("nan"),
            "level": highest,
        }
    )


SOURCE = Source(
    "tides",
    WATER,
    fetch,
    LICENCE,
    "https://github.com/openwatersio/tide-database",
    "Thủy triều Vũng Tàu",
    "Tides at Vũng Tàu",
)
