"""The waves a tide is made of: their speeds, and how the moon's orbit changes them over 18.6 years.

Arguments follow Schureman (1958, US Coast and Geodetic Survey, Special Publication 98, table 2):
V = n·15°·t + a·s + b·h + c·p + d·p1 + k, with t the hours since midnight UTC. Nodal factors f and u
are the series of his formulas 65 to 79 in the node N, as Doodson and Warburg (1941) give them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Series = tuple[tuple[float, ...], tuple[float, ...]]
"""Coefficients of cos 0N, 1N, ... for the factor f, and of sin 1N, 2N, ... for u in degrees."""

NODAL: dict[str, Series] = {
    "": ((1.0,), ()),
    "M2": ((1.0004, -0.0373, 0.0002), (-2.14,)),
    "O1": ((1.0089, 0.1871, -0.0147, 0.0014), (10.80, -1.34, 0.19)),
    "K1": ((1.0060, 0.1150, -0.0088, 0.0006), (-8.86, 0.68, -0.07)),
    "J1": ((1.0129, 0.1676, -0.0170, 0.0016), (-12.94, 1.34, -0.19)),
    "OO1": ((1.1027, 0.6504, 0.0317, -0.0014), (-36.68, 4.02, -0.57)),
    "K2": ((1.0241, 0.2863, 0.0083, -0.0015), (-17.74, 0.68, -0.04)),
    "MM": ((1.0000, -0.1300, 0.0013), ()),
    "MF": ((1.0429, 0.4135, -0.0040), (-23.74, 2.68, -0.38)),
}


@dataclass(frozen=True, slots=True)
class Wave:
    """One constituent.

    Parameters
    ----------
    n, s, h, p, p1
        Multiples of the hour angle and of the mean longitudes of moon, sun, and their perigees.
    k
        Constant, degrees.
    nodal
        Whose nodal series it takes, and *times* how often (overtides).
    """

    n: int
    s: int
    h: int
    p: int = 0
    p1: int = 0
    k: float = 0.0
    nodal: str = ""
    times: float = 1.0


WAVES: dict[str, Wave] = {
    "SA": Wave(0, 0, 1),
    "SSA": Wave(0, 0, 2),
    "MM": Wave(0, 1, 0, -1, nodal="MM"),
    "MSF": Wave(0, 2, -2, nodal="M2"),
    "MF": Wave(0, 2, 0, nodal="MF"),
    "MTM": Wave(0, 3, 0, -1, nodal="MF"),
    "MSQM": Wave(0, 4, -2, nodal="MF"),
    "2Q1": Wave(1, -4, 1, 2, k=270, nodal="O1"),
    "SIGMA1": Wave(1, -4, 3, k=270, nodal="O1"),
    "SGM": Wave(1, -4, 3, k=270, nodal="O1"),
    "Q1": Wave(1, -3, 1, 1, k=270, nodal="O1"),
    "RHO1": Wave(1, -3, 3, -1, k=270, nodal="O1"),
    "O1": Wave(1, -2, 1, k=270, nodal="O1"),
    "PI1": Wave(1, 0, -2, 0, 1, k=270),
    "P1": Wave(1, 0, -1, k=270),
    "S1": Wave(1, 0, 0, k=180),
    "K1": Wave(1, 0, 1, k=90, nodal="K1"),
    "PSI1": Wave(1, 0, 2, 0, -1, k=90),
    "PHI1": Wave(1, 0, 3, k=90),
    "J1": Wave(1, 1, 1, -1, k=90, nodal="J1"),
    "OO1": Wave(1, 2, 1, k=90, nodal="OO1"),
    "3N2": Wave(2, -5, 2, 3, nodal="M2"),
    "EP2": Wave(2, -5, 4, 1, nodal="M2"),
    "2N2": Wave(2, -4, 2, 2, nodal="M2"),
    "MU2": Wave(2, -4, 4, nodal="M2"),
    "N2": Wave(2, -3, 2, 1, nodal="M2"),
    "NU2": Wave(2, -3, 4, -1, nodal="M2"),
    "M2": Wave(2, -2, 2, nodal="M2"),
    "LAMBDA2": Wave(2, -1, 0, 1, k=180, nodal="M2"),
    "L2": Wave(2, -1, 2, -1, k=180, nodal="M2"),
    "T2": Wave(2, 0, -1, 0, 1),
    "S2": Wave(2, 0, 0),
    "R2": Wave(2, 0, 1, 0, -1, k=180),
    "2SM2": Wave(2, 2, -2, nodal="M2"),
    "K2": Wave(2, 0, 2, nodal="K2"),
    "M3": Wave(3, -3, 3, k=180, nodal="M2", times=1.5),
    "N4": Wave(4, -6, 4, 2, nodal="M2", times=2),
    "MN4": Wave(4, -5, 4, 1, nodal="M2", times=2),
    "M4": Wave(4, -4, 4, nodal="M2", times=2),
    "MS4": Wave(4, -2, 2, nodal="M2"),
    "S4": Wave(4, 0, 0),
    "M6": Wave(6, -6, 6, nodal="M2", times=3),
    "2MS6": Wave(6, -4, 4, nodal="M2", times=2),
    "S6": Wave(6, 0, 0),
    "M8": Wave(8, -8, 8, nodal="M2", times=4),
}
"""By name in capitals; what is not here is left out of a prediction and said so."""
J2000 = np.datetime64("2000-01-01T12:00:00", "us")


def longitudes(times: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return t·15°, s, h, p, N and p1 (degrees) at *times* (datetime64, UTC).

    Mean longitudes of moon, sun, lunar perigee, node and solar perigee after Meeus (1998).
    """
    since = (times.astype("datetime64[us]") - J2000) / np.timedelta64(1, "us")
    century = since / (36_525 * 86_400e6)
    hours = (times - times.astype("datetime64[D]")) / np.timedelta64(1, "us") / 3.6e9
    return (
        15.0 * hours,
        218.3164477 + 481_267.88123421 * century,
        280.46646 + 36_000.76983 * century,
        83.3532465 + 4_069.0137287 * century,
        125.04452 - 1_934.136261 * century,
        282.93735 + 1.71946 * century,
    )


def nodal(wave: Wave, node: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return f and u (degrees) of *wave* at longitudes of the node (degrees)."""
    cosines, sines = NODAL[wave.nodal]
    angle = np.deg2rad(node)
    factor = np.sum([c * np.cos(n * angle) for n, c in enumerate(cosines)], axis=0)
    shift = np.zeros_like(angle)
    for n, coefficient in enumerate(sines, start=1):
        shift += coefficient * np.sin(n * angle)
    return factor**wave.times, shift * wave.times
