"""`ruong trace epcis`: number and check files of EPCIS events, JSON or XML."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.command import Command
from data_sources.errors import Missing, RuongError
from traceability.epcis.bounds import MAX_BYTES
from traceability.epcis.document import Document
from traceability.epcis.reading import read
from traceability.epcis.validate import validate


def _configure(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    hashing = verbs.add_parser(
        "hash",
        help="in mã băm CBV 2.0 của từng sự kiện · print the CBV 2.0 hash of each event",
    )
    hashing.add_argument("files", nargs=1, type=Path, metavar="FILE")
    checking = verbs.add_parser(
        "validate",
        help="kiểm tra tệp sự kiện; lỗi in ra stderr · check files of events; faults go to stderr",
    )
    checking.add_argument("files", nargs="+", type=Path, metavar="FILE")


def _run(arguments: argparse.Namespace) -> int:
    return {"hash": _hash, "validate": _validate}[arguments.verb](arguments.files)


def _hash(files: list[Path]) -> int:
    for number in read_file(files[0]).hashes():
        print(number)
    return 0


def _validate(files: list[Path]) -> int:
    """Check every file, whatever became of the one before; 1 if any is refused."""
    refused = 0
    for path in files:
        try:
            document = validate(read_file(path), str(path))
        except RuongError as error:
            refused += 1
            said = f"{error}\n{error.advice}" if error.advice else str(error)
            print(said, file=sys.stderr)
        else:
            print(f"{path}: hợp lệ · accepted, {len(document.events)} sự kiện · events")
    return 1 if refused else 0


def read_file(path: Path) -> Document:
    """Read a file, no further than one byte past the limit."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        fault = f"{path} cannot be read: {error.strerror or error}"
        raise Missing(fault, "Check the file's name and its rights.") from error
    return read(data, str(path))


COMMAND = Command(
    "Băm và kiểm tra sự kiện truy xuất EPCIS 2.0",
    "Hash and check EPCIS 2.0 traceability events",
    _configure,
    _run,
)
