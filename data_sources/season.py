"""The three rice seasons of the delta, and a season of one year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from data_sources.errors import Refused

SeasonCode = Literal["WS", "SA", "AW"]


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a season is usual in the delta, as (month, day); winter months are of the year before.

    The windows are the common ones of the lower delta (RiceAtlas, Laborte et al. 2017, and the
    department's own crop notices); they seed a search, they never decide a date.
    """

    vi: str
    en: str
    sown_from: tuple[int, int]
    sown_to: tuple[int, int]
    harvested_to: tuple[int, int]


CALENDAR: dict[SeasonCode, Calendar] = {
    "WS": Calendar("Đông Xuân", "Winter-Spring", (10, 15), (1, 15), (4, 30)),
    "SA": Calendar("Hè Thu", "Summer-Autumn", (3, 15), (6, 15), (9, 15)),
    "AW": Calendar("Thu Đông", "Autumn-Winter", (7, 1), (9, 15), (12, 31)),
}
_NAME = re.compile(r"(\d{4})-(WS|SA|AW)")


@dataclass(frozen=True, slots=True, order=True)
class Season:
    """One season of one year; the year is that of the harvest, so Đông Xuân 2025-26 is 2026-WS."""

    year: int
    code: SeasonCode

    def __str__(self) -> str:
        return f"{self.year}-{self.code}"

    @classmethod
    def parse(cls, text: str) -> Season:
        """Read "2026-WS"; `Refused` for anything else."""
        if not (found := _NAME.fullmatch(text)):
            raise Refused(f"season {text!r}", ["a season is a year and WS, SA or AW: 2026-WS"])
        return cls(int(found[1]), found[2])  # pyright: ignore[reportArgumentType]

    @property
    def vi(self) -> str:
        """Đông Xuân 2025-26, Hè Thu 2025."""
        return f"{CALENDAR[self.code].vi} {self._years}"

    @property
    def en(self) -> str:
        """Winter-Spring 2025-26, Summer-Autumn 2025."""
        return f"{CALENDAR[self.code].en} {self._years}"

    @property
    def _years(self) -> str:
        return f"{self.year - 1}-{self.year % 100:02d}" if self.code == "WS" else str(self.year)

    @property
    def sown(self) -> tuple[date, date]:
        """First and last usual day of sowing."""
        usual = CALENDAR[self.code]
        start = date(self.year - (usual.sown_from[0] > 9), *usual.sown_from)
        return start, date(self.year - (usual.sown_to[0] > 9), *usual.sown_to)

    @property
    def period(self) -> tuple[date, date]:
        """From a month before the first sowing to the last usual harvest."""
        return self.sown[0] - timedelta(days=30), date(self.year, *CALENDAR[self.code].harvested_to)
