"""The weather as the two services answer: NASA POWER up to today, Open-Meteo from today on."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data_sources.simulated.chance import stream
from data_sources.simulated.crops import day_number
from data_sources.simulated.sky import POINTS, Sky
from data_sources.simulated.story import Story

PLACES = {"nw": (105.98, 9.72), "ne": (106.06, 9.72), "sw": (105.98, 9.64), "se": (106.06, 9.64)}
"""lon, lat of each point."""
FILL = -999.0
LEAD_DAYS = 15
_LAG_DAYS = {"ALLSKY_SFC_SW_DWN": 5}
_LAG = 2
_PARAMETERS = {
    "T2M": ("C", "Temperature at 2 Meters"),
    "T2M_MAX": ("C", "Temperature at 2 Meters Maximum"),
    "T2M_MIN": ("C", "Temperature at 2 Meters Minimum"),
    "PRECTOTCORR": ("mm/day", "Precipitation Corrected"),
    "RH2M": ("%", "Relative Humidity at 2 Meters"),
    "WS10M": ("m/s", "Wind Speed at 10 Meters"),
    "ALLSKY_SFC_SW_DWN": ("MJ/m^2/day", "All Sky Surface Shortwave Downward Irradiance"),
}


def write(folder: Path, story: Story, sky: Sky) -> None:
    """Write one POWER and one Open-Meteo answer a point below *folder*."""
    folder.mkdir(parents=True)
    for number, point in enumerate(POINTS):
        _save(folder / f"power_{point}.json", power_answer(story, sky, number))
        _save(folder / f"open_meteo_{point}.json", open_meteo_answer(story, sky, number))


def _save(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def power_answer(story: Story, sky: Sky, number: int) -> dict[str, Any]:
    """Return a POWER daily point answer: near real time, so the last days hold the fill value."""
    point = POINTS[number]
    first, last = day_number(story, story.start), day_number(story, story.as_of)
    days = slice(first, last + 1)
    columns = {
        "T2M": (sky.tmax[number] + sky.tmin[number]) / 2,
        "T2M_MAX": sky.tmax[number],
        "T2M_MIN": sky.tmin[number],
        "PRECTOTCORR": sky.rain[number],
        "RH2M": sky.humidity[number],
        "WS10M": sky.wind[number],
        "ALLSKY_SFC_SW_DWN": sky.radiation[number],
    }
    draw = stream(story.seed, "power", point)
    names = [f"{day:%Y%m%d}" for day in sky.days[days]]
    parameter = {}
    for word, values in columns.items():
        lost = draw.random(len(sky.days))[days] < 0.004
        lost[-_LAG_DAYS.get(word, _LAG) :] = True
        seen = np.where(lost, FILL, np.round(values[days], 2))
        parameter[word] = dict(zip(names, seen.tolist(), strict=True))
    lon, lat = PLACES[point]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat, 6.31]},
        "properties": {"parameter": parameter},
        "header": {
            "title": "NASA/POWER Source Native Resolution Daily Data (simulated)",
            "api": {"version": "v2.9.2", "name": "POWER Daily API"},
            "sources": ["SIMULATED"],
            "fill_value": FILL,
            "time_standard": "LST",
            "start": names[0],
            "end": names[-1],
        },
        "messages": [],
        "parameters": {
            word: {"units": unit, "longname": name} for word, (unit, name) in _PARAMETERS.items()
        },
        "times": {"data": 0.0, "process": 0.0},
        "tag": "simulated",
    }


def open_meteo_answer(story: Story, sky: Sky, number: int) -> dict[str, Any]:
    """Return an Open-Meteo daily forecast, wrong by more the further it looks ahead.

    Errors grow as those of global models over the tropics do: temperature by about 0.1 degrees a
    day, rain from mostly right in amount to mostly right in kind, with misses and false alarms.
    """
    point = POINTS[number]
    first = day_number(story, story.as_of)
    lead = np.arange(LEAD_DAYS + 1)
    days = slice(first, first + len(lead))
    draw = stream(story.seed, "forecast", story.as_of.isoformat(), point)
    spread = 0.4 + 0.11 * lead
    rain, chance = _forecast_rain(draw, sky.rain[number, days], lead)
    lon, lat = PLACES[point]
    wind = sky.wind[number, days] * 3.6 * 1.8 * np.exp(draw.normal(0, 0.03 + 0.015 * lead))
    daily: dict[str, list[Any]] = {
        "time": [str((story.as_of + timedelta(days=int(k))).isoformat()) for k in lead],
        "temperature_2m_max": _rounded(sky.tmax[number, days] + spread * draw.normal(size=16)),
        "temperature_2m_min": _rounded(sky.tmin[number, days] + spread * draw.normal(size=16)),
        "precipitation_sum": _rounded(rain),
        "precipitation_probability_max": [int(value) for value in chance],
        "relative_humidity_2m_mean": [
            int(v) for v in np.clip(sky.humidity[number, days] + 2 * draw.normal(size=16), 45, 99)
        ],
        "wind_speed_10m_max": _rounded(wind),
        "shortwave_radiation_sum": _rounded(
            np.clip(sky.radiation[number, days] + 0.3 * spread * draw.normal(size=16), 2, 28), 2
        ),
    }
    units = ("iso8601", "°C", "°C", "mm", "%", "%", "km/h", "MJ/m²")
    return {
        "latitude": lat,
        "longitude": lon,
        "generationtime_ms": 0.25,
        "utc_offset_seconds": 25200,
        "timezone": "Asia/Bangkok",
        "timezone_abbreviation": "GMT+7",
        "elevation": 2.0,
        "daily_units": dict(zip(daily, units, strict=True)),
        "daily": daily,
        "tag": "simulated",
    }


def _rounded(values: np.ndarray, digits: int = 1) -> list[float]:
    return [round(float(value), digits) for value in values]


def _forecast_rain(
    draw: np.random.Generator, truth: np.ndarray, lead: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return forecast rain (mm) and its stated chance (%)."""
    wet = truth > 1
    heard = wet & (draw.random(len(lead)) < np.where(truth > 8, 0.995, 0.95) - 0.012 * lead)
    alarm = ~wet & (draw.random(len(lead)) < 0.02 + 0.01 * lead)
    amount = truth * np.exp(draw.normal(0, 0.18 + 0.035 * lead))
    rain = np.where(heard, amount, np.where(alarm, draw.gamma(1.2, 3.0, len(lead)), 0.0))
    sure = np.where(rain > 1, 93 - 3.2 * lead + 0.5 * np.minimum(rain, 20), 4 + 2.2 * lead)
    return rain, np.clip(sure + draw.normal(0, 4, len(lead)), 0, 100)


def truth(sky: Sky) -> pd.DataFrame:
    """Return the true weather, one row a point and day, of past and future alike."""
    parts = []
    for number, point in enumerate(POINTS):
        columns = {
            name: getattr(sky, name)[number]
            for name in ("rain", "tmax", "tmin", "humidity", "wind", "radiation")
        }
        parts.append(pd.DataFrame({"point": point, "time": sky.days, **columns}))
    return pd.concat(parts, ignore_index=True)
