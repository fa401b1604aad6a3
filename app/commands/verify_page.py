"""`ruong verify page FILE`: write the verification page, one file that works without a network."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.command import Command
from app.settings import settings
from traceability.keyring import Keyring
from traceability.page import verification_page


def run(args: argparse.Namespace) -> int:
    """Pin the root, add the key list of the day, and write the page."""
    ring = Keyring(settings().keys)
    args.file.write_text(
        verification_page([str(ring.root_public())], keys=ring.list_text()), encoding="utf-8"
    )
    print(args.file)
    return 0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the argument."""
    parser.add_argument("file", type=Path, metavar="FILE", help="tệp HTML · the HTML file")


COMMAND = Command(
    "Ghi trang kiểm tra bằng chứng (một tệp HTML, không cần mạng)",
    "Write the verification page (one HTML file, no network)",
    configure,
    run,
)
