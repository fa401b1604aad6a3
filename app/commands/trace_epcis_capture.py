"""`ruong trace epcis capture FILE...`: check events, register them, bring them into the log."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.command import Command
from app.commands.trace_epcis import read_file
from app.lots import REGISTER
from app.settings import Settings, now, random_bytes, settings
from app.trace import log_of
from data_sources.errors import Refused, RuongError
from traceability.capture import capture_document
from traceability.epcis.validate import validate
from traceability.register import Register, open_register

SALT_BYTES = 32


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--workspace",
        type=Path,
        help="thư mục lưu sổ và nhật ký · folder of the register and the log",
    )


def _run(arguments: argparse.Namespace) -> int:
    """Capture each file wholly or not at all; 1 if any is refused."""
    kept = settings(arguments.workspace)
    register = open_register(kept.trace / REGISTER)
    try:
        refused = [path for path in arguments.files if not _captured(path, register, kept)]
    finally:
        register.close()
    return 1 if refused else 0


def _captured(path: Path, register: Register, kept: Settings) -> bool:
    """Capture one file; it is acknowledged when it is in the register and in the log."""
    try:
        document = validate(read_file(path), str(path))
        if not document.events:
            raise Refused(str(path), [f"it holds no events ({document.kind})"])
        capture_document(register, document, now(), lambda _: random_bytes(SALT_BYTES))
        signed = log_of(kept, register)
    except RuongError as error:
        said = str(error) if str(path) in str(error) else f"{path}: {error}"
        print(f"{said}\n{error.advice}" if error.advice else said, file=sys.stderr)
        return False
    count = len(document.events)
    print(f"{path}: đã ghi · captured, {count} sự kiện · events, log {signed.head.size}")
    return True


COMMAND = Command(
    "Ghi sự kiện EPCIS vào sổ và nhật ký minh bạch",
    "Capture EPCIS events into the register and the transparency log",
    _configure,
    _run,
)
