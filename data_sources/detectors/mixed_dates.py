"""Days written in several ways in one column: a spreadsheet has read some of them as American."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_sources.detectors.finding import Finding
from data_sources.record_dates import read_days


def mixed_dates(cells: pd.Series) -> list[Finding]:
    """Find whether a column of days is written in more than one way.

    Parameters
    ----------
    cells
        Days as text, as they came.

    Returns
    -------
    list of Finding
        None where one way is used throughout; else one, whose rows are those in all but the most
        usual way. `either` counts the days that could be day or month first by themselves.
    """
    plain = cells.fillna("").astype("str").str.strip().reset_index(drop=True)
    days = read_days(plain)
    if len(days.ways) < 2:
        return []
    usual = max(days.ways, key=lambda way: days.ways[way])
    shape = plain.str.replace(r"\d{4}", "Y", regex=True).str.replace(r"\d{1,2}", "d", regex=True)
    most = shape.value_counts().index[0]
    rows = np.flatnonzero(((shape != most) & (plain != "")).to_numpy())
    parts = plain.str.extract(r"^(\d{1,2})[/.](\d{1,2})[/.]\d{4}$").dropna().astype("int64")
    either = int(((parts[0] <= 12) & (parts[1] <= 12) & (parts[0] != parts[1])).sum())
    ways = ", ".join(f"{way} {count}" for way, count in days.ways.items())
    return [
        Finding(
            "mixed_dates",
            tuple(rows.tolist()),
            f"Ngày được ghi theo {len(days.ways)} kiểu ({ways}); {either} ngày hiểu được hai cách.",
            f"Days are written in {len(days.ways)} ways ({ways}); {either} could be read two ways.",
            {"ways": ways, "usual": usual, "either": either},
        )
    ]
