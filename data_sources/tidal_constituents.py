"""Tidal constituents of a gauge, as TICON-4 gives them: amplitude in metres, phase lag at GMT."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from data_sources.errors import Refused
from data_sources.material import Material

HIGHEST_AMPLITUDE_M = 10.0


@dataclass(frozen=True, slots=True)
class Constituents:
    """A gauge's name, and by constituent its amplitude (m) and phase lag (degrees at GMT)."""

    gauge: str
    waves: Mapping[str, tuple[float, float]]


def read(material: Material) -> Constituents:
    """Read a gauge's `harmonic_constituents`; `Refused` where they are no such thing."""
    document = material.json()
    entries = document.get("harmonic_constituents") if isinstance(document, Mapping) else None
    if not isinstance(document, Mapping) or not isinstance(entries, list) or not entries:
        raise Refused(material.name, ["it holds no list harmonic_constituents"])
    waves: dict[str, tuple[float, float]] = {}
    faults: list[str] = []
    for number, entry in enumerate(entries, start=1):
        try:
            wave = str(entry["name"]), float(entry["amplitude"]), float(entry["phase"])
        except (KeyError, TypeError, ValueError):
            faults.append(f"constituent {number} lacks a name, an amplitude or a phase")
            continue
        name, amplitude, phase = wave
        if not (0 <= amplitude <= HIGHEST_AMPLITUDE_M and math.isfinite(phase)):
            faults.append(f"constituent {name} has an impossible amplitude or phase")
        waves[name] = (amplitude, phase)
    if faults:
        raise Refused(material.name, faults)
    return Constituents(str(document.get("name", material.name)), waves)
