"""What each fault of real data would have cost, or faked, had it come through.

A detector names a fault; a gate keeps it out of training. Here the price is measured, on the files
themselves: the same figure with the fault and without it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_sources.detectors.future_trend import future_trend
from data_sources.detectors.impossible_ndvi import impossible_ndvi
from data_sources.detectors.mixed_dates import mixed_dates
from data_sources.detectors.shifted_headers import shifted_headers
from data_sources.record_dates import read_days
from models.scores import rmse

Floats = NDArray[np.float64]
FIRST_JUDGED = 2005
"""First year that is forecast from a trend of the years before it: ten years to draw a line."""


@dataclass(frozen=True, slots=True)
class Price:
    """What one fault does to one figure.

    Parameters
    ----------
    fault
        The detector's name for it; "" where the detector did not find it.
    figure
        What is measured, with its unit, in Vietnamese and English.
    faulty, sound
        The figure with the fault and without.
    verdict
        "faked skill" or "cost skill".
    """

    fault: str
    figure: tuple[str, str]
    faulty: float
    sound: float
    verdict: str


def _named(findings: list) -> str:
    return findings[0].fault if findings else ""


def of_future_trend(table: pd.DataFrame) -> Price:
    """Price a trend fitted through later years: it forecasts years it has already seen.

    Parameters
    ----------
    table
        `province`, `season`, `year`, `rice_yield` (quintal/ha), `expected_yield` (the trend).
    """
    found = future_trend(table, "year", "rice_yield", "expected_yield", ["province", "season"])
    rows = table[table["rice_yield"] > 0]
    judged = rows[rows["year"] >= FIRST_JUDGED]
    honest = [_line_before(rows, case) for case in judged.itertuples()]
    known = np.isfinite(honest)
    truth = judged["rice_yield"].to_numpy(float)[known]
    said = judged["expected_yield"].to_numpy(float)[known]
    return Price(
        _named(found),
        ("RMSE của xu thế, tạ/ha", "RMSE of the trend, quintal/ha"),
        rmse(truth, said),
        rmse(truth, np.array(honest)[known]),
        "faked skill",
    )


def _line_before(rows: pd.DataFrame, case: tuple) -> float:
    """Draw the line again through the years before the case, as was possible then."""
    same = (rows["province"] == case.province) & (rows["season"] == case.season)  # pyright: ignore[reportAttributeAccessIssue]
    past = rows[same & (rows["year"] < case.year)]  # pyright: ignore[reportAttributeAccessIssue]
    if len(past) < 5:
        return np.nan
    slope, level = np.polyfit(past["year"].to_numpy(float), past["rice_yield"].to_numpy(float), 1)
    return float(level + slope * case.year)  # pyright: ignore[reportAttributeAccessIssue]


def of_impossible_ndvi(ndvi: Floats) -> Price:
    """Price values beyond 1: the spread that impossible values add is noise to any model."""
    found = impossible_ndvi(ndvi)
    known = ndvi[np.isfinite(ndvi)]
    sound = known[np.abs(known) <= 1]
    return Price(
        _named(found),
        ("độ lệch chuẩn của NDVI", "standard deviation of NDVI"),
        float(known.std()),
        float(sound.std()),
        "cost skill",
    )


def of_shifted_headers(table: pd.DataFrame) -> Price:
    """Price headers moved by one: the mean temperature that a growth model would be given.

    Parameters
    ----------
    table
        Columns that begin with "temp ", "tempmax " and "tempmin ", degC by their headers.
    """
    found = shifted_headers(table.select_dtypes("number"))
    mean, high, low = (
        float(table.filter(regex=f"^{name} ").to_numpy(float).mean())
        for name in ("temp", "tempmax", "tempmin")
    )
    return Price(
        _named(found),
        ("nhiệt độ trung bình, °C", "mean temperature, degC"),
        mean,
        (high + low) / 2,
        "cost skill",
    )


def of_mixed_dates(table: pd.DataFrame) -> Price:
    """Price days read month first where they are day first: a yield sought in the wrong season.

    Parameters
    ----------
    table
        `harvest` as text, `season` (WS, SA), `yield` kg/ha.
    """
    found = mixed_dates(table["harvest"])
    days = read_days(table["harvest"]).days
    american = pd.to_datetime(table["harvest"], format="mixed", dayfirst=False, errors="coerce")
    means = table.groupby("season")["yield"].mean()
    truth = table["yield"].to_numpy(float)
    known = (american.notna() & days.notna()).to_numpy(bool)
    by_month = {m: float(means.get("WS" if m <= 5 else "SA", np.nan)) for m in range(1, 13)}
    faulty, sound = (
        rmse(truth[known], day[known].dt.month.map(by_month).to_numpy(float))
        for day in (american, days)
    )
    return Price(
        _named(found),
        ("RMSE của trung bình vụ, kg/ha", "RMSE of the season mean, kg/ha"),
        faulty,
        sound,
        "cost skill",
    )
