"""What rice looks like on every day of its life, from above and from the side.

A crop of rice has two clocks: after sowing it counts days forward, before harvest it counts days
back, and between the two the canopy is closed and little changes. Each curve gives a mean and a
spread for both clocks, so a long variety has a longer middle and no stretched ends.

NDVI is measured: 415 fields of An Giang in two seasons of 2022, 289 places, seen from 125 days
before harvest to 40 days after (the spread is what fields of the same age differ by). Radar follows
what is published for the delta: VH falls by several dB when the land is flooded for sowing, rises
some 8 dB through tillering to heading and falls a little while the crop dries (Bouvet, Le Toan and
Lam-Dao 2009, IEEE TGRS 47(2), doi:10.1109/TGRS.2008.2004724; Nguyen, Gruber and Wagner 2016,
Remote Sensing Letters 7(12), doi:10.1080/2150704X.2016.1225172).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BEFORE, YOUNG = 30, 50
"""The forward clock runs from 30 days before sowing to 50 after."""
RIPE, AFTER = 45, 25
"""The backward clock runs from 45 days before harvest to 25 after."""
Knots = tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Curve:
    """The course of one signal over a crop's life.

    Parameters
    ----------
    signal
        Column of FIELD_SERIES.
    from_sowing, to_harvest
        Knots (day, mean, spread) on the forward clock, and on the backward clock (days after
        harvest are positive).
    elsewhere
        Mean and spread when no rice stands there.
    wanders
        Spread of a field's own level (0 where the level is known): radar sees moisture, slope and
        straw that differ by field but stay through the season.
    steady
        Spread through a season of land that does not change.
    weight
        How much one observation counts: neighbours in time err together.
    """

    signal: str
    from_sowing: Knots
    to_harvest: Knots
    elsewhere: tuple[float, float]
    wanders: float
    steady: float
    weight: float

    def tables(self, tempo: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
        """Return (mean, spread) by day for both clocks; young rice is *tempo* days late."""
        forward = np.arange(-BEFORE, YOUNG + 1)
        backward = np.arange(-RIPE, AFTER + 1)
        late = tempo * np.clip(forward / 15, 0, 1)
        return _at(self.from_sowing, forward - late), _at(self.to_harvest, backward)


def _at(knots: Knots, days: np.ndarray) -> np.ndarray:
    when, mean, spread = np.array(knots).T
    return np.stack([np.interp(days, when, mean), np.interp(days, when, spread)])


NDVI = Curve(
    "ndvi",
    (
        (-30, 0.50, 0.22),
        (-20, 0.28, 0.18),
        (-10, 0.17, 0.14),
        (0, 0.12, 0.14),
        (5, 0.17, 0.16),
        (10, 0.31, 0.2),
        (15, 0.45, 0.2),
        (20, 0.59, 0.18),
        (25, 0.7, 0.14),
        (35, 0.79, 0.1),
        (50, 0.81, 0.09),
    ),
    (
        (-45, 0.81, 0.09),
        (-35, 0.78, 0.1),
        (-30, 0.74, 0.1),
        (-20, 0.62, 0.16),
        (-10, 0.46, 0.19),
        (0, 0.3, 0.19),
        (8, 0.18, 0.15),
        (16, 0.15, 0.17),
        (25, 0.25, 0.22),
    ),
    elsewhere=(0.5, 0.25),
    wanders=0.0,
    steady=0.12,
    weight=0.3,
)
VH = Curve(
    "vh",
    (
        (-30, -18.5, 2.0),
        (-14, -19.5, 2.5),
        (-8, -22.0, 2.0),
        (0, -21.5, 2.0),
        (10, -20.5, 2.0),
        (20, -19.0, 1.8),
        (30, -17.3, 1.5),
        (40, -16.3, 1.3),
        (50, -16.0, 1.2),
    ),
    (
        (-45, -16.0, 1.2),
        (-25, -16.0, 1.2),
        (-10, -16.7, 1.4),
        (0, -17.3, 1.7),
        (5, -18.0, 2.0),
        (25, -18.5, 2.3),
    ),
    elsewhere=(-18.5, 2.5),
    wanders=1.5,
    steady=1.5,
    weight=0.5,
)
CURVES = (NDVI, VH)
