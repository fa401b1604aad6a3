"""`ruong trace recall FIELD SEASON`: every lot, box and open listing a harvest may be in."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from app.command import Command
from app.desk.kept import has, kept
from app.settings import Settings, settings
from app.trace import register_of
from data_sources.datasets import LISTINGS
from traceability.recall import recall


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("field", help="mã thửa · field_id")
    parser.add_argument("season", help="vụ, như 2026-WS · season")
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--json", action="store_true")


def _run(args: argparse.Namespace) -> int:
    """Exit 0 where all was followed, 1 where nothing was harvested or there was too much."""
    place = settings(args.workspace)
    with register_of(place) as register, register.reading() as link:
        found = recall(link, args.field, args.season, _offered(place))
    told = {
        "harvested": sorted(found.harvested),
        "affected": sorted(found.affected),
        "by_time": sorted(found.by_time),
        "listings": list(found.listings),
        "cut": found.cut,
    }
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        for title, names in (
            ("Lô thu hoạch · lots harvested", told["harvested"]),
            ("Có thể bị ảnh hưởng · may be affected", told["affected"]),
            ("Đang chào bán · open listings", told["listings"]),
        ):
            print(f"{title}: {len(names)}", *(f"  {name}" for name in names), sep="\n")
    return 1 if found.cut or not found.harvested else 0


def _offered(place: Settings) -> list[str]:
    """Give the lots that are listed on the market now."""
    if not has(place.store, LISTINGS):
        return []
    return [str(link) for link in kept(place.store, LISTINGS).data["link"]]


COMMAND = Command(
    "Truy các lô từ một thửa trong một vụ",
    "Recall everything from one field's season",
    _configure,
    _run,
)
