"""`ruong check yield`: hold the forecasts in the store against the harvests that came."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from app.command import Command
from app.flow.known import rows_of
from app.settings import DEMO_SEED, today
from app.yield_store import workspace
from data_sources.datasets import SURVEYS, YIELD_FORECAST
from data_sources.errors import Missing
from models.yields.drift import drift


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--as-of", type=date.fromisoformat, help="ngày · day, YYYY-MM-DD (today)")
    parser.add_argument(
        "--shared", type=float, default=0.1, help="phần sai số chung · shared error"
    )
    parser.add_argument("--workspace", type=Path, help="nơi lưu · where results are kept")


def run(args: argparse.Namespace) -> int:
    """Print how the forecasts stood; exit status 1 where they no longer keep their promise."""
    flow = workspace(args.workspace, args.as_of or today(), DEMO_SEED, print)
    found = drift(rows_of(flow, YIELD_FORECAST), rows_of(flow, SURVEYS), args.shared)
    if found is None:
        raise Missing("no harvest has come since the forecasts were issued", "Try again later.")
    print(f"{found.cases} forecasts · dự báo: RMSE {found.rmse:.0f}, bias {found.bias:+.0f} kg/ha")
    print(f"held · nằm trong khoảng: {found.held:.1%}; chance · xác suất {found.chance:.3f}")
    print(f"next level · mức kế tiếp: {found.next_level:.3f}; alarm · báo động: {found.alarm}")
    return int(found.alarm)


COMMAND = Command(
    "So dự báo năng suất với kết quả thu hoạch",
    "Hold yield forecasts against the harvests that came",
    configure,
    run,
)
