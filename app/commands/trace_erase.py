"""`ruong trace erase TEXT`: erase what is private of every event that names a person."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.command import Command
from app.settings import now, settings
from app.trace import place_of, register_of
from traceability.erasure import erase, find_person, forget_delegations
from traceability.register.entries import record_time


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", help="tên, số điện thoại, mã thửa · a name, a number, a field")
    parser.add_argument(
        "--yes", action="store_true", help="xóa thật, không thể lấy lại · erase, for good"
    )
    parser.add_argument("--workspace", type=Path)


def _run(args: argparse.Namespace) -> int:
    kept = settings(args.workspace)
    with register_of(kept) as register:
        found = find_person(register, args.text)
        if not args.yes:
            print(f"{len(found)} sự kiện · events; thêm --yes để xóa · add --yes to erase")
            return 0
        made = erase(register, found, record_time(now()), place_of(kept).erasures)
        notes = forget_delegations(register, args.text)
    print(
        f"{len(made)} sự kiện đã xóa phần riêng tư · events erased, {notes} ủy quyền · delegations"
    )
    print("Dữ liệu trong workspace/store không thuộc lệnh này · workspace/store is not touched")
    return 0


COMMAND = Command(
    "Xóa phần riêng tư của một người trong sổ sự kiện",
    "Erase a person's private data from the register",
    _configure,
    _run,
)
