"""Open-Meteo: the daily forecast for the next two weeks, and the archive (ERA5) behind today.

Units are stated in every answer (`daily_units`) and are believed; wind comes in km/h unless m/s is
asked for, and is always brought to m s-1.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date

import pandas as pd

from data_sources.datasets import DAILY_WEATHER
from data_sources.errors import Refused
from data_sources.material import Material, digests, gather
from data_sources.service import Service, is_web
from data_sources.snapshots import Snapshots
from data_sources.source import Delivery, Request, Source
from data_sources.weather_rows import checked, grid_points, weather_table

LICENCE = "Open-Meteo.com, CC-BY-4.0; free for non-commercial use"
FORECAST = "https://api.open-meteo.com/v1/forecast"
ARCHIVE = "https://archive-api.open-meteo.com/v1/archive"
NAMES: dict[str, str] = {
    "tmin": "temperature_2m_min",
    "tmax": "temperature_2m_max",
    "rain": "precipitation_sum",
    "rain_chance": "precipitation_probability_max",
    "humidity": "relative_humidity_2m_mean",
    "wind": "wind_speed_10m_max",
    "radiation": "shortwave_radiation_sum",
}
MEAN_WIND = "wind_speed_10m_mean"
"""Taken before the daily highest wind where an answer holds it: evaporation asks for the mean."""
FACTORS: dict[str, dict[str, float]] = {
    "tmin": {"°C": 1.0},
    "tmax": {"°C": 1.0},
    "rain": {"mm": 1.0},
    "rain_chance": {"%": 0.01},
    "humidity": {"%": 1.0},
    "wind": {"m/s": 1.0, "km/h": 1 / 3.6, "kn": 0.514444, "mp/h": 0.44704},
    "radiation": {"MJ/m²": 1.0, "W/m²": 0.0864},
}


def days_of(name: str, document: object, issued: date | None) -> pd.DataFrame:
    """Return one point's days in our units.

    Parameters
    ----------
    name
        What faults call the answer.
    document
        The answer's JSON.
    issued
        The day a forecast was made: it and later days are forecast. None: all are past (archive).

    Raises
    ------
    Refused
        Where a part is missing, lengths differ or a unit is not known.
    """
    daily, units, lon, lat = _parts(name, document)
    time = pd.to_datetime(pd.Series(daily["time"]), format="%Y-%m-%d", errors="coerce")
    measures, faults = {}, []
    if time.isna().any() or time.empty:
        faults.append("its days are not written as YYYY-MM-DD")
    wind = {"wind": MEAN_WIND} if MEAN_WIND in daily else {}
    for measure, word in (NAMES | wind).items():
        if word in daily:
            unit = str(units.get(word, ""))
            measures[measure], fault = _values(word, daily[word], unit, FACTORS[measure], len(time))
            faults += fault
    if not measures and not faults:
        faults.append("it holds no measure that is known")
    if faults:
        raise Refused(name, faults)
    later = time >= pd.Timestamp(issued) if issued else pd.Series(False, index=time.index)
    return weather_table(lon, lat, time, measures, later)


def _values(
    word: str, values: object, unit: str, factors: Mapping[str, float], days: int
) -> tuple[pd.Series, list[str]]:
    """Return the values in our unit, and what is wrong with them."""
    if unit not in factors:
        return pd.Series(dtype="float64"), [f"{word} is in {unit or 'no stated unit'}"]
    if not isinstance(values, list) or len(values) != days:
        return pd.Series(dtype="float64"), [f"{word} does not have one value a day"]
    if any(not isinstance(value, (int, float, type(None))) for value in values):
        return pd.Series(dtype="float64"), [f"{word} holds values that are no number"]
    read = pd.Series([math.nan if value is None else float(value) for value in values])
    return read * factors[unit], []


def _parts(
    name: str, document: object
) -> tuple[Mapping[str, list[object]], Mapping[str, object], float, float]:
    if isinstance(document, Mapping) and document.get("error"):
        raise Refused(name, [f"the service says: {document.get('reason', 'no reason given')}"])
    if not isinstance(document, Mapping):
        raise Refused(name, ["it is no Open-Meteo answer"])
    daily, units = document.get("daily"), document.get("daily_units")
    lon, lat = document.get("longitude"), document.get("latitude")
    faults = []
    if not isinstance(daily, Mapping) or not isinstance(daily.get("time"), list):
        faults.append("it has no daily.time")
    if not isinstance(units, Mapping):
        faults.append("it has no daily_units")
    if not isinstance(lon, (int, float)) or not isinstance(lat, (int, float)):
        faults.append("it has no longitude and latitude")
        lon = lat = 0.0
    if faults or not isinstance(daily, Mapping) or not isinstance(units, Mapping):
        raise Refused(name, faults)
    return daily, units, float(lon), float(lat)


def _live(request: Request, service: Service) -> Iterator[Material]:
    past = isinstance(request.place, str) and request.place.rstrip("/").endswith("archive")
    api = request.place if isinstance(request.place, str) else FORECAST
    words = [word for word in NAMES.values() if not (past and word.endswith("probability_max"))]
    for lon, lat in grid_points(request.region, 0.25):
        asked = {
            "latitude": lat,
            "longitude": lon,
            "daily": ",".join([*words, MEAN_WIND]),
            "wind_speed_unit": "ms",
            "timezone": "Asia/Bangkok",
            "start_date": request.start.isoformat(),
            "end_date": request.end.isoformat(),
        }
        answer = service.get(api, asked)
        yield Material(f"open-meteo {lat} {lon}", answer.content, answer.digest)


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read recorded answers, or ask the live service at points over the region.

    The day the period starts is taken as the day the forecast was made; answers of the archive
    (a place that names it) are past days.
    """
    kept = Snapshots(request.snapshots) if request.snapshots else None
    service = Service("Open-Meteo", LICENCE, pause_s=0.2, snapshots=kept, offline=request.offline)
    place = str(request.place or FORECAST).rstrip("/")
    if is_web(place) and place.endswith(("/forecast", "/archive")):
        materials = list(_live(request, service))
    else:
        materials = gather(place, ("open_meteo*.json", "open-meteo*.json"), service)
    parts = []
    for material in materials:
        past = "archive" in material.name or place.endswith("archive")
        issued = None if past else request.start
        document = material.json()
        answers = document if isinstance(document, list) else [document]
        parts += [(material.name, days_of(material.name, one, issued)) for one in answers]
    table, notes, refused = checked(request, parts)
    return Delivery(table, request.tag, digests(materials), notes, refused)


SOURCE = Source(
    "open_meteo",
    DAILY_WEATHER,
    fetch,
    LICENCE,
    "https://open-meteo.com",
    "Dự báo thời tiết Open-Meteo",
    "Open-Meteo weather forecast",
    live=True,
    ahead_days=15,
)
