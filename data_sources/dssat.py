"""DSSAT experiment files: weather, planting and harvest, which the growth model is judged on.

Tables in these files are headed by a line that begins with "@"; a value of -99 is missing. Dates
are a two-digit year and the day of the year.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from data_sources.errors import Refused
from data_sources.material import of_file

MISSING = -99.0
_TURN = 50
"""Two-digit years from here on are of the last century."""


@dataclass(frozen=True, slots=True, eq=False)
class Experiment:
    """One experiment with its weather.

    Parameters
    ----------
    name
        The file's name.
    lat, lon, elevation_m
        Place of the weather station.
    sown
        Day of sowing: for transplanted rice the planting less the age of the seedlings.
    days
        `time`, `radiation` (MJ m-2), `tmax`, `tmin` (degC), `rain` (mm).
    best_kg_ha
        Grain of the best treatment, the one nearest to what the weather allows.
    flowered, ripe
        Its days, None where not written.
    """

    name: str
    lat: float
    lon: float
    elevation_m: float
    sown: date
    days: pd.DataFrame
    best_kg_ha: float
    flowered: date | None
    ripe: date | None


def experiments(folder: Path) -> Iterator[Experiment]:
    """Yield every experiment that has a harvest and the weather of its year."""
    for file in sorted((folder / "Rice").glob("*.RIX")):
        observed, weather = file.with_suffix(".RIA"), _weather_file(folder, file)
        if observed.is_file() and weather is not None:
            yield _experiment(file, observed, weather)


def _weather_file(folder: Path, file: Path) -> Path | None:
    station = str(_rows(file, "@L ID_FIELD")[0][2])
    year = _planting(file)[0].year % 100
    found = (folder / "Weather").glob(f"{station[:4]}{year:02d}01.W*")
    return next(iter(sorted(found)), None)


def _experiment(file: Path, observed: Path, weather: Path) -> Experiment:
    planted, age = _planting(file)
    lat, lon, elevation = (float(v) for v in _rows(weather, "@ INSI")[0][1:4])
    head = _head(observed, "@TRNO")
    table = pd.DataFrame(_rows(observed, "@TRNO")).iloc[:, : len(head)].astype(float)
    table = table.set_axis(head, axis=1).replace(MISSING, float("nan"))
    best = table.iloc[int(table["HWAM"].to_numpy(float).argmax())]
    return Experiment(
        file.stem,
        lat,
        lon,
        elevation,
        planted - timedelta(days=age),
        _days(weather),
        float(best["HWAM"]),
        _day_of(planted, best.get("ADAT")),
        _day_of(planted, best.get("MDAT")),
    )


def _planting(file: Path) -> tuple[date, int]:
    head, row = _head(file, "@P PDATE"), _rows(file, "@P PDATE")[0]
    named = dict(zip(head, row, strict=False))
    age = float(named["PAGE"])
    return _day(named["PDATE"]), int(age) if age > 0 else 0


def _days(weather: Path) -> pd.DataFrame:
    rows = [row[:5] for row in _rows(weather, "@DATE")]
    table = pd.DataFrame(rows, columns=["time", "radiation", "tmax", "tmin", "rain"])
    numbers = table.drop(columns="time").astype(float)
    return numbers.assign(time=pd.to_datetime([_day(t) for t in table["time"]]))


def _day(text: str) -> date:
    year = int(text[:2])
    first = date(year + (1900 if year >= _TURN else 2000), 1, 1)
    return first + timedelta(days=int(text[2:]) - 1)


def _day_of(planted: date, number: object) -> date | None:
    """Return the day of the year *number*, in the year after planting's where it has passed."""
    if not isinstance(number, float) or math.isnan(number):
        return None
    day = date(planted.year, 1, 1) + timedelta(days=int(number) % 1_000 - 1)
    return day if day > planted else date(planted.year + 1, day.month, day.day)


def _head(file: Path, mark: str) -> list[str]:
    return next(line for line in _lines(file) if line.startswith(mark)).lstrip("@").split()


def _rows(file: Path, mark: str) -> list[list[str]]:
    """Return the rows below the first header that begins with *mark*, up to the next blank."""
    lines = _lines(file)
    starts = [n for n, line in enumerate(lines) if line.startswith(mark)]
    if not starts:
        raise Refused(file.name, [f"it has no table {mark}"])
    rows = []
    for line in lines[starts[0] + 1 :]:
        if not line.strip() or line.startswith(("@", "*")):
            break
        if not line.startswith("!"):
            rows.append(line.split())
    if not rows:
        raise Refused(file.name, [f"its table {mark} holds no row"])
    return rows


def _lines(file: Path) -> list[str]:
    return of_file(file).content.decode("latin-1").splitlines()
