"""How well every pair of sowing day and duration explains what was seen of a field.

For each candidate the observations are compared with the curves of `curves.py`: squared distance
in spreads, cut off where an observation is a cloud that slipped through, with a field's own radar
level taken out. No smoothing comes first, so a gap is nothing said and a cloud bends no line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numba
import numpy as np

from pipelines.curves import AFTER, BEFORE, RIPE, YOUNG, Curve

FAR = 9.0
"""What an observation beyond three spreads counts: a cloud that slipped through, or no rice."""


@dataclass(frozen=True, eq=False)
class Observations:
    """What was seen of many fields in one signal, field after field.

    Parameters
    ----------
    curve
        What it is compared with.
    day
        Days since 1970-01-01 (int64).
    value
        In the curve's unit.
    first
        Where each field starts, and one past the last.
    """

    curve: Curve
    day: np.ndarray
    value: np.ndarray
    first: np.ndarray

    def some(self, most: int) -> Observations:
        """Return every n-th field, so that no more than *most* are left."""
        step = max(1, -(-(len(self.first) - 1) // most))
        fields = range(0, len(self.first) - 1, step)
        parts = [np.arange(self.first[f], self.first[f + 1]) for f in fields]
        rows = np.concatenate(parts)
        first = np.concatenate([[0], np.cumsum([len(part) for part in parts])])
        return Observations(self.curve, self.day[rows], self.value[rows], first)


def misfits(
    seen: Sequence[Observations], sowing: np.ndarray, duration: np.ndarray, tempo: float = 0.0
) -> np.ndarray:
    """Return half the squared misfit, (field, sowing, duration), summed over signals.

    Parameters
    ----------
    sowing
        Candidate days since 1970-01-01 (int64).
    duration
        Candidate days from sowing to harvest (int64).
    tempo
        Days by which young rice greens later than the curve's.
    """
    fields = len(seen[0].first) - 1
    total = np.zeros((fields, len(sowing), len(duration)))
    for obs in seen:
        curve = obs.curve
        manner = np.array([curve.wanders, curve.weight, *curve.elsewhere])
        tables = curve.tables(tempo)
        _add_misfits((obs.day, obs.value, obs.first), (sowing, duration), tables, manner, total)
    return total


def misfits_without(seen: Sequence[Observations]) -> np.ndarray:
    """Return the misfit of each field to staying as it is: what a crop has to beat, (field,)."""
    total = np.zeros(len(seen[0].first) - 1)
    for obs in seen:
        owner = np.repeat(np.arange(len(total)), np.diff(obs.first))
        count = np.bincount(owner, minlength=len(total))
        mean = np.bincount(owner, obs.value, len(total)) / np.maximum(count, 1)
        z = (obs.value - mean[owner]) / obs.curve.steady
        misfit = 0.5 * np.minimum(z * z, FAR) + np.log(obs.curve.steady)
        total += obs.curve.weight * np.bincount(owner, misfit, len(total))
    return total


@numba.njit(nogil=True, cache=True)
def _add_misfits(
    seen: tuple[np.ndarray, np.ndarray, np.ndarray],
    candidates: tuple[np.ndarray, np.ndarray],
    tables: tuple[np.ndarray, np.ndarray],
    manner: np.ndarray,
    total: np.ndarray,
) -> None:
    """Add one signal's misfits to *total*; *manner* is (wanders, weight, elsewhere's two)."""
    day, value, first = seen
    sowing, duration = candidates
    for f in range(len(first) - 1):
        for s in range(len(sowing)):
            for d in range(len(duration)):
                squares, slope, precision, spreads = 0.0, 0.0, 0.0, 0.0
                for n in range(first[f], first[f + 1]):
                    age = day[n] - sowing[s]
                    mean, spread = _expected(age, age - duration[d], tables, manner)
                    z = (value[n] - mean) / spread
                    squares += min(z * z, FAR)
                    slope += max(min(z, 3.0), -3.0) / spread
                    precision += 1.0 / (spread * spread)
                    spreads += np.log(spread)
                if manner[0] > 0:
                    squares -= slope * slope / (precision + 1.0 / (manner[0] * manner[0]))
                total[f, s, d] += manner[1] * (0.5 * squares + spreads)


@numba.njit(nogil=True, cache=True)
def _expected(
    age: int, past: int, tables: tuple[np.ndarray, np.ndarray], manner: np.ndarray
) -> tuple[float, float]:
    """Return mean and spread *age* days after sowing and *past* days after harvest."""
    if age < -BEFORE or past > AFTER:
        return manner[2], manner[3]
    if past >= -RIPE:
        return tables[1][0, past + RIPE], tables[1][1, past + RIPE]
    young = min(age, YOUNG) + BEFORE
    return tables[0][0, young], tables[0][1, young]
