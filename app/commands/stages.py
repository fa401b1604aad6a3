"""`ruong stages --fields DIR --out FILE.csv`: date surveyed fields' crops from their series."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from app.command import Command
from data_sources.errors import Refused
from data_sources.ey_series import FILE, read_dn, repair_offset, series_rows
from data_sources.material import Material, of_file
from data_sources.rows import numbers
from data_sources.season import CALENDAR, Season
from pipelines.stages import date_rice

COLUMNS = {
    "field_row": "field_row",
    "Latitude": "lat",
    "Longitude": "lon",
    "Season(SA = Summer Autumn, WS = Winter Spring)": "season",
}
"""All that is taken from fields.csv. A harvest day in it is what is to be found: it is not read."""
DATES = {
    "sowing": "sowing",
    "heading": "heading",
    "harvest": "harvest",
    "harvest_low": "low",
    "harvest_high": "high",
}


def run(args: argparse.Namespace) -> int:
    """Date every row of the survey and write one line for each, in its order."""
    fields = read_rows(of_file(args.fields / "fields.csv"))
    table, repairs = repair_offset(read_dn(of_file(args.fields / FILE)))
    for note in repairs:
        print(note)
    dated = date_rows(fields, table)
    dated.to_csv(args.out, index=False, date_format="%Y-%m-%d")
    print(f"{len(dated)} thửa ruộng · fields: {args.out}")
    return 0


def read_rows(material: Material) -> pd.DataFrame:
    """Return field_row, lat, lon, season code of each row; `Refused` where one cannot be read."""
    rows = material.table(tuple(COLUMNS))[list(COLUMNS)].rename(columns=COLUMNS)
    faults: list[str] = []
    for name in ("field_row", "lat", "lon"):
        rows[name], unread = numbers(rows[name])
        if bad := int((unread | rows[name].isna()).sum()):
            faults.append(f"{name} is no number in {bad} rows")
    if strange := sorted(set(rows["season"]) - set(CALENDAR)):
        faults.append(f"season {', '.join(strange)} is none of {', '.join(CALENDAR)}")
    if rows["field_row"].duplicated().any():
        faults.append("field_row repeats")
    if faults:
        raise Refused(material.name, faults)
    return rows.astype({"field_row": "int64"})


def date_rows(fields: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return field_row, sowing, heading, harvest, low, high for rows of one or more seasons.

    Parameters
    ----------
    fields
        From `read_rows`.
    table
        Digital numbers by field_row and datetime, their offset taken off.
    """
    place = fields.groupby(["lat", "lon"]).ngroup().map("{:06d}".format)
    owner = pd.Series(place.to_numpy(), index=fields["field_row"])
    table = table[table["field_row"].isin(owner.index)]
    table = table.assign(
        field_id=table["field_row"].map(owner), time=table["datetime"].dt.floor("D")
    )
    # Rows at one place are one field: what was seen of it in either season tells of both.
    once = table.sort_values("red_mean").drop_duplicates(["field_id", "time"])
    series, _ = series_rows(once)
    parts = [
        _one_season(rows, str(code), series, table, owner)
        for code, rows in fields.groupby("season")
    ]
    dated = pd.concat(parts).set_index("field_row").reindex(fields["field_row"])
    return dated.reset_index()


def _one_season(
    rows: pd.DataFrame, code: str, series: pd.DataFrame, table: pd.DataFrame, owner: pd.Series
) -> pd.DataFrame:
    days = table.loc[table["field_row"].isin(rows["field_row"]), "datetime"]
    season = season_of(code, days)
    last: date = series["time"].max().date()
    dated = date_rice(series, owner[rows["field_row"]].tolist(), season, last)
    found = dated.set_index("field_id").loc[owner[rows["field_row"]], list(DATES)]
    named = found.rename(columns=DATES).reset_index(drop=True)
    return pd.concat([rows[["field_row"]].reset_index(drop=True), named], axis=1)


def season_of(code: str, days: pd.Series) -> Season:
    """Return the season of this code that most of the *days* fall into."""
    if days.empty:
        raise Refused(FILE, [f"it holds no observation of a field of season {code}"])
    years = range(days.min().year, days.max().year + 2)
    choices = [Season(year, code) for year in years]  # pyright: ignore[reportArgumentType]
    spans = [tuple(map(pd.Timestamp, choice.period)) for choice in choices]
    inside = [int(((days >= first) & (days <= last)).sum()) for first, last in spans]
    return choices[int(np.argmax(inside))]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the folder and the file."""
    parser.add_argument(
        "--fields",
        required=True,
        type=Path,
        metavar="DIR",
        help="thư mục có fields.csv và sentinel2_series.parquet · folder of the survey",
    )
    parser.add_argument(
        "--out", required=True, type=Path, metavar="FILE.csv", help="tệp kết quả · file to write"
    )


COMMAND = Command(
    "Tìm ngày sạ, trổ, gặt từ chuỗi ảnh vệ tinh",
    "Find sowing, heading and harvest from satellite series",
    configure,
    run,
)
