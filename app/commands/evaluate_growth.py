"""`ruong evaluate growth`: hold the crop growth model against field experiments."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from app.command import Command
from app.settings import DEMO_SEED


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--data", type=Path, required=True, help="thư mục dữ liệu · data folder")
    parser.add_argument("--seed", type=int, default=DEMO_SEED)
    parser.add_argument("--variety", default="Rice_IR8A", help="giống lúa · rice variety")


def run(args: argparse.Namespace) -> int:
    """Print simulated and observed yields of every experiment, then what it adds to forecasts."""
    # PCSE makes a folder in the user's home as soon as it is imported: not for a list of commands.
    for line in import_module("app.growth").report(args.data, args.variety, args.seed):
        print(line)
    return 0


COMMAND = Command(
    "So mô hình sinh trưởng lúa với thí nghiệm đồng ruộng",
    "Hold the crop growth model against field experiments",
    configure,
    run,
)
