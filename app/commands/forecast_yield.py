"""`ruong forecast yield`: forecast the fields with the registered model."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from app.command import Command
from app.flow.flow import code_of
from app.settings import DEMO_SEED, today
from app.yield_store import records, registry, wards_of_fields, workspace
from data_sources.datasets import YIELD_FORECAST
from data_sources.store import Provenance
from models.harvest_weeks import by_week
from models.yields import say
from models.yields.abstain import sentence
from models.yields.kept import read


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--as-of", type=date.fromisoformat, help="ngày · day, YYYY-MM-DD (today)")
    parser.add_argument("--version", help="phiên bản · model version (the current one)")
    parser.add_argument("--out", type=Path, help="tệp CSV · also write a CSV")
    parser.add_argument("--weeks", type=Path, help="tệp CSV theo xã và tuần gặt · by ward and week")
    parser.add_argument("--workspace", type=Path, help="nơi lưu · where results are kept")


def run(args: argparse.Namespace) -> int:
    """Forecast every field of the model's season, and keep the forecast in the store."""
    flow = workspace(args.workspace, args.as_of or today(), DEMO_SEED, print)
    kept = registry(flow)
    version = args.version or kept.current
    trained, known = read(kept.read(version)), records(flow)
    rows = say(trained, known, flow.as_of)
    made = Provenance(known.tag, "derived", code_of("models"), {"model": version})
    flow.store.write(YIELD_FORECAST, rows, made)
    if args.out is not None:
        rows.to_csv(args.out, index=False)
    if args.weeks is not None:
        weeks, left_out = by_week(rows, known.seasons, wards_of_fields(flow), trained.shared)
        weeks.to_csv(args.weeks, index=False)
        print(f"{len(weeks)} ward weeks -> {args.weeks} ({left_out} fields left out)")
    silent = rows.loc[rows["abstained"], "reason"].value_counts()
    print(f"{trained.season.vi} · {trained.season.en} · {known.tag.vi} · {known.tag.en}")
    print(f"model {trained.card.model}, version {version}: {len(rows)} fields")
    for reason, count in silent.items():
        print(f"  {count} x {sentence(str(reason), 'vi')} · {sentence(str(reason), 'en')}")
    return 0


COMMAND = Command(
    "Dự báo năng suất bằng mô hình đã lưu",
    "Forecast yields with the registered model",
    configure,
    run,
)
