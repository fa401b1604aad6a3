"""Salt in the Hậu: how far it reaches, when, and what of it reaches a field.

Salinity falls with distance from the mouth as a bell (Savenije 1993, Journal of Hydrology 148;
Eslami et al. 2021, Earth Surface Dynamics 9, for the Hậu), peaks in early March, swings with spring
and neap tides (14.77 days) and keeps from day to day. Scaled to public bulletins: of the order of
15 g/L at Long Phú, 6 to 9 g/L at Đại Ngãi in March of a dry year, less after a wet monsoon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data_sources.simulated.chance import stream
from data_sources.simulated.story import Story

_SEA_G_L = 18.5
_REACH_KM, _BEND = 22.0, 1.3
_PEAK_DAY, _SPREAD_DAYS = 66.0, 37.0
_SPRING_NEAP_DAYS = 14.765


@dataclass(frozen=True)
class River:
    """Daily highest salinity along the Hậu.

    Parameters
    ----------
    strength
        Salinity at the mouth on each of `story.days`, g/L.
    gates
        Share that reaches the canals of each block behind its sluice gates.
    """

    strength: np.ndarray
    gates: np.ndarray

    def at(self, sea_km: np.ndarray) -> np.ndarray:
        """Return salinity (place, day) in the river at these distances from the sea, g/L."""
        return np.exp(-((np.asarray(sea_km)[:, None] / _REACH_KM) ** _BEND)) * self.strength

    def in_canals(self, sea_km: np.ndarray, block: np.ndarray) -> np.ndarray:
        """Return salinity (place, day) in the canals that water these blocks, g/L."""
        return self.at(sea_km) * self.gates[block][:, None]


def salt(story: Story, blocks: int) -> River:
    """Return the salt of every day of the story."""
    draw = stream(story.seed, "salt")
    days = story.days
    position = days.day_of_year.to_numpy().astype(float)
    position = np.where(position > 250, position - 365, position)
    season = np.exp(-(((position - _PEAK_DAY) / _SPREAD_DAYS) ** 2))
    tide = 1 + 0.14 * np.cos(2 * np.pi * np.arange(len(days)) / _SPRING_NEAP_DAYS)
    steps = draw.normal(0, 0.04, len(days))
    slow = np.zeros(len(days))
    for day in range(1, len(days)):
        slow[day] = 0.93 * slow[day - 1] + steps[day]
    years = {int(year): float(draw.uniform(0.85, 1.1)) for year in sorted(set(days.year))}
    yearly = np.array([years[int(year)] for year in days.year])
    strength = _SEA_G_L * season * tide * np.exp(slow) * yearly
    return River(strength, draw.uniform(0.25, 0.7, blocks))


@dataclass(frozen=True, slots=True)
class Station:
    """A station of the bulletins.

    Parameters
    ----------
    name, name_vi
        As bulletins and as maps write it.
    river
        As bulletins write it.
    lon, lat
        Position, degrees.
    sea_km
        Distance to the sea along the river; None on inland canals.
    share
        How much of the river's salt is found there.
    """

    name: str
    name_vi: str
    river: str
    lon: float
    lat: float
    sea_km: float | None
    share: float = 1.0


STATIONS = (
    Station("Tran De", "Trần Đề", "Hau", 106.17094, 9.42455, 8),
    Station("Long Phu", "Long Phú", "Hau (cua Tran De)", 106.1242, 9.6083, 15),
    Station("Dai Ngai", "Đại Ngãi", "Hau (cua Tran De)", 106.07425, 9.7346, 30),
    Station("Cau Quan", "Cầu Quan", "Hau (cua Dinh An)", 106.11, 9.76, 32),
    Station("An Lac Tay", "An Lạc Tây", "Hau", 105.99, 9.86, 48),
    Station("Can Tho", "Cần Thơ", "Hau", 105.78719, 10.05276, 78),
    Station("Soc Trang", "Sóc Trăng", "K. Maspero ", 105.974, 9.603, None, 0.35),
    Station("Thanh Phu", "Thạnh Phú", "K. Nhu Gia ", 105.864, 9.4994, None, 0.4),
)
"""Positions: Trần Đề, Đại Ngãi, Cầu Quan and Cần Thơ as published, the others to a kilometre."""
_INLAND_KM = 30.0


def at_stations(river: River) -> pd.DataFrame:
    """Return daily salinity at the stations: one row a day number, one column a station."""
    away = np.array([_INLAND_KM if s.sea_km is None else s.sea_km for s in STATIONS], float)
    shares = np.array([s.share for s in STATIONS])
    values = river.at(away) * shares[:, None]
    return pd.DataFrame(values.T, columns=[s.name for s in STATIONS])
