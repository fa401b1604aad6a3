"""Daily weather at three points of An Giang, November 2021 to August 2022 (Visual Crossing)."""

from __future__ import annotations

import pandas as pd

from data_sources.datasets import DAILY_WEATHER
from data_sources.detectors.shifted_headers import shifted_headers
from data_sources.errors import Refused
from data_sources.ey_fields import TAG, folder_of, read_fields
from data_sources.material import Material, digests, gather
from data_sources.rows import numbers
from data_sources.service import Service
from data_sources.source import Delivery, Request, Source
from data_sources.weather_rows import checked, weather_table

LICENCE = "association-rosia/crop-forecasting (MIT repository); Visual Crossing's terms"
UNITS: dict[str, tuple[str, float]] = {
    "tmin": ("tempmin", 1.0),
    "tmax": ("tempmax", 1.0),
    "rain": ("precip", 1.0),
    "humidity": ("humidity", 1.0),
    "wind": ("windspeed", 1 / 3.6),
    "radiation": ("solarenergy", 1.0),
}
"""Our measure, its column, its factor: wind is in km/h, solarenergy in MJ m-2."""


def days_of(material: Material, places: pd.DataFrame) -> pd.DataFrame:
    """Return one point's days.

    Parameters
    ----------
    material
        One CSV.
    places
        Mean lon and lat of the surveyed fields by district: the files name a district, no place.

    Raises
    ------
    Refused
        Where columns are missing, headers are shifted, days are no days or the district is unknown.
    """
    table = material.table(("name", "datetime", *(column for column, _ in UNITS.values())))
    names = table["name"].unique()
    faults = [] if len(names) == 1 else [f"it holds {len(names)} places, not one"]
    faults += [f"no surveyed field lies in {name}" for name in names if name not in places.index]
    time = pd.to_datetime(table["datetime"], format="%Y-%m-%d", errors="coerce")
    if wrong := int(time.isna().sum()):
        faults.append(f"{wrong} days are not written as YYYY-MM-DD")
    read = {column: numbers(table[column]) for column, _ in UNITS.values()}
    faults += [
        f"{c} holds {int(bad.sum())} values that are no number"
        for c, (_, bad) in read.items()
        if bad.any()
    ]
    values = pd.DataFrame({column: found for column, (found, _) in read.items()})
    faults += [finding.en.rstrip(".") for finding in shifted_headers(values)]
    if faults:
        raise Refused(material.name, faults)
    measures = {word: values[column] * factor for word, (column, factor) in UNITS.items()}
    lon, lat = (float(x) for x in places.loc[names[0]])
    past = pd.Series(False, index=table.index)
    return weather_table(lon, lat, time, measures, past).assign(point=str(names[0]))


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read the three points."""
    folder = folder_of(request)
    survey = read_fields(folder)
    district = survey.rows["district"].str.replace("_", " ")
    places = survey.rows.groupby(district)[["lon", "lat"]].mean()
    materials = gather(folder / "weather", ("*.csv",), Service("weather", LICENCE))
    parts = [(material.name, days_of(material, places)) for material in materials]
    past = Request(
        request.place, request.region, parts[0][1]["time"].min().date(), request.end, TAG
    )
    table, notes, refused = checked(past, parts)
    said = (*notes, "places are the mean of each district's surveyed fields: the files state none")
    inputs = digests(materials) | {"fields.csv": survey.digest}
    return Delivery(table, TAG, inputs, said, refused)


SOURCE = Source(
    "ey_weather",
    DAILY_WEATHER,
    fetch,
    LICENCE,
    "https://github.com/association-rosia/crop-forecasting",
    "Thời tiết An Giang 2021-2022",
    "Weather of An Giang 2021-2022",
)
