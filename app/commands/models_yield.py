"""`ruong models yield`: the versions of the yield model, and the way back."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.command import Command
from app.settings import DEMO_SEED, today
from app.yield_store import registry, workspace


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--workspace", type=Path, help="nơi lưu · where results are kept")
    parser.add_argument(
        "--roll-back",
        nargs="?",
        const="",
        metavar="VERSION",
        help="quay về bản trước · make the version before (or VERSION) current again",
    )


def run(args: argparse.Namespace) -> int:
    """Print the versions, the current one marked; roll back where asked."""
    kept = registry(workspace(args.workspace, today(), DEMO_SEED, print))
    if args.roll_back is not None:
        print(f"current · đang dùng: {kept.roll_back(args.roll_back or None)}")
    current = kept.current
    for version in kept.versions():
        print(f"{'*' if version == current else ' '} {version}")
    return 0


COMMAND = Command(
    "Các phiên bản mô hình năng suất, và quay về bản trước",
    "Versions of the yield model, and the way back",
    configure,
    run,
)
