"""Days as people write them, read only where they can mean one day.

Vietnam writes day first. A spreadsheet set to American habits turns 05-08-2022 into 5/8/2022 and
leaves 15-07-2022 alone, so one column holds two ways of writing. Each way is judged by itself: a
number over 12 shows which part is the day; where both orders are shown, what could be either is
turned away.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

WAYS: dict[str, str] = {
    "year-month-day": r"^(?P<y>\d{4})-(?P<a>\d{1,2})-(?P<b>\d{1,2})(?:[T ][\d:.+\-Z ]*)?$",
    "day-month-year": r"^(?P<a>\d{1,2})-(?P<b>\d{1,2})-(?P<y>\d{4})$",
    "day/month/year": r"^(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4})$",
    "day.month.year": r"^(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.(?P<y>\d{4})$",
}
"""Ways of writing, each with the first part, the second part and the year."""


@dataclass(frozen=True, slots=True)
class Days:
    """Days read from cells.

    Parameters
    ----------
    days
        NaT where a cell holds none.
    reasons
        Why a cell holds none; empty where it does.
    ways
        How many cells were written in each way.
    notes
        What a reader must know: mixed ways, orders that were settled.
    """

    days: pd.Series
    reasons: pd.Series
    ways: dict[str, int]
    notes: tuple[str, ...]


def read_days(cells: pd.Series, what: str = "the date") -> Days:
    """Read a column of days; *what* names it in reasons and notes."""
    days = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[us]")
    reasons = pd.Series(f"{what} ", index=cells.index, dtype="str") + cells + " is no date"
    reasons = reasons.mask(cells == "", f"{what} is missing")
    ways: dict[str, int] = {}
    notes: list[str] = []
    for way, pattern in WAYS.items():
        parts = cells.str.extract(pattern).dropna()
        if parts.empty:
            continue
        ways[way] = len(parts)
        numbers = parts.astype("int64")
        read, unsure, note = _in_order(numbers, way)
        days[read.index] = read
        wrong = read.index[read.isna() & ~unsure]
        reasons[wrong] = f"{what} " + cells[wrong] + " is not in the calendar"
        either = read.index[unsure]
        reasons[either] = f"{what} " + cells[either] + " could be day or month first"
        notes += note
    if len(ways) > 1:
        counts = ", ".join(f"{way} {count}" for way, count in ways.items())
        notes.insert(0, f"{what} is written in {len(ways)} ways: {counts}")
    return Days(days, reasons.mask(days.notna(), ""), ways, tuple(notes))


def _in_order(numbers: pd.DataFrame, way: str) -> tuple[pd.Series, pd.Series, list[str]]:
    """Return the days of one way of writing, where they cannot be told, and notes."""
    first, second = numbers["a"], numbers["b"]
    none = pd.Series(False, index=numbers.index)
    if way == "year-month-day":
        return _composed(numbers["y"], first, second), none, []
    day_first, month_first = bool((first > 12).any()), bool((second > 12).any())
    if not month_first:
        return _composed(numbers["y"], second, first), none, []
    if not day_first:
        note = f"{way.replace('day', '?', 1)} is written month first here: a part over 12 shows it"
        return _composed(numbers["y"], first, second), none, [note]
    unsure = (first <= 12) & (second <= 12) & (first != second)
    by_day = _composed(numbers["y"], second, first)
    by_month = _composed(numbers["y"], first, second)
    days = by_day.fillna(by_month).mask(unsure)
    return days, unsure, ["both day first and month first occur: what could be either is left out"]


def _composed(year: pd.Series, month: pd.Series, day: pd.Series) -> pd.Series:
    parts = pd.DataFrame({"year": year, "month": month, "day": day})
    return pd.to_datetime(parts, errors="coerce").astype("datetime64[us]")
