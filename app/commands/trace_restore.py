"""`ruong trace restore FILE`: bring a backup back; the log never goes back, nobody comes back."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.command import Command
from app.settings import now, settings
from app.trace import log_of, place_of, register_of
from traceability.backup import restore
from traceability.inspection import inspect
from traceability.log.storage import Folder
from traceability.register.entries import record_time


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--workspace", type=Path)


def _run(args: argparse.Namespace) -> int:
    kept = settings(args.workspace)
    place = place_of(kept)
    with register_of(kept, make=True) as register:
        done = restore(register, place, args.file, record_time(now()))
        head = log_of(kept, register).head
        with register.reading() as link:
            report = inspect(link, Folder(place.log), head)
    print(f"{done.events} sự kiện đã khôi phục · events restored")
    print(f"{done.salvaged} sự kiện lấy lại từ nhật ký, chỉ phần công khai · saved from the log")
    print(f"{done.erased} sự kiện được xóa lại phần riêng tư · erased again")
    for each in report.differences:
        print(f"{each.index}: {each.vi} · {each.en}")
    return 1 if report.differences else 0


COMMAND = Command(
    "Khôi phục sổ sự kiện từ bản sao lưu",
    "Restore the register from a backup",
    _configure,
    _run,
)
