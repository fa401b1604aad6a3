"""`ruong evaluate risk`: which chances have earned being shown, and which have not."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from app.command import Command
from app.settings import today
from data_sources import salinity_bulletins
from data_sources.errors import Missing
from data_sources.region import packaged_region
from data_sources.source import Request
from data_sources.tag import REAL
from models.hazards.hazard import catalogue
from models.hazards.salinity_persistence import LINES_G_L, Bulletins

PERIODS_AHEAD = (1, 2)
SCORED = "salinity"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--data", type=Path, required=True, help="thư mục dữ liệu · data folder")


def run(args: argparse.Namespace) -> int:
    """Score each hazard whose outcomes the folder holds; name the others."""
    paths = sorted(args.data.rglob("bulletins_*.csv")) if args.data.is_dir() else []
    if not paths:
        raise Missing(
            f"{args.data.name} holds no salinity bulletins.",
            "Give a folder with files named bulletins_YEAR.csv; no other outcome is scored yet.",
        )
    region, far = packaged_region(), date(1990, 1, 1)
    deliveries = [
        salinity_bulletins.SOURCE(Request(path, region, far, today(), REAL)) for path in paths
    ]
    water = pd.concat([delivery.data for delivery in deliveries], ignore_index=True)
    bulletins = Bulletins.of(water.drop_duplicates(["station", "period_start"]))
    hazards = catalogue()
    print("Ruộng · Khả năng nào đáng tin để hiện ra · Which chances have skill")
    for delivery in deliveries:
        for note in delivery.notes:
            print(f"  {note}")
    print("\nhazard,line g/L,periods ahead,cases,Brier,Brier climatology,skill,shown")
    for line in LINES_G_L:
        for ahead in PERIODS_AHEAD:
            print(_scored(bulletins, line, ahead))
    for name, hazard in hazards.items():
        if name != SCORED:
            print(f"{name},,,0,,,,no")
            print(f"  {hazard.vi}: chưa chấm, không hiện · {hazard.en}: not scored, not shown")
    return 0


def _scored(bulletins: Bulletins, line: float, ahead: int) -> str:
    """Return one line; a chance is shown on the map by its skill one period ahead."""
    ours, climate, cases = bulletins.backtest(line, ahead)
    skill = 1.0 - ours / climate if cases and climate > 0 else np.nan
    numbers = ",".join("" if np.isnan(n) else f"{n:.4f}" for n in (ours, climate, skill))
    return f"{SCORED},{line:g},{ahead},{cases},{numbers},{'yes' if skill > 0 else 'no'}"


COMMAND = Command(
    "Chấm khả năng xảy ra của rủi ro với khí hậu thường",
    "Score the risks' chances against climatology",
    configure,
    run,
)
