"""`ruong evaluate defects`: every fault in the defect files, by its name and its price."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from app.command import Command
from data_sources.errors import Refused
from data_sources.ey_fields import COLUMNS, YIELD_COLUMN
from data_sources.material import of_file
from models import gates
from models.gates import Price

FOLDER = "defects"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--data", type=Path, required=True, help="thư mục dữ liệu · data folder")


def run(args: argparse.Namespace) -> int:
    """Print a line a fault; fail where one was not found by its name."""
    missed = []
    for file, price in prices(args.data / FOLDER):
        vi, en = price.figure
        print(f"{file}: {price.fault or 'NOT FOUND'} ({price.verdict})")
        print(f"  {vi} · {en}: {price.faulty:.2f} with it, {price.sound:.2f} without")
        if not price.fault:
            missed.append(f"{file} was not recognised")
    if missed:
        raise Refused("the gates", missed)
    return 0


def prices(folder: Path) -> Iterator[tuple[str, Price]]:
    """Yield each defect file and the price of its fault."""
    trend = _numeric(folder / "lookahead_detrended_yield.csv")
    yield "lookahead_detrended_yield.csv", gates.of_future_trend(trend)
    ndvi = _numeric(folder / "impossible_ndvi.csv")["ndvi"].to_numpy(float)
    yield "impossible_ndvi.csv", gates.of_impossible_ndvi(ndvi)
    weather = _numeric(folder / "misaligned_weather_headers.csv")
    yield (
        "misaligned_weather_headers.csv",
        gates.of_shifted_headers(weather),
    )
    names = COLUMNS | {YIELD_COLUMN: "yield"}
    dates = of_file(folder / "mixed_date_formats.csv").table(("Date of Harvest",))
    dates = dates.rename(columns=names).assign(**{"yield": lambda t: pd.to_numeric(t["yield"])})
    yield "mixed_date_formats.csv", gates.of_mixed_dates(dates)


def _numeric(path: Path) -> pd.DataFrame:
    """Read a table, every column that holds only numbers as numbers."""
    table = of_file(path).table()
    read = {name: pd.to_numeric(table[name], errors="coerce") for name in table.columns}
    whole = {name: v for name, v in read.items() if (v.notna() | (table[name] == "")).all()}
    return table.assign(**whole)


COMMAND = Command(
    "Mỗi lỗi dữ liệu được gọi tên và định giá",
    "Name every fault of the defect files, and its price",
    configure,
    run,
)
