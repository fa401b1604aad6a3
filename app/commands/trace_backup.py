"""`ruong trace backup FILE`: write the register, its log and its erasures to one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.command import Command
from app.settings import now, settings
from app.trace import place_of, register_of
from traceability.backup import back_up
from traceability.register.entries import record_time


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--workspace", type=Path)


def _run(args: argparse.Namespace) -> int:
    kept = settings(args.workspace)
    with register_of(kept) as register:
        count = back_up(register, place_of(kept), args.file, record_time(now()))
    print(f"{args.file}: {count} sự kiện · events")
    print("Tệp chứa dữ liệu riêng tư, không chứa khóa · it holds private data, and no keys")
    return 0


COMMAND = Command(
    "Sao lưu sổ sự kiện và nhật ký",
    "Back up the register and its log",
    _configure,
    _run,
)
