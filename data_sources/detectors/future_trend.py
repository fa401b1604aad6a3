"""Trends that know the future: an "expected" yield whose line was fitted through later years too.

What was expected for 1995 cannot depend on the yield of 2021. A trend that only uses the past bends
with every new year; one straight line (or parabola) through all years of a series, its first ones
included, was fitted afterwards, and every residual and class made from it leaks.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data_sources.detectors.finding import Finding

LEAST_YEARS = 5
"""A line through fewer years may be a coincidence of rounding."""
HIGHEST_DEGREE = 2
EXACT = 1e-4
"""Relative to the spread of the series: coarser than any rounding, finer than any bending."""


def future_trend(
    table: pd.DataFrame, year: str, value: str, expected: str, groups: Sequence[str] = ()
) -> list[Finding]:
    """Find expected values that were fitted on years after their own.

    Parameters
    ----------
    table
        One row a series and year.
    year, value, expected
        Names of the columns of the year, of what was observed and of what was expected.
    groups
        Columns that name a series, such as province and season.

    Returns
    -------
    list of Finding
        None where no series lies on one curve; else one, whose rows are those of such series.
    """
    numbered = table.reset_index(drop=True)
    parts = [part for _, part in numbered.groupby(list(groups))] if groups else [numbered]
    caught = [part for part in parts if _on_one_curve(part, year, value, expected)]
    if not caught:
        return []
    rows = sorted(int(n) for part in caught for n in part.index)
    least_squares = sum(_is_least_squares(part, year, value, expected) for part in caught)
    return [
        Finding(
            "future_trend",
            tuple(rows),
            f"{len(caught)} chuỗi có xu thế khớp trên mọi năm, kể cả năm sau: sai số và phân loại "
            "tính từ đó đã biết trước tương lai.",
            f"{len(caught)} series have a trend fitted through all years, later ones too: "
            "residuals and classes made from it know the future.",
            {"series": len(caught), "of": len(parts), "least_squares": least_squares},
        )
    ]


def _on_one_curve(part: pd.DataFrame, year: str, value: str, expected: str) -> bool:
    """Tell whether the expected values of a series are one line or parabola over its years."""
    known = part[[year, value, expected]].dropna().drop_duplicates(year)
    if len(known) < LEAST_YEARS:
        return False
    spread = float(known[value].std()) or 1.0
    if float(known[expected].std()) < EXACT * spread:
        # A constant may be a plain long-term mean; it too uses later years if it is theirs.
        return abs(float(known[expected].iloc[0] - known[value].mean())) < EXACT * spread
    x = (known[year] - known[year].mean()).to_numpy(dtype="float64")
    y = known[expected].to_numpy(dtype="float64")
    return any(
        float(np.abs(np.polyval(np.polyfit(x, y, degree), x) - y).max()) < EXACT * spread
        for degree in range(1, HIGHEST_DEGREE + 1)
    )


def _is_least_squares(part: pd.DataFrame, year: str, value: str, expected: str) -> bool:
    """Tell whether residuals sum to nothing: then these rows themselves were fitted."""
    known = part[[year, value, expected]].dropna()
    residual = (known[value] - known[expected]).to_numpy(dtype="float64")
    spread = float(known[value].std()) or 1.0
    return bool(abs(residual.mean()) < EXACT * spread)
