"""`ruong world`: build the simulated world, to look at it or to run the flow on it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from app.command import Command
from app.settings import DEMO_DAY, DEMO_SEED
from data_sources.region import packaged_region
from data_sources.simulated import FULL, TINY, build_world


def configure(parser: ArgumentParser) -> None:
    """Add the folder, the seed, the day and the size."""
    parser.add_argument(
        "--out", required=True, type=Path, help="thư mục đích · folder the world is built in"
    )
    parser.add_argument(
        "--seed", type=int, default=DEMO_SEED, help="hạt giống ngẫu nhiên · seed of all chance"
    )
    parser.add_argument(
        "--as-of", type=date.fromisoformat, default=DEMO_DAY, help="ngày kể · last day known"
    )
    parser.add_argument(
        "--tiny", action="store_true", help="2 km, 60 thửa ruộng · 2 km and 60 fields only"
    )


def run(arguments: Namespace) -> int:
    """Build the world and print where it is."""
    size = TINY if arguments.tiny else FULL
    root = build_world(
        arguments.out, packaged_region(), arguments.seed, arguments.as_of, print, size
    )
    print(f"thế giới mô phỏng · simulated world: {root}")
    return 0


COMMAND = Command(
    "Dựng thế giới mô phỏng (ảnh, thời tiết, ruộng, ghi chép)",
    "Build the simulated world (scenes, weather, fields, records)",
    configure,
    run,
)
