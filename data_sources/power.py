"""NASA POWER: daily weather at any point of the earth since 1981, some days behind today.

Read are the service's own answers: CSV with its header block, JSON, or either in a recording. The
header says which unit and which fill value, and it is believed, never a memory of it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from data_sources.datasets import DAILY_WEATHER
from data_sources.errors import Refused
from data_sources.material import Material, digests, gather
from data_sources.service import Service
from data_sources.snapshots import Snapshots
from data_sources.source import Delivery, Request, Source
from data_sources.weather_rows import WIND_2M_TO_10M, checked, grid_points, weather_table

LICENCE = "NASA POWER, free and open; cite the POWER Project (NASA Langley Research Center)"
API = "https://power.larc.nasa.gov/api/temporal/daily/point"
PARAMETERS = ("T2M_MIN", "T2M_MAX", "PRECTOTCORR", "RH2M", "WS10M", "ALLSKY_SFC_SW_DWN")
FACTORS: dict[str, dict[str, float]] = {
    "tmin": {"C": 1.0},
    "tmax": {"C": 1.0},
    "rain": {"mm/day": 1.0, "mm": 1.0},
    "humidity": {"%": 1.0},
    "wind": {"m/s": 1.0, "km/h": 1 / 3.6},
    "radiation": {
        "MJ/m^2/day": 1.0,
        "MJ/m^2": 1.0,
        "kW-hr/m^2/day": 3.6,
        "kWh/m^2/day": 3.6,
        "W/m^2": 0.0864,
    },
}
"""Our measure, and by what a value in the stated unit is multiplied to be in ours."""
NAMES: dict[str, tuple[str, ...]] = {
    "tmin": ("T2M_MIN",),
    "tmax": ("T2M_MAX",),
    "rain": ("PRECTOTCORR", "PRECTOT"),
    "humidity": ("RH2M",),
    "wind": ("WS10M", "WS2M"),
    "radiation": ("ALLSKY_SFC_SW_DWN",),
}


@dataclass(frozen=True, slots=True)
class Block:
    """One answer: the point, the unit of each parameter, what stands for missing, and the days."""

    lon: float
    lat: float
    units: Mapping[str, str]
    fill: float
    days: pd.DataFrame


def read(material: Material) -> Block:
    """Read one answer; `Refused` names every fault of it."""
    if material.content.lstrip()[:1] not in (b"{", b"["):
        return _of_csv(material.name, material.text)
    document = material.json()
    recorded = _recorded_body(document)
    if recorded is not None:
        return _of_csv(material.name, recorded)
    return _of_json(material.name, document)


def _recorded_body(document: object) -> str | None:
    """Return the body of a recorded HTTP exchange; None where *document* is no recording."""
    if not isinstance(document, Mapping) or "http_interactions" not in document:
        return None
    try:
        body = document["http_interactions"][0]["response"]["body"]["string"]
    except (LookupError, TypeError):
        return ""
    return body if isinstance(body, str) else ""


def _of_csv(name: str, text: str) -> Block:
    head, mark, body = text.replace("\r\n", "\n").partition("-END HEADER-\n")
    if not mark or "-BEGIN HEADER-" not in head:
        raise Refused(name, ["it has no POWER header block"])
    lon, lat = _found(r"longitude\s+(-?[\d.]+)", head), _found(r"latitude\s+(-?[\d.]+)", head)
    fill = _found(r"(?:missing|outside).*?:\s*(-?[\d.]+)", head)
    units = dict(re.findall(r"^(\w+)\s+.*\(([^()]+)\)\s*$", head, flags=re.MULTILINE))
    faults = [
        f"its header states no {what}"
        for what, value in (("longitude", lon), ("latitude", lat), ("fill value", fill))
        if value is None
    ]
    if "daily" not in head.lower():
        faults.append("its header does not say daily")
    try:
        days = pd.read_csv(io.StringIO(body))
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise Refused(name, [*faults, f"its rows are not sound CSV ({error})"]) from error
    time, time_faults = _days(days)
    if faults + time_faults or lon is None or lat is None or fill is None:
        raise Refused(name, faults + time_faults)
    return Block(lon, lat, units, fill, days.assign(time=time))


def _found(pattern: str, text: str) -> float | None:
    found = re.search(pattern, text, flags=re.IGNORECASE)
    try:
        return float(found[1]) if found else None
    except ValueError:
        return None


def _days(days: pd.DataFrame) -> tuple[pd.Series, list[str]]:
    """Return the day of each row, from YEAR and DOY or from YEAR, MO and DY."""
    layouts = {("YEAR", "DOY"): "%Y%j", ("YEAR", "MO", "DY"): "%Y%m%d"}
    for columns, layout in layouts.items():
        if not set(columns) <= set(days.columns):
            continue
        numbers = [pd.to_numeric(days[column], errors="coerce") for column in columns]
        if any(number.isna().any() for number in numbers):
            return pd.Series(dtype="datetime64[us]"), ["a day is no number"]
        widths = {"YEAR": 4, "DOY": 3, "MO": 2, "DY": 2}
        parts = [
            number.astype("int64").astype("str").str.zfill(widths[column])
            for number, column in zip(numbers, columns, strict=True)
        ]
        time = pd.to_datetime(sum(parts[1:], parts[0]), format=layout, errors="coerce")
        wrong = int(time.isna().sum())
        faults = [f"{wrong} days are not in the calendar"] if wrong else []
        return time, faults if len(time) else ["it holds no day"]
    return pd.Series(dtype="datetime64[us]"), ["it has no columns YEAR and DOY"]


def _of_json(name: str, document: object) -> Block:
    if not isinstance(document, Mapping):
        raise Refused(name, ["it is no POWER answer"])
    try:
        lon, lat = (float(part) for part in document["geometry"]["coordinates"][:2])
        values = pd.DataFrame(document["properties"]["parameter"])
        units = {word: about["units"] for word, about in document["parameters"].items()}
        fill = float(document["header"]["fill_value"])
    except (LookupError, TypeError, ValueError) as error:
        fault = f"it lacks a part of POWER's JSON ({type(error).__name__}: {error})"
        raise Refused(name, [fault]) from error
    time = pd.to_datetime(pd.Series(values.index.astype("str")), format="%Y%m%d", errors="coerce")
    if time.isna().any() or values.empty:
        raise Refused(name, ["its days are not written as YYYYMMDD"])
    return Block(lon, lat, units, fill, values.reset_index(drop=True).assign(time=time))


def days_of(name: str, block: Block) -> tuple[pd.DataFrame, list[str]]:
    """Return one point's days in our units, and notes.

    Raises
    ------
    Refused
        Where a parameter is in a unit that is not known, holds text, or none is there.
    """
    measures, notes, faults = {}, [], []
    for measure, names in NAMES.items():
        word = next((word for word in names if word in block.days), None)
        if word is None:
            continue
        unit = block.units.get(word, "")
        factor = FACTORS[measure].get(unit)
        values = pd.to_numeric(block.days[word], errors="coerce")
        if factor is None:
            faults.append(f"{word} is in {unit or 'no stated unit'}")
            continue
        if unread := int((values.isna() & block.days[word].notna()).sum()):
            faults.append(f"{word} holds {unread} values that are no number")
        if word == "WS2M":
            factor *= WIND_2M_TO_10M
            notes.append("wind at 10 m worked out from 2 m (FAO-56, eq. 47)")
        measures[measure] = values.where(values != block.fill) * factor
    if not measures and not faults:
        faults.append(f"it holds none of {', '.join(PARAMETERS)}")
    if faults:
        raise Refused(name, faults)
    none = pd.Series(False, index=block.days.index)
    return weather_table(block.lon, block.lat, block.days["time"], measures, none), notes


def _live(request: Request, service: Service) -> Iterator[Material]:
    api = request.place if isinstance(request.place, str) else API
    for lon, lat in grid_points(request.region, 0.5):
        asked = {
            "parameters": ",".join(PARAMETERS),
            "community": "ag",
            "longitude": lon,
            "latitude": lat,
            "start": f"{request.start:%Y%m%d}",
            "end": f"{request.end:%Y%m%d}",
            "format": "csv",
            "time-standard": "LST",
        }
        answer = service.get(api, asked)
        yield Material(f"power {lat} {lon}", answer.content, answer.digest)


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read recorded answers, or ask the live service at points over the region."""
    kept = Snapshots(request.snapshots) if request.snapshots else None
    service = Service("NASA POWER", LICENCE, pause_s=1.0, snapshots=kept, offline=request.offline)
    if request.place is None or str(request.place).endswith("/daily/point"):
        materials = list(_live(request, service))
    else:
        patterns = ("power_*.json", "power_*.csv", "daily_*.json", "POWER_*.csv")
        materials = gather(request.place, patterns, service)
    parts, notes = [], []
    for material in materials:
        days, said = days_of(material.name, read(material))
        parts.append((material.name, days))
        notes += said
    table, counts, refused = checked(request, parts)
    said = (*counts, *dict.fromkeys(notes))
    return Delivery(table, request.tag, digests(materials), said, refused)


SOURCE = Source(
    "power",
    DAILY_WEATHER,
    fetch,
    LICENCE,
    "https://power.larc.nasa.gov",
    "Thời tiết NASA POWER",
    "NASA POWER daily weather",
    live=True,
)
