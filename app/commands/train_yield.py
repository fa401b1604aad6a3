"""`ruong train yield`: learn from the store, judge, write the card, register the model."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from app.command import Command
from app.settings import DEMO_SEED, today
from app.yield_store import records, registry, season_asked, workspace
from app.yield_table import KG, lines
from models.yields.judged import ALL
from models.yields.kept import written
from models.yields.learn import learn


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--as-of", type=date.fromisoformat, help="ngày · day, YYYY-MM-DD (today)")
    parser.add_argument("--season", help="vụ · season, such as 2026-WS (the one on the fields)")
    parser.add_argument("--workspace", type=Path, help="nơi lưu · where results are kept")
    parser.add_argument("--seed", type=int, default=DEMO_SEED)


def run(args: argparse.Namespace) -> int:
    """Train, print the table, register; a model worse than its baseline does not ship."""
    flow = workspace(args.workspace, args.as_of or today(), args.seed, print)
    known = records(flow)
    season = season_asked(flow, args.season, known)
    trained = learn(known, season, flow.as_of, args.seed, judged_by=ALL)
    print(f"Ruộng · {season.vi} · {season.en} · {known.tag.vi} · {known.tag.en}")
    for line in lines(trained.card.rows, KG):
        print(line)
    print(f"model: {trained.card.model}; weight · trọng số: {trained.card.weight}")
    kept = registry(flow)
    version = kept.register(written(trained), trained.card)
    print(f"registered · đã lưu: {version} ({kept.root / version / 'card.html'})")
    return 0


COMMAND = Command(
    "Huấn luyện, kiểm chứng và lưu mô hình năng suất",
    "Train, judge and register the yield model",
    configure,
    run,
)
