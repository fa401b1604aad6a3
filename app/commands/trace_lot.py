"""`ruong trace lot LINK`: where a lot comes from in per cent, what became of it, what is wrong."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from app.command import Command
from app.settings import settings
from app.trace import register_of
from data_sources.errors import Missing
from traceability.genealogy import DOWN, UP, history, positions_of, trace
from traceability.imbalance_text import sentences
from traceability.origins import origins_of


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("link", help="Digital Link hoặc EPC của lô · the lot's Digital Link or EPC")
    parser.add_argument("--workspace", type=Path)


def _run(args: argparse.Namespace) -> int:
    """Print one JSON object; only what is public of each origin."""
    with register_of(settings(args.workspace)) as register, register.reading() as link:
        up, down = trace(link, args.link, UP), trace(link, args.link, DOWN)
        found = origins_of(link, args.link)
        events = positions_of(history(link, up.names))
    if not up.names:
        raise Missing(f"no event speaks of {args.link}", "Kiểm tra mã lô · check the lot's code")
    told = {
        "lot": up.start,
        "made_of": sorted(up.lots - {up.start}),
        "became": sorted(down.lots - {up.start}),
        "events": len(events),
        "origins": [
            {
                "event": origin.position,
                "season": origin.about.season,
                "ward": origin.about.ward,
                "code": origin.about.code,
                "per_cent": float(origin.per_cent),
            }
            for origin in found.origins
        ],
        "left_kg": None if found.account is None else found.account.left / 1e6,
        "findings": [
            {"vi": vi, "en": en, "lot": found.lots[each.thing], "event": each.position}
            for each in found.imbalances
            for vi, en in [sentences(each)]
        ],
        "cut": up.cut or down.cut,
    }
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 0


COMMAND = Command(
    "Truy xuất một lô: nguồn gốc, đường đi, khối lượng",
    "Trace a lot: origins, journey, mass",
    _configure,
    _run,
)
