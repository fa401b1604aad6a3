"""A simulated world of many years in which it is known how much can be known.

Sowing date, water stress and salinity explain a stated share of the variance of yields within a
season, by construction; the rest is noise that no feature tells. What the forecaster finds of it
is a test of the code: where it finds nothing in real data, the data hold nothing. Nothing here is
measured, and every result made from it is tagged *simulated*.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_sources.datasets import FIELD_SEASONS, SURVEYS
from data_sources.season import Season, SeasonCode
from data_sources.tag import SIMULATED
from models.yields.cases import Records

Floats = NDArray[np.float64]
_SPREAD = 500.0
"""Standard deviation of yields within a season, kg/ha: that of the surveyed fields of An Giang."""
_SIDE_M = 40_000.0
_USUAL: dict[SeasonCode, float] = {"WS": 7_200.0, "SA": 5_900.0}


@dataclass(frozen=True, slots=True, eq=False)
class Planted:
    """A simulated world (tag it *simulated*).

    Parameters
    ----------
    seasons, surveys
        Keep FIELD_SEASONS and SURVEYS.
    places
        `field_id`, `x`, `y` in metres.
    signal
        `field_id`, `season` and what the planted signals add to the yield, kg/ha: the best that can
        be known.
    """

    seasons: pd.DataFrame
    surveys: pd.DataFrame
    places: pd.DataFrame
    signal: pd.DataFrame

    @property
    def records(self) -> Records:
        """What a forecaster may learn from."""
        return Records(self.seasons, self.surveys, self.places, SIMULATED)


def plant(fields: int, years: tuple[int, ...], share: float, seed: int) -> Planted:
    """Make a world whose known signals explain *share* of the variance within each season.

    Parameters
    ----------
    fields
        Number of fields, the same ones every year.
    years
        Harvest years; each has a winter-spring and a summer-autumn season.
    share
        Between 0 (the signals are there and mean nothing) and 1.
    """
    random = np.random.default_rng(seed)
    x, y = random.uniform(0, _SIDE_M, (2, fields))
    names = np.array([f"planted-{n:05d}" for n in range(fields)])
    places = pd.DataFrame({"field_id": names, "x": x + 500_000, "y": y + 1_100_000})
    parts = [
        _season(random, places, Season(year, code), share) for year in years for code in _USUAL
    ]
    seasons, surveys, signal = zip(*parts, strict=True)
    return Planted(
        FIELD_SEASONS.check(pd.concat(seasons, ignore_index=True)),
        SURVEYS.check(pd.concat(surveys, ignore_index=True)),
        places,
        pd.concat(signal, ignore_index=True),
    )


def _season(
    random: np.random.Generator, places: pd.DataFrame, season: Season, share: float
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    east = (places["x"].to_numpy(float) - 500_000) / _SIDE_M
    count = len(places)
    late = 8 * np.sin(5 * east + random.uniform(0, 6)) + random.normal(0, 6, count)
    stress = np.clip(random.gamma(2, 0.5, count) - 0.5, 0, None)
    salt = np.clip(4 * east * random.uniform(0.5, 1.5) + random.normal(0, 0.5, count), 0, None)
    # Late sowing costs in a curve, water stress in a line, salt only above 2 g/L (rice: Maas 1977).
    effect = -((late / 10) ** 2) * 0.6 - 0.9 * stress - 0.8 * np.clip(salt - 2, 0, None)
    signal = np.sqrt(share) * _SPREAD * (effect - effect.mean()) / effect.std()
    noise = np.sqrt(1 - share) * _SPREAD * random.normal(0, 1, count)
    level = _USUAL[season.code] + random.normal(0, 200)
    sown = pd.Timestamp(season.sown[0]) + pd.to_timedelta(np.round(late + 40), unit="D")
    seasons = _seen(random, places, season, sown, stress, salt)
    surveys = pd.DataFrame(
        {
            "field_id": places["field_id"].astype("str"),
            "season": str(season),
            "harvested": seasons["harvest"],
            "yield_kg_ha": np.clip(level + signal + noise, 0, 15_000),
            "area_ha": 0.5,
            "district": pd.Series(pd.NA, index=places.index, dtype="str"),
            "intensity": pd.Series(pd.NA, index=places.index, dtype="str"),
        }
    )
    return seasons, surveys, surveys[["field_id", "season"]].assign(signal=signal)


def _seen(
    random: np.random.Generator,
    places: pd.DataFrame,
    season: Season,
    sown: pd.DatetimeIndex,
    stress: Floats,
    salt: Floats,
) -> pd.DataFrame:
    """Lay the season out as the pipelines would see it: signals, and features that mean nothing."""
    count = len(places)
    day = pd.Series(sown.as_unit("us"), index=places.index)
    heading, harvest = day + pd.Timedelta(days=65), day + pd.Timedelta(days=95)
    margin = pd.Timedelta(days=4)
    return pd.DataFrame(
        {
            "field_id": places["field_id"].astype("str"),
            "season": str(season),
            "sowing": day,
            "sowing_low": day - margin,
            "sowing_high": day + margin,
            "heading": heading,
            "harvest": harvest,
            "harvest_low": harvest - margin,
            "harvest_high": harvest + margin,
            "stage": "harvested",
            "ndvi_peak": np.clip(random.normal(0.8, 0.04, count), -1, 1),
            "ndvi_mean": np.clip(random.normal(0.5, 0.04, count), -1, 1),
            "vh_rise_db": random.normal(7, 1.5, count),
            "rain_season": np.clip(900 - 220 * stress, 0, 6000),
            "tmean_season": random.normal(27.5, 0.3, count),
            "salinity_season": np.clip(salt, 0, 45),
            "clear_days": random.integers(1, 12, count),
        }
    )
