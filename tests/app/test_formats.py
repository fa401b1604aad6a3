"""Numbers and days as they are written in each language; the lunar day as the almanac prints it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.formats import cong, day, measured, number, share, short_day
from app.text.lunar import lunar_day


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (1234567, 0, "1.234.567", "1,234,567"),
        (-0.04, 1, "0,0", "0.0"),
        (-1234.25, 2, "-1.234,25", "-1,234.25"),
        (0, 0, "0", "0"),
    ],
)
def test_numbers(value, decimals, vi, en):
    assert (number(value, "vi", decimals), number(value, "en", decimals)) == (vi, en)


@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_both_languages_write_the_same_number(hundredths, decimals):
    value = hundredths / 100
    vi, en = number(value, "vi", decimals), number(value, "en", decimals)
    back = float(vi.replace(".", "").replace(",", "."))
    assert back == float(en.replace(",", ""))
    assert abs(back - value) <= 0.5 * 10**-decimals + 1e-3


def test_days():
    assert (day(date(2026, 2, 3), "vi"), day(date(2026, 2, 3), "en")) == (
        "03/02/2026",
        "3 Feb 2026",
    )
    assert (short_day(date(2026, 2, 3), "vi"), short_day(date(2026, 2, 3), "en")) == (
        "03/02",
        "3 Feb",
    )


def test_shares_are_never_certain_by_rounding():
    told = [share(x, "vi") for x in (0, 0.001, 0.005, 0.5, 0.994, 0.996, 1)]
    assert told == ["0%", "<1%", "0%", "50%", "99%", ">99%", "100%"]


def test_measured_shows_the_decimals_there_are():
    assert [measured(x, "vi") for x in (5900.0, 74.3, 1 / 3, -2)] == [
        "5.900",
        "74,3",
        "0,333",
        "-2",
    ]


def test_cong_is_a_thousand_square_metres():
    assert (cong(0.52, "vi"), cong(0.52, "en")) == ("5,2", "5.2")


@pytest.mark.parametrize(
    ("solar", "lunar"),
    [
        # First days of the year, where Vietnam and China differ (1968, 1985, 2007, 2030) included.
        (date(1968, 1, 29), "1/1"),
        (date(1985, 1, 21), "1/1"),
        (date(2007, 2, 17), "1/1"),
        (date(2030, 2, 2), "1/1"),
        (date(2024, 2, 10), "1/1"),
        (date(2025, 1, 29), "1/1"),
        (date(2026, 2, 17), "1/1"),
        (date(2026, 2, 20), "4/1"),
        # Leap months.
        (date(2020, 5, 23), "1/4N"),
        (date(2023, 3, 22), "1/2N"),
        (date(2025, 7, 25), "1/6N"),
        (date(2025, 8, 23), "1/7"),
        (date(2033, 12, 22), "1/11N"),
    ],
)
def test_lunar_days_of_the_almanac(solar, lunar):
    assert str(lunar_day(solar)) == lunar


@given(st.dates(date(1900, 2, 1), date(2099, 12, 1)))
def test_lunar_days_follow_each_other(solar):
    today, tomorrow = lunar_day(solar), lunar_day(date.fromordinal(solar.toordinal() + 1))
    if tomorrow.day == 1:
        assert today.day in (29, 30)
        assert (today.month, today.leap) != (tomorrow.month, tomorrow.leap)
    else:
        assert (tomorrow.day, tomorrow.month, tomorrow.leap) == (
            today.day + 1,
            today.month,
            today.leap,
        )
