"""The salinity bulletins, one file a year, and the list of stations."""

from __future__ import annotations

import json
from calendar import monthrange
from datetime import date
from pathlib import Path

import pandas as pd

from data_sources.simulated.chance import stream
from data_sources.simulated.crops import day_number
from data_sources.simulated.river import STATIONS, River, Station, at_stations
from data_sources.simulated.story import Story

_DISTANCE = "The distance between river and station (km)"
_FELT_G_L = 0.1


def write(folder: Path, story: Story, river: River) -> None:
    """Write bulletins of two years and the stations below *folder*."""
    folder.mkdir(parents=True)
    daily = at_stations(river)
    for year in (story.winter.year - 1, story.winter.year):
        text = _bulletin(story, daily, year)
        (folder / f"bulletins_{year}.csv").write_text(text, encoding="utf-8")
    listed = [_station(number, station) for number, station in enumerate(STATIONS, 1)]
    content = json.dumps(listed, ensure_ascii=False, indent=0)
    (folder / "stations.json").write_text(content + "\n", encoding="utf-8")


def _station(number: int, station: Station) -> dict[str, str | float]:
    return {
        "id": f"SIM.ST{number:03d}",
        "name": station.name_vi,
        "lat": station.lat,
        "lon": station.lon,
        "type": "salinity",
        "subregion": "DBSCL",
        "source": "simulated",
    }


def _periods(year: int) -> list[tuple[date, date]]:
    """Return the ten-day periods of January to March."""
    found = []
    for month in (1, 2, 3):
        last = monthrange(year, month)[1]
        found += [
            (date(year, month, first), date(year, month, until))
            for first, until in ((1, 10), (11, 20), (21, last))
        ]
    return found


def _bulletin(story: Story, daily: pd.DataFrame, year: int) -> str:
    """Return one year's bulletin as people type it: blanks, dashes, a year left out."""
    periods = _periods(year)
    names = [f"{start:%d/%m} - {end:%d/%m}" for start, end in periods]
    lines = [",".join(["Station", "River", "Province", _DISTANCE, *names, "Year"])]
    draw = stream(story.seed, "bulletin", str(year))
    unwritten = set(draw.choice(len(STATIONS), 2, replace=False).tolist())
    province = "Can Tho " if date(year, 1, 1) >= date(2025, 7, 1) else "Soc Trang "
    for row, station in enumerate(STATIONS):
        cells = [_cell(story, daily[station.name], period) for period in periods]
        if row in unwritten and year != story.winter.year:
            cells[int(draw.integers(0, len(cells)))] = "-"
        away = "Nội đồng " if station.sea_km is None else f"{station.sea_km:g}"
        last = "" if row in unwritten else str(year)
        lines.append(",".join([f"{station.name} ", station.river, province, away, *cells, last]))
    return "\n".join(lines) + "\n"


def _cell(story: Story, daily: pd.Series, period: tuple[date, date]) -> str:
    """Return the highest salinity of a period; blank before it is over, a dash where fresh."""
    start, end = period
    if end > story.as_of:
        return ""
    highest = float(daily.iloc[day_number(story, start) : day_number(story, end) + 1].max())
    return f"{highest:.1f}".removesuffix(".0") if highest >= _FELT_G_L else "- "
