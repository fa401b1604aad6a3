"""`ruong demo`: the simulated world, the whole flow over it, and the pages."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.command import Command
from app.commands.run import flow_over, go
from app.flow.alone import alone
from app.routes.labels import box_label
from app.settings import DEMO_DAY, DEMO_SEED, Settings, settings
from data_sources.datasets import LISTINGS
from data_sources.errors import Missing
from data_sources.region import packaged_region
from data_sources.simulated import build_world
from data_sources.store import Store
from traceability.drawing import to_png
from traceability.labels import box_sheet


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--no-serve", action="store_true", help="không mở trang · stop before serving"
    )
    parser.add_argument("--workspace", type=Path, help="nơi lưu · where results are kept")
    parser.add_argument("--seed", type=int, default=DEMO_SEED)


def run(args: argparse.Namespace) -> int:
    """Build the world unless it is there, run the flow, serve the pages."""
    where = settings(args.workspace)
    with alone(where.workspace):
        print("Thế giới mô phỏng · simulated world", flush=True)
        world = build_world(where.world, packaged_region(), args.seed, DEMO_DAY, _say)
        flow = flow_over(where, world, DEMO_DAY, args.seed, demo=True)
        go(flow)
        sheet = _first_label(where)
    print(f"Nhãn có mã QR · a label with its QR: {sheet}", flush=True)
    if args.no_serve:
        return 0
    # Imported here: the pages need Streamlit, which takes a second that --no-serve must not wait.
    from app.server import serve  # noqa: PLC0415

    return serve(where.host, where.port, where.workspace)


def _first_label(where: Settings) -> Path:
    """Print the box label of the first listed lot, so that there is a QR to scan."""
    listing = Store(where.store).read(LISTINGS).iloc[0]
    told = box_label(where, str(listing["gtin"]), str(listing["lot"]))
    if told is None:
        raise Missing("the first listed lot cannot be found", "Run `ruong demo` again.")
    path = where.workspace / "labels" / f"{listing['lot']}.png"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(to_png(box_sheet(told)))
    return path


def _say(line: str) -> None:
    print(f"  {line}", flush=True)


COMMAND = Command("Bản thử trên dữ liệu mô phỏng", "The demo, on simulated data", configure, run)
