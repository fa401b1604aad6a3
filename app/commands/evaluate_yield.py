"""`ruong evaluate yield`: every model under every protocol, beside its baseline."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from app.command import Command
from app.settings import DEMO_SEED, today
from app.surveyed import with_yields
from app.yield_table import KG, QUINTAL, lines
from data_sources import oni, province_statistics
from data_sources.errors import Missing, Refused
from data_sources.region import packaged_region
from data_sources.season import Season
from data_sources.source import Request
from data_sources.tag import REAL
from models import provinces
from models.yields.judged import ALL
from models.yields.learn import learn

FIELDS, STATISTICS, ENSO = "ey2023_fields", "mekong_rice", "oni"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--data", type=Path, required=True, help="thư mục dữ liệu · data folder")
    parser.add_argument("--seed", type=int, default=DEMO_SEED)
    parser.add_argument(
        "--protocol",
        choices=[*ALL, "random"],
        action="append",
        help="một cách kiểm chứng · one protocol only (all); random is refused",
    )


def run(args: argparse.Namespace) -> int:
    """Print the tables of what the folder holds: fields, provinces."""
    if "random" in (args.protocol or ()):
        raise Refused(
            "random K-fold",
            ["rows drawn at random leave neighbours and the same field on both sides"],
            "Hold out blocks, locations, districts or years instead.",
        )
    found = [
        _fields(args.data / FIELDS, tuple(args.protocol or ALL), args.seed),
        _provinces(args.data, args.seed),
    ]
    if not any(found):
        raise Missing(f"{args.data} holds neither {FIELDS} nor {STATISTICS}", "Name the folder.")
    return 0


def _fields(folder: Path, protocols: tuple[str, ...], seed: int) -> bool:
    if not folder.is_dir():
        return False
    surveyed = with_yields(folder, today())
    records = surveyed.records
    seasons = [Season.parse(text) for text in records.surveys["season"].unique()]
    trained = learn(records, max(seasons), today(), seed, judged_by=protocols)
    print(f"\nRuộng · Fields · {records.tag.vi} · {records.tag.en}")
    for note in surveyed.notes:
        print(f"  {note}")
    for line in lines(trained.card.rows, KG):
        print(line)
    print(f"weight · trọng số: {trained.card.weight}; variants tried: {len(trained.card.variants)}")
    return True


def _provinces(data: Path, seed: int) -> bool:
    if not (data / STATISTICS).is_dir():
        return False
    statistics = province_statistics.SOURCE(_request(data / STATISTICS))
    sea = oni.SOURCE(_request(data / ENSO)).data if (data / ENSO).is_dir() else None
    ocean = None if sea is None else provinces.ocean(sea)
    walked = provinces.walk(provinces.panel(statistics.data), ocean, seed)
    print(f"\nTỉnh · Provinces · {statistics.tag.vi} · {statistics.tag.en}")
    for note in statistics.notes:
        print(f"  {note}")
    for line in lines(provinces.table(walked, seed), QUINTAL):
        print(line)
    return True


def _request(place: Path) -> Request:
    return Request(place, packaged_region(), date(1990, 1, 1), today(), REAL)


COMMAND = Command(
    "So mọi mô hình năng suất với mức cơ sở",
    "Hold every yield model against its baseline",
    configure,
    run,
)
