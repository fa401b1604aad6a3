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

    def between(self, first: int, last: int) -> Observations:
        """Return the fields from *first* up to but not with *last*."""
        a, b = self.first[first], self.first[last]
        return Observations(
            self.curve, self.day[a:b], self.value[a:b], self.first[first : last + 1] - a
        )

    def some(self, most: int) -> Observations:
        """Return every n-th field (`step`), so that no more than *most* are left."""
        chosen = np.arange(0, len(self.first) - 1, self.step(len(self.first) - 1, most))
        count = np.diff(self.first)[chosen]
        first = np.concatenate([[0], np.cumsum(count)])
        rows = np.arange(first[-1]) + np.repeat(self.first[chosen] - first[:-1], count)
        return Observations(self.curve, self.day[rows], self.value[rows], first)

    @staticmethod
    def step(fields: int, most: int) -> int:
        """Return how many fields `some` goes on at a time."""
        return max(1, -(-fields // most))


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
        forward, backward = (_prepared(table) for table in curve.tables(tempo))
        elsewhere = _prepared(np.array(curve.elsewhere))
        tables = (forward, backward, elsewhere)
        manner = (curve.wanders, curve.weight)
        _add_misfits((obs.day, obs.value, obs.first), (sowing, duration), tables, manner, total)
    return total


def _prepared(table: np.ndarray) -> np.ndarray:
    """Return mean, 1 / spread and log spread: the loop below then only multiplies and adds."""
    return np.stack([table[0], 1 / table[1], np.log(table[1])])


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
    tables: tuple[np.ndarray, np.ndarray, np.ndarray],
    manner: tuple[float, float],
    total: np.ndarray,
) -> None:
    """Add one signal's misfits to *total*; *manner* is how its level wanders, and its weight."""
    day, value, first = seen
    sowing, duration = candidates
    forward, backward, elsewhere = tables
    for f in range(len(first) - 1):
        for s in range(len(sowing)):
            for d in range(len(duration)):
                squares, slope, precision, spreads = 0.0, 0.0, 0.0, 0.0
                for n in range(first[f], first[f + 1]):
                    age = day[n] - sowing[s]
                    past = age - duration[d]
                    if age < -BEFORE or past > AFTER:
                        mean, sharp, spread = elsewhere[0], elsewhere[1], elsewhere[2]
                    elif past >= -RIPE:
                        i = past + RIPE
                        mean, sharp, spread = backward[0, i], backward[1, i], backward[2, i]
                    else:
                        i = min(age, YOUNG) + BEFORE
                        mean, sharp, spread = forward[0, i], forward[1, i], forward[2, i]
                    z = (value[n] - mean) * sharp
                    squares += min(z * z, FAR)
                    slope += max(min(z, 3.0), -3.0) * sharp
                    precision += sharp * sharp
                    spreads += spread
                if manner[0] > 0:
                    squares -= slope * slope / (precision + 1.0 / (manner[0] * manner[0]))
                total[f, s, d] += manner[1] * (0.5 * squares + spreads)
