"""Linters of dates and times of day."""

from __future__ import annotations

from calendar import monthrange

from traceability.gs1.faults import Fault
from traceability.gs1.linters.characters import csetnumeric

LEAP_CYCLE = 400  # years; only leap years matter here, and a year written 00 is 2000


def yymmdd(data: str) -> Fault | None:
    """Want a date, two digits of the year."""
    return _date(data, 2, first_day=1)


def yymmd0(data: str) -> Fault | None:
    """Want a date, or a month with day 00."""
    return _date(data, 2, first_day=0)


def yyyymmdd(data: str) -> Fault | None:
    """Want a date, four digits of the year."""
    return _date(data, 4, first_day=1)


def yyyymmd0(data: str) -> Fault | None:
    """Want a date with a whole year, or a month with day 00."""
    return _date(data, 4, first_day=0)


def hhmi(data: str) -> Fault | None:
    """Want the hour and minute of a day."""
    if fault := _length(data, 4, "HOUR_WITH_MINUTE"):
        return fault
    late = mi(data[2:])
    return hh(data[:2]) or (late.shifted(2) if late else None)


def hh(data: str) -> Fault | None:
    """Want an hour of a day."""
    return _sized(data, 2, "HOUR") or _below(data, 24, "ILLEGAL_HOUR")


def mi(data: str) -> Fault | None:
    """Want a minute of an hour."""
    return _sized(data, 2, "MINUTE") or _below(data, 60, "ILLEGAL_MINUTE")


def ss(data: str) -> Fault | None:
    """Want a second of a minute."""
    return _sized(data, 2, "SECOND") or _below(data, 60, "ILLEGAL_SECOND")


def _date(data: str, year_digits: int, first_day: int) -> Fault | None:
    if fault := _sized(data, year_digits + 4, "DATE"):
        return fault
    month = int(data[year_digits : year_digits + 2])
    if not 1 <= month <= 12:
        return Fault("ILLEGAL_MONTH", year_digits, 2)
    # Any year has the leap rule of its namesake in the cycle that begins with 2000.
    days = monthrange(2000 + int(data[:year_digits]) % LEAP_CYCLE, month)[1]
    if not first_day <= int(data[-2:]) <= days:
        return Fault("ILLEGAL_DAY", year_digits + 2, 2)
    return None


def _sized(data: str, size: int, what: str) -> Fault | None:
    return _length(data, size, what) or csetnumeric(data)


def _length(data: str, size: int, what: str) -> Fault | None:
    if len(data) == size:
        return None
    return Fault(f"{what}_TOO_{'SHORT' if len(data) < size else 'LONG'}", 0, len(data))


def _below(data: str, limit: int, rule: str) -> Fault | None:
    return None if int(data) < limit else Fault(rule, 0, 2)
