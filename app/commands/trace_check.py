"""`ruong trace check`: hold every stored field against its event, every event against the log."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.command import Command
from app.settings import settings
from app.trace import log_of, place_of, register_of
from traceability.inspection import inspect
from traceability.log.storage import Folder


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workspace", type=Path)


def _run(args: argparse.Namespace) -> int:
    kept = settings(args.workspace)
    with register_of(kept) as register:
        head = log_of(kept, register).head
        with register.reading() as link:
            report = inspect(link, Folder(place_of(kept).log), head)
    for each in report.differences:
        print(f"{each.index}: {each.vi} · {each.en}", file=sys.stderr)
    if report.differences:
        return 1
    print(f"Sổ và nhật ký khớp nhau · register and log agree: {head.origin}, {head.size}")
    return 0


COMMAND = Command(
    "Đối chiếu sổ sự kiện với nhật ký",
    "Hold the register against its log",
    _configure,
    _run,
)
