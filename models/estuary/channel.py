"""Fit the steady profile to a transect, or to the stations along a river."""

from __future__ import annotations

import numpy as np
from scipy.optimize import least_squares

from data_sources.errors import Refused
from models.estuary.profile import Floats, Profile

CONVERGENCE_KM = 80.0
"""Assumed for the Hậu's mouths. The transects do not tell it: 60 and 150 km fit them equally well
and put the 4 g/L limit within 0.3 km of each other, for the decline takes up the difference."""
SEA_G_L = 34.0
USUAL_BURGH = 0.5
"""The middle of what estuaries have (0.2-0.8; Savenije 2005, table 5.1)."""
LINES_G_L = (1.0, 4.0)
LINE_WEIGHT = 10.0
"""The limits people act on are held; it costs 0.1-0.5 g/L RMSE on the transects of 2016."""
_LEAST = 4


def limit_km(km: Floats, salinity: Floats, line: float) -> float:
    """Return the farthest distance where measured salinity falls through *line* (g/L), km.

    Missing where it never does; linear between measured kilometres.
    """
    known = np.isfinite(salinity)
    km, salinity = km[known], salinity[known]
    falls = np.flatnonzero((salinity[:-1] >= line) & (salinity[1:] < line))
    if not falls.size:
        return float("nan")
    at = falls[-1]
    share = (salinity[at] - line) / (salinity[at] - salinity[at + 1])
    return float(km[at] + share * (km[at + 1] - km[at]))


def fit(km: Floats, salinity: Floats) -> Profile:
    """Fit mouth, K and decline by least squares to a transect's depth means.

    Raises
    ------
    Refused
        Where fewer than four values are there, or none is salt.
    """
    known = np.isfinite(salinity)
    if known.sum() < _LEAST or salinity[known].max() <= LINES_G_L[0]:
        raise Refused("transect", ["a fit needs four depth means or more, and salt in one of them"])
    limits = [(limit_km(km, salinity, line), line) for line in LINES_G_L]
    drawn = np.array([pair for pair in limits if np.isfinite(pair[0])]).reshape(-1, 2)

    def misfit(state: Floats) -> Floats:
        profile = Profile(state[0], state[2], float(np.exp(state[1])), CONVERGENCE_KM)
        along = (profile.salinity(km) - salinity)[known]
        return np.concatenate([along, LINE_WEIGHT * (profile.salinity(drawn[:, 0]) - drawn[:, 1])])

    start = [min(salinity[known].max(), SEA_G_L), np.log(0.5), USUAL_BURGH]
    found = least_squares(misfit, start, bounds=([0.5, -8.0, 0.1], [SEA_G_L + 2, 4.0, 1.0]))
    return Profile(found.x[0], found.x[2], float(np.exp(found.x[1])), CONVERGENCE_KM)


def fit_stations(km: Floats, salinity: Floats) -> Profile:
    """Fit the decline alone to a few stations, sea water at the mouth and the usual K."""

    def misfit(state: Floats) -> Floats:
        profile = Profile(SEA_G_L, USUAL_BURGH, float(np.exp(state[0])), CONVERGENCE_KM)
        return profile.salinity(km) - salinity

    found = least_squares(misfit, [np.log(0.5)], bounds=([-8.0], [4.0]))
    return Profile(SEA_G_L, USUAL_BURGH, float(np.exp(found.x[0])), CONVERGENCE_KM)
