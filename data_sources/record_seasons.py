"""Seasons as people write them, and the days on which each can be harvested."""

from __future__ import annotations

import re
from datetime import timedelta

import pandas as pd

from data_sources.season import CALENDAR, Season, SeasonCode
from data_sources.stations import plain_name

SHORTEST_CROP = timedelta(days=75)
"""The quickest rice of the delta needs some 80 days from sowing to harvest."""
LATEST = timedelta(days=30)
"""How long after the last usual day a harvest may still be."""
_WORDS: dict[str, SeasonCode] = {plain_name(usual.vi): code for code, usual in CALENDAR.items()}
_SHORT: dict[str, SeasonCode] = {"dx": "WS", "ht": "SA", "td": "AW"}


def read_seasons(cells: pd.Series) -> pd.Series:
    """Return seasons as "2026-WS"; missing where a cell names none.

    Read are 2026-WS, WS 2026, Đông Xuân 2025-2026, Đông Xuân 2025-26, ĐX 2025-26, Hè Thu 2025.
    """
    return cells.map({cell: _season(cell) for cell in cells.unique()}).astype("str")


def _season(cell: str) -> str | None:
    plain = plain_name(cell)
    years = [int(year) for year in re.findall(r"(?<!\d)\d{4}(?!\d)", plain)]
    code = _code(plain)
    if code is None or not 1 <= len(years) <= 2 or not all(1900 <= y <= 2200 for y in years):
        return None
    if len(years) == 2 or (short := re.search(r"\d{4}\s*[-/]\s*(\d{2})(?!\d)", plain)) is None:
        if len(years) == 2 and (code != "WS" or years[1] != years[0] + 1):
            return None
        return str(Season(years[-1], code))
    if code != "WS" or (years[0] + 1) % 100 != int(short[1]):
        return None
    return str(Season(years[0] + 1, code))


def _code(plain: str) -> SeasonCode | None:
    found: set[SeasonCode] = {code for word, code in _WORDS.items() if word in plain}
    words = set(re.findall(r"[a-z]+", plain))
    found |= {code for code in CALENDAR if code.lower() in words}
    found |= {code for short, code in _SHORT.items() if short in words}
    return found.pop() if len(found) == 1 else None


def harvest_span(seasons: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return first and last possible day of harvest of each season."""
    known = {text: Season.parse(text) for text in seasons.dropna().unique()}
    first = {text: pd.Timestamp(season.sown[0] + SHORTEST_CROP) for text, season in known.items()}
    last = {text: pd.Timestamp(season.period[1] + LATEST) for text, season in known.items()}
    days = "datetime64[us]"
    return seasons.map(first).astype(days), seasons.map(last).astype(days)
