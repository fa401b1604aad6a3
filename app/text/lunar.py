"""The Vietnamese lunar day beside the solar one, as farmers keep it.

The rules of the calendar: a month begins on the day of the new moon at UTC+7, the month that holds
the winter solstice is the eleventh, and where thirteen months lie between two solstices the first
one without a principal solar term is a leap month. New moons after Meeus, *Astronomical
Algorithms*, 2nd edition, chapter 49; the sun's longitude after chapter 25 (low accuracy, 0.01°).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

_EPOCH = date(2000, 1, 1)
_J2000 = 2451545.0
_ZONE_DAYS = 7 / 24
_MONTH = 29.530588861
_FIRST_NEW_MOON = 2451550.09766


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar; *leap* tells a repeated month from the one before it."""

    day: int
    month: int
    leap: bool = False

    def __str__(self) -> str:
        return f"{self.day}/{self.month}" + ("N" if self.leap else "")


def lunar_day(solar: date) -> LunarDay:
    """Return the Vietnamese lunar day of a solar day, 1900 to 2100.

    >>> str(lunar_day(date(2026, 2, 17)))
    '1/1'
    """
    start_index = _month_index(solar)
    start = _month_start(start_index)
    winter = _eleventh_month(solar.year)
    if start_index < winter:
        first, last = _eleventh_month(solar.year - 1), winter
    else:
        first, last = winter, _eleventh_month(solar.year + 1)
    after = start_index - first
    leap_at = _leap_month(first) if last - first == 13 else None
    leap = leap_at == after
    shift = after - 1 if leap_at is not None and after >= leap_at else after
    return LunarDay((solar - start).days + 1, (10 + shift) % 12 + 1, leap)


def _month_index(solar: date) -> int:
    """Return the number of the lunar month (0: January 2000) that *solar* lies in."""
    julian = _J2000 + (solar - _EPOCH).days
    index = math.floor((julian - _FIRST_NEW_MOON) / _MONTH) + 1
    while _month_start(index) > solar:
        index -= 1
    return index


def _month_start(index: int) -> date:
    """Return the day, at UTC+7, of new moon number *index* since January 2000."""
    local = _new_moon(index) + 0.5 + _ZONE_DAYS
    return _EPOCH + timedelta(days=math.floor(local) - round(_J2000))


def _new_moon(k: int) -> float:
    """Return the Julian day (UTC, good to a minute or so) of new moon *k*; Meeus 49.1 and table."""
    t = k / 1236.85
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    sun = math.radians(2.5534 + 29.10535670 * k - 0.0000014 * t * t)
    moon = math.radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    node = math.radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    rise = math.radians(124.7746 - 1.56375588 * k + 0.0020672 * t * t)
    mean = _FIRST_NEW_MOON + _MONTH * k + 0.00015437 * t * t
    terms = (
        (-0.40720, moon), (0.17241 * e, sun), (0.01608, 2 * moon), (0.01039, 2 * node),
        (0.00739 * e, moon - sun), (-0.00514 * e, moon + sun), (0.00208 * e * e, 2 * sun),
        (-0.00111, moon - 2 * node), (-0.00057, moon + 2 * node), (0.00056 * e, 2 * moon + sun),
        (-0.00042, 3 * moon), (0.00042 * e, sun + 2 * node), (0.00038 * e, sun - 2 * node),
        (-0.00024 * e, 2 * moon - sun), (-0.00017, rise),
    )  # fmt: skip
    dynamical = mean + sum(size * math.sin(angle) for size, angle in terms)
    return dynamical - _delta_t(2000 + 100 * t) / 86400


def _delta_t(year: float) -> float:
    """Return TT - UT in seconds: a rough fit, good to some seconds between 1900 and 2100."""
    if year < 1986:
        return 30 + 0.5 * (year - 1950) if year > 1920 else 20
    return 63.86 + 0.3345 * (year - 2000) + 0.0056 * (year - 2000) ** 2 * (year > 2005)


def _sun_longitude(julian: float) -> float:
    """Return the sun's apparent longitude in degrees; Meeus chapter 25."""
    t = (julian - _J2000) / 36525
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    anomaly = math.radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (
        (1.914602 - 0.004817 * t) * math.sin(anomaly)
        + 0.019993 * math.sin(2 * anomaly)
        + 0.000289 * math.sin(3 * anomaly)
    )
    wobble = math.radians(125.04 - 1934.136 * t)
    return (mean + centre - 0.00569 - 0.00478 * math.sin(wobble)) % 360


def _term(day: date) -> int:
    """Return which twelfth of the ecliptic the sun is in at the start of *day*, UTC+7."""
    midnight = _J2000 + (day - _EPOCH).days - 0.5 - _ZONE_DAYS
    return int(_sun_longitude(midnight) // 30)


def _eleventh_month(year: int) -> int:
    """Return the number of the lunar month that holds the winter solstice of *year*."""
    index = _month_index(date(year, 12, 31))
    return index - 1 if _term(_month_start(index)) >= 9 else index


def _leap_month(first: int) -> int:
    """Return which month after *first* holds no principal term."""
    return next(
        i
        for i in range(1, 13)
        if _term(_month_start(first + i)) == _term(_month_start(first + i + 1))
    )
