"""WOFOST 7.2 potential production through PCSE (Agricultural Systems 168, 154, 2019).

The yield that radiation and temperature allow, with water and nutrients in plenty: paddies are
flooded. PCSE refuses more than 250 mm of rain a day, which the delta has; such days are cut to that
and counted, for potential production does not feel them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from pcse.base import ParameterProvider, WeatherDataContainer, WeatherDataProvider
from pcse.models import Wofost72_PP
from pcse.util import reference_ET

from data_sources.errors import Refused

VARIETY = "Rice_IR8A"
"""Its development fits the tropical experiments (flowering within days); see `judged.py`."""
MOST_RAIN_MM = 250.0
LONGEST_DAYS = 160
_WIND = 2.0
_ANGSTROM = (0.25, 0.5)
_SITE = {
    "WAV": 50.0,
    "SMLIM": 0.4,
    "IFUNRN": 0,
    "NOTINF": 0.0,
    "SSI": 0.0,
    "SSMAX": 0.0,
}
_SOIL = {"SMFCF": 0.4, "SM0": 0.5, "SMW": 0.2, "RDMSOL": 80.0, "CRAIRC": 0.05}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a crop stands: degrees, metres."""

    lat: float
    lon: float
    elevation_m: float = 2.0


@dataclass(frozen=True, slots=True)
class Grown:
    """A simulated crop.

    Parameters
    ----------
    kg_ha
        Dry weight of the storage organs.
    flowered, ripe
        Days; None where not reached within the weather that was given.
    rain_cut
        Days whose rain was cut to 250 mm.
    """

    kg_ha: float
    flowered: date | None
    ripe: date | None
    rain_cut: int


def parameters(file: Path, variety: str = VARIETY) -> dict[str, Any]:
    """Return the WOFOST parameters of a rice variety from the file of `ajwdewit`.

    Raises
    ------
    Refused
        Where the file does not hold the variety.
    """
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    try:
        found = content["CropParameters"]["Varieties"][variety]
    except (KeyError, TypeError) as error:
        raise Refused(file.name, [f"it does not hold the variety {variety}"]) from error
    return {name: value[0] for name, value in found.items() if name != "Metadata"}


def grow(days: pd.DataFrame, place: Place, emerged: date, crop: dict[str, Any]) -> Grown:
    """Grow a crop from its emergence.

    Parameters
    ----------
    days
        `time`, `radiation` (MJ m-2), `tmax`, `tmin` (degC), `rain` (mm), every day from emergence;
        where they end before the crop is ripe, the crop ends with them.
    crop
        From `parameters`.
    """
    weather = _Weather(days, place)
    provider = ParameterProvider(cropdata=crop, sitedata=_SITE, soildata=_SOIL)
    calendar = {
        "crop_name": "rice",
        "variety_name": VARIETY,
        "crop_start_date": emerged,
        "crop_start_type": "emergence",
        "crop_end_date": days["time"].max().date(),
        "crop_end_type": "earliest",
        "max_duration": LONGEST_DAYS,
    }
    plan = [{emerged: {"CropCalendar": calendar, "TimedEvents": None, "StateEvents": None}}]
    model = Wofost72_PP(provider, weather, plan)
    model.run_till_terminate()
    summary = model.get_summary_output()[0]
    return Grown(float(summary["TWSO"]), summary["DOA"], summary["DOM"], weather.rain_cut)


class _Weather(WeatherDataProvider):
    """Daily weather in PCSE's units: J m-2, hPa, cm."""

    def __init__(self, days: pd.DataFrame, place: Place) -> None:
        super().__init__()
        self.latitude, self.longitude, self.elevation = place.lat, place.lon, place.elevation_m
        self.rain_cut = int((days["rain"] > MOST_RAIN_MM).sum())
        values = days[["tmin", "tmax", "radiation", "rain"]].to_numpy(float)
        for day, measured in zip(days["time"].dt.date, values, strict=True):
            self._keep(day, measured, place)

    def _keep(self, day: date, measured: np.ndarray, place: Place) -> None:
        low, high, energy, rain = (float(value) for value in measured)
        light = energy * 1e6
        # Nights in the wet tropics reach the dew point: vapour pressure of the lowest temperature.
        vapour = 6.108 * float(np.exp(17.27 * low / (low + 237.3)))
        e0, es0, et0 = reference_ET(
            day, place.lat, place.elevation_m, low, high, light, vapour, _WIND, *_ANGSTROM, "PM"
        )
        container = WeatherDataContainer(
            LAT=place.lat,
            LON=place.lon,
            ELEV=place.elevation_m,
            DAY=day,
            IRRAD=light,
            TMIN=low,
            TMAX=high,
            VAP=vapour,
            RAIN=min(rain, MOST_RAIN_MM) / 10,
            E0=e0 / 10,
            ES0=es0 / 10,
            ET0=et0 / 10,
            WIND=_WIND,
        )
        self._store_WeatherDataContainer(container, day)
