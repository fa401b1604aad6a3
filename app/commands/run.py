"""`ruong run`: the whole flow over a data folder, or over the live services."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.command import Command
from app.flow.alone import alone
from app.flow.flow import Flow
from app.flow.places import BOUNDARIES
from app.season import run as run_season
from app.settings import DEMO_SEED, Settings, settings, today
from data_sources.errors import Missing
from data_sources.region import packaged_region, region_from
from data_sources.tag import REAL, SIMULATED


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--data", type=Path, help="thư mục dữ liệu · data folder")
    parser.add_argument(
        "--live",
        action="store_true",
        help="hỏi dịch vụ mở cho phần còn thiếu · ask open services for what the folder lacks",
    )
    parser.add_argument("--as-of", type=date.fromisoformat, help="ngày · day, YYYY-MM-DD (today)")
    parser.add_argument("--workspace", type=Path, help="nơi lưu · where results are kept")
    parser.add_argument("--seed", type=int, default=DEMO_SEED)


def run(args: argparse.Namespace) -> int:
    """Run the flow; a folder that says it is simulated is taken as simulated.

    Status 1 says that a live service did not answer and its part is old or absent.
    """
    if args.data is not None and not args.data.is_dir():
        raise Missing(f"{args.data} is not a folder", "Give the folder that holds the data.")
    flow = flow_over(settings(args.workspace), args.data, args.as_of or today(), args.seed)
    flow = replace(flow, live=args.live or args.data is None)
    with alone(flow.settings.workspace):
        go(flow)
    return int(bool(flow.unanswered))


def flow_over(
    where: Settings, data: Path | None, as_of: date, seed: int, *, demo: bool = False
) -> Flow:
    """Set up a run over *data*: its boundaries where it has some, its own word on what it is."""
    boundaries = data / BOUNDARIES if data else None
    true_shapes = boundaries is not None and boundaries.is_file()
    region = region_from(boundaries) if boundaries and true_shapes else packaged_region()
    simulated = data is not None and (data / "world.json").is_file()
    tag = SIMULATED if simulated else REAL
    return Flow(where, region, data, tag, as_of, seed, _say, demo)


def go(flow: Flow) -> None:
    """Run all steps, and sum up what was made and what was kept."""
    start = time.perf_counter()
    _say(f"Ruộng · {flow.as_of:%d/%m/%Y} · {flow.tag.vi} · {flow.tag.en}")
    run_season(flow)
    made = sum(outcome.made_now for outcome in flow.outcomes)
    kept = len(flow.outcomes) - made
    for told in flow.unanswered:
        _say(f"không trả lời · no answer from {told}")
    _say(f"xong · done: {made} made, {kept} unchanged, {time.perf_counter() - start:.1f} s")


def _say(line: str) -> None:
    print(line, flush=True)


COMMAND = Command("Chạy toàn bộ quy trình", "Run the whole flow", configure, run)
