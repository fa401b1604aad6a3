"""Savenije's steady-state salinity along an estuary whose cross-section shrinks exponentially.

    D/D0 = 1 - beta (exp(x/a) - 1),  S/S0 = (D/D0)^(1/K),  beta = K a Q / (D0 A0)

for A = A0 exp(-x/a) and Van der Burgh's dD/dx = -K Q/A: Savenije, Salinity and Tides in Alluvial
Estuaries (2005), eqs 4.34-4.43; for the branches of the Mekong: Nguyen & Savenije (2006), Hydrol.
Earth Syst. Sci. 10, 743. River salinity is taken as zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Profile:
    """One steady state of one mouth.

    Parameters
    ----------
    mouth
        Salinity at x = 0, S0 (g/L).
    burgh
        Van der Burgh's coefficient K, 0 to 1.
    decline
        How fast the dispersion falls upstream, beta (1).
    convergence_km
        Length over which the cross-section shrinks to 1/e, a (km).
    """

    mouth: float
    burgh: float
    decline: float
    convergence_km: float

    def salinity(self, km: Floats) -> Floats:
        """Return the salinity (g/L) *km* upstream of the mouth; zero beyond the intrusion."""
        grown = np.expm1(np.asarray(km, dtype=float) / self.convergence_km)
        dispersion = np.maximum(1.0 - self.decline * grown, 0.0)
        return self.mouth * dispersion ** (1.0 / self.burgh)

    def limit_km(self, salinity: float) -> float:
        """Return how far upstream the *salinity* (g/L) reaches, km; 0 where the mouth is fresher.

        Savenije (2005), eq. 4.44, is the same with salinity 0: the intrusion length.
        """
        if salinity >= self.mouth:
            return 0.0
        fall = 1.0 - (salinity / self.mouth) ** self.burgh
        return float(self.convergence_km * np.log1p(fall / self.decline))

    def under(self, factor: float) -> Profile:
        """Return the profile with the decline multiplied by *factor* (see `forcing`)."""
        return Profile(self.mouth, self.burgh, self.decline * factor, self.convergence_km)


def forcing(discharge: Floats, tidal_range: Floats) -> Floats:
    """Return what the decline is proportional to: (Q / H)^(1/2).

    D0 = 1400 (h/a) N_R^(1/2) v E with the estuarine Richardson number N_R ~ Q / (E v^2) and both
    the tidal velocity v and excursion E proportional to the range H (Savenije 2005, eq. 5.71), so
    D0 ~ Q^(1/2) H^(1/2) and beta ~ Q/D0. Units drop out: only ratios of two periods are used.
    """
    return np.sqrt(discharge / tidal_range)


def decline_at(salinity: Floats, km: Floats, like: Profile) -> Floats:
    """Return the decline that puts *salinity* (g/L) at *km*, mouth and K as in *like*.

    Missing at the mouth itself, where every decline gives the mouth's salinity.
    """
    inside = np.clip(salinity / like.mouth, 0.0, 1.0)
    grown = np.expm1(km / like.convergence_km)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(grown > 0, (1.0 - inside**like.burgh) / grown, np.nan)
