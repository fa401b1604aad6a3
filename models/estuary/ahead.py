"""Carry a station's last bulletin one ten-day period on: Savenije's profile, corrected at once.

The last bulletin tells the state of the profile at the station (its decline); tide and river of the
coming period move that state by theory (`profile.forcing`); the station's change is that movement
times a trust between 0 (persistence) and 1 (theory), learned from periods already over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.estuary.channel import CONVERGENCE_KM, SEA_G_L, USUAL_BURGH
from models.estuary.profile import Floats, Profile, decline_at

STATE = Profile(SEA_G_L, USUAL_BURGH, 1.0, CONVERGENCE_KM)
PRIOR_TRUST = 0.5
"""Before any bulletin has spoken, theory and persistence are believed equally."""
PRIOR_CASES = 20
"""How many pairs of bulletins that first belief is worth: most of one round of the stations."""
NEAR_DAYS = 12
"""Two bulletins belong together where the next starts within so many days of the last."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Bulletins of two neighbouring periods: one value each a pair, all of one length.

    Parameters
    ----------
    before, after
        Salinity (g/L) of the first and of the second period.
    moved
        Change that theory expects (g/L); 0 where a station's distance is not known.
    """

    before: Floats
    after: Floats
    moved: Floats

    @property
    def trust(self) -> float:
        """How much of theory's change to believe, 0 to 1: ridge regression towards the prior."""
        known = np.isfinite(self.before) & np.isfinite(self.after) & (self.moved != 0.0)
        theory, change = self.moved[known], (self.after - self.before)[known]
        if not theory.size:
            return PRIOR_TRUST
        weight = PRIOR_CASES * float(np.mean(theory**2))
        found = (theory @ change + weight * PRIOR_TRUST) / (theory @ theory + weight)
        return float(np.clip(found, 0.0, 1.0))


def theory(salinity: Floats, km: Floats, growth: Floats | float) -> Floats:
    """Return the change (g/L) of *salinity* at *km* when the forcing grows by the factor *growth*.

    Zero where the distance is unknown or the station stands in the sea.
    """
    inside = np.clip(salinity, 0.0, STATE.mouth)
    decline = decline_at(inside, km, STATE) * growth
    dispersion = np.maximum(1.0 - decline * np.expm1(km / STATE.convergence_km), 0.0)
    later = STATE.mouth * dispersion ** (1.0 / STATE.burgh)
    return np.where(np.isfinite(later), later - inside, 0.0)


def copied(wide: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the periods that repeat the one before at every station: typed twice, not measured.

    Parameters
    ----------
    wide
        Salinity by station (rows) and period (columns, in time order); five stations or more.
    """
    found = []
    for before, after in zip(wide.columns[:-1], wide.columns[1:], strict=True):
        both = wide[[before, after]].dropna()
        if len(both) >= 5 and (both[before] == both[after]).all():
            found.append(after)
    return found
