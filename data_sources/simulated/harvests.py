"""The harvest records as people keep them: round numbers, late entries, doubles, slips of the pen.

Yields are told in round numbers: in the surveyed fields of An Giang 2022 (EY Open Science Data
Challenge 2023) 415 yields fall on 28 values. What was harvested but not yet entered on the day of
the telling is not in the file; the truth keeps it with line 0.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from data_sources.simulated.chance import stream
from data_sources.simulated.story import Story

COLUMNS: tuple[str, ...] = (
    "field_id",
    "season",
    "harvest_date",
    "area_ha",
    "yield_kg_ha",
    "variety",
    "recorded_on",
    "old_commune",
    "old_district",
)
_REPORTED = {"WS": 0.87, "SA": 0.85}
_LATE = 0.14
Row = dict[str, str]


def told(draw: np.random.Generator, truth: np.ndarray) -> np.ndarray:
    """Return yields as farmers tell them: to half a tonne, a tenth of one, or the sack."""
    step = draw.choice([500.0, 100.0, 20.0], len(truth), p=[0.3, 0.55, 0.15])
    felt = truth * (1 + draw.normal(0, 0.02, len(truth)))
    return np.round(felt / step) * step


def entries(story: Story, fields: pd.DataFrame, seasons: pd.DataFrame) -> pd.DataFrame:
    """Return what is told of each recorded field season: one row each, late ones included.

    Columns: those of the file, with true dates and numbers, and `late` (weeks late).
    """
    draw = stream(story.seed, "records")
    season = seasons["season"].str[-2:]
    chosen = draw.random(len(seasons)) < season.map(_REPORTED).fillna(0).to_numpy()
    rows = seasons[chosen].merge(
        fields[["field_id", "area_ha", "old_commune", "old_district"]], on="field_id"
    )
    count = len(rows)
    late = draw.random(count) < _LATE
    lag = np.where(late, draw.uniform(28, 110, count), 1 + draw.gamma(2.0, 2.6, count))
    slip = draw.choice([-2, -1, 0, 0, 0, 0, 1, 1, 2], count)
    harvested = rows["harvest"] + pd.to_timedelta(slip, unit="D")
    return pd.DataFrame(
        {
            "field_id": rows["field_id"],
            "season": rows["season"],
            "harvest_date": harvested,
            "area_ha": np.round(rows["area_ha"] / 0.13) * 0.13,
            "yield_kg_ha": told(draw, rows["yield_kg_ha"].to_numpy()),
            "variety": rows["variety"],
            "recorded_on": harvested + pd.to_timedelta(np.ceil(lag), unit="D"),
            "old_commune": rows["old_commune"],
            "old_district": rows["old_district"],
            "late": late,
        }
    )


def write(path: Path, story: Story, told_rows: pd.DataFrame) -> pd.DataFrame:
    """Write the file and return what was planted.

    Returns
    -------
    DataFrame
        One row a line of the file and one for each record not entered yet: line (1 is the header;
        0 not in the file), field_id, season, planted ("" where the row is sound).
    """
    today = pd.Timestamp(story.as_of)
    known = told_rows[told_rows["recorded_on"] <= today].sort_values(
        ["recorded_on", "field_id", "season"]
    )
    later = told_rows[told_rows["recorded_on"] > today]
    later = later[later["harvest_date"] <= today]
    rows = [(_text(row), "late" if row["late"] else "") for _, row in known.iterrows()]
    rows = _spoil(story, rows)
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(row for row, _ in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8")
    planted = [
        (line, row["field_id"], row["season"], kind) for line, (row, kind) in enumerate(rows, 2)
    ]
    absent = [(0, r["field_id"], r["season"], "not entered yet") for _, r in later.iterrows()]
    return pd.DataFrame([*planted, *absent], columns=["line", "field_id", "season", "planted"])


def _text(row: pd.Series) -> Row:
    return {
        "field_id": row["field_id"],
        "season": row["season"],
        "harvest_date": f"{row['harvest_date']:%Y-%m-%d}",
        "area_ha": f"{row['area_ha']:.2f}",
        "yield_kg_ha": f"{row['yield_kg_ha']:.0f}",
        "variety": row["variety"],
        "recorded_on": f"{row['recorded_on']:%Y-%m-%d}",
        "old_commune": row["old_commune"],
        "old_district": row["old_district"],
    }


def _other_date(row: Row) -> Row:
    year, month, day = row["harvest_date"].split("-")
    return row | {"harvest_date": f"{day}/{month}/{year}"}


def _no_such_day(row: Row) -> Row:
    year, month, _ = row["harvest_date"].split("-")
    return row | {"harvest_date": f"{year}-{month}-32"}


def _next_year(row: Row) -> Row:
    year, rest = row["harvest_date"].split("-", 1)
    return row | {"harvest_date": f"{int(year) + 2}-{rest}"}


SPOILT: dict[str, tuple[float, Callable[[Row], Row]]] = {
    "date as day/month/year": (0.03, _other_date),
    "no such day": (0.002, _no_such_day),
    "harvested in the future": (0.002, _next_year),
    "yield ten times too high": (0.003, lambda r: r | {"yield_kg_ha": r["yield_kg_ha"] + "0"}),
    "yield in tonnes": (
        0.004,
        lambda r: r | {"yield_kg_ha": f"{float(r['yield_kg_ha']) / 1000:g}"},
    ),
    "yield negative": (0.001, lambda r: r | {"yield_kg_ha": "-" + r["yield_kg_ha"]}),
    "yield missing": (0.004, lambda r: r | {"yield_kg_ha": ""}),
    "yield is a word": (0.001, lambda r: r | {"yield_kg_ha": "khá"}),
    "unknown field": (0.003, lambda r: r | {"field_id": "99999-" + r["field_id"][-4:]}),
    "unknown season": (0.001, lambda r: r | {"season": "Hè Thu"}),
}
"""What is planted, its share of the rows (at least one), and how a sound row becomes it."""
_TWICE, _REVISED = 0.012, 0.005


def _spoil(story: Story, rows: list[tuple[Row, str]]) -> list[tuple[Row, str]]:
    """Spoil some rows, add exact doubles, and revisions that contradict an earlier row."""
    draw = stream(story.seed, "slips")
    sound = [place for place, (_, kind) in enumerate(rows) if not kind]
    order = iter(draw.permutation(np.array(sound, dtype=int)).tolist())
    spoilt = list(rows)
    for kind, (share, change) in SPOILT.items():
        for _, place in zip(range(max(1, round(share * len(rows)))), order, strict=False):
            spoilt[place] = (change(rows[place][0]), kind)
    for _, place in zip(range(max(1, round(_TWICE * len(rows)))), order, strict=False):
        spoilt.append((rows[place][0], "entered twice"))
    for _, place in zip(range(max(1, round(_REVISED * len(rows)))), order, strict=False):
        row = rows[place][0]
        better = f"{float(row['yield_kg_ha']) + 300:.0f}"
        again = row | {"yield_kg_ha": better, "recorded_on": story.as_of.isoformat()}
        spoilt.append((again, "revised"))
    return spoilt
